"""Joint accounts: one debt that a source lists for several people. Each of them has a row of it.

Rows of one creditor and source with the same number are one account. The row with the lowest id holds its payments.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, select, update
from sqlalchemy.orm import Session, aliased

from console.domain.errors import Conflict
from console.store.fast.statements import rows
from console.store.models import Account, Customer, Handout, Person

Mine, Theirs = aliased(Account), aliased(Account)
MyHolder, TheirHolder = aliased(Customer), aliased(Customer)


def rows_of_accounts(*columns: Any) -> Select[Any]:
    """Return a select over each account (``Mine``) and every row of it (``Theirs``), its own included."""
    return (
        select(*columns)
        .select_from(Mine)
        .join(MyHolder, MyHolder.id == Mine.customer_id)
        .join(Theirs, Theirs.external_id == Mine.external_id)
        .join(TheirHolder, TheirHolder.id == Theirs.customer_id)
        .where(TheirHolder.creditor_id == MyHolder.creditor_id, TheirHolder.source == MyHolder.source)
    )


_ALIKE = rows_of_accounts(Theirs.id, Theirs.customer_id).where(Mine.id == bindparam("account")).order_by(Theirs.id)
_OTHERS = (
    rows_of_accounts(Theirs.customer_id, Handout.agent_id, Handout.begun_at, Person.name)
    .outerjoin(Handout, and_(Handout.customer_id == Theirs.customer_id, Handout.ended_at.is_(None)))
    .outerjoin(Person, Person.id == Handout.agent_id)
    .where(Mine.customer_id == bindparam("customer"), Theirs.customer_id != bindparam("customer"))
    .order_by(Theirs.customer_id)
)


def rows_alike(session: Session, account_id: int) -> list[tuple[int, int]]:
    """Return (id, customer) of every row of this account, the one that holds its payments first."""
    return [(row.id, row.customer_id) for row in rows(session, _ALIKE, account=account_id)]


def kept_apart(session: Session, customer_id: int, *, wait: bool = True, begun: bool = False) -> str | None:
    """Return the name of the agent who has somebody else who owes one of this customer's accounts, or None.

    The caller has locked the customer and goes on when nobody has. Then the other people's rows are written, without
    a change: a transaction that took one of them at the same moment fails to serialize, runs again and sees this one.
    ``begun``: only a contact that was begun counts. Without ``wait`` a row that somebody has locked counts as taken,
    and the name is empty.
    """
    others = rows(session, _OTHERS, customer=customer_id)
    for other in others:
        if other.agent_id is not None and (other.begun_at is not None or not begun):
            return str(other.name)
    if others and session.get_bind().dialect.name != "sqlite":  # SQLite has one writer
        mine = Customer.id.in_(sorted({other.customer_id for other in others}))
        if not wait:
            free = session.execute(select(Customer.id).where(mine).with_for_update(skip_locked=True)).all()
            if len(free) < len({other.customer_id for other in others}):
                return ""
        session.execute(update(Customer).where(mine).values(facts_version=Customer.facts_version))
    return None


def refuse_together(session: Session, customer_id: int, *, begun: bool = False) -> None:
    """Raise Conflict while an agent has somebody else who owes one of this customer's accounts (``kept_apart``)."""
    name = kept_apart(session, customer_id, begun=begun)
    if name is not None:
        raise Conflict(
            "%(name)s has somebody now who owes the same account. Only one of them is talked to: put a call through.",
            name=name,
        )
