"""The commands that prepare a site: ``migrate``, ``sample``, ``found`` and ``readmit``."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime, timedelta

from sqlalchemy import select

from console.actions import accounts, figures
from console.actions.call import Call
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.passwords import hash_password, weak
from console.sample.history import load_history
from console.sample.load import load_sample, set_clock
from console.sample.rounds import COLLECTORS, load_rounds
from console.sample.site import PASSWORD, PEOPLE
from console.serving.safe_start import GUESSED, is_weak
from console.settings import Settings
from console.store import schema
from console.store.models import AgeingMonth, Site
from console.store.queries.people import site
from console.store.unit_of_work import Database

KEYED = "0028"  # the version of the schema from which on the record is under a key


def do_migrate(settings: Settings, _: argparse.Namespace) -> None:
    """Bring the database's schema up to date."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_ready(settings, ready=False)
    _refuse_guessed_key(settings, database)
    schema.migrate(database)
    print(f"Schema is at version {schema.version(database)[0]}.")


def _refuse_guessed_key(settings: Settings, database: Database) -> None:
    """Raise Stop before an older site's record is put under a key that ``serve`` refuses.

    Changed afterwards, the record could not be checked and no code of a second factor would fit.
    """
    have, _ = schema.version(database)
    if have is None or have >= KEYED or not is_weak(settings.secret_key):
        return
    with database.reading() as session:
        if session.execute(select(Site.sample)).scalar() is False:
            raise Stop(f"{GUESSED} Then migrate: from then on the record is under this key, and it must not change.")


def do_sample(settings: Settings, args: argparse.Namespace) -> None:
    """Load the sample portfolio once, or print its logins."""
    if args.logins:
        more = tuple((login, name, "collector", "A") for login, name in COLLECTORS)
        for login, name, role, team in (*PEOPLE, *more):
            print(f"  {login:<12} {PASSWORD}   {role}{', team ' + team if team else ''} ({name})")
        return
    database = open_ready(settings)
    real = Clock().real()
    with database.reading() as session:
        here = site(session)
    if here is not None:
        if settings.real_clock and here.clock_offset_s:
            raise Stop(
                "This database runs on its own clock; the real clock would turn time back. "
                "For a fresh one: CONSOLE_INSTANCE=instance-real "
                "python3 scripts/dev.py run --real-clock"
            )
        if not here.sample:
            print("This database has its own portfolio; the sample is not loaded.")
            return
        set_clock(database, real, settings.tz)
        print("The sample is already loaded.")
        return
    hashed = hash_password(PASSWORD)
    count = load_sample(database, hashed, real, settings.tz, real_clock=settings.real_clock)
    with database.reading() as session:
        loaded = site(session)
    assert loaded is not None
    stops = load_rounds(database, hashed, real + timedelta(seconds=loaded.clock_offset_s), settings.tz)
    contacts = _history(settings, database, real + timedelta(seconds=loaded.clock_offset_s))
    print(f"{count:,} past-due card customers loaded (names, numbers, addresses are made up).")
    print(f"{contacts:,} contacts of the last weeks are made up for the page Figures.")
    print(f"Two rounds of today with {stops} visits are planned (their places are made up too).")


def _history(settings: Settings, database: Database, now: datetime) -> int:
    """Make up the sample's past, and sum the months of its data. Return the number of contacts."""
    context, _ = command_context(settings, database)
    count = load_history(database, now, settings.tz)
    with database.reading() as session:
        months = sorted(set(session.execute(select(AgeingMonth.month).distinct()).scalars()))
    for month in months:
        figures.sum_month(Call(context, WORKER, now), month)
    return count


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise Stop("There is no terminal to ask for the password. Pass it with --password.")
    return getpass.getpass(prompt)


def found_options(found: argparse.ArgumentParser) -> None:
    """Add the options of the found command."""
    for role, who in (("admin", "administrator"), ("officer", "compliance officer")):
        found.add_argument(f"--{role}", default="", metavar="LOGIN", help=f"login of the first {who}")
        found.add_argument(f"--{role}-name", default="", metavar="NAME", help=f"name of the {who}")
        found.add_argument(f"--{role}-password", default="", help="asked for when it is missing")


def do_found(settings: Settings, args: argparse.Namespace) -> None:
    """Begin a site: its first administrator and its first compliance officer, two people."""
    database = open_ready(settings)
    context, clock = command_context(settings, database)
    founders = []
    for role, login, name, password in (
        ("admin", args.admin, args.admin_name, args.admin_password),
        ("compliance", args.officer, args.officer_name, args.officer_password),
    ):
        login = login.strip().lower()
        if login:
            password = _good(password or _asked(f"Password of {login}: "), login, name)
            founders.append(accounts.Founder(role, login, name.strip() or login, hash_password(password)))
    if not founders:
        raise Stop("Name both people: --admin LOGIN --officer LOGIN. They are two people, and each has a password.")
    done = accounts.found(Call(context, WORKER, clock.now()), tuple(founders))
    if not done.ok:
        raise Stop(done.text % done.words if done.words else done.text)
    print(f"The site begins with {' and '.join(founder.login for founder in founders)}. Sign in and add your people.")
    print("From now on two people make, reset and re-role officers and administrators.")


def do_readmit(settings: Settings, args: argparse.Namespace) -> None:
    """Let the last officer or administrator in again: new password, no second factor. Everybody is told."""
    database = open_ready(settings)
    context, clock = command_context(settings, database)
    password = _good(args.password or _asked("First password: "), args.login)
    login = args.login.strip().lower()
    done = accounts.readmit(Call(context, WORKER, clock.now()), login, hash_password(password))
    if not done.ok:
        raise Stop(done.text % done.words if done.words else done.text)
    print(f"{login} can sign in with this password and must change it. It is on record, and everybody is told.")


def _good(password: str, *names: str) -> str:
    if wrong := weak(password, names):
        raise Stop(wrong)
    return password
