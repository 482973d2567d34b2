"""Entities made of prepared rows are SQLAlchemy's own: same contents, known to the session, kept up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import class_mapper

from console.store.fast.entities import _column_names, entity, entity_and_row, put
from console.store.fast.statements import EntityLoadedError, change, change_rows, required_row, required_value, rows
from console.store.models import Agent, Attempt, Customer, Handout, Site
from console.store.unit_of_work import Work
from tests.people import SampleSite

ONE = select(Customer).where(Customer.id == 1).with_for_update(of=Customer)


def within(site: SampleSite, do: Callable[[Any], Any]) -> Any:
    def run(work: Work) -> Any:
        return do(work.session)

    return site.database.transaction(run)


@pytest.mark.parametrize("model", [Customer, Agent])
def test_it_holds_what_sqlalchemys_holds(site: SampleSite, model: Any) -> None:
    statement = select(model).where(model.id == site.actor("agent1").id)

    def contents(found: Any) -> dict[str, Any]:
        return {name: getattr(found, name) for name in _column_names(model)}

    ours = within(site, lambda s: contents(entity(s, model, statement)))
    theirs = within(site, lambda s: contents(s.execute(statement).scalar_one()))
    assert ours == theirs


def test_the_session_knows_it_and_writes_nothing_of_it(site: SampleSite) -> None:
    def do(session: Any) -> None:
        found = entity(session, Customer, ONE)
        assert found is not None
        assert inspect(found).persistent and not session.dirty and not session.new
        assert session.get(Customer, 1) is found and entity(session, Customer, ONE) is found

    within(site, do)
    assert within(site, lambda s: entity(s, Customer, ONE.where(Customer.id == -1))) is None


def test_a_change_by_attribute_is_seen_and_written(site: SampleSite) -> None:
    def do(session: Any) -> str:
        found = entity(session, Customer, ONE)
        assert found is not None
        found.name = "Changed (made up)"
        assert entity(session, Customer, ONE) is found
        return found.name

    assert within(site, do) == "Changed (made up)"
    assert within(site, lambda s: s.get(Customer, 1).name) == "Changed (made up)"


def test_put_writes_at_once_and_the_entity_follows(site: SampleSite) -> None:
    later = site.now + timedelta(hours=1)

    def do(session: Any) -> None:
        found = entity(session, Customer, ONE)
        assert found is not None
        found.name = "Changed (made up)"  # not lost by the other way of writing
        put(session, found, facts_version=77, updated_at=later)
        assert (found.facts_version, found.updated_at) == (77, later)
        assert not session.dirty
        row = session.connection().execute(select(Customer.__table__).where(Customer.id == 1)).one()
        assert (row.facts_version, row.updated_at) == (77, later)

    within(site, do)
    found = within(site, lambda s: s.get(Customer, 1))
    assert (found.name, found.facts_version) == ("Changed (made up)", 77)


def test_put_refuses_a_plain_row(site: SampleSite) -> None:
    def do(session: Any) -> None:
        with pytest.raises(TypeError):
            put(session, rows(session, select(Customer).where(Customer.id == 1))[0], facts_version=77)

    within(site, do)


def test_change_by_key_refuses_a_row_whose_entity_is_loaded(site: SampleSite) -> None:
    def do(session: Any) -> None:
        change(session, Customer, 1, facts_version=76)
        loaded = entity(session, Customer, ONE)
        assert loaded is not None and loaded.facts_version == 76
        with pytest.raises(EntityLoadedError, match="put"):
            change(session, Customer, 1, facts_version=77)
        assert entity(session, Customer, ONE) is loaded and loaded.facts_version == 76
        change(session, Customer, 2, facts_version=77)

    within(site, do)


def test_many_rows_are_changed_by_one_statement_unless_one_is_loaded(site: SampleSite) -> None:
    def do(session: Any) -> list[int]:
        change_rows(session, Customer, {})
        change_rows(session, Customer, {1: {"facts_version": 11}, 2: {"facts_version": 12}})
        loaded = entity(session, Customer, ONE)
        assert loaded is not None
        with pytest.raises(EntityLoadedError):
            change_rows(session, Customer, {2: {"facts_version": 22}, 1: {"facts_version": 21}})
        first_two = select(Customer.facts_version).where(Customer.id.in_((1, 2))).order_by(Customer.id)
        return [version for (version,) in rows(session, first_two)]

    assert within(site, do) == [11, 12]


def test_what_must_be_there_is_asked_for_by_name(site: SampleSite) -> None:
    def do(session: Any) -> None:
        one, none = ONE.with_only_columns(Customer.name), select(Customer.name).where(Customer.id == -1)
        assert required_value(session, one) == required_row(session, select(Customer).where(Customer.id == 1)).name
        with pytest.raises(NoResultFound):
            required_value(session, none)
        with pytest.raises(NoResultFound):
            required_row(session, select(Customer).where(Customer.id == -1))

    within(site, do)


def test_what_another_statement_wrote_is_followed(site: SampleSite) -> None:
    def do(session: Any) -> int:
        found = entity(session, Customer, ONE)
        assert found is not None
        session.connection().exec_driver_sql("UPDATE customer SET facts_version = 5 WHERE id = 1")
        assert entity(session, Customer, ONE) is found
        return found.facts_version

    assert within(site, do) == 5


def test_what_else_was_selected_comes_in_the_row(site: SampleSite) -> None:
    epoch = select(Site.epoch).limit(1).scalar_subquery().label("epoch")
    statement = select(Customer, epoch).where(Customer.id == 1)
    found, row = within(site, lambda s: entity_and_row(s, Customer, statement))
    assert found.id == 1 and isinstance(row.epoch, str)


def test_columns_are_named_as_their_attributes() -> None:
    """The row is read by column, the entity by attribute."""
    for model in (Agent, Attempt, Customer, Handout):
        mapper = class_mapper(model)
        assert [a.key for a in mapper.column_attrs] == [c.name for c in model.__table__.columns]
