"""The floor of a lead and the list of a compliance officer, in every state that they can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from console.domain.alarms import KINDS
from console.domain.bilingual import Bilingual
from console.domain.day_sums import DaySums, HourSums
from console.domain.facts import Money
from console.gallery.parts import NOW, QUEUE, TODAY, minutes_ago
from console.store.queries.inbox import InboxItem
from console.store.queries.officer import FeedRow, OfficerView
from console.store.views import (
    AlarmsView,
    AlarmView,
    FloorAgent,
    FloorAlert,
    FloorHour,
    FloorPair,
    FloorQueue,
    FloorTiles,
    FloorView,
    StepView,
)

LI_MIN, WU_NA = Bilingual("Li Min", "李敏"), Bilingual("Wu Na", "吴娜")
WANG = Bilingual("Wang Fang", "王芳")
AGENT = FloorAgent(
    agent_id=1,
    name=Bilingual("Li Min", "李敏"),
    team="A",
    state="in_contact",
    phase="talking",
    reason="",
    since=minutes_ago(3),
    until=None,
    seen=True,
    alarm=None,
    customer="王*英",
    customer_id=7,
    slow_at=minutes_ago(-17),
    late_at=minutes_ago(-57),
    stage="M2",
    step=Bilingual("Cause", "原因"),
    warnings=0,
    sums=DaySums(37, 15, 11, 6, 4_380, 6_900, 2_040, 1_500, 1_200),
    handout_id=41,
    gone=False,
    recall=False,
    off=False,
)
QUEUE_ROW = FloorQueue(
    queue_id=1,
    name=Bilingual("Early M1", "M1 早期"),
    waiting=12,
    offered=1,
    with_agents=9,
    sleeping=QUEUE.sleeping,
    total=423,
    next_at=NOW + timedelta(minutes=12),
    ready_agents=2,
    closed=False,
    team="",
    skill="",
)
FLOOR = FloorView(
    now=NOW,
    alerts=(),
    agents=(
        AGENT,
        replace(
            AGENT,
            agent_id=2,
            name=Bilingual("Chen Hao", "陈浩"),
            state="ready",
            phase="ready",
            customer="",
            handout_id=0,
            off=True,
        ),
        replace(
            AGENT,
            agent_id=3,
            name=Bilingual("Wu Na", "吴娜"),
            state="on_break",
            phase="on_break",
            reason="meal",
            customer="",
            handout_id=0,
        ),
        replace(
            AGENT,
            agent_id=4,
            name=Bilingual("Zhao Lei", "赵磊"),
            state="offline",
            phase="offline",
            customer="",
            handout_id=0,
            seen=False,
        ),
    ),
    queues=(
        QUEUE_ROW,
        replace(QUEUE_ROW, queue_id=2, name=Bilingual("Late M3", "M3 后期"), team="B", skill="Cantonese"),
    ),
    total=846,
    tiles=FloorTiles(1, 0, 1, 1, minutes_ago(4), 24, 148, 44, 24, (Money(18_640_00, "CNY"),), 17, 26),
    hours=tuple(
        FloorHour(hour, HourSums(*now), HourSums(*usual))
        for hour, now, usual in (
            (9, (41, 17, 6), (38, 16, 7)),
            (10, (52, 20, 9), (49, 19, 8)),
            (11, (55, 21, 9), (46, 18, 8)),
            (12, (0, 0, 0), (21, 9, 4)),
        )
    ),
    pairs=(
        FloorPair(3, (WANG, WU_NA), "out", 2, 7, "door", minutes_ago(9), NOW + timedelta(minutes=11), False),
        FloorPair(4, (LI_MIN, WANG), "out", 1, 5, "way", minutes_ago(40), minutes_ago(5), True),
    ),
    pin=None,
    may_act=True,
    free=((2, Bilingual("Chen Hao", "陈浩")),),
)
FLOOR_STATES: dict[str, FloorView] = {
    "quiet": FLOOR,
    "alerts": replace(
        FLOOR,
        alerts=(
            FloorAlert(
                "approval",
                4,
                NOW,
                Bilingual("Li Min", "李敏"),
                "王*英",
                7,
                Bilingual("Interest waived, asked", "申请减免利息"),
            ),
            FloorAlert(
                "words",
                5,
                NOW,
                Bilingual("Wu Na", "吴娜"),
                "张*",
                8,
                Bilingual("Severe words were heard", "出现严重用语"),
            ),
        ),
        agents=(
            replace(
                AGENT,
                gone=True,
                recall=True,
                seen=False,
                alarm=Bilingual("Screen silent for 4 min", "屏幕4分钟无响应"),
                since=minutes_ago(64),
            ),
            *FLOOR.agents[1:],
        ),
    ),
    "officer-looks": replace(FLOOR, may_act=False, free=()),
    "empty": replace(
        FLOOR,
        agents=(),
        queues=(),
        total=0,
        tiles=FloorTiles(0, 0, 0, 0, None, 0, 0, 0, 0, (), 0, 0),
        hours=(),
        pairs=(),
        free=(),
    ),
}

OFFICER = OfficerView(
    now=NOW,
    counts={"block": 41, "warn": 17, "allow": 502, "remind": 20, "override": 3, "speech": 2, "cue": 4, "waiting": 3},
    feed=(
        FeedRow(NOW, "block", LI_MIN, "王*英", "Three calls were made today", "今日已致电三次", False),
        FeedRow(minutes_ago(4), "speech", WU_NA, "张*", "Sounds like a threat", "疑似威胁", True, finding_id=9),
        FeedRow(minutes_ago(9), "cue", WU_NA, "张*", "Speaks of illness", "提到患病", False, finding_id=8, seen=True),
    ),
    inbox=(
        InboxItem(
            "request",
            "4",
            Bilingual("Asked to stop", "要求停止联系"),
            Bilingual("Please only write to me", "以后只发信给我"),
            minutes_ago(9000),
            minutes_ago(60),
            True,
            6,
            "张*",
        ),
        InboxItem(
            "finding",
            "9",
            Bilingual("Words to look at", "用语待查看"),
            Bilingual("Sounds like a threat: “…”", "疑似威胁：“……”"),
            minutes_ago(4),
            NOW + timedelta(days=1),
            False,
            7,
            "王*英",
        ),
        InboxItem(
            "declaration", "1", Bilingual("Not declared", "尚未声明"), Bilingual("Cards", "信用卡"), None, None, False
        ),
    ),
    next_review=TODAY + timedelta(days=20),
)
OFFICER_STATES: dict[str, OfficerView] = {
    "busy": OFFICER,
    "quiet": replace(OFFICER, counts={}, feed=(), inbox=(), next_review=None),
}

_RAISED = AlarmView(
    id=5,
    kind="self_harm",
    words=Bilingual(KINDS["self_harm"].en, KINDS["self_harm"].zh),
    do=Bilingual(KINDS["self_harm"].do_en, KINDS["self_harm"].do_zh),
    agent=Bilingual("Li Min", "李敏"),
    team="A",
    customer="张**",
    customer_id=9,
    raised_at=minutes_ago(2),
    seen=None,
    taken=None,
    taken_by=0,
    ended=None,
    ended_how=None,
    handled=None,
    note="",
    state="raised",
)
_THREAT = replace(
    _RAISED,
    id=6,
    kind="threat_to_agent",
    words=Bilingual(KINDS["threat_to_agent"].en, KINDS["threat_to_agent"].zh),
    do=Bilingual(KINDS["threat_to_agent"].do_en, KINDS["threat_to_agent"].do_zh),
    seen=StepView(WANG, minutes_ago(1)),
    state="seen",
)
_TAKEN = replace(_RAISED, id=7, taken=StepView(WANG, minutes_ago(1)), taken_by=1, state="taken")
ALARM_STATES: dict[str, AlarmsView] = {
    "raised": AlarmsView(NOW, (_RAISED,)),
    "three": AlarmsView(NOW, (_RAISED, _THREAT, _TAKEN)),
    "taken-by-another": AlarmsView(NOW, (replace(_TAKEN, taken_by=2),)),
}
