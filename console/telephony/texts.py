"""Short texts that a customer asks for: the code of the own page, and the link to it. A port with three adapters.

``gateway`` posts to the site's gateway. ``simulated`` keeps the last texts in memory, for the sample's page of them.
``none`` sends nothing: a site without a gateway says so on the page.
"""

from __future__ import annotations

import json
import urllib.request
from collections import deque
from dataclasses import dataclass

from console.domain.telephony import Texts

KEPT = 50  # texts that the simulated carrier remembers
TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as the simulated carrier delivered it."""

    number: str
    text: str


class SimulatedTexts:
    """A carrier that delivers at once, to a list in memory."""

    name = "simulated"

    def __init__(self) -> None:
        self.sent: deque[Sent] = deque(maxlen=KEPT)

    def send(self, number: str, text: str) -> bool:
        """Keep the text."""
        self.sent.appendleft(Sent(number, text))
        return True


class NoTexts:
    """No carrier."""

    name = "none"

    def send(self, number: str, text: str) -> bool:
        """Send nothing."""
        return False


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A gateway that redirects is not followed: the code and the secret go to the address of the settings alone."""

    def redirect_request(self, *_: object) -> None:
        return None


class Gateway:
    """The site's gateway: ``POST`` of ``{"to", "text"}`` as JSON with a bearer token; any 2xx means taken."""

    name = "gateway"

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._open = urllib.request.build_opener(_StayHere).open

    def send(self, number: str, text: str) -> bool:
        """Post the text. Return False when the gateway refuses it or does not answer within five seconds."""
        request = urllib.request.Request(
            self.url,
            json.dumps({"to": number, "text": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        try:
            with self._open(request, timeout=TIMEOUT_S) as reply:
                return bool(200 <= reply.status < 300)
        except (OSError, ValueError):
            return False


def texts(url: str, token: str, *, sample: bool) -> Texts:
    """Return the carrier of this site. The sample's is always simulated: its numbers are made up."""
    if sample:
        return SimulatedTexts()
    return Gateway(url, token) if url else NoTexts()
