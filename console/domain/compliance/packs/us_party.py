"""Regulation F rules on who may be contacted, by which medium, and when it must stop.

Source: 12 CFR 1006. A test's docstring says what the rule demands or forbids. The section stands in the
rule's row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import SPOKEN, Ctx, midnight, zone_of
from console.domain.compliance.days import day_of
from console.domain.compliance.incoming import stops
from console.domain.compliance.labels import asks_nothing, only_confirms
from console.domain.compliance.packs.us_time import CONSUMER_EAR, answering
from console.domain.compliance.reach import A_CHAT, A_TEXT, AN_EMAIL, ELECTRONIC, THE_DEBT, THE_PERSON, THE_STOP
from console.domain.compliance.types import Hit, Rule
from console.domain.compliance.who import THIRD, binds, own_contact, spoken_with
from console.domain.facts import Account, Attempt, Consent, Party, Purpose, Request
from console.domain.speech.listen import DEBT_WORDS
from console.domain.text.normalise import fold

P = Mapping[str, Any]
CONSUMER: tuple[Party, ...] = ("debtor", "co_debtor", "guarantor", "spouse", "guardian", "representative")
STRANGERS: tuple[Party, ...] = (*THIRD, "heir")
NOTICES = ("efforts_end", "may_remedy", "intends_remedy")


def attorney(ctx: Ctx, p: P) -> Hit | None:
    """A consumer with an attorney: speak to the attorney, unless the attorney is silent or consents."""
    hits = []
    for request in ctx.requests("represented"):
        scope = request.scope
        if scope.get("attorney_silent") or scope.get("attorney_consents") or scope.get("attorney_known") is False:
            continue
        if ctx.proposed.party == "representative" or not binds(request, ctx.proposed, CONSUMER_EAR):
            continue
        if answering(ctx, request.since):
            continue
        missing = ("attorney_known",) if scope.get("attorney_known") is None else ()
        hits.append(Hit(request.until, facts=("represented",), missing=missing))
    return strictest(hits)


def cease(ctx: Ctx, p: P) -> Hit | None:
    """After a written request to stop or refusal to pay, only three kinds of notice, once each."""
    return strictest(
        Hit(request.until, facts=(request.kind,), missing=("written",) if request.written is None else ())
        for request in ctx.requests("cease", "refusal", ear=CONSUMER_EAR)
        if request.written or (request.written is None and request.kind == "cease")
        if not _permitted_notice(ctx, request)
    )


def _permitted_notice(ctx: Ctx, request: Request) -> bool:
    """Return True for one of the three notices that may follow a stop, once, when its words say nothing else."""
    notice = ctx.detail("permitted_notice")
    if notice not in NOTICES or ctx.proposed.purpose not in ("notify", "confirm"):
        return False
    if ctx.proposed.text and not asks_nothing(ctx.proposed.text):
        return False
    return not any(
        a.direction == "out" and a.template == notice and request.since <= a.at <= ctx.at
        for a in ctx.facts.attempts or ()
    )


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
    match = DEBT_WORDS.search(fold(ctx.proposed.text).text) if ctx.proposed.text else None
    if match is not None:
        return Hit(facts=(match[0],))
    represented = strictest(Hit(request.until, facts=("represented",)) for request in ctx.requests("represented"))
    if represented is not None:
        return represented
    again = ctx.detail("asked_again") is True or ctx.detail("earlier_answer_wrong") is True
    for a in ctx.facts.attempts or ():
        if a.direction != "out" or a.at > ctx.at or a.party not in STRANGERS or again:
            continue
        if own_contact(ctx.proposed, a) and spoken_with(ctx.proposed, a) and a.result in LOCATED:
            return Hit(facts=("spoken before",))
    return _nothing_to_locate(ctx)


LOCATED = ("answered", "effective", "met", "delivered")


def _nothing_to_locate(ctx: Ctx) -> Hit | None:
    """Warn while the consumer was reached and is not lost again: there is no location to ask for."""
    reached = max(
        (
            a.at
            for a in ctx.facts.attempts or ()
            if a.party in ("debtor", "co_debtor") and a.result in SPOKEN and a.at <= ctx.at
        ),
        default=None,
    )
    if reached is None or any(request.since > reached for request in ctx.requests("lost")):
        return None
    own = [phone for phone in ctx.facts.phones or () if phone.role == "debtor"]
    if own and all(phone.status in ("invalid", "wrong", "suspended", "dropped") for phone in own):
        return None
    return Hit(severity="warn", facts=("reached",))


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
    """By a refused medium only one confirmation that says nothing else, one answer, and what the law requires."""
    if ctx.detail("legally_required") is True:
        return None
    confirms = ctx.proposed.purpose == "confirm" and (not ctx.proposed.text or only_confirms(ctx.proposed.text))
    hits = []
    for request, end in ctx.binding("medium_refused", "opt_out"):
        if (confirms and not _spent(ctx, request)) or answering(ctx, request.since):
            continue
        hits.append(Hit(end, facts=(request.kind,)))
    return strictest(hits)


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
        return _creditor_notice(ctx, p)
    return Hit(missing=("email_source",)) if source is None else Hit(facts=(str(source),))


def _creditor_notice(ctx: Ctx, p: P) -> Hit | None:
    """The creditor's notice left the consumer 35 days to opt out, they are over, and the domain is open to all."""
    if ctx.detail("email_domain_public") is False:
        return Hit(facts=("email_domain_public",))
    sent, until = day_of(ctx.detail("creditor_notice_on")), day_of(ctx.detail("creditor_notice_until"))
    days = ctx.detail("creditor_notice_days")
    today = _today(ctx)
    if sent is not None:
        end = until or sent + timedelta(days=p["days"])
        if (end - sent).days < p["days"]:
            return Hit(facts=(f"{(end - sent).days} d",))
        if today <= end:
            return Hit(max(midnight(name, end + timedelta(days=1)) for name in ctx.places()), facts=(end.isoformat(),))
        days = p["days"]
    if days is None:
        return Hit(missing=("creditor_notice_days",))
    if int(days) < p["days"]:
        return Hit(facts=(f"{days} d",))
    return Hit(missing=("email_domain_public",)) if ctx.detail("email_domain_public") is None else None


def text_source(ctx: Ctx, p: P) -> Hit | None:
    """Texts only to a number that the consumer texted from or consented to, and that is fresh.

    Fresh: the last text, the consent or a check of the database of reassigned numbers lies within 60 days, and the
    check is not older than the text or the consent that it confirms. A check alone opens nothing.
    """
    if ctx.detail("text_opted_out") is True:
        return Hit(facts=("text_opted_out",))
    source, at = ctx.detail("text_source"), day_of(ctx.detail("text_source_on"))
    dated = {
        "consumer_texted": "consumer_texted_on",
        "consent": "text_consent_on",
        "database_check": "number_checked_on",
    }
    if source is not None and source not in dated:
        return Hit(facts=(str(source),))
    days = {name: day_of(ctx.detail(name)) for name in dated.values()}
    if source is not None and at is not None:
        days[dated[source]] = max(at, days[dated[source]] or at)
    base = max(
        (day for day in (*_texts_from(ctx), days["consumer_texted_on"], days["text_consent_on"]) if day), default=None
    )
    if base is None:
        unknown = source in ("consumer_texted", "consent") or (source is None and not any(days.values()))
        missing = "text_source_on" if source in ("consumer_texted", "consent") else "text_source"
        return Hit(missing=(missing,)) if unknown else Hit(facts=("number_checked_on",))
    checked = days["number_checked_on"]
    fresh = max(base, checked) if checked is not None and checked >= base else base
    age = (_today(ctx) - fresh).days
    return Hit(facts=(f"{age} d",)) if age > p["days"] else None


def _texts_from(ctx: Ctx) -> list[date]:
    """Return the days on which the file shows a text from this number or a consent to texts."""
    zone = zone_of(ctx.places()[0])
    found = [
        a.at.astimezone(zone).date()
        for a in ctx.facts.attempts or ()
        if a.channel == "sms" and a.direction == "in" and a.at <= ctx.at and not stops(a)
        if spoken_with(ctx.proposed, a) and (a.number is None or ctx.number is None or a.number == ctx.number)
    ]
    for consent in ctx.facts.consents or ():
        given = consent.binds_from
        ours = consent.kind == "text" and consent.given_to in (None, "collector")
        if ours and given is not None and _runs(consent, ctx.at):
            found.append(given.astimezone(zone).date())
    return found


def _today(ctx: Ctx) -> date:
    return ctx.at.astimezone(zone_of(ctx.places()[0])).date()


def social(ctx: Ctx, p: P) -> Hit | None:
    """No contact on social media where others can see it or by a deceptive friend request."""
    for key in ("public", "deceptive_request"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return None


# -- notices and disputes -------------------------------------------------------------------------
def communications(ctx: Ctx) -> list[Attempt]:
    """Return this collector's own communications with the consumer about the debt, oldest first.

    None of them: a talk with a stranger, another agency's talk, a limited-content message, a message of the
    consumer's own, what was not delivered.
    """
    return sorted(
        (
            a
            for a in ctx.facts.attempts or ()
            if a.at <= ctx.at
            and a.party in CONSUMER
            and a.purpose != "locate"
            and a.template != "limited_content"
            and own_contact(ctx.proposed, a)
            and (a.result in SPOKEN or (a.direction == "out" and a.result in ("sent", "delivered", "voicemail")))
            and (a.direction == "out" or a.channel in ("call", "robot_call", "visit"))
        ),
        key=lambda a: a.at,
    )


def first_communication(ctx: Ctx) -> datetime | None:
    """Return when the first communication about the debt took place, or None when there was none yet."""
    return next((a.at for a in communications(ctx)), None)


def validation_end(ctx: Ctx, account: Account, p: P) -> date | None:
    """Return the last day of the validation period, or None when the notice was not sent."""
    sent = day_of(account.extra.get("validation_sent_on"))
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
    begun = first_communication(ctx)
    return strictest([*_notice_due(ctx, p, begun), *_electronic_notice(ctx, begun)], "warn")


def _notice_due(ctx: Ctx, p: P, begun: datetime | None) -> Iterator[Hit]:
    """Yield what is wrong with the validation notice of each debt."""
    if ctx.detail("includes_validation") is True:
        return
    today = _today(ctx)
    for account in ctx.accounts():
        end = validation_end(ctx, account, p)
        sent = day_of(account.extra.get("validation_sent_on"))
        if end is None or (sent is not None and sent > today):
            if begun is not None and ctx.at > begun + timedelta(days=p["within_days"]):
                yield Hit(facts=("overdue",))
            elif begun is not None or ctx.detail("includes_validation") is False:
                yield Hit(facts=("due",))
        elif ctx.detail("overshadows") is True and today <= end:
            yield Hit(facts=("overshadows", end.isoformat()))


def _electronic_notice(ctx: Ctx, begun: datetime | None) -> Iterator[Hit]:
    """Yield a hit for a required notice that goes out electronically without the consent of the E-SIGN Act.

    Inside the first communication itself no such consent is needed.
    """
    notice = ctx.detail("includes_validation") is True and ctx.proposed.channel in ELECTRONIC and begun is not None
    if not notice and ctx.detail("electronic_disclosure") is not True:
        return
    if any(c.kind == "electronic_notices" for c in ctx.consents("electronic_notices") if _runs(c, ctx.at)):
        return
    agreed = ctx.detail("esign_consent")
    if agreed is False:
        yield Hit(facts=("esign_consent",))
    elif agreed is None and notice:
        yield Hit(missing=("esign_consent",))


def _runs(consent: Consent, at: datetime) -> bool:
    ends = [end for end in (consent.until, consent.revoked_at) if end is not None]
    return (consent.binds_from is None or consent.binds_from <= at) and all(end > at for end in ends)


def dispute(ctx: Ctx, p: P) -> Hit | None:
    """After a written dispute within the period, stop collecting that debt until the answer is sent."""
    hits = []
    for request in ctx.requests("dispute"):
        if request.answered_at is not None and request.answered_at <= ctx.at:
            continue
        account_id = request.scope.get("account")
        if account_id is not None and not ctx.may_concern(account_id):
            continue
        if request.written is False:
            hits.append(Hit(request.until, "remind", ("spoken",)))
            continue
        if request.scope.get("in_period") is False:
            continue
        if request.scope.get("in_period") is None:
            ends = [validation_end(ctx, a, p) for a in ctx.accounts() if account_id is None or a.id == account_id]
            made = request.since.astimezone(zone_of(ctx.places()[0])).date()
            if ends and all(end is not None and made > end for end in ends):
                continue
        missing = ("written",) if request.written is None else ()
        hits.append(Hit(request.until, facts=("dispute",), missing=missing))
    return strictest(hits)


def deceased(ctx: Ctx, p: P) -> Hit | None:
    """After the consumer's death only the executor or administrator may be contacted."""
    dead = ctx.facts.customer.deceased or any(True for _ in ctx.requests("deceased"))
    stands = ctx.proposed.party in ("heir", "representative") and ctx.detail("executor") is True
    if not dead or stands:
        return None
    return Hit(facts=("deceased",))


def bankruptcy(ctx: Ctx, p: P) -> Hit | None:
    """During an automatic stay (bankruptcy) no collecting and no suit. Ask counsel."""
    return strictest(Hit(request.until, facts=("bankruptcy",)) for request in ctx.requests("bankruptcy"))


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
        reach=THE_PERSON,
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
        reach=THE_STOP,
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
        reach=THE_PERSON,
        purposes=NOT_LOCATE,
        parties=STRANGERS,
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
        reach=THE_PERSON,
        purposes=("locate",),
        parties=STRANGERS,
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
        reach=THE_STOP,
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
        reach=AN_EMAIL,
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
        reach=AN_EMAIL,
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
        reach=A_TEXT,
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
        reach=A_CHAT,
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
        reach=THE_DEBT,
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
        reach=THE_DEBT,
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
        reach=THE_PERSON,
        assumes=("customer.deceased",),
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
        deeds=("contact", "plan", "suit"),
        reach=THE_DEBT,
        purposes=COLLECT,
        reads="requests",
    ),
)
