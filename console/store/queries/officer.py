"""What the compliance officer sees: today's verdicts, findings, requests, house rules, the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Text, bindparam, cast, func, select, text
from sqlalchemy.orm import Session, aliased

from console.domain.bilingual import Bilingual, called
from console.domain.compliance.plain import sentence_of
from console.domain.customer_file import ANSWERED, CONFIRMED, PAGE_DAYS, REVIEWED
from console.domain.labels import CONSENTS
from console.domain.speech import CATEGORIES, CUES
from console.store.fast.statements import rows_in_thread
from console.store.models import (
    Attempt,
    ChainEntry,
    Consent,
    Customer,
    HouseRule,
    Person,
    Request,
    ServiceToken,
    SpeechFinding,
)
from console.store.models.types import Instant
from console.store.queries.deadlines import read_deadlines
from console.store.queries.inbox import InboxItem, inbox
from console.store.queries.papers import rule_reviews
from console.store.queries.verdict_counts import LEVEL, SHOWN, DayCounts
from console.store.queries.verdicts import KINDS

INBOX_SHOWN = 200
NOTABLE = "notable"  # the log's own choice of level: what was blocked or warned
_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_FIRED = {
    dialect: text(
        f"SELECT {rule} AS rule, count(DISTINCT c.id) AS n FROM chain_entry c, {findings} "
        f"WHERE c.kind IN ({_KINDS}) AND c.at >= :since GROUP BY 1"
    ).bindparams(bindparam("since", type_=Instant()))
    for dialect, rule, findings in (
        ("sqlite", "json_extract(f.value, '$.rule')", "json_each(c.body, '$.verdict.findings') f"),
        ("postgresql", "f.value ->> 'rule'", "json_array_elements(c.body -> 'verdict' -> 'findings') f"),
    )
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One stored verdict."""

    id: int
    at: datetime
    kind: str
    actor: str
    customer_id: int | None
    customer: str
    level: str
    rules: tuple[str, ...]
    next_allowed_at: str
    policy: str
    digest: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One thing that happened today, newest first."""

    at: datetime
    kind: str  # block warn override breach consent speech cue
    who: Bilingual
    customer: str
    text_en: str
    text_zh: str
    severe: bool
    finding_id: int = 0
    seen: bool = False


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A wish or hold on file, with its clock."""

    id: int
    kind: str
    customer_id: int
    customer: str
    since: datetime
    due: datetime | None
    red: bool
    confirmed: bool
    answered: bool
    proof: str
    scope: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfficerView:
    """The officer's page as it stands."""

    now: datetime
    counts: dict[str, int]
    feed: tuple[FeedRow, ...]
    inbox: tuple[InboxItem, ...]
    next_review: date | None


def day_start(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant of the site's day."""
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)


def _verdict(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body.get("verdict") or {}
    return found


def officer_view(session: Session, now: datetime, zone: ZoneInfo, tally: DayCounts | None = None) -> OfficerView:
    """Return today's blocks, warnings, overrides, breaches, consents and findings, newest first.

    ``tally`` holds what an earlier call has counted; only newer rows are counted.
    """
    start = day_start(now, zone)
    counts, rows = (tally or DayCounts()).get(session, start, now)
    feed: list[FeedRow] = []
    names = _names(session)
    for row in rows:
        verdict = _verdict(row.body)
        level = str(verdict["level"])
        rules = [sentence_of(f["rule"]) for f in verdict["findings"] if f["severity"] == level]
        en, zh = " ".join(rule.en for rule in rules), "".join(rule.zh for rule in rules)
        who = names.get(row.actor) or called(row.actor, "")
        feed.append(FeedRow(row.at, level, who, row.name or "", en, zh, False))
    feed += _attempts(session, start, counts)
    feed += _consents(session, start, counts)
    feed += _findings(session, start, counts)
    feed.sort(key=lambda item: item.at, reverse=True)
    looks = rule_reviews(session, zone)
    waiting = inbox(session, now, zone, read_deadlines(session, now, zone), looks)
    counts["waiting"] = len(waiting)
    counts["overdue"] = sum(item.overdue for item in waiting)
    return OfficerView(now, dict(counts), tuple(feed[:SHOWN]), waiting[:INBOX_SHOWN], looks[0].due if looks else None)


def _names(session: Session) -> dict[str, Bilingual]:
    people = session.execute(select(Person.id, Person.name, Person.name_zh)).all()
    machines = session.execute(select(ServiceToken.id, ServiceToken.name)).all()
    found = {f"person:{row.id}": called(row.name, row.name_zh) for row in people}
    return found | {f"service:{row.id}": called(row.name, "") for row in machines}


def _attempts(session: Session, start: datetime, counts: Counter[str]) -> list[FeedRow]:
    found = []
    rows = session.execute(
        select(
            Attempt.began_at,
            Attempt.breach,
            Attempt.warn_reason,
            Customer.name,
            Person.name.label("who"),
            Person.name_zh.label("who_zh"),
        )
        .join(Customer, Customer.id == Attempt.customer_id)
        .outerjoin(Person, Person.id == Attempt.agent_id)
        .where(Attempt.began_at >= start)
        .where(Attempt.breach | (Attempt.warn_reason != ""))
        .order_by(Attempt.began_at.desc())
        .limit(SHOWN)
    ).all()
    counted = session.execute(
        select(Attempt.breach, func.count())
        .where(Attempt.began_at >= start, Attempt.breach | (Attempt.warn_reason != ""))
        .group_by(Attempt.breach)
    ).all()
    counts.update({"breach" if breach else "override": n for breach, n in counted})
    for row in rows:
        kind = "breach" if row.breach else "override"
        text = row.warn_reason or ""
        found.append(FeedRow(row.began_at, kind, called(row.who, row.who_zh), row.name, text, text, row.breach))
    return found


def _consents(session: Session, start: datetime, counts: Counter[str]) -> list[FeedRow]:
    rows = session.execute(
        select(Consent, Customer.name, Person.name.label("who"), Person.name_zh.label("who_zh"))
        .join(Customer, Customer.id == Consent.customer_id)
        .outerjoin(Person, Person.id == Consent.by_id)
        .where(Consent.made_at >= start)
        .order_by(Consent.made_at.desc())
        .limit(SHOWN)
    ).all()
    counts["consent"] = session.execute(select(func.count()).where(Consent.made_at >= start)).scalar_one()
    return [
        FeedRow(c.made_at, "consent", called(who, who_zh), name, *_agreed(c), False) for c, name, who, who_zh in rows
    ]


def _agreed(consent: Consent) -> tuple[str, str]:
    """Return the consent in words: heard by the agent only, or written by the customer."""
    en, zh = CONSENTS.get(consent.kind, (consent.kind, consent.kind))
    own = consent.binds_from == consent.made_at
    how_en = "written by the customer" if own else "heard by the agent, binds from tomorrow"
    how_zh = "客户书面" if own else "坐席记录，次日生效"
    return (f"{en} ({how_en}): {consent.wording}", f"{zh}（{how_zh}）：{consent.wording}")


def _findings(session: Session, start: datetime, counts: Counter[str]) -> list[FeedRow]:
    rows = session.execute(
        select(SpeechFinding, Customer.name, Person.name.label("who"), Person.name_zh.label("who_zh"))
        .join(Customer, Customer.id == SpeechFinding.customer_id)
        .outerjoin(Person, Person.id == SpeechFinding.agent_id)
        .where(SpeechFinding.at >= start)
        .order_by(SpeechFinding.at.desc())
        .limit(SHOWN)
    ).all()
    found = []
    counted = session.execute(
        select(SpeechFinding.is_cue, func.count()).where(SpeechFinding.at >= start).group_by(SpeechFinding.is_cue)
    ).all()
    counts.update({"cue" if is_cue else "speech": n for is_cue, n in counted})
    for row, name, who, who_zh in rows:
        kind = "cue" if row.is_cue else "speech"
        words: Any = CUES[row.kind] if row.is_cue else CATEGORIES[row.kind]
        gone = row.gone_at is not None
        found.append(
            FeedRow(
                row.at,
                kind,
                called(who, who_zh),
                name,
                f"{words.en}: “{row.quote}”",
                f"{words.zh}：“{row.quote}”",
                row.severe and not gone,
                row.id,
                row.seen_at is not None,
            )
        )
    return found


def requests(session: Session, now: datetime, zone: ZoneInfo) -> list[RequestRow]:
    """Return open requests, the most urgent first; red when their time is over."""
    deadlines = read_deadlines(session, now, zone)
    rows = session.execute(
        select(Request, Customer)
        .join(Customer, Customer.id == Request.customer_id)
        .where(Request.kind.in_((*REVIEWED, *CONFIRMED, *ANSWERED)), Request.lifted_at.is_(None))
        .order_by(Request.since)
        .limit(500)
    ).all()
    found = []
    for row, customer in rows:
        due = deadlines.of(row, customer)
        if due is None and row.kind in PAGE_DAYS:
            continue  # nobody waits for an answer to it
        found.append(
            RequestRow(
                row.id,
                row.kind,
                row.customer_id,
                customer.name,
                row.since,
                due,
                due is not None and row.answered_at is None and now >= due,
                bool(row.confirmed),
                row.answered_at is not None,
                row.proof,
                row.scope,
            )
        )
    found.sort(key=lambda r: (not r.red, r.due is None, r.due or r.since))
    return found


def house_rules(session: Session) -> Sequence[Row[HouseRule, str, str, str]]:
    """Return (rule, writer, approver, ender), newest first: the history too."""
    writer, approver, ender = aliased(Person), aliased(Person), aliased(Person)
    return session.execute(
        select(HouseRule, writer.name, approver.name, ender.name)
        .join(writer, writer.id == HouseRule.written_by_id)
        .outerjoin(approver, approver.id == HouseRule.approved_by_id)
        .outerjoin(ender, ender.id == HouseRule.ended_by_id)
        .order_by(HouseRule.id.desc())
    ).all()


def fired(session: Session, since: datetime) -> Counter[str]:
    """Return how often each rule appeared in stored verdicts since an instant."""
    dialect = "sqlite" if session.get_bind().dialect.name == "sqlite" else "postgresql"
    return Counter({row.rule: int(row.n) for row in rows_in_thread(session, _FIRED[dialect], since=since)})


def _log_filters(since: datetime, until: datetime, rule: str, customer: str, who: str) -> list[Any]:
    filters: list[Any] = [ChainEntry.kind.in_(KINDS), ChainEntry.at >= since, ChainEntry.at < until]
    if customer:
        filters.append((Customer.external_id == customer) | Customer.name.startswith(customer, autoescape=True))
    if who:
        filters.append(ChainEntry.actor == who)
    if rule:  # the row names it; whether it is a finding is checked row by row
        filters.append(cast(ChainEntry.body, Text).contains(f'"{rule}"', autoescape=True))
    return filters


def log_counts(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    level: str = "",
    rule: str = "",
    customer: str = "",
    who: str = "",
) -> Counter[str]:
    """Return how many stored verdicts fit the filters, by level; ``level`` itself does not narrow the counts."""
    rows = session.execute(
        select(LEVEL.label("level"), func.count().label("n"))
        .select_from(ChainEntry)
        .outerjoin(Customer, Customer.id == ChainEntry.customer_id)
        .where(*_log_filters(since, until, rule, customer, who))
        .group_by(LEVEL)
    ).all()
    return Counter({str(row.level): int(row.n) for row in rows})


def chosen(counts: Counter[str], level: str) -> int:
    """Return how many verdicts the log's choice of level takes of these counts."""
    if level == NOTABLE:
        return counts["block"] + counts["warn"]
    return counts[level] if level else counts.total()


def log(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    level: str = "",
    rule: str = "",
    customer: str = "",
    who: str = "",
    most: int = 200,
) -> list[LogRow]:
    """Return stored verdicts, newest first, at most ``most``. ``who`` is the actor of a chain."""
    filters = _log_filters(since, until, rule, customer, who)
    query = (
        select(ChainEntry, Customer.name)
        .outerjoin(Customer, Customer.id == ChainEntry.customer_id)
        .where(*filters)
        .order_by(ChainEntry.at.desc(), ChainEntry.id.desc())
    )
    if level:
        query = query.where(LEVEL.in_(("block", "warn")) if level == NOTABLE else level == LEVEL)
    names = _names(session)
    found: list[LogRow] = []
    for row, name in session.execute(query.execution_options(yield_per=500)):
        verdict = _verdict(row.body)
        rules = tuple(f["rule"] for f in verdict.get("findings", ()))
        if rule and rule not in rules:
            continue
        found.append(
            LogRow(
                row.id,
                row.at,
                row.kind,
                names[row.actor].en if row.actor in names else row.actor,
                row.customer_id,
                name or "",
                str(verdict.get("level", "")),
                rules,
                str(verdict.get("next_allowed_at") or ""),
                str(verdict.get("policy", "")),
                str(verdict.get("facts", "")),
            )
        )
        if len(found) >= most:
            break
    return found
