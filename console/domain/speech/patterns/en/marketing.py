"""English patterns: slander of another firm, advertising in collection."""

from __future__ import annotations

PATTERNS: dict[str, tuple[str, ...]] = {
    "slander": (  # T17
        r"(?:that|those|other|your other|the other|their|rival|competing) {0,1}(?:bank|lender|"
        r"banks|lenders|app|platform|company|firm|collector)s? (?:is|are|was) {0,1}(?:a |all |"
        r"just |)?(?:crooks?|scam|fraud|cheats?|thieves|bankrupt|going under|criminals|shady|"
        r"rubbish|garbage|liars)",
    ),
    "advertising": (  # T18
        r"(?:by the way|also|while (?:i have|you are)|we also|you (?:can|could|may) also|"
        r"special offer)[a-z0-9', ]{0,30}(?:insurance|new (?:card|product|account|fund)|"
        r"premium|wealth|investment|gold card|platinum|upgrade|membership|savings product|"
        r"fund)|special offer|limited.time (?:promotion|offer)|sign up for our|"
        r"new customer (?:bonus|offer)",
    ),
}
