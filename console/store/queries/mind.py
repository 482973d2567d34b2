"""What is known about a customer's state of mind and means: marks, answers, corrections, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from console.domain import psychology, questions
from console.domain.bilingual import Bilingual
from console.domain.facts import CustomerFacts
from console.domain.learning import Model
from console.domain.means import MeansFound, estimate
from console.store.customer_case import Case
from console.store.fast.statements import rows
from console.store.models import Handout, Outcome, Signal
from console.store.views import MeansReasonView, MeansView

_HANDOUT_ID: Any = bindparam("handout")
MARKS = (
    select(Signal.handout_id, Signal.key, Signal.at, Signal.kind)
    .where(
        Signal.customer_id == bindparam("customer"),
        Signal.undone_at.is_(None),
        or_(Signal.handout_id == _HANDOUT_ID, Signal.kind == "correction", Signal.key.like(f"{questions.PREFIX}%")),
    )
    .order_by(Signal.id)
)
_HUNG_UP = select(Outcome.at).where(
    Outcome.customer_id == bindparam("customer"), Outcome.code == "HUP", Outcome.handout_id < _HANDOUT_ID
)


class Mark(NamedTuple):
    """What an agent marked, or what a text said, about the state of mind."""

    handout_id: int
    key: str
    at: datetime
    kind: str


def asked_of(key: str) -> str:
    """Return the question whose answer this key is, or ""."""
    told = questions.parse(key)
    return told[0].key if told is not None else ""


@dataclass(frozen=True)
class Mind:
    """What is known about the customer's state of mind beside the marks of this contact."""

    facts: CustomerFacts
    learned: Model
    earlier: tuple[str, datetime | None]  # the correction of an earlier contact; it fades like other evidence
    before: Sequence[Mark]  # the answers of earlier contacts; they fade like other evidence
    hung_up: Sequence[datetime]
    refused: bool  # profiling

    def belief(self, marks: Sequence[Mark], now: datetime) -> tuple[psychology.Posterior, str]:
        """Return the probabilities that follow from these marks, and the agent's own correction."""
        correction = next((mark for mark in reversed(marks) if mark.kind == "correction"), None)
        label = correction.key if correction else ""
        evidence = psychology.gather(
            self.facts,
            [(mark.key, mark.at) for mark in self.heard(marks)],
            now,
            label=label or self.earlier[0],
            labelled_at=correction.at if correction else self.earlier[1],
            hung_up=self.hung_up,
            struck={mark.key for mark in marks if mark.kind == "strike"},
        )
        posterior = psychology.posterior(
            () if self.refused else evidence,
            now,
            prior=self.learned.prior,
            factors=self.learned.factors,
            refused=self.refused,
            at=self.learned.limits,
        )
        return posterior, label

    def means(self, marks: Sequence[Mark], now: datetime) -> MeansFound:
        """Return what the file and the answers say about means and willingness."""
        return estimate(
            self.facts,
            [(mark.key, mark.at) for mark in self.heard(marks)],
            now,
            struck={mark.key for mark in marks if mark.kind == "strike"},
            hung_up=self.hung_up,
        )

    def heard(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the signals and answers, with those of earlier contacts that no newer answer replaces."""
        now = [mark for mark in marks if mark.kind == "signal"]
        answered = {asked_of(mark.key) for mark in now}
        return [*(mark for mark in self.before if asked_of(mark.key) not in answered), *now]


def mind_of(session: Session, case: Case, handout: Handout, told: Sequence[Mark], learned: Model) -> Mind:
    """Return what is known beside the marks of this contact. ``told``: all marks that still count."""
    earlier: tuple[str, datetime | None] = next(
        (
            (mark.key, mark.at)
            for mark in reversed(told)
            if mark.handout_id < handout.id and mark.key in psychology.STATES
        ),
        ("", None),
    )
    hung_up = rows(session, _HUNG_UP, customer=handout.customer_id, handout=handout.id)
    refused = any(request.kind == "profiling_refused" for request in case.facts.requests or ())
    before = {asked_of(mark.key): mark for mark in told if mark.handout_id < handout.id and asked_of(mark.key)}
    return Mind(case.facts, learned, earlier, list(before.values()), [at for (at,) in hung_up], refused)


def means_view(found: MeansFound | None) -> MeansView | None:
    """Return the estimate as the screen shows it, or None without a reason."""
    if found is None or not found.reasons:
        return None
    return MeansView(
        found.ability or "",
        round(100 * max(found.share.values())),
        round(100 * found.willing),
        Bilingual(*found.cell) if found.cell else None,
        tuple(MeansReasonView(r.key, Bilingual(r.en, r.zh), r.toward, r.struck) for r in found.reasons),
    )
