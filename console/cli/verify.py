"""The command ``verify``: check the audit chains, their roots and the stored verdicts."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from console.cli.setup import Stop, open_ready
from console.evidence.export import BadZip, seal_and_key, unpack, zip_faults
from console.evidence.keys import site_keys
from console.evidence.roots_outside import BadRoots, Statement, kept, read_file
from console.scenarios.complaint_export import BadExport, export_fault, read_proof
from console.scenarios.record_check import record_fault
from console.scenarios.rejudge import verdict_report
from console.settings import Settings
from console.store.queries.record_state import site_mark
from console.store.queries.visit_record import chain_row


def _check_export(session: Session, path: str) -> None:
    try:
        proof = read_proof(path)
    except BadExport as error:
        raise Stop(str(error)) from error
    fault = export_fault(session, proof)
    if fault:
        raise Stop(fault)
    print(f"{len(proof['rows']):,} rows of the export are in the chains, unchanged.")


def check_visit(session: Session, path: str, settings: Settings) -> str:
    """Return that an export of a visit is whole and ours. Raises Stop with what was altered."""
    try:
        files = unpack(path)
        found = zip_faults(files)
        seal, trip, key = seal_and_key(files)
    except BadZip as error:
        raise Stop(str(error)) from error
    if found:
        raise Stop("Altered: " + ", ".join(found))
    if key != site_keys(settings.secret_key).sign_raw:
        raise Stop("The manifest is signed by another site's key.")
    if chain_row(session, None, seal) is None:
        raise Stop("The seal of this record is not in the audit chains.")
    return f"The record of trip {trip} is whole: {len(files)} files, signed by this site, its seal is in the chain."


def _outside(session: Session, settings: Settings, path: str) -> tuple[list[Statement], list[str]]:
    """Return what was kept of the record outside the database: statements, and marks of a printed page."""
    folders = [settings.instance / "roots", *([settings.roots] if settings.roots else [])]
    try:
        found = kept(folders, settings.keyring, site_mark(session))
        more, printed = read_file(Path(path), settings.keyring) if path else ([], [])
    except BadRoots as error:
        raise Stop(f"Broken: {error}") from error
    return [*found, *more], printed


def do_verify(settings: Settings, args: argparse.Namespace) -> None:
    """Check chains and roots, with --verdicts judge every verdict again. Name the first fault."""
    database = open_ready(settings)
    with closing(database), database.reading() as session:
        outside, printed = _outside(session, settings, args.root)
        fault = record_fault(session, outside, printed)
        if fault:
            raise Stop(fault)
        print("All chains are whole.")
        if outside:
            last = max(statement.at for statement in outside)
            print(f"{len(outside):,} roots that were kept outside agree; the last is of {last}.")
        if printed:
            print(f"{len(printed):,} printed roots are in this record.")
        if not outside and not printed:
            print("No root was kept outside: that this is the newest state cannot be known. See CONSOLE_ROOTS.")
        if args.visit:
            print(check_visit(session, args.visit, settings))
        if args.export:
            _check_export(session, args.export)
        if args.verdicts or args.scenarios:
            said, fault = verdict_report(session, args.scenarios)
            print(said)
            if fault:
                raise Stop(fault)
