"""English patterns per category, over folded text (lower case, signs of disguise undone).

Stems carry their inflections; a short gap between two words stands for any few words.
"""

from __future__ import annotations

G = r"(?:[a-z0-9' ]{0,24}?)"  # a few words
KIN = (
    r"(?:family|famil(?:y|ies)|wife|husband|spouse|kids?|child(?:ren)?|sons?|daughters?|"
    r"parents?|mother|father|mom|mum|dad|brothers?|sisters?|relatives?|friends?|"
    r"neighbou?rs?|colleagues?|co-?workers?|boss|employer|grandparents?|in-laws)"
)
PAY = r"(?:pay|repay|settle|cover|clear|pay off|pay back|pay up|return)"

HEARD: dict[str, tuple[str, ...]] = {
    "T1": (
        r"watch your (?:back|step)|(?:you|he|she|they)(?:'ll| will| are going to|'re going to|"
        r" gonna) (?:be sorry|regret (?:it|this)|pay (?:for this|with|in blood)|wish you|"
        r"get hurt|get what|end up in (?:a )?(?:hospital|coffin|ditch))",
        r"(?:hurt|beat|smash|kill|shoot|stab|cripple|break|burn|crush|maim|injure|harm|slap|"
        rf"punch|rough)(?:ing|s|ed)? (?:up )?(?:you|him|her|your {G}(?:legs?|arms?|bones?|"
        r"fingers?|face|knees?|neck|house|car|kids?|family)|your (?:legs?|arms?|bones?|"
        r"knees?))|know how to hurt|(?:won't|will not|can't|cannot) (?:walk|make it) home|"
        r"(?:send|sending|sent|bring|bringing) (?:some |our |the |a few |"
        rf"a couple of )?(?:people|guys|men|boys|someone|thugs|lads|muscle) {G}(?:for|after|"
        r"to (?:see|visit|deal|teach|beat|find|get|sort|talk some)|round|over|to your)|"
        r"teach you a lesson|deal with you (?:our|my|the other|another|the hard) way|(?:bad|"
        r"terrible|nasty) (?:things?|accidents?) (?:can|could|will|might|may|tend to|"
        r"do)? ?happen|sleep with one eye|better (?:be )?careful (?:when|on|at|outside|"
        rf"walking)|know where (?:you|your {KIN}) (?:live|lives|sleep|work|go|"
        rf"goes){G}(?:careful|so|watch|hope|safe|shame|accident|regret|pay)|you(?:'re|"
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
        r"\bf+u*c+k\w*|\bfck\w*|\bf\*+k?\w*|\bsh[i1]t(?:ty|head|s)?\b|bullshit|\bassholes?\b|"
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
        r"salary|property|house|home|savings|pension|assets|car)|accounts? (?:will|are|'ll|is|"
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
        r"never stop (?:calling|ringing|texting|until)|blow(?:ing)? up your phone|(?:won't|"
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
        r"now|tonight) only|one.time (?:chance|only)|(?:within|in) (?:the )?(?:next )?(?:one|"
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
