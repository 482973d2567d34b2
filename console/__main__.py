"""The product's commands: serve, worker, migrate, sample, create-admin, import, check, verify, wire."""

from __future__ import annotations

import sys

if len(sys.argv) > 1 and sys.argv[1] in ("serve", "worker"):
    from gevent import monkey

    monkey.patch_all()

import argparse
import errno
import getpass
import json
import random
import socket
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from console.actions import people
from console.actions.runtime import Call, Context
from console.app import NotReady, create_app
from console.cli.import_command import Stop, bring, import_options
from console.clock import Clock
from console.domain.actor import WORKER
from console.live.messages import wire_schema
from console.passwords import hash_password, weak
from console.sample.load import PASSWORD, PEOPLE, load_sample, set_clock
from console.scenarios.judge import BadScenario, judge, read_scenarios, scenario_format, verdict_line
from console.scenarios.rejudge import book_fault, verdict_report
from console.serving.server import AlreadyServing, serve, single_server
from console.settings import BadSetting, Settings, read_settings
from console.store import schema
from console.store.queries.people import site
from console.store.unit_of_work import Database, open_database
from console.telephony.lines import make_line
from console.web import api


def _database(settings: Settings, *, ready: bool = True) -> Database:
    database = open_database(settings.database_url)
    if ready:
        have, want = schema.version(database)
        if have != want:
            raise Stop(
                f"The database is at version {have or 'none'}, this program needs {want}. "
                "Run: python -m console migrate"
            )
    return database


def _context(settings: Settings, database: Database) -> tuple[Context, Clock]:
    clock = Clock()
    line = make_line(settings.line, settings.line_seed)
    return Context(database, settings.tz, random.Random(), clock.real, line), clock


def do_migrate(settings: Settings, _: argparse.Namespace) -> None:
    """Bring the database's schema up to date."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = _database(settings, ready=False)
    schema.migrate(database)
    print(f"Schema is at version {schema.version(database)[0]}.")


def do_sample(settings: Settings, args: argparse.Namespace) -> None:
    """Load the sample portfolio once, or print its logins."""
    if args.logins:
        for login, name, role, team in PEOPLE:
            print(f"  {login:<12} {PASSWORD}   {role}{', team ' + team if team else ''} ({name})")
        return
    database = _database(settings)
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
        print("The sample is loaded already.")
        return
    count = load_sample(database, hash_password(PASSWORD), real, settings.tz, real_clock=settings.real_clock)
    print(f"{count:,} past-due card customers loaded (names, numbers, addresses are made up).")


def do_serve(settings: Settings, args: argparse.Namespace) -> None:
    """Serve the console until stopped."""
    database = _database(settings)
    with single_server(settings):
        with database.reading() as session:
            here = site(session)
        if here is not None and here.clock_offset_s and settings.real_clock:
            raise Stop("This database runs on its own clock. Use a fresh one for the real clock.")
        if here is not None:
            set_clock(database, Clock().real(), settings.tz)
        app, socketio = create_app(settings, database=database)
        serve(app, socketio, settings)


def do_worker(settings: Settings, args: argparse.Namespace) -> None:
    """Do what falls due, apart from the serving processes."""
    if settings.database_url.startswith("sqlite"):
        raise Stop("On SQLite the server does this itself: python -m console serve")
    app, socketio = create_app(settings, database=_database(settings))
    parts = app.extensions["console"]
    if parts["relay"] is not None:
        socketio.start_background_task(parts["relay"].speak, watch=False)
    print("Doing what falls due.", flush=True)
    parts["worker"].run()


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise Stop("There is no terminal to ask for the password on. Give it as --password.")
    return getpass.getpass(prompt)


def do_create_admin(settings: Settings, args: argparse.Namespace) -> None:
    """Make the first administrator."""
    database = _database(settings)
    password = args.password or _asked("Password: ")
    if weak(password):
        raise Stop(weak(password))
    context, clock = _context(settings, database)
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
    print(f"Administrator {args.login} is made. Sign in and add your people.")


def do_import(settings: Settings, args: argparse.Namespace) -> None:
    """Bring customers or past contacts in: read and report; with --apply also apply."""
    database = _database(settings)
    context, _ = _context(settings, database)
    with database.reading() as session:
        here = site(session)
    if here is None:
        raise Stop("Make the first administrator: python -m console create-admin NAME")
    bring(context, Clock(here.clock_offset_s), args)


def do_verify(settings: Settings, args: argparse.Namespace) -> None:
    """Check the chains and roots, with --verdicts take each verdict again; name the first fault."""
    with _database(settings).reading() as session:
        fault = book_fault(session)
        if fault:
            raise Stop(fault)
        print("All chains are whole.")
        if args.verdicts or args.scenarios:
            said, fault = verdict_report(session, args.scenarios)
            print(said)
            if fault:
                raise Stop(fault)


def do_wire(settings: Settings | None, args: argparse.Namespace) -> None:
    """Print the wire's schema."""
    machines = {path: body.model_json_schema() for path, body in api.SHAPES.items()}
    print(json.dumps({**wire_schema(), "http": machines}, indent=2))


def parser() -> argparse.ArgumentParser:
    """Give the command line."""
    top = argparse.ArgumentParser(prog="python -m console", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, do: object) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=(do.__doc__ or "").splitlines()[0])
        one.set_defaults(do=do)
        return one

    add("serve", do_serve)
    add("worker", do_worker)
    add("migrate", do_migrate)
    books = add("verify", do_verify)
    books.add_argument("--verdicts", action="store_true", help="take every kept verdict again")
    books.add_argument(
        "--scenarios",
        default="",
        metavar="FILE",
        help="write each verdict's question for `check` (with full numbers: keep the file safe)",
    )
    add("wire", do_wire)
    judge_file = add("check", do_check)
    judge_file.add_argument("file", nargs="?", help="JSON lines; - reads standard input")
    judge_file.add_argument("--format", action="store_true", help="print the format as a JSON schema")
    sample = add("sample", do_sample)
    sample.add_argument("--logins", action="store_true", help="print the sample's logins")
    import_options(add("import", do_import))
    admin = add("create-admin", do_create_admin)
    admin.add_argument("login")
    admin.add_argument("--name", default="")
    admin.add_argument("--password", default="", help="else it is asked for")
    return top


def do_check(_settings: Settings | None, args: argparse.Namespace) -> None:
    """Judge scenarios, one JSON object a line, and write one verdict a line."""
    if args.format:
        print(json.dumps(scenario_format(), ensure_ascii=False, indent=2))
        return
    if args.file is None:
        raise Stop("Name a file of scenarios, or - for standard input; --format prints the format.")
    path = Path(args.file)
    if args.file != "-" and not path.is_file():
        raise Stop(f"No such file: {path}")
    bad = 0
    seen: dict[str, int] = {}  # id -> line
    with sys.stdin.buffer if args.file == "-" else path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                line = raw.decode("utf-8-sig")
                for _number, scenario in read_scenarios([line], first=number):
                    name = scenario.id
                    if name is not None and seen.setdefault(name, number) != number:
                        raise BadScenario(f"id: {name!r} is that of line {seen[name]} too")
                    verdict = judge(scenario)
                    print(json.dumps(verdict_line(number, scenario, verdict), ensure_ascii=False))
            except BadScenario as error:
                bad += 1
                said = str(error)
                print(said if said.startswith("line ") else f"line {number}: {said}", file=sys.stderr)
            except UnicodeDecodeError:
                bad += 1
                print(f"line {number}: not UTF-8. Save the file as UTF-8.", file=sys.stderr)
    if bad:
        raise Stop(f"{bad} of the lines could not be judged.")


def _database_fault(error: Exception) -> str:
    """Give one line on a database that cannot be used, with what to do."""
    if isinstance(error, DBAPIError):
        why = str(error.orig).strip().splitlines()[0]
        return f"The database cannot be used: {why}. Check CONSOLE_DATABASE_URL and its rights."
    return (
        "CONSOLE_DATABASE_URL is not an address of a database. "
        "Give sqlite:///path/console.db or postgresql://user@host/name."
    )


def _remedy(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Another program has this port. Stop it, or set CONSOLE_PORT."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "Set CONSOLE_HOST to an address of this machine."
    return "Check the path and your rights."


def main() -> int:
    """Run one command; every failure says what to do."""
    args = parser().parse_args()
    try:
        settings = None if args.command in ("wire", "check") else read_settings()
        if settings is not None and settings.database_url.startswith("sqlite"):
            path = make_url(settings.database_url).database or ""
            if not path:
                raise Stop("CONSOLE_DATABASE_URL must name a file, such as sqlite:///console.db")
        args.do(settings, args)
    except (Stop, BadSetting, NotReady, AlreadyServing) as error:
        print(error, file=sys.stderr)
        return 1
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        print(_database_fault(error), file=sys.stderr)
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"{error.strerror or error}{where}. {_remedy(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
