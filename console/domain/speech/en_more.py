"""English patterns, continued: third parties, money, nuisance, publishing, restraint."""

from __future__ import annotations

from console.domain.speech.en_words import KIN, PAY, G

MORE: dict[str, tuple[str, ...]] = {
    "T8": (
        rf"(?:he|she|your {KIN}|his|her|mr\.? \w+|mrs\.? \w+|ms\.? \w+|they)(?:'s| has| have|"
        r" is| are| was| hasn't| didn't| did not| has not|'d| had)? (?:also |still |now |"
        r"really |currently |got |been |not |badly |seriously |already )*(?:owes?|owed|owing|"
        r"overdue|in (?:debt|default|arrears|collections?)|past due|borrowed|behind (?:on|"
        r"with)|in default|defaulted|(?:a|an|some|several|online|unpaid|outstanding|his|"
        rf"her) {G}(?:loans?|debts?|balance|credit card (?:bill|debt)|arrears)|"
        r"about to be (?:sued|taken)|being sued|going to (?:be sued|court)|"
        rf"missed {G}payments?|stopped paying|pay(?:s|ing)? (?:us|his|her|the (?:loan|debt|"
        r"bank))|paid (?:us|back|his|her)|unpaid|refus\w+ to pay|delinquent|late (?:on|with))|"
        rf"(?:tell|ask|remind|get|have|let|urge|make) (?:him|her|them|your {KIN}|mr\.? \w+|"
        rf"mrs\.? \w+|ms\.? \w+) (?:to |that he |that she |know |about )?{G}(?:pay|repay|"
        r"settle|debt|owe|overdue|loan|balance|arrears|default|outstanding)|(?:about|"
        r"regarding|concerning|over|because of) (?:his|her|their|"
        rf"your {KIN}(?:'s)?) {G}(?:debt|loan|arrears|overdue|unpaid|default|credit card|"
        rf"balance|bill)|(?:his|her|your {KIN}'s) (?:debt|loan|arrears|overdue|unpaid|"
        rf"credit card (?:debt|bill|account)|account|balance|bill|payment|card){G}(?:is|was|"
        r"has|of|overdue|late|unpaid|due|past)|i(?:'m| am) (?:a |the |his |"
        rf"her )?(?:debt )?collect(?:or|ing) {G}(?:for|on|his|her|him)",
    ),
    "T9": (
        r"(?:just |please |simply )?(?:pay|settle|cover|clear|repay) (?:it|this|that|"
        r"the (?:debt|loan|bill)) "
        rf"(?:for|on behalf of) (?:him|her|them|your {KIN})|"
        r"(?:you|he|she|they|his|her|someone|parents?|relatives?|family|friends?|the family|"
        rf"your {KIN}|{KIN}|emergency contacts?|contacts?|employers?|the company|his employer|"
        r"her employer)(?: should| must| have to| has to| need to| ought to| can| could| will|"
        r" shall| better| had better|'d better| could just| might| are obliged to|"
        r" is obliged to| would)* (?:just |please |also |simply |at least |always |legally |"
        rf"help and |step in and )*(?:{PAY}) (?:it |this |that |the (?:debt|loan|bill|money|"
        r"balance|amount) |some |his |her |off |part |something )*(?:for|on behalf of|"
        rf"instead of|in place of|in) (?:him|her|them|his|hers|your {KIN}|place)|(?:pay|cover|"
        r"settle|clear|help (?:him|her|them) (?:pay|out)|lend (?:him|her)|take over|"
        rf"chip in)(?:ing)? (?:for )?(?:his|her|your {KIN}(?:'s)?) (?:debts?|loans?|bills?|"
        r"balance|arrears|share|payments?|card)|(?:parents?|family|families|relatives?|"
        r"(?:a )?sons?|(?:a )?daughters?|wives|wife|husbands?|spouses?|siblings?|brothers?|"
        r"sisters?|friends?|employers?|emergency contacts?|references?|you|contacts?|"
        rf"guarantee) (?:are|is|as {G}are|'re|become|becomes|were)(?: also| legally| all|"
        r" equally| always|) (?:liable|responsible|on the hook|obliged|bound|jointly liable)|"
        r"(?:a )?(?:son|father|wife|family|child)s? (?:pays?|must pay|should pay|settles?|"
        r"inherits?) (?:a |the |his |her |their )?(?:father|son|husband|famil|parent|"
        r"child)\w*(?:'s)? debts?|(?:emergency )?contacts? (?:must|have to|has to|should|"
        rf"need to) pay|(?:ring|call|phone|contact)(?:ing)? you {G}(?:daily|every day|"
        r"until (?:he|she) (?:is |has )?pa|until paid|until it is paid|till)",
    ),
    "T10": (
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
    ),
    "T11": (
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
        r"buy) (?:me|us) (?:some(?:thing)?|a (?:little|bit|tip|gift|red)|extra|cash|a bonus|"
        r"and i|and we|for|\d+)|pay me (?:and|directly|in cash|personally)|bribe|"
        r"deposit first|(?:refundable |security |good faith )deposit|(?:delete|remove|erase|"
        r"clean|wipe|fix)(?:s|d)? (?:the|your) (?:credit )?(?:record|file|history|"
        r"report) (?:for|if you pay (?:me|us|a)|in exchange)|gift cards?|(?:crypto|bitcoin|"
        r"usdt)|cash (?:to|into|in) (?:my|our|the collector)",
    ),
    "T12": (
        r"(?:ring|call|phone|dial|text|message|keep (?:calling|ringing|phoning|dialing|"
        r"dialling|texting))(?:ing)?(?: and (?:ringing|calling))?(?: you| your (?:phone|house|"
        r"number|mobile))? (?:again and again |over and over |nonstop |non-stop |all (?:day|"
        r"night)(?: long)?(?: and all night)? ?|every (?:hour|minute|ten minutes|five minutes|"
        r"half hour|night|day)|(?:day and night)|until you (?:answer|pick|pay|break|give|"
        r"go mad|can't)|till you (?:answer|pick|pay|give)|(?:a )?hundreds?|(?:fifty|sixty|"
        r"thirty|twenty|forty|\d{2,}) times)|(?:hundred|hundreds of|fifty|thirty|a thousand|"
        r"dozens of|\d{2,}) (?:calls|times|texts|messages|rings) (?:a|per|each|every) (?:day|"
        r"hour|night)|(?:change|changing|switch|switching|use|using|swap|different|new|other|"
        r"another|rotate) (?:my |our |the |phone |a |to )*(?:numbers?|phones?|sims?) (?:and |"
        r"to |until |so )?(?:keep |call|ring|reach|go on|continue|you can)|(?:ring|call|phone|"
        r"wake|text)(?:ing)? (?:you |your \w+ )?(?:up )?(?:at|in the|during the|every|"
        r"through the|all|late at|in the middle of the) (?:midnight|night|2 ?am|3 ?am|"
        r"two in the|three in the|dead of|4 ?am|middle)|call.?bomb|flood(?:ing)? (?:your|you)|"
        r"(?:spam|bombard|harass|pester|hound|stalk)(?:ing)? (?:you|your)|"
        r"never (?:going to )?stop (?:calling|ringing|texting|until)|"
        r"blow(?:ing)? up your phone|(?:won't|"
        r"will not|can't|not going to) (?:stop|get (?:any|a moment'?s?) (?:rest|peace|sleep)|"
        r"leave you (?:alone|in peace)|let you (?:sleep|rest))|blocking (?:us|me|"
        r"the number) (?:won't|will not|doesn't) (?:help|work|stop)|can't hide",
    ),
    "T13": (
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
        r"an|1) hour|you have (?:one|an|1|two|ten|thirty|\d+) (?:hours?|minutes?)",
    ),
    "T14": (
        r"(?:post|share|put|publish|upload|stick|paste|hang|tape|print|spread|leak|expose|"
        r"broadcast|display|pin|air)(?:ing|s|ed)? (?:up )?(?:\w+ )?(?:your|his|her|this|it|a|"
        rf"the|you|posters?|notices?|flyers?|everything){G}(?:photo|picture|face|name|id\b|"
        r"identity|address|debt|details|number|online|internet|facebook|tiktok|video app|"
        r"twitter|social|wall|door|lobby|notice ?board|street|building|village|office|group|"
        r"moments|everyone|neighbou?rs?|data|web|app|passport|gate|poster|forum|personal|"
        r"news)|(?:group chat|chat group|group message|add|message|email|text|write to|"
        rf"contact|call|tell) {G}(?:all |everyone in |every one of |each of |your whole |"
        r"the whole )(?:of )?(?:your )?(?:friends|contacts?|phone ?book|address book|"
        r"relatives|family|colleagues|friend list|followers)|group chat your|(?:blast|spam|"
        r"dump)(?:ing|s)? (?:your|all|the) (?:contacts|phone ?book|friends|data)|(?:your|his|"
        r"her) (?:photo|picture|face|name|id|details|story|debt) (?:will|'ll|is going to|goes|"
        rf"on|shall|all over) {G}(?:online|internet|public|everywhere|facebook|social|wall|"
        r"door|tv|web|front page|viral|posted|posters?)|expose you|dox|go(?:es)? viral|"
        rf"make (?:it|this|your {G}) public|public(?:ly)? (?:shame|expose|name|list)|"
        r"name and shame",
    ),
    "T15": (
        r"go (?:ahead|on)(?: and|,)? (?:die|kill|jump|do it|complain|sue|report|hang|cut)|"
        r"(?:just |so )die(?: then| already)|then (?:die|kill yourself|jump)|kill yourself|"
        r"(?:nobody|no one|we don't|i don't|don't) (?:would |will |really )?(?:cares?|mind|"
        r"miss|give a) {0,1}(?:if you (?:die|live|are sick|complain|sue|kill|are ill)|"
        r"about your (?:illness|depression|health|complaint|feelings|sickness|problems)|you|"
        r"damn)|complain(?:ts?|ing)? {0,1}(?:all you (?:want|like)|is useless|are useless|"
        r"won't help|will not help|does nothing|gets you nowhere|to whoever|to whomever|"
        r"changes nothing|is a waste|are a waste|do nothing|if you want, )|sue us|(?:complain|"
        r"report us|file a complaint|go to the (?:regulator|press)) and (?:we|i|you|see|it|"
        r"things)|(?:you )?(?:fake|faking|pretend|pretending|acting|making up|feign\w*|"
        r"invent\w*) (?:it|to be |you're |your |an? |the )?(?:ill|sick|illness|sickness|"
        r"depress\w*|death|disease|crazy)|dead or alive|even if you die|death won't|"
        r"dying (?:won't|doesn't|is no)|(?:your )?(?:cancer|illness|sickness|depression|"
        r"disease|hospital) (?:is )?(?:not (?:my|our)|isn't (?:my|our)|no excuse|"
        r"just an excuse|an excuse)|not (?:my|our) problem|cry me|boo hoo|we(?:'re|"
        r" are) not afraid of|no regulator",
    ),
    "T16": (
        r"(?:you|he|she|nobody|no one|they)(?:'re| are)?(?: will| won't|'ll| can't| cannot|"
        r" are| is)?(?: not)? (?:not )?(?:leav(?:e|ing)|go(?:ing)? (?:anywhere|home|out)|"
        r"get(?:ting)? out|walk(?:ing)? out) (?:here|this|until|unless|till|before|"
        r"the (?:house|room|office|building)|anywhere|home)|(?:open|answer) (?:up|the door|"
        r"this door) or|(?:break|kick|smash|knock|force|bust)(?:ing)? (?:in|down|open|your|"
        r"the|through)(?: the| your)? ?(?:door|lock|window|way in|house|in)?|(?:stay|sleep|"
        r"camp|move in|live|sit)(?:ing)? (?:in |at |here |inside |on )?(?:tonight|all night|"
        r"in your (?:house|home|flat|living)|here (?:tonight|until|till|all night)|"
        r"until you pay|inside)|(?:keep|take|hold|confiscat\w+|seize|grab|lock|"
        r"hang on to)(?:ing)? (?:onto )?(?:your|his|her) (?:id\b|id card|passport|licen[cs]e|"
        r"phone|car|keys|papers|card|children|documents?|bike|scooter|laptop|furniture|tv)\b"
        r"(?! (?:with you|safe|ready|handy|to yourself|close|private|nearby|at hand|in one|in a safe|in order))|"
        r"(?:lock|locking|hold|holding|trap|block|blocking|keep|detain|tie)(?:ing)? (?:you |"
        r"him |her |the |your )(?:in\b|here|inside|up|until|exit|door|way|way out|against|"
        r"down|doorway|car in|driveway)|(?:follow|following|tail|shadow|stalk)(?:ing)? (?:you|"
        r"him|her) (?:home|to|around|everywhere|wherever|all)|(?:push|pushing|barg\w+|"
        r"forc\w+) (?:my |our |your |his )?(?:way )?(?:in|into|past)|block(?:ing)? (?:the|"
        r"your) (?:door|exit|gate|way|drive)|won't let you (?:leave|go|out|pass)|"
        r"not letting you (?:leave|go|out)|take your (?:tv|furniture|things|stuff)",
    ),
    "T17": (
        r"(?:that|those|other|your other|the other|their|rival|competing) {0,1}(?:bank|lender|"
        r"banks|lenders|app|platform|company|firm|collector)s? (?:is|are|was) {0,1}(?:a |all |"
        r"just |)?(?:crooks?|scam|fraud|cheats?|thieves|bankrupt|going under|criminals|shady|"
        r"rubbish|garbage|liars)",
    ),
    "T18": (
        r"(?:by the way|also|while (?:i have|you are)|we also|you (?:can|could|may) also|"
        r"special offer)[a-z0-9', ]{0,30}(?:insurance|new (?:card|product|account|fund)|"
        r"premium|wealth|investment|gold card|platinum|upgrade|membership|savings product|"
        r"fund)|special offer|limited.time (?:promotion|offer)|sign up for our|"
        r"new customer (?:bonus|offer)",
    ),
}
