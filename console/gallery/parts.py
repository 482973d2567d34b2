"""Parts that several gallery states share: one made-up customer, texts, points, outcomes.

Everything is fixed: the same instant, the same people, the same amounts. All people are made up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.domain.guidance.objections import OBJECTIONS
from console.domain.labels import ROLES
from console.domain.outcomes import BY_CODE, GROUPS
from console.domain.psychology import SIGNALS
from console.domain.shift import BREAK_REASONS, DECLINE_REASONS
from console.store.views import (
    AccountView,
    CustomerView,
    DisclosureView,
    EvidenceView,
    FactorView,
    Figures,
    FileLine,
    HoldView,
    MeansReasonView,
    MeansView,
    ObjectionView,
    OfferView,
    OutcomeChoice,
    OutcomeGroup,
    OutcomeView,
    PhoneView,
    PlanView,
    PointsView,
    PointView,
    PromiseView,
    QueueView,
    ShiftView,
    SignalView,
    SleepCount,
    StripView,
    TimelineItem,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 10:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)
HANDOUT = 41


def twd(amount: int) -> Money:
    """Return whole New Taiwan dollars."""
    return Money(amount * 100, "TWD")


def minutes_ago(count: int) -> datetime:
    """Return the instant that many minutes before the gallery's clock."""
    return NOW - timedelta(minutes=count)


FIGURES = Figures(
    contacts=37, rpc=14, promises=6, promised=(twd(214_300),), kept=3, due=4, talk_seconds=6_840, wrapup_seconds=1_260
)


def pairs(table: dict[str, tuple[str, str]]) -> tuple[tuple[str, Bilingual], ...]:
    """Return a table of codes as choices in both languages."""
    return tuple((code, Bilingual(*texts)) for code, texts in table.items())


SHIFT = ShiftView(
    state="offline",
    phase="offline",
    reason="",
    since=minutes_ago(4),
    until=None,
    moves=("ready",),
    break_reasons=pairs(BREAK_REASONS),
    decline_reasons=pairs(DECLINE_REASONS),
    next_break="",
    figures=FIGURES,
)

QUEUE = QueueView(
    waiting=0,
    with_agents=11,
    total=412,
    sleeping=(
        SleepCount("callback", Bilingual("Callback agreed", "已约回拨"), 14, NOW + timedelta(minutes=12)),
        SleepCount("cap_day", Bilingual("Calls of today used up", "今日次数已满"), 352, NOW + timedelta(hours=22)),
        SleepCount("dispute", Bilingual("In dispute", "异议处理中"), 35, None),
    ),
    next_at=NOW + timedelta(minutes=12),
    searching=False,
    queues=(("Early M1", 0), ("Late M2", 0)),
)

PHONES = (
    PhoneView(
        id=7,
        masked="158****8903",
        role="debtor",
        role_words=Bilingual(*ROLES["debtor"]),
        status="usable",
        kind="mobile",
        callable=True,
        reason=None,
        next_allowed_at=None,
        attempts_today=1,
        chosen=True,
    ),
    PhoneView(
        id=8,
        masked="0571****2210",
        role="debtor",
        role_words=Bilingual(*ROLES["debtor"]),
        status="usable",
        kind="work",
        callable=False,
        reason=Bilingual("Work numbers need consent", "单位电话需经同意"),
        next_allowed_at=NOW + timedelta(hours=30),
        attempts_today=0,
        chosen=False,
    ),
)

ACCOUNT = AccountView(
    id=2,
    external_id="CARD-00014",
    product=Bilingual("Credit card", "信用卡"),
    balance=twd(65_802),
    principal=twd(60_000),
    interest=twd(5_302),
    fees=twd(500),
    credit_limit=twd(70_000),
    days_past_due=47,
    stage="M2",
    due_on=date(2026, 10, 7),
    balance_at=NOW,
    true_month=None,
    months=(
        (date(2026, 7, 1), 0, twd(66_782), twd(3_000)),
        (date(2026, 8, 1), 2, twd(65_701), twd(3_000)),
        (date(2026, 9, 1), 2, twd(67_369), twd(0)),
        (date(2026, 10, 1), 1, twd(65_802), twd(3_200)),
    ),
)

PROMISE = PromiseView(
    id=5,
    made_at=minutes_ago(60 * 24 * 9),
    kind="plan",
    status="partly_kept",
    status_words=Bilingual("partly kept", "部分兑现"),
    total=twd(21_000),
    parts=(
        (date(2026, 11, 16), twd(7_000), "kept"),
        (date(2026, 11, 23), twd(7_000), "open"),
        (date(2026, 12, 1), twd(7_000), "open"),
    ),
    by=Bilingual("Li Min", "李敏"),
)

BROKEN_PROMISE = PromiseView(
    id=4,
    made_at=minutes_ago(60 * 24 * 30),
    kind="promise",
    status="broken",
    status_words=Bilingual("not kept", "未兑现"),
    total=twd(12_000),
    parts=((date(2026, 10, 30), twd(12_000), "broken"),),
    by=Bilingual("Chen Hao", "陈浩"),
)

TIMELINE = (
    TimelineItem(minutes_ago(3), "attempt", "phone-outgoing", Bilingual("Call begun", "已发起呼叫"), "", None, "plain"),
    TimelineItem(
        minutes_ago(60 * 24 * 7), "payment", "banknote", Bilingual("Payment", "还款"), "NT$7,000", None, "good"
    ),
    TimelineItem(
        minutes_ago(60 * 24 * 9),
        "outcome",
        "calendar-check",
        Bilingual("Plan agreed", "已约定分期"),
        "3 × NT$7,000; wants to be called after six in the evening",
        Bilingual("Li Min", "李敏"),
        "good",
    ),
)

FACTORS = (
    FactorView(
        "stage",
        Bilingual("Stage: earlier is easier to mend", "逾期阶段：越早越易解决"),
        "M2",
        22,
        Bilingual("M1 30, M2 22, M3+ 14", "M1 30分，M2 22分，M3+ 14分"),
    ),
    FactorView("owed", Bilingual("Amount owed", "欠款金额"), "65,802", 22, Bilingual("22 from 30,000", "30,000起22分")),
    FactorView(
        "untouched", Bilingual("Days without contact", "未联系天数"), "7", 20, Bilingual("20 from 7 days", "7天起20分")
    ),
)

CUSTOMER = CustomerView(
    handout_id=HANDOUT,
    customer_id=2,
    facts_version=3,
    kind="queue",
    name="王玉英",
    made_up=True,
    external_id="UCI-00014",
    portfolio=Bilingual("Credit cards 2005", "2005年信用卡"),
    place="浙江省",
    region="CN",
    local_time_zone="Asia/Shanghai",
    stage="M2",
    owed=(twd(65_802),),
    days_past_due=47,
    offered_at=minutes_ago(0),
    offer_until=NOW + timedelta(seconds=20),
    accepted=False,
    phones=PHONES,
    accounts=(ACCOUNT,),
    promises=(PROMISE, BROKEN_PROMISE),
    holds=(),
    on_file=(),
    timeline=TIMELINE,
    score=64,
    factors=FACTORS,
    handover_note="",
    changed=(),
    attempt_id=None,
    line="",
    line_state="",
    line_result="",
    talking_since=None,
)

HELD = (HoldView("dispute", Bilingual("In dispute", "异议处理中"), minutes_ago(60 * 24 * 2), None),)
ON_FILE = (
    FileLine(
        3,
        "request",
        Bilingual("A time was refused", "拒绝该时段联系"),
        Bilingual("Calls before 18:00", "18:00前的电话"),
        minutes_ago(60 * 24 * 9),
        None,
        "binds",
    ),
)

_STEPS = (
    ("open", Bilingual("Open", "开场")),
    ("verify", Bilingual("Verify", "核身")),
    ("debt", Bilingual("State the debt", "说明欠款")),
    ("listen", Bilingual("Listen", "倾听")),
    ("offer", Bilingual("Offer", "方案")),
    ("close", Bilingual("Close", "结束")),
)


def point(key: str, step: str, texts: tuple[str, str], why: tuple[str, str], *, now: bool = False) -> PointView:
    """Return one talking point of the gallery."""
    words = dict(_STEPS)[step]
    return PointView(key, step, words, Bilingual(*texts), Bilingual(*why), 7, now, False)


POINTS = PointsView(
    handout_id=HANDOUT,
    procrastination=46,
    fear=28,
    rational=26,
    top="",
    certainty="silent",
    means=MeansView(
        "partly",
        58,
        72,
        Bilingual("wants to pay, is short", "愿还不能"),
        (
            MeansReasonView("part_payments", Bilingual("Part payments in 3 months", "3个月部分还款"), "partly", False),
            MeansReasonView("will_kept", Bilingual("Promises kept: 1", "承诺已兑现1次"), "willing", False),
        ),
    ),
    question=None,
    refused=False,
    labels=0,
    corrected="",
    neutral=True,
    path="",
    recorded=False,
    answered=True,
    step="open",
    steps=_STEPS,
    points=(
        point(
            "call.*.*.open.v1",
            "open",
            (
                "Hello, this is Li Min from Sample Bank (made up). May I speak with 王玉英?",
                "您好，我是示例银行（虚构）的Li Min，请问是王玉英吗？",
            ),
            ("Own name and firm first: the law asks for it.", "先自报家门：法规要求。"),
            now=True,
        ),
        point(
            "call.*.*.verify.v1",
            "verify",
            ("Please tell me the last four digits of your card.", "请您说一下卡号后四位。"),
            ("Identity before any debt word.", "先核身，后谈事。"),
        ),
    ),
    disclosures=(
        DisclosureView(
            "who", Bilingual("Own name and firm", "自报姓名与机构"), "cn-id-first-contact", "said", "", "open"
        ),
        DisclosureView("recording", Bilingual("The call is recorded", "告知录音"), "cn-rec-call", "", "", "recording"),
    ),
    evidence=(
        EvidenceView(
            "late_then_mended",
            Bilingual("Was late and then caught up (1x)", "曾逾期后又补上（1次）"),
            "procrastination",
            2,
            False,
            "history",
        ),
    ),
    signals=tuple(
        SignalView(signal.key, Bilingual(signal.en, signal.zh), hotkey, False)
        for signal, hotkey in zip(SIGNALS, "1234567890-", strict=False)
    ),
    objections=tuple(
        ObjectionView(
            o.key,
            o.hotkey,
            Bilingual(*o.said),
            Bilingual(*o.acknowledge),
            Bilingual(*o.clarify),
            Bilingual(*o.option),
            Bilingual(*o.next_step),
            Bilingual(*o.avoid),
            o.code,
        )
        for o in OBJECTIONS
    ),
    plan=None,
    explain=(
        Bilingual("My screen suggests how I talk with you.", "屏幕会建议我怎么和您沟通。"),
        Bilingual("You may refuse right now.", "您现在就可以拒绝。"),
    ),
    marked="",
    paths=(
        ("third_party", Bilingual("Third person", "第三人接听")),
        ("hardship", Bilingual("Hardship", "经济困难")),
        ("self_harm", Bilingual("Self-harm", "轻生风险")),
    ),
    danger=None,
    closing=(),
)

PLAN = PlanView(
    grade="B",
    points=61,
    factors=((Bilingual("On time in 3 of 6 months", "近6个月有3个月按时还款"), "3/6", 24),),
    ability="partly",
    payday=25,
    offers=(
        OfferView(
            kind="instalments",
            words=Bilingual("Three parts", "分三期"),
            why=Bilingual("Fits a payday on the 25th", "与25日发薪日相配"),
            count=3,
            first_on=date(2026, 11, 25),
            part=twd(21_934),
            total=twd(65_802),
            parts=tuple((date(*on), twd(21_934)) for on in ((2026, 11, 25), (2026, 12, 25), (2027, 1, 25))),
            authority="agent",
            mine=True,
            asked="",
            reason="",
        ),
        OfferView(
            kind="waive_interest",
            words=Bilingual("Interest waived", "减免利息"),
            why=Bilingual("Hardship on file", "已登记经济困难"),
            count=0,
            first_on=None,
            part=None,
            total=twd(60_500),
            parts=(),
            authority="lead",
            mine=False,
            asked="asked",
            reason="",
        ),
    ),
)

STRIP = StripView(
    handout_id=HANDOUT,
    level="allow",
    tone="green",
    headline=Bilingual("May call until 22:00", "可致电至 22:00"),
    calls_used=1,
    calls_cap=3,
    allowed_until=datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI),
    next_allowed_at=None,
    next_clean_at=None,
    valid_until=None,
    findings=(),
    openings=(),
    packs=("cn",),
    heard=None,
    ending=False,
)


def outcome_groups(why_not: tuple[str, str] | None = None) -> tuple[OutcomeGroup, ...]:
    """Return all outcome codes; with ``why_not`` none of them can be chosen."""
    why = Bilingual(*why_not) if why_not else None
    return tuple(
        OutcomeGroup(
            key,
            Bilingual(en, zh),
            tuple(
                OutcomeChoice(
                    rule.code,
                    rule.key,
                    Bilingual(rule.en, rule.zh),
                    Bilingual(rule.leads_en, rule.leads_zh),
                    rule.form,
                    rule.starred,
                    why is None,
                    why,
                )
                for rule in BY_CODE.values()
                if rule.group == key
            ),
        )
        for key, en, zh in GROUPS
    )


OUTCOME = OutcomeView(
    handout_id=HANDOUT,
    customer_id=2,
    facts_version=3,
    begun=False,
    can_finish=False,
    recorded=None,
    meant=None,
    groups=outcome_groups(("Begin a contact first.", "请先发起联系。")),
    owed=(twd(65_802),),
    currency="TWD",
    suggested_on=date(2026, 11, 27),
    today=TODAY,
    tomorrow=TODAY + timedelta(days=1),
    note="",
    note_version=0,
    extensions_left=2,
)
