"""English patterns: threats of violence, to family or work, and of nuisance."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import GAP, KIN, WE

PATTERNS: dict[str, tuple[str, ...]] = {
    "threat_violence": (  # T1
        r"watch your (?:back|step)|(?:you|he|she|they)(?:'ll| will| are going to|'re going to|"
        r" gonna) (?:be sorry|regret (?:it|this)|pay (?:for this|with|in blood)|wish you|"
        r"get hurt|get what|end up in (?:a )?(?:hospital|coffin|ditch))",
        r"(?:hurt|beat|smash|kill|shoot|stab|cripple|break|burn|crush|maim|injure|harm|slap|"
        rf"punch|rough)(?:ing|s|ed)? (?:up )?(?:you\b|him\b|her\b|(?:your|his|their) {GAP}(?:legs?|"
        rf"arms?|bones?|"
        r"fingers?|face|knees?|neck|house|car|kids?|family)|your (?:legs?|arms?|bones?|"
        r"knees?))|know how to hurt|(?:won't|will not|can't|cannot) (?:walk|make it) home|"
        r"(?:send|sending|sent|bring|bringing) (?:some |our |the |a few |"
        rf"a couple of )?(?:people|guys|men|boys|someone|thugs|lads|muscle) {GAP}(?:for|after|"
        r"to (?:see|visit|deal|teach|beat|find|get|sort|talk some)|round|over|to your)|"
        r"teach you a lesson|deal with you (?:our|my|the other|another|the hard) way|(?:bad|"
        r"terrible|nasty) (?:things?|accidents?) (?:can|could|will|might|may|tend to|"
        r"do)? ?happen|sleep with one eye|better (?:be )?careful (?:when|on|at|outside|"
        rf"walking)|something (?:bad|terrible|nasty) (?:could|may|might|will|can) happen|"
        rf"know where (?:you|your {KIN}) (?:live|lives|sleep|work|go|"
        rf"goes)[a-z', ]{{0,24}}(?:careful|so|watch|hope|safe|shame|accident|regret|pay)|"
        r"you(?:'re|"
        r" are) a? ?dead|dead man|or else you|come (?:and )?(?:get|after) you|"
        r"make you (?:bleed|suffer|hurt|scream)|visit you'll never forget",
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
    "threat_family_work": (  # T2
        r"(?:lose|losing|cost(?:s|ing)?) (?:you )?your (?:job|work|position|home|marriage|"
        r"career|kids|family)|(?:get|getting|have|make|see) you (?:fired|sacked|dismissed|"
        r"kicked out|lose|lost)|(?:ruin|destroy|wreck|finish|end|make|turn)(?:ing|s)? (?:you|"
        rf"your {GAP}(?:life|name|reputation|career|job|family|marriage|future|business)|"
        rf"your life {GAP}(?:hell|miser))|everyone (?:will|'ll|is going to|you know will|"
        rf"in {GAP}will|at {GAP}will|shall) (?:know|find out|hear|learn)|(?:tell|telling|inform|"
        r"let) (?:everyone|everybody|all (?:of )?your|the whole|your (?:whole|entire)|"
        r"your (?:neighbou?rs|colleagues|co-?workers|boss|employer|friends|village))|(?:go|"
        rf"going|come|coming|turn up|show up|visit|be waiting|wait)(?:s|ing)? {GAP}(?:to|at|by|"
        r"outside) (?:your|the) (?:kid'?s?'?|child'?s|children'?s|son'?s|daughter'?s|"
        r"kids'?) (?:school|class|kindergarten|nursery|teacher)|(?:sit|sitting|camp|camping|"
        rf"stand|wait|park)(?:ing)? {GAP}(?:at|outside|on|in front of) your (?:door|house|home|"
        rf"office|doorstep|workplace|gate) {GAP}(?:daily|every day|all day|each day|until|till|"
        rf"every morning|day and night)|your {KIN} (?:will|'ll|shall|is going to|are going to|"
        r"would) (?:pay for|suffer|regret|be ashamed|be sorry|hate|bear|starve|never forgive)|"
        r"never (?:work|show your face|find a job|hold your head|sleep|have a (?:quiet|"
        rf"peaceful) (?:day|night)) {GAP}|(?:shame|humiliate|embarrass|disgrace)(?:s|d|"
        rf"ing)? (?:you|your {KIN}|him|her) |make sure (?:your|the) {GAP}(?:boss|employer|school|"
        r"teachers?|neighbou?rs?) (?:knows?|hears?|finds? out|learns?)|(?:call|phone|ring|"
        rf"contact)(?:ing)? your (?:boss|employer|school|workplace|manager) {GAP}(?:every|until|"
        r"so that|so you|and tell|to tell|fired)",
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
    "threat_nuisance": (  # T12
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
        r"(?:two|three) in the(?! afternoon)|dead of|4 ?am|middle)|call.?bomb|"
        r"flood(?:ing)? (?:your|you)|"
        r"(?:spam|bombard|harass|pester|hound|stalk)(?:ing)? (?:you|your)|"
        r"never (?:going to )?stop (?:calling|ringing|texting|until)|"
        r"blow(?:ing)? up your phone|(?:won't|"
        r"will not|can't|not going to) (?:stop|get (?:any|a moment'?s?) (?:rest|peace|sleep)|"
        r"leave you (?:alone|in peace)|let you (?:sleep|rest))|blocking (?:us|me|"
        r"the number) (?:won't|will not|doesn't) (?:help|work|stop)|can't hide",
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
}
