"""English patterns, continued: publishing, contempt, restraint, rivals, advertising."""

from __future__ import annotations

from console.domain.speech.en_words import G

MORE: dict[str, tuple[str, ...]] = {
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
        r"phone|car|keys|papers|card|children|documents?|bike|scooter|laptop|furniture|tv)|"
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
