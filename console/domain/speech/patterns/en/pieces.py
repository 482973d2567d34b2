"""Pieces that the English patterns share."""

from __future__ import annotations

G = r"(?:[a-z0-9' ]{0,24}?)"  # a few words
KIN = (
    r"(?:family|famil(?:y|ies)|wife|husband|spouse|kids?|child(?:ren)?|sons?|daughters?|"
    r"parents?|mother|father|mom|mum|dad|brothers?|sisters?|relatives?|friends?|"
    r"neighbou?rs?|colleagues?|co-?workers?|boss|employer|grandparents?|grandkids|grandsons?|"
    r"in-laws|roommates?|girlfriend|boyfriend|partner|fianc[eé]e?|uncle|aunt|cousins?)"
)
PAY = r"(?:pay|repay|settle|cover|clear|pay off|pay back|pay up|return)"
