"""The whole desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.store.views.customer import CustomerView
from console.store.views.lead import LeadView
from console.store.views.outcome import OutcomeView
from console.store.views.points import PointsView
from console.store.views.queue import QueueView
from console.store.views.safety import SafetyView
from console.store.views.shift import ShiftView
from console.store.views.strip import StripView


@dataclass(frozen=True, slots=True)
class DeskView:
    """The whole desk of one agent, read in one snapshot at ``seq``."""

    seq: int
    epoch: str
    now: datetime
    token: int  # 0 without a hand-out
    shift: ShiftView
    queue: QueueView | None  # shown when there is no hand-out
    customer: CustomerView | None
    points: PointsView | None
    strip: StripView | None
    outcome: OutcomeView | None
    safety: SafetyView | None = None  # the safety state is on: then customer, points and strip are None
    lead: LeadView = field(default_factory=LeadView)
