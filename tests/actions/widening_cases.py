"""What each parameter of an action may be on the site of ``tests.actions.widening``: the cases of every action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.actions import customer_file, permits, service_reports
from console.actions.service_tokens import Limits
from console.actions.suppressions import Named
from console.domain.customer_file import ROWS, Statement
from console.domain.field_entries import Entry
from console.domain.messaging import Incoming, Receipt, Taken
from console.domain.outcomes import RULES
from console.domain.payments import PaymentRow
from console.domain.promises import OutcomeForm
from console.domain.visits import DayPlan
from console.store import models as m
from tests.actions.machines import key_of, number
from tests.people import IDS, SampleSite

WATCHED = (1, 2, 3, 4)  # customers whose verdicts are compared
WORDS = "in the words of the customer"


def statement(kind: str, **more: Any) -> Statement:
    """Return a statement of this kind with all that it needs."""
    needs: dict[str, Any] = {
        "medium_refused": {"channels": ("sms",)},
        "opt_out": {"channels": ("sms",)},
        "time_refused": {"hours": (("08:00", "12:00"),)},
        "place_refused": {"place": "work"},
    }
    return Statement(kind=kind, **{"wording": WORDS, "proof": "the shelf", **needs.get(kind, {}), **more})


def ids(kind: Any, *where: Any) -> Callable[[SampleSite], Sequence[int]]:
    """Return a pool of the ids of all rows of a table."""
    return lambda site: [row.id for row in site.rows(select(kind.id).where(*where).order_by(kind.id))]


def _customers(site: SampleSite) -> Sequence[int]:
    mine = site.rows(select(m.Handout.customer_id).where(m.Handout.ended_at.is_(None)))
    return [*WATCHED, *WATCHED, *(row.customer_id for row in mine)]


def _statements(site: SampleSite) -> Sequence[Statement]:
    later = site.now + timedelta(days=30)
    return [
        statement(row.key, by=by, **({"until": later} if "until" in row.needs else {}))
        for row in ROWS
        for by in ("debtor", "spouse")
    ]


def _reports(site: SampleSite) -> Sequence[service_reports.Report]:
    return [
        service_reports.Report(*key_of(site, customer), "North", site.now, channel, result=result)
        for customer in WATCHED
        for channel in ("call", "sms", "visit")
        for result in ("no_answer", "effective")
    ]


def _wishes(site: SampleSite) -> Sequence[permits.Wish]:
    return [
        permits.Wish(*key_of(site, customer), channel, number=number(site, customer) if channel != "letter" else "")
        for customer in (*WATCHED, 7, 8)
        for channel in ("call", "sms", "letter")
    ]


def _houses(site: SampleSite) -> Sequence[dict[str, Any]]:
    plain = {"reason": "a quiet month", "purposes": ["collect"]}
    return [
        {**plain, "kind": "hours", "opens": "11:00", "closes": "17:00", "channels": ["call"]},
        {**plain, "kind": "cap", "value": 1.0, "channels": ["call"]},
        {**plain, "kind": "closed", "channels": ["sms"], "until": site.now + timedelta(days=2)},
        {**plain, "kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "cap", "value": 3},
    ]


FLAGS = (True, False)
REASON = ("it was told to us",)
TEXTS = ("", "a word")
PEOPLE = tuple(IDS.values())
SHOWN: tuple[tuple[str, ...], ...] = ((),)
DAYS = (date(2020, 1, 1), date(2024, 6, 1), date(2026, 11, 1), None)

POOLS: dict[str, Any] = {
    "account_id": ids(m.Account, m.Account.customer_id.in_(WATCHED)),
    "agency": ("", "Fair", "Other"),
    "agent_id": PEOPLE,
    "alarm_id": ids(m.Alarm),
    "amount": (100, 10_000_000),
    "appointment_at": (None,),
    "approval_id": ids(m.Approval),
    "at": (None,),
    "attempt_id": ids(m.Attempt),
    "channels": (["call"], ["sms", "visit"], []),
    "chosen": ([], ["letter"], ["call", "sms", "visit", "email"]),
    "client_id": ("none",),
    "closes": ("23:00",),
    "code": tuple(rule.code for rule in RULES),
    "consent_id": ids(m.Consent),
    "correction_id": ids(m.PlaceCorrection),
    "creditor": ("",),
    "creditor_id": ids(m.Creditor),
    "customer_id": _customers,
    "day": ("2026-11-23",),
    "days": (30, 60),
    "device": ("",),
    "disabled": FLAGS,
    "due_id": ids(m.Due),
    "due_on": DAYS,
    "ended_at": (None,),
    "entry_id": ids(m.PaymentEntry),
    "facts_version": (9999,),
    "file_id": ids(m.PaymentFile),
    "file_name": ("list.csv",),
    "finding_id": ids(m.SpeechFinding),
    "form": (OutcomeForm(), OutcomeForm(details="the amount is wrong")),
    "grant": FLAGS,
    "handout_id": ids(m.Handout),
    "hashed": ("no password",),
    "holiday_id": ids(m.Holiday),
    "holder": ("here",),
    "interrupted_on": DAYS,
    "key": ("recording", "agency_listed", "processing_contract", "number_source", "licence", "impact_assessment"),
    "kind": ("x",),
    "limit": (20,),
    "login": ("newcomer",),
    "measured": (0,),
    "name": ("Somebody",),
    "name_zh": ("某人",),
    "need": ("slow", "quiet_hours"),
    "note": (WORDS,),
    "number": ("7",),
    "on": (date(2027, 1, 1), date(2026, 12, 1), date(2026, 11, 24)),
    "opens": ("20:00",),
    "outcome_id": ids(m.Outcome),
    "own_words": FLAGS,
    "paper_id": ids(m.Paper),
    "person_id": PEOPLE,
    "phone_id": ids(m.Phone),
    "point_id": ids(m.TalkingPoint),
    "portfolio_id": ids(m.Portfolio),
    "promise_id": ids(m.Promise),
    "proof": ("the shelf",),
    "proposal_id": ids(m.Proposal),
    "purpose": (None, "collect", "answer"),
    "queue_id": (None,),
    "reason": REASON,
    "recording": ("r1",),
    "region": ("CN", "US"),
    "remote": ("127.0.0.1",),
    "request_id": ids(m.Request),
    "result": ("no_answer", "answered", "effective", "not_dialled", "invalid", "sent", "failed"),
    "role": ("agent", "lead", "compliance", "admin"),
    "round_id": ids(m.VisitRound),
    "rule_id": ids(m.HouseRule),
    "run_id": ids(m.ImportRun),
    "said": _statements,
    "shown": SHOWN,
    "since_on": (date(2026, 1, 1), date(2026, 12, 1)),
    "skills": (None,),
    "source": ("bank",),
    "status": customer_file.BAD,
    "suppression_id": ids(m.Suppression),
    "team_id": (1, None),
    "text": (WORDS,),
    "to": ("queue", "me"),
    "token": ("none",),
    "token_id": ids(m.ServiceToken),
    "trip_id": ids(m.Trip),
    "undo": FLAGS,
    "until": (None,),
    "until_on": (None, date(2026, 11, 25)),
    "value": FLAGS,
    "values": _houses,
    "visit_id": ids(m.Visit),
    "why": REASON,
    "wish": _wishes,
    "yes": FLAGS,
}


def _named(site: SampleSite) -> Sequence[list[Named]]:
    return [
        [Named((number(site, customer), "mobile", "CN", "Asia/Shanghai"), "", "asked", until)]
        for customer in WATCHED
        for until in (None, site.now + timedelta(days=3))
    ]


def _payments(site: SampleSite) -> Sequence[list[PaymentRow]]:
    rows = site.rows(select(m.Account.external_id).where(m.Account.customer_id.in_(WATCHED)))
    day = site.now.date()
    return [[PaymentRow(2, day, 5000, "TWD", row.external_id, key=f"k{n}")] for n, row in enumerate(rows)]


def _wanted(site: SampleSite) -> Sequence[dict[str, Any]]:
    requests = site.rows(select(m.Request.id))
    return [
        *({"request": row.id} for row in requests),
        *({"field": field} for field in ("deceased", "capacity", "minor")),
        {"phone": 1},
    ]


def _receipts(site: SampleSite) -> Sequence[Receipt]:
    return [Receipt("id-w1", state, site.now) for state in ("delivered", "failed")]


def _incoming(site: SampleSite) -> Sequence[Incoming]:
    return [
        Incoming(f"in-{customer}{n}", "sms", number(site, customer), text, site.now)
        for customer in WATCHED
        for n, text in enumerate(("不要再联系我", "我已经还款了", "请晚上八点打给我", "STOP"))
    ]


_TAKEN = (Taken("sent", "id-w1"), Taken("never", reason="unknown"), Taken("unclear"))
_PAGE = ("page",)  # the customer on the own page
_LEADS = ("lead1", "compliance1")
_DESKS = ("agent1", "agent2", "agent3")
_ENTRY = Entry("0" * 32, "s", 1, "", 0, None, "note", 1, 1, "{}")
ONES = dict.fromkeys(("note_id", "rank", "seconds", "weights_id"), (1,))
POOLS |= ONES | dict.fromkeys(("force", "must_change", "works"), FLAGS) | {"template": ("",), "version": (0,)}
# actions that are not run here, and why
SUMS, SWEEP = "keeps sums that no rule reads", "needs rows that the worker has found"
SKIPPED: dict[str, str] = {
    **dict.fromkeys(("figures.write", "figures.mark", "figures.keep_rows", "figures.counted"), SUMS),
    "page.document": "needs a file that was scanned",
    "site.restore": "puts a backup back, by the host's command: a new epoch, said on every page",
    **dict.fromkeys(("intake.applied", "field.purge", "round.close", "sweep"), SWEEP),
}
# actions that are run here, and refused: the site lacks what they need. Their own tests let them succeed
NEVER = frozenset(Path(__file__).with_name("widening_never.txt").read_text().split())
OWN: dict[str, dict[str, Any]] = {
    "account.found": {"founders": ((),)},
    "account.rest": {"hours": (0, 12, 24)},
    "alarm.take": {"by": _LEADS, "instead_of": (0,)},
    "alarm.see": {"by": _LEADS},
    "alarm.look": {"by": _LEADS},
    "alarm.handle": {"by": _LEADS},
    "alarm.call_back": {"by": _LEADS},
    "shift.break": {"by": _DESKS, "reason": ("rest",)},
    "handout.give_back": {"by": _DESKS, "reason": ("other",)},
    "handout.decline": {"by": _DESKS, "reason": ("other",)},
    "calendar.set": {"by": ("admin1",), "on": (date(2027, 1, 1), date(2026, 12, 1)), "region": ("CN",)},
    "alarm.watch": {"people": ((4, 6),)},
    "approval.ask": {"kind": ("discount_10", "settlement", "reminder")},
    "contact.begin": {"by": ("agent2",), "purpose": (None,)},
    "contact.correct": {"by": ("lead1", "compliance1"), "code": ("NA", "BUSY", "OFF")},
    "contact.finish": {"by": _DESKS},
    "field.entry": {"entry": (_ENTRY,), "signed": FLAGS},
    "field.keep": {"entry": (_ENTRY,), "code": ("invalid",), "words": ({},)},
    "file.put": {"by": ("compliance1", "compliance1", *_DESKS)},
    "file.number": {"by": ("compliance1",)},
    "file.zone": {
        "by": ("compliance1",),
        "kind": ("home", "work"),
        "zone": ("America/New_York", "Asia/Tokyo"),
        "province": ("",),
    },
    "file.limitation": {"by": ("compliance1",)},
    "file.look": {"by": _LEADS, "purpose": ("complaint", "audit")},
    "floor.recall": {"by": ("lead1",)},
    "guide.signal": {"key": ("asks_time",)},
    "guide.answer": {"question": ("q",), "answer": ("a",)},
    "guide.strike": {"evidence": ("e",)},
    "guide.path": {"path": ("", "hardship")},
    "guide.profiling": {"by": _DESKS, "refuse": FLAGS},
    "guide.correct": {"label": ("fear",)},
    "guide.lead_corrects": {"label": ("fear",)},
    "guide.ability": {"ability": ("short",)},
    "guide.means": {"income": (500_000,), "must_pay": (300_000,), "payday": (10,)},
    "guide.disclosure": {"key": ("recording",), "state": ("said",)},
    "guide.not_said": {"keys": (("recording",),), "reason": ("hung_up",)},
    "guide.step": {"step": ("listen",)},
    "review.answer": {"request_id": ids(m.Request, m.Request.kind.in_(("dispute", "complaint", "fraud_claim")))},
    "review.extend": {"request_id": ids(m.Request, m.Request.kind == "complaint")},
    "review.confirm": {"request_id": ids(m.Request, m.Request.kind.in_(("cease", "medium_refused", "deceased")))},
    "review.rule_seen": {"pack": ("cn",), "rule_id": ("cn-complaint",)},
    "consent.record": {"kind": ("hours", "third_party", "workplace", "call_again", "need"), "wording": (WORDS,)},
    "intake.applied": {"count": (1,)},
    "intake.portfolio": {
        "creditor": ("Own Bank",),
        "name": ("Cards",),
        "currency": ("CNY",),
        "packs": (["cn"],),
        "make": FLAGS,
    },
    "intake.start": {
        "names": (None,),
        "no_past_contacts": (None, True),
        "kind": ("customers",),
        "zone": ("",),
        "covers_from": (None,),
        "said": (None,),
        "as_of": (None,),
        "as_of_time": (None,),
        "whole": FLAGS,
    },
    "intake.stage": {"records": ([],), "head": (None,)},
    "intake.hold": {"keys": (["x"],)},
    "intake.read": {"faults": ([],), "totals": (None,)},
    "intake.orphans": {"alive": ((),)},
    "inbox.take": {"kind": ("proposal",), "what": ("1",)},
    "inbox.give_back": {"kind": ("proposal",), "what": ("1",)},
    "house.end": {"by": _LEADS},
    "payments.open": {
        "creditor": lambda site: [row.name for row in site.rows(select(m.Creditor.name))],
        "columns": ({},),
        "options": ({},),
    },
    "payments.take": {"rows": _payments},
    "payments.end": {"bad": ([],), "more": (None,)},
    "payments.assign": {"account_key": ("",), "payment_id": (0,)},
    "people.export": {"what": ("verdicts",), "rows": (3,)},
    "people.sign_in": {"login": ("agent1",), "fits": FLAGS, "old_token": ("",)},
    "people.keep_session": {"data": ({},)},
    "people.prefer": {"what": ("theme",), "value": ("dark",)},
    "permit.ask": {"by": ("machine",)},
    "permit.settle": {"by": ("machine",), "permit_id": ids(m.Attempt), "recording": ("",)},
    "message.leave": {"by": ("worker",), "message_id": ids(m.Message)},
    "message.settle": {"by": ("worker",), "message_id": ids(m.Message), "tries": (1,), "taken": _TAKEN},
    "message.report": {"by": ("worker",), "carrier": ("fake",), "receipt": _receipts},
    "message.receive": {"by": ("worker",), "carrier": ("fake",), "incoming": _incoming},
    "second.ask": {
        "by": ("compliance1", "compliance1", "agent1"),
        "what": ("lift", "lift", "number", "person", "lost"),
        "payload": _wanted,
    },
    "second.creditor": {"by": ("compliance1",), "kind": ("microloan", "agency")},
    "second.decide": {"by": ("lead1", "compliance1", "compliance1")},
    "second.withdraw": {"by": ("compliance1", "admin1")},
    "paper.record": {"by": ("compliance1",), "kind": ("licence", "contract", "evaluation", "listing")},
    "admin.queue": {
        "values": ({"name": "Q", "offer_seconds": 30, "wrapup_seconds": 60, "extension_seconds": 60, "extensions": 2},)
    },
    "admin.requeue": {"from_id": (1, 2), "to_id": (1, 2)},
    "admin.ranks": {"ranks": ({"1": 1},)},
    "round.open": {"collectors": ((5,),), "start_id": (1,), "end_id": (1,), "hours": (("09:00", "18:00"),)},
    "round.plan": {"plan": (DayPlan((), (), "nearest", 0, 0, "line", ""),), "versions": ((),)},
    "safety.enter": {"by": _DESKS, "kind": ("self_harm", "threat_to_agent")},
    "safety.stand_down": {"by": _DESKS},
    "safety.end": {"by": _DESKS, "how": ("safe", "left")},
    "safety.numbers": {"kind": ("crisis",), "numbers": ([],)},
    "queue.steer": {"what": ("close", "open")},
    "people.confirm": {"fits": FLAGS},
    "people.mark_used": {"used": ({},)},
    "page.allow_profiling": {"by": _PAGE},
    "page.promise": {"by": _PAGE, "day": (date(2026, 11, 27),)},
    "page.plan": {"by": _PAGE, "kind": ("two_parts", "three_parts"), "ability": ("can_pay",), "payday": (None, 10)},
    "page.call_me": {"by": _PAGE, "at": lambda site: [site.now + timedelta(days=1)]},
    "page.open_document": {"document_id": (1,)},
    "page.enter": {"typed": ("123456",)},
    "page.opinion": {"by": _PAGE, "score": (5,)},
    "page.pay_simulated": {"by": _PAGE, "reference": ("ref-1",)},
    "page.is_real": {"numbers": (["+8613800138000"],), "typed": ("13800138000",)},
    "look.found": {"customers": ((1,),)},
    "look.open": {"by": ("lead1", "compliance1"), "door": ("preview",)},
    "look.judge": {"ring_id": ids(m.RingIn), "judged": ("right",)},
    "payments.look_at": {"payment_id": ids(m.Payment), "right": FLAGS},
    "sums.keep": {"counted": ({},)},
    "service.make_token": {"scopes": (["payments"],), "limits": (None,)},
    "service.change_token": {"scopes": (["payments"],), "limits": (Limits(),)},
    "service.payment": {
        "by": ("machine",),
        "account_key": lambda site: [row.external_id for row in site.rows(select(m.Account.external_id))],
        "external_id": ("p1", "p2"),
        "at": lambda site: [site.now],
        "currency": ("TWD",),
        "reverses": ("",),
    },
    "service.attempt": {"by": ("machine",), "report": _reports},
    "service.recording": {"by": ("machine",), "number": ("",)},
    "service.transcript": {"by": ("machine",), "segments": ([service_reports.Segment("customer", "stop calling me")],)},
    "shift.seen": {"agents": ((1,),)},
    "suppress.take": {"list_name": ("stop.csv",), "rows": _named},
    "suppress.ask_lift": {"by": ("admin1", "compliance1")},
    "suppress.list": {"list_name": ("stop.csv",), "counts": ({},)},
    "library.write": {"values": ({},)},
    "library.publish": {"beside": (0,)},
    "library.costs": {"sure": (1.0,), "leaning": (1.0,), "margin": (0.1,)},
    "transfer.hand_over": {"when": ("now",)},
    "factor.switch_on": {"secret": ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",), "code": ("123456",)},
    "factor.check": {"code": ("123456",)},
    "factor.switch_off": {"required": FLAGS},
    "factor.enter": {"code": ("123456",)},
    "visit.decide": {"by": ("lead1",), "visit_ids": ((1,),)},
    "wake.settle": {"judged": ([],)},
}
