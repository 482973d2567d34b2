"""What the customer's own messages say: a stop is a wish as soon as it has come, whoever types it into the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from console.domain.facts import Attempt, Request, RequestKind
from console.domain.speech import listen
from console.domain.text.normalise import fold

# the whole message is one of these words
WORD = re.compile(
    r"[\W_]*(?:回复?)?[\W_]*(?:stop[ -]?all|s[ .]?t[ .]?o[ .]?p|end|quit|cancel|unsubscribe|opt[ -]?out|revoke|remove"
    r"|退 ?订|t[ .]?d|t|n|取消|停止|拒收)"
    r"[\W_]*(?:please|thanks)?[\W_]*"
)
MEDIUM = (
    (
        re.compile(
            r"(?:stop|quit|don'?t|do not|no more|never) (?:\w+ ){0,2}(?:calling|phoning|ringing|call|phone|ring)\b"
            r"|别再?(?:给我)?打电话|不要再?(?:给我)?打电话"
        ),
        "call",
    ),
    (
        re.compile(
            r"(?:stop|quit|don'?t|do not|no more|never) (?:\w+ ){0,2}(?:texting|texts?|messaging)\b"
            r"|别再?(?:给我)?发短信|不要再?(?:给我)?发短信"
        ),
        "sms",
    ),
    (
        re.compile(
            r"(?:stop|quit|don'?t|do not|no more|never) (?:\w+ ){0,2}e-?mail(?:ing|s)?\b"
            r"|别再?(?:给我)?发邮件|不要再?(?:给我)?发邮件"
        ),
        "email",
    ),
)
OUT = re.compile(
    r"unsubscribe me|opt me out|opt out|take me off|remove me|remove my (?:number|e-?mail|address)|退 ?订"
    r"|(?:不要|别|停止|请勿|不许)(?:再|老|总)*(?:给我)?发(?:了|来|过来|信息|消息|[这那]些)?(?![票工货奖薪现生])|拒收"
)
ALL = re.compile(
    r"(?:stop|quit|cease|don'?t|do not|never|no further) (?:\w+ ){0,2}(?:contact|communicat)\w*"
    r"|leave me alone|(?:不要|别|停止|请勿|不许|禁止)(?:再|继续)?(?:联系|骚扰)我?"
)
REFUSAL = re.compile(
    r"refuse to pay|(?:will not|won'?t|not going to|never going to|will never) (?:be )?pay"
    r"|拒绝还款|不会还(?:钱|款)?|不还了"
)
INSOLVENT = re.compile(r"fil(?:ed|ing) (?:for )?(?:chapter \d+ )?bankruptcy|chapter (?:7|11|13)\b|(?:申请|宣告)破产")
# what the customer says in other respects: the cues of the text check, as requests
CUES: dict[str, RequestKind] = {
    "dispute": "dispute",
    "lawyer": "represented",
    "complaint": "complaint",
    "deceased": "deceased",
    "wrong_number": "wrong_number",
}
WRITTEN = ("sms", "email", "im", "letter")
RECORDED = timedelta(days=1)  # a request of the same kind, entered from a day before the message on, is that message


def wishes_in(text: str, channel: str) -> list[tuple[RequestKind, list[str] | None]]:
    """Return the wishes that a message of the customer expresses, each with the channels that it names."""
    plain = fold(text).text.strip()
    if WORD.fullmatch(plain):
        return [("opt_out", [channel])]
    if ALL.search(plain):
        return [("cease", None)]
    found: list[tuple[RequestKind, list[str] | None]] = [
        ("medium_refused", [named]) for pattern, named in MEDIUM if pattern.search(plain)
    ]
    if not found and OUT.search(plain):
        found.append(("opt_out", [channel]))
    if REFUSAL.search(plain):
        found.append(("refusal", None))
    if INSOLVENT.search(plain):
        found.append(("bankruptcy", None))
    kinds = {CUES[heard.kind] for heard in listen(text, "customer") if heard.kind in CUES}
    found += [(kind, None) for kind in sorted(kinds)]
    return found


def stops(attempt: Attempt) -> bool:
    """Return True when an incoming message asks to stop. It asks nothing that could be answered."""
    kinds = {kind for kind, _ in wishes_in(attempt.text, attempt.channel)} if attempt.text else set()
    return not kinds.isdisjoint(("opt_out", "medium_refused", "cease"))


def heard_wishes(attempts: Sequence[Attempt], at: datetime, on_file: Sequence[Request] = ()) -> list[Request]:
    """Return the wishes that the incoming messages up to ``at`` express, as far as nobody has entered them.

    ``on_file``: the requests of the file. One of the same kind and time is the same wish, with its answer and its end.
    """
    found = []
    for attempt in attempts:
        if attempt.text is None or attempt.direction != "in" or attempt.at > at:
            continue
        for kind, channels in wishes_in(attempt.text, attempt.channel):
            if any(r.kind == kind and r.since >= attempt.at - RECORDED for r in on_file):
                continue
            scope: dict[str, object] = {"channels": channels} if channels else {}
            if kind == "wrong_number" and attempt.number is not None:
                scope["number"] = attempt.number
            if attempt.person is not None:
                scope["person"] = attempt.person
            written = attempt.channel in WRITTEN
            found.append(Request(kind, attempt.at, scope=scope, written=written, by=attempt.party))
    return found
