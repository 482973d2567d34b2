"""The page of suppression lists, and the desk that follows at once."""

from __future__ import annotations

import io
import json
from pathlib import Path

from sqlalchemy import select

from console.store.models import Suppression
from tests import databases
from tests.served import Served


def test_an_officer_brings_a_list_in_and_the_desk_with_the_customer_is_redrawn(tmp_path: Path) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    token = served.site.preview("agent1")
    key = served.site.customer(served.site.customer_of(token)).external_id
    desk = served.socket(served.client("agent1"))
    served.flush()
    desk.get_received("/desk")
    client = served.client("compliance1")
    file = (io.BytesIO(f"customer_id,reason\n{key},<b>asked</b>\n".encode()), "stop.csv")
    form = {"csrf_token": served.token(client), "creditor": "", "file": file}
    page = client.post("/import/suppressions", data=form, follow_redirects=True).get_data(as_text=True)
    assert "1 added, 0 extended" in page and "&lt;b&gt;asked" in page
    assert served.site.one(select(Suppression.until)) is None
    served.flush()
    assert "On a suppression list." in json.dumps(desk.get_received("/desk"))
    desk.disconnect(namespace="/desk")
    served.site.close()
