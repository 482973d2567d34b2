"""Files of payments, as their tests write and bring them in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.importing import payment_files
from console.importing.payment_files import Said
from console.store.models import Account, Customer, Payment, PaymentEntry
from tests.actions.importing import bring, rows
from tests.people import SampleSite

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>{entries}</Stmt>
</BkToCstmrStmt></Document>"""


def loans(site: SampleSite, tmp_path: Path, *more: str) -> None:
    """Bring in a list of 18 November of Own Bank: L1 and L2 with one account of 1,000 each, and more."""
    path = tmp_path / "loans.csv"
    two = ("L1,王一,LN-0001,1000,40,13800138101,,,,", "L2,李二,LN-0002,1000,40,13800138102,,,,")
    path.write_text(rows(*two, *more))
    bring(site, path, as_of=date(2026, 11, 18))


def entry(
    amount: str,
    text: str = "",
    *,
    sign: str = "CRDT",
    ref: str = "",
    e2e: str = "",
    day: str = "2026-11-20",
    more: str = "",
    details: str | None = None,
) -> str:
    """Return one entry of a statement."""
    inner = (
        f"<TxDtls><Refs><EndToEndId>{e2e or 'NOTPROVIDED'}</EndToEndId></Refs>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )
    return (
        f'<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}<Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{f'<AcctSvcrRef>{ref}</AcctSvcrRef>' if ref else ''}"
        f"<NtryDtls>{inner if details is None else details}</NtryDtls></Ntry>"
    )


def pay_in(site: SampleSite, path: Path, content: str, **said: Any) -> dict[str, Any]:
    """Bring in a file of payments and return what became of its entries."""
    path.write_text(content)
    words = Said("Own Bank", **{"currency": "CNY", **said})
    words = payment_files.kept(site.database, words)
    done = payment_files.book(site.call("admin1"), words, path.name, payment_files.read(path, words))
    assert done.ok, done
    return done.data


def balance(site: SampleSite, account: str) -> int:
    """Return the balance of an account of the imported customers."""
    query = select(Account.balance_minor).join(Customer, Customer.id == Account.customer_id)
    return int(site.one(query.where(Account.external_id == account, Customer.source == "main")))


def owed(site: SampleSite, customer: str) -> int:
    """Return what an imported customer owes."""
    query = select(Customer.owed_minor).where(Customer.external_id == customer, Customer.source == "main")
    return int(site.one(query))


def waiting(site: SampleSite) -> list[str]:
    """Return why entries wait, oldest first."""
    query = select(PaymentEntry.reason).where(PaymentEntry.state == "waiting").order_by(PaymentEntry.id)
    return [row.reason for row in site.rows(query)]


def booked(site: SampleSite) -> list[int]:
    """Return the amounts of all payments on record, oldest first."""
    return [row.amount_minor for row in site.rows(select(Payment.amount_minor).order_by(Payment.id))]
