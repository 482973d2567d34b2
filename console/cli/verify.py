"""The command ``verify``: check the audit chains, their roots and the stored verdicts."""

from __future__ import annotations

import argparse

from sqlalchemy.orm import Session

from console.cli.setup import Stop, open_ready
from console.evidence.export import BadZip, seal_and_key, unpack, zip_faults
from console.evidence.keys import site_keys
from console.scenarios.complaint_export import BadExport, export_fault, read_proof
from console.scenarios.rejudge import book_fault, verdict_report
from console.settings import Settings
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


def do_verify(settings: Settings, args: argparse.Namespace) -> None:
    """Check chains and roots, with --verdicts judge every verdict again. Name the first fault."""
    with open_ready(settings).reading() as session:
        fault = book_fault(session)
        if fault:
            raise Stop(fault)
        print("All chains are whole.")
        if args.visit:
            print(check_visit(session, args.visit, settings))
        if args.export:
            _check_export(session, args.export)
        if args.verdicts or args.scenarios:
            said, fault = verdict_report(session, args.scenarios)
            print(said)
            if fault:
                raise Stop(fault)
