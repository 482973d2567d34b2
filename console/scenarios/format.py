"""The format of a scenario: what it may say about a case, field by field.

A missing key means "unknown", an empty list means "there are none". With ``"assume": "known"``
every fact that is not named counts as known and harmless (``"validation_sent_on": null``
says that the notice was not sent). Times carry their offset, money
is integer minor units, numbers are E.164, zones are IANA names.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from console.domain import facts as f
from console.domain.compliance.proposed import Deed
from console.scenarios.details import Details, Part

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"
Hours = list[Annotated[list[Annotated[str, Field(pattern=CLOCK)]], Field(min_length=2, max_length=2)]]


class AddressIn(Part):
    kind: Literal["home", "work", "other"] = "home"
    zone: str | None = None
    region: str | None = None
    province: str | None = Field(default=None, description="Xinjiang, 新疆… or CN-XJ begins later in the morning")
    verified: bool | None = None
    binds_until: AwareDatetime | None = None


class ProposedIn(Part):
    """The act to judge."""

    deed: Deed = "contact"
    channel: f.Channel = "call"
    direction: f.Direction = "out"
    purpose: f.Purpose = "collect"
    party: f.Party = "debtor"
    initiator: f.Initiator = "agent"
    number: str | None = None
    address: AddressIn | None = None
    account_ids: tuple[str, ...] = ()
    person: str | None = None
    agency: str | None = None  # another firm that would make it
    text: str | None = Field(default=None, max_length=4000)
    details: Details = Details()


class CustomerIn(Part):
    id: str = "1"
    home_region: str = "CN"
    zones: list[str] | None = None
    at_zone: str | None = None
    deceased: bool | None = None
    capacity: Literal["full", "limited", "none"] | None = None
    minor: bool | None = None
    own_wages: bool | None = Field(default=None, description="a minor of 16 or 17 who lives on the own wages")
    work_forbids_calls: bool | None = None


class AccountIn(Part):
    id: str
    product: str | None = Field(default=None, description="credit_card has rows of its own")
    currency: str = "CNY"
    balance: int | None = None
    principal: int | None = None
    interest: int | None = None
    fees: int | None = None
    credit_limit: int | None = None
    days_past_due: int | None = Field(default=None, ge=0)
    due_on: date | None = None
    signed_on: date | None = None
    creditor_type: str | None = Field(
        default=None,
        description="card_bank, consumer_finance and private_lender have rows of their own; "
        "every other one (bank, microloan, auto_finance …) counts as a licensed lender",
    )
    suit_filed: bool | None = None
    judgment: bool | None = None
    enforcement: bool | None = None
    credit_reported: bool | None = None
    secured: bool | None = None
    illegal: bool | None = None
    sold: bool | None = None
    transfer_notice: bool | None = None
    yearly_cost_percent: float | None = Field(default=None, ge=0)
    limitation_interrupted_on: date | None = None
    ledger_at: AwareDatetime | None = None
    # kept with the account's further facts
    lpr_percent_at_signing: float | None = None
    cost_sheet: bool | None = None
    student_loan_group: str | None = None
    validation_sent_on: date | None = None
    validation_by: Literal["mail", "electronic"] | None = None
    time_barred: bool | None = None
    status: Literal["open", "paid", "settled", "discharged", "closed"] | None = None
    guarantee_kind: Literal["joint", "general"] | None = None
    guarantee_until: date | None = Field(
        default=None, description="agreed end of the guarantee; without one it is six months after due_on"
    )
    guarantee_demanded_on: date | None = Field(default=None, description="first demand on a joint guarantor")
    guarantee_sued_on: date | None = Field(default=None, description="suit or arbitration against the debtor")

    @model_validator(mode="after")
    def _possible(self) -> AccountIn:
        if self.due_on and self.signed_on and self.due_on < self.signed_on:
            raise ValueError("due_on lies before signed_on")
        return self


class PhoneIn(Part):
    e164: str = Field(pattern=r"^\+\d{6,15}$")
    role: f.Party = "debtor"
    source: str | None = Field(
        default=None,
        description="lawful: contract, left_on_file, authority, public, told_by_contact, bureau; any other word is not",
    )
    status: Literal["usable", "wrong", "invalid", "opted_out", "suspended", "dropped"] = "usable"
    kind: Literal["mobile", "landline", "home", "work", "switchboard"] | None = None
    verified: bool | None = None
    zone: str | None = None
    region: str | None = None


class AttemptIn(Part):
    at: AwareDatetime
    channel: f.Channel = "call"
    direction: f.Direction = "out"
    party: f.Party = "debtor"
    purpose: f.Purpose = "collect"
    initiator: f.Initiator = "agent"
    number: str | None = None
    account_ids: tuple[str, ...] = ()
    result: f.AttemptResult | None = None
    ended_at: AwareDatetime | None = None
    agency: str | None = None
    person: str | None = None
    template: str | None = Field(
        default=None,
        description="which text; formal_notice, limited_content, efforts_end, may_remedy and "
        "intends_remedy are known to the rules",
    )
    text: str | None = Field(default=None, max_length=4000, description="the words of an incoming message")

    @model_validator(mode="after")
    def _possible(self) -> AttemptIn:
        if self.ended_at is not None and self.ended_at < self.at:
            raise ValueError("ended_at lies before at")
        return self


class ConsentIn(Part):
    kind: Literal[
        "hours", "call_again", "third_party", "workplace", "entry", "written", "marketing", "text", "electronic_notices"
    ] = "hours"
    channels: list[f.Channel] | None = None
    binds_from: AwareDatetime | None = None
    until: AwareDatetime | None = None
    window: Annotated[list[Annotated[str, Field(pattern=CLOCK)]], Field(min_length=2, max_length=2)] | None = None
    days: list[Annotated[int, Field(ge=1, le=7)]] | None = None
    given_to: Literal["collector", "creditor", "other_agency"] | None = None
    account_id: str | None = None
    revoked_at: AwareDatetime | None = None
    wording: str | None = None
    proof: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> ConsentIn:
        if self.binds_from and self.until and self.until < self.binds_from:
            raise ValueError("until lies before binds_from")
        return self


class ScopeIn(Part):
    """What a request covers. When nothing is named it covers everything."""

    channels: list[f.Channel] | None = None
    number: str | None = None
    account: str | None = None
    hours: Hours | None = None
    days: list[Annotated[int, Field(ge=1, le=7)]] | None = None
    place: Literal["work", "home", "other"] | None = None
    person: str | None = None
    chosen: list[f.Channel] | None = None
    attorney_known: bool | None = None
    attorney_silent: bool | None = None
    attorney_consents: bool | None = None
    in_period: bool | None = None
    credit_record: bool | None = None
    clock_days: int | None = Field(default=None, ge=1, le=60)
    call_back: bool | None = None
    # of a plan
    missed_on: date | None = Field(default=None, description="the day of a part that was not paid")
    cure_days: int | None = Field(default=None, ge=0, le=366, description="days to make it good")
    cure_until: date | None = None


class RequestIn(Part):
    kind: f.RequestKind
    since: AwareDatetime
    until: AwareDatetime | None = None
    scope: ScopeIn = ScopeIn()
    written: bool | None = None
    confirmed: bool | None = None
    answered_at: AwareDatetime | None = None
    by: f.Party = "debtor"
    proof: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> RequestIn:
        if self.until is not None and self.until < self.since:
            raise ValueError("until lies before since")
        return self


class PromisePartIn(Part):
    on: date
    amount: int = Field(gt=0)


class PromiseIn(Part):
    id: str = "p"
    made_at: AwareDatetime
    parts: list[PromisePartIn] = Field(min_length=1)
    currency: str = "CNY"
    status: Literal["open", "kept", "partly_kept", "broken", "withdrawn"] = "open"
    account_id: str | None = None


class PaymentIn(Part):
    at: AwareDatetime
    amount: int
    currency: str = "CNY"
    account_id: str | None = None


class DeclarationIn(Part):
    kind: str = Field(description="recording, processing_contract, agency_listed, impact_assessment, licence")
    value: bool = True
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    by: str | None = None
    proof: str | None = None


class HolidayIn(Part):
    on: date
    name: str = ""


class HouseIn(Part):
    """A house rule of the kind param, hours, cap or closed."""

    id: str = "1"
    kind: Literal["param", "hours", "cap", "closed"]
    reason: str = "scenario"
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    rule_id: str = ""
    param: str = ""
    value: float | None = None
    opens: str = ""
    closes: str = ""
    channels: tuple[f.Channel, ...] = ()
    purposes: tuple[f.Purpose, ...] = ("collect",)
    products: tuple[str, ...] = ()


class Scenario(Part):
    """One question: the packs, the moment, the act, and what is known."""

    id: str | None = None
    note: str | None = None
    assume: Literal["unknown", "known"] = "unknown"
    packs: list[Literal["cn", "us"]] = Field(default=["cn"], min_length=1)
    now: AwareDatetime
    proposed: ProposedIn = ProposedIn()
    customer: CustomerIn = CustomerIn()
    accounts: list[AccountIn] | None = None
    phones: list[PhoneIn] | None = None
    addresses: list[AddressIn] | None = None
    attempts: list[AttemptIn] | None = None
    attempts_known_from: AwareDatetime | None = None
    consents: list[ConsentIn] | None = None
    requests: list[RequestIn] | None = None
    promises: list[PromiseIn] | None = None
    payments: list[PaymentIn] | None = None
    declarations: list[DeclarationIn] | None = None
    holidays: list[HolidayIn] | None = None
    number_attempts: list[AttemptIn] | None = None
    house: tuple[HouseIn, ...] = ()
    expect: dict[str, Any] | None = None  # kept for tests; the check does not read it

    @model_validator(mode="after")
    def _possible(self) -> Scenario:
        for name in ("attempts", "number_attempts", "payments"):
            for index, row in enumerate(getattr(self, name) or []):
                if row.at > self.now:
                    raise ValueError(f"{name}.{index}.at lies after now: it cannot have happened")
        zones = [*(self.customer.zones or []), self.customer.at_zone]
        zones += [place.zone for place in self.addresses or []]
        zones += [phone.zone for phone in self.phones or []]
        zones += [self.proposed.address.zone] if self.proposed.address else []
        for zone in zones:
            if zone is not None:
                try:
                    ZoneInfo(zone)
                except (KeyError, ValueError, OSError):
                    raise ValueError(f"{zone!r} is no time zone; write e.g. Asia/Shanghai") from None
        if self.customer.zones == []:
            raise ValueError("customer.zones: name one at least, or leave the field out")
        ids = [account.id for account in self.accounts or []]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise ValueError(f"accounts: {twice!r} is there twice")
        known = {account.id for account in self.accounts or []}
        if self.accounts is not None:
            for named in self.proposed.account_ids:
                if named not in known:
                    raise ValueError(f"proposed.account_ids: account {named!r} is not in accounts")
        return self
