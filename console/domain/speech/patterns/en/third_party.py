"""English patterns: the debt told to a third party, and others pressed to pay."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import GAP, KIN, PAY

PATTERNS: dict[str, tuple[str, ...]] = {
    "debt_disclosed": (  # T8
        rf"(?:he|she|your {KIN}|his|her|mr\.? \w+|mrs\.? \w+|ms\.? \w+|they)(?:'s| has| have|"
        r" is| are| was| hasn't| didn't| did not| has not|'d| had)? (?:also |still |now |"
        r"really |currently |got |been |not |badly |seriously |already )*(?:owes?|owed|owing|"
        r"overdue|in (?:debt|default|arrears|collections?)|past due|borrowed|behind (?:on|"
        r"with)|in default|defaulted|(?:a|an|some|several|online|unpaid|outstanding|his|"
        rf"her) {GAP}(?:loans?|debts?|balance|credit card (?:bill|debt)|arrears)|"
        r"about to be (?:sued|taken)|being sued|going to (?:be sued|court)|"
        rf"missed {GAP}payments?|stopped paying|pay(?:s|ing)? (?:us|his|her|the (?:loan|debt|"
        r"bank))|paid (?:us|back|his|her)|unpaid|refus\w+ to pay|delinquent|late (?:on|with))|"
        rf"(?:tell|ask|remind|get|have|let|urge|make) (?:him|her|them|your {KIN}|mr\.? \w+|"
        rf"mrs\.? \w+|ms\.? \w+) (?:to |that he |that she |know |about )?{GAP}(?:pay|repay|"
        r"settle|debt|owe|overdue|loan|balance|arrears|default|outstanding)|(?:about|"
        r"regarding|concerning|over|because of) (?:his|her|their|"
        rf"your {KIN}(?:'s)?) {GAP}(?:debt|loan|arrears|overdue|unpaid|default|credit card|"
        rf"balance|bill)|(?:his|her|your {KIN}'s) (?:debt|loan|arrears|overdue|unpaid|"
        rf"credit card (?:debt|bill|account)|account|balance|bill|payment|card){GAP}(?:is|was|"
        r"has|of|overdue|late|unpaid|due|past)|i(?:'m| am) (?:a |the |his |"
        rf"her )?(?:debt )?collect(?:or|ing) {GAP}(?:for|on|his|her|him)",
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
    "third_party_pressed": (  # T9
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
        rf"guarantee) (?:are|is|as {GAP}are|'re|become|becomes|were)(?: also| legally| all|"
        r" equally| always|) (?:liable|responsible|on the hook|obliged|bound|jointly liable)|"
        r"(?:a )?(?:son|father|wife|family|child)s? (?:pays?|must pay|should pay|settles?|"
        r"inherits?) (?:a |the |his |her |their )?(?:father|son|husband|famil|parent|"
        r"child)\w*(?:'s)? debts?|(?:emergency )?contacts? (?:must|have to|has to|should|"
        rf"need to) pay|(?:ring|call|phone|contact)(?:ing)? you {GAP}(?:daily|every day|"
        r"until (?:he|she) (?:is |has )?pa|until paid|until it is paid|till)",
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
}
