"""The command line: ``python -m console COMMAND``. Each command lives in ``console.cli``."""

from __future__ import annotations

import sys

if len(sys.argv) > 1 and sys.argv[1] in ("serve", "worker"):
    from gevent import monkey

    monkey.patch_all()

import argparse
import errno
import os
import socket
from collections.abc import Callable

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from console.app import NotReady
from console.cli.backup import backup_options, do_backup, do_restore, restore_options
from console.cli.check import do_check
from console.cli.import_command import do_import, import_options
from console.cli.keys import do_keys, keys_options
from console.cli.mind import do_mind, mind_options
from console.cli.payments_command import do_payments, payments_options
from console.cli.route import do_route, route_options
from console.cli.serve import do_serve, do_worker
from console.cli.setup import Stop
from console.cli.site import do_found, do_migrate, do_readmit, do_sample, found_options
from console.cli.suppress_command import do_suppress, suppress_options
from console.cli.verify import do_verify
from console.cli.wire import do_wire
from console.serving.server import AlreadyServing
from console.settings import BadSetting, make_secret, read_settings


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m console", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, do: Callable[..., None]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=(do.__doc__ or "").splitlines()[0])
        one.set_defaults(do=do)
        return one

    add("serve", do_serve)
    add("worker", do_worker)
    add("migrate", do_migrate)
    books = add("verify", do_verify)
    books.add_argument("--verdicts", action="store_true", help="judge every stored verdict again")
    books.add_argument(
        "--scenarios",
        default="",
        metavar="FILE",
        help="write the scenario of each verdict for `check` (with full numbers: keep the file safe)",
    )
    books.add_argument("--root", default="", metavar="FILE", help="check against a root that was kept elsewhere")
    books.add_argument("--visit", default="", metavar="FILE", help="check the export of a visit")
    books.add_argument("--export", default="", metavar="FILE", help="check the proof in an export for a complaint")
    backup_options(add("backup", do_backup))
    restore_options(add("restore", do_restore))
    keys_options(add("keys", do_keys))
    add("wire", do_wire)
    judge_file = add("check", do_check)
    judge_file.add_argument("file", nargs="?", help="JSON lines, or - for standard input")
    judge_file.add_argument("--format", action="store_true", help="print the format as a JSON schema")
    judge_file.add_argument("--matrix", action="store_true", help="print which contacts each rule covers, and why")
    route_options(add("route", do_route))
    sample = add("sample", do_sample)
    sample.add_argument("--logins", action="store_true", help="print the sample's logins")
    import_options(add("import", do_import))
    payments_options(add("payments", do_payments))
    mind_options(add("mind", do_mind))
    suppress_options(add("suppress", do_suppress))
    found_options(add("found", do_found))
    again = add("readmit", do_readmit)
    again.add_argument("login")
    again.add_argument("--password", default="", help="a first password; asked for when it is missing")
    return top


def _database_fault(error: Exception) -> str:
    """Return one line that says why the database cannot be used and what to do."""
    if isinstance(error, DBAPIError):
        why = str(error.orig).strip().splitlines()[0]
        return f"The database cannot be used: {why}. Check CONSOLE_DATABASE_URL and its rights."
    return (
        "CONSOLE_DATABASE_URL is not the address of a database. "
        "Use sqlite:///path/console.db or postgresql://user@host/name."
    )


def _remedy(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Another program has this port. Stop it, or set CONSOLE_PORT."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "Set CONSOLE_HOST to an address of this machine."
    return "Check the path and your rights."


def main() -> int:
    """Run one command. Every failure says what to do."""
    args = parser().parse_args()
    os.umask(0o077)  # what this program writes is for its own account
    try:
        if args.command in ("migrate", "found"):
            made = make_secret()
            if made is not None:
                print(f"Made the secret key {made}. Keep it with your backups.")
        alone = args.command in ("wire", "check", "route") or getattr(args, "template", None)
        settings = None if alone else read_settings()
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
