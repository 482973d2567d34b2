"""What each row covers: every channel, direction, purpose and party of every rule, with the reason.

``cases/reach.tsv`` is the matrix as it was last read by people. A change of a row's reach turns it red until the line
is changed as well: ``python -m console check --matrix`` prints the present one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.domain.compliance import PACKS, Proposed, check, reach
from console.domain.compliance.matrix import HEAD, matrix
from console.domain.compliance.reach import EVERY, PHONE, Reach
from console.domain.compliance.who import OFFICES, THIRD
from console.domain.facts import PARTIES, PURPOSES, Account, Customer, CustomerFacts
from console.scenarios.judge import facts_of, read_scenario

MATRIX = Path(__file__).parent / "cases" / "reach.tsv"
ROWS = tuple(matrix(tuple(PACKS.values())))
# rows about a call alone, with the reason why a robot's call or a left message is something else
CALL_ALONE = (reach.DIALOGUE, reach.DIALOGUE_OR_COMES, reach.INCOMING_CALL, reach.A_NUMBERS_QUOTA, reach.SHOWN_POINTS)


def test_the_matrix_is_the_one_that_was_read() -> None:
    present = ["\t".join(HEAD), *("\t".join(row.cells()) for row in ROWS)]
    assert present == MATRIX.read_text(encoding="utf-8").splitlines()


def test_every_row_gives_a_reason_in_both_languages() -> None:
    named = [value for value in vars(reach).values() if isinstance(value, Reach)]
    assert len({one.en for one in named}) == len({one.zh for one in named}) == len(named)
    for row in ROWS:
        assert row.rule.reach in named, row.rule.id
        assert row.rule.reach.en.endswith(".") and row.rule.reach.zh.endswith("。"), row.rule.id


def test_a_row_about_calls_covers_whatever_rings() -> None:
    for row in ROWS:
        channels = row.rule.channels
        if channels is not None and "call" in channels and row.rule.reach not in CALL_ALONE:
            assert set(PHONE) <= set(channels), row.rule.id


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.pack}-{row.rule.id}")
def test_a_row_gates_exactly_what_its_cells_say(row: object) -> None:
    pack_row = next(one for one in ROWS if one is row)
    rule = pack_row.rule
    cells = dict(zip(HEAD, pack_row.cells(), strict=True))
    for channel in EVERY:
        for direction in ("out", "in"):
            for purpose in PURPOSES:
                for party in PARTIES:
                    act = Proposed(channel, direction, purpose, party)
                    anything = cells["purposes"] == "all" and purpose != "safety"
                    anybody = cells["parties"] == "persons" and party not in OFFICES
                    said = (
                        cells[channel] == "x"
                        and (cells["directions"] == "all" or direction in cells["directions"].split())
                        and (anything or purpose in cells["purposes"].split())
                        and (anybody or party in cells["parties"].split())
                    )
                    if rule.initiators is None:
                        assert rule.gates(act) is said, (rule.id, channel, direction, purpose, party)


def test_no_row_on_hours_counts_or_wishes_of_persons_touches_an_office() -> None:
    spoken = {row.rule.id for row in ROWS if "contact" in row.rule.deeds and set(OFFICES) & set(row.rule.parties)}
    assert spoken == {"cn-party-debtor-only", "us-parking"}


OPEN = Account("A", "credit_card", balance=100, extra={"status": "open", "time_barred": False})


def of(*accounts: Account) -> CustomerFacts:
    """Return the facts of a known and unobjectionable customer with these debts."""
    line = {"assume": "known", "now": NOON.isoformat(), "customer": {"zones": ["Asia/Shanghai"]}}
    return replace(facts_of(read_scenario(line)), accounts=accounts)


NOON = datetime(2026, 9, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("channel", EVERY)
@pytest.mark.parametrize(
    ("code", "rule", "account", "party"),
    [
        ("us", "us-debt-over", replace(OPEN, extra={"status": "discharged"}), "debtor"),
        ("us", "us-debt-over", replace(OPEN, extra={"status": "closed"}), "spouse"),
        ("cn", "cn-debt-over", replace(OPEN, extra={"status": "settled"}), "debtor"),
        ("cn", "cn-id-assignment", replace(OPEN, sold=True, transfer_notice=False), "debtor"),
        ("cn", "cn-law-illegal-debt", replace(OPEN, illegal=True), "debtor"),
        (
            "cn",
            "cn-party-guarantor",
            replace(OPEN, due_on=NOON.date() - timedelta(days=400), extra={"guarantee_kind": "joint"}),
            "guarantor",
        ),
    ],
)
def test_what_ends_a_claim_ends_it_on_every_channel(
    code: str, rule: str, account: Account, party: str, channel: str
) -> None:
    act = Proposed(channel, party=party, extra={"collectors": 2})  # type: ignore[arg-type]
    found = check(act, of(account), (PACKS[code],), NOON)
    assert rule in {x.rule_id for x in found.findings if x.severity == "block"}
    assert rule not in {x.rule_id for x in check(act, of(OPEN), (PACKS[code],), NOON).findings if x.severity == "block"}


@pytest.mark.parametrize("channel", PHONE)
def test_a_refusal_to_be_phoned_closes_whatever_rings(channel: str) -> None:
    line = {"assume": "known", "now": NOON.isoformat(), "packs": ["us"], "customer": {"zones": ["Asia/Shanghai"]}}
    wish = {"kind": "medium_refused", "since": "2026-09-01T09:00:00+08:00", "scope": {"channels": ["call"]}}
    facts = facts_of(read_scenario({**line, "requests": [wish]}))
    for party in PARTIES:
        found = check(Proposed(channel, party=party), facts, (PACKS["us"],), NOON)  # type: ignore[arg-type]
        closed = "us-medium" in {x.rule_id for x in found.findings}
        assert closed is (party in ("debtor", "guardian")), party
    assert THIRD and "third_party" in PARTIES


@pytest.mark.parametrize("code", ["cn", "us"])
def test_every_clock_time_of_a_row_is_among_the_marks(code: str) -> None:
    pack = PACKS[code]
    for rule in pack.rules:
        for key in ("opens", "closes", "soft_start"):
            if key in rule.params:
                assert time(rule.params[key] % 24) in (time(0), *pack.marks), (rule.id, key)
        for key in ("warn_minutes", "block_minutes"):
            if key in rule.params:
                moment = datetime(2026, 1, 1, rule.params["closes"]) - timedelta(minutes=rule.params[key])
                assert moment.time() in pack.marks, (rule.id, key)


@pytest.mark.parametrize("initiator", ["agent", "dispatcher"])
@pytest.mark.parametrize(("code", "zone"), [("cn", "Asia/Urumqi"), ("cn", "Asia/Shanghai"), ("us", "Asia/Shanghai")])
def test_a_verdict_changes_only_at_the_times_that_the_engine_looks_at(code: str, zone: str, initiator: str) -> None:
    facts = replace(of(OPEN), customer=Customer("1", zones=(zone,), deceased=False, capacity="full", minor=False))
    act = Proposed("call", initiator=initiator)  # type: ignore[arg-type]
    step, valid, level = NOON, NOON, ""
    while step < NOON + timedelta(days=1):
        found = check(act, facts, (PACKS[code],), step, plan=False)
        if found.level != level:
            assert step >= valid, (step, level, found.level)
            level = found.level
        if step >= valid:
            until = check(act, facts, (PACKS[code],), step).valid_until
            assert until is not None
            valid = until
        step += timedelta(minutes=1)
