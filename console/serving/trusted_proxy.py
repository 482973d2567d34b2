"""Whose address a request has: behind a trusted proxy that of the browser, else that of the connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import structlog

log = structlog.get_logger()
Network = IPv4Network | IPv6Network
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FORWARDED = (
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PORT"),
    *("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PREFIX"),
)


def within(address: str, networks: tuple[Network, ...]) -> bool:
    """Return whether an address lies in one of the networks; a text that is no address lies in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)  # ::ffff:10.0.0.1
    return any((mapped or found) in network for network in networks)


def browser_address(peer: str, forwarded: str, networks: tuple[Network, ...]) -> str:
    """Return the address nearest to the console that is no trusted proxy.

    Each proxy appends whom it heard, so only what stands right of the first stranger is believed.
    """
    chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), peer]
    while len(chain) > 1 and within(chain[-1], networks):
        nearer = chain.pop()
        try:
            ip_address(chain[-1])
        except ValueError:
            return nearer  # a proxy that forwards nonsense counts as the browser
    return chain[-1]


def believe_proxies(app: Wsgi, networks: tuple[Network, ...]) -> Wsgi:
    """Return the application with the browser's address in ``REMOTE_ADDR`` and no forwarding header left.

    Nothing behind this can be told another address, host or scheme by a header.
    """
    warned: set[str] = set()

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        if within(peer, networks):
            environ["REMOTE_ADDR"] = browser_address(peer, forwarded, networks)
        elif forwarded and not warned:
            warned.add(peer)
            log.warning("proxy.not_trusted", remote=peer, do="set CONSOLE_PROXIES when this is your proxy")
        for name in FORWARDED:
            environ.pop(name, None)
        return app(environ, start_response)

    return wrapped
