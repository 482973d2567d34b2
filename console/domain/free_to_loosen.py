"""The acts after which a verdict may be looser without a second person, each with its reason and its test.

Everything else that loosens is a proposal (``console.domain.second_person``). The property test of
``tests/actions/test_nobody_widens.py`` runs every action, and turns red when one that is not listed here has loosened a
verdict by one hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["customer", "result", "payment", "end", "time", "list", "undo"]
KINDS: dict[Kind, str] = {
    "customer": "the customer's own act, on record",
    "result": "the settled result of an attempt",
    "payment": "a payment",
    "end": "a documented end",
    "time": "a date that comes",
    "list": "the creditor's own list",
    "undo": "one's own entry, taken back in the same contact",
}


@dataclass(frozen=True, slots=True)
class Free:
    """One act: its stored name, which kind of act it is, why one person is enough, and the test that holds it."""

    action: str
    kind: Kind
    why: str
    test: str  # file::function under tests/actions


_F = Free
FREE: tuple[Free, ...] = (
    _F(
        "consent.record",
        "customer",
        "Given in a contact, in the customer's words. Spoken, it binds from the next day. The officer sees it.",
        "test_hold_review.py::test_record_consent_binds_at_once_in_writing_and_from_tomorrow_when_spoken",
    ),
    _F(
        "inbound.claim",
        "customer",
        "The customer rang: an answer to that call is lawful. The contact and its verdict are on record.",
        "test_inbound.py::test_take_inbound_stores_its_verdict",
    ),
    _F(
        "contact.line_reports",
        "result",
        "The line itself says how an attempt ended. Only the line says that nothing was dialled.",
        "test_contact.py::test_begin_sixty_four_times_at_once_takes_the_last_free_slot_once",
    ),
    _F(
        "contact.finish",
        "result",
        "The outcome settles what the attempt was. A line that heard a talk is believed.",
        "test_outcome_corrections.py::test_correct_undoes_the_promise_and_keeps_the_holds",
    ),
    _F(
        "contact.correct",
        "result",
        "A corrected outcome settles the attempt anew. It lifts no hold, and the old row stays.",
        "test_outcome_corrections.py::test_correct_undoes_the_promise_and_keeps_the_holds",
    ),
    _F(
        "permit.settle",
        "result",
        "The machine that asked says that nothing was sent, or how it ended.",
        "test_permits.py::test_ask_counts_at_once_and_settle_as_not_sent_gives_the_slot_back",
    ),
    _F(
        "service.attempt",
        "result",
        "Another agency reports a contact that has ended.",
        "test_service_reports.py::test_take_attempt_of_another_agency_counts_for_the_cap",
    ),
    _F(
        "field.entry",
        "result",
        "A pair reports how its visit ended, in a chain of entries that cannot be rewritten.",
        "test_field.py::test_late_entries_take_full_effect_at_their_own_time_while_nobody_else_had_the_customer",
    ),
    _F(
        "safety.end",
        "result",
        "The agent says how a contact in the safety state ended. The holds stay until the alarm is handled.",
        "test_safety.py::test_the_safe_end_records_the_outcome_and_gives_a_break_instead_of_the_next_customer",
    ),
    _F(
        "payments.take",
        "payment",
        "Booked from the bank's file.",
        "test_payments.py::test_the_same_and_an_overlapping_file_book_nothing_twice",
    ),
    _F(
        "payments.assign",
        "payment",
        "An entry of the bank's file, booked to the account that a person names, on record.",
        "test_payments.py::test_a_person_assigns_or_rejects_and_it_is_on_record",
    ),
    _F(
        "service.payment",
        "payment",
        "Reported by the creditor's system, once for each number.",
        "test_service_reports.py::test_take_payment_books_once_and_keeps_a_promise",
    ),
    _F(
        "review.answer",
        "end",
        "A dispute ends with its answer on file, by another person than the one who filed it.",
        "test_hold_review.py::test_answer_request_is_refused_to_the_person_who_opened_the_dispute",
    ),
    _F(
        "alarm.handle",
        "end",
        "An alarm ends with a note of what was done, by another person than the one who raised it.",
        "test_alarm.py::test_nobody_handles_an_alarm_that_they_raised",
    ),
    _F(
        "due.promise",
        "time",
        "The day of a plan came without the money, so the hold of the plan ends.",
        "test_due_tasks.py::test_a_missed_plan_ends_its_hold_and_wakes_the_customer",
    ),
    _F(
        "intake.apply_slice",
        "list",
        "What is owed and by which number: the creditor's own books. A list adds holds and lifts none of a person.",
        "test_import_apply.py::test_an_update_moves_the_stage_and_leaves_what_the_file_does_not_name",
    ),
    _F(
        "safety.stand_down",
        "undo",
        "A safety state entered by mistake, left while nobody has taken the alarm: only what it put on file goes.",
        "test_safety.py::test_a_mistake_goes_back_to_the_contact_with_its_clocks_while_nobody_has_taken_it",
    ),
)
BY_ACTION: dict[str, Free] = {row.action: row for row in FREE}
