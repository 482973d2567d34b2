"""Mainland rules on stops and holds, site declarations, claims and visits.

A test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from console.domain.compliance.combined import latest, strictest
from console.domain.compliance.context import Ctx, midnight, tied_to_place
from console.domain.compliance.days import day_of
from console.domain.compliance.limitation import expired
from console.domain.compliance.reach import A_VISIT, DIALOGUE, SHOWN_POINTS, THE_DEBT, THE_FIRM, THE_STOP
from console.domain.compliance.types import Hit, Rule, Test
from console.domain.facts import Declaration, Purpose

P = Mapping[str, Any]
WISHES = ("cease", "opt_out", "medium_refused", "time_refused", "place_refused")


def on_file(*kinds: str) -> Test:
    """Return a test that applies while a request of these kinds binds."""

    def test(ctx: Ctx, p: P) -> Hit | None:
        ends: list[datetime | None] = [end for _, end in ctx.binding(*kinds)]
        if not ends:
            return None
        return Hit(latest(ends), facts=kinds)

    return test


def dispute(ctx: Ctx, p: P) -> Hit | None:
    """A disputed debt must be verified and the dispute answered before collecting goes on."""
    open_ = [end for request, end in ctx.binding("dispute", "fraud_claim") if not request.answered(ctx.at)]
    if not open_:
        return None
    return Hit(latest(open_), facts=("dispute", "fraud_claim"))


def plan(ctx: Ctx, p: P) -> Hit | None:
    """A plan in force stops the collecting, also while the time to make good a missed part is running."""
    ends: list[datetime | None] = []
    for request, end in ctx.binding("plan"):
        missed, cure_days = day_of(request.scope.get("missed_on")), request.scope.get("cure_days")
        cure = day_of(request.scope.get("cure_until"))
        if cure is None and missed is not None and cure_days is not None:
            cure = missed + timedelta(days=int(cure_days))
        if cure is None and missed is not None:
            cure = missed  # no time to make it good was agreed: the plan has failed with the missed day
        if cure is None or missed is None:
            ends.append(end)
            continue
        over = midnight(ctx.zone, cure + timedelta(days=1))
        if ctx.at < over:
            ends.append(min(end, over) if end is not None else over)
    return Hit(latest(ends), facts=("plan",)) if ends else None


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
    return Hit(latest(ends), facts=tuple(sorted(set(kinds))))


def illegal_debt(ctx: Ctx, p: P) -> Hit | None:
    """A debt flagged as illegal may not be collected."""
    flagged = [Hit(facts=(account.id,)) for account in ctx.accounts() if account.illegal]
    return strictest([*flagged, *(Hit(request.until) for request in ctx.requests("illegal_debt"))])


def declared(key: str, *, false: str = "block", detail: str = "", silent: bool = False) -> Test:
    """Return a test of a fact that is declared once per portfolio (rule 21).

    ``false``: the severity when the fact is false. ``detail``: a detail of this contact that overrides the
    declaration. ``silent``: do not warn when nobody has declared the fact.
    """

    def test(ctx: Ctx, p: P) -> Hit | None:
        if detail and ctx.detail(detail) is not None:
            return None if ctx.detail(detail) else Hit(severity=false, facts=(detail,))
        rows = [row for row in ctx.facts.declarations or () if row.kind == key]
        in_force = [
            row
            for row in rows
            if (row.since is None or row.since <= ctx.at) and (row.until is None or row.until > ctx.at)
        ]
        if in_force:
            last = max(_since(row) for row in in_force)  # the newest counts, and of two of one day the "no"
            true = all(row.value for row in in_force if _since(row) == last)
            return None if true else Hit(_again(rows, ctx.at), false, (key,))
        return None if silent else Hit(severity="warn", missing=(key,))

    return test


def _since(row: Declaration) -> float:
    return row.since.timestamp() if row.since is not None else float("-inf")


def _again(rows: Sequence[Declaration], at: datetime) -> datetime | None:
    """Return the start of the next declaration of the fact that is already on file, or None."""
    return min((r.since for r in rows if r.value and r.since and r.since > at), default=None)


def limitation(ctx: Ctx, p: P) -> Hit | None:
    """Three years after the due date or the last interruption, at most twenty years, the debt is time-barred."""
    missing = ("payments",) if ctx.facts.payments is None else ()
    return strictest(
        (
            Hit(facts=(start.isoformat(),), missing=missing)
            for account in ctx.accounts()
            if (start := expired(ctx, account, p["years"], p["longest"])) is not None
        ),
        "warn",
    )


def transfer(ctx: Ctx, p: P) -> Hit | None:
    """A sold debt may be collected only after the debtor was notified of the transfer."""
    return strictest(
        Hit(facts=(account.id,), missing=("transfer_notice",) if account.transfer_notice is None else ())
        for account in ctx.accounts()
        if account.sold and account.transfer_notice is not True
    )


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
    return strictest(
        (Hit(request.until) for request in ctx.requests("complaint") if not request.answered(ctx.at)), "warn"
    )


def paid_claim(ctx: Ctx, p: P) -> Hit | None:
    """When the customer says that the debt is paid, the ledger must be checked before the next demand."""
    return strictest(Hit(request.until) for request in ctx.requests("paid_claim") if not request.answered(ctx.at))


CBA = "CBA personal-loan collection guideline (2026)"
COLLECT: tuple[Purpose, ...] = ("collect",)
NOT_ASKED: tuple[Purpose, ...] = ("collect", "notify")  # reminders too; what was asked is answered and confirmed
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
        reach=THE_STOP,
        purposes=NOT_ASKED,
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
        reach=THE_STOP,
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
        plan,
        reach=THE_DEBT,
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
        reach=THE_STOP,
        reads="requests",
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
        reach=THE_STOP,
        reads="requests",
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
        reach=THE_STOP,
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
        reach=THE_STOP,
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
        reach=THE_DEBT,
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
        reach=THE_STOP,
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
        reach=THE_DEBT,
        purposes=("collect", "locate"),
        deeds=("contact", "plan", "suit"),
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
        reach=DIALOGUE,
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
        reach=THE_FIRM,
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
        reach=THE_FIRM,
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
        reach=THE_FIRM,
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
        reach=SHOWN_POINTS,
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
        reach=THE_DEBT,
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
        reach=A_VISIT,
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
        reach=THE_DEBT,
        params={"months": 60},
        deeds=("contact", "plan"),
        needs=("plan_months",),
        tighter={"months": "less"},
    ),
)
