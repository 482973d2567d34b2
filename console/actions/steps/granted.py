"""Carrying out a granted proposal that is no change of one customer's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select, update

from console.actions.call import Act
from console.actions.steps import accounts, papers, suppressed, whole_list
from console.actions.steps.holiday_overrides import set_day
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Conflict
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Creditor, HouseRule, Proposal, Site


def _suppression(act: Act, row: Proposal) -> None:
    suppressed.lift(act, row.payload)


def _recall(act: Act, row: Proposal) -> None:
    whole_list.agree(act, int(row.payload["run"]), int(row.payload["missing"]))


def _creditor(act: Act, row: Proposal) -> None:
    change(act.work.session, Creditor, row.payload["creditor"], type=row.payload["type"])
    everywhere(act)


def _calendar(act: Act, row: Proposal) -> None:
    set_day(act, row.payload, row.asked_by_id)
    everywhere(act)


def _house_end(act: Act, row: Proposal) -> None:
    rule = act.work.session.execute(
        select(HouseRule).where(HouseRule.id == row.payload["rule"]).with_for_update()
    ).scalar_one()
    if rule.ended_at is not None:
        raise Conflict("This rule was already decided.")
    put(act.work.session, rule, ended_by_id=row.asked_by_id, ended_at=act.now)
    everywhere(act)


def _declare(act: Act, row: Proposal) -> None:
    papers.declare_by_hand(act, row.payload["portfolio"], row.payload["key"], True, row.proof, row.asked_by_id)
    everywhere(act)


def _paper(act: Act, row: Proposal) -> None:
    papers.record(act, row.payload, row.asked_by_id)
    everywhere(act)


def _assign(act: Act, row: Proposal) -> None:
    papers.assign(act, row.payload, row.asked_by_id)
    everywhere(act)


def _rest(act: Act, row: Proposal) -> None:
    act.work.session.execute(update(Site).values(rest_hours=row.payload["hours"]))
    accounts.note(act, "rest", None, row.asked_by_id, act.actor.id, str(row.payload["hours"]))


# what -> the change, in the transaction of the decision
CHANGES: Mapping[str, Callable[[Act, Proposal], None]] = {
    "suppression": _suppression,
    "recall": _recall,
    "creditor": _creditor,
    "calendar": _calendar,
    "house_end": _house_end,
    "declare": _declare,
    "paper": _paper,
    "assign": _assign,
    "account": accounts.carry_out,
    "rest": _rest,
}
