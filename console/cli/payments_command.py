"""The command ``payments``: bring in a bank's file of payments. A server may run meanwhile."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.progress import Progress

from console.actions.call import Answer, Call
from console.actions.steps.throttle import Pace
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.importing import payment_files
from console.importing.fields import PAYMENT_FIELDS
from console.importing.options import DECIMALS, ORDERS, is_currency
from console.importing.payment_files import ReadFile, Said
from console.importing.reader import BadFile
from console.settings import Settings
from console.store.queries.people import site

SHOWN = 20  # rows that cannot be read, as far as they are printed


def payments_options(bring: argparse.ArgumentParser) -> None:
    """Add the options of the payments command."""
    bring.add_argument("file", help="CSV, XLSX or CAMT.053 (XML)")
    bring.add_argument("--creditor", required=True)
    bring.add_argument("--source", default="main", help="the bank account; entries are known again within it")
    bring.add_argument("--currency", default="", help="of rows that name none, such as CNY")
    bring.add_argument(
        "--column", action="append", default=[], metavar="FIELD=HEADER", help="stored for this source and used again"
    )
    bring.add_argument("--decimal", choices=DECIMALS, help="which sign comes before the cents")
    bring.add_argument("--dates", choices=ORDERS, help="day or month first, if not as proposed")
    bring.add_argument("--look", action="store_true", help="read the file and book nothing")


def do_payments(settings: Settings, args: argparse.Namespace) -> None:
    """Bring in a bank's file of payments. What fits no account waits on the page Payments."""
    path = Path(args.file)
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    currency = args.currency.strip().upper()
    if currency and not is_currency(currency):
        raise Stop("Name the currency in three letters, such as --currency CNY.")
    said = Said(args.creditor, args.source, currency, _names(args.column), args.decimal or "", args.dates or "")
    database = open_ready(settings)
    context, _ = command_context(settings, database)
    with database.reading() as session:
        here = site(session)
    if here is None:
        raise Stop("Begin the site: python -m console found --admin LOGIN --officer LOGIN")
    said = payment_files.kept(database, said)
    try:
        found = payment_files.read(path, said)
    except BadFile as error:
        raise Stop(str(error)) from error
    _tell(found)
    if args.look:
        print("Nothing was booked.")
        return
    clock = Clock(here.clock_offset_s)
    call = Call(context, WORKER, clock.now())
    done = Answer()
    with Progress() as bar:
        task = bar.add_task("Booking", total=len(found.rows))
        try:
            done = payment_files.book(
                call, said, path.name, found, lambda n: bar.update(task, completed=n), Pace(clock.now, share=1.0)
            )
        except KeyboardInterrupt:
            raise Stop("Stopped. What is booked stays. Bring in the same file again to go on.") from None
    if not done.ok:
        raise Stop(done.text % done.words if done.words else done.text)
    told = {name: f"{done.data[name]:,}" for name in ("booked", "reversed", "known", "waiting")}
    print("{booked} booked, {reversed} taken back, {known} known already, {waiting} wait for a person.".format(**told))
    if done.data["in_list"]:
        print(f"{done.data['in_list']:,} were paid before the day of the list: its balances hold them already.")


def _tell(found: ReadFile) -> None:
    print(f"{len(found.rows):,} entries read, {len(found.bad):,} cannot be read.")
    if found.columns:
        print(f"Columns: {', '.join(f'{field} = {name}' for field, name in found.columns.items())}.")
    if found.options.get("decimal"):
        print(f"Decimal sign: {found.options['decimal']}.")
    if found.ignored:
        print(f"Columns not read: {', '.join(found.ignored)}.")
    for line, field, text, words in found.bad[:SHOWN]:
        print(f"  line {line}, {field}: {text % words if words else text}")
    if len(found.bad) > SHOWN:
        print(f"  and {len(found.bad) - SHOWN:,} more")


def _names(given: list[str]) -> dict[str, str]:
    found = {}
    for pair in given:
        field, _, name = pair.partition("=")
        if field not in PAYMENT_FIELDS:
            raise Stop(f"--column {pair}: there is no field {field}. Fields: {', '.join(PAYMENT_FIELDS)}")
        if not name.strip():
            raise Stop(f"--column {pair}: name the column, such as {field}=Header")
        found[field] = name.strip()
    return found
