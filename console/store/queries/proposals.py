"""Proposals: changes that wait for another person, in words, with who may decide them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.accounts import ROLE_NAMES
from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, Sentence
from console.domain.labels import CHANNELS, DECLARED, FACTS, HOLDS, named
from console.domain.second_person import deciders, may_decide
from console.store.models import Customer, Person, Proposal
from console.store.scope import answered_by


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A change that waits for another person or was decided."""

    id: int
    what: str
    customer_id: int | None
    customer: str
    payload: Mapping[str, Any]
    text: Bilingual
    reason: str
    proof: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    why: str
    mine: bool
    may: bool
    deciders: Bilingual


def what_of(session: Session, proposal_id: int) -> str:
    """Return what a proposal would change, "" when there is none."""
    return session.execute(select(Proposal.what).where(Proposal.id == proposal_id)).scalar() or ""


def proposals(
    session: Session,
    actor_id: int,
    role: str,
    *,
    reader: Actor | None = None,
    customer_id: int = 0,
    waiting: bool = False,
    only: tuple[str, ...] = (),
    most: int = 100,
) -> list[ProposalLine]:
    """Return proposals: waiting ones first, then newest first.

    ``reader``: without customers of another team. ``only``: of these kinds.
    """
    decider = aliased(Person)
    query = (
        select(Proposal, Customer.name, Person.name, decider.name)
        .outerjoin(Customer, Customer.id == Proposal.customer_id)
        .join(Person, Person.id == Proposal.asked_by_id)
        .outerjoin(decider, decider.id == Proposal.decided_by_id)
        .order_by(Proposal.state != "asked", Proposal.id.desc())
        .limit(most)
    )
    if customer_id:
        query = query.where(Proposal.customer_id == customer_id)
    if reader is not None:
        query = query.where(or_(Proposal.customer_id.is_(None), answered_by(reader, Proposal.customer_id)))
    if only:
        query = query.where(Proposal.what.in_(only))
    if waiting:
        query = query.where(Proposal.state == "asked")
    return [
        ProposalLine(
            row.id,
            row.what,
            row.customer_id,
            name or "",
            row.payload,
            change_words(row),
            row.reason,
            row.proof,
            row.state,
            asked or "",
            row.asked_at,
            decided or "",
            row.decided_at,
            row.why,
            row.asked_by_id == actor_id,
            row.state == "asked" and may_decide(row.what, row.asked_by_id, row.asked_role, actor_id, role),
            Bilingual(*deciders(row.what, row.asked_role)),
        )
        for row, name, asked, decided in session.execute(query).all()
    ]


def change_words(row: Proposal) -> Bilingual:
    """Return what a proposal would do, in words."""
    p = row.payload
    if row.what == "person":
        return {
            "deceased": Bilingual("Not deceased", "客户健在"),
            "capacity": Bilingual("Has full capacity", "具有完全民事行为能力"),
            "minor": Bilingual("Is of age", "已成年"),
        }[p["field"]]
    if row.what == "limitation":
        since = (("day", date.fromisoformat(p["interrupted_on"] or p["due_on"])),)
        return Sentence("The limitation period runs from %(day)s", "诉讼时效自%(day)s起算", since)
    if row.what == "calendar":
        return _day_words(p)
    return _WORDS[row.what](p)


def _day_words(p: Mapping[str, Any]) -> Bilingual:
    if p.get("restore"):
        return Sentence("%(day)s opens again", "%(day)s恢复营业", (("day", date.fromisoformat(p["on"])),))
    of = (("day", date.fromisoformat(p["on"])), ("name", p["name"]))
    return Sentence("%(day)s (%(name)s) is a working day", "%(day)s（%(name)s）为工作日", of)


def _lift(p: Mapping[str, Any]) -> Bilingual:
    kind = named(HOLDS, p.get("kind", ""))
    return Bilingual(f"Lift: {kind.en}", f"解除：{kind.zh}")


def _confirm(p: Mapping[str, Any]) -> Bilingual:
    kind, ways = named(HOLDS, p["kind"]), [named(CHANNELS, channel) for channel in p["channels"]]
    en, zh = ", ".join(way.en for way in ways), "、".join(way.zh for way in ways)
    return Bilingual(f"{kind.en}: confirmed, open by {en}", f"{kind.zh}：确认，仅保留{zh}")


def _recall(p: Mapping[str, Any]) -> Bilingual:
    many, people, file = p["missing"], p["people"], p["file"]
    return Bilingual(
        f"Recall {many:,} of {people:,} people whom the whole list {file} leaves out",
        f"收回完整名单 {file} 中缺失的 {many:,} 名客户（共 {people:,} 名）",
    )


def _declare(p: Mapping[str, Any]) -> Bilingual:
    fact = named(DECLARED, p["key"])
    return Bilingual(f"Declare for {p['name']}: {fact.en}", f"为{p['name']}声明：{fact.zh}")


def _paper(p: Mapping[str, Any]) -> Bilingual:
    kind, whose = named(FACTS, p["kind"]), p["agency"] or p["of"]
    ends = p["until_on"] or "…"
    return Bilingual(
        f"{kind.en} {p['number']} of {whose}, {p['since_on']} to {ends}",
        f"{whose}的{kind.zh} {p['number']}，{p['since_on']} 至 {ends}",
    )


def _assign(p: Mapping[str, Any]) -> Bilingual:
    if not p["agency"]:
        return Bilingual(f"The creditor itself works {p['name']}", f"{p['name']}由债权人自行催收")
    return Bilingual(f"{p['agency']} works {p['name']}", f"{p['name']}由{p['agency']}催收")


_ACCOUNT: Mapping[str, Callable[[Bilingual, str], Bilingual]] = {
    "made": lambda role, who: Bilingual(f"New account of {who}: {role.en}", f"新建账号：{who}，{role.zh}"),
    "password": lambda role, who: Bilingual(
        f"New first password for {who} ({role.en})", f"重置 {who}（{role.zh}）的密码"
    ),
    "second": lambda role, who: Bilingual(
        f"Remove the second factor of {who} ({role.en})", f"解除 {who}（{role.zh}）的双重验证"
    ),
    "role": lambda role, who: Bilingual(f"{who} becomes: {role.en}", f"{who} 变更为：{role.zh}"),
    "enabled": lambda role, who: Bilingual(f"Access again for {who} ({role.en})", f"恢复 {who}（{role.zh}）的访问"),
}


def _account(p: Mapping[str, Any]) -> Bilingual:
    return _ACCOUNT[p["act"]](named(ROLE_NAMES, p.get("role") or p["was"]), f"{p['name']} ({p['login']})")


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], Bilingual]] = {
    "lift": _lift,
    "confirm": _confirm,
    "zone": lambda p: Bilingual(f"Has moved: {p['zone']} ({p['region']})", f"现居地：{p['zone']} ({p['region']})"),
    "number": lambda p: Bilingual("The number is usable again", "号码恢复可用"),
    "lost": lambda p: Bilingual("Contact lost: third parties may be contacted", "认定失联：可联系第三人转告"),
    "creditor": lambda p: Bilingual(f"The creditor is of type {p['type']}", f"债权人类型改为 {p['type']}"),
    "suppression": lambda p: Bilingual(
        f"Contact again, off the list {p['list']}: {p['named']}", f"移出禁呼名单 {p['list']}：{p['named']}"
    ),
    "recall": _recall,
    "house_end": lambda p: Bilingual(f"End the house rule: {p['said']}", f"终止内部规则：{p['said']}"),
    "declare": _declare,
    "paper": _paper,
    "assign": _assign,
    "account": _account,
    "rest": lambda p: Bilingual(
        f"New accounts decide after {p['hours']} hours instead of {p['was']}",
        f"新账号等待时间由 {p['was']} 小时改为 {p['hours']} 小时",
    ),
}
