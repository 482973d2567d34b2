"""What a serving process refuses to start with, and the sentence that says what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from console.settings import Settings, is_loopback

FEWEST = 12  # different characters of a secret key

GUESSED = (
    "The secret key can be guessed. Set CONSOLE_SECRET_KEY to 32 or more random characters: "
    'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
)


def is_weak(key: str) -> bool:
    """Return whether a secret key is one that somebody typed: few different characters, or a part that repeats."""
    return len(set(key)) < FEWEST or key in (key + key)[1:-1]


def refuse_unsafe(settings: Settings, sample: bool) -> str:
    """Return why this process must not serve, with what to do, or "".

    The sample that nobody but this machine reaches may have any key. Otherwise: no weak key, no plain HTTP on the
    network, and no sample logins where others reach them.
    """
    hosts = [urlsplit(origin).hostname or "" for origin in settings.origins]
    here = is_loopback(settings.host)
    alone = here and all(is_loopback(host) for host in hosts)
    if sample and not alone:
        return (
            "The sample has logins that everybody knows, so it is served on this machine alone. Set CONSOLE_HOST to "
            "127.0.0.1 and unset CONSOLE_ORIGINS, or start a site of your own in a fresh CONSOLE_INSTANCE."
        )
    if is_weak(settings.secret_key) and not (sample and alone):
        return GUESSED
    plain = [
        origin
        for origin, host in zip(settings.origins, hosts, strict=True)
        if origin.startswith("http://") and not is_loopback(host)
    ]
    if plain:
        return (
            f"{plain[0]} is plain HTTP: passwords and customers would be readable on the way. Put a proxy with TLS in "
            "front and set CONSOLE_ORIGINS to its https:// address."
        )
    secure = settings.secure_cookies and settings.origins and settings.proxies
    if not here and not secure:
        return (
            f"On {settings.host} the console would speak plain HTTP to the network. Listen on 127.0.0.1, "
            "or put a proxy with TLS in front and set CONSOLE_SECURE_COOKIES=1, CONSOLE_ORIGINS=https://… and "
            "CONSOLE_PROXIES to the proxy's address."
        )
    if any(origin.startswith("https://") for origin in settings.origins) and not settings.secure_cookies:
        return "Behind https the cookies must be secure: set CONSOLE_SECURE_COOKIES=1."
    return ""
