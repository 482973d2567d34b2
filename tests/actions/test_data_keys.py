"""Changing the data key: secrets are encrypted anew, and each still opens."""

from __future__ import annotations

import pyotp
from sqlalchemy import select

from console.actions import data_keys, two_factor
from console.actions.call import Call, Context
from console.actions.steps.login_session import sealed_for
from console.keyring import Keyring
from console.store.models import Person
from console.store.unit_of_work import open_database
from tests import databases
from tests.people import IDS, SampleSite


def test_encrypt_again_uses_the_present_key_for_every_secret(site: SampleSite) -> None:
    secrets = {}
    for login in ("agent1", "lead1"):
        secrets[login] = two_factor.new_secret()
        code = pyotp.TOTP(secrets[login]).at(site.now)
        assert two_factor.switch_on(site.call(login), secrets[login], code).ok
    url = site.database.url.render_as_string(hide_password=False)
    site.database.close()
    keys = Keyring({**databases.KEYS.masters, 3: b"n" * 32})
    site.database = open_database(url, keys)
    site.context = Context(**{**site.context.__dict__, "database": site.database})
    assert data_keys.encrypt_again(Call(site.context, site.worker().actor, site.now)).data["count"] == 2
    for login, secret in secrets.items():
        sealed = site.one(select(Person.totp_secret).where(Person.id == IDS[login]))
        assert sealed.startswith("3:") and keys.open(sealed, sealed_for(IDS[login])) == secret
