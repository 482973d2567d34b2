"""Mainland rules on who may be contacted.

Sources: the China Banking Association's guideline (CBA) 2026, GB/T 45251, Civil Code, PIPL. A test's
docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import Ctx
from console.domain.compliance.guarantees import guarantee
from console.domain.compliance.lost_contact import conditions, in_touch
from console.domain.compliance.reach import A_NUMBER, THE_DEBT, THE_PERSON, THE_PLACE, THE_STOP
from console.domain.compliance.types import Hit, Rule
from console.domain.compliance.who import OFFICES, PERSONS, THIRD
from console.domain.facts import Party

P = Mapping[str, Any]
LIABLE: tuple[Party, ...] = ("debtor", "co_debtor", "guarantor", "representative", "guardian", "heir")


def debtor_only(ctx: Ctx, p: P) -> Hit | None:
    """Nobody may be asked to pay who does not owe. A spouse owes only with proof of a joint debt."""
    party = ctx.proposed.party
    if party in LIABLE:
        return None
    if party == "spouse":
        proof = ctx.proposed.extra.get("joint_debt")
        if proof is True:
            return None
        return Hit(facts=(party,), missing=() if proof is False else ("joint_debt",))
    return Hit(facts=(party,))


def related_spouse(ctx: Ctx, p: P) -> Hit | None:
    """Applies to a spouse with proof of a joint debt on file."""
    return Hit() if ctx.proposed.extra.get("joint_debt") is True else None


def lost_contact(ctx: Ctx, p: P) -> Hit | None:
    """Third parties may be contacted only when the debtor is lost (see ``lost_contact``)."""
    reached = max((a.at for a in ctx.facts.attempts or () if a.at <= ctx.at and in_touch(a)), default=None)
    # a debtor who was reached later is no longer lost
    if any(reached is None or row.since > reached for row in ctx.requests("lost")):
        return None
    by_key = {row.key: row for row in conditions(ctx.facts, ctx.at, ctx.zone, p, settled=True)}
    if any(row.holds for row in by_key.values()):
        return None
    dials = by_key["dials"]
    if dials.holds is None:
        return Hit(missing=("attempts",))
    return Hit(dials.from_at, facts=(dials.so_far,))


def recontact_stop(ctx: Ctx, p: P) -> Hit | None:
    """Once the debtor was reached again, contacts with third parties must stop."""
    tries = [
        a
        for a in ctx.facts.attempts or ()
        if a.party == "debtor" and a.at <= ctx.at and (in_touch(a) or a.channel in ("call", "robot_call", "visit"))
    ]
    last = max((a.at for a in tries), default=None)
    if any(request.since > last for request in ctx.requests("lost") if last is not None):
        return None
    return Hit() if any(in_touch(a) for a in tries if a.at == last) else None


def opted_out(ctx: Ctx, p: P) -> Hit | None:
    """A third person who refused may not be contacted again."""
    return strictest(
        Hit(request.until, facts=("third_party_refused",))
        for request in ctx.requests("third_party_refused", "cease", "medium_refused", "opt_out")
        if request.kind == "third_party_refused" or request.by in THIRD
        if ctx.proposed.person is None or request.scope.get("person") in (None, ctx.proposed.person)
    )


def third_party_count(ctx: Ctx, p: P) -> Hit | None:
    """One third person may be contacted once a day and twice in total."""
    same = [
        a
        for a in ctx.facts.attempts or ()
        if a.party in THIRD
        and a.direction == "out"
        and a.at <= ctx.at
        and a.result != "not_dialled"
        and (ctx.proposed.person is None or a.person in (None, ctx.proposed.person))
    ]
    if len(same) >= p["total"]:
        return Hit(facts=(f"{len(same)}/{p['total']}",))
    today = sum(1 for a in same if a.at >= ctx.day_start)
    return Hit(ctx.tomorrow(), facts=(f"{today}/{p['cap']}",)) if today >= p["cap"] else None


def guarantor(ctx: Ctx, p: P) -> Hit | None:
    """Type and period of a guarantee must be checked. An expired guarantee does not bind the guarantor."""
    kind, is_open = ctx.detail("guarantee_kind"), ctx.detail("guarantee_open")
    facts: tuple[str, ...] = ()
    if is_open is None:
        summed = guarantee(ctx.accounts(), ctx.local.date(), p["months"], every=bool(ctx.proposed.account_ids))
        is_open, facts, kind = summed.is_open, summed.facts, kind or summed.kind
    if is_open is False:
        return Hit(severity="block", facts=facts or ("guarantee_open",))
    if is_open is True and kind == "joint":
        return None
    return Hit(facts=facts, missing=() if is_open else ("guarantee_open",))


def minor(ctx: Ctx, p: P) -> Hit | None:
    """When the debtor or the listener is a minor, only the guardian may be contacted."""
    if ctx.proposed.extra.get("listener_minor") is True:
        return Hit()
    if ctx.proposed.party == "guardian":
        return None
    if ctx.facts.customer.own_wages is True:
        return None  # who lives on the own wages from sixteen on counts as of full capacity (Civil Code 18)
    rows = [Hit(request.until) for request in ctx.requests("minor")]
    if ctx.facts.customer.minor:
        rows.append(Hit())
    return strictest(rows)


def incapacity(ctx: Ctx, p: P) -> Hit | None:
    """For a person without full legal capacity, only the guardian may be contacted."""
    if ctx.proposed.party == "guardian":
        return None
    rows = [Hit(request.until) for request in ctx.requests("incapacity")]
    if ctx.facts.customer.capacity in ("limited", "none"):
        rows.append(Hit())
    return strictest(rows)


def deceased(ctx: Ctx, p: P) -> Hit | None:
    """After the debtor's death, no contact at the debtor's number. Heirs only after the legal team released it."""
    dead = ctx.facts.customer.deceased or any(True for _ in ctx.requests("deceased"))
    if not dead:
        return None
    if ctx.proposed.party == "debtor":
        return Hit()
    if ctx.proposed.purpose != "collect":
        return None
    released = ctx.proposed.party == "heir" and ctx.proposed.extra.get("heir_released") is True
    return None if released else Hit()


def lawyer(ctx: Ctx, p: P) -> Hit | None:
    """A debtor with an authorised representative: speak to the representative first."""
    return strictest(Hit(request.until, "warn", ("represented",)) for request in ctx.requests("represented"))


def wrong_number(ctx: Ctx, p: P) -> Hit | None:
    """A number that is wrong, invalid, opted out or no longer in the creditor's list may not be used."""
    dead = [Hit(facts=(p.status,)) for p in ctx.phones() if p.status in ("wrong", "invalid", "opted_out", "dropped")]
    return strictest([*dead, *(Hit(row.until, facts=("wrong_number",)) for row in ctx.requests("wrong_number"))])


def source(ctx: Ctx, p: P) -> Hit | None:
    """A number must come from one of the six lawful sources."""
    rows = ctx.phones()
    if not rows or any(phone.source in p["sources"] for phone in rows):
        return None
    if any(phone.source is None for phone in rows):
        return Hit(severity="warn", missing=("number_source",))
    return Hit(facts=tuple(sorted({str(phone.source) for phone in rows})))


def workplace(ctx: Ctx, p: P) -> Hit | None:
    """No visit at work without consent. What else reaches the workplace warns: ask only for the person."""
    if ctx.covering("workplace", ctx.at) is not None:
        return None
    address = ctx.proposed.address
    if address is not None and address.kind == "work":
        if ctx.proposed.channel == "visit":
            return Hit(ctx.next_consent("workplace", ctx.at + timedelta(days=366)))
        return Hit(severity="warn", facts=("work",))
    kinds = sorted({p.kind for p in ctx.phones() if p.kind in ("work", "switchboard")})
    return Hit(severity="warn", facts=tuple(kinds)) if kinds else None


CBA = "CBA personal-loan collection guideline (2026)"
SOURCES = ("contract", "left_on_file", "authority", "public", "told_by_contact", "bureau")
ROWS: tuple[Rule, ...] = (
    Rule(
        "cn-party-debtor-only",
        f"GB/T 45251-2025; {CBA}; card rules",
        "5.3; 68",
        "block",
        "high",
        "Not liable for this debt: do not collect.",
        "对方非债务人，不得催收。",
        debtor_only,
        reach=THE_PERSON,
        parties=(*PERSONS, *OFFICES),
        purposes=("collect",),
        when_unknown="block",
    ),
    Rule(
        "cn-party-related-spouse",
        f"{CBA}; Civil Code",
        "1064",
        "remind",
        "high",
        "Spouse: joint-debt proof is on file; stay with it.",
        "配偶：共债依据已备案，请据此沟通。",
        related_spouse,
        reach=THE_PERSON,
        parties=("spouse",),
    ),
    Rule(
        "cn-party-lost-contact",
        f"{CBA}; GB/T 45251-2025",
        "",
        "block",
        "high",
        "Debtor not yet “lost”: no third-party contact.",
        "未达失联条件，不得联系第三人。",
        lost_contact,
        reach=THE_PERSON,
        parties=THIRD,
        params={"dials": 3, "days": 3},
        tighter={"dials": "more", "days": "more"},
    ),
    Rule(
        "cn-party-recontact-stop",
        CBA,
        "",
        "block",
        "med",
        "Debtor is reachable; drop the third party.",
        "已联系上本人，停止联系第三人。",
        recontact_stop,
        reach=THE_PERSON,
        parties=THIRD,
    ),
    Rule(
        "cn-party-optout",
        f"{CBA}; GB/T 45251-2025",
        "",
        "block",
        "high",
        "This person refused contact.",
        "对方已拒绝，禁止再联系。",
        opted_out,
        reach=THE_STOP,
        parties=THIRD,
        reads="requests",
    ),
    Rule(
        "cn-freq-third-party",
        "product policy; no official number found",
        "",
        "block",
        "policy",
        "Third-party quota used.",
        "第三人联系次数已满。",
        third_party_count,
        reach=THE_PERSON,
        counts=True,
        parties=THIRD,
        params={"cap": 1, "total": 2},
        when_unknown="block",
        tighter={"cap": "less", "total": "less"},
    ),
    Rule(
        "cn-party-guarantor",
        "GB/T 45251-2025; card rules; Civil Code",
        "68; 686, 692",
        "warn",
        "high",
        "Check guarantee type and period.",
        "请核对担保类型及期限。",
        guarantor,
        reach=THE_DEBT,
        params={"months": 6},
        parties=("guarantor",),
    ),
    Rule(
        "cn-party-minor",
        "Civil Code; PIPL",
        "17-20; 31",
        "block",
        "high",
        "Minor: end the contact.",
        "对方未成年，请结束沟通。",
        minor,
        reach=THE_PERSON,
        assumes=("customer.minor",),
        directions=("out", "in"),
        reads="requests",
    ),
    Rule(
        "cn-party-incapacity",
        "Civil Code; GB/T 45251-2025",
        "21-23",
        "block",
        "high",
        "Speak to the guardian only.",
        "仅可联系法定代理人。",
        incapacity,
        reach=THE_PERSON,
        assumes=("customer.capacity",),
        reads="requests",
    ),
    Rule(
        "cn-party-deceased",
        "Civil Code; GB/T 45251-2025",
        "1161",
        "block",
        "high",
        "The debtor died: the legal team handles it.",
        "债务人已故，转法务处理。",
        deceased,
        reach=THE_PERSON,
        assumes=("customer.deceased",),
        reads="requests",
    ),
    Rule(
        "cn-party-agent-lawyer",
        "product policy; no ban found",
        "",
        "warn",
        "policy",
        "Represented: contact the agent.",
        "客户已委托代理人，请联系代理人。",
        lawyer,
        reach=THE_PERSON,
        reads="requests",
        parties=("debtor",),
    ),
    Rule(
        "cn-party-wrong-number",
        "PIPL; Civil Code",
        "8, 46, 47; 1033",
        "block",
        "high",
        "Number out of use: choose another number.",
        "号码已停用，请改用其他号码。",
        wrong_number,
        reach=A_NUMBER,
    ),
    Rule(
        "cn-party-source",
        CBA,
        "",
        "block",
        "high",
        "Contact source not lawful.",
        "联系方式来源不合规。",
        source,
        reach=A_NUMBER,
        params={"sources": SOURCES},
        reads="phones",
    ),
    Rule(
        "cn-party-workplace",
        CBA,
        "",
        "block",
        "high",
        "No workplace contact without consent.",
        "未经同意不得到单位催收。",
        workplace,
        reach=THE_PLACE,
    ),
)
