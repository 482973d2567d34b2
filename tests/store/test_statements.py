"""Statements run prepared give what SQLAlchemy gives, and fail as it fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound

from console.domain.errors import Conflict
from console.store.fast.statements import add, change, required_value, row, rows, value
from console.store.models import Attempt, Customer, Entry, Handout, Op, Person, Site
from console.store.models.types import Instant
from console.store.unit_of_work import Work
from tests.people import SampleSite

_AT: Any = bindparam("at", type_=Instant())
QUERIES: list[tuple[Any, dict[str, Any]]] = [
    (select(Customer).order_by(Customer.id), {}),
    (
        select(Customer.id, Customer.updated_at, Customer.deceased).where(Customer.updated_at <= _AT),
        {"at": datetime(2030, 1, 1, tzinfo=UTC)},
    ),
    (select(Entry.id).where(Entry.state == "sleeping", Entry.id > bindparam("over")), {"over": 1}),
    (select(Person.login, Person.keys).where(Person.role.in_(("agent", "lead"))), {}),
    (
        select(Person.login).where(
            Person.id.in_(bindparam("ids", expanding=True)) & (Person.role != bindparam("role"))
        ),
        {"ids": [1, 2, 3], "role": "lead"},
    ),
    (select(Person.login).where(Person.id.in_(bindparam("ids", expanding=True))), {"ids": [2]}),
    (select(Person.login).where(Person.id.in_(bindparam("ids", expanding=True))), {"ids": []}),
    (select(func.count().label("n"), func.max(Customer.id)).select_from(Customer), {}),
    (select(Site.epoch, Site.clock_offset_s).limit(1), {}),
    (text("SELECT id, name FROM customer WHERE id > :over ORDER BY id"), {"over": 0}),
]


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_the_same_rows_as_by_sqlalchemy(sqlite_site: SampleSite, number: int) -> None:
    statement, values = QUERIES[number]
    with sqlite_site.database.reading() as session:
        ours = rows(session, statement, **values)
        theirs = session.connection().execute(statement, values).all()
        assert [tuple(one) for one in ours] == [tuple(one) for one in theirs]
        names = list(theirs[0]._fields) if theirs else []
        for mine, other in zip(ours, theirs, strict=True):
            for name in names:
                if name.isidentifier() and not name.startswith("_"):
                    assert getattr(mine, name) == getattr(other, name)


def test_lists_of_any_length_in_turn(sqlite_site: SampleSite) -> None:
    statement = select(Person.id).where(Person.id.in_(bindparam("ids", expanding=True)))
    with sqlite_site.database.reading() as session:
        everybody = [one.id for one in rows(session, select(Person.id).order_by(Person.id))]
        for length in (3, 0, 1, len(everybody), 3):
            found = rows(session, statement, ids=everybody[:length])
            assert sorted(one.id for one in found) == everybody[:length]


def test_one_row_or_none_or_an_error(sqlite_site: SampleSite) -> None:
    with sqlite_site.database.reading() as session:
        assert row(session, select(Customer.id).where(Customer.id == -1)) is None
        assert value(session, select(Customer.id).where(Customer.id == 1)) == 1
        with pytest.raises(MultipleResultsFound):
            row(session, select(Customer.id))


def test_a_row_is_added_and_changed_with_types_and_key(sqlite_site: SampleSite) -> None:
    now = sqlite_site.now

    def write(work: Any) -> int:
        session = work.session
        add(session, Op, key="k", actor="a", name="n", digest="d", answer={"a": [1]}, at=now)
        key = add(
            session,
            Handout,
            customer_id=1,
            agent_id=sqlite_site.actor("agent1").id,
            queue_id=1,
            kind="queue",
            offered_at=now,
            extensions=0,
            end_reason="",
            score=0,
            factors=[{"key": "x"}],
            note="",
            facts_version=1,
            step="open",
        )
        change(session, Handout, key, ended_at=now + timedelta(minutes=1), end_reason="done")
        return key

    key = sqlite_site.database.transaction(write)
    with sqlite_site.database.reading() as session:
        made = session.get(Handout, key)
        assert made is not None
        assert made.factors == [{"key": "x"}]
        assert made.ended_at == now + timedelta(minutes=1)
        assert session.get(Op, "k").answer == {"a": [1]}  # type: ignore[union-attr]


def test_what_an_entity_was_changed_to_is_seen_by_the_next_statement(sqlite_site: SampleSite) -> None:
    def write(work: Any) -> Any:
        customer = work.session.get(Customer, 1)
        customer.name = "Somebody Else"
        seen = value(work.session, select(Customer.name).where(Customer.id == 1))
        table: Any = Customer.__table__
        rows(work.session, update(table).where(table.c.id == 1).values(facts_version=77).returning(table.c.id))
        return seen

    assert sqlite_site.database.transaction(write) == "Somebody Else"
    assert sqlite_site.rows(select(Customer.name, Customer.facts_version).where(Customer.id == 1)) == [
        ("Somebody Else", 77)
    ]


def test_an_error_is_sqlalchemys_without_the_values_and_leaves_nothing(sqlite_site: SampleSite) -> None:
    def write(work: Any) -> None:
        add(work.session, Op, key="secret", actor="a", name="n", digest="d", answer={}, at=sqlite_site.now)
        add(work.session, Op, key="secret", actor="a", name="n", digest="d", answer={}, at=sqlite_site.now)

    with pytest.raises(IntegrityError) as caught:
        sqlite_site.database.transaction(write)
    assert "secret" not in str(caught.value)
    assert sqlite_site.rows(select(func.count()).where(Op.key == "secret")) == [(0,)]
    with sqlite_site.database.reading() as session, pytest.raises(DBAPIError):
        rows(session, text("SELECT nothing FROM nowhere"))
    assert sqlite_site.rows(select(Op.key).where(Op.key == "secret")) == []  # the next one works


def test_a_refused_transaction_leaves_nothing_and_the_next_one_begins_anew(sqlite_site: SampleSite) -> None:
    def write(work: Any) -> None:
        work.session.execute(update(Customer).where(Customer.id == 1).values(name="Half"))
        change(work.session, Customer, 2, name="Half")
        raise Conflict("no")

    for _ in range(3):
        with pytest.raises(Conflict):
            sqlite_site.database.transaction(write)
    assert sqlite_site.rows(select(Customer.id).where(Customer.name == "Half")) == []


def test_a_reader_sees_one_moment_and_cannot_keep_another_out(sqlite_site: SampleSite) -> None:
    database = sqlite_site.database
    count = select(func.count()).select_from(Op)
    with database.reading() as session:
        before = required_value(session, count)
        database.transaction(
            lambda work: work.session.execute(
                insert(Op).values(key="later", actor="a", name="n", digest="d", answer={}, at=sqlite_site.now)
            )
        )
        assert value(session, count) == before
        with database.reading() as other:
            assert value(other, count) == before + 1
    with pytest.raises(Conflict), database.reading() as session:
        raise Conflict("on the way")
    with database.reading() as session:
        assert value(session, count) == before + 1
        assert list(session.identity_map.keys()) == []


def test_many_threads_read_and_write_at_once(sqlite_site: SampleSite) -> None:
    database, wrong = sqlite_site.database, []

    def write(key: str, work: Work) -> Any:
        values = {"actor": "a", "name": "n", "digest": "d", "answer": {"k": key}, "at": sqlite_site.now}
        return add(work.session, Op, key=key, **values)

    def work(number: int) -> None:
        try:
            for turn in range(20):
                key = f"{number}-{turn}"
                database.transaction(partial(write, key))
                with database.reading() as session:
                    found = row(session, select(Op.key, Op.answer).where(Op.key == key))
                    if found != (key, {"k": key}):
                        wrong.append(found)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sqlite_site.rows(select(func.count()).select_from(Op).where(Op.actor == "a")) == [(120,)]
    assert sqlite_site.rows(select(func.count()).select_from(Attempt)) is not None
