"""English patterns: threats to publish the debt or private data."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import GAP, KIN

PATTERNS: dict[str, tuple[str, ...]] = {
    "threat_publishing": (  # T14
        r"(?:post|share|put|publish|upload|stick|paste|hang|tape|print|spread|leak|expose|"
        r"broadcast|display|pin|air)(?:ing|s|ed)? (?:up )?(?:\w+ )?(?:your|his|her|this|it|a|"
        rf"the|you|posters?|notices?|flyers?|everything){GAP}(?:photo|picture|face|name|id\b|"
        r"identity|address|debt|details|number|online|internet|facebook|tiktok|video app|"
        r"twitter|social|wall|door|lobby|notice ?board|street|building|village|office|group|"
        r"moments|everyone|neighbou?rs?|data|web|app|passport|gate|poster|forum|personal|"
        r"news)|(?:group chat|chat group|group message|add|message|email|text|write to|"
        rf"contact|call|tell) {GAP}(?:all |everyone in |every one of |each of |your whole |"
        r"the whole )(?:of )?(?:your )?(?:friends|contacts?|phone ?book|address book|"
        r"relatives|family|colleagues|friend list|followers)|group chat your|(?:blast|spam|"
        r"dump)(?:ing|s)? (?:your|all|the) (?:contacts|phone ?book|friends|data)|(?:your|his|"
        r"her) (?:photo|picture|face|name|id|details|story|debt) (?:will|'ll|is going to|goes|"
        rf"on|shall|all over) {GAP}(?:online|internet|public|everywhere|facebook|social|wall|"
        r"door|tv|web|front page|viral|posted|posters?)|expose you|dox|go(?:es)? viral|"
        rf"make (?:it|this|your {GAP}) public|public(?:ly)? (?:shame|expose|name|list)|"
        r"name and shame",
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
    )
}
