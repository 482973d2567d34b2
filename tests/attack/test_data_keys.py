"""A data key was seen by somebody: a new one takes its place, and what the old one marked still holds."""

from __future__ import annotations

import stat
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pyotp
from sqlalchemy import select

from console.actions import two_factor
from console.actions.steps.login_session import sealed_for
from console.cli.keys import do_keys
from console.settings import Settings
from console.store.models import ChainEntry, Person
from tests.attack.test_record import Victim
from tests.people import IDS, SampleSite


def test_a_new_key_takes_over_and_the_old_record_stays_whole(sqlite_site: SampleSite, tmp_path: Path) -> None:
    victim = Victim(sqlite_site, tmp_path / "instance")
    victim.folder.mkdir(exist_ok=True)
    secret = two_factor.new_secret()
    code = pyotp.TOTP(secret).at(sqlite_site.now)
    assert two_factor.switch_on(sqlite_site.call("agent1"), secret, code).ok
    settings = Settings(victim.url, "s" * 40, victim.folder)
    do_keys(settings, Namespace(new=True, again=False))
    file = victim.folder / "data_keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    after = replace(settings, data_keys=file.read_text())
    sealed = sqlite_site.one(select(Person.totp_secret).where(Person.id == IDS["agent1"]))
    assert sealed.startswith("1:") and after.keyring.open(sealed, sealed_for(IDS["agent1"])) == secret
    newest = sqlite_site.one(select(ChainEntry.hash).where(ChainEntry.kind == "action.keys.change"))
    assert newest.startswith("1:")
    assert "the data key 1 is missing" in victim.verify(), "whoever loses a key hears which"
    victim.data_keys = file.read_text()
    assert victim.verify() == "", "rows of both keys"
