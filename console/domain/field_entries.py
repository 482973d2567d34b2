"""What a tablet sends: entries of an outbox in one order, each with the hash of the one before.

Pure: what an entry says, whether it follows, and at which instant it happened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from console.domain.coordinates import Point
from console.domain.errors import Invalid
from console.domain.input import is_storable

NONE_BEFORE = "0" * 64
ON_TIME = timedelta(minutes=2)  # an entry that comes within it can still be refused
CLOCK_OFF = timedelta(seconds=90)  # a correction by more is kept with the entry
MOST = 50  # entries in one request
LONGEST_BODY = 16_000
NOTE = 4000

PLACE_FIELDS = frozenset({"lat", "lon", "accuracy_m", "salt"})
PRESENT = ("debtor", "relative", "child", "other")
MARKS: Mapping[str, tuple[str, str]] = {
    "dog": ("Dog", "有犬只"),
    "threat": ("Threat", "受到威胁"),
    "weapon": ("Weapon seen", "见到器械"),
    "crowd": ("Several people", "多人聚集"),
    "dark": ("Dark or lonely way", "路段昏暗偏僻"),
    "other": ("Other", "其他"),
}
LOST: Mapping[str, tuple[str, str]] = {
    "moved": ("Moved away", "已搬离"),
    "no_such_number": ("No such number", "门牌不存在"),
    "gate": ("Gate or guard", "门禁或保安"),
    "wrong_map": ("The place on the map is wrong", "地图位置有误"),
    "other": ("Other", "其他"),
}
MEDIA = ("photo", "voice", "signature")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the tablet wrote it. ``at`` is its own clock in ms; ``offset`` is server minus tablet, or None."""

    id: str
    stream: str
    seq: int
    prev: str
    at: int
    offset: int | None
    kind: str
    visit: int
    token: int
    body: str

    @property
    def hash(self) -> str:
        """The SHA-256 that the next entry names, as hex."""
        lines = (
            self.id,
            self.stream,
            str(self.seq),
            self.prev,
            str(self.at),
            "" if self.offset is None else str(self.offset),
            self.kind,
            str(self.visit),
            str(self.token),
            self.body_hash,
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def body_hash(self) -> str:
        """The SHA-256 of the body, as hex."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def happened_at(entry: Entry, measured: int, now: datetime, not_before: datetime | None) -> tuple[datetime, bool]:
    """Return the instant of an entry, and whether its clock had to be corrected beyond its own offset.

    ``measured``: server minus tablet in ms, as the request shows. It counts when the tablet never measured it. Never
    later than now, never earlier than ``not_before``, the entry before it.
    """
    offset = measured if entry.offset is None else entry.offset
    try:
        wished = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=entry.at + offset)
    except OverflowError:
        wished = now
    at = min(wished, now)
    if not_before is not None:
        at = max(at, min(not_before, now))
    return at, abs(at - wished) > CLOCK_OFF or abs(offset - measured) > CLOCK_OFF.total_seconds() * 1000


def place_of(body: Mapping[str, Any]) -> tuple[Point, float] | None:
    """Return the place that a body names, with its accuracy in metres, or None."""
    place = body.get("place")
    return None if place is None else (Point(place["lat"], place["lon"]), float(place["accuracy_m"]))


def read_body(kind: str, text: str) -> dict[str, Any]:
    """Return the fields of an entry's body. Raises Invalid for a kind, field or value that is not known."""
    fields = KINDS.get(kind)
    if fields is None:
        raise Invalid("This kind of entry is not known.", field="kind")
    try:
        body = json.loads(text, parse_constant=_no_number) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Invalid("The body of this entry cannot be read.", field="body") from error
    if not isinstance(body, dict) or len(text) > LONGEST_BODY or not is_storable(text):
        raise Invalid("The body of this entry cannot be read.", field="body")
    for name in body:
        if name not in fields:
            raise Invalid("This entry has a field that is not known.", field=name[:40])
    for name, (needed, fits) in fields.items():
        value = body.get(name)
        if value is None:
            if needed:
                raise Invalid("A field of this entry is missing.", field=name)
        elif not fits(value):
            raise Invalid("A field of this entry cannot be read.", field=name)
    return {name: value for name, value in body.items() if value is not None}


def _no_number(word: str) -> float:
    raise ValueError(word)


Fits = Callable[[Any], bool]
Fields = Mapping[str, tuple[bool, Fits]]


def _text(longest: int) -> Fits:
    return lambda value: isinstance(value, str) and len(value) <= longest and is_storable(value)


def _one(*choices: str) -> Fits:
    return lambda value: isinstance(value, str) and value in choices


def _whole(low: int, high: int) -> Fits:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _list(fits: Fits, most: int) -> Fits:
    return lambda value: isinstance(value, list) and len(value) <= most and all(fits(one) for one in value)


def _number(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _place(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == PLACE_FIELDS
        and _number(value["lat"], -90, 90)
        and _number(value["lon"], -180, 180)
        and _number(value["accuracy_m"], 0, 100_000)
        and isinstance(value["salt"], str)
        and 16 <= len(value["salt"]) <= 64
        and value["salt"].isascii()
    )


def _part(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and day_of(value[0]) is not None and _whole(1, 2**53)(value[1])


def day_of(value: Any) -> date | None:
    """Return the day of an ISO text, or None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _hex(length: int) -> Fits:
    return lambda value: isinstance(value, str) and len(value) == length and set(value) <= set("0123456789abcdef")


def _permit(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"text", "signature"} and all(map(_text(4000), value.values()))


PLACE: tuple[bool, Fits] = (False, _place)
KEYS: tuple[bool, Fits] = (False, _list(_text(80), 100))
# kind -> field -> (needed, test)
KINDS: Mapping[str, Fields] = {
    "depart": {"place": PLACE, "permit": (False, _permit)},
    "checkin": {"minutes": (True, _whole(5, 120))},
    "safe": {},
    "arrive": {"how": (True, _one("gps", "hand")), "place": PLACE, "reason": (False, _text(300))},
    "check": {
        **{name: (False, _flag) for name in ("id_shown", "authority_letter_shown", "recorder_on", "entering")},
        "papers_shown_after_s": (False, _whole(0, 86_400)),
    },
    "met": {"who": (True, _one("debtor", "nobody", "other")), "present": (False, _list(_one(*PRESENT), 10))},
    "said": {"points": KEYS, "disclosures": KEYS, "signals": KEYS},
    "outcome": {
        "code": (True, _text(20)),
        "note": (False, _text(NOTE)),
        "parts": (False, _list(_part, 60)),
        "callback_at": (False, _moment),
        "details": (False, _text(NOTE)),
        "signature": (False, _text(64)),
    },
    "media": {
        "what": (True, _one(*MEDIA)),
        "type": (True, _text(60)),
        "bytes": (True, _whole(1, 50_000_000)),
        "sha256": (True, _hex(64)),
        "place": PLACE,
    },
    "mark": {"what": (True, _one(*MARKS)), "note": (False, _text(500))},
    "cannot_find": {"reason": (True, _one(*LOST)), "note": (False, _text(500)), "place": PLACE},
    "note": {"text": (True, _text(NOTE))},
    "sos": {"place": PLACE},
    "leave": {"now": (False, _flag), "place": PLACE},
}
