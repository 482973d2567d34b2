"""The settings: one frozen value read from the environment; what is not set stays closed or safe."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from console.domain.actor import ROLES
from console.keyring import BadKeys, Keyring, keys_of

STRICT = ("admin", "compliance")  # roles that can open the most
IDLE = {"admin": 30, "compliance": 30, "lead": 240, "agent": 240}  # a collector may be without a network all day
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")  # of an address


class BadSetting(Exception):
    """A setting has a value that is not allowed; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class FastPaths:
    """The performance apparatus, one switch each: ``CONSOLE_FAST_COLLECTOR=0`` and so on.

    All are on by default. With a switch off the plain way runs instead: slower, with equal screens
    (``tests/live/test_switches.py``). Use them to find a fault, or to measure what each part buys.
    """

    collector: bool = True  # off: Python collects garbage when it likes
    checkpoint: bool = True  # off: SQLite moves its log into the file during a commit
    statements: bool = True  # off: SQLAlchemy runs every statement on SQLite, as it does on PostgreSQL


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between sites.

    ``origins`` are the allowed browser origins; empty = those of ``host:port`` on this machine.
    """

    database_url: str
    secret_key: str
    instance: Path
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = 5000
    zone: str = "Asia/Shanghai"
    origins: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()  # whose X-Forwarded-For is believed
    secure_cookies: bool = False
    real_clock: bool = False
    worker: bool = True
    route_osrm: str = ""  # address of a server with OSRM's table service; "" = straight lines
    route_detour: float = 1.4  # a street is so much longer than the straight line
    route_speed: float = 25.0  # km/h where no city is named
    route_cities: tuple[tuple[str, float], ...] = ()  # city, km/h
    tiles: str = ""  # address of map tiles for tablets, with {z}, {x} and {y}; "" = plain ground
    hour_cost_minor: int = 0  # what a paid hour costs the house, in minor units; 0 = not said
    hour_cost_currency: str = ""
    line: str = "tel"  # tel | simulated; the sample always runs simulated
    line_seed: int = 20260124
    texts_url: str = ""  # gateway for codes and links of the customer's own page; "" = none
    texts_token: str = ""
    pay_url: str = ""  # payment system that names an address at which a customer pays; "" = none
    pay_token: str = ""
    public_url: str = ""  # address under which customers reach /my; "" = the first of ``origins``
    fault: str = ""  # named crash points, honoured only when CONSOLE_FAULTS=1
    second_factor: tuple[str, ...] | None = ()  # roles that must have it; None = not set, see ``must_have_second``
    metrics_port: int = 0  # of the figures for monitoring; 0 = none
    metrics_host: str = "127.0.0.1"
    idle: tuple[tuple[str, int], ...] = (("admin", 30), ("compliance", 30))  # role, minutes without an act
    testing: bool = False
    watch: bool = False  # templates are read again when they change; for designers, slower
    fast: FastPaths = FastPaths()
    data_keys: str = ""  # master keys beside the one that the secret key gives: "1:base64url", one a line
    roots: Path | None = None  # a second folder for roots, best on another machine

    @property
    def keyring(self) -> Keyring:
        """The keys of the site's data."""
        return keys_of(self.secret_key, self.data_keys)

    @property
    def tz(self) -> ZoneInfo:
        """The site's time zone: it defines the day of shifts and figures."""
        return ZoneInfo(self.zone)


def is_loopback(host: str) -> bool:
    """Return whether an address to listen on is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def must_have_second(settings: Settings, sample: bool) -> tuple[str, ...]:
    """Return the roles that must have the second factor: what is set, else those that can open the most.

    The sample needs none where nobody but this machine reaches it.
    """
    if settings.second_factor is not None:
        return settings.second_factor
    return () if sample and is_loopback(settings.host) else STRICT


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _idle(text: str) -> tuple[tuple[str, int], ...]:
    """Return after how many minutes without an act each role is signed out: "agent=240, lead=60"; 0 = never."""
    found = dict(IDLE)
    for part in (part.strip() for part in text.split(",") if part.strip()):
        role, _, minutes = (word.strip() for word in part.partition("="))
        if role not in ROLES:
            raise BadSetting(f"CONSOLE_IDLE must list roles ({', '.join(ROLES)}) with minutes, not {part!r}.")
        low, high = (5, 30) if role in STRICT else (0, 720)
        found[role] = _whole(f"CONSOLE_IDLE of {role}", minutes, low, high)
    return tuple(sorted((role, minutes) for role, minutes in found.items() if minutes))


def _roles(text: str) -> tuple[str, ...]:
    if text.strip() == "none":
        return ()
    roles = tuple(part.strip() for part in text.split(",") if part.strip())
    for role in roles:
        if role not in ROLES:
            raise BadSetting(f"CONSOLE_SECOND_FACTOR must list roles ({', '.join(ROLES)}), not {role!r}.")
    return roles


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not low <= value <= high:
        raise BadSetting(f"{name} must hold numbers from {low:g} to {high:g}, not {text!r}.")
    return value


def _speeds(text: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Return the usual speed and those of cities: "25, 上海市=18"."""
    usual, cities = 25.0, []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        city, equals, speed = part.rpartition("=")
        found = _number("CONSOLE_ROUTE_SPEEDS", speed.strip(), 1, 200)
        if equals:
            cities.append((city.strip(), found))
        else:
            usual = found
    return usual, tuple(cities)


def _route_server(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise BadSetting(f"CONSOLE_ROUTE_OSRM must begin with http:// or https://, not {text!r}.")
    return text.rstrip("/")


def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        try:
            networks.append(ip_network(part))
        except ValueError as error:
            raise BadSetting(
                f"CONSOLE_PROXIES must list addresses or networks such as 127.0.0.1, 10.0.0.0/8, not {part!r}."
            ) from error
        if networks[-1].prefixlen == 0:
            raise BadSetting("CONSOLE_PROXIES must name your proxies, not every address.")
    return tuple(networks)


def _gateway(name: str, text: str) -> str:
    local = text.startswith("http://") and urlsplit(text).hostname in ("127.0.0.1", "localhost")
    if text and not local and not text.startswith("https://"):
        raise BadSetting(f"{name} must begin with https:// (http:// only on this machine), not {text!r}.")
    return text


def _hour_cost(text: str) -> tuple[int, str]:
    """Return (minor units, currency) of "45.00 CNY"."""
    if not text.strip():
        return 0, ""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d{2}))? ([A-Z]{3})", text.strip())
    if found is None:
        raise BadSetting(f"CONSOLE_HOUR_COST must be an amount and a currency such as 45.00 CNY, not {text!r}.")
    return int(found[1]) * 100 + int(found[2] or 0), found[3]


def _tiles(text: str) -> str:
    host = text.removeprefix("https://").partition("/")[0]
    if text and not (
        text.startswith("https://") and HOST.fullmatch(host) and all(part in text for part in ("{z}", "{x}", "{y}"))
    ):
        raise BadSetting(f"CONSOLE_TILES must be an https address with {{z}}, {{x}} and {{y}}, not {text!r}.")
    return text


def _fast_paths(env: Mapping[str, str]) -> FastPaths:
    switches: dict[str, bool] = {}
    for switch in fields(FastPaths):
        name = f"CONSOLE_FAST_{switch.name.upper()}"
        switches[switch.name] = _whole(name, env.get(name, "1"), 0, 1) == 1
    return FastPaths(**switches)


def make_secret(env: Mapping[str, str] | None = None) -> Path | None:
    """Make the instance folder and the secret key of a site on the embedded database, once.

    Return the file that was made, None when a key is there already. Raises BadSetting where one process cannot
    make the key for all: on another database, or beside Redis.
    """
    env = os.environ if env is None else env
    instance = Path(env.get("CONSOLE_INSTANCE", "instance")).absolute()
    file = instance / "secret_key"
    if env.get("CONSOLE_SECRET_KEY") or file.exists():
        return None
    if not env.get("CONSOLE_DATABASE_URL", "sqlite:").startswith("sqlite") or env.get("CONSOLE_REDIS_URL"):
        raise BadSetting(
            "No secret key. On PostgreSQL every process of the site needs the same one: set CONSOLE_SECRET_KEY to 32 "
            "or more random characters, and keep it with your backups."
        )
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    except FileExistsError:  # another command made it meanwhile
        return None
    return file


def _data_keys(env: Mapping[str, str], instance: Path, secret: str) -> str:
    file = instance / "data_keys"
    listed = env.get("CONSOLE_DATA_KEYS", "") or (file.read_text() if file.exists() else "")
    try:
        keys_of(secret, listed)
    except BadKeys as error:
        raise BadSetting(f"CONSOLE_DATA_KEYS or the file {file}: {error}") from error
    return listed


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process. Raises BadSetting with what to do."""
    env = os.environ if env is None else env
    instance = Path(env.get("CONSOLE_INSTANCE", "instance")).absolute()
    secret_file = instance / "secret_key"
    secret = env.get("CONSOLE_SECRET_KEY", "")
    if not secret and secret_file.exists():
        secret = secret_file.read_text().strip()
    if len(secret) < 32:
        raise BadSetting(
            "No secret key, or one of fewer than 32 characters. On the embedded database run: "
            f"python -m console migrate (it makes the file {secret_file}). "
            "Elsewhere set CONSOLE_SECRET_KEY to 32 or more random characters."
        )
    zone = env.get("CONSOLE_ZONE", "Asia/Shanghai")
    if zone not in available_timezones():
        raise BadSetting(f"CONSOLE_ZONE must be a zone name such as Asia/Shanghai, not {zone!r}.")
    line = env.get("CONSOLE_LINE", "tel")
    if line not in ("tel", "simulated"):
        raise BadSetting(f"CONSOLE_LINE must be tel or simulated, not {line!r}.")
    origins = tuple(o.strip() for o in env.get("CONSOLE_ORIGINS", "").split(",") if o.strip())
    for origin in origins:
        if not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
            raise BadSetting(f"CONSOLE_ORIGINS must list origins such as https://desk.example.com, not {origin!r}.")
    database_url = env.get("CONSOLE_DATABASE_URL", f"sqlite:///{instance / 'console.db'}")
    redis_url = env.get("CONSOLE_REDIS_URL", "")
    if redis_url and database_url.startswith("sqlite"):
        raise BadSetting(
            "CONSOLE_REDIS_URL is for several processes, and those need PostgreSQL: "
            "set CONSOLE_DATABASE_URL=postgresql://… too, or unset CONSOLE_REDIS_URL."
        )
    if redis_url and not redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting("CONSOLE_REDIS_URL must begin with redis://, rediss:// or unix://.")
    hour_cost, hour_currency = _hour_cost(env.get("CONSOLE_HOUR_COST", ""))
    speed, cities = _speeds(env.get("CONSOLE_ROUTE_SPEEDS", ""))
    roots = env.get("CONSOLE_ROOTS", "")
    return Settings(
        database_url=database_url,
        secret_key=secret,
        instance=instance,
        redis_url=redis_url,
        host=env.get("CONSOLE_HOST", "127.0.0.1"),
        port=_whole("CONSOLE_PORT", env.get("CONSOLE_PORT", "5000"), 0, 65535),
        zone=zone,
        origins=origins,
        proxies=_proxies(env.get("CONSOLE_PROXIES", "")),
        secure_cookies=env.get("CONSOLE_SECURE_COOKIES", "") == "1",
        real_clock=env.get("CONSOLE_REAL_CLOCK", "") == "1",
        worker=env.get("CONSOLE_WORKER", "1") == "1",
        route_osrm=_route_server(env.get("CONSOLE_ROUTE_OSRM", "")),
        route_detour=_number("CONSOLE_ROUTE_DETOUR", env.get("CONSOLE_ROUTE_DETOUR", "1.4"), 1, 5),
        route_speed=speed,
        route_cities=cities,
        tiles=_tiles(env.get("CONSOLE_TILES", "")),
        hour_cost_minor=hour_cost,
        hour_cost_currency=hour_currency,
        line=line,
        texts_url=_gateway("CONSOLE_TEXTS_URL", env.get("CONSOLE_TEXTS_URL", "")),
        public_url=_gateway("CONSOLE_PUBLIC_URL", env.get("CONSOLE_PUBLIC_URL", "")).rstrip("/"),
        pay_url=_gateway("CONSOLE_PAY_URL", env.get("CONSOLE_PAY_URL", "")),
        pay_token=env.get("CONSOLE_PAY_TOKEN", ""),
        texts_token=env.get("CONSOLE_TEXTS_TOKEN", ""),
        line_seed=_whole("CONSOLE_LINE_SEED", env.get("CONSOLE_LINE_SEED", "20260124"), 0, 2**31),
        second_factor=_roles(env["CONSOLE_SECOND_FACTOR"]) if env.get("CONSOLE_SECOND_FACTOR") else None,
        metrics_port=_whole("CONSOLE_METRICS_PORT", env.get("CONSOLE_METRICS_PORT", "0"), 0, 65535),
        metrics_host=env.get("CONSOLE_METRICS_HOST", "127.0.0.1"),
        idle=_idle(env.get("CONSOLE_IDLE", "")),
        fault=env.get("CONSOLE_FAULT", "") if env.get("CONSOLE_FAULTS") == "1" else "",
        watch=env.get("CONSOLE_WATCH", "") == "1",
        fast=_fast_paths(env),
        data_keys=_data_keys(env, instance, secret),
        roots=Path(roots).absolute() if roots else None,
    )
