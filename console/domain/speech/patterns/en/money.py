"""English patterns: urged borrowing, extra fees, private accounts, false amounts and deadlines."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import KIN

PATTERNS: dict[str, tuple[str, ...]] = {
    "urged_borrowing": (  # T10
        r"(?:take|taking|get|getting|apply for|grab|open|try)(?: out)? (?:a |an |another |"
        r"one more |a new |a second |a quick |some )+(?:\w+ )?(?:loans?|credit card|payday|"
        r"cash advance|card|line of credit)(?! (?:number|statement))|(?:borrow|borrowing|lend|"
        r"get(?:ting)? (?:the |some )?money|ask(?:ing)?(?: for (?:the |some )?money)?|"
        r"beg) (?:it |the money |some |some money |money |a bit |a little |cash )?(?:from|off|"
        rf"of) (?:your |a |an |another |some |other |one of |the )*(?:{KIN}|app|apps|lender|"
        r"bank|platform|someone|somebody|anyone|people|site|pawn|loan shark)|"
        r"cash(?:ing)? (?:out|in) (?:a |your |the |another )?(?:credit )?(?:card|limit)|"
        r"(?:cash|money) from (?:a|your|another) (?:credit )?card|cash advance|mortgag(?:e|"
        r"ing) (?:the|your|a) (?:flat|house|home|apartment|car|property|land)|(?:pawn|sell|"
        r"hock)(?:ing)? (?:your |the |some )*(?:car|house|ring|jewel\w+|gold|blood|kidney|"
        r"plasma|furniture|phone|home)|(?:open|get|sign up for|apply for) (?:a |an |"
        r"another )?new (?:credit )?card|roll(?:ing)? (?:it|the debt|this) over (?:elsewhere|"
        r"to|with|into|onto)|payday loan|loan shark|another (?:app|lender|loan|card|platform)|"
        r"use (?:one|a new|another) (?:card|loan) to pay|max out",
        r"use (?:your|another|the|a) (?:other |second |different )?(?:visa|mastercard|amex|"
        r"credit card|card) to (?:pay|clear|cover|settle)",
        r"max(?:ing)?(?: it| them)? out|(?:cash|payday) advance|(?:put|use|pledge|offer)(?:ting|"
        r"ing)? (?:up )?(?:the|your) (?:house|home|car|flat|land|apartment) (?:up )?(?:as|"
        r"for) (?:collateral|security)|borrow against",
        rf"(?:ask|get|have|beg)(?:ting|ging|ing)? (?:your )?{KIN}(?: (?:or|"
        rf"and) (?:your )?{KIN})? (?:to (?:lend|help|give|pay|chip)|for (?:money|help|cash|"
        rf"a loan|some))",
        r"apps? (?:that|which) (?:will |can |would )?(?:lend|give|loan)|(?:pawn|sell|"
        r"hock)(?:ing)? your \w+ (?:and|to) pay",
    ),
    "extra_fee": (  # T11
        r"(?:visit|visiting|lawyer'?s?|legal|processing|handling|service|collection|"
        r"collector'?s?|travel|unfreez\w+|deletion|release|administration|admin|urgent|field|"
        r"petrol|expense|court|withdrawal|convenience) (?:fee|charge|costs?)s?(?! (?:you were|"
        r"in your contract|are not|is not|do not))|(?:send|transfer|pay|wire|deposit|put|"
        r"venmo|zelle|remit)(?:ing)? (?:it |the money |money |the (?:amount|payment|cash) |"
        r"cash |this |that |\d+ |directly |straight )*(?:in|on|through|via|using|by|to|into|"
        r"onto|with)?(?:to)? (?:my|me|my own|my personal|a personal|a private|our manager'?s?|"
        r"my colleague'?s?|my manager'?s?|this private|an employee'?s?|my wife'?s?|"
        r"his personal|the personal|my boss'?s?)(?: own| personal| private)? ?(?:wechat|"
        r"account|card|venmo|zelle|paypal|alipay|wallet|cash ?app|bank|directly|personally|"
        r"number|phone|qr)?|use my (?:personal |own |private )?(?:account|wechat|card|alipay|"
        r"wallet)|(?:personal|private) (?:bank )?account|tip (?:me|us)|(?:give|slip|pay|hand|"
        r"buy) (?:me|us) (?:some(?:thing)?\b(?! (?:to|time|details|information|idea|more))|"
        r"a (?:little|bit|tip|gift|red)|extra|cash|a bonus|"
        r"and i|and we|for|\d+)|pay me (?:and|directly|in cash|personally)|bribe|"
        r"deposit first|(?:refundable |security |good faith )deposit|(?:delete|remove|erase|"
        r"clean|wipe|fix)(?:s|d)? (?:the|your) (?:credit )?(?:record|file|history|"
        r"report) (?:for|if you pay (?:me|us|a)|in exchange)|gift cards?|(?:crypto|bitcoin|"
        r"usdt)|cash (?:to|into|in) (?:my|our|the collector)",
        r"(?:cash ?app|venmo|zelle|paypal)(?: tag| handle| name| id|"
        r" account)?[a-z', ]{0,16}\b(?:mine|my own)\b|it's mine, quicker",
        r"(?:venmo|zelle|paypal|cash ?app|wechat|alipay) me\b|my (?:own |personal |"
        r"private )?(?:venmo|zelle|paypal|cash ?app|wechat|alipay|iban)",
        r"(?:give|slip|hand|pass) me (?:a |an |\$)?(?:hundred|few (?:hundred|bucks|dollars)|"
        r"couple (?:hundred|of bucks)|thousand|fifty|twenty|"
        r"something (?:for|extra)|some money|cash|\d+)",
        r"for my trouble|under the table|(?:late mark|record|flag|black mark|entry) (?:go|goes|"
        r"disappears?|vanish\w*)(?: away)?",
    ),
    "false_amount": (  # T13
        r"(?:doubles?|triples?|doubling|double|tenfold|ten times|twice) (?:today|tonight|"
        r"tomorrow|by (?:tomorrow|tonight|midnight|morning)|every (?:day|hour|week)|overnight|"
        r"if you (?:don't|do not)|the (?:amount|debt|balance)|your (?:debt|balance|bill))|"
        r"(?:debt|balance|amount|bill|it)(?:'ll| will| is going to)? (?:double|triple)s?|"
        r"we (?:set|decide|choose|make up|fix) the (?:interest|amount|rate|fees?|penalty)|"
        r"interest is (?:whatever|what) we|final (?:hour|minutes?|warning|"
        r"notice before arrest|chance|minute)|last (?:chance|hour|warning|\d+ minutes|"
        r"opportunity)|(?:penalty|penalties|fine|charge)s? (?:of |is |will be |up to )?(?:\$|"
        r"rmb |usd |¥)?(?:100k|\d{2,3}k|\d{2,3},?000|a hundred thousand|a million|"
        r"fifty thousand)|(?:discount|reduction|settlement|offer|deal|waiver|"
        r"this price) (?:is )?(?:valid )?(?:only|just|ends|expires|dies|good only|"
        r"good for) (?:for )?(?:today|now|tonight|this call|at midnight|in an hour|"
        r"in \d+ minutes|the next)|only (?:today|now|this call|tonight|in this call)|(?:today|"
        r"now|tonight) only|(?:discount|offer|reduction|settlement|"
        r"price)[a-z ]{0,12} only (?:valid |good )?(?:today|now|tonight)|one.time (?:chance|"
        r"only)|(?:within|in) (?:the )?(?:next )?(?:one|"
        r"an|an?|1|2|two|half an|thirty|ten|\d+) (?:hour|hours|minutes) or |expires in (?:one|"
        r"an|1) hour|you have (?:one|an|1|two|ten|thirty|\d+) (?:hours?|"
        r"minutes?)(?! to (?:decide|think|consider|cancel|change))",
        r"(?:wait|delay|stall|drag)(?:ing)? (?:this |it )?(?:out )?(?:any |much )?(?:longer|"
        r"more) and",
        r"you (?:have|'ve got|got)(?: exactly| only| just| less than)* (?:one|an|1|two|ten|"
        r"thirty|half an|a single|\d+) (?:more )?(?:hours?|minutes?)(?! to (?:decide|think|"
        r"consider|cancel|change))",
        r"we (?:can |could |may |will |get to )?(?:set|decide|choose|make up|fix|charge|"
        r"name) (?:whatever|any|what|all the|the) (?:interest|amount|rate|fees?|penalty)",
        r"(?:thousand|\d{1,3},\d{3}|\d{4,}|hundred)(?: |-)?(?:dollars?|yuan|rmb|pounds?|euros?|"
        r"bucks)?(?: |-)?(?:penalty|fine)",
        r"(?:every|each) (?:hour|minute|day)(?: you (?:wait|delay|stall)| late)? (?:adds|costs|"
        r"means|is) (?:you )?(?:another|an extra|\d|\$)|(?:price|amount|figure|total) (?:goes|"
        r"will go|jumps) up (?:in|by|at)",
    ),
}
