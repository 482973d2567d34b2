"""Read scenarios, one JSON object a line, and write one verdict a line.

``python -m console check FILE`` reads them, ``python -m console check --format`` prints the
format (``scenario_format``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from console.domain import facts as f
from console.domain.compliance import PACKS, Finding, Pack, Proposed, Verdict, check
from console.domain.compliance.house_rules import HouseRule, examine, with_house
from console.domain.compliance.verdict_record import EXTRA
from console.domain.errors import Invalid
from console.scenarios.format import AccountIn, PromiseIn, RequestIn, Scenario


class BadScenario(ValueError):
    """A line that cannot be judged. The message names the line and the field and says what to do."""


DECLARED = (
    "recording",
    "processing_contract",
    "agency_listed",
    "impact_assessment",
    "number_source",
    "no_past_contacts",
)
UNOBJECTIONABLE: dict[str, dict[str, Any]] = {
    "visit": {"collectors": 2},
    "email": {"email_source": "consumer_used"},
    "sms": {"text_source": "consent"},
}
# what counts as known of a debt that the line names without saying it
PLAIN_DEBT = {"time_barred": False, "status": "open"}
UNNAMED = "+860000000000"  # a usable number of the debtor's that the line does not name
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def read_scenarios(lines: Iterable[str], first: int = 1) -> Iterator[tuple[int, Scenario]]:
    """Yield line number and scenario for every line that is not empty.

    Raises:
        BadScenario: naming the line and the field.
    """
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            raw = json.loads(line, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            raise BadScenario(f"line {number}: no JSON: {error.msg} at column {error.colno}") from None
        except (BadScenario, RecursionError, ValueError) as error:
            raise BadScenario(f"line {number}: {error}") from None
        try:
            yield number, read_scenario(raw)
        except BadScenario as error:
            raise BadScenario(f"line {number}: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadScenario(f"{twice}: this field is there twice")
    return found


def read_scenario(raw: Any) -> Scenario:
    """Return one scenario from its JSON values.

    Raises:
        BadScenario: naming the field.
    """
    try:
        return Scenario.model_validate(raw)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"]) or "scenario"
        said = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            said = "this field is unknown; see python -m console check --format"
        if not isinstance(raw, dict):
            said = "write one JSON object a line, with now and proposed in it"
        raise BadScenario(f"{where}: {said}") from None


def _only_known(part: BaseModel) -> dict[str, Any]:
    return {k: v for k, v in part.model_dump().items() if v is not None}


def facts_of(scenario: Scenario) -> f.CustomerFacts:
    """Return the facts as the rules read them."""
    known = scenario.assume == "known"

    def rows(name: str, kind: Any) -> Any:
        given = getattr(scenario, name)
        if given is None:
            return () if known else None
        return tuple(_as(kind, row) for row in given)

    person = scenario.customer.model_dump()
    zones = person.pop("zones")
    if zones is None:
        found = {place.zone for place in scenario.addresses or [] if place.zone}
        found |= {p.zone for p in scenario.phones or [] if p.zone and p.status == "usable"}
        zones = sorted(found) or [PACKS[scenario.packs[0]].zone]
    if known:
        for key, value in (("deceased", False), ("capacity", "full"), ("minor", False)):
            person[key] = value if person[key] is None else person[key]
    customer = f.Customer(zones=tuple(zones), **person)
    accounts = None
    if scenario.accounts is not None:
        accounts = tuple(_account(row, known) for row in scenario.accounts)
    elif known:
        accounts = tuple(
            _account(AccountIn(id=name, product="credit_card", balance=100_000), known)
            for name in _named_accounts(scenario)
        )
    phones = rows("phones", f.Phone)
    if known and scenario.phones is None:
        phones = _unnamed_phones(scenario)
    declared = rows("declarations", f.Declaration)
    if known and scenario.declarations is None:
        declared = tuple(f.Declaration(key, True) for key in DECLARED)
    known_from = scenario.attempts_known_from
    if known_from is None and (known or scenario.attempts is not None):
        known_from = LONG_AGO
    holidays = scenario.holidays
    return f.CustomerFacts(
        customer=customer,
        accounts=accounts,
        phones=phones,
        addresses=rows("addresses", f.Address),
        attempts=rows("attempts", f.Attempt),
        attempts_known_from=known_from,
        consents=rows("consents", f.Consent),
        requests=rows("requests", f.Request),
        promises=rows("promises", f.Promise),
        payments=rows("payments", f.Payment),
        history=() if known else None,
        declarations=declared,
        holidays=tuple((h.on, h.name) for h in holidays) if holidays is not None else (() if known else None),
        number_attempts=rows("number_attempts", f.Attempt),
    )


def _named_accounts(scenario: Scenario) -> list[str]:
    """Return the ids of the debts that the scenario names, or ["a"] when it names none."""
    named = [*scenario.proposed.account_ids]
    for row in scenario.attempts or []:
        named.extend(row.account_ids)
    return list(dict.fromkeys(named)) or ["a"]


def _unnamed_phones(scenario: Scenario) -> tuple[f.Phone, ...]:
    """Return usable numbers: the one called, and one of the debtor's own."""
    party, number = scenario.proposed.party, scenario.proposed.number
    rung = (f.Phone(number, party, "contract"),) if number else ()
    if party == "debtor":
        return rung
    own = next(
        (a.number for a in scenario.attempts or [] if a.party == "debtor" and a.number not in (None, number)), None
    )
    return (*rung, f.Phone(own or UNNAMED, "debtor", "contract"))


def _as(kind: Any, row: BaseModel) -> Any:
    values = row.model_dump()
    if isinstance(row, RequestIn):
        values["scope"] = _only_known(row.scope)
    if isinstance(row, PromiseIn):
        values["parts"] = tuple((part.on, part.amount) for part in row.parts)
    names = {field.name for field in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in names})


def _account(row: AccountIn, known: bool) -> f.Account:
    values = row.model_dump()
    extra = {key: value for key in EXTRA if (value := values.pop(key)) is not None}
    if known:
        for key, harmless in (*PLAIN_DEBT.items(), ("validation_sent_on", LONG_AGO.date())):
            if key not in row.model_fields_set:
                extra.setdefault(key, harmless)
    return f.Account(**values, extra=extra)


def proposed_of(scenario: Scenario) -> Proposed:
    """Return the proposed act as the rules read it."""
    row = scenario.proposed
    details = _only_known(row.details)
    if scenario.assume == "known":
        for key, value in _unobjectionable(scenario).items():
            details.setdefault(key, value)
    return Proposed(
        row.channel,
        row.direction,
        row.purpose,
        row.party,
        row.initiator,
        row.number,
        _as(f.Address, row.address) if row.address else None,
        row.text,
        scenario.now,
        tuple(row.account_ids),
        row.person,
        row.agency,
        details,
        row.deed,
    )


def _unobjectionable(scenario: Scenario) -> dict[str, Any]:
    """Return what counts as known of the act: what a lawful contact by this channel has, unless the line says it."""
    row = scenario.proposed
    found = dict(UNOBJECTIONABLE.get(row.channel, {}))
    said = row.details.model_fields_set
    if row.channel == "sms":
        if said & {"consumer_texted_on", "text_consent_on", "number_checked_on"}:
            found.pop("text_source")
        elif row.details.text_source != "database_check":
            found["text_source_on"] = scenario.now.date()
        elif scenario.consents is None and scenario.attempts is None:
            found["text_consent_on"] = LONG_AGO.date()  # what the check confirms
    if row.channel in ("sms", "email", "im") and scenario.consents is None:
        found["esign_consent"] = True
    if row.details.email_source == "creditor_notice":
        found["email_domain_public"] = True
    return found


def packs_of(scenario: Scenario) -> tuple[Pack, ...]:
    """Return the named packs, tightened by the scenario's house rules.

    Raises:
        BadScenario: when a house rule would loosen the law.
    """
    packs = tuple(PACKS[code] for code in dict.fromkeys(scenario.packs))
    house = []
    for row in scenario.house:
        values = row.model_dump()
        values["since"] = row.since or LONG_AGO
        for key in ("channels", "purposes", "products"):
            values[key] = tuple(values[key])
        rule = HouseRule(**values)
        try:
            examine(rule, tuple(PACKS.values()))
        except Invalid as error:
            raise BadScenario(f"house.{error.field}: {error.text}") from None
        if rule.binds(facts_of(scenario), scenario.now, creditor="", portfolio="", team=""):
            house.append(rule)
    return with_house(packs, tuple(house))


def judge(scenario: Scenario) -> Verdict:
    """Return the verdict on one scenario. Raise BadScenario for a year that no calendar holds."""
    try:
        return check(proposed_of(scenario), facts_of(scenario), packs_of(scenario), scenario.now)
    except OverflowError:
        raise BadScenario("now: write a year between 1970 and 9000") from None


def verdict_line(number: int, scenario: Scenario, verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON values. Times carry the offset of the scenario's ``now``."""

    def clock(at: datetime | None) -> str | None:
        return at.astimezone(scenario.now.tzinfo).isoformat() if at else None

    return {
        "line": number,
        "id": scenario.id,
        "level": verdict.level,
        "rules": [finding.rule_id for finding in verdict.findings],
        "findings": [
            {
                "rule": x.rule_id,
                "pack": x.pack,
                "severity": x.severity,
                **_source(x),
                "confidence": x.confidence,
                "params": {
                    k: v if isinstance(v, int | float | str) else str(v) for k, v in x.params.items() if not callable(v)
                },
                "facts": list(x.facts),
                "missing": list(x.missing),
                "text_en": x.text_en,
                "text_zh": x.text_zh,
                "until": clock(x.until),
            }
            for x in verdict.findings
        ],
        "next_allowed_at": clock(verdict.next_allowed_at),
        "next_clean_at": clock(verdict.next_clean_at),
        "valid_until": clock(verdict.valid_until),
        "no_time_reason": verdict.no_time_reason,
        "assumed": list(verdict.assumed),
        "openings": [
            {"kind": o.kind, "channel": o.channel, "at": clock(o.at), "text_en": o.text_en, "text_zh": o.text_zh}
            for o in verdict.openings
        ],
        "packs": list(verdict.packs),
        "policy_version": verdict.policy_version,
    }


def _source(finding: Finding) -> dict[str, Any]:
    """Return the source of a finding. House practice (confidence policy or low) is never shown as law."""
    if finding.confidence not in ("policy", "low"):
        return {"is_law": True, "law": finding.law, "article": finding.article}
    cited = " ".join(part for part in (finding.law, finding.article) if part)
    return {"is_law": False, "law": "house practice", "article": "", "practice": cited}


def scenario_format() -> dict[str, Any]:
    """Return the format as a JSON schema."""
    return Scenario.model_json_schema()
