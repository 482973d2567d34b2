"""Mainland rules on stops and holds, site declarations, claims and visits.

A test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from console.domain.compliance.context import Ctx, tied_to_place
from console.domain.compliance.types import Hit, Rule, Test
from console.domain.facts import Account, Channel, Declaration, Purpose

P = Mapping[str, Any]
WISHES = ("cease", "opt_out", "medium_refused", "time_refused", "place_refused")


def on_file(*kinds: str) -> Test:
    """Return a test that applies while a request of these kinds binds."""

    def test(ctx: Ctx, p: P) -> Hit | None:
        ends: list[datetime | None] = [end for _, end in ctx.binding(*kinds)]
        if not ends:
            return None
        if any(end is None for end in ends):
            return Hit(facts=kinds)
        return Hit(max(end for end in ends if end is not None), facts=kinds)

    return test


def dispute(ctx: Ctx, p: P) -> Hit | None:
    """A disputed debt must be verified and the dispute answered before collecting goes on."""
    open_ = [
        end
        for request, end in ctx.binding("dispute", "fraud_claim")
        if request.answered_at is None or request.answered_at > ctx.at
    ]
    if not open_:
        return None
    known = [end for end in open_ if end is not None]
    return Hit(max(known) if len(known) == len(open_) else None, facts=("dispute", "fraud_claim"))


def cease(ctx: Ctx, p: P) -> Hit | None:
    """After a request to stop no contact is allowed.

    Once the officer has reviewed it, the chosen channel (by default the letter) is open again."""
    ends: list[datetime | None] = []
    kinds = []
    for request, end in ctx.binding(*WISHES):
        if request.kind == "place_refused" and not tied_to_place(ctx, request):
            continue
        if request.confirmed and ctx.proposed.channel in request.scope.get("chosen", ("letter",)):
            continue
        ends.append(end)
        kinds.append(request.kind)
    if not ends:
        return None
    known = [end for end in ends if end is not None]
    return Hit(max(known) if len(known) == len(ends) else None, facts=tuple(kinds))


def illegal_debt(ctx: Ctx, p: P) -> Hit | None:
    """A debt flagged as illegal may not be collected."""
    flagged = any(account.illegal for account in ctx.facts.accounts or ())
    return Hit() if flagged or any(True for _ in ctx.requests("illegal_debt")) else None


def declared(key: str, *, false: str = "block", detail: str = "", silent: bool = False) -> Test:
    """Return a test of a fact that is declared once per portfolio (rule 21).

    ``false``: the severity when the fact is false. ``detail``: a detail of this contact that overrides the
    declaration. ``silent``: do not warn when nobody has declared the fact.
    """

    def test(ctx: Ctx, p: P) -> Hit | None:
        if detail and ctx.detail(detail) is not None:
            return None if ctx.detail(detail) else Hit(severity=false, facts=(detail,))
        rows = [row for row in ctx.facts.declarations or () if row.kind == key]
        for row in rows:
            if row.since is None or row.since <= ctx.at:
                if row.until is not None and row.until <= ctx.at:
                    continue
                return None if row.value else Hit(_again(rows, ctx.at), false, (key,))
        return None if silent else Hit(severity="warn", missing=(key,))

    return test


def _again(rows: Sequence[Declaration], at: datetime) -> datetime | None:
    """Return the start of the next declaration of the fact that is already on file, or None."""
    return min((r.since for r in rows if r.value and r.since and r.since > at), default=None)


def limitation_start(account: Account, today: date) -> date | None:
    """Return the day on which the three years start. An interruption after ``today`` does not count yet."""
    cut = account.limitation_interrupted_on
    if cut is not None and cut > today:
        cut = None
    return max((day for day in (account.due_on, cut) if day is not None), default=None)


def limitation(ctx: Ctx, p: P) -> Hit | None:
    """Three years after the due date or the last interruption, at most twenty years, the debt is time-barred."""
    today = ctx.local.date()
    for account in ctx.accounts():
        if account.due_on and _years_later(account.due_on, p["longest"]) <= today:
            return Hit(facts=(account.due_on.isoformat(),))
        start = limitation_start(account, today)
        if start is not None and _years_later(start, p["years"]) <= today:
            return Hit(facts=(start.isoformat(),))
    return None


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def transfer(ctx: Ctx, p: P) -> Hit | None:
    """A sold debt may be collected only after the debtor was notified of the transfer."""
    for account in ctx.facts.accounts or ():
        if account.sold and account.transfer_notice is not True:
            missing = ("transfer_notice",) if account.transfer_notice is None else ()
            return Hit(facts=(account.id,), missing=missing)
    return None


def two_collectors(ctx: Ctx, p: P) -> Hit | None:
    """A visit needs at least two collectors."""
    count = ctx.proposed.extra.get("collectors")
    if count is None:
        return Hit(severity="warn", missing=("collectors",))
    return Hit(facts=(str(count),)) if int(count) < p["least"] else None


def plan_length(ctx: Ctx, p: P) -> Hit | None:
    """A personalised instalment plan for a card may run at most sixty months."""
    months = ctx.detail("plan_months")
    if months is not None and int(months) > p["months"]:
        return Hit(facts=(str(months),))
    return None


def complaint_open(ctx: Ctx, p: P) -> Hit | None:
    """While a complaint is open, no bargaining and no retaliation."""
    return Hit() if any(True for _ in ctx.requests("complaint")) else None


def paid_claim(ctx: Ctx, p: P) -> Hit | None:
    """When the customer says that the debt is paid, the ledger must be checked before the next demand."""
    until = [r.until for r in ctx.requests("paid_claim")]
    if not until:
        return None
    ends = [end for end in until if end is not None]
    return Hit(max(ends) if len(ends) == len(until) else None)


CBA = "CBA personal-loan collection guideline (2026)"
COLLECT: tuple[Purpose, ...] = ("collect",)
SPOKEN: tuple[Channel, ...] = ("call", "robot_call", "visit")
ROWS: tuple[Rule, ...] = (
    Rule(
        "house-cease",
        "product policy; CBA: reasonable frequency; PSAPL",
        "50",
        "block",
        "policy",
        "The customer asked to stop: under review.",
        "客户要求停止联系，待合规复核。",
        cease,
        purposes=COLLECT,
        reads="requests",
    ),
    Rule(
        "cn-dispute-hold",
        "Card rules; Credit Regs",
        "69; 25",
        "block",
        "med",
        "Disputed: verify before calling.",
        "客户有异议，先核实。",
        dispute,
        purposes=COLLECT,
        reads="requests",
    ),
    Rule(
        "cn-hard-plan-stop",
        "Card rules",
        "70",
        "block",
        "high",
        "Plan in force: stop collecting.",
        "协议履行中，停止催收。",
        on_file("plan"),
        purposes=COLLECT,
        reads="requests",
    ),
    Rule(
        "house-paid-check",
        "product policy",
        "",
        "block",
        "policy",
        "Payment is being checked.",
        "还款核实中。",
        paid_claim,
        purposes=COLLECT,
    ),
    Rule(
        "cn-complaint",
        "GB/T 45251-2025; complaint rules 2020",
        "5.6",
        "warn",
        "low",
        "Log the complaint, give the channel.",
        "请登记投诉并告知渠道。",
        complaint_open,
        purposes=COLLECT,
    ),
    Rule(
        "cn-hard-vulnerable",
        "product policy; CBA: reasonable collection",
        "",
        "warn",
        "policy",
        "Hardship signal: slow down, transfer.",
        "客户困难，请转专岗。",
        on_file("hardship", "vulnerable", "risk"),
        purposes=COLLECT,
    ),
    Rule(
        "house-bankruptcy",
        "product policy",
        "",
        "block",
        "policy",
        "Insolvency: the legal team handles it.",
        "破产程序，转法务处理。",
        on_file("bankruptcy"),
        purposes=COLLECT,
    ),
    Rule(
        "cn-law-illegal-debt",
        "Criminal Law",
        "293-1",
        "block",
        "high",
        "Illegal debt: collection barred.",
        "涉嫌非法债务，禁止催收。",
        illegal_debt,
        reads="requests",
    ),
    Rule(
        "cn-law-psapl-50",
        "Public security law 2025",
        "50(1)(5)",
        "block",
        "high",
        "Police contact ban is active.",
        "存在禁止接触令，禁止联系。",
        on_file("police_ban"),
        since=date(2026, 1, 1),
        reads="requests",
    ),
    Rule(
        "cn-id-assignment",
        "Civil Code; CBA",
        "546",
        "block",
        "high",
        "Send the transfer notice first.",
        "请先送达债权转让通知。",
        transfer,
        channels=("call", "letter"),
    ),
    Rule(
        "cn-rec-call",
        "CBA; card rules",
        "68",
        "block",
        "high",
        "Recording is not declared or off: ask the compliance officer.",
        "录音未声明或未开启：请联系合规专员。",
        declared("recording", detail="recording"),
        channels=("call", "robot_call"),
    ),
    Rule(
        "cn-data-entrust",
        "PIPL",
        "21, 23",
        "block",
        "high",
        "Agency data agreement lapsed.",
        "委托协议或评估失效。",
        declared("processing_contract"),
        channels=SPOKEN,
    ),
    Rule(
        "cn-id-agency-listed",
        "CBA; Order 2022-9",
        "41",
        "block",
        "high",
        "Agency not authorised for this case.",
        "机构未公示或未告知客户。",
        declared("agency_listed"),
        channels=SPOKEN,
    ),
    Rule(
        "house-licence",
        "product policy",
        "",
        "warn",
        "policy",
        "The creditor's licence has ended.",
        "债权人经营许可已到期。",
        declared("licence", false="warn", silent=True),
    ),
    Rule(
        "cn-data-profile",
        "PIPL",
        "24, 55",
        "warn",
        "high",
        "Profile is advice only.",
        "画像仅供参考，可要求说明。",
        declared("impact_assessment", false="warn"),
        channels=("call", "visit"),
    ),
    Rule(
        "cn-law-limitation",
        "Civil Code",
        "188, 189, 192",
        "warn",
        "high",
        "The claim may be time-barred.",
        "债权可能已过时效，注意表述。",
        limitation,
        params={"years": 3, "longest": 20},
        tighter={"years": "less", "longest": "less"},
    ),
    Rule(
        "cn-visit-two",
        "CBA",
        "22",
        "block",
        "high",
        "Two collectors are required.",
        "外访须至少两人。",
        two_collectors,
        channels=("visit",),
        params={"least": 2},
        tighter={"least": "more"},
    ),
    Rule(
        "cn-hard-plan-5y",
        "Card rules",
        "70",
        "block",
        "high",
        "A plan cannot exceed 5 years.",
        "分期最长不超过5年。",
        plan_length,
        params={"months": 60},
        deeds=("contact", "plan"),
        needs=("plan_months",),
        tighter={"months": "less"},
    ),
)
