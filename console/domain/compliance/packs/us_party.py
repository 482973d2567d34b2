"""Regulation F rules on who may be contacted, by which medium, and when it must stop.

Source: 12 CFR 1006. A test's docstring says what the rule demands or forbids. The section stands in the
rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from console.domain.compliance.context import Ctx, zone_of
from console.domain.compliance.packs.us_time import answering
from console.domain.compliance.types import Hit, Rule
from console.domain.facts import Account, Attempt, Party, Purpose, Request

P = Mapping[str, Any]
CONSUMER: tuple[Party, ...] = ("debtor", "co_debtor", "guarantor", "spouse", "guardian", "representative")
THIRD: tuple[Party, ...] = ("listed_contact", "third_party", "heir")
NOTICES = ("efforts_end", "may_remedy", "intends_remedy")


def attorney(ctx: Ctx, p: P) -> Hit | None:
    """A consumer with an attorney: speak to the attorney, unless the attorney is silent or consents."""
    if ctx.proposed.party == "representative" or answering(ctx):
        return None
    for request in ctx.requests("represented"):
        if request.scope.get("attorney_silent") or request.scope.get("attorney_consents"):
            continue
        known = request.scope.get("attorney_known")
        if known is False:
            continue
        if known is None:
            return Hit(facts=("represented",), missing=("attorney_known",))
        return Hit(facts=("represented",))
    return None


def cease(ctx: Ctx, p: P) -> Hit | None:
    """After a written request to stop or refusal to pay, only three kinds of notice, once each."""
    for request in ctx.requests("cease", "refusal"):
        if request.written is False or (request.kind == "refusal" and not request.written):
            continue
        notice = ctx.detail("permitted_notice")
        if notice in NOTICES and ctx.proposed.purpose in ("notify", "confirm"):
            used = any(
                a.direction == "out" and a.template == notice and request.since <= a.at <= ctx.at
                for a in ctx.facts.attempts or ()
            )
            if not used:
                continue
        return Hit(request.until, facts=(request.kind,), missing=("written",) if request.written is None else ())
    return None


def third(ctx: Ctx, p: P) -> Hit | None:
    """Nobody but the consumer, without the consumer's prior consent or a court's permission."""
    if ctx.proposed.party in CONSUMER or ctx.detail("court_leave") is True:
        return None
    if ctx.proposed.party == "heir" and ctx.detail("executor") is True:
        return None
    for consent in ctx.consents("third_party"):
        if consent.given_to in (None, "collector") and (consent.binds_from is None or consent.binds_from <= ctx.at):
            over = [end for end in (consent.until, consent.revoked_at) if end is not None]
            if not over or min(over) > ctx.at:
                return None
    return Hit(facts=(ctx.proposed.party,))


def locate(ctx: Ctx, p: P) -> Hit | None:
    """Ask third parties only for the location: by call or letter, once per person, not with an attorney known."""
    if ctx.proposed.party == "heir" and ctx.detail("executor") is True:
        return None
    if ctx.proposed.channel not in ("call", "letter"):
        return Hit(facts=(ctx.proposed.channel,))
    if ctx.detail("postcard") is True or ctx.detail("discloses_debt") is True:
        return Hit(facts=("postcard" if ctx.detail("postcard") is True else "discloses_debt",))
    if ctx.detail("names_employer_unasked") is True:
        return Hit(facts=("names_employer_unasked",))
    if any(True for _ in ctx.requests("represented")):
        return Hit(facts=("represented",))
    if ctx.detail("asked_again") is True or ctx.detail("earlier_answer_wrong") is True:
        return None
    for a in ctx.facts.attempts or ():
        if a.direction != "out" or a.at > ctx.at or a.party not in THIRD:
            continue
        if a.person == ctx.proposed.person and a.result in ("answered", "effective", "delivered"):
            return Hit(facts=("spoken before",))
    return None


def _spent(ctx: Ctx, request: Request) -> bool:
    """Return True when the one allowed confirmation by the refused medium was already sent."""
    return any(
        a.direction == "out"
        and a.channel == ctx.proposed.channel
        and a.purpose == "confirm"
        and request.since <= a.at <= ctx.at
        for a in ctx.facts.attempts or ()
    )


def medium(ctx: Ctx, p: P) -> Hit | None:
    """By a refused medium only one confirmation, one answer, and what the law requires."""
    if answering(ctx) or ctx.detail("legally_required") is True:
        return None
    for request, end in ctx.binding("medium_refused", "opt_out"):
        if ctx.proposed.purpose == "confirm" and not _spent(ctx, request):
            continue
        return Hit(end, facts=(request.kind,))
    return None


def email_work(ctx: Ctx, p: P) -> Hit | None:
    """No e-mail to an employer's address, unless the consumer used it for this debt or consented."""
    if ctx.detail("email_employer") is not True:
        return None
    if ctx.detail("email_opted_out") is True:
        return Hit(facts=("email_opted_out",))
    source = ctx.detail("email_source")
    return None if source in ("consumer_used", "consent", "prior_collector") else Hit(facts=("email_employer",))


def email_source(ctx: Ctx, p: P) -> Hit | None:
    """The e-mail address must come from a lawful source."""
    source = ctx.detail("email_source")
    if ctx.detail("email_opted_out") is True:
        return Hit(facts=("email_opted_out",))
    if source in ("consumer_used", "consent", "prior_collector"):
        return None
    if source == "creditor_notice":
        days = ctx.detail("creditor_notice_days")
        if days is None:
            return Hit(missing=("creditor_notice_days",))
        if int(days) >= p["days"] and ctx.detail("email_domain_public") is not False:
            return None
        return Hit(facts=(f"{days} d",))
    return Hit(missing=("email_source",)) if source is None else Hit(facts=(str(source),))


def text_source(ctx: Ctx, p: P) -> Hit | None:
    """Texts only to a number from which the consumer texted, consented, or that was checked, within 60 days."""
    if ctx.detail("text_opted_out") is True:
        return Hit(facts=("text_opted_out",))
    source, at = ctx.detail("text_source"), ctx.detail("text_source_on")
    if source not in ("consumer_texted", "consent", "database_check"):
        return Hit(missing=("text_source",)) if source is None else Hit(facts=(str(source),))
    if at is None:
        return Hit(missing=("text_source_on",))
    day = at if isinstance(at, date) else date.fromisoformat(str(at)[:10])
    age = (ctx.at.astimezone(zone_of(ctx.places()[0])).date() - day).days
    return Hit(facts=(f"{age} d",)) if age > p["days"] else None


def social(ctx: Ctx, p: P) -> Hit | None:
    """No contact on social media where others can see it or by a deceptive friend request."""
    for key in ("public", "deceptive_request"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return None


# -- notices and disputes -------------------------------------------------------------------------
def _communicated(attempt: Attempt) -> bool:
    if attempt.template == "limited_content":
        return False
    return attempt.result in ("effective", "sent", "delivered", "met", "voicemail")


def first_communication(ctx: Ctx) -> datetime | None:
    """Return when the first communication about the debt took place, or None when there was none yet."""
    return min((a.at for a in ctx.facts.attempts or () if _communicated(a) and a.at <= ctx.at), default=None)


def _day(value: object) -> date | None:
    if value is None:
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def validation_end(ctx: Ctx, account: Account, p: P) -> date | None:
    """Return the last day of the validation period, or None when the notice was not sent."""
    sent = _day(account.extra.get("validation_sent_on"))
    if sent is None:
        return None
    received = sent
    if account.extra.get("validation_by", "mail") == "mail":
        free = {day for day, _ in ctx.facts.holidays or ()}
        left = p["mail_days"]
        while left:
            received += timedelta(days=1)
            if received.isoweekday() < 6 and received not in free:
                left -= 1
    return received + timedelta(days=p["period_days"])


def validation(ctx: Ctx, p: P) -> Hit | None:
    """The validation notice is due with the first communication or within five days, and not overshadowed."""
    today = ctx.at.astimezone(zone_of(ctx.places()[0])).date()
    if ctx.detail("includes_validation") is True:
        return None
    begun = first_communication(ctx)
    for account in ctx.accounts():
        end = validation_end(ctx, account, p)
        sent = _day(account.extra.get("validation_sent_on"))
        if end is None or (sent is not None and sent > today):
            if begun is not None and ctx.at > begun + timedelta(days=p["within_days"]):
                return Hit(facts=("overdue",))
            if begun is not None or ctx.detail("includes_validation") is False:
                return Hit(facts=("due",))
            continue
        if ctx.detail("overshadows") is True and today <= end:
            return Hit(facts=("overshadows", end.isoformat()))
    if ctx.detail("electronic_disclosure") is True and ctx.detail("esign_consent") is False:
        return Hit(facts=("esign_consent",))
    return None


def dispute(ctx: Ctx, p: P) -> Hit | None:
    """After a written dispute within the period, stop collecting that debt until the answer is sent."""
    named = {a.id for a in ctx.accounts()}
    for request in ctx.requests("dispute"):
        if request.answered_at is not None and request.answered_at <= ctx.at:
            continue
        account_id = request.scope.get("account")
        if account_id is not None and account_id not in named:
            continue
        if request.written is False:
            return Hit(severity="remind", facts=("spoken",))
        if request.scope.get("in_period") is False:
            continue
        if request.scope.get("in_period") is None:
            ends = [validation_end(ctx, a, p) for a in ctx.accounts() if account_id is None or a.id == account_id]
            made = request.since.astimezone(zone_of(ctx.places()[0])).date()
            if ends and all(end is not None and made > end for end in ends):
                continue
        return Hit(facts=("dispute",), missing=("written",) if request.written is None else ())
    return None


def deceased(ctx: Ctx, p: P) -> Hit | None:
    """After the consumer's death only the executor or administrator may be contacted."""
    dead = ctx.facts.customer.deceased or any(True for _ in ctx.requests("deceased"))
    stands = ctx.proposed.party in ("heir", "representative") and ctx.detail("executor") is True
    if not dead or stands:
        return None
    return Hit(facts=("deceased",))


def bankruptcy(ctx: Ctx, p: P) -> Hit | None:
    """During an automatic stay (bankruptcy) no collecting. Ask counsel."""
    return Hit(facts=("bankruptcy",)) if any(True for _ in ctx.requests("bankruptcy")) else None


REG = "12 CFR 1006"
COLLECT: tuple[Purpose, ...] = ("collect",)
NOT_LOCATE: tuple[Purpose, ...] = ("collect", "notify", "confirm", "answer")
PERIOD = {"mail_days": 5, "period_days": 30, "within_days": 5}
_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "us-party-attorney",
        REG,
        "6(b)(2)",
        "block",
        "med",
        "Represented: speak to the attorney.",
        "客户已委托律师，请联系律师。",
        attorney,
        parties=CONSUMER,
        reads="requests",
    ),
    _R(
        "us-cease",
        REG,
        "6(c)",
        "block",
        "med",
        "Written request to stop is on file.",
        "已收到书面停止联系要求。",
        cease,
        reads="requests",
    ),
    _R(
        "us-party-third",
        REG,
        "6(d)(1)",
        "block",
        "med",
        "Not the consumer: say nothing of the debt.",
        "非本人，不得谈及债务。",
        third,
        purposes=NOT_LOCATE,
        parties=THIRD,
    ),
    _R(
        "us-locate",
        REG,
        "10",
        "block",
        "med",
        "Location only; once; no debt talk.",
        "仅可询问联系方式，一次为限，不谈债务。",
        locate,
        purposes=("locate",),
        parties=THIRD,
    ),
    _R(
        "us-medium",
        REG,
        "14(h)",
        "block",
        "med",
        "The consumer refused this channel.",
        "客户拒绝此联系方式。",
        medium,
        reads="requests",
    ),
    _R(
        "us-email-work",
        REG,
        "22(f)(3)",
        "block",
        "med",
        "Work e-mail: not allowed.",
        "不得使用工作邮箱。",
        email_work,
        channels=("email",),
        needs=("email_employer",),
    ),
    _R(
        "us-email-procedures",
        REG,
        "6(d)(4)",
        "warn",
        "med",
        "No lawful source for this address.",
        "该邮箱来源未经确认。",
        email_source,
        channels=("email",),
        params={"days": 35},
        tighter={"days": "more"},
    ),
    _R(
        "us-text-procedures",
        REG,
        "6(d)(5)",
        "warn",
        "med",
        "Refresh consent or the number check.",
        "请更新短信同意或号码核验。",
        text_source,
        channels=("sms",),
        params={"days": 60},
        tighter={"days": "less"},
    ),
    _R(
        "us-social",
        REG,
        "22(f)(4)",
        "block",
        "med",
        "Private messages only.",
        "仅可私信。",
        social,
        channels=("im",),
        needs=("public", "deceptive_request"),
    ),
    _R(
        "us-validation",
        REG,
        "34",
        "warn",
        "med",
        "Validation notice is due.",
        "应送达债务确认通知。",
        validation,
        params=PERIOD,
        purposes=("collect", "notify"),
    ),
    _R(
        "us-dispute",
        REG,
        "38(c),(d)",
        "block",
        "med",
        "Disputed: send verification first.",
        "客户有异议，请先提供核实材料。",
        dispute,
        purposes=COLLECT,
        reads="requests",
        params={"mail_days": 5, "period_days": 30},
    ),
    _R(
        "us-deceased",
        REG,
        "6(a)(4), 34",
        "warn",
        "med",
        "Speak to the estate's representative.",
        "请联系遗产代表人。",
        deceased,
        reads="requests",
    ),
    _R(
        "us-bankruptcy",
        "11 USC",
        "362(a)",
        "block",
        "med",
        "Automatic stay: no collecting.",
        "破产冻结：不得催收。",
        bankruptcy,
        purposes=COLLECT,
        reads="requests",
    ),
)
