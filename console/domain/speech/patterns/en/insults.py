"""English patterns: insults, obscene words, contempt for harm or complaint."""

from __future__ import annotations

PATTERNS: dict[str, tuple[str, ...]] = {
    "insult": (  # T3
        r"deadbeat|shameless|\bliars?\b|\btrash\b|\blosers?\b|raised by (?:animals|wolves|"
        r"pigs)|scumbag|\bscum\b|worthless|\blazy (?:bum|bastard|pig|person|cow|sod|people|"
        r"lot)|\bidiots?\b|\bmorons?\b|stupid(?!ly)|pathetic|disgust(?:ing|s me)|parasites?|"
        r"freeloaders?|\bcheats?\b(?! code)|\bcrooks?\b|\bthie(?:f|ves)\b|good for nothing|"
        r"waste of (?:space|air|oxygen)|\bbum\b|piece of (?:garbage|work|junk)|no (?:shame|"
        r"dignity|conscience|manners|self.?respect)|(?:are you|you must be|you're|"
        r"you are) (?:dumb|thick|crazy|insane|retarded|a joke|garbage|nothing|a coward|"
        r"a fraud|a disgrace|pitiful|low.?life|a beggar|useless)|low.?life|beggars?\b|"
        r"ought to be ashamed|should be ashamed|ashamed of yourself|didn't your (?:mother|"
        r"parents) (?:teach|raise)|what kind of (?:man|woman|person|mother|father|"
        r"parent) (?:are you|does)",
        r"bottom.?feeder|\bcowards?\b|spineless|grow (?:a|some) (?:spine|pair)|\bvermin\b|"
        r"\bfilth\b|dirtbag|sleaz\w+|\bweasel|con ?man\b|\bjerk\b",
        r"nothing but an? (?:liar|cheat|thief|crook|fraud)|(?:are you|you're|you are) (?:too |"
        r"so |that |just |really |such a? ?)*(?:dumb|thick|stupid|lazy|useless|coward|leech|"
        r"sponger|swindler)|make(?:s)? me sick|\bleech(?:es)?\b|\bswindler",
    ),
    "obscenity": (  # T4
        r"\bf*fuu*c*ck\w*|\bf*fcc*k\w*|\bfck\w*|\bf\*+k?\w*|\bsh[i1]t(?:ty|head|s)?\b|bullshit|\bassholes?\b|"
        r"\barse(?:hole)?s?\b|\bbitch(?:es|y)?\b|\bbastards?\b|\bcunts?\b|\bdick(?:head|s)?\b|"
        r"\bprick\b|\bwhores?\b|\bsluts?\b|\bpiss off\b|screw you|go to hell|"
        r"sell (?:your ?self|your body|your (?:wife|daughter|kidney))|(?:send|take|"
        r"give)(?:ing)? (?:me |us )?(?:some |a few )?(?:nude |naked |sexy |dirty )?(?:nudes|"
        r"photos?|pictures|pics|videos?) (?:of yourself )?(?:as|for) (?:security|collateral|"
        r"payment|a discount|the debt)|nudes|naked (?:photos?|pictures?)|(?:spend|"
        r"spending) (?:a|the|one) night (?:with|and)|sleep with (?:me|us|him|the boss)|"
        r"pay (?:with|in) your body|sexual favou?rs?|\bsexy\b|women (?:are|like you|can't|"
        r"cannot|shouldn't|always) {0,1}(?:all )?(?:useless|stupid|handle|manage|bad with|"
        r"are)|pretty (?:girl|face) like you|street ?walk",
        r"\bgo f\b|\bf (?:yourself|off|you)\b|\beff off\b",
        r"(?:dinner|drinks?|a date|the night|coffee) (?:at|with) (?:my place|"
        r"me)[^.!?]{0,30}(?:forget|drop|waive|interest|fee|debt)",
        r"\b(?:sweetheart|babe|baby ?girl|hottie|sugar ?tits|sexy)\b",
        r"(?:spend|spending|share) (?:a|the|one|your|this) (?:night|weekend|evening) with (?:me|"
        r"us|him|the boss)|(?:came|come|coming) (?:up )?to my (?:hotel|room|place|bed)",
        r"on her back|on your back and|your a(?:ss|\*\*)|\bdamn (?:fool|you|liar)|son of a",
    ),
    "contempt": (  # T15
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
}
