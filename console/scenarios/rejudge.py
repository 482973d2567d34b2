"""Judge every stored verdict again with the rules of its time."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy.orm import Session

from console.domain.compliance import Pack, Rule, Verdict, check, explain
from console.scenarios.format import Scenario
from console.scenarios.judge import BadScenario, facts_of, packs_of, proposed_of, read_scenario
from console.store.queries.verdicts import FactSheets, StoredVerdict, Unreadable, kept_verdicts


@dataclass(frozen=True)
class RejudgeResult:
    """A verdict judged again. ``why`` says how it differs, "" when it is the same."""

    why: str
    verdict: Verdict | None = None
    steps: tuple[tuple[Rule, Pack, Any], ...] = ()


@dataclass
class RejudgeReport:
    """How many verdicts came out the same, and the first that did not."""

    equal: int = 0
    differ: int = 0
    without_facts: int = 0  # of an older version, which kept the digest alone
    first: str = ""


def rejudge_verdict(sheets: FactSheets, kept: StoredVerdict, *, step_by_step: bool = False) -> RejudgeResult:
    """Judge a stored verdict's own facts with the rules that were in force at its time."""
    try:
        scenario = read_scenario(sheets.scenario(kept))
        return _judged(kept, scenario, step_by_step)
    except (Unreadable, BadScenario) as error:
        return RejudgeResult(str(error))


def _judged(kept: StoredVerdict, scenario: Scenario, step_by_step: bool) -> RejudgeResult:
    proposed, facts, packs = proposed_of(scenario), facts_of(scenario), packs_of(scenario)
    verdict = check(proposed, facts, packs, scenario.now)
    steps = explain(proposed, facts, packs, scenario.now) if step_by_step else []
    return RejudgeResult(difference(kept.verdict, verdict), verdict, tuple(steps))


def difference(kept: dict[str, Any], verdict: Verdict) -> str:
    """Return how a verdict differs from the one on record, "" when it does not."""
    found = []
    if verdict.level != kept["level"]:
        found.append(f"level {kept['level']}, now {verdict.level}")
    then = [(x["pack"], x["rule"], x["severity"]) for x in kept["findings"]]
    now = [(x.pack, x.rule_id, x.severity) for x in verdict.findings]
    gone = [rule for row in then if row not in now for rule in row[1:2]]
    new = [rule for row in now if row not in then for rule in row[1:2]]
    found += [f"{rule} spoke then" for rule in gone] + [f"{rule} speaks now" for rule in new]
    if not gone and not new and then != now:
        found.append("findings in another order")
    if kept["level"] == "block" or kept["next_allowed_at"]:  # else no later minute was sought
        at = datetime.fromisoformat(kept["next_allowed_at"]) if kept["next_allowed_at"] else None
        if at != verdict.next_allowed_at:
            found.append(f"next lawful minute {at}, now {verdict.next_allowed_at}")
    if found and kept["policy"] != verdict.policy_version:
        found.append(f"rules {kept['policy']}, now {verdict.policy_version}")
    return "; ".join(found)


def verify_verdicts(session: Session, out: IO[str] | None = None) -> RejudgeReport:
    """Judge every verdict of the log again. ``out`` gets each as a scenario line for ``console check``."""
    tally, sheets = RejudgeReport(), FactSheets(session)
    for kept in kept_verdicts(session):
        if not kept.whole:
            tally.without_facts += 1
            continue
        again = rejudge_verdict(sheets, kept)
        if again.why:
            tally.differ += 1
            tally.first = tally.first or f"chain {kept.actor}, row {kept.n}: {again.why}"
        else:
            tally.equal += 1
        if out is not None and again.verdict is not None:
            line = {
                **sheets.scenario(kept),
                "expect": {"level": kept.verdict["level"], "rules": [x["rule"] for x in kept.verdict["findings"]]},
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return tally


def verdict_report(session: Session, path: str = "") -> tuple[str, str]:
    """Return (what was judged again, the fault or ""). With a path also write the scenarios to a file."""
    with open(path, "w", encoding="utf-8") if path else nullcontext() as out:
        tally = verify_verdicts(session, out)
    count = tally.equal + tally.differ
    said = f"{count:,} verdicts judged again from their stored facts: {tally.equal:,} equal."
    if tally.without_facts:
        said += f"\n{tally.without_facts:,} of an older version stored only the digest of their facts."
    fault = f"{tally.differ:,} differ. The first: {tally.first}" if tally.differ else ""
    return said, fault
