"""A whole list before it is applied: who is missing, and whether one person may recall so many."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.steps import recall
from console.actions.steps.propose import propose
from console.domain.errors import Conflict
from console.domain.lists import too_many
from console.store.fast.entities import put
from console.store.models import ImportRun, Proposal


def release(act: Act, run: ImportRun) -> Answer | None:
    """Stage the people whom a whole list leaves out. Return a refusal while another person must agree.

    Raises Conflict for a list that is older than the newest one, and for one with rows that do not say whose they are.
    """
    if run.report.get("unsure"):
        raise Conflict("Some rows do not say whose they are, so nobody can be called missing. The report names them.")
    if run.report.get("newest"):
        raise Conflict("A newer list of this source was applied. An older one cannot say who is missing.")
    gone, people = look(act, run)
    if too_many(len(gone), people) and run.options.get("missing_agreed", -1) < len(gone):
        return _ask(act, run, len(gone), people)
    recall.stage(act, run, gone)
    return None


def look(act: Act, run: ImportRun) -> tuple[list[Any], int]:
    """Note in the report who is missing from a whole list. Return these people, and how many there are in all."""
    gone, people = recall.missing(act, run)
    names = [[row.id, row.external_id, row.name] for row in gone[: recall.NAMES]]
    put(act.work.session, run, report={**run.report, "missing": len(gone), "people": people, "missing_names": names})
    return gone, people


def _ask(act: Act, run: ImportRun, missing: int, people: int) -> Answer:
    """Ask another person, once for each number of people, and refuse until then."""
    if not act.actor.key.startswith("person:"):
        raise Conflict(
            "%(missing)s of %(people)s people are missing from this whole list: more than a tenth. Apply it on the "
            "page Import, where another person can agree.",
            missing=missing,
            people=people,
        )
    payload = {"run": run.id, "file": run.file_name, "missing": missing, "people": people}
    asked = act.work.session.execute(
        select(Proposal.payload).where(Proposal.what == "recall", Proposal.state == "asked")
    ).scalars()
    if payload not in list(asked):
        propose(act, "recall", None, payload, run.file_name, "")
    return Answer(
        ok=False,
        code="conflict",
        text="%(missing)s of %(people)s people are missing from this whole list: more than a tenth. The compliance "
        "officer must agree under Proposals. Then apply it again.",
        words={"missing": missing, "people": people},
    )


def agree(act: Act, run_id: int, missing: int) -> None:
    """Record that another person agreed to the recall of so many people."""
    run = act.work.session.get_one(ImportRun, run_id, with_for_update=True)
    if run.state != "read":
        raise Conflict("This import is not waiting any more.")
    put(act.work.session, run, options={**run.options, "missing_agreed": missing})
