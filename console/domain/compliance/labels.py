"""What a contact really is: the purpose that it is called must be proved by what came and by what its words do.

"Answer", "confirm" and "notify" leave doors open that are closed to collecting. An answer needs a message that it
answers, a confirmation something to confirm, and none of them may ask for money. A label that is not proved is
judged as collecting.
"""

from __future__ import annotations

import re
from datetime import datetime

from console.domain.compliance.incoming import stops
from console.domain.compliance.proposed import Proposed
from console.domain.compliance.who import spoken_with
from console.domain.facts import Attempt, CustomerFacts, Purpose
from console.domain.text.normalise import fold

DEMAND = re.compile(
    r"\bpay (?:now|today|by|immediately|at once|in full|the|your|us|what|\W?\d)"
    r"|please (?:pay|remit|send|settle|clear)\b(?! (?:us |me )?(?:a |the |your )?(?:copy|question|proof|document))"
    r"|\b(?:make|send|remit|submit|expect) (?:a |the |your |us |full |in )*payment"
    r"|\b(?:must|need to|have to|should) (?:pay|settle|remit)\b|\bpayment (?:is )?(?:due|required|expected)\b"
    r"|(?:请|务必|立即|马上|尽快|尽早|抓紧|今天|今日|限期|及时)[^，。！？,.!?]{0,12}(?:还款|还清|偿还|归还|结清|缴清|缴纳|支付|付款)"
    r"|(?:还款|还清|偿还|结清|支付|付款)(?:吧|，否则|,否则)|点击.{0,30}(?:还款|支付|付款)"
)
LINK = re.compile(r"https?://|\bwww\.|点击.{0,8}链接|扫码|二维码")
QUESTION = re.compile(
    r"[?？]|\b(?:can|could|would|will|may|when|how|what|which) (?:you|we|i)\b|吗\b|什么时候|何时|能否|是否"
)


def demands(text: str) -> bool:
    """Return True when the words ask for money."""
    return DEMAND.search(fold(text).text) is not None


SUM = re.compile(r"[$¥￥€£] ?\d|\d ?(?:dollars|usd|元)|\b(?:balance|owed?|owing|amount|due)\b|余额|欠款|金额")


def asks_nothing(text: str) -> bool:
    """Return True when a notice neither asks for money or an answer nor carries a link."""
    plain = fold(text).text
    return not (DEMAND.search(plain) or LINK.search(text) or LINK.search(plain) or QUESTION.search(plain))


def only_confirms(text: str) -> bool:
    """Return True when a confirmation says nothing else: no demand, no link, no question, no sum."""
    return asks_nothing(text) and not (SUM.search(text) or SUM.search(fold(text).text))


def judged_as(proposed: Proposed, facts: CustomerFacts, at: datetime) -> tuple[Purpose, str]:
    """Return the purpose by which a contact is judged, and why it is not the one that it is called ("" when it is)."""
    label = proposed.purpose
    if proposed.direction == "in" or proposed.deed != "contact" or label not in ("answer", "confirm", "notify"):
        return label, ""
    if proposed.text and demands(proposed.text):
        return "collect", "words_demand"
    if label == "answer" and not _asked(proposed, facts, at):
        return "collect", "nothing_received"
    if label == "confirm" and not (_asked(proposed, facts, at) or _agreed(facts, at)):
        return "collect", "nothing_to_confirm"
    return label, ""


def _asked(proposed: Proposed, facts: CustomerFacts, at: datetime) -> bool:
    """Return True when the listener wrote, called or has a request on file that may be answered."""
    if any(a.direction == "in" and a.at <= at and spoken_with(proposed, a) for a in facts.attempts or ()):
        return True
    return any(r.since <= at and (r.answered_at is None or r.answered_at > at) for r in facts.requests or ())


def _agreed(facts: CustomerFacts, at: datetime) -> bool:
    """Return True when there is something that can be confirmed: a promise, a payment, a talk, an old request."""
    if any(promise.made_at <= at for promise in facts.promises or ()):
        return True
    if any(payment.at <= at for payment in facts.payments or ()):
        return True
    if any(request.since <= at for request in facts.requests or ()):
        return True
    return any(a.result in ("effective", "met") and a.at <= at for a in facts.attempts or ())


def last_message(proposed: Proposed, facts: CustomerFacts, at: datetime) -> Attempt | None:
    """Return the message that this contact may answer once, by the same medium, or None.

    It is the listener's last one by this medium, nothing went out by it since, and it asks no stop.
    """
    if proposed.purpose != "answer":
        return None
    rows = [a for a in facts.attempts or () if a.channel == proposed.channel and a.at <= at]
    came = [
        a
        for a in rows
        if a.direction == "in"
        and spoken_with(proposed, a)
        and (a.number is None or proposed.number is None or a.number == proposed.number)
    ]
    if not came:
        return None
    last = max(came, key=lambda a: (a.at, stops(a), a.text or "", a.number or ""))
    spent = any(a.direction == "out" and a.at > last.at and spoken_with(proposed, a) for a in rows)
    return None if spent or stops(last) else last
