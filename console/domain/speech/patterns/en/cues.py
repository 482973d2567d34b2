"""English words of the customer that change the next step of the call."""

from __future__ import annotations

CUES: dict[str, tuple[str, ...]] = {
    "self_harm": (
        r"(?:just|should|will|could) disappear\b|not be here (?:any ?more|tomorrow|much longer)|"
        r"make it all stop",
        r"(?:don't|do not|no longer|not) (?:want to|wanna|wish to) (?:live|be alive|"
        r"be here any|wake up|go on living|exist)|(?:kill|hurt|harm|cut|hang)(?:ing)? myself|"
        r"end(?:ing)? (?:my life|it all|everything)|(?:don't|do not|can't|no longer) see (?:the |"
        r"a |any )?(?:point|reason|sense)|"
        r"better off (?:without me|if i (?:was|were) (?:gone|dead))|"
        r"(?:have|got) (?:the|my|some|enough) pills|standing on (?:the|a) (?:roof|bridge|ledge)|"
        r"tired of (?:living|being alive)|suicid\w+|better off dead|(?:want|going|"
        r"ready|wish|plan\w*|rather|hope) to die|wish i (?:was|were) dead|no (?:reason|point|"
        r"will) (?:to live|in living|living|left to live)|jump off|can't go on|"
        r"take my own life|not worth living|overdose|goodbye letter|suicide note",
    ),
    "stop": (
        r"(?:stop|quit|cease) (?:calling|ringing|contact\w*|texting|messag\w*|bothering|"
        r"harass\w*|phoning|e-?mailing|writing)|(?:don't|do not|never|please don't|no more|"
        r"not) (?:ever )?(?:call|ring|contact|text|phone|message|bother|write|e-?mail)(?:s|"
        r"ing)?(?: to)?(?: me| us| my| this| again| any ?more)?|leave me alone|remove (?:me|"
        r"my number)|take me off|unsubscribe|opt(?:ing)? out|^stop\W*$|lose my number|"
        r"no more (?:calls|texts|messages|emails)",
    ),
    "lawyer": (
        r"(?:my|our) (?:lawyer|attorney|solicitor|counsel|legal (?:team|"
        r"representative))\b(?! friend)|represented by|(?:hired|retained|have|got|instructed|saw|"
        r"see|seeing|"
        r"consult\w*|(?:talk|speak|talking|speaking|spoken|spoke) (?:to|with)|call(?:ing|ed)?|"
        r"through|contact\w*) (?:a |an |my |our )?(?:lawyer|attorney|counsel|solicitor)|"
        r"talk to my (?:lawyer|attorney)|"
        r"legal representation",
    ),
    "minor": (
        r"i(?:'m| am) (?:only |just )?(?:[5-9]|1[0-7]|five|six|seven|eight|nine|ten|eleven|"
        r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?: years? old|\b)(?! (?:days|"
        r"months|minutes|weeks|hours|years in|percent|dollars|thousand))|i(?:'m| am) (?:still |a |"
        r"his |her |the )?(?:just |only )?(?:a )?(?:kid|child|minor|underage|under ?18)\b|(?:mom|"
        r"mum|mommy|daddy|dad|"
        r"mummy)(?: and dad)?(?:'s| is| are|'re)? (?:not|isn't|aren't) (?:home|here|in)|"
        r"i(?:'m| am) (?:still )?(?:in|at) (?:primary|elementary|middle|high|grade|"
        r"secondary) school|i(?:'m| am) (?:only |just |still )?in (?:the )?"
        r"(?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh)|\d+(?:st|nd|"
        r"rd|th)) grade",
    ),
    "illness": (
        r"broken (?:hip|leg|arm|back|ankle|foot|wrist|neck)|(?:on|been) (?:sick leave|"
        r"disability)|off work (?:with|sick|since)",
        r"(?:in|at) (?:the )?(?:hospital|icu|a clinic|intensive care)|hospitali[sz]ed|cancer|"
        r"chemo\w*|surgery|operation next|(?:i'm|i am|i've been|i have been|been|was|got|very|"
        r"seriously|really)(?: just| recently| badly| now)? (?:ill|sick|diagnosed|unwell|injured|"
        r"disabled)|diagnosed with|on (?:dialysis|oxygen|life support)|tumou?r|leuka?emia|"
        r"lymphoma|stage (?:two|three|four|\d)|\bstroke\b|"
        r"heart attack|depress(?:ed|ion)|(?:lost|lose|losing) my (?:job|work|wife|husband|son|"
        r"daughter|mother|father|home|house|business)|laid off|unemployed|out of work|(?:got|"
        r"was|been) (?:fired|let go|made redundant)|redundan\w+|no income|(?:my|"
        r"our) (?:\w+ )?(?:wife|husband|son|daughter|mother|father|mom|dad|brother|"
        r"sister) (?:just |recently )?(?:died|passed)|funeral|pregnan\w+|flood(?:ed)? (?:my|"
        r"our|the)|earthquake|house (?:fire|burn\w*)|car (?:crash|accident)|can't work|"
        r"bankrupt\w*",
    ),
    "dispute": (
        r"(?:have|got|that's|is) the wrong (?:balance|amount|figure|person|total)|(?:paid|"
        r"settled) (?:half|part|most|some|all) of (?:it|this|that)",
        r"(?:not|isn't|wasn't|never|ain't) (?:my|mine|me)(?: debt| loan| account)?\b|"
        r"(?:i )?(?:never|didn't|did not|haven't|have not) (?:took|take|taken|borrow\w*|"
        r"open\w*|sign\w*|appl\w*|use[d]?|have|had|got|get|spend|spent|made|make|"
        r"authori[sz]\w+) (?:out )?(?:a|an|any|the|this|that|such|it|from|for)|(?:amount|"
        r"balance|figure|number|interest|fee|bill|charge|statement)s? (?:is|are|was|looks?|"
        r"seems?) (?:not (?:right|correct)|wrong|incorrect|too high|off|inflated|a mistake|"
        r"mistaken)|wrong (?:amount|balance|figure)|(?:dispute|contest|challenge|"
        r"disagree with) (?:this|the|it|that|your)|(?:identity|id) theft|stolen (?:card|"
        r"identity)|someone (?:else )?(?:used|stole|opened|took)|(?:already|have|i) (?:paid|"
        r"settled|cleared)(?: (?:it|this|that|off|in full|already|the))|paid (?:it |"
        r"this )?(?:off|already|in full)|i don't owe|do not owe|not what i owe|prove (?:it|"
        r"that i|this debt)|verification of (?:the )?debt|who is the original creditor",
    ),
    "complaint": (
        r"complain (?:to|about)|(?:who|where|how) (?:do|can) i (?:complain|report)",
        r"(?:file|make|lodge|submit|raise|put in|filing|making) (?:a |an )?(?:formal |"
        r"official )?complaint|(?:i'll|i will|i'm going to|going to|want to|i shall|"
        r"will) (?:complain|report (?:you|this|it|your))|report(?:ing)? (?:you|your (?:firm|"
        r"company|agency)) to|ombudsman|cfpb|attorney general|regulator|"
        r"consumer (?:protection|association|rights)|how do i complain|"
        r"complaints? (?:department|line|number)|12378|12345|12363|better business bureau|"
        r"go to the (?:press|media|papers)",
    ),
    "wrong_number": (
        r"\bno (?:one |body )?[a-z]+ (?:lives|works|stays) (?:here|at this)|(?:isn't|"
        r"is not) (?:a|any|anyone called) [a-z]+ here",
        r"wrong (?:number|person|guy|man|woman)|(?:no one|nobody|no body|there's no|"
        r"there is no) (?:here )?(?:by|with|of|called|named) (?:that|this)|(?:don't|"
        r"do not) know (?:him|her|this person|that person|anyone|any|who that|who this)|"
        r"never heard of|not (?:him|her|that person|who you)|i(?:'m| am) not (?:mr|mrs|ms|"
        r"the person|who)|got this number (?:last|a|only|just|recently)|new number",
    ),
    "deceased": (
        r"(?:he|she|him|her|my (?:husband|wife|father|mother|dad|mom|mum|son|daughter|brother|"
        r"sister|partner)|the (?:customer|account holder)|mr\.? \w+|mrs\.? \w+)(?:'s| is| has|"
        r" was| had)? (?:just |sadly |already |now |recently )?(?:died|dead|passed(?: away|"
        r" on)?|deceased|no longer (?:with us|alive)|gone to|late husband|been dead|buried)|"
        r"death certificate|(?:my|her|his) late (?:husband|wife|father|mother)",
    ),
    "scam": (
        r"(?:is|are|this|you)(?: this| you| it)?(?: a| all| just| some)? (?:kind of )?(?:scam|"
        r"scammers?|fraudsters?|con artist|phishing)|how do i know (?:you|this|it)|(?:prove|"
        r"verify) (?:who you are|you are|you're|your identity)|sounds like a scam|"
        r"fake (?:call|company|number)",
    ),
}
