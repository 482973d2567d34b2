"""English patterns: holding a person or an object, forced entry."""

from __future__ import annotations

PATTERNS: dict[str, tuple[str, ...]] = {
    "restraint": (  # T16
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
        r"phone|car\b|keys|papers|card(?! (?:statement|number|details))|children|documents?|bike|"
        r"scooter|laptop|furniture|tv)\b"
        r"(?! (?:with you|safe|ready|handy|to yourself|close|private|nearby|at hand|in one|"
        r"in a safe|in order))|"
        r"(?:lock|locking|hold|holding|trap|block|blocking|keep|detain|tie)(?:ing)? (?:you |"
        r"him |her |the |your )(?:in\b|here|inside|up|until|exit|door|way|way out|against|"
        r"down|doorway|car in|driveway)|(?:follow|following|tail|shadow|stalk)(?:ing)? (?:you|"
        r"him|her) (?:home|to|around|everywhere|wherever|all)|(?:push|pushing|barg\w+|"
        r"forc\w+) (?:my |our |your |his )?(?:way )?(?:in|into|past)|block(?:ing)? (?:the|"
        r"your) (?:door|exit|gate|way|drive)|won't let you (?:leave|go|out|pass)|"
        r"not letting you (?:leave|go|out)|take your (?:tv|furniture|things|stuff)",
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
    )
}
