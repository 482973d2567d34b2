"""Machines of other systems that ask for permits and report contact attempts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions import permits, service_reports
from console.actions.call import Answer, Call
from console.actions.permits import Wish
from console.domain.actor import Actor
from console.store.models import Attempt, Customer, CustomerPhone, Phone
from tests.people import SampleSite

FOREMOST = 1  # the customer of these stories


def machine(site: SampleSite, token: int = 1) -> Call:
    return Call(site.context, Actor(token, "service", f"gateway {token}"), site.now, "")


def key_of(site: SampleSite, customer: int = FOREMOST) -> tuple[int, str]:
    row = site.rows(select(Customer.creditor_id, Customer.external_id).where(Customer.id == customer))[0]
    return row.creditor_id, row.external_id


def number(site: SampleSite, customer: int = FOREMOST) -> str:
    found: str = site.one(
        select(Phone.e164)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer, CustomerPhone.role == "debtor")
    )
    return found


def ask(site: SampleSite, channel: str, customer: int = FOREMOST, token: int = 1, **more: Any) -> Answer:
    if channel in ("call", "robot_call", "voice_message", "sms"):
        more.setdefault("number", number(site, customer))
    return permits.ask(machine(site, token), Wish(*key_of(site, customer), channel, **more))


def attempt(site: SampleSite, attempt_id: int) -> Any:
    return site.rows(select(Attempt).where(Attempt.id == attempt_id))[0][0]


def report(site: SampleSite, **more: Any) -> Answer:
    plain = {"agency": "North", "at": site.now, "channel": "call", "result": "effective"}
    return service_reports.take_attempt(machine(site), service_reports.Report(*key_of(site), **{**plain, **more}))
