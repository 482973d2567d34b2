"""The desk of one agent in every state that it can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from console.domain.alarms import KINDS
from console.domain.bilingual import Bilingual
from console.domain.guidance import PATHS
from console.domain.outcomes import BY_CODE
from console.domain.promises import OutcomeForm
from console.domain.safety_numbers import SHIPPED
from console.domain.say_back import outcome_sentence
from console.domain.shift import Shift, moves
from console.gallery.parts import (
    CUSTOMER,
    HANDOUT,
    HELD,
    NOW,
    ON_FILE,
    OUTCOME,
    PLAN,
    POINTS,
    QUEUE,
    SHIFT,
    STRIP,
    minutes_ago,
    outcome_groups,
    point,
)
from console.store.views import (
    DeskView,
    FindingView,
    HeardView,
    MaybeView,
    NumberView,
    RecordedOutcome,
    SafetyView,
    ShiftView,
    StepView,
)


def shift(state: str, phase: str = "", **more: object) -> ShiftView:
    """Return the shift bar of a state; ``phase`` splits ``in_contact``."""
    phase = phase or state
    open_moves = () if phase == "safety" else moves(Shift(state), phase)  # type: ignore[arg-type]
    return replace(SHIFT, state=state, phase=phase, moves=open_moves, **more)  # type: ignore[arg-type]


def idle(view: ShiftView, **queue: object) -> DeskView:
    """Return a desk without a customer."""
    shown = replace(QUEUE, **queue)  # type: ignore[arg-type]
    return DeskView(7, "gallery", NOW, 0, view, shown, None, None, None, None)


CALLED = replace(CUSTOMER, accepted=True, offer_until=None, line="simulated", attempt_id=9, line_state="ringing")
TALKED_TO = replace(CALLED, line_state="talking", line_result="answered", talking_since=minutes_ago(2))
BEGUN = replace(OUTCOME, begun=True, can_finish=True, groups=outcome_groups())

OFFERED = DeskView(
    8,
    "gallery",
    NOW,
    HANDOUT,
    shift("offered", until=NOW + timedelta(seconds=20)),
    None,
    CUSTOMER,
    POINTS,
    STRIP,
    OUTCOME,
)
PREVIEW = replace(
    OFFERED,
    shift=shift("in_contact", "preview"),
    customer=replace(CUSTOMER, accepted=True, offer_until=None, on_file=ON_FILE),
)
DIALING = replace(PREVIEW, shift=shift("in_contact", "dialing"), customer=CALLED, outcome=BEGUN)
TALKING = replace(PREVIEW, shift=shift("in_contact", "talking"), customer=TALKED_TO, outcome=BEGUN)
FEAR = replace(
    POINTS,
    procrastination=12,
    fear=71,
    rational=17,
    top="fear",
    certainty="sure",
    neutral=False,
    step="listen",
    signals=tuple(replace(s, marked=s.key in ("trembles", "silent")) for s in POINTS.signals),
    points=(
        point(
            "call.fear.mid.listen.v1",
            "listen",
            ("Take your time. Nothing has to be decided today.", "您慢慢说，今天不用马上决定。"),
            ("Calm first: pressure makes fear worse.", "先安抚：施压会加重恐惧。"),
            now=True,
        ),
    ),
    plan=PLAN,
)
WANG = Bilingual("Wang Fang", "王芳")
HEARD = HeardView(
    "cn-words-threat",
    "T2",
    Bilingual("That sounds like a threat.", "这听起来像威胁。"),
    "we know where your child goes to school",
    Bilingual("Say instead: let us look for a way together.", "可以改说：我们一起想办法。"),
    is_cue=False,
    severe=True,
)
MAYBE = HeardView(
    "cn-msg-threat",
    "T12",
    Bilingual("Threat of nuisance", "骚扰威胁"),
    "from tomorrow your phone will not stand still",
    Bilingual("Agree one time: “When may I call you once?”", "约定一次时间：“我什么时候方便再联系您？”"),
    is_cue=False,
    severe=False,
    maybe=MaybeView(8, ("your phone", "will not", "still"), "your phone will ring until you pay", "0123456789ab"),
)
WARNING = FindingView(
    "cn-time-evening",
    "warn",
    Bilingual("It is late in the evening at the customer's place.", "客户所在地已是晚间。"),
    "House practice",
    "",
    "policy",
    False,
    ("Local time 20:40",),
    ("consent for evening calls",),
    "reason",
)
BLOCK = FindingView(
    "cn-cap-day",
    "block",
    Bilingual("Three calls were made today; that is the limit.", "今日已致电三次，达到上限。"),
    "CBA 2026",
    "Art. 12",
    "high",
    True,
    ("3 calls since 08:00",),
    (),
    "",
)
BLOCKED_STRIP = replace(
    STRIP,
    level="block",
    tone="red",
    headline=Bilingual("No call before tomorrow 08:00", "明日 08:00 前不可致电"),
    calls_used=3,
    allowed_until=None,
    next_allowed_at=NOW + timedelta(hours=22),
    next_clean_at=NOW + timedelta(hours=22),
    findings=(BLOCK, WARNING),
    openings=(Bilingual("Now by SMS", "现在可发短信"),),
)
IN_DANGER = SafetyView(
    handout_id=HANDOUT,
    alarm_id=5,
    kind="self_harm",
    words=Bilingual("Risk of self-harm", "轻生风险"),
    say=tuple(Bilingual(point.en, point.zh) for point in PATHS["self_harm"]),
    lines=tuple(NumberView(line.number, Bilingual(line.name, line.name_zh)) for line in SHIPPED["CN"]),
    contacts=(NumberView("021-5555 0100", Bilingual("Duty manager", "值班经理")),),
    raised_at=minutes_ago(2),
    seen=None,
    taken=None,
    watched=True,
    customer=CUSTOMER.name,
    made_up=True,
    zone="Asia/Shanghai",
    places=("上海市徐汇区样例路1号",),
    attempt_id=9,
    talking_since=minutes_ago(6),
    dropped=False,
    numbers=(),
    ways=tuple((code, Bilingual(*pair)) for code, pair in KINDS["self_harm"].ways.items()),
    others=(("threat_to_agent", Bilingual("Threat to the agent", "坐席受到威胁")),),
)
THREATENED = replace(
    IN_DANGER,
    kind="threat_to_agent",
    words=Bilingual("Threat to the agent", "坐席受到威胁"),
    say=tuple(Bilingual(point.en, point.zh) for point in PATHS["threat"]),
    others=(("self_harm", Bilingual("Risk of self-harm", "轻生风险")),),
)
SAFETY = replace(
    TALKING,
    shift=shift("in_contact", "safety"),
    customer=None,
    points=None,
    strip=None,
    outcome=replace(BEGUN, note_only=True),
    safety=IN_DANGER,
)
WRAP_UP = replace(
    TALKING,
    shift=shift("wrap_up", until=NOW + timedelta(seconds=45)),
    customer=replace(TALKED_TO, attempt_id=None, line_state="ended"),
    outcome=replace(
        BEGUN,
        can_finish=False,
        recorded=RecordedOutcome(
            31,
            "PTP",
            Bilingual("Promise to pay", "承诺还款"),
            NOW,
            outcome_sentence(BY_CODE["PTP"], OutcomeForm(((date(2026, 11, 27), 7_000_00),)), "TWD", "Asia/Shanghai"),
            Bilingual("Sleeps until the promised day", "休眠至承诺日"),
            "Wants to be called after six.",
        ),
        note="Wants to be called after six.",
        note_version=2,
    ),
)

DESK_STATES: dict[str, DeskView] = {
    "offline": idle(shift("offline")),
    "ready": idle(shift("ready")),
    "ready-searching": idle(shift("ready"), searching=True, waiting=3),
    "ready-skill": idle(shift("ready"), lacking=(("Late M3", "Cantonese"),)),
    "break": idle(shift("on_break", reason="meal")),
    "offered": OFFERED,
    "offered-callback": replace(
        OFFERED,
        customer=replace(CUSTOMER, kind="transfer", handover_note="Asked for you; wants to settle the second card."),
    ),
    "preview": PREVIEW,
    "preview-changed": replace(
        PREVIEW,
        customer=replace(
            CUSTOMER,
            accepted=True,
            offer_until=None,
            holds=HELD,
            changed=(Bilingual("A payment came in", "有一笔还款"),),
        ),
    ),
    "preview-blocked": replace(PREVIEW, strip=BLOCKED_STRIP),
    "dialing": DIALING,
    "talking": TALKING,
    "talking-fear": replace(TALKING, points=FEAR),
    "talking-refused": replace(
        TALKING, points=replace(POINTS, refused=True, procrastination=0, fear=0, rational=0, evidence=(), signals=())
    ),
    "talking-warning": replace(TALKING, strip=replace(STRIP, level="warn", tone="amber", findings=(WARNING,))),
    "talking-heard": replace(TALKING, strip=replace(STRIP, heard=HEARD)),
    "talking-maybe": replace(TALKING, strip=replace(STRIP, heard=MAYBE)),
    "talking-danger": replace(
        TALKING, points=replace(POINTS, danger=("self_harm", Bilingual(KINDS["self_harm"].en, KINDS["self_harm"].zh)))
    ),
    "talking-stop": replace(
        TALKING,
        strip=replace(BLOCKED_STRIP, ending=True),
        points=replace(POINTS, closing=(Bilingual("Thank you for your time. Goodbye.", "谢谢您的时间，再见。"),)),
    ),
    "call-ended": replace(
        TALKING,
        shift=shift("in_contact", "talked"),
        customer=replace(TALKED_TO, line_state="ended", line_result="no_answer"),
    ),
    "safety-nobody-there": replace(SAFETY, safety=replace(IN_DANGER, watched=False, contacts=())),
    "safety-contacts": replace(SAFETY, safety=replace(IN_DANGER, watched=False)),
    "safety-seen": replace(SAFETY, safety=replace(IN_DANGER, seen=StepView(WANG, minutes_ago(1)))),
    "safety-taken-dropped": replace(
        SAFETY,
        safety=replace(
            IN_DANGER,
            taken=StepView(WANG, minutes_ago(1)),
            attempt_id=0,
            talking_since=None,
            dropped=True,
            numbers=(NumberView("138****1234", Bilingual("debtor", "本人"), 3),),
        ),
    ),
    "safety-threat": replace(SAFETY, safety=THREATENED),
    "wrap-up": WRAP_UP,
    "wrap-up-break-next": replace(WRAP_UP, shift=replace(WRAP_UP.shift, next_break="meal")),
}
