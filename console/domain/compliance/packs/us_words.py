"""Regulation F rules on words, notices in messages, payments, credit reports and retention.

Source: 12 CFR 1006. A test's docstring says what the rule demands or forbids. The section stands in the
rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import OWN_PARTIES, SPOKEN, Ctx
from console.domain.compliance.days import day_of, years_later
from console.domain.compliance.message_words import (
    HONEST,
    LIST_END,
    SUIT,
    full_disclosure,
    limited_faults,
    opt_out_faults,
    says_collector,
)
from console.domain.compliance.packs.both import OVER
from console.domain.compliance.packs.cn_words import said
from console.domain.compliance.packs.us_party import CONSUMER, communications, first_communication
from console.domain.compliance.reach import A_VOICE_MESSAGE, AN_ACT, MESSAGES, THE_WORDS
from console.domain.compliance.types import Hit, Rule
from console.domain.compliance.who import own_contact
from console.domain.facts import Direction
from console.domain.speech.listen import DEBT_WORDS, negated
from console.domain.text.normalise import fold

P = Mapping[str, Any]
WRITING = ("sms", "email", "im", "letter")

harassment = said(
    "threat_violence",
    "threat_family_work",
    "insult",
    "obscenity",
    "threat_nuisance",
    "threat_publishing",
    "contempt",
    "restraint",
)


def conduct(ctx: Ctx, p: P) -> Hit | None:
    """No violence, no obscene words, no publishing, no call without a meaningful identity."""
    for key in ("no_identity", "publishes_debtor", "advertises_debt"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return harassment(ctx, p)


def false(ctx: Ctx, p: P) -> Hit | None:
    """No false amount, status, consequence, authority or urgency."""
    for key in ("simulates_court", "false_authority", "false_amount"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return said("false_identity", "false_legal_step", "false_credit_effect", "false_amount")(ctx, p)


def disclose_first(ctx: Ctx, p: P) -> Hit | None:
    """The first communication, and the first one in writing, must say that it is an attempt to collect a debt."""
    if ctx.proposed.party not in OWN_PARTIES or ctx.proposed.purpose == "locate":
        return None
    earlier = communications(ctx)
    written = any(a.channel in WRITING for a in earlier)
    if earlier and (written or ctx.proposed.channel not in WRITING):
        return None
    if ctx.detail("full_disclosure") is not None:
        return None if ctx.detail("full_disclosure") else Hit(facts=("full_disclosure",))
    if ctx.proposed.text and ctx.proposed.channel in WRITING:
        return None if full_disclosure(ctx.proposed.text) else Hit(facts=("text",))
    return None


def disclose_later(ctx: Ctx, p: P) -> Hit | None:
    """Each later communication must say that it is from a debt collector."""
    if first_communication(ctx) is None or ctx.proposed.party not in OWN_PARTIES:
        return None
    if ctx.detail("says_collector") is not None:
        return None if ctx.detail("says_collector") else Hit(facts=("says_collector",))
    if ctx.proposed.text and ctx.proposed.channel in WRITING:
        return None if says_collector(ctx.proposed.text) else Hit(facts=("text",))
    return None


def opt_out(ctx: Ctx, p: P) -> Hit | None:
    """Each electronic message must offer a clear and simple opt-out: no cost, no data beyond choice and address."""
    if ctx.detail("optout_fee") is True:
        return Hit(facts=("optout_fee",))
    more = tuple(sorted({str(item) for item in ctx.detail("optout_demands") or () if item not in LIST_END}))
    if more:
        return Hit(facts=more)
    if ctx.detail("optout_by") in ("mail", "phone", "website"):
        return Hit(facts=(str(ctx.detail("optout_by")),))
    if ctx.detail("optout_line") is False:
        return Hit(facts=("optout_line",))
    if ctx.proposed.purpose == "confirm" and any(True for _ in ctx.requests("opt_out", "medium_refused")):
        return None  # it confirms the very opt-out
    if ctx.proposed.text:
        faults = opt_out_faults(ctx.proposed.text)
        if faults != ("no opt-out",) or ctx.detail("optout_line") is None:
            return Hit(facts=faults) if faults else None
    return None


MUST = ("business_name", "reply_request", "person_name", "phone")
MAY = ("greeting", "date_time", "suggested_times", "anyone_may_answer")


def limited(ctx: Ctx, p: P) -> Hit | None:
    """A limited-content voicemail must hold the four required items, and only permitted ones beside them."""
    items = ctx.detail("message_items")
    if items is not None:
        lacks = [f"lacks {item}" for item in MUST if item not in items]
        more = sorted({str(item) for item in items if item not in MUST + MAY})
        return Hit(facts=(*lacks, *more)) if lacks or more else None
    if not ctx.proposed.text:
        return None
    match = DEBT_WORDS.search(fold(ctx.proposed.text).text)
    faults = (match[0],) if match else limited_faults(ctx.proposed.text)
    return Hit(facts=faults) if faults else None


def amount(ctx: Ctx, p: P) -> Hit | None:
    """No interest, fee or charge without a basis in the agreement or the law."""
    if ctx.detail("fee_in_contract") is False:
        return Hit(facts=("fee_in_contract",))
    return said("extra_fee")(ctx, p)


def postdated(ctx: Ctx, p: P) -> Hit | None:
    """A cheque postdated by more than five days may be deposited only after a notice."""
    days = ctx.detail("postdated_days")
    if days is None or int(days) <= p["days"]:
        return None
    notice = ctx.detail("notice_business_days")
    if notice is None:
        return Hit(missing=("notice_business_days",))
    return None if p["least"] <= int(notice) <= p["most"] else Hit(facts=(f"{notice} d",))


def time_barred(ctx: Ctx, p: P) -> Hit | None:
    """For a time-barred debt no suit and no threat of a suit."""
    said_so = _suit_words(ctx)
    if said_so is None:
        return None
    rows = ctx.accounts()
    if any(account.extra.get("time_barred") is True for account in rows):
        return Hit(facts=(said_so,))
    if not rows or any(account.extra.get("time_barred") is None for account in rows):
        return Hit(severity="warn", facts=(said_so,), missing=("time_barred",))
    return None


def _suit_words(ctx: Ctx) -> str | None:
    """Return what speaks of a suit: the act itself, a mark on the contact, or its words; None when nothing does."""
    if ctx.proposed.deed == "suit":
        return "suit"
    if ctx.detail("threatens_suit") is True:
        return "threatens_suit"
    text = HONEST.sub(" ", fold(ctx.proposed.text or "").text)
    return next((match[0] for match in SUIT.finditer(text) if not negated(text, match.start())), None)


def parking(ctx: Ctx, p: P) -> Hit | None:
    """No report to a credit bureau before a conversation, or before a letter or e-mail and fourteen days."""
    best = None
    for a in ctx.facts.attempts or ():
        if a.at > ctx.at or (a.direction != "out" and a.result != "effective"):
            continue
        if a.party not in CONSUMER or a.purpose == "locate" or not own_contact(ctx.proposed, a):
            continue  # a talk with somebody else, or of another agency, is none with the consumer
        if a.result in SPOKEN:
            return None
        if a.channel in ("letter", "email") and a.result in ("sent", "delivered"):
            free = a.at + timedelta(days=p["days"])
            best = min(best, free) if best else free
    if best is not None and best <= ctx.at:
        return None
    missing = ("attempts",) if ctx.facts.attempts is None else ()
    return Hit(best, missing=missing)


def transfer(ctx: Ctx, p: P) -> Hit | None:
    """A debt that was paid, settled or discharged may not be sold or placed."""
    return strictest(
        Hit(facts=(str(account.extra["status"]),)) for account in ctx.accounts() if account.extra.get("status") in OVER
    )


def retention(ctx: Ctx, p: P) -> Hit | None:
    """Records must be kept for three years after the last activity, recordings for three years after the call."""
    value = ctx.detail("made_on" if ctx.detail("what") == "recording" else "last_activity_on")
    if value is None:
        return Hit(missing=("made_on" if ctx.detail("what") == "recording" else "last_activity_on",))
    day = day_of(value)
    assert day is not None  # said above
    free = years_later(day, p["years"])
    return Hit(facts=(free.isoformat(),)) if ctx.local.date() < free else None


REG = "12 CFR 1006"
BOTH: tuple[Direction, ...] = ("out", "in")
_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "us-conduct",
        REG,
        "14(a),(c)-(g)",
        "block",
        "med",
        "Stop: forbidden conduct.",
        "请停止：禁止行为。",
        conduct,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "no_identity", "publishes_debtor", "advertises_debt"),
    ),
    _R(
        "us-false",
        REG,
        "18(b)-(d)",
        "block",
        "med",
        "That statement is not true of this case.",
        "该说法与案情不符。",
        false,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "simulates_court", "false_authority", "false_amount"),
    ),
    _R(
        "us-disclose-first",
        REG,
        "18(e)(1)",
        "warn",
        "med",
        "Give the full disclosure.",
        "请完整告知催收目的。",
        disclose_first,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "full_disclosure"),
    ),
    _R(
        "us-disclose-later",
        REG,
        "18(e)(2)",
        "warn",
        "med",
        "Say that you are a debt collector.",
        "请说明为债务催收方。",
        disclose_later,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "says_collector"),
    ),
    _R(
        "us-amount",
        REG,
        "22(b)",
        "block",
        "med",
        "Not a lawful charge.",
        "该费用无依据。",
        amount,
        reach=THE_WORDS,
        directions=BOTH,
        deeds=("contact", "payment"),
        needs=("text", "fee_in_contract"),
    ),
    _R(
        "us-postdated",
        REG,
        "22(c)",
        "warn",
        "med",
        "Send notice before depositing.",
        "兑付前请先通知。",
        postdated,
        reach=AN_ACT,
        deeds=("payment",),
        params={"days": 5, "least": 3, "most": 10},
    ),
    _R(
        "us-optout-notice",
        REG,
        "6(e)",
        "block",
        "med",
        "Add the opt-out line.",
        "请加上退订方式。",
        opt_out,
        reach=MESSAGES,
        needs=("text", "optout_line", "optout_fee", "optout_demands", "optout_by"),
    ),
    _R(
        "us-limited-message",
        REG,
        "2(j)",
        "warn",
        "med",
        "More than a limited-content message.",
        "超出有限内容留言。",
        limited,
        reach=A_VOICE_MESSAGE,
        needs=("text", "message_items"),
    ),
    _R(
        "us-time-barred",
        REG,
        "26(b)",
        "block",
        "med",
        "Time-barred: no talk of suing.",
        "已过时效，不得以起诉相告。",
        time_barred,
        deeds=("contact", "suit"),
        reach=THE_WORDS,
        directions=BOTH,
    ),
    _R(
        "us-parking",
        REG,
        "30(a)",
        "block",
        "med",
        "Contact first, then report.",
        "先联系，后报送。",
        parking,
        reach=AN_ACT,
        purposes=("collect", "notify"),
        parties=("credit_bureau",),
        deeds=("credit_report", "contact"),
        params={"days": 14},
        tighter={"days": "more"},
    ),
    _R(
        "us-transfer",
        REG,
        "30(b)",
        "block",
        "med",
        "This debt may not be transferred.",
        "该债权不得转让。",
        transfer,
        reach=AN_ACT,
        deeds=("assignment",),
    ),
    _R(
        "us-retention",
        REG,
        "100",
        "block",
        "med",
        "Must be kept.",
        "须予保存。",
        retention,
        reach=AN_ACT,
        deeds=("retention",),
        params={"years": 3},
        tighter={"years": "more"},
    ),
)
