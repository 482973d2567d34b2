"""Writing the accounts of a slice of staged customers: a list says what was owed at its moment, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.domain import dispatch
from console.domain.lists import Listed, after_list, cut_of
from console.store.fast.statements import add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.joint import Mine, Theirs, rows_of_accounts
from console.store.models import Account, Customer, Payment

MONEY = ("balance", "principal", "interest", "fees", "credit_limit")
Rows = Mapping[str, Sequence[dict[str, Any]]]
Paid = dict[int, list[tuple[datetime, int]]]  # account -> (instant, amount)
_ACCOUNTS = select(Account).where(Account.customer_id.in_(bindparam("customers", expanding=True)))
_PAYMENTS = (
    rows_of_accounts(Mine.id, Payment.at, Payment.amount_minor)
    .join(Payment, Payment.account_id == Theirs.id)
    .where(Mine.id.in_(bindparam("accounts", expanding=True)), Payment.at > bindparam("since"))
)


@dataclass
class Written:
    """What a slice did to accounts: sums of each known customer, and counts for the report."""

    sums: dict[int, dict[str, Any]] = field(default_factory=dict)
    # paid_since: balances from which a later payment was taken off; older: rows that a newer list has overtaken;
    # recalled_accounts: accounts of these customers that a whole list leaves out
    counts: Counter[str] = field(default_factory=Counter)


def write_accounts(
    act: Act, listed: Listed, groups: Rows, ids: Mapping[str, int], have: Mapping[str, Customer], changed: set[str]
) -> Written:
    """Write the accounts; ``changed`` gets the customers of whom something is new.

    An account that this list does not name stays as it was, and counts. A whole list recalls it.
    """
    session = act.work.session
    done = Written()
    old: dict[int, dict[str, Account]] = {row.id: {} for row in have.values()}
    if old:
        for account in rows_of(session, _ACCOUNTS, customers=list(old)):
            old[account.customer_id][account.external_id] = account
    paid = _payments(act, [a.id for mine in old.values() for a in mine.values()], listed.begins)
    new: list[dict[str, Any]] = []
    written: dict[int, dict[str, Any]] = {}  # account -> columns
    for key, rows in groups.items():
        mine = old.get(ids[key], {})
        parts = {name: (a.balance_minor, a.days_past_due) for name, a in mine.items()}
        for row in rows:
            known = mine.get(row["account_id"])
            if known is not None and known.listed_at is not None and known.listed_at > listed.ends:
                done.counts["older"] += 1
                continue
            values = _values(row, known, listed, paid, done)
            parts[row["account_id"]] = (values["balance_minor"], values["days_past_due"])
            if known is None:
                new.append({"customer_id": ids[key], "external_id": row["account_id"], **values})
                changed.add(key)
                continue
            told = ("balance_at", "listed_at")  # a list that says the same again changes nothing
            if any(getattr(known, name) != value for name, value in values.items() if name not in told):
                changed.add(key)
            written[known.id] = values
        if listed.whole and not listed.late:
            gone = recalled(
                {a.id: a for name, a in mine.items() if name not in {r["account_id"] for r in rows}}, listed
            )
            written.update(gone)
            parts.update({a.external_id: (0, a.days_past_due) for a in mine.values() if a.id in gone})
            done.counts["recalled_accounts"] += len(gone)
            if gone:
                changed.add(key)
        if ids[key] in old:
            done.sums[ids[key]] = sums_of(parts.values())
    change_rows(session, Account, written)
    add_rows(session, Account, new)
    return done


def _payments(act: Act, accounts: Sequence[int], since: datetime) -> Paid:
    found: Paid = {}
    if accounts:
        for row in rows_of(act.work.session, _PAYMENTS, accounts=list(accounts), since=since):
            found.setdefault(row.id, []).append((row.at, row.amount_minor))
    return found


def _values(row: dict[str, Any], known: Account | None, listed: Listed, paid: Paid, done: Written) -> dict[str, Any]:
    """Return the columns of one account, with what was paid after the list taken off."""
    mine = paid.get(known.id, []) if known is not None else []
    owed = known.balance_minor if known is not None and known.recalled_at is None else None
    cut = cut_of(row["balance"], owed, known.listed_at if known is not None else None, listed, mine)
    balance = after_list(row["balance"], cut, mine)
    done.counts["paid_since"] += any(at > cut for at, _ in mine)
    return {
        "product": row["product"] or (known.product if known is not None else ""),
        "currency": row["currency"],
        **{f"{name}_minor": row[name] for name in MONEY},
        "balance_minor": balance,
        "days_past_due": row["days_past_due"],
        "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        "balance_at": listed.ends,
        "listed_at": cut,
        "recalled_at": None,
    }


def recalled(accounts: Mapping[int, Account], listed: Listed) -> dict[int, dict[str, Any]]:
    """Return id -> columns of those accounts that this whole list recalls. A newer list's word stands.

    All have the columns of a listed account, so that one statement writes both.
    """
    return {
        account_id: {
            "product": account.product,
            "currency": account.currency,
            **{f"{name}_minor": getattr(account, f"{name}_minor") for name in MONEY},
            "balance_minor": 0,
            "days_past_due": account.days_past_due,
            "due_on": account.due_on,
            "balance_at": listed.ends,
            "listed_at": listed.ends,
            "recalled_at": listed.ends,
        }
        for account_id, account in accounts.items()
        if account.recalled_at is None and (account.listed_at is None or account.listed_at <= listed.ends)
    }


def sums_of(accounts: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """Return the sums of a customer's accounts (balance, days past due). A paid account is not late."""
    rows = list(accounts)
    days = max((late for owed, late in rows if owed > 0), default=max(late for _, late in rows))
    return {
        "owed_minor": sum(max(0, owed) for owed, _ in rows),
        "days_past_due": days,
        "stage": dispatch.stage_of(days),
    }
