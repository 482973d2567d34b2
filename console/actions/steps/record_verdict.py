"""Storing a verdict: one row in the actor's chain, and the facts it was based on, once (rule 28)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.actions.call import Act
from console.actions.steps import audit_chain
from console.domain.compliance import Pack, Proposed, Verdict, asked_of, record_of
from console.domain.compliance.verdict_record import hex_of, limits_of, without_number
from console.domain.facts import CustomerFacts
from console.store.fast.statements import add_rows
from console.store.models import FactSheet


def record_verdict(
    act: Act,
    kind: str,
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    verdict: Verdict,
    *,
    at: datetime | None = None,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Store the verdict with everything needed to judge it again; return it as it is stored.

    ``at`` is the instant that it holds for, if not now. The row names the binding rules with their versions.
    Facts and house rules are referred to by the digest of their text.
    """
    record = record_of(facts)
    limits = limits_of(packs)
    sheets = [(record.digest, record.text), (record.site, record.site_text)]
    if limits:
        sheets.append((hex_of(limits), limits))
    _write_once(act, sheets)
    allowed = verdict.next_allowed_at
    kept: dict[str, Any] = {
        "level": verdict.level,
        "findings": [
            {"rule": finding.rule_id, "pack": finding.pack, "severity": finding.severity}
            for finding in verdict.findings
        ],
        "next_allowed_at": allowed.isoformat() if allowed else None,
        "policy": verdict.policy_version,
        "facts": record.digest,
        "house": sheets[2][0] if limits else "",
        "at": (at or act.now).isoformat(),
        "asked": without_number(asked_of(proposed), facts),
    }
    audit_chain.append(act, kind, {**(body or {}), "verdict": kept}, int(facts.customer.id))
    return kept


def _write_once(act: Act, sheets: list[tuple[str, str]]) -> None:
    """Write each fact sheet that this process has not committed before."""
    known = act.work.database.sheets
    fresh = [(digest, text) for digest, text in sheets if digest not in known]
    rows = [{"digest": digest, "body": text, "at": act.now} for digest, text in fresh]
    add_rows(act.work.session, FactSheet, rows, known=True)
    shared = [digest for digest, _ in fresh[1:]]  # the site's own, which all customers share
    if shared:
        act.work.after.append(lambda: known.update(shared))
