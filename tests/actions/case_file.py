"""A customer on an agent's desk: what the gate says of a contact, and statements to put on file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions import customer_file, proposals
from console.actions.call import Answer
from console.domain.compliance import Proposed, Verdict, check
from console.domain.customer_file import Statement
from console.store.customer_case import load_case
from console.store.models import CustomerPhone, Handout, Phone, Proposal
from tests.people import SampleSite

WORDS = "please leave me alone"


def on_desk(site: SampleSite, login: str = "agent1") -> tuple[int, int, str, int]:
    """Return (token, customer, the number that would be rung, its id)."""
    token = site.preview(login)
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    row = site.rows(
        select(Phone.e164, Phone.id)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer)
        .order_by(CustomerPhone.rank, CustomerPhone.id)
    )[0]
    return token, customer, row.e164, row.id


def verdict(site: SampleSite, customer: int, **more: Any) -> Verdict:
    """Return what the gate says of a contact now."""
    proposed = Proposed(more.pop("channel", "call"), at=site.now, **more)
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
        assert case is not None
        return check(proposed, case.facts, case.packs, site.now)


def rules_of(found: Verdict, severity: str = "block") -> set[str]:
    return {f.rule_id for f in found.findings if f.severity == severity}


def statement(kind: str, **more: Any) -> Statement:
    return Statement(kind=kind, **{"wording": WORDS, **more})


def decide(site: SampleSite, login: str, *, yes: bool = True) -> Answer:
    """Decide the newest proposal that waits."""
    row = site.one(select(Proposal.id).where(Proposal.state == "asked").order_by(Proposal.id.desc()))
    return proposals.decide(site.call(login), row, yes, "seen")


def moved(site: SampleSite, customer: int, **more: Any) -> Any:
    values = {
        "kind": "home",
        "text": "5th Avenue",
        "zone": "America/New_York",
        "region": "US",
        "province": "NY",
        "reason": "she told me",
        "proof": "",
        **more,
    }
    return customer_file.moved_house(site.call("agent1"), customer, **values)
