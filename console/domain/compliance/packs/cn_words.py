"""Mainland rules on what is said or written. The text check itself is ``domain.speech``.

A test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import OWN_PARTIES, Ctx
from console.domain.compliance.limitation import expired
from console.domain.compliance.reach import A_LETTER, DIALOGUE_OR_COMES, PREVIEWED, THE_PERSON, THE_WORDS
from console.domain.compliance.types import Hit, Rule, Test
from console.domain.facts import Channel, Direction
from console.domain.speech import CODES
from console.domain.speech.listen import DEBT_WORDS, negated
from console.domain.text.normalise import fold

P = Mapping[str, Any]
CRIME = re.compile(r"坐牢|判刑|刑事|诈骗|犯罪|逮捕|刑拘|拘留|监狱|jail|prison|arrest|crim|fraud|felony")


def said(*names: str) -> Test:
    """Return a test that applies when words of these categories are found (``domain.speech.categories``)."""
    kinds = {CODES[name] for name in names}

    def test(ctx: Ctx, p: P) -> Hit | None:
        quotes = tuple(h.quote for h in ctx.heard() if h.kind in kinds)
        return Hit(facts=quotes) if quotes else None

    return test


harassment = said(
    "threat_violence", "threat_family_work", "insult", "obscenity", "threat_nuisance", "threat_publishing"
)


def no_disclose(ctx: Ctx, p: P) -> Hit | None:
    """No word of the debt to anyone who is not a party to it, and none in a voice message."""
    if ctx.detail("discloses_debt") is True:
        return Hit(facts=("discloses_debt",))
    outsider = ctx.proposed.party not in OWN_PARTIES or ctx.proposed.channel == "voice_message"
    if not outsider or not ctx.proposed.text:
        return None
    match = DEBT_WORDS.search(fold(ctx.proposed.text).text)
    return Hit(facts=(match[0],)) if match else said("debt_disclosed")(ctx, p)


def verify_first(ctx: Ctx, p: P) -> Hit | None:
    """No word of the debt before the identity is verified."""
    if ctx.detail("identity_verified") is not False or ctx.proposed.party not in OWN_PARTIES:
        return None
    if ctx.detail("discloses_debt") is True:
        return Hit(facts=("discloses_debt",))
    match = DEBT_WORDS.search(fold(ctx.proposed.text or "").text)
    return Hit(facts=(match[0],)) if match else None


def card_fraud(ctx: Ctx, p: P) -> Hit | None:
    """An agent never threatens with crime or prison, even when the legal step is true."""
    for heard in ctx.heard():
        if heard.kind == CODES["false_legal_step"] and CRIME.search(fold(heard.quote).text):
            return Hit(facts=(heard.quote,))
    return None


def amount(ctx: Ctx, p: P) -> Hit | None:
    """The amount must equal the ledger, and the ledger may not be older than a day."""
    quotes = tuple(h.quote for h in ctx.heard() if h.kind == CODES["false_amount"])
    if quotes:
        return Hit(facts=quotes)
    stated = ctx.detail("stated_amount_minor")
    if stated is None:
        return None
    owed = sum(a.balance or 0 for a in ctx.accounts())
    if int(stated) != owed:
        return Hit(facts=(f"{stated} / {owed}",))
    dates = [a.ledger_at for a in ctx.accounts()]
    if any(d is None for d in dates):
        return Hit(severity="warn", missing=("ledger_at",))
    oldest = min(d for d in dates if d is not None)
    if oldest < ctx.at - timedelta(hours=p["hours"]):
        return Hit(facts=(oldest.isoformat(),))
    return None


def fee(ctx: Ctx, p: P) -> Hit | None:
    """No fee outside the contract and no payee other than the creditor."""
    if ctx.detail("fee_in_contract") is False:
        return Hit(facts=("fee_in_contract",))
    if ctx.detail("payee_is_creditor") is False:
        return Hit(facts=("payee_is_creditor",))
    return said("extra_fee")(ctx, p)


def public(ctx: Ctx, p: P) -> Hit | None:
    """Nothing where others can see it: door, lobby, group chat, comment, open postcard."""
    for key in ("public", "postcard"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return said("threat_publishing")(ctx, p)


def forged(ctx: Ctx, p: P) -> Hit | None:
    """No paper that looks like a court's, with a forged seal or with a docket number that is not on file."""
    for key in ("looks_like_court", "seal_forged", "docket_not_on_file"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return None


LETTER = ("holder_balance", "cause_rules", "rights_duties", "how_to_act", "bank_contact", "seal")


def letter_fields(ctx: Ctx, p: P) -> Hit | None:
    """A card letter must hold the six items of article 69 of the card rules."""
    if not any(a.product == "credit_card" for a in ctx.accounts()):
        return None
    has = ctx.detail("letter_has") or ()
    lacks = tuple(item for item in LETTER if item not in has)
    return Hit(facts=lacks) if lacks else None


def marketing(ctx: Ctx, p: P) -> Hit | None:
    """No offers of products in a collection contact without consent to marketing."""
    if ctx.covering("marketing", ctx.at) is not None:
        return None
    return Hit(facts=("marketing",)) if ctx.detail("marketing") is True else said("advertising")(ctx, p)


def preview(ctx: Ctx, p: P) -> Hit | None:
    """No word of the debt in a preview or a subject line, and nothing to an employer's mailbox."""
    if ctx.detail("email_employer") is True and ctx.proposed.channel == "email":
        return Hit(facts=("email_employer",))
    shown = [str(ctx.detail("subject") or "")]
    text = ctx.proposed.text or ""
    shown.append(text if ctx.proposed.channel == "voice_message" else text[: p["characters"]])
    for part in shown:
        match = DEBT_WORDS.search(fold(part).text)
        if match:
            return Hit(facts=(match[0],))
    return None


def cfc(ctx: Ctx, p: P) -> Hit | None:
    """Consumer finance: no threat, no insult, no unrelated person. A written policy must exist."""
    if not any(a.creditor_type == "consumer_finance" for a in ctx.accounts()):
        return None
    if ctx.detail("collection_policy") is False:
        return Hit(facts=("collection_policy",))
    if ctx.proposed.party in ("listed_contact", "third_party") and ctx.proposed.purpose == "collect":
        return Hit(facts=(ctx.proposed.party,))
    return harassment(ctx, p)


def card13(ctx: Ctx, p: P) -> Hit | None:
    """Card bank: arrears stay private, no unrelated person, and the agency must be public."""
    if not any(a.creditor_type == "card_bank" for a in ctx.accounts()):
        return None
    if ctx.detail("agency_public") is False:
        return Hit(facts=("agency_public",))
    if ctx.proposed.party in ("listed_contact", "third_party"):
        if ctx.proposed.purpose == "collect":
            return Hit(facts=(ctx.proposed.party,))
        return no_disclose(ctx, p)
    return None


SUE = re.compile(
    r"必(?:胜|赢)|(?:法院)?(?:一定|肯定|必然|必)(?:会)?(?:判|支持|胜诉)"
    r"|court will (?:surely|certainly|definitely)|sure to win"
)


def limitation_words(ctx: Ctx, p: P) -> Hit | None:
    """No promise of a court success for a time-barred claim."""
    text = fold(ctx.proposed.text or "").text
    match = SUE.search(text)
    if match is None or negated(text, match.start()):
        return None
    return strictest(
        Hit(facts=(match[0], start.isoformat()))
        for account in ctx.accounts()
        if (start := expired(ctx, account, p["years"], p["longest"])) is not None
    )


def brand(ctx: Ctx, p: P) -> Hit | None:
    """No use of another firm's brand, no bought lists, no slander of a competitor."""
    for key in ("uses_other_brand", "bought_list"):
        if ctx.detail(key) is True:
            return Hit(facts=(key,))
    return said("slander")(ctx, p)


CBA = "CBA personal-loan collection guideline (2026)"
WRITTEN: tuple[Channel, ...] = ("sms", "email", "im", "voice_message")
BOTH: tuple[Direction, ...] = ("out", "in")
_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "cn-msg-threat",
        f"{CBA}; card rules; Order 2022-9; PSAPL; Criminal Law",
        "68; 41; 50; 293",
        "block",
        "high",
        "Threat detected; stop and apologise.",
        "涉嫌威胁，请立即停止。",
        said("threat_violence", "threat_family_work", "threat_nuisance"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-insult",
        "CBA; Consumer Law; Civil Code; Criminal Law",
        "27; 1024; 246",
        "block",
        "high",
        "Insulting words; stop.",
        "用语侮辱，请停止。",
        said("insult", "obscenity", "contempt"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-id-impersonate",
        f"{CBA}; Criminal Law",
        "279, 280",
        "block",
        "high",
        "Never pose as an authority.",
        "严禁冒充公检法或律师。",
        said("false_identity"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-false-legal",
        CBA,
        "",
        "block",
        "high",
        "That legal step is not true.",
        "不得虚构法律后果。",
        said("false_legal_step"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-credit",
        f"{CBA}; Credit-bureau Regs",
        "15, 16, 25",
        "block",
        "high",
        "State credit effects accurately.",
        "征信影响须如实说明。",
        said("false_credit_effect"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-card-fraud",
        "Card-crime interpretation 2018",
        "6-8",
        "block",
        "high",
        "Do not mention crime or jail.",
        "不得以刑责相威胁。",
        card_fraud,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-party-no-disclose",
        f"{CBA}; GB/T 45251-2025; PIPL; Civil Code",
        "10, 25; 1032-1033",
        "block",
        "high",
        "Do not reveal the debt.",
        "不得透露欠款信息。",
        no_disclose,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "discloses_debt"),
    ),
    _R(
        "cn-id-verify-debtor",
        "product policy after PIPL; Civil Code",
        "6, 51; 1034",
        "block",
        "policy",
        "Verify identity first.",
        "请先核实身份。",
        verify_first,
        reach=DIALOGUE_OR_COMES,
        directions=BOTH,
        needs=("identity_verified",),
    ),
    _R(
        "cn-party-no-substitute",
        CBA,
        "",
        "block",
        "high",
        "Never ask relatives to pay.",
        "不得要求第三人代偿。",
        said("third_party_pressed"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-induce-loan",
        f"{CBA}; NIFA 2024",
        "",
        "block",
        "high",
        "Never suggest new borrowing.",
        "禁止诱导借新还旧。",
        said("urged_borrowing"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-msg-fee",
        f"{CBA}; NIFA 2024",
        "",
        "block",
        "high",
        "No extra fees or private account.",
        "禁收额外费用或私户收款。",
        fee,
        reach=THE_WORDS,
        directions=BOTH,
        deeds=("contact", "payment"),
        needs=("text", "fee_in_contract", "payee_is_creditor"),
    ),
    _R(
        "cn-msg-amount",
        f"{CBA}; Consumer Law",
        "20",
        "block",
        "high",
        "Amount differs from the ledger.",
        "金额与账务不符。",
        amount,
        reach=THE_WORDS,
        directions=BOTH,
        params={"hours": 24},
        needs=("text", "stated_amount_minor"),
        tighter={"hours": "less"},
    ),
    _R(
        "cn-msg-public-post",
        f"{CBA}; PIPL",
        "25",
        "block",
        "high",
        "No public notice of debt.",
        "禁止公开张贴或群发。",
        public,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "public", "postcard"),
    ),
    _R(
        "cn-msg-forged",
        "Criminal Law; CBA",
        "280",
        "block",
        "high",
        "The document looks like a court paper.",
        "疑似伪造司法文书。",
        forged,
        reach=THE_WORDS,
        needs=("looks_like_court", "seal_forged", "docket_not_on_file"),
    ),
    _R(
        "cn-msg-letter-fields",
        "Card rules",
        "69",
        "warn",
        "med",
        "The letter lacks required items.",
        "催收函缺少必备内容。",
        letter_fields,
        reach=A_LETTER,
        needs=("letter_has",),
    ),
    _R(
        "cn-msg-marketing",
        "Consumer Law; Regulations 2024",
        "29(3)",
        "block",
        "high",
        "Do not add advertising.",
        "催收中不得夹带营销。",
        marketing,
        reach=THE_WORDS,
        needs=("text", "marketing"),
    ),
    _R(
        "cn-msg-privacy-preview",
        "product policy from PIPL",
        "6",
        "warn",
        "policy",
        "Hide debt words in the preview.",
        "预览不得显示欠款字样。",
        preview,
        reach=PREVIEWED,
        params={"characters": 20},
        needs=("text", "subject", "email_employer"),
        tighter={"characters": "more"},
    ),
    _R(
        "cn-cfc-conduct",
        "Consumer-finance company measures (2024)",
        "article not verified",
        "block",
        "high (text), low (article)",
        "Consumer-finance case: harassment ban applies.",
        "消金案件，严禁骚扰与无关第三人催收。",
        cfc,
        reach=THE_WORDS,
        directions=BOTH,
        since=date(2024, 4, 18),
    ),
    _R(
        "cn-card-13",
        "Yinbaojianfa [2022] 13",
        "",
        "block",
        "med",
        "Card case: the agency must be public, the debt private.",
        "信用卡案件须公示机构并保密欠款。",
        card13,
        reach=THE_PERSON,
        deeds=("contact", "assignment"),
    ),
    _R(
        "cn-law-limitation",
        "Civil Code",
        "188, 192",
        "block",
        "high",
        "Time-barred: do not promise a judgment.",
        "已过时效，不得称法院必判。",
        limitation_words,
        reach=THE_WORDS,
        directions=BOTH,
        params={"years": 3, "longest": 20},
        needs=("text",),
        tighter={"years": "less"},
    ),
    _R(
        "cn-law-restraint",
        "Criminal Law",
        "238, 245",
        "block",
        "high",
        "Leave at once.",
        "请立即离开。",
        said("restraint"),
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text",),
    ),
    _R(
        "cn-fair-competition",
        "Anti-Unfair Competition Law",
        "6, 8, 9, 11",
        "warn",
        "med",
        "Do not use or attack another brand.",
        "勿冒用或贬损他机构。",
        brand,
        reach=THE_WORDS,
        directions=BOTH,
        needs=("text", "uses_other_brand", "bought_list"),
    ),
)
