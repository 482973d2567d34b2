"""Who acts: the only identity that actions and queries accept."""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.bilingual import Bilingual, called

ROLES = ("agent", "collector", "lead", "compliance", "admin")
CUSTOMER = "customer"  # a customer on the own page; the id is the customer's
DESK_ROLES = ("agent", "collector", "lead")  # roles with a desk


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the worker, a service, or a customer on the own page. ``role``: one of rule 14, or "worker"."""

    id: int  # person id, or the id of a service token or customer, or 0 for the worker
    role: str  # agent collector lead compliance admin service worker customer
    name: str = ""
    team_id: int | None = None
    locale: str = "en"
    name_zh: str = ""  # the name in Chinese, where there is one

    @property
    def called(self) -> Bilingual:
        """The name for readers of each language."""
        return called(self.name, self.name_zh)

    @property
    def key(self) -> str:
        """The actor's key in the audit chain and in the table of operations, for example ``person:7``."""
        if self.role in ("worker", "service", CUSTOMER):
            return f"{self.role}:{self.id}"
        return f"person:{self.id}"

    @property
    def person_id(self) -> int | None:
        """The id of the person who acts. None for the worker, a machine, and a customer."""
        return self.id if self.role in ROLES else None


WORKER = Actor(0, "worker", "worker")
