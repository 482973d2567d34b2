"""The keys of the desk: what each key does, its standard key, and which changes are refused.

One row per action. ``id`` is the standard key, or ``group.`` and the key of a group of outcomes. Keys can
be changed and switched off (WCAG 2.1.4, level A). Two actions may share a key only if they are never on
the screen together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.domain.errors import Invalid
from console.domain.outcomes import GROUPS
from console.domain.psychology import SIGNALS

OFF = ""  # this action has no key
ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789/?!.,;'[]-=")

ALWAYS = frozenset({"idle", "offered", "preview", "call", "wrap_up", "safety"})
CUSTOMER = ALWAYS - {"idle"}


@dataclass(frozen=True, slots=True)
class Hotkey:
    """One action of the desk with its standard key and the phases in which it can be on the screen."""

    id: str
    key: str
    en: str
    zh: str
    when: frozenset[str]


def _row(key: str, en: str, zh: str, *when: str) -> Hotkey:
    return Hotkey(key, key, en, zh, frozenset(when))


SECTIONS: tuple[tuple[tuple[str, str], tuple[Hotkey, ...]], ...] = (
    (
        ("Shift", "班次"),
        (
            Hotkey("r", "r", "Ready", "就绪", ALWAYS),
            Hotkey("b", "b", "Break", "休息", ALWAYS),
            Hotkey("q", "q", "End shift", "下班", ALWAYS),
            Hotkey("/", "/", "Find a customer", "查找客户", ALWAYS),
            Hotkey("?", "?", "Keyboard shortcuts", "快捷键", ALWAYS),
        ),
    ),
    (
        ("Customer", "客户"),
        (
            _row("a", "Accept the offer", "接案", "offered"),
            _row("d", "Decline the offer", "退案", "offered"),
            Hotkey("w", "w", "Why this customer?", "为何是此客户？", CUSTOMER),
            _row("!", "Risk of self-harm: safety state", "轻生风险：进入安全状态", "preview", "call", "wrap_up"),
            _row("t", "Threat to me, in the safety state", "安全状态中：我受到威胁", "safety"),
            _row("c", "Call", "拨打", "preview", "call", "safety"),
            _row("y", "Answered", "已接听", "call"),
            _row("h", "Hang up", "挂断", "call", "safety"),
            _row("g", "Return", "退回", "preview", "call"),
            _row("f", "Hand over", "转交", "preview", "call", "wrap_up"),
            Hotkey(
                "message", "a", "Answer in writing: SMS", "书面答复：短信", frozenset({"preview", "call", "wrap_up"})
            ),
            _row("z", "Consent", "客户同意", "call", "wrap_up"),
            _row("i", "On file: requests and holds", "档案：意愿与限制", "preview", "call", "wrap_up"),
            _row("e", "Next customer", "下一位客户", "wrap_up"),
            _row("u", "More time", "延长话后处理", "wrap_up"),
        ),
    ),
    (
        ("Talking points", "话术"),
        (
            Hotkey("s", "s", "Said, next (with Shift: one card back)", "已说，下一条（加 Shift：退回一条）", CUSTOMER),
            Hotkey(
                "v",
                "v",
                "Tick the next disclosure, or say why it was not said",
                "勾选下一项告知，或注明未告知原因",
                CUSTOMER,
            ),
            Hotkey("j", "j", "Objections", "异议处理", CUSTOMER),
            Hotkey("l", "l", "Settlement offers", "方案", CUSTOMER),
            Hotkey(",", ",", "State of mind: procrastinating", "心理：拖延", CUSTOMER),
            Hotkey(".", ".", "State of mind: afraid", "心理：恐惧", CUSTOMER),
            Hotkey(";", ";", "State of mind: rational", "心理：理性", CUSTOMER),
            Hotkey("]", "]", "Neutral words, and back", "改用中性话术／恢复", CUSTOMER),
            Hotkey("group.=", "=", "Answer to the proposed question", "登记所提问题的回答", frozenset({"call"})),
            Hotkey("'", "'", "Explain or refuse profiling", "说明或拒绝心理判断", CUSTOMER),
        ),
    ),
    (("What I hear", "我听到的"), tuple(Hotkey(s.hotkey, s.hotkey, s.en, s.zh, CUSTOMER) for s in SIGNALS)),
    (
        ("Outcome", "结果"),
        (
            Hotkey("m", "m", "Note", "备注", CUSTOMER),
            *(Hotkey(f"group.{key}", key, en, zh, frozenset({"call", "wrap_up"})) for key, en, zh in GROUPS),
            _row("k", "Correct the outcome", "更正结果", "call", "wrap_up"),
        ),
    ),
)
ALL = tuple(hotkey for _, rows in SECTIONS for hotkey in rows)
BY_ID = {hotkey.id: hotkey for hotkey in ALL}

# A slip to the next key must never turn a promise into a stop (architecture, "Pushes into a page that is being used").
PROMISE, STOP = "group.p", "group.x"
_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_SHIFT = (0.0, 0.5, 0.75, 1.25)  # how far each row of a keyboard is shifted to the right, in keys


def beside(first: str, second: str) -> bool:
    """Return True when two keys touch on a usual keyboard."""
    places = {
        key: (number, column + _SHIFT[number]) for number, row in enumerate(_ROWS) for column, key in enumerate(row)
    }
    if first not in places or second not in places:
        return False
    (row, at), (other_row, other_at) = places[first], places[second]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1


def key_of(changed: Mapping[str, str], hotkey: Hotkey) -> str:
    """Return the key of an action after the person's changes. "" = none."""
    return changed.get(hotkey.id, hotkey.key)


def examine(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the changes that differ from the standard keys.

    Raises:
        Invalid: when a key is taken or dangerous. It says what to do instead."""
    for name, key in changed.items():
        if name not in BY_ID:
            raise Invalid("This action has no key that can be changed.", field="keys")
        if key != OFF and key not in ALLOWED:
            raise Invalid("Press a letter, a digit or a sign.", field="keys")
    for number, first in enumerate(ALL):
        for second in ALL[number + 1 :]:
            key = key_of(changed, first)
            if key == OFF or key != key_of(changed, second) or not first.when & second.when:
                continue
            taken, wanting = (first, second) if second.id in changed else (second, first)
            raise Invalid(
                "%(key)s is already the key for “%(act)s”. Choose another key for “%(wanted)s”, "
                "or change that one first.",
                field="keys",
                key=key.upper(),
                act={"en": taken.en, "zh": taken.zh},
                wanted={"en": wanting.en, "zh": wanting.zh},
            )
    promise, stop = (key_of(changed, BY_ID[name]) for name in (PROMISE, STOP))
    if promise and stop and beside(promise, stop):
        raise Invalid(
            "The keys for promises and for stops must not be next to each other: "
            "one slip would turn a promise into a stop.",
            field="keys",
        )
    return {name: key for name, key in changed.items() if key != BY_ID[name].key}
