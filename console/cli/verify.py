"""The command ``verify``: check the audit chains, their roots and the stored verdicts."""

from __future__ import annotations

import argparse

from sqlalchemy.orm import Session

from console.cli.setup import Stop, open_ready
from console.scenarios.complaint_export import BadExport, export_fault, read_proof
from console.scenarios.rejudge import book_fault, verdict_report
from console.settings import Settings


def _check_export(session: Session, path: str) -> None:
    try:
        proof = read_proof(path)
    except BadExport as error:
        raise Stop(str(error)) from error
    fault = export_fault(session, proof)
    if fault:
        raise Stop(fault)
    print(f"{len(proof['rows']):,} rows of the export are in the chains, unchanged.")


def do_verify(settings: Settings, args: argparse.Namespace) -> None:
    """Check chains and roots, with --verdicts judge every verdict again. Name the first fault."""
    with open_ready(settings).reading() as session:
        fault = book_fault(session)
        if fault:
            raise Stop(fault)
        print("All chains are whole.")
        if args.export:
            _check_export(session, args.export)
        if args.verdicts or args.scenarios:
            said, fault = verdict_report(session, args.scenarios)
            print(said)
            if fault:
                raise Stop(fault)
