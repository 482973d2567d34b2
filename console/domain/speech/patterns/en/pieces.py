"""Pieces that several English patterns share."""

from __future__ import annotations

GAP = r"(?:[a-z0-9' ]{0,24}?)"  # up to 24 letters, digits and spaces: a few words
KIN = (  # family, friends and people at work
    r"(?:family|famil(?:y|ies)|wife|husband|spouse|kids?|child(?:ren)?|sons?|daughters?|"
    r"parents?|mother|father|mom|mum|dad|brothers?|sisters?|relatives?|friends?|"
    r"neighbou?rs?|colleagues?|co-?workers?|boss|employer|grandparents?|grandkids|grandsons?|"
    r"in-laws|roommates?|girlfriend|boyfriend|partner|fianc[eé]e?|uncle|aunt|cousins?)"
)
PAY = r"(?:pay|repay|settle|cover|clear|pay off|pay back|pay up|return)"
WE = r"(?:we|i|we'll|i'll|we will|i will|we're|i'm|my (?:guys|men|team)|our (?:guys|men|team|people))"
POLICE = r"(?:police|sheriff|deput(?:y|ies)|bailiffs?|officers?|marshals?|cops?)"
