"""The page of payments: bring a file in, decide about what fitted nothing."""

from __future__ import annotations

import io
from pathlib import Path

from sqlalchemy import select

from console.store.models import PaymentEntry
from tests import databases
from tests.actions.paying import balance, loans
from tests.served import Served


def test_a_lead_brings_in_a_file_and_assigns_what_fitted_nothing(tmp_path: Path) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    loans(served.site, tmp_path)
    client = served.client("lead1")
    token = served.token(client)

    def send(content: str, **more: str) -> str:
        form = {"csrf_token": token, "creditor": "Own Bank", "source": "main", "currency": "CNY", **more}
        file = (io.BytesIO(content.encode()), "bank.csv")
        return client.post("/import/payments", data={**form, "file": file}, follow_redirects=True).get_data(
            as_text=True
        )

    lines = "date,amount,text\n2026-11-20,400,for LN-0001\n2026-11-20,50,<b>thanks</b>\n"
    assert "Nothing was booked." in send(lines, look="y")
    assert "may be two days" in send("date,amount,text\n03/04/2026,5,LN-0001\n")
    assert served.site.one(select(PaymentEntry.id)) is None
    page = send(lines)
    assert "1 booked, 0 taken back, 0 known already, 1 wait for a person" in page
    assert "No account of this creditor is named" in page and "&lt;b&gt;thanks" in page
    entry = served.site.one(select(PaymentEntry.id).where(PaymentEntry.state == "waiting"))
    done = client.post(f"/import/payments/{entry}", data={"csrf_token": token, "account": "LN-0002"})
    assert done.status_code == 302
    assert (balance(served.site, "LN-0001"), balance(served.site, "LN-0002")) == (600_00, 950_00)
    assert "Every entry is booked or decided." in client.get("/import/payments").get_data(as_text=True)
    served.site.close()
