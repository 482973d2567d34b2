"""Where a customer pays. A port with three adapters.

``gateway`` asks the site's payment system for an address and sends the customer there. The money itself is reported by
``POST /api/payments``, like all other money. ``simulated`` is the sample's: a page of the console books the payment.
``none``: the page names the creditor's number instead.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import asdict, dataclass
from typing import Protocol
from urllib.parse import urlsplit

TIMEOUT_S = 8.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer wants to pay. ``amount_minor``: minor units of ``currency``."""

    reference: str  # of this wish, made by the console: it comes back as the payment's external id
    creditor: int
    account: str  # the creditor's number of the debt
    amount_minor: int
    currency: str
    return_url: str


class Cashier(Protocol):
    """A way to pay."""

    name: str

    def start(self, wanted: Wanted) -> str:
        """Return the address at which the customer pays, or "" when the cashier did not take it."""
        ...


class SimulatedCashier:
    """The sample's: the console shows a page of its own."""

    name = "simulated"

    def start(self, wanted: Wanted) -> str:
        """Return "": there is no other address."""
        return ""


class NoCashier:
    """No cashier."""

    name = "none"

    def start(self, wanted: Wanted) -> str:
        """Return "": nothing can be paid here."""
        return ""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The wish goes to the address of the settings alone."""

    def redirect_request(self, *_: object) -> None:
        return None


class Gateway:
    """The site's payment system: ``POST`` of the wish as JSON with a bearer token; the answer is ``{"url": "…"}``."""

    name = "gateway"

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._open = urllib.request.build_opener(_StayHere).open

    def start(self, wanted: Wanted) -> str:
        """Return the address that the payment system names. It must lie on the payment system's own host."""
        request = urllib.request.Request(
            self.url,
            json.dumps(asdict(wanted)).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        try:
            with self._open(request, timeout=TIMEOUT_S) as reply:
                address = str(json.loads(reply.read(8192)).get("url", ""))
        except (OSError, ValueError, AttributeError):
            return ""
        ours, theirs = urlsplit(self.url), urlsplit(address)
        same = theirs.hostname == ours.hostname and theirs.scheme == ours.scheme
        return address if same else ""


def cashier(url: str, token: str, *, sample: bool) -> Cashier:
    """Return the cashier of this site. The sample's is always simulated."""
    if sample:
        return SimulatedCashier()
    return Gateway(url, token) if url else NoCashier()
