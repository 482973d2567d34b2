"""What needs a second person: every act after which some verdict may be looser (rule 25).

One person asks, another decides. A restriction never waits: it binds at once, no matter who enters it.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.accounts import GUARDED

DESK = ("agent", "collector", "lead", "compliance")
OFFICE = ("compliance",)

# what -> roles that may ask for it. Another person decides
SECOND_PERSON: Mapping[str, tuple[str, ...]] = {
    "lift": DESK,  # a wish or hold ends
    "zone": DESK,  # the customer lives elsewhere now
    "number": DESK,  # a number is good again
    "lost": DESK,  # third persons may be asked how to reach the customer
    "person": OFFICE,  # alive, of age, of full capacity
    "limitation": OFFICE,  # a later start of the limitation period
    "confirm": OFFICE,  # a request to stop leaves a channel open
    "creditor": OFFICE,  # another type of creditor
    "house_end": OFFICE,  # a house rule that two people have made ends before its day
    "declare": OFFICE,  # a fact of the site is true
    "paper": OFFICE,  # a licence, contract, evaluation or listing, which declares for portfolios
    "assign": OFFICE,  # another agency works a portfolio, under its own papers
    "calendar": ("admin",),  # a public holiday is a working day, or a closed day opens
    "suppression": ("admin", "lead", "compliance"),  # a suppression ends before its day
    "recall": ("admin", "lead"),  # a whole list leaves out more than a tenth of the people
    "account": ("admin",),  # an officer or administrator is made, reset, given another role or access again
    "rest": ("admin", "compliance"),  # new accounts decide sooner
}
# changes of one customer's file: the customer is locked, and the desk that has the customer follows
ACCOUNTS = ("account", "rest")  # decided by an officer or an administrator
OF_A_FILE = ("lift", "zone", "number", "lost", "person", "limitation", "confirm")


def deciders(what: str, asked_role: str) -> tuple[str, str]:
    """Return who may decide a change that a person of this role asked for, in both languages."""
    if what in ACCOUNTS:
        return "another officer or administrator", "其他合规专员或管理员"
    if asked_role == "compliance":
        return "another officer, or a lead", "其他合规专员或组长"
    return "the compliance officer", "合规专员"


def may_decide(what: str, asked_by: int, asked_role: str, actor_id: int, role: str) -> bool:
    """Return True when this person may decide a change that another person asked for.

    A team lead decides only changes that a compliance officer asked for, so no lead lifts a block alone. Accounts of
    officers and administrators are decided by another one of these.
    """
    if what not in SECOND_PERSON or actor_id == asked_by:
        return False
    if what in ACCOUNTS:
        return role in GUARDED
    return role == "compliance" or (role == "lead" and asked_role == "compliance")
