"""English patterns per category, over folded text (lower case, signs of disguise undone).

Stems carry their inflections; a short gap between two words stands for any few words.
"""

from __future__ import annotations

from console.domain.speech.en_more import MORE
from console.domain.speech.en_turns import TURNS
from console.domain.speech.en_words import KIN, G

_LISTS: dict[str, tuple[str, ...]] = {
    "T1": (
        r"watch your (?:back|step)|(?:you|he|she|they)(?:'ll| will| are going to|'re going to|"
        r" gonna) (?:be sorry|regret (?:it|this)|pay (?:for this|with|in blood)|wish you|"
        r"get hurt|get what|end up in (?:a )?(?:hospital|coffin|ditch))",
        r"(?:hurt|beat|smash|kill|shoot|stab|cripple|break|burn|crush|maim|injure|harm|slap|"
        rf"punch|rough)(?:ing|s|ed)? (?:up )?(?:you\b|him\b|her\b|(?:your|his|their) {G}(?:legs?|"
        rf"arms?|bones?|"
        r"fingers?|face|knees?|neck|house|car|kids?|family)|your (?:legs?|arms?|bones?|"
        r"knees?))|know how to hurt|(?:won't|will not|can't|cannot) (?:walk|make it) home|"
        r"(?:send|sending|sent|bring|bringing) (?:some |our |the |a few |"
        rf"a couple of )?(?:people|guys|men|boys|someone|thugs|lads|muscle) {G}(?:for|after|"
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
    ),
    "T2": (
        r"(?:lose|losing|cost(?:s|ing)?) (?:you )?your (?:job|work|position|home|marriage|"
        r"career|kids|family)|(?:get|getting|have|make|see) you (?:fired|sacked|dismissed|"
        r"kicked out|lose|lost)|(?:ruin|destroy|wreck|finish|end|make|turn)(?:ing|s)? (?:you|"
        rf"your {G}(?:life|name|reputation|career|job|family|marriage|future|business)|"
        rf"your life {G}(?:hell|miser))|everyone (?:will|'ll|is going to|you know will|"
        rf"in {G}will|at {G}will|shall) (?:know|find out|hear|learn)|(?:tell|telling|inform|"
        r"let) (?:everyone|everybody|all (?:of )?your|the whole|your (?:whole|entire)|"
        r"your (?:neighbou?rs|colleagues|co-?workers|boss|employer|friends|village))|(?:go|"
        rf"going|come|coming|turn up|show up|visit|be waiting|wait)(?:s|ing)? {G}(?:to|at|by|"
        r"outside) (?:your|the) (?:kid'?s?'?|child'?s|children'?s|son'?s|daughter'?s|"
        r"kids'?) (?:school|class|kindergarten|nursery|teacher)|(?:sit|sitting|camp|camping|"
        rf"stand|wait|park)(?:ing)? {G}(?:at|outside|on|in front of) your (?:door|house|home|"
        rf"office|doorstep|workplace|gate) {G}(?:daily|every day|all day|each day|until|till|"
        rf"every morning|day and night)|your {KIN} (?:will|'ll|shall|is going to|are going to|"
        r"would) (?:pay for|suffer|regret|be ashamed|be sorry|hate|bear|starve|never forgive)|"
        r"never (?:work|show your face|find a job|hold your head|sleep|have a (?:quiet|"
        rf"peaceful) (?:day|night)) {G}|(?:shame|humiliate|embarrass|disgrace)(?:s|d|"
        rf"ing)? (?:you|your {KIN}|him|her) |make sure (?:your|the) {G}(?:boss|employer|school|"
        r"teachers?|neighbou?rs?) (?:knows?|hears?|finds? out|learns?)|(?:call|phone|ring|"
        rf"contact)(?:ing)? your (?:boss|employer|school|workplace|manager) {G}(?:every|until|"
        r"so that|so you|and tell|to tell|fired)",
    ),
    "T3": (
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
    ),
    "T4": (
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
    ),
    "T5": (
        r"(?:this is|i'm|i am|we're|we are|i work (?:for|at|with)|calling from|"
        r"i'm calling from|i represent|we represent|here is|speaking,?|it's) (?:the |"
        rf"from the |with the |an? |your |officer {G}of |detective |inspector |sergeant |"
        rf"officer |agent )*{G}?(?:police|court|prosecutor|sheriff|marshal|attorney general|"
        r"district attorney|law ?enforcement|task ?force|government|federal|fbi|irs|"
        r"tax office|central bank|ministry|judge|bailiff|detective|enforcement (?:office|"
        r"bureau|officer|division)|credit bureau|people's bank|neighbou?rhood committee|"
        r"immigration)(?! (?:line|asked|customer|said))|(?:this is|i'm|i am) (?:the |your |a |"
        r"an |)?(?:bank's |creditor's |firm's |company's )?(?:lawyer|attorney|"
        r"legal officer of the court|solicitor|barrister|counsel)\b|court enforcement (?:here|"
        r"calling|speaking)|(?:the )?(?:police|court|prosecutor'?s? office|government|"
        r"task force|central bank|sheriff)(?:'s)? (?:here|speaking|calling|hereby (?:orders|"
        r"notifies|summons|warns)|orders you|is notifying you|demands that you|"
        r"has authori[sz]ed (?:me|us))|on behalf of the (?:police|court|government|prosecutor|"
        r"state)|badge number|law office of|central bank staff|prosecutor'?s office[,:]",
    ),
    "T6": (
        r"(?:be|get|being|getting|have you|had you|put you|you're) (?:arrested|jailed|"
        r"imprisoned|locked up|thrown in|detained|handcuffed|taken away|deported|prosecuted|"
        r"in (?:jail|prison|handcuffs|cuffs)|under arrest|criminally charged)|(?:arrest|jail|"
        r"imprison|detain|deport|prosecute|handcuff)(?:s|ing)? you|(?:go|going|off|sent|"
        rf"send you|straight|end up|land|lands you|putting you|spend {G}|years?) (?:to |in |"
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
        rf"thrown)) {G}(?:school|university|college|study|class|educat)|dishonest (?:persons?|"
        r"debtors?|people)?(?:'s|')? ?(?:judg\w+ )?list|(?:lose|take(?: away)?|"
        r"removed?) (?:custody|your (?:kids|children))|travel ban|(?:ban|"
        r"stop) you from (?:leaving|flying|travel)|wanted list|you(?:'re| are) wanted|(?:will|"
        r"'ll|going to|definitely|certainly|sure to|guaranteed to) (?:lose|win) (?:in court|"
        r"the case|at trial)|court will (?:surely|certainly|definitely|always)",
    ),
    "T7": (
        rf"(?:black|bad|ruined|destroyed|blacklisted|stained|negative|dirty) {G}(?:record |"
        r"credit |mark |score )?(?:for (?:life|ever|good|the rest)|forever|permanently|"
        r"all your life|never (?:clear|go away|recover|be removed))|(?:credit|record|score|"
        rf"mark|file|history|report){G} (?:for life|forever|permanently|"
        r"for the rest of your life|never (?:recover|clear|go away|come off|be (?:cleaned|"
        r"clean|removed|erased|repaired|fixed)|disappear))|(?:stays?|follows?|remains?|"
        rf"haunts?)(?: you)? {G}(?:for ever|forever|for life|rest of your life|to your grave|"
        r"until you die)|black ?list(?:ed|s|ing)?|(?:no|never|can't|cannot|won't|"
        rf"not be able to|barred from|banned from|not allowed on) {G}(?:train|plane|fly|flight|"
        r"board|airport|high.?speed|rail)s?\b|(?:child(?:ren)?|kids?|sons?|daughters?|"
        rf"grandchildren) {G}(?:barred|banned|blocked|excluded|never|can't|cannot|won't|unable|"
        rf"lose) {G}(?:civil service|government|army|job|work|university|loan|bank|school)|"
        rf"(?:all|every|no) (?:the )?(?:systems?|banks?|lenders?|platforms?) {G}(?:lock|shut|"
        r"block|ban|refuse|will ever|lend|touch you)|never (?:get|have|be able to (?:get|have|"
        r"take)|see|obtain) (?:a |an |any |another )?(?:loan|mortgage|credit|card|phone|house|"
        r"apartment|bank account|job)|(?:family|relatives?)(?:'s)? credit|(?:destroy|ruin|"
        r"wreck|kill|trash|tank|nuke)(?:s|ed|ing)? your (?:credit|score)",
    ),
    **MORE,
}

HEARD = {key: patterns + TURNS.get(key, ()) for key, patterns in _LISTS.items()}
