"""The command ``suppress``: bring in a list of numbers or customers that must not be contacted."""

from __future__ import annotations

import argparse
from pathlib import Path

from console.actions.call import Call
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.importing import suppression_files
from console.importing.faults import BadFile
from console.settings import Settings
from console.store.queries.people import site

SHOWN = 20  # rows that cannot be read, as far as they are printed


def suppress_options(stop: argparse.ArgumentParser) -> None:
    """Add the options of the suppress command."""
    stop.add_argument("file", help="CSV or XLSX with a column of numbers or of customers, perhaps reason and until")
    stop.add_argument("--creditor", default="", help="whose customers are meant; without it those of every creditor")


def do_suppress(settings: Settings, args: argparse.Namespace) -> None:
    """Bring in a suppression list: numbers and customers that must not be contacted, binding at once."""
    path = Path(args.file)
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    database = open_ready(settings)
    context, _ = command_context(settings, database)
    with database.reading() as session:
        here = site(session)
    if here is None:
        raise Stop("Begin the site: python -m console found --admin LOGIN --officer LOGIN")
    try:
        found = suppression_files.read(path, context.zone)
    except BadFile as error:
        raise Stop(str(error)) from error
    for line, field, text, words in found.bad[:SHOWN]:
        print(f"  line {line}, {field}: {text % words if words else text}")
    call = Call(context, WORKER, Clock(here.clock_offset_s).now())
    done = suppression_files.apply(call, path.name, args.creditor.strip(), found)
    if not done.ok:
        raise Stop(done.text % done.words if done.words else done.text)
    told = {name: f"{count:,}" for name, count in done.data.items()}
    print(
        "{added} added, {extended} extended, {unknown} customers not known, {bad} rows cannot be read.".format(**told)
    )
