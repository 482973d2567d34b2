"""The outcome codes of a call and the effects of each. They follow the field's usual disposition codes.

One row per code. ``result`` settles the attempt and so decides in which caps it counts. ``requests`` are
put on file. ``wake`` says when the customer may be called again (see ``wake()``). A starred code sets a
stop or a review. RISK, CEASE and MINOR need nothing but the code (rule 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.domain.facts import AttemptResult, RequestKind


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """One code: its group, its key, its texts and its effects."""

    code: str
    group: str
    key: str
    en: str
    zh: str
    leads_en: str
    leads_zh: str
    result: AttemptResult
    wake: str
    form: str = "note"  # note promise plan callback dispute
    starred: bool = False
    rpc: bool = False
    requests: tuple[RequestKind, ...] = ()
    number_status: str = ""
    details_needed: bool = False
    path: str = ""  # special path of the guidance


GROUPS: tuple[tuple[str, str, str], ...] = (
    ("n", "Not reached", "未接通"),
    ("o", "Other person", "他人接听"),
    ("p", "Promise or plan", "承诺与方案"),
    ("t", "Talked, no promise", "已沟通未承诺"),
    ("d", "Difficulty or dispute", "困难与异议"),
    ("x", "Stop or refer", "停止与转介"),
)

_R = OutcomeRule
RULES: tuple[OutcomeRule, ...] = (
    _R("NA", "n", "n", "No answer", "无人接听", "Again in 2 hours", "2小时后再试", "no_answer", "retry"),
    _R("BUSY", "n", "b", "Busy", "占线", "Again in 30 minutes", "30分钟后再试", "busy", "retry_soon"),
    _R("OFF", "n", "o", "Switched off", "关机", "Again tomorrow", "次日再试", "off", "tomorrow"),
    _R("SUSP", "n", "s", "Number suspended", "停机", "Again in 3 days", "3天后再试", "suspended", "three_days"),
    _R(
        "INV",
        "n",
        "i",
        "Number does not exist",
        "空号",
        "This number is not called again",
        "该号码停用",
        "invalid",
        "other_number",
        number_status="invalid",
    ),
    _R("REJ", "n", "r", "Call rejected", "拒接", "Again tomorrow", "次日再试", "rejected", "tomorrow"),
    _R("VM", "n", "v", "Voicemail", "语音信箱", "Again in 2 hours", "2小时后再试", "voicemail", "retry"),
    _R(
        "WN",
        "o",
        "w",
        "Wrong number",
        "错号",
        "This number is not called again",
        "该号码停拨",
        "answered",
        "other_number",
        starred=True,
        number_status="wrong",
        path="wrong_number",
    ),
    _R(
        "TP",
        "o",
        "t",
        "Third party answered",
        "第三人接听",
        "Again in 2 hours; nothing disclosed",
        "2小时后再试；不透露",
        "answered",
        "retry",
        path="third_party",
    ),
    _R(
        "TP-MSG",
        "o",
        "m",
        "Asked to pass on a callback",
        "已请转告回电",
        "Again tomorrow",
        "次日再试",
        "answered",
        "tomorrow",
        path="third_party",
    ),
    _R(
        "TP-OBJ",
        "o",
        "z",
        "Third party wants no calls",
        "第三人要求勿扰",
        "This person is never called again",
        "永久停拨此人",
        "answered",
        "other_number",
        starred=True,
        requests=("third_party_refused",),
        number_status="opted_out",
        path="third_party",
    ),
    _R(
        "MINOR",
        "o",
        "k",
        "A minor answered",
        "未成年人接听",
        "Again tomorrow at another time",
        "次日换时段再试",
        "answered",
        "tomorrow",
        starred=True,
        path="minor",
    ),
    _R(
        "DECD",
        "o",
        "d",
        "Customer has died",
        "债务人身故",
        "Stopped; legal team",
        "停止联系，转法务",
        "answered",
        "review",
        starred=True,
        requests=("deceased",),
        path="deceased",
    ),
    _R(
        "PTP",
        "p",
        "p",
        "Promise: in full",
        "承诺全额",
        "Comes back on the promised day",
        "承诺日提醒",
        "effective",
        "promise",
        form="promise",
        rpc=True,
    ),
    _R(
        "PTP-P",
        "p",
        "r",
        "Promise: in part",
        "承诺部分",
        "Comes back on the promised day",
        "承诺日提醒",
        "effective",
        "promise",
        form="promise",
        rpc=True,
    ),
    _R(
        "PLAN",
        "p",
        "l",
        "Instalments agreed",
        "分期协商",
        "Comes back on each due day; no collection",
        "按期提醒，停止催收",
        "effective",
        "promise",
        form="plan",
        rpc=True,
    ),
    _R(
        "PAID",
        "p",
        "a",
        "Says it is paid",
        "称已还",
        "Checked for 2 days",
        "核实2天",
        "effective",
        "paid",
        rpc=True,
        requests=("paid_claim",),
    ),
    _R(
        "CB",
        "p",
        "c",
        "Callback agreed",
        "约定回电",
        "Comes back to you at that time",
        "到时优先派给您",
        "effective",
        "callback",
        form="callback",
        rpc=True,
    ),
    _R(
        "REF",
        "t",
        "r",
        "Refuses to pay",
        "拒绝还款",
        "Again tomorrow",
        "次日再议",
        "effective",
        "tomorrow",
        rpc=True,
        requests=("refusal",),
    ),
    _R("HUP", "t", "h", "Hung up", "中途挂断", "Again tomorrow", "次日再试", "effective", "tomorrow", rpc=True),
    _R("NOCOMM", "t", "n", "No commitment", "未承诺", "Again tomorrow", "次日再试", "effective", "tomorrow", rpc=True),
    _R(
        "DISP",
        "d",
        "d",
        "Disputes the amount",
        "金额或账务异议",
        "No collection until answered",
        "答复前停止催收",
        "effective",
        "review",
        form="dispute",
        starred=True,
        rpc=True,
        requests=("dispute",),
        path="dispute",
    ),
    _R(
        "FRAUD",
        "d",
        "f",
        "Says: not my debt",
        "称非本人借款",
        "No collection; being checked",
        "停止催收并核查",
        "effective",
        "review",
        form="dispute",
        starred=True,
        rpc=True,
        requests=("fraud_claim", "dispute"),
        path="dispute",
    ),
    _R(
        "HARD",
        "d",
        "h",
        "Hardship",
        "经济困难",
        "Pause for review; plan offered",
        "暂停并评估方案",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("hardship",),
        path="hardship",
    ),
    _R(
        "JOB",
        "d",
        "j",
        "Lost the job",
        "失业",
        "Pause for review; plan offered",
        "暂停并评估方案",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("hardship",),
        path="hardship",
    ),
    _R(
        "ILL",
        "d",
        "i",
        "Illness",
        "疾病",
        "Pause; specialist",
        "暂停，转专岗",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("hardship", "vulnerable"),
        path="vulnerable",
    ),
    _R(
        "VUL",
        "d",
        "v",
        "Vulnerable customer",
        "脆弱客户",
        "Pause; specialist",
        "暂停，转专岗",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("vulnerable",),
        path="vulnerable",
    ),
    _R(
        "BEREAVED",
        "d",
        "b",
        "Bereaved",
        "亲属亡故",
        "Pause for 30 days",
        "暂停30天",
        "effective",
        "month",
        starred=True,
        rpc=True,
        requests=("vulnerable",),
        path="vulnerable",
    ),
    _R(
        "ATTY",
        "x",
        "a",
        "Has a lawyer",
        "律师代理",
        "Only through the lawyer",
        "仅联系代理人",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("represented",),
        path="represented",
    ),
    _R(
        "INSOL",
        "x",
        "i",
        "Insolvency",
        "破产或重整",
        "Stopped; legal team",
        "停止，转法务",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("bankruptcy",),
    ),
    _R(
        "COMP",
        "x",
        "m",
        "Complaint",
        "投诉",
        "No collection until answered",
        "答复前停止催收",
        "effective",
        "review",
        form="dispute",
        starred=True,
        rpc=True,
        requests=("complaint",),
    ),
    _R(
        "CEASE",
        "x",
        "c",
        "Wants no more contact",
        "要求停止联系",
        "Stopped until reviewed",
        "停止联系，待合规复核",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("cease",),
    ),
    _R(
        "RISK",
        "x",
        "k",
        "Risk of self-harm",
        "自伤风险",
        "Specialist at once; lead is told",
        "立即转专岗并告知组长",
        "effective",
        "review",
        starred=True,
        rpc=True,
        requests=("risk", "vulnerable"),
        path="self_harm",
    ),
)
BY_CODE = {rule.code: rule for rule in RULES}
NOT_REACHED = frozenset(rule.code for rule in RULES if rule.group == "n")

# Why a customer sleeps: code -> (en, zh). The counts of these reasons explain an empty queue.
SLEEP_REASONS: dict[str, tuple[str, str]] = {
    "quiet_hours": ("quiet hours", "禁催时段"),
    "cap": ("contact limit reached", "联系次数已满"),
    "promise": ("promise not due yet", "承诺未到期"),
    "callback": ("callback agreed", "已约回电"),
    "retry": ("tried, rest before the next try", "已拨打，稍后再试"),
    "talked": ("spoken today", "今日已沟通"),
    "plan": ("plan in force", "分期方案执行中"),
    "dispute": ("in dispute", "异议处理中"),
    "complaint": ("complaint open", "投诉处理中"),
    "hardship": ("hardship or vulnerable", "困难或脆弱客户"),
    "cease": ("asked to stop", "要求停止联系"),
    "represented": ("represented by a lawyer", "已委托代理人"),
    "legal": ("with the legal team", "法务处理中"),
    "paid_check": ("payment being checked", "还款核实中"),
    "history": ("past contacts not known", "既往联系记录未知"),
    "no_number": ("no usable number", "无可用号码"),
    "nothing_owed": ("nothing owed", "无欠款"),
    "declined": ("declined, short rest", "已婉拒，短暂间隔"),
    "missed": ("offer missed", "派单未接"),
    "returned": ("returned", "已退回"),
    "number_busy": ("number is being called for another customer", "号码正被呼叫"),
    "rule": ("another rule", "其他规则"),
    "due": ("next in line", "已到时，依次排队"),
    "own_declined": ("declined by you today", "您今日已婉拒"),
    "reserved": ("kept for a colleague (own callback or promise)", "留给同事（其回电或承诺）"),
}

HOLD_REASON: dict[str, str] = {
    "dispute": "dispute",
    "fraud_claim": "dispute",
    "complaint": "complaint",
    "hardship": "hardship",
    "vulnerable": "hardship",
    "risk": "hardship",
    "cease": "cease",
    "represented": "represented",
    "deceased": "legal",
    "bankruptcy": "legal",
    "incapacity": "legal",
    "plan": "plan",
    "paid_claim": "paid_check",
}


def wake(
    rule: OutcomeRule, now: datetime, zone: ZoneInfo, *, due_on: date | None = None, callback_at: datetime | None = None
) -> tuple[datetime | None, str]:
    """Return when the customer may be called again, and the code of ``SLEEP_REASONS`` until then.

    None: time alone does not wake the customer. Quiet hours are not considered here. They are checked when
    the customer wakes.

    Raises:
        ValueError: when a promise has no ``due_on`` or a callback no ``callback_at``.
    """
    local = now.astimezone(zone)

    def morning(days: int) -> datetime:
        day = local.date() + timedelta(days=days)
        return datetime.combine(day, time(8), zone)

    match rule.wake:
        case "retry":
            return now + timedelta(hours=2), "retry"
        case "retry_soon":
            return now + timedelta(minutes=30), "retry"
        case "tomorrow":
            return morning(1), "talked" if rule.rpc else "retry"
        case "three_days":
            return morning(3), "retry"
        case "month":
            return morning(30), "hardship"
        case "paid":
            return morning(2), "paid_check"
        case "other_number":
            return now + timedelta(minutes=1), "retry"
        case "promise":
            if due_on is None:
                raise ValueError("a promise needs its first day")
            return datetime.combine(due_on, time(9), zone), "promise"
        case "callback":
            if callback_at is None:
                raise ValueError("a callback needs its time")
            return callback_at, "callback"
        case _:
            kind = rule.requests[0] if rule.requests else ""
            return None, HOLD_REASON.get(kind, "rule")
