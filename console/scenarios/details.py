"""What a scenario may say about the act itself: the listener, the text, the papers, the place."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Items = list[str]


class Part(BaseModel):
    """A part of a scenario. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Details(Part):
    """What is known about this act. All fields are optional. A missing key means unknown."""

    # time, line and number
    by_hand: bool | None = None
    template: str | None = Field(default=None, description="which text; see attempts")
    caller_id_registered: bool | None = None
    caller_id_rotated: bool | None = None
    recording: bool | None = None
    private_device: bool | None = None
    private_device_agreed: bool | None = None
    is_agency: bool | None = None
    says_entrusted: bool | None = None
    stated: list[Literal["institution", "principal", "name", "purpose"]] | None = None
    stated_after_s: float | None = None
    says_robot: bool | None = None
    human_handoff: bool | None = None
    # listener
    identity_verified: bool | None = None
    listener_minor: bool | None = None
    joint_debt: bool | None = None
    heir_released: bool | None = None
    executor: bool | None = None
    guarantee_open: bool | None = None
    guarantee_kind: Literal["general", "joint"] | None = None
    in_call: bool | None = Field(default=None, description="the call already runs: is it lawful to go on?")
    asks: Literal["better_time", "go_on"] | None = Field(
        default=None, description="what the agent asks inside a running call at a bad time"
    )
    court_leave: bool | None = None
    consumer_at: Literal["work", "home", "other"] | None = None
    # words and papers
    discloses_debt: bool | None = None
    stated_amount_minor: int | None = None
    fee_in_contract: bool | None = None
    payee_is_creditor: bool | None = None
    public: bool | None = None
    looks_like_court: bool | None = None
    seal_forged: bool | None = None
    docket_not_on_file: bool | None = None
    letter_has: (
        list[Literal["holder_balance", "cause_rules", "rights_duties", "how_to_act", "bank_contact", "seal"]] | None
    ) = None
    formal_notice: bool | None = None
    marketing: bool | None = None
    subject: str | None = None
    collection_policy: bool | None = None
    agency_public: bool | None = None
    uses_other_brand: bool | None = None
    bought_list: bool | None = None
    no_identity: bool | None = None
    publishes_debtor: bool | None = None
    advertises_debt: bool | None = None
    simulates_court: bool | None = None
    false_authority: bool | None = None
    false_amount: bool | None = None
    threatens_suit: bool | None = None
    full_disclosure: bool | None = None
    says_collector: bool | None = None
    message_items: Items | None = Field(
        default=None,
        description="must: business_name, reply_request, person_name, phone; may: greeting, "
        "date_time, suggested_times, anyone_may_answer; any other word is too much",
    )
    optout_line: bool | None = None
    optout_fee: bool | None = None
    optout_demands: Items | None = Field(
        default=None,
        description="what the customer must give to opt out. Allowed: preference, email_address, phone_number; "
        "any other word (account_number, ssn, login …) is too much",
    )
    optout_by: Literal["reply", "link", "mail", "phone", "website"] | None = Field(
        default=None, description="how one opts out; website = without a link"
    )
    deceptive_request: bool | None = None
    # notices and permissions
    permitted_notice: Literal["efforts_end", "may_remedy", "intends_remedy"] | None = None
    legally_required: bool | None = None
    lift_reason: Literal["law_requires", "litigation", "own_request", "urgent_harm"] | None = None
    anger: bool | None = None
    distress: bool | None = None
    includes_validation: bool | None = None
    overshadows: bool | None = None
    electronic_disclosure: bool | None = None
    esign_consent: bool | None = None
    # location calls
    postcard: bool | None = None
    names_employer_unasked: bool | None = None
    asked_again: bool | None = None
    earlier_answer_wrong: bool | None = None
    # e-mail and text
    email_employer: bool | None = None
    email_opted_out: bool | None = None
    email_source: str | None = Field(
        default=None,
        description="lawful: consumer_used, consent, prior_collector, creditor_notice; any other word is not",
    )
    creditor_notice_days: int | None = Field(default=None, description="days to opt out; better give the two dates")
    creditor_notice_on: date | None = Field(default=None, description="when the creditor sent its notice")
    creditor_notice_until: date | None = Field(default=None, description="last day on which one could opt out")
    email_domain_public: bool | None = None
    text_opted_out: bool | None = None
    text_source: str | None = Field(
        default=None, description="lawful: consumer_texted, consent, database_check; any other word is not"
    )
    text_source_on: date | None = None
    consumer_texted_on: date | None = Field(default=None, description="the customer's last text about the debt")
    text_consent_on: date | None = Field(default=None, description="consent to texts, given or renewed")
    number_checked_on: date | None = Field(
        default=None, description="check of the database of reassigned numbers; alone it opens nothing"
    )
    # visits
    collectors: int | None = Field(default=None, ge=0)
    id_shown: bool | None = None
    authority_letter_shown: bool | None = None
    papers_shown_after_s: float | None = None
    entering: bool | None = None
    entry_consent: bool | None = None
    entry_withdrawn: bool | None = None
    told_to_leave: bool | None = None
    blocks_exit: bool | None = None
    recorder_on: bool | None = None
    present: Items | None = None  # who is met at the door: debtor, family, child, neighbour …
    # plans and payments
    plan_months: int | None = Field(default=None, ge=0)
    postdated_days: int | None = None
    notice_business_days: int | None = None
    # files, data, firms
    what: Literal["recording", "assessment", "processing_log", "file"] | None = None
    made_on: date | None = None
    last_activity_on: date | None = None
    litigation_hold: bool | None = None
    oral_plan: bool | None = None
    settled: bool | None = None
    act: Literal["export", "screenshot", "copy", "show_full", "store", "show"] | None = None
    role: Literal["agent", "collector", "lead", "compliance", "admin"] | None = None
    reason: str | None = None
    rows: int | None = None
    second_person: bool | None = None
    clicked: bool | None = None
    logged: bool | None = None
    assigned: bool | None = None
    beyond_purpose: bool | None = None
    safety_caller: bool | None = None  # the agent, or whoever took the alarm, in the safety state
    sensitive_basis: bool | None = None
    suspected_leak: bool | None = None
    mlps_filed: bool | None = None
    holds_c3: bool | None = None
    processing_contract: bool | None = None
    sub_agency: bool | None = None
    evaluated_on: date | None = None
    agency_listed: bool | None = None
    outsourcing_notice: bool | None = None
