"""The frozen views that screens render: plain data, masked already, no rules, no database.

One view object is one panel (rule 23). Page load, snapshot and push render it with the same
partial. Instants are aware UTC; money is ``Money``; texts are ``Bilingual``, chosen by ``|words``.
May import: domain.
"""

from console.domain.bilingual import Bilingual
from console.store.views.customer import (
    AccountView,
    CustomerView,
    FactorView,
    FileLine,
    HoldView,
    MessageView,
    PhoneView,
    PromiseView,
    TimelineItem,
)
from console.store.views.desk import DeskView
from console.store.views.floor import (
    AgentDayView,
    DayStretch,
    FloorAgent,
    FloorAlert,
    FloorHour,
    FloorPair,
    FloorQueue,
    FloorTiles,
    FloorView,
    ShownNumber,
    TeamOutcome,
)
from console.store.views.lead import LeadNoteView, LeadView
from console.store.views.outcome import OutcomeChoice, OutcomeGroup, OutcomeView, RecordedOutcome
from console.store.views.points import (
    AnswerView,
    DisclosureView,
    EvidenceView,
    MeansReasonView,
    MeansView,
    ObjectionView,
    OfferView,
    PlanView,
    PointsView,
    PointView,
    QuestionView,
    SignalView,
)
from console.store.views.queue import QueueView, SleepCount
from console.store.views.safety import (
    AlarmsView,
    AlarmView,
    AloneKind,
    AloneView,
    CareItem,
    NumberView,
    SafetyView,
    StepView,
)
from console.store.views.shift import Figures, ShiftView
from console.store.views.strip import FindingView, HeardView, MaybeView, StripView
from console.store.views.view_json import to_json

__all__ = [
    "AccountView",
    "AgentDayView",
    "AlarmView",
    "AlarmsView",
    "AloneKind",
    "AloneView",
    "AnswerView",
    "Bilingual",
    "CareItem",
    "CustomerView",
    "DayStretch",
    "DeskView",
    "DisclosureView",
    "EvidenceView",
    "FactorView",
    "Figures",
    "FileLine",
    "FindingView",
    "FloorAgent",
    "FloorAlert",
    "FloorHour",
    "FloorPair",
    "FloorQueue",
    "FloorTiles",
    "FloorView",
    "HeardView",
    "HoldView",
    "LeadNoteView",
    "LeadView",
    "MaybeView",
    "MeansReasonView",
    "MeansView",
    "MessageView",
    "NumberView",
    "ObjectionView",
    "OfferView",
    "OutcomeChoice",
    "OutcomeGroup",
    "OutcomeView",
    "PhoneView",
    "PlanView",
    "PointView",
    "PointsView",
    "PromiseView",
    "QuestionView",
    "QueueView",
    "RecordedOutcome",
    "SafetyView",
    "ShiftView",
    "ShownNumber",
    "SignalView",
    "SleepCount",
    "StepView",
    "StripView",
    "TeamOutcome",
    "TimelineItem",
    "to_json",
]
