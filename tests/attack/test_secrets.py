"""Whoever reads the database, its files, a backup or the log wants to sign in as somebody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyotp
import pytest

from console.keyring import CannotOpen
from console.store import portable
from tests import databases
from tests.people import IDS
from tests.served import Served


def everything(served: Served, folder: Path) -> str:
    """Return all that lies at rest: every row as a backup has it, and the bytes of the database's own files."""
    with served.site.database.reading() as session:
        found = "\n".join(portable.lines(session))
    for path in folder.glob("*.db*"):
        found += path.read_bytes().decode("latin-1")
    return found


def shown(page: Any) -> str:
    found = re.search(r'<code id="once">([^<]+)</code>', page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)[:500]
    return found.group(1)


def test_no_secret_lies_in_clear_anywhere_at_rest(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = Served(database_url, tmp_path)
    admin = served.client("admin1")
    form = {"csrf_token": served.token(admin)}
    first = shown(admin.post("/admin/people", data={**form, "login": "eve", "name": "Eve", "role": "agent"}))
    second = shown(admin.post(f"/admin/people/{IDS['agent2']}/password", data=form))
    token = shown(admin.post("/admin/services", data={**form, "name": "bank", "scopes": ["payments"]}))
    agent = served.client("agent1")
    found = re.search(r"secret=([A-Z2-7]{32})", agent.get("/second").get_data(as_text=True))
    assert found
    code = pyotp.TOTP(found.group(1)).at(served.parts["context"].wall_clock())
    waiting = everything(served, tmp_path)
    assert found.group(1) not in waiting, "before its first code"
    page = agent.post("/second/on", data={"csrf_token": served.token(agent), "code": code}).get_data(as_text=True)
    codes = re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", page)
    assert len(codes) == 10
    at_rest = everything(served, tmp_path) + "".join(capsys.readouterr())
    for secret in (first, second, token, found.group(1), *codes):
        assert secret not in at_rest
    served.site.close()


def test_the_sealed_second_factor_of_one_person_opens_for_no_other() -> None:
    keys = databases.KEYS
    sealed = keys.seal("JBSWY3DPEHPK3PXP", "totp of person:1")
    assert keys.open(sealed, "totp of person:1") == "JBSWY3DPEHPK3PXP"
    for other, about in ((sealed, "totp of person:2"), (sealed[:-3] + "AA=", "totp of person:1")):
        with pytest.raises(CannotOpen):
            keys.open(other, about)
