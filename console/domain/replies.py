"""What a message of a customer says beside its wishes: a choice, that money was paid, a day; and by when to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.domain.compliance.incoming import wishes_in
from console.domain.facts import RequestKind
from console.domain.speech import listen
from console.domain.speech.suspicion import Suspicion
from console.domain.text.normalise import fold

# beside the cues of the text check
SAYS: Mapping[str, tuple[str, str]] = {
    "paid": ("says it is paid", "称已还款"),
    "choice": ("answers with a number", "回复了选项"),
    "day": ("names a day", "提到日期"),
    "stop": ("asks to stop", "要求停止"),
}
PAID = re.compile(
    r"(?:already|just|have|i) (?:paid|transferred|sent (?:it|the money))|paid (?:it|already|yesterday|today)"
    r"|(?:已经?|早就|刚刚?|昨天|今天)(?:都)?(?:还(?:了|清|完|款|过)|付了|转了|存了)|已还(?:款|清)?"
)
CHOICE = re.compile(r"[\W_]*([1-9])[\W_]*")
DAY = re.compile(
    r"\b(?:today|tomorrow|tmr|(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:the )?\d{1,2}(?:st|nd|rd|th))\b"
    r"|今天|明天|后天|大后天|月底|月末|(?:下|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[号日]"
)
STOPS: frozenset[RequestKind] = frozenset({"opt_out", "medium_refused", "cease"})
ANSWER_HOURS = 4  # working hours
OPENS, CLOSES = time(9), time(18)
URGENT = frozenset({"self_harm"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says. ``cues``: kinds of the text check; ``suspected``: those that only the model names."""

    wishes: tuple[tuple[RequestKind, tuple[str, ...]], ...]  # with the channels that each names
    cues: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    says: tuple[str, ...] = ()  # keys of ``SAYS``
    choice: str = ""
    day: str = ""  # as it was written

    @property
    def stops(self) -> bool:
        """True when the customer asks to stop, by this channel or altogether."""
        return any(kind in STOPS for kind, _ in self.wishes)

    @property
    def needs_answer(self) -> bool:
        """True unless the message only asks to stop: then there is nothing to answer."""
        others = set(self.cues) - {"stop"}
        return not self.stops or bool(others) or any(kind not in STOPS for kind, _ in self.wishes)


def read_message(text: str, channel: str, suspected: tuple[Suspicion, ...] = ()) -> Said:
    """Return what a message of a customer says. The wishes are those that the compliance check reads from it."""
    heard = [one for one in listen(text, "customer", None, suspected) if one.is_cue]
    plain = fold(text).text
    wishes = tuple((kind, tuple(channels or ())) for kind, channels in wishes_in(text, channel))
    chosen, day = CHOICE.fullmatch(plain), DAY.search(plain)
    found = {
        "stop": any(kind in STOPS for kind, _ in wishes),
        "paid": PAID.search(plain) is not None,
        "choice": chosen is not None,
        "day": day is not None and chosen is None,
    }
    return Said(
        wishes,
        tuple(one.kind for one in heard if one.suspected is None),
        tuple(one.kind for one in heard if one.suspected is not None),
        tuple(name for name, true in found.items() if true),
        chosen[1] if chosen else "",
        day[0] if day and not chosen else "",
    )


def answer_by(at: datetime, zone: ZoneInfo, hours: int = ANSWER_HOURS) -> datetime:
    """Return by when a message is answered: so many hours later, counted from 09:00 to 18:00 on weekdays."""
    now, left = at.astimezone(zone), timedelta(hours=hours)
    while True:
        opens = datetime.combine(now.date(), OPENS, zone)
        closes = datetime.combine(now.date(), CLOSES, zone)
        if now.isoweekday() > 5 or now >= closes:
            now = datetime.combine(now.date() + timedelta(days=1), OPENS, zone)
            continue
        now = max(now, opens)
        if now + left <= closes:
            return now + left
        left -= closes - now
        now = closes
