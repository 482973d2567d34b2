"""Why a key of the desk does nothing just now: each key acts in a phase of the desk, or there is a reason here."""

from __future__ import annotations

from console.domain.hotkeys import ALL, Hotkey

IDLE = frozenset({"offline", "ready", "on_break"})
CALLING = frozenset({"dialing", "talking", "recorded"})
# the phases of the screen; "recorded": the outcome is recorded and somebody is on the line
PHASES = (
    "offline",
    "ready",
    "on_break",
    "offered",
    "preview",
    "dialing",
    "talking",
    "recorded",
    "talked",
    "wrap_up",
    "safety",
)
Words = tuple[str, str]

_NOBODY: Words = ("No customer is with you.", "当前没有客户。")
_ACCEPT: Words = ("Accept the customer first.", "请先接案。")
_ANSWER: Words = ("Nobody has answered yet.", "尚无人接听。")
_CALL: Words = ("Outcomes are available once you call.", "致电后才能登记结果。")
_NO_CALL: Words = ("No call is running.", "当前没有通话。")
_RUNS: Words = ("A call is running. Hang up first.", "通话进行中，请先挂断。")
_RECORDED: Words = ("The outcome is recorded. It can be corrected.", "结果已登记，可以更正。")
_OUTCOME: Words = ("Record the outcome first.", "请先登记结果。")
_GOODBYE: Words = ("Somebody is on the line. Hang up when you have said goodbye.", "通话还在进行。道别后请挂断。")
_CARDS: Words = ("No such card is on the screen.", "屏幕上没有这样的卡片。")
_TICKED: Words = ("Nothing on the screen is left to tick.", "屏幕上没有待勾选的告知。")
_REFUSED: Words = ("The customer refused profiling.", "客户已拒绝心理判断。")
_OFFERS: Words = ("Offers come once the identity is checked.", "核实身份后才有方案。")

_SAFETY: Words = ("A person is at risk: only what helps is offered now.", "有人处于危险中：此时仅提供相关操作。")

# action -> phase, or "*" for all others -> why it does nothing there
_TABLE: dict[str, dict[str, Words]] = {
    "r": {"ready": ("You are ready.", "您已就绪。"), "*": ("You are on shift.", "您已在班。")},
    "b": {"*": ("You are on a break.", "您已在休息。")},
    "q": {"*": ("Your shift is over.", "您已下班。")},
    "a": {"*": ("The customer is with you already.", "客户已由您接案。")},
    "d": {"*": ("The customer is with you already.", "客户已由您接案。")},
    "w": {"*": _NOBODY},
    "c": {"wrap_up": _RECORDED, "*": _RUNS},
    "y": {
        "dialing": ("The line itself reports when somebody answers.", "有人接听时线路会自动显示。"),
        "talking": ("Somebody has answered already.", "已有人接听。"),
        "recorded": ("Somebody has answered already.", "已有人接听。"),
        "*": _NO_CALL,
    },
    "h": {"*": _NO_CALL},
    "g": {
        "recorded": _RECORDED,
        "wrap_up": _RECORDED,
        "*": ("A contact has begun. Record its outcome.", "联系已开始，请登记结果。"),
    },
    "message": {"*": _NOBODY},
    "f": {"dialing": _ANSWER, "*": _RECORDED},
    "z": {"*": ("Consent is given in a call.", "客户同意需在通话中取得。")},
    "i": {"*": _NOBODY},
    "e": {"recorded": _GOODBYE, "*": _OUTCOME},
    "u": {"recorded": _GOODBYE, "wrap_up": ("No more time is left.", "延长次数已用完。"), "*": _OUTCOME},
    "s": {"talking": _CARDS, "recorded": _CARDS, "talked": _CARDS, "wrap_up": _CARDS, "*": _ANSWER},
    "v": {"talking": _TICKED, "recorded": _TICKED, "talked": _TICKED, "wrap_up": _TICKED, "*": _ANSWER},
    "j": {"*": _CARDS},
    "group.=": {"*": ("No question is proposed just now.", "当前没有建议提问。")},
    "]": {"*": ("The words are neutral already.", "当前已是中性话术。")},
    "l": {"*": _OFFERS},
    "m": {"*": _NOBODY},
    "k": {"*": ("Nothing is recorded yet.", "尚未登记结果。")},
}
_MIND: dict[str, Words] = {"*": _REFUSED}
_GROUP: dict[str, Words] = {
    "preview": _CALL,
    "dialing": ("Nobody has answered yet: only “not reached” can be true.", "尚无人接听：只能登记“未接通”。"),
    "talking": ("The line reports that somebody answered.", "线路显示已有人接听。"),
    "talked": ("This cannot be true of this call.", "与本次通话不符。"),
    "*": _RECORDED,
}
NEEDS_TAKING = frozenset({"c", "y", "h", "g", "f", "z", "i", "e", "u", "k"})


def reason(hotkey: Hotkey, phase: str) -> Words:
    """Return why this key does nothing in this phase, in both languages, for when its button is not there."""
    if hotkey.id in ("r", "b", "q", "/", "?"):
        return _of(_TABLE.get(hotkey.id, {"*": _NOBODY}), phase)
    if phase in IDLE:
        return _NOBODY
    if phase == "safety":
        return _SAFETY
    if phase == "offered" and (hotkey.id in NEEDS_TAKING or hotkey.id.startswith("group.")):
        return _ACCEPT
    if hotkey.id in _TABLE:
        return _of(_TABLE[hotkey.id], phase)
    if hotkey.id.startswith("group."):
        return _of(_GROUP, phase)
    return _of(_MIND, phase)


def _of(table: dict[str, Words], phase: str) -> Words:
    return table.get(phase, table["*"])


def reasons(language: int) -> dict[str, dict[str, str]]:
    """Return action -> phase -> reason, in English (0) or Chinese (1): what the desk says in its quiet line."""
    return {hotkey.id: {phase: reason(hotkey, phase)[language] for phase in PHASES} for hotkey in ALL}
