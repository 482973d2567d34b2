"""The command ``import``: the same two phases as the page, with a progress bar. A server may run meanwhile."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rich.progress import Progress

from console.actions import import_apply, import_runs
from console.actions.call import Answer, Call, Context
from console.actions.steps.throttle import Pace
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.domain.errors import Invalid
from console.importing.blank_files import EXTENSIONS, blank_file
from console.importing.error_report import error_file, filled
from console.importing.list_words import NO_DAY, day_and_time, list_lines, moment_line
from console.importing.options import DECIMALS, ORDERS, how_written, is_currency, start_of_day
from console.importing.row_checks import KINDS
from console.importing.staging import currency_in, drop, read_file
from console.settings import Settings
from console.store.models import ImportRun
from console.store.queries.imports import currency_of
from console.store.queries.people import site
from console.store.unit_of_work import Database

TODAY = "(today; --as-of says another day)"


def bring(context: Context, clock: Clock, args: argparse.Namespace) -> None:
    """Read the file, report what it holds, and with ``--apply`` apply it."""
    path = Path(args.file)
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    kind = "contacts" if args.contacts else "customers"
    if kind == "customers" and args.covers_from:
        raise Stop("--covers-from belongs to a file of past contacts: add --contacts.")
    if kind == "contacts" and args.no_past_contacts:
        raise Stop("--no-past-contacts belongs to a file of customers: leave out --contacts.")
    if kind == "contacts" and (args.as_of or args.whole):
        raise Stop("--as-of and --whole belong to a list of customers: leave out --contacts.")
    names, zone = _names(args.column, kind), _zone(args.zone)
    said = _said(args)
    currency = _currency(context, args, path, names, said) if kind == "customers" else ""
    covers = _midnight(args.covers_from, zone or context.zone.key)
    try:
        as_of, as_of_time = day_and_time(args.as_of)
    except ValueError:
        raise Stop(f"--as-of {args.as_of}: {NO_DAY}") from None
    call = Call(context, WORKER, clock.now())
    made = import_runs.open_portfolio(call, args.creditor, args.portfolio, currency, ["cn"], make=kind == "customers")
    if not made.ok:
        raise Stop(made.text)
    run = import_runs.start(
        call,
        made.data["portfolio_id"],
        args.source,
        path.name,
        True if args.no_past_contacts else None,
        names,
        kind=kind,
        zone=zone,
        covers_from=covers,
        as_of=as_of,
        as_of_time=as_of_time,
        whole=args.whole,
        said=said,
    )
    if not run.ok:
        raise Stop(run.text)
    _bring_in(call, run.data["run_id"], path, Pace(clock.now, share=1.0), args.apply)


def _said(args: argparse.Namespace) -> dict[str, Any]:
    try:
        return how_written(
            {"decimal": args.decimal, "dates": args.dates, "sheet": args.sheet, "head_line": args.head_line}
        )
    except Invalid as error:
        raise Stop(str(error)) from None


def _currency(
    context: Context, args: argparse.Namespace, path: Path, names: dict[str, str], said: dict[str, Any]
) -> str:
    """Return the currency as said, as the portfolio has it, or as the file names it. It is never filled in."""
    given = args.currency.strip().upper()
    if not given:
        with context.database.reading() as session:
            given = currency_of(session, args.creditor, args.portfolio)
    given = given or currency_in(path, path.name, names, said)
    if not is_currency(given):
        raise Stop("Name the currency of the portfolio in three letters, such as --currency CNY.")
    return given


def _bring_in(call: Call, run_id: int, path: Path, pace: Pace, apply: bool) -> None:
    database = call.context.database
    done = Answer()
    with Progress() as bar:
        task = bar.add_task("Reading", total=None)
        try:
            state = read_file(call, run_id, path, lambda n: bar.update(task, completed=n), pace)
            row = _run(database, run_id)
            if state == "read" and apply:
                done = import_runs.begin_apply(call, run_id)
            if state == "read" and apply and done.ok:
                total = row.rows_read if row.kind == "contacts" else row.customers
                task = bar.add_task("Applying", total=total)
                done = import_apply.apply(call, run_id, pace, lambda n: bar.update(task, completed=n))
        except KeyboardInterrupt:
            import_runs.cancel(call, run_id)
            drop(call, run_id, pace)
            raise Stop(f"Stopped. {_run(database, run_id).applied:,} are applied, each complete.") from None
    if state != "read":
        drop(call, run_id, pace)
        raise Stop(row.error or "The import was cancelled.")
    print(f"{row.rows_read:,} rows read, {row.rows_bad:,} bad, {row.customers:,} customers complete.")
    for text, words in (*row.report.get("asks", ()), *row.report.get("notes", ())):
        print(filled(text, words))
    columns = row.report.get("columns", {})
    if row.kind == "customers":
        row = _run(database, run_id)
        told = row.options.get("as_of_said") or "as_of" in columns
        print(filled(*moment_line(row)), *(() if told else (TODAY,)))
    print("Columns: " + ", ".join(f"{field} = {name}" for field, name in columns.items()) + ".")
    left = [*row.report.get("ignored", ()), *row.report.get("protected", ())]
    if left:
        print(f"Columns not read: {', '.join(left)}.")
    if row.rows_bad:
        errors = path.with_suffix(".errors.csv")
        with errors.open("w", newline="", encoding="utf-8-sig") as out:
            error_file(database, run_id, out)
        print(f"The rows held back, with line and reasons: {errors}")
    if row.kind == "customers" and not apply:
        for line in list_lines(row, call.context.zone):
            print(filled(*line))
    if not apply:
        print("Nothing has changed yet. Add --apply to apply the file.")
        import_runs.cancel(call, run_id)
        drop(call, run_id, pace)
        return
    if not done.ok:
        raise Stop(filled(done.text, done.words))
    _tell(_run(database, run_id), call.context.zone)


def _run(database: Database, run_id: int) -> ImportRun:
    with database.reading() as session:
        return session.get_one(ImportRun, run_id)


def _tell(row: ImportRun, zone: ZoneInfo) -> None:
    """Print what an applied run did, and how many customers sleep until when."""
    same = row.report.get("unchanged", 0)
    if row.kind == "contacts":
        print(f"{row.created:,} past contacts recorded, {same:,} were already on record.")
        if row.report.get("differ"):
            print(f"{row.report['differ']:,} of these differ from the record. The first record stands.")
        if row.options.get("covers_from"):
            print(f"The past contacts of {row.report.get('settled', 0):,} customers are known now.")
    else:
        print(f"{row.created:,} customers added, {row.updated:,} updated, {same:,} unchanged.")
        for line in list_lines(row, zone):
            print(filled(*line))
        names = [f"{name} ({key})" for _, key, name in row.report.get("missing_names", ())]
        if names:
            print(f"Recalled: {', '.join(names)}{', …' if row.report['missing'] > len(names) else ''}.")
    if row.report.get("asleep"):
        until = datetime.fromisoformat(row.report["until"]).astimezone(zone)
        print(
            f"{row.report['asleep']:,} sleep until {until:%Y-%m-%d %H:%M}: their past contacts are "
            "not known. Import them (--contacts FILE --covers-from DAY), or, if there were none, "
            "import the customers again with --no-past-contacts."
        )


def _names(given: list[str], kind: str) -> dict[str, str]:
    found = {}
    for pair in given:
        field, _, name = pair.partition("=")
        if field not in KINDS[kind]:
            listed = ", ".join(KINDS[kind])
            raise Stop(f"--column {pair}: there is no field {field}. Fields: {listed}")
        if not name.strip():
            raise Stop(f"--column {pair}: name the column, such as {field}=Header")
        found[field] = name.strip()
    return found


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise Stop(f"--zone must be a zone name such as Asia/Shanghai, not {name!r}.")
    return name


def _midnight(day: str, zone: str) -> datetime | None:
    if not day:
        return None
    try:
        return start_of_day(day, zone)
    except ValueError:
        raise Stop(f"--covers-from must be a day such as 2026-10-31, not {day!r}.") from None


def import_options(load: argparse.ArgumentParser) -> None:
    """Add the options of the import command."""
    load.add_argument("file", nargs="?", help="CSV or XLSX")
    load.add_argument("--creditor", default="")
    load.add_argument("--portfolio", default="")
    load.add_argument(
        "--currency", default="", help="such as CNY; needed for a new portfolio whose file has no such column"
    )
    load.add_argument("--source", default="main", help="where the file comes from; ids are unique per source")
    load.add_argument(
        "--column", action="append", default=[], metavar="FIELD=HEADER", help="stored for this source and used again"
    )
    load.add_argument("--contacts", action="store_true", help="the file holds past contacts")
    load.add_argument(
        "--covers-from",
        default="",
        metavar="DAY",
        help="declare on record: the file holds every contact from that day until these customers were placed here",
    )
    load.add_argument("--zone", default="", help="time zone of times without one")
    load.add_argument(
        "--no-past-contacts", action="store_true", help="declare on record: nobody was contacted in the last window"
    )
    load.add_argument(
        "--as-of",
        default="",
        metavar="DAY",
        help="the day of the list, by default today: 2026-11-30, or with its time '2026-11-30 18:30'",
    )
    load.add_argument("--whole", action="store_true", help="the list is whole: whoever is missing from it is recalled")
    load.add_argument(
        "--decimal", default="", choices=("", *DECIMALS), help="how amounts are written, if not as proposed"
    )
    load.add_argument("--dates", default="", choices=("", *ORDERS), help="day or month first, if not as proposed")
    load.add_argument("--sheet", default="", help="the sheet of a workbook, if not the proposed one")
    load.add_argument("--head-line", default="", metavar="N", help="the line of the column names, if not the found one")
    load.add_argument(
        "--template",
        metavar="FILE",
        help="write an empty file to fill in, .csv or .xlsx (with --contacts: of contacts)",
    )
    load.add_argument("--language", default="en", choices=("en", "zh"), help="of the template's column names")
    load.add_argument("--apply", action="store_true", help="apply the file after the report")


def _write_template(args: argparse.Namespace) -> None:
    path, kind = Path(args.template), "contacts" if args.contacts else "customers"
    extension = path.suffix.lower().removeprefix(".")
    if extension not in EXTENSIONS:
        raise Stop("--template must be the name of a file that ends in .csv or .xlsx.")
    if path.exists():
        raise Stop(f"{path} is there already. Choose another name.")
    path.write_bytes(blank_file(kind, extension, args.language))
    print(f"{path}: fill in one row for each {'contact' if args.contacts else 'account'}.")


def do_import(settings: Settings, args: argparse.Namespace) -> None:
    """Read a file of customers or past contacts and report on it. With --apply also apply it."""
    if args.template:
        _write_template(args)
        return
    for name in ("file", "creditor", "portfolio"):
        if not getattr(args, name):
            raise Stop(f"Say the {name}: python -m console import FILE --creditor NAME --portfolio NAME")
    database = open_ready(settings)
    context, _ = command_context(settings, database)
    with database.reading() as session:
        here = site(session)
    if here is None:
        raise Stop("Begin the site: python -m console found --admin LOGIN --officer LOGIN")
    bring(context, Clock(here.clock_offset_s), args)
