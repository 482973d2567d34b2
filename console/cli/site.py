"""The commands that prepare a site: ``migrate``, ``sample`` and ``create-admin``."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime, timedelta

from sqlalchemy import select

from console.actions import figures, people
from console.actions.call import Call
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.passwords import hash_password, weak
from console.sample.history import load_history
from console.sample.load import load_sample, set_clock
from console.sample.rounds import COLLECTORS, load_rounds
from console.sample.site import PASSWORD, PEOPLE
from console.settings import Settings
from console.store import schema
from console.store.models import AgeingMonth
from console.store.queries.people import site
from console.store.unit_of_work import Database


def do_migrate(settings: Settings, _: argparse.Namespace) -> None:
    """Bring the database's schema up to date."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_ready(settings, ready=False)
    schema.migrate(database)
    print(f"Schema is at version {schema.version(database)[0]}.")


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


def do_create_admin(settings: Settings, args: argparse.Namespace) -> None:
    """Create the first administrator."""
    database = open_ready(settings)
    password = args.password or _asked("Password: ")
    if wrong := weak(password, (args.login, args.name)):
        raise Stop(wrong)
    context, clock = command_context(settings, database)
    people.found_site(Call(context, WORKER, clock.now()))
    done = people.add_person(
        Call(context, WORKER, clock.now()),
        args.login,
        args.name or args.login,
        "admin",
        None,
        hash_password(password),
        False,
    )
    if not done.ok:
        raise Stop(done.text)
    print(f"Administrator {args.login} is created. Sign in and add your people.")
