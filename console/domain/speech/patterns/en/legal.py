"""English patterns: legal steps and credit effects that are not true."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import GAP, KIN, POLICE

PATTERNS: dict[str, tuple[str, ...]] = {
    "false_legal_step": (  # T6
        r"(?:be|get|being|getting|have you|had you|put you|you're) (?:arrested|jailed|"
        r"imprisoned|locked up|thrown in|detained|handcuffed|taken away|deported|prosecuted|"
        r"in (?:jail|prison|handcuffs|cuffs)|under arrest|criminally charged)|(?:arrest|jail|"
        r"imprison|detain|deport|prosecute|handcuff)(?:s|ing)? you|(?:go|going|off|sent|"
        rf"send you|straight|end up|land|lands you|putting you|spend {GAP}|years?) (?:to |in |"
        r"behind )(?:jail|prison|bars|a cell)|jail ?time|prison (?:time|sentence|term)|"
        r"warrant (?:for|has|is|was|out|will|of)|criminal (?:charges?|case|record|offen[cs]e|"
        r"complaint|fraud)|(?:this|that|it|not paying|you) (?:is|was|are|'s|counts as|"
        r"constitutes|amounts to|commit(?:ted|ting)?) (?:a |an |considered |clearly |plain |"
        r"credit card |)?(?:fraud|crime|criminal|theft|felony|stealing|illegal)\b|guilty of|"
        r"you(?:'re| are) a criminal|charged with|press(?:ing)? charges",
        r"(?:(?:case|suit|lawsuit|complaint|claim|petition|legal action|action|papers|charges|"
        r"proceedings) (?:is|was|has been|have been|are|were|has|'s|had been)(?: already| now|"
        r" just)? (?:been )?(?:filed|brought|lodged|started|begun|registered|served|opened|"
        r"submitted|commenced|issued))|(?:we|i|they|the bank|the creditor|our lawyers?)(?:'ve|"
        r" have| has)? (?:already |just |now )?(?:sued you|filed (?:a |the |your )?(?:case|"
        r"suit|lawsuit|complaint|charges|papers)|taken you to court|won (?:a|the|our) (?:judg|"
        r"case)|got a judg|obtained a judg|reported you to the police|called the police|"
        r"issued (?:a )?summons)|(?:court|judge) (?:comes?|has (?:ruled|ordered|decided|"
        r"issued|sentenced)|will (?:come|send|order|rule|surely|certainly|definitely|jail|"
        r"sentence)|(?:officers?|bailiffs?|men|people|staff) (?:will|are|is|'ll|come|arrive))|"
        r"(?:police|sheriff|bailiffs?|officers?|marshals?|cops?) (?:will |'ll |are |"
        r"is )?(?:be )?(?:come|coming|on (?:their|the) way|at your|knock|pick you|visit|"
        r"arrive|show up|drag|take you|waiting)|summons (?:is|has|will|was)|(?:freeze|"
        r"freezing|frozen|seize|seizing|seized|garnish|garnished|garnishing|confiscat\w+|"
        r"empty|drain|take|block)(?:s)? (?:all |every |all of |of )?(?:your|his|her|"
        rf"the)? ?(?:{KIN}(?:'s|s'|')? )?(?:and your {KIN} )?(?:bank )?(?:accounts?|wages?|"
        r"salary|property|house|home|savings|pension|assets|car)\b|accounts? (?:will|are|'ll|is|"
        r"shall|have|get|being)(?: all)? (?:be |been )?(?:frozen|seized|blocked|locked|"
        r"emptied)|(?:wages?|salary|house|property|car) (?:will|are|is|gets?|shall|"
        r"'ll) (?:be )?(?:seized|garnished|taken|auctioned|confiscated|sold off)",
        r"(?:child(?:ren)?|kids?|sons?|daughters?) (?:can't|cannot|can not|won't|will not|"
        r"may not|'ll never|will never|will be (?:barred|banned|expelled|removed|"
        rf"thrown)) {GAP}(?:school|university|college|study|class|educat)|dishonest (?:persons?|"
        r"debtors?|people)?(?:'s|')? ?(?:judg\w+ )?list|(?:lose|take(?: away)?|"
        r"removed?) (?:custody|your (?:kids|children))|travel ban|(?:ban|"
        r"stop) you from (?:leaving|flying|travel)|wanted list|you(?:'re| are) wanted|(?:will|"
        r"'ll|going to|definitely|certainly|sure to|guaranteed to) (?:lose|win) (?:in court|"
        r"the case|at trial)|court will (?:surely|certainly|definitely|always)",
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
    "false_credit_effect": (  # T7
        rf"(?:black|bad|ruined|destroyed|blacklisted|stained|negative|dirty) {GAP}(?:record |"
        r"credit |mark |score )?(?:for (?:life|ever|good|the rest)|forever|permanently|"
        r"all your life|never (?:clear|go away|recover|be removed))|(?:credit|record|score|"
        rf"mark|file|history|report){GAP} (?:for life|forever|permanently|"
        r"for the rest of your life|never (?:recover|clear|go away|come off|be (?:cleaned|"
        r"clean|removed|erased|repaired|fixed)|disappear))|(?:stays?|follows?|remains?|"
        rf"haunts?)(?: you)? {GAP}(?:for ever|forever|for life|rest of your life|to your grave|"
        r"until you die)|black ?list(?:ed|s|ing)?|(?:no|never|can't|cannot|won't|"
        rf"not be able to|barred from|banned from|not allowed on) {GAP}(?:train|plane|fly|flight|"
        r"board|airport|high.?speed|rail)s?\b|(?:child(?:ren)?|kids?|sons?|daughters?|"
        rf"grandchildren) {GAP}(?:barred|banned|blocked|excluded|never|can't|cannot|won't|unable|"
        rf"lose) {GAP}(?:civil service|government|army|job|work|university|loan|bank|school)|"
        rf"(?:all|every|no) (?:the )?(?:systems?|banks?|lenders?|platforms?) {GAP}(?:lock|shut|"
        r"block|ban|refuse|will ever|lend|touch you)|never (?:get|have|be able to (?:get|have|"
        r"take)|see|obtain) (?:a |an |any |another )?(?:loan|mortgage|credit|card|phone|house|"
        r"apartment|bank account|job)|(?:family|relatives?)(?:'s)? credit|(?:destroy|ruin|"
        r"wreck|kill|trash|tank|nuke)(?:s|ed|ing)? your (?:credit|score)",
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
}
