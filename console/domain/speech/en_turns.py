"""English turns of phrase, one a line: the same threats said passively, politely or by a hint."""

from __future__ import annotations

from console.domain.speech.en_words import KIN, PAY

WE = r"(?:we|i|we'll|i'll|we will|i will|we're|i'm|my (?:guys|men|team)|our (?:guys|men|team|people))"
WILL = r"(?:'ll|will|is going to|are going to|is gonna|are gonna|gets?|shall)"
POLICE = r"(?:police|sheriff|deput(?:y|ies)|bailiffs?|officers?|marshals?|cops?)"

TURNS: dict[str, tuple[str, ...]] = {
    "T1": (
        rf"what (?:could|can|might|may|will) happen to (?:you\b|your (?:\w+ )?(?:face|legs?|"
        rf"house|car|{KIN}))",
        r"ways? of making (?:people|you)|(?:will|gonna|going to) be (?:very |so |"
        r"really )?(?:painful|bloody)",
        r"(?:shame|pity|unfortunate|too bad|terrible) if (?:something|"
        r"anything)(?: bad)? (?:happened|were to happen|happens)",
        r"(?:bones?|legs?|arms?|fingers?|knees?|teeth|noses?|ribs?) (?:get|got|gets|will be|"
        r"are going to be|might be|could be|end up) (?:\w+ )?broken",
        r"(?:end up|wind up|put you|land you|land) in (?:the |a )?(?:hospital|coffin|ditch|"
        r"morgue|wheelchair|emergency room|er\b)",
        r"i(?:'d| would) be (?:very |more |extra )?careful|wouldn't walk (?:home|alone|around)",
        r"accidents? (?:do |can |will |may |might )?happens? to|rearrange your (?:face|teeth)|"
        r"you(?:'re| are)? (?:going to |gonna |will )(?:get|be) (?:hurt|beaten|hit|jumped)",
        r"(?:break|snap|smash) (?:both )?(?:of )?your|(?:beat|kick|knock) (?:it|the money|"
        r"the cash|your \w+) out of you",
    ),
    "T2": (
        rf"your {KIN} (?:will |would |gonna )?(?:feels?|thinks?|say|react) when|when (?:we|"
        rf"i) tell (?:him|her|them|your {KIN})",
        r"your (?:career|job|marriage|life|reputation|business) (?:is|will be) (?:history|toast|"
        r"gone|dead|finished|over)",
        rf"your (?:boss|employer|manager|hr|{KIN}) (?:will |'ll |is going to |are going to |"
        rf"shall |all )*(?:hears?|finds? out|learns?|gets? (?:a|the) (?:call|letter)|"
        rf"knows?) (?:about|of|what|the|all|from)",
        r"kiss (?:your|that) (?:\w+ )?goodbye|you can forget (?:your|about your) (?:job|career|"
        r"marriage)",
        rf"make sure (?:that )?(?:all )?(?:of )?(?:your|the) (?:whole )?(?:{KIN}|boss|school|"
        rf"teachers?|village|street|town) (?:will |all |to |'ll )*(?:knows?|hears?|finds? out|"
        rf"learns?)",
        rf"wait(?:ing)? for (?:him|her|them|your {KIN}) (?:there|at|outside|after|by)",
        rf"your (?:whole |entire |own )*{KIN} (?:will|'ll|shall|is going to|are going to|"
        rf"is gonna|are gonna|would) (?:all )?(?:pay|suffer|regret|be ashamed|be sorry|hate|"
        rf"starve|be bullied|lose)",
        r"your (?:\w+ )?(?:life|lives|career|marriage|reputation|name|future)(?: is| are|"
        r" will be|'ll be| gets?| ends up)(?: completely| utterly)? (?:ruined|destroyed|over|"
        r"finished|wrecked)",
        rf"(?:{WE}) (?:be )?(?:speaking|speak|talking|talk|have a word|call|calling) (?:with|to|"
        rf"on) your (?:boss|manager|employer|supervisor|hr)",
        r"(?:won't|will not|'ll not|no longer) have (?:a|your|any) (?:job|work|career|home|"
        r"marriage|family)|want your (?:kids|children|son|daughter) (?:to be )?(?:bullied|"
        r"laughed|shamed)",
    ),
    "T3": (
        r"bottom.?feeder|\bcowards?\b|spineless|grow (?:a|some) (?:spine|pair)|\bvermin\b|"
        r"\bfilth\b|dirtbag|sleaz\w+|\bweasel|con ?man\b|\bjerk\b",
        r"nothing but an? (?:liar|cheat|thief|crook|fraud)|(?:are you|you're|you are) (?:too |"
        r"so |that |just |really |such a? ?)*(?:dumb|thick|stupid|lazy|useless|coward|leech|"
        r"sponger|swindler)|make(?:s)? me sick|\bleech(?:es)?\b|\bswindler",
    ),
    "T4": (
        r"\bgo f\b|\bf (?:yourself|off|you)\b|\beff off\b",
        r"(?:dinner|drinks?|a date|the night|coffee) (?:at|with) (?:my place|"
        r"me)[^.!?]{0,30}(?:forget|drop|waive|interest|fee|debt)",
        r"\b(?:sweetheart|babe|baby ?girl|hottie|sugar ?tits|sexy)\b",
        r"(?:spend|spending|share) (?:a|the|one|your|this) (?:night|weekend|evening) with (?:me|"
        r"us|him|the boss)|(?:came|come|coming) (?:up )?to my (?:hotel|room|place|bed)",
        r"on her back|on your back and|your a(?:ss|\*\*)|\bdamn (?:fool|you|liar)|son of a",
    ),
    "T5": (
        r"(?:police|sheriff'?s?|marshal'?s?|court) (?:department|office|dept|station|"
        r"house)\b[^.?!]{0,30}(?:speaking|here|calling|division|unit|on the line)",
        r"(?:i'm|i am|we're|we are|this is) (?:calling )?(?:with|from|"
        r"at) (?:the )?(?:\w+ )?(?:attorney'?s?|prosecutor'?s?|solicitor'?s?) office",
        r"(?:^|[.,;:!] ?)(?:this is |i'm |i am )?(?:detective|officer|sergeant|inspector|marshal|"
        r"deputy|judge|constable|agent) [a-z]+(?:,|\.| (?:from|with|of|speaking|here|and|we|"
        r"about))",
        r"(?:i |we )(?:work for|represent|am with|are with|"
        r"act for) (?:the )?[a-z ]{0,16}(?:government|police|court|federal|state|treasury|"
        r"justice)",
    ),
    "T6": (
        r"orange jumpsuit|behind bars|(?:do|doing|serve|serving) (?:hard |some )?time\b|"
        r"in (?:hand)?cuffs|back of a (?:cop|police) car",
        r"(?:court|judge|magistrate) (?:has |have )?(?:already |just )?(?:decided|found|"
        r"sentenced)",
        rf"{POLICE} (?:will |'ll |are |is |have |has |be |been |already |now )*(?:sent|notified|"
        rf"alerted|informed|dispatched|looking for|after you|pick you)",
        rf"(?:send|sending|call|calling) (?:in )?the {POLICE} (?:to|on|over|after|round)",
        r"(?:seize|take|remove|repossess|auction|sell)(?:s|"
        r"d)? (?:all )?(?:of )?your (?:furniture|belongings|things|goods|possessions|house|home)",
        r"judge?ment (?:has been|was|is|had been|will be) (?:already |just )?(?:entered|obtained|"
        r"granted|issued|made|given|registered)",
        r"(?:not paying|non-?payment|this|failing to pay|ignoring (?:us|this))(?: it)? (?:is|"
        r"counts as|makes it|would be) (?:a |an )?(?:felony|crime|fraud|theft|misdemeano)",
        r"(?:court|judge) (?:has |have )?(?:already )?(?:signed|issued|made|granted) (?:the|an?|"
        r"its|this) (?:order|warrant|writ)|you(?:'ll| will) lose your (?:house|home|car)",
    ),
    "T7": (
        r"(?:good luck|forget|forget about|no chance of) (?:ever )?(?:getting|buying|renting|"
        r"finding) (?:a|an|your|another|any) (?:\w+ )?(?:passport|visa|loan|mortgage|house|home|"
        r"flat|apartment|job|card|phone)",
        r"never (?:again )?(?:be able to |be allowed to |get to )?(?:rent|buy|own|borrow|finance|"
        r"travel|fly|lease)\b",
        r"(?:stays?|follows?|remains?|haunts?|is|be) [a-z' ]{0,20}(?:until|till|"
        r"to) (?:the day )?(?:you(?:'re| are)? (?:die|dead)|your (?:grave|death|dying day))",
        r"no (?:bank|lender|landlord|shop|one|company) (?:will|would|"
        r"is going to) (?:ever )?(?:give|lend|rent|touch|take|trust|hire)",
        rf"your {KIN} (?:will|'ll|are going to|is going to) (?:also |all )?(?:carry|inherit|have|"
        rf"get|bear) (?:this|the|a|your) (?:black|bad|negative|same)",
    ),
    "T8": (
        rf"(?:tell|let|remind|ask|inform) (?:him|her|your {KIN})[a-z' ]{{0,16}}(?:credit card|"
        rf"loan|debt|payment|bill)",
        rf"(?:he|she|they|your {KIN})(?: has| have|'s)? (?:stopped|quit|missed|"
        rf"skipped) (?:making |paying )?[a-z' ]{{0,12}}(?:payments?|paying|instal)",
        rf"(?:sue|suing|take|taking) (?:him|her|your {KIN})(?: to court)?\b",
        rf"(?:debt|loan|balance|bill|card|payment)s? (?:that |which )?(?:he|she|your {KIN}|"
        rf"mr\.? \w+|mrs\.? \w+|ms\.? \w+) (?:has|have|had|hasn't|haven't|did|didn't|took|owes?|"
        rf"still|never|is|was|left|missed)",
        rf"(?:money|cash|sum|amount) (?:that )?(?:he|she|your {KIN}) (?:\w+ )?(?:borrowed|owes?|"
        rf"took|got|never)",
        r"(?:he|she|they) (?:hasn't|has not|haven't|didn't|won't|never|still hasn't) (?:paid|"
        r"repaid|pay|repay|settled|made)",
    ),
    "T9": (
        r"(?:now |so )+you owe|you owe (?:it|this|that) (?:too|as well|now)",
        rf"hold(?:ing)? (?:the|your|his|her) (?:whole |entire )?{KIN} (?:accountable|responsible|"
        rf"liable)",
        rf"{KIN} (?:should |must |could |had better |to )*(?:steps?|stepped|chips?|chipped|pitch|"
        rf"pitched) (?:up|in)\b",
        rf"(?:you|you're|you are|as (?:his|her) {KIN})[a-z', ]{{0,30}}(?:should be|ought to be|"
        rf"must be|are|have to be|be) the one to {PAY}",
        r"you(?:'re| are)(?: also| now| legally| jointly| partly| the one)* (?:responsible|"
        r"liable|on the hook|answerable|obliged)(?: for| to)?",
        rf"{PAY} (?:it|this|that|the \w+)? ?(?:off )?(?:on|in) (?:his|her|their) (?:behalf|place|"
        rf"stead|name)",
        rf"help (?:him|her|your {KIN})(?: out)? (?:and|by) {PAY}",
        rf"(?:if|unless|until|till) (?:he|she|they|your {KIN}) [a-z' ]{{0,16}}(?:pay|pays|paid|"
        rf"settles?|clears?|answers?)[a-z,' ]{{0,24}}(?:call|ring|phon|contact|com|bother|"
        rf"visit)(?:ing|e)? (?:to )?(?:you|your)",
        r"(?:somebody|someone|one of you) (?:in|from|of) (?:the|your) family [a-z ]{0,12}(?:pay|"
        r"cover|settle)|might as well be you",
    ),
    "T10": (
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
    "T11": (
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
    "T12": (
        r"make your phone (?:useless|unusable|ring|melt|buzz)|wear(?:ing)? out your phone",
        r"block(?:ing)? (?:me|us|this|my|our|the)(?: \w+)? (?:and|won't|will not|doesn't|is|"
        r"isn't)(?: i| we| save| help| work| useless| going)",
        r"(?:dozen|plenty of|lots of|hundred|other|many) (?:\w+ )?(?:numbers|phones|sims)|"
        r"(?:call|ring|phon|text)(?:ing|e)? (?:you )?(?:back )?(?:at|every) (?:\d+|two|three|"
        r"four|five|ten|few|couple of|half an?)(?: (?:in(?! the afternoon)|at|minutes?|hours?|"
        r"seconds?|a\.?m))",
        r"(?:phone|ring(?:ing)?|calls?) (?:to |will )?(?:ring |go |come )?(?:all (?:night|day)|"
        r"nonstop|non-stop|around the clock)",
    ),
    "T13": (
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
    "T14": (
        r"(?:whole|entire) (?:internet|world|town|village|city|web|street) (?:will|'ll|"
        r"is going to|can|gets to|shall)",
        r"(?:wait|just wait) (?:till|until) (?:all )?(?:of )?your [a-z' ]{0,20}(?:friends|family|"
        r"followers|colleagues|co-?workers|neighbou?rs|boss) (?:sees?|hears?|reads?|finds?)",
        r"(?:everyone|everybody|every (?:one|person|contact|name|number)|"
        r"all (?:of )?(?:the )?(?:people|names|numbers|contacts)) (?:in|on|"
        r"from) your (?:phone ?book|contacts?|address book|phone|friends?|list|feed)",
        r"(?:notice|poster|sign|flyer|banner|placard)[a-z' ]{0,40}(?:on|to|at|outside|"
        r"across) your (?:front )?(?:door|gate|wall|lobby|car|street|office|building)",
        r"tag(?:ging)? (?:your|all|every)|(?:postcards?|flyers?|posters?|leaflets?) (?:to|for|"
        r"around|all over) (?:all )?(?:of )?(?:your|the)",
        rf"your {KIN} (?:will|'ll|are going to|is going to) (?:all )?(?:get|receive|see) (?:an?|"
        rf"the|your) (?:e-?mail|text|message|picture|photo|post)",
    ),
    "T15": (
        r"complaints? (?:will |would |'ll )?(?:just |all )?(?:go|goes|end|"
        r"ends)[a-z ]{0,12}(?:bin|trash|nowhere|shredder|drawer)",
        r"join the (?:queue|line|club)|get in line|(?:oh|so),? you(?:'re| are) (?:suicidal|sick|"
        r"ill|depressed|dying)(?: now)?[?!]",
        r"(?:fak(?:e|ing)|pretend(?:ing)?|invent(?:ing)?|making up) (?:that |this |your |an? |"
        r"the |all that )?(?:ill|sick|illness|sickness|cancer|depression|condition|disease)",
        r"(?:depression|illness|cancer|sickness|disease|disability|condition) (?:means|"
        r"is) nothing|see (?:if (?:we|i|anyone) cares?|where (?:that|it) gets you)|cry all you",
        r"(?:complain|complaint|report|regulator)[a-z', ]{0,30}(?:twice as|even harder|"
        r"much worse|double|ten times)",
    ),
    "T16": (
        r"(?:nobody|no one|none of you|you) (?:is|are|will be) (?:going|leaving|walking) (?:home|"
        r"anywhere|out|away)",
        r"(?:nobody|no one|none of you) (?:walks?|leaves?|gets?|goes) (?:out|away|home|anywhere|"
        r"this|the room|here|past|until)",
        r"(?:hold|hang)(?:ing)? on to (?:your|his|her) (?:id\b|passport|phone|car\b|keys|papers|"
        r"documents|card(?! (?:statement|number|details))|licen)|(?:taking|seizing|keeping|"
        r"grabbing) (?:your|the|his|her) (?:id\b|passport|phone|car|van|keys?|car keys|truck|"
        r"things|stuff|tv|laptop|bike)|take your (?:car|house|van|truck)(?: keys)?",
        r"camp(?:ing)?(?: out)? (?:in|on|at|outside) your|stand(?:ing)? in your (?:door|doorway|"
        r"way|driveway)|hand over your (?:keys|id|passport|phone)",
    ),
}
