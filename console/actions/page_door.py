"""The door of the customer's own page: a link, a code to a number on file, the name, and the session that they open.

All answers are alike for a link that works and for one that does not: nobody learns here who is a customer. Links,
codes and sessions live in real time, and only their hashes are stored.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from sqlalchemy import select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate, audit_chain
from console.actions.steps.handout_lock import lock_live_handout
from console.actions.steps.page_tries import count, over, refuse_over
from console.domain.compliance import Proposed
from console.domain.customer_page import (
    CODE_DIGITS,
    CODE_GAP,
    CODE_LIFE,
    CODE_TRIES,
    IDLE,
    LINK_LIFE,
    SESSION_LIFE,
    code_mark,
    code_of,
    same_name,
    token_mark,
)
from console.domain.errors import Busy, IllegalMove, Invalid, NotYours
from console.store.customer_facts import whose_debt
from console.store.fast.entities import put
from console.store.fast.statements import add, change
from console.store.models import Attempt, Customer, CustomerPhone, PageLink, PageSession, Phone
from console.store.queries import masking

WRONG = "That did not fit. Check the code and the name, or ask for a new code."


def template_text(creditor: str, creditor_zh: str, region: str) -> str:
    """Return the text that brings the link, without its address: it names no debt."""
    if region in ("CN", "HK", "MO", "TW"):
        return f"【{creditor_zh or creditor}】您要的本人页面链接，72小时内有效，打开时需短信验证码。请勿转发。"
    return f"{creditor}: the link to your own page, as you asked. It works for 72 hours and asks for a code."


@action("page.invite")
def invite(act: Act, handout_id: int, phone_id: int) -> Answer:
    """Make a link to the customer's own page for a number on file, under the verdict for a text to it.

    ``show_once`` holds the token, the number and the text: the caller sends them after the commit. The links that the
    customer had before end.
    """
    mine = lock_live_handout(act, handout_id)
    number = attempt_gate.lock_number(act, mine.customer, phone_id=phone_id)
    if number.role != "debtor":
        raise Invalid("The page is the customer's own: choose one of the customer's own numbers.", field="phone_id")
    loaded = attempt_gate.Case(mine.customer, *whose_debt(act.work.session, mine.customer), mine.house_version)
    talking = act.work.session.execute(
        select(Attempt.id).where(Attempt.handout_id == handout_id, Attempt.answered_at.is_not(None)).limit(1)
    ).first()
    if talking is None:
        raise IllegalMove("Send the link while you talk with the customer, or after it: the customer must want it.")
    creditor = loaded.creditor
    text = template_text(creditor.name, creditor.name_zh, mine.customer.region)
    proposed = Proposed("sms", purpose="answer", number=number.e164, text=text, at=act.now)
    judged = attempt_gate.judge(act, loaded, proposed, "verdict.permit", team=act.actor.team_id)
    if judged.verdict.blocked:
        return attempt_gate.refused(judged.verdict)
    attempt_gate.begin(
        act,
        judged,
        proposed,
        handout_id=None,
        agent_id=act.actor.id,
        phone_id=number.id,
        result="sent",
        line_result="sent",
        ended_at=act.now,
        line="page",
    )
    token = make_link(act, mine.customer.id, number.id, handout_id)
    return Answer(
        text="The link is on its way to %(number)s.",
        words={"number": masking.phone(number.e164)},
        data={"state": "sent"},
        show_once={"link": token, "to": number.e164, "text": text},
    )


def make_link(act: Act, customer_id: int, phone_id: int, handout_id: int | None) -> str:
    """End the customer's earlier links, make a new one and return its token."""
    real = act.context.wall_clock()
    act.work.session.execute(
        update(PageLink).where(PageLink.customer_id == customer_id, PageLink.ended_at.is_(None)).values(ended_at=real)
    )
    token = secrets.token_urlsafe(24)
    add(
        act.work.session,
        PageLink,
        customer_id=customer_id,
        token_sha256=token_mark(token),
        phone_id=phone_id,
        handout_id=handout_id,
        by_id=act.actor.person_id,
        made_at=real,
        expires_at=real + LINK_LIFE,
        code_sha256="",
        code_tries=0,
    )
    return token


def _link(act: Act, token: str, real: datetime) -> PageLink | None:
    """Return the living link of this token, locked, or None."""
    return act.work.session.execute(
        select(PageLink)
        .where(PageLink.token_sha256 == token_mark(token), PageLink.ended_at.is_(None), PageLink.expires_at > real)
        .with_for_update()
    ).scalar_one_or_none()


@action("page.code", audited=False)
def send_code(act: Act, token: str, remote: str) -> Answer:
    """Make a code for a living link. The answer is the same without one.

    ``show_once`` holds code and number for the caller, who sends them after the commit.
    """
    real = act.context.wall_clock()
    refuse_over(act, "code.address", remote, real)
    count(act, "code.address", remote, real)
    link = _link(act, token, real)
    if link is None:
        return Answer(keep=False)
    number = act.work.session.execute(
        select(Phone.e164)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(
            Phone.id == link.phone_id,
            CustomerPhone.customer_id == link.customer_id,
            CustomerPhone.role == "debtor",
            CustomerPhone.status.in_(("usable", "opted_out")),  # asking for a code is no message of ours
        )
    ).scalar_one_or_none()
    soon = link.code_at is not None and real - link.code_at < CODE_GAP
    origins = (("code.link", str(link.id)), ("code.number", token_mark(number or "")), ("wrong.link", str(link.id)))
    if number is None or soon or any(over(act, kind, origin, real) for kind, origin in origins):
        return Answer(keep=False)
    for kind, origin in origins[:2]:
        count(act, kind, origin, real)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    put(act.work.session, link, code_sha256=code_mark(token, code), code_at=real, code_tries=0)
    return Answer(keep=False, show_once={"code": code, "to": number})


@action("page.enter", audited=False)
def enter(act: Act, token: str, typed: str, name: str, remote: str) -> Answer:
    """Open a session with the code and the customer's name. A code is used once.

    A wrong try is counted for link, number and address, and the answer does not say what was wrong.
    """
    real = act.context.wall_clock()
    if over(act, "wrong.address", remote, real):
        return _refused(Busy("Too many tries. Wait 15 minutes."))
    link = _link(act, token, real)
    if link is None:
        count(act, "wrong.address", remote, real)
        return _refused(Invalid(WRONG, field="code"))
    number = token_mark(act.work.session.execute(select(Phone.e164).where(Phone.id == link.phone_id)).scalar_one())
    customer = act.work.session.get_one(Customer, link.customer_id)
    lives = link.code_at is not None and real - link.code_at <= CODE_LIFE and link.code_tries < CODE_TRIES
    stopped = over(act, "wrong.link", str(link.id), real) or over(act, "wrong.number", number, real)
    fits = hmac.compare_digest(code_mark(token, code_of(typed)), link.code_sha256 or "-")
    if stopped or not (lives and fits and same_name(name, customer.name)):
        put(act.work.session, link, code_tries=link.code_tries + 1)
        for kind, origin in (("wrong.link", str(link.id)), ("wrong.number", number), ("wrong.address", remote)):
            count(act, kind, origin, real)
        return _refused(Invalid(WRONG, field="code"))
    put(act.work.session, link, code_sha256="", code_at=None, code_tries=0)
    session = secrets.token_urlsafe(32)
    add(
        act.work.session,
        PageSession,
        link_id=link.id,
        customer_id=customer.id,
        token_sha256=token_mark(session),
        made_at=real,
        seen_at=real,
    )
    audit_chain.append(act, "page.entered", {"link": link.id}, customer.id)
    return Answer(keep=False, show_once={"session": session})


def _refused(error: Busy | Invalid) -> Answer:
    """Return a refusal that is kept: the counted try must stand."""
    return Answer(ok=False, code=error.code, text=error.text, at_field=error.field, keep=False)


@action("page.leave", audited=False)
def leave(act: Act, token: str) -> Answer:
    """End the session and its link."""
    real = act.context.wall_clock()
    session = _session(act, token)
    put(act.work.session, session, ended_at=real)
    change(act.work.session, PageLink, session.link_id, ended_at=real)
    return Answer(keep=False)


@action("page.seen", audited=False)
def seen(act: Act, token: str) -> Answer:
    """Store that the session is in use."""
    put(act.work.session, _session(act, token), seen_at=act.context.wall_clock())
    return Answer(keep=False)


def _session(act: Act, token: str) -> PageSession:
    found = act.work.session.execute(
        select(PageSession).where(PageSession.token_sha256 == token_mark(token), PageSession.ended_at.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise NotYours()
    return found


def lives(made_at: datetime, seen_at: datetime, real: datetime) -> bool:
    """Return True while a session may still be used."""
    return real - made_at <= SESSION_LIFE and real - seen_at <= IDLE
