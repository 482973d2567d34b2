"""Alarms: somebody is in danger. The kinds, who may take one, and how its contact ends the safe way.

An alarm is raised, seen, taken by one person and handled. A new kind is a row of ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from console.domain.errors import Invalid
from console.domain.facts import RequestKind

WATCHERS = ("lead", "compliance")  # roles whose pages show alarms, and who may take one
WATCHING = timedelta(seconds=60)  # a page without a sign for longer counts as closed
SAFETY = "safety"  # the hold that stands while the safety state of a customer is on
SHORTEST = 5  # letters of a reason or of the note that closes an alarm

# how an agent ended the contact: code -> (English, Chinese)
Ways = Mapping[str, tuple[str, str]]
CARE: Ways = {
    "safe": ("The customer is safe and not alone", "客户已安全，身边有人陪伴"),
    "emergency": ("Police or ambulance have taken over", "警方或急救人员已接手"),
    "colleague": ("A colleague has taken the call over", "同事已接手通话"),
    "unreached": ("The line dropped and the customer does not answer", "通话中断，客户未再接听"),
}
DANGER: Ways = {
    "hung_up": ("I have ended the call", "我已结束通话"),
    "calm": ("The customer is calm now", "客户已平静"),
    "police": ("The police are informed", "已报警"),
}


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """A kind of alarm: its name, what whoever takes it should do, and what it does to the contact."""

    key: str
    en: str
    zh: str
    do_en: str
    do_zh: str
    path: str = ""  # the talking points of the safety state
    call_back: bool = False  # a line that drops offers the safety call-back
    holds: tuple[RequestKind, ...] = ()
    code: str = ""  # the outcome that the safe end records
    replaces: bool = False  # the safe end corrects an outcome that was recorded before
    ways: Ways = field(default_factory=lambda: DANGER)
    conduct: bool = False  # nobody is in danger: it does not ring, and whom it is about does not take it


KINDS: Mapping[str, AlarmKind] = {
    row.key: row
    for row in (
        AlarmKind(
            "self_harm",
            "Risk of self-harm",
            "轻生风险",
            "Help the agent keep the customer on the line. Call the emergency services if there is danger now.",
            "协助坐席稳住客户、保持通话；如有现实危险，立即联系急救或报警。",
            path="self_harm",
            call_back=True,
            holds=("risk", "vulnerable"),
            code="RISK",
            replaces=True,
            ways=CARE,
        ),
        AlarmKind(
            "threat_to_agent",
            "Threat to the agent",
            "坐席受到威胁",
            "Stand by the agent. The agent may hang up at once. Report a threat of violence to the police.",
            "支持坐席，坐席可随时挂断；涉及人身威胁的，请报警。",
            path="threat",
            code="THREAT",
        ),
        AlarmKind(
            "sos",
            "SOS from a pair on its round",
            "外访小组紧急求助",
            "Ring the pair. When nobody answers, send help to the last place, and call the police.",
            "立即致电外访小组；无人接听时，派人前往最后位置并报警。",
        ),
        AlarmKind(
            "checkin_overdue",
            "A pair has missed its check-in",
            "外访小组逾时未报平安",
            "Ring the pair. When nobody answers, send help to the last place. The next stop is blocked until then.",
            "致电外访小组；无人接听时，派人前往最后位置。在此之前下一站暂停。",
        ),
        AlarmKind(
            "declines",
            "Declines of the day used up",
            "今日退案次数已用完",
            "Ask the agent why so many customers were declined while others waited.",
            "了解该坐席为何在有客户等候时多次退案。",
            conduct=True,
        ),
        AlarmKind(
            "reading_limit",
            "Reading budget used up",
            "查阅额度已用完",
            "Ask what so many customers were looked up for. An inbound desk needs more calls a day: see the queue.",
            "了解为何查阅如此多的客户；如属呼入岗位，请在队列中调高每日来电数。",
            conduct=True,
        ),
        AlarmKind(
            "reading_refused",
            "Many looks at customers of others",
            "多次尝试查阅他人客户",
            "Compare the looks with the work of that day, and ask the person.",
            "对照当日工作核查查阅记录，并询问本人。",
            conduct=True,
        ),
        AlarmKind(
            "reading_odd",
            "Many customers looked up, few calls taken",
            "查阅客户多而接听来电少",
            "Compare the looks with the work of that day, and ask the person.",
            "对照当日工作核查查阅记录，并询问本人。",
            conduct=True,
        ),
        AlarmKind(
            "ring_strangers",
            "Many calls taken under unknown numbers",
            "多次以陌生号码接入来电",
            "Compare these calls with the telephone system, and judge each of them under Numbers shown.",
            "请与电话系统核对，并在“号码查看”中逐一判定。",
            conduct=True,
        ),
    )
}
# the special situation or outcome code that leads into the safety state
BY_PATH: Mapping[str, str] = {kind.path: kind.key for kind in KINDS.values() if kind.path}
BY_CODE: Mapping[str, str] = {kind.code: kind.key for kind in KINDS.values() if kind.code}


def kind_of(key: str) -> AlarmKind:
    """Return the kind with this key. Raises Invalid for another key."""
    kind = KINDS.get(key)
    if kind is None:
        raise Invalid("Choose what happened.", field="kind")
    return kind


def reason_of(text: str, field: str) -> str:
    """Return the text that goes on record. Raises Invalid when it says too little."""
    if len(text.strip()) < SHORTEST:
        raise Invalid("Say in a few words why; it goes on record.", field=field)
    return text.strip()[:1000]


def state_of(seen: bool, taken: bool, handled: bool) -> str:
    """Return where an alarm stands: raised, seen, taken or handled."""
    if handled:
        return "handled"
    return "taken" if taken else "seen" if seen else "raised"
