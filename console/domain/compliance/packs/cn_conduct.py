"""Mainland rules on how a contact is made: identity, recording, visits, robots, deadlines.

A test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import Ctx
from console.domain.compliance.reach import A_DEVICE, A_MACHINE, A_VISIT, DELIVERED, THE_DEBT, THE_STOP, THE_WORDS
from console.domain.compliance.types import Hit, Rule, Test
from console.domain.facts import Account, Direction

P = Mapping[str, Any]
STATED = ("institution", "principal", "name", "purpose")


def flag(key: str, bad: bool = True) -> Test:
    """Return a test that applies when this detail is known to have the value ``bad``."""

    def test(ctx: Ctx, p: P) -> Hit | None:
        return Hit(facts=(key,)) if ctx.detail(key) is bad else None

    return test


def any_flag(*pairs: tuple[str, bool]) -> Test:
    """Return a test that applies when any of these details is known to have its bad value."""

    def test(ctx: Ctx, p: P) -> Hit | None:
        keys = tuple(key for key, bad in pairs if ctx.detail(key) is bad)
        return Hit(facts=keys) if keys else None

    return test


def first_contact(ctx: Ctx, p: P) -> Hit | None:
    """The agent must state institution, principal, name and purpose within the first seconds."""
    stated = ctx.detail("stated")
    if stated is None:
        return None
    late = ctx.detail("stated_after_s")
    if late is not None and float(late) > p["seconds"]:
        return Hit(facts=(f"{late} s",))
    lacks = tuple(item for item in STATED if item not in stated)
    return Hit(facts=lacks) if lacks else None


def agency_name(ctx: Ctx, p: P) -> Hit | None:
    """An agency must say that it is entrusted by the creditor."""
    if ctx.detail("is_agency") is True and ctx.detail("says_entrusted") is False:
        return Hit(facts=("says_entrusted",))
    return None


def private_device(ctx: Ctx, p: P) -> Hit | None:
    """An agency's agent may not use a private phone or chat account without the creditor's consent."""
    if ctx.detail("private_device") is True and ctx.detail("private_device_agreed") is not True:
        return Hit(facts=("private_device",))
    return None


def too_many(ctx: Ctx, p: P) -> Hit | None:
    """No more collectors may come than the rule allows."""
    count = ctx.detail("collectors")
    return Hit(facts=(str(count),)) if count is not None and int(count) > p["most"] else None


def papers(ctx: Ctx, p: P) -> Hit | None:
    """Work card and authority letter must be shown within the first minute."""
    late = ctx.detail("papers_shown_after_s")
    if late is not None and float(late) > p["seconds"]:
        return Hit(facts=(f"{late} s",))
    return any_flag(("id_shown", False), ("authority_letter_shown", False))(ctx, p)


def entry(ctx: Ctx, p: P) -> Hit | None:
    """Collectors may enter private premises only with a recorded consent that was not withdrawn."""
    if ctx.detail("entering") is not True:
        return Hit(facts=("entry_withdrawn",)) if ctx.detail("entry_withdrawn") is True else None
    if ctx.detail("entry_consent") is True and ctx.detail("entry_withdrawn") is not True:
        return None
    return Hit(facts=("entry_consent",))


def others_present(ctx: Ctx, p: P) -> Hit | None:
    """When only other persons are present, collectors leave a sealed neutral card and do not mention the debt.

    When others stand beside the debtor, ask to speak alone first.
    """
    present = sorted(set(ctx.detail("present") or ()))
    others = tuple(name for name in present if name not in LISTENERS)
    if not others:
        return None
    beside = any(name in LISTENERS for name in present) and (
        ctx.proposed.party in present or "debtor" in present or "customer" in present
    )
    return Hit(severity="warn" if beside else "", facts=others)


# who may hear of the debt at the door
LISTENERS = frozenset({"debtor", "customer", "co_debtor", "guarantor", "guardian", "representative", "collector"})


def robot(ctx: Ctx, p: P) -> Hit | None:
    """A robot must say that it is a robot and hand over to a person on request."""
    return any_flag(("says_robot", False), ("human_handoff", False))(ctx, p)


def complaint_words(ctx: Ctx, p: P) -> Hit | None:
    """A complaint must be answered within its deadline."""
    return strictest(
        (
            Hit(request.until, facts=(request.since.date().isoformat(),))
            for request in ctx.requests("complaint")
            if not request.answered(ctx.at)
            and ctx.at >= request.since + timedelta(days=int(request.scope.get("clock_days") or p["days"]))
        ),
        "warn",
    )


def credit_clock(ctx: Ctx, p: P) -> Hit | None:
    """An objection to a credit record must be answered within its deadline."""
    return strictest(
        (
            Hit(facts=(request.since.date().isoformat(),))
            for request in ctx.facts.requests or ()
            if request.kind == "dispute"
            and request.scope.get("credit_record")
            and not request.answered(ctx.at)
            and ctx.at >= request.since + timedelta(days=p["days"])
        ),
        "warn",
    )


def keep_proof(ctx: Ctx, p: P) -> Hit | None:
    """A text, letter or e-mail to the address on file interrupts the limitation period, so its proof must be kept."""
    return Hit(facts=(ctx.proposed.channel,))


def formal_notice(ctx: Ctx, p: P) -> Hit | None:
    """Two formal notices of a card case must be at least thirty days apart."""
    if ctx.detail("formal_notice") is not True:
        return None
    span = timedelta(days=p["days"])
    last = max(
        (a.at for a in ctx.facts.attempts or () if a.template == "formal_notice" and a.at <= ctx.at), default=None
    )
    return Hit(last + span) if last is not None and ctx.at < last + span else None


def rate_cap(ctx: Ctx, p: P) -> Hit | None:
    """The yearly cost of the claimed sum may not exceed the cap for its lender and signing date."""
    return strictest((hit for account in ctx.accounts() if (hit := _over_cap(account, p)) is not None), "warn")


def _over_cap(account: Account, p: P) -> Hit | None:
    cost = account.yearly_cost_percent
    if cost is None:
        return None
    cap = p["licensed"]
    if account.creditor_type == "private_lender":
        lpr = account.extra.get("lpr_percent_at_signing")
        if lpr is None:
            return Hit(facts=(account.id,), missing=("lpr_percent_at_signing",))
        cap = p["lpr_times"] * float(lpr)
    return Hit(facts=(f"{cost} > {cap}",)) if cost > cap else None


def cost_sheet(ctx: Ctx, p: P) -> Hit | None:
    """A loan signed since August 2026 may be restructured only with its cost sheet."""
    return strictest(
        (
            Hit(facts=(account.id,), missing=() if sheet is False else ("cost_sheet",))
            for account in ctx.accounts()
            if account.signed_on is not None and account.signed_on >= p["since"]
            if (sheet := account.extra.get("cost_sheet")) is not True
        ),
        "warn",
    )


SINCE = date(2026, 8, 1)
CBA = "CBA personal-loan collection guideline (2026)"
BOTH: tuple[Direction, ...] = ("out", "in")
_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "cn-id-first-contact",
        f"{CBA}; NIFA convention 2018",
        "",
        "warn",
        "high",
        "State who you are and for whom.",
        "请先表明机构与身份。",
        first_contact,
        reach=THE_WORDS,
        params={"seconds": 15},
        needs=("stated",),
        tighter={"seconds": "less"},
    ),
    _R(
        "cn-id-agency-name",
        CBA,
        "",
        "block",
        "high",
        "Say “entrusted by”, not “we are the bank”.",
        "须表明受托机构身份。",
        agency_name,
        reach=THE_WORDS,
        needs=("says_entrusted",),
    ),
    _R(
        "cn-id-private-device",
        CBA,
        "",
        "block",
        "high",
        "Use the official line only.",
        "禁用私人手机或微信。",
        private_device,
        reach=A_DEVICE,
        needs=("private_device",),
    ),
    _R(
        "cn-law-restraint",
        "Criminal Law",
        "238, 245",
        "block",
        "high",
        "Leave at once.",
        "请立即离开。",
        any_flag(("told_to_leave", True), ("blocks_exit", True)),
        reach=A_VISIT,
        needs=("told_to_leave", "blocks_exit"),
    ),
    _R(
        "cn-visit-two",
        "product policy",
        "",
        "warn",
        "policy",
        "Three collectors at most.",
        "外访人员不宜超过三人。",
        too_many,
        reach=A_VISIT,
        params={"most": 3},
        needs=("collectors",),
        tighter={"most": "less"},
    ),
    _R(
        "cn-visit-id",
        CBA,
        "",
        "block",
        "high",
        "Show ID and authority.",
        "请出示证件和委托书。",
        papers,
        reach=A_VISIT,
        params={"seconds": 60},
        needs=("id_shown", "authority_letter_shown", "papers_shown_after_s"),
        tighter={"seconds": "less"},
    ),
    _R(
        "cn-visit-entry",
        f"{CBA}; Civil Code",
        "1033(2)",
        "block",
        "high",
        "Do not enter without consent.",
        "未经同意不得入户。",
        entry,
        reach=A_VISIT,
        needs=("entering", "entry_withdrawn"),
    ),
    _R(
        "cn-visit-record",
        "not verified",
        "",
        "block",
        "low",
        "Start the recorder first.",
        "请先开启录音录像。",
        flag("recorder_on", False),
        reach=A_VISIT,
        needs=("recorder_on",),
    ),
    _R(
        "cn-visit-others-present",
        f"{CBA}; GB/T 45251-2025",
        "",
        "block",
        "high",
        "Debtor absent: say nothing of the debt.",
        "本人不在，不得透露债务。",
        others_present,
        reach=A_VISIT,
        needs=("present",),
    ),
    _R(
        "cn-ai-voice",
        CBA,
        "",
        "warn",
        "med",
        "Offer a human agent.",
        "请提供转人工。",
        robot,
        reach=A_MACHINE,
        needs=("says_robot", "human_handoff"),
    ),
    _R(
        "cn-complaint",
        "complaint rules 2020-3",
        "15 days",
        "warn",
        "low",
        "A complaint waits for its answer.",
        "投诉已到答复期限。",
        complaint_words,
        reach=THE_STOP,
        params={"days": 15},
        tighter={"days": "less"},
    ),
    _R(
        "cn-dispute-hold",
        "Credit Regs",
        "25",
        "warn",
        "med",
        "A credit objection waits for its answer.",
        "征信异议已到答复期限。",
        credit_clock,
        reach=THE_STOP,
        params={"days": 20},
        tighter={"days": "less"},
    ),
    _R(
        "cn-law-limitation-log",
        "SPC bank-card rules; Civil Code",
        "3; 195",
        "remind",
        "high",
        "Save proof of this notice.",
        "请留存送达凭证。",
        keep_proof,
        reach=DELIVERED,
        purposes=("collect",),
    ),
    _R(
        "cn-notice-effective",
        "Card-crime interpretation",
        "7",
        "remind",
        "high",
        "Next formal notice after 30 days.",
        "正式催收间隔不少于30日。",
        formal_notice,
        reach=THE_DEBT,
        params={"days": 30},
        needs=("formal_notice",),
        tighter={"days": "more"},
    ),
    _R(
        "cn-law-rate-cap",
        "SPC 2020; court practice; supervisory notices",
        "25, 29",
        "warn",
        "med",
        "Claimed cost exceeds the cap; ask legal.",
        "综合成本超上限，请复核。",
        rate_cap,
        reach=THE_DEBT,
        deeds=("contact", "plan", "payment"),
        params={"licensed": 24, "lpr_times": 4},
        tighter={"licensed": "less", "lpr_times": "less"},
    ),
    _R(
        "cn-law-cost-sheet",
        "NFRA and PBoC cost disclosure (2026-08-01)",
        "",
        "warn",
        "med",
        "Cost disclosure sheet missing.",
        "缺少综合融资成本明示表。",
        cost_sheet,
        reach=THE_DEBT,
        deeds=("contact", "plan"),
        needs=("plan_months",),
        params={"since": SINCE},
    ),
)
