"""The sample's site: teams, people, the creditor with its portfolio, queues and holidays."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from console.domain.actor import DESK_ROLES
from console.sample.calendar import mainland
from console.store.models import Agent, AgentQueue, Creditor, Declaration, Holiday, Person, Portfolio, Queue, Team

PASSWORD = "calm-and-lawful"
NAMES_ZH = {
    "Li Min": "李敏",
    "Chen Jie": "陈杰",
    "Zhao Lei": "赵磊",
    "Wang Fang": "王芳",
    "Liu Yang": "刘洋",
    "Sun Hua": "孙华",
    "Zhou Ning": "周宁",
    "Ma Li": "马丽",
    "Hu Bin": "胡斌",
    "Guo Jing": "郭静",
}
PEOPLE: tuple[tuple[str, str, str, str], ...] = (
    ("agent1", "Li Min", "agent", "A"),
    ("agent2", "Chen Jie", "agent", "A"),
    ("agent3", "Zhao Lei", "agent", "B"),
    ("lead1", "Wang Fang", "lead", "A"),
    ("collector1", "Liu Yang", "collector", "A"),
    ("compliance1", "Sun Hua", "compliance", ""),
    ("admin1", "Zhou Ning", "admin", ""),
)
DECLARED = (
    "recording",
    "agency_listed",
    "processing_contract",
    "number_source",
    "impact_assessment",
    "no_past_contacts",
)
QUEUES = (("Early (M1)", "早期 M1", "M1"), ("Middle (M2)", "中期 M2", "M2"), ("Late (M3+)", "后期 M3+", "M3+"))


def build_site(session: Session, hashed: str, now: datetime) -> int:
    """Insert everything but the customers. Return the id of the portfolio."""
    people = _people(session, hashed, now)
    portfolio_id = _portfolio(session, people["compliance1"], now)
    _agents(session, people, _queues(session, portfolio_id), now)
    for day, name in mainland(range(now.year, now.year + 3)):
        session.execute(insert(Holiday).values(region="CN", on_date=day, name=name, works=False))
    return portfolio_id


def _people(session: Session, hashed: str, now: datetime) -> dict[str, int]:
    """Insert the teams and the people. Return login -> id."""
    teams = {}
    for name in ("A", "B"):
        teams[name] = session.execute(insert(Team).values(name=f"Team {name}").returning(Team.id)).scalar_one()
    people: dict[str, int] = {}
    for login, name, role, team in PEOPLE:
        people[login] = session.execute(
            insert(Person)
            .values(
                login=login,
                name=name,
                name_zh=NAMES_ZH[name],
                password_hash=hashed,
                role=role,
                role_version=1,
                team_id=teams.get(team),
                locale="en",
                theme="auto",
                sound=True,
                keys={},
                must_change=False,
                totp_secret="",
                totp_last_step=0,
                made_up=True,
                made_at=now,
            )
            .returning(Person.id)
        ).scalar_one()
    return people


def _portfolio(session: Session, officer_id: int, now: datetime) -> int:
    """Insert the creditor, its portfolio and what is declared for it. Return the portfolio's id."""
    creditor = session.execute(
        insert(Creditor)
        .values(
            name="Sample Bank (made up)",
            name_zh="示例银行（虚构）",
            type="card_bank",
            home_region="CN",
            phone_back="400-000-0000",
        )
        .returning(Creditor.id)
    ).scalar_one()
    portfolio_id = session.execute(
        insert(Portfolio)
        .values(
            creditor_id=creditor,
            name="Credit cards 2005",
            name_zh="2005年信用卡",
            currency="TWD",
            packs=["cn"],
            made_up=True,
        )
        .returning(Portfolio.id)
    ).scalar_one()
    for key in DECLARED:
        session.execute(
            insert(Declaration).values(
                portfolio_id=portfolio_id,
                key=key,
                value=True,
                since=now - timedelta(days=30),
                by_id=officer_id,
                by_name="Sun Hua 孙华",
                proof="made up with the sample, 示例虚构",
                made_at=now,
            )
        )
    return portfolio_id


def _queues(session: Session, portfolio_id: int) -> list[int]:
    """Insert one queue for each stage. Return their ids, early stage first."""
    return [
        session.execute(
            insert(Queue)
            .values(
                name=name,
                name_zh=zh,
                stage=stage,
                portfolio_id=portfolio_id,
                skill="",
                offer_seconds=30,
                wrapup_seconds=60,
                extension_seconds=60,
                extensions=2,
                closed=False,
            )
            .returning(Queue.id)
        ).scalar_one()
        for name, zh, stage in QUEUES
    ]


def _agents(session: Session, people: dict[str, int], queues: list[int], now: datetime) -> None:
    """Insert the agents, offline, each with a rank for every queue. Agent 3 serves the late stage first."""
    for login, _, role, _ in PEOPLE:
        if role not in DESK_ROLES:
            continue
        session.execute(
            insert(Agent).values(
                id=people[login],
                state="offline",
                reason="",
                since=now,
                next_state="",
                next_reason="",
                desk_seq=1,
                skills=[],
            )
        )
        ranked = queues if login != "agent3" else list(reversed(queues))
        for rank, queue_id in enumerate(ranked, 1):
            session.execute(insert(AgentQueue).values(agent_id=people[login], queue_id=queue_id, rank=rank))
