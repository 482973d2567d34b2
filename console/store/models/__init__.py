"""All tables; one file a noun.

Belongs here: columns, constraints, indexes. No rules and no callbacks.
May import: domain.
"""

from console.store.models.alarm import Alarm, SafetyNumber
from console.store.models.compliance import Approval, FactSheet, HouseRule, SpeechFinding
from console.store.models.customer import (
    Account,
    Address,
    BalanceMonth,
    Customer,
    CustomerPhone,
    FactChange,
    Payment,
    Phone,
)
from console.store.models.customer_file import InboxTake, Paper, Proposal, RuleReview
from console.store.models.customer_page import CallProof, Document, Opinion, PageLink, PageSession, PageTry
from console.store.models.day_sums import LiveDay, LiveHour
from console.store.models.field import FieldEntry, PlaceCorrection, SafetyMark, Trip, VisitMedia
from console.store.models.figures import (
    AgeingMonth,
    AgeingStep,
    AgentDay,
    CountedDay,
    DaySum,
    FigureMark,
    LateAccount,
    StockDay,
)
from console.store.models.handout import Attempt, DisclosureMark, Draft, Handout, Outcome, Signal
from console.store.models.imports import ImportMapping, ImportRun, Staging
from console.store.models.lead_note import LeadNote
from console.store.models.message import Message
from console.store.models.operations import ChainEntry, ChainHead, ChainRoot, Due, Lease, Op
from console.store.models.payments import PaymentEntry, PaymentFile
from console.store.models.people import (
    AccountChange,
    Agent,
    AgentLog,
    KnownDevice,
    LoginAttempt,
    Person,
    RecoveryCode,
    Reveal,
    ServiceToken,
    Team,
    WebSession,
)
from console.store.models.portfolio import Agency, Creditor, Declaration, Holiday, Portfolio
from console.store.models.promise import Consent, Instalment, Promise, Request
from console.store.models.queue import SLEEPING, WAITING, AgentQueue, Decline, Entry, Queue
from console.store.models.reading import Look, RingIn
from console.store.models.site import Site
from console.store.models.suppression import Suppression
from console.store.models.talking_points import PointShown, TalkingPoint, Weights
from console.store.models.types import Base
from console.store.models.visit import Place, Visit, VisitRound

__all__ = [
    "SLEEPING",
    "WAITING",
    "Account",
    "AccountChange",
    "Address",
    "AgeingMonth",
    "AgeingStep",
    "Agency",
    "Agent",
    "AgentDay",
    "AgentLog",
    "AgentQueue",
    "Alarm",
    "Approval",
    "Attempt",
    "BalanceMonth",
    "Base",
    "CallProof",
    "ChainEntry",
    "ChainHead",
    "ChainRoot",
    "Consent",
    "CountedDay",
    "Creditor",
    "Customer",
    "CustomerPhone",
    "DaySum",
    "Declaration",
    "Decline",
    "DisclosureMark",
    "Document",
    "Draft",
    "Due",
    "Entry",
    "FactChange",
    "FactSheet",
    "FieldEntry",
    "FigureMark",
    "Handout",
    "Holiday",
    "HouseRule",
    "ImportMapping",
    "ImportRun",
    "InboxTake",
    "Instalment",
    "KnownDevice",
    "LateAccount",
    "LeadNote",
    "Lease",
    "LiveDay",
    "LiveHour",
    "LoginAttempt",
    "Look",
    "Message",
    "Op",
    "Opinion",
    "Outcome",
    "PageLink",
    "PageSession",
    "PageTry",
    "Paper",
    "Payment",
    "PaymentEntry",
    "PaymentFile",
    "Person",
    "Phone",
    "Place",
    "PlaceCorrection",
    "PointShown",
    "Portfolio",
    "Promise",
    "Proposal",
    "Queue",
    "RecoveryCode",
    "Request",
    "Reveal",
    "RingIn",
    "RuleReview",
    "SafetyMark",
    "SafetyNumber",
    "ServiceToken",
    "Signal",
    "Site",
    "SpeechFinding",
    "Staging",
    "StockDay",
    "Suppression",
    "TalkingPoint",
    "Team",
    "Trip",
    "Visit",
    "VisitMedia",
    "VisitRound",
    "WebSession",
    "Weights",
]
