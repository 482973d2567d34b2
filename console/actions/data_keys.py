"""Encrypt again, under the present data key, what an older one has encrypted."""

from __future__ import annotations

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.login_session import sealed_for
from console.store.fast.entities import put
from console.store.models import Person


@action("keys.change")
def encrypt_again(act: Act) -> Answer:
    """Encrypt the secrets of all second factors under the present key. ``data`` says how many and which key."""
    keys = act.work.database.keys
    people = act.work.session.execute(
        select(Person).where(Person.totp_secret != "").order_by(Person.id).with_for_update()
    ).scalars()
    count = 0
    for person in people.all():
        about = sealed_for(person.id)
        put(act.work.session, person, totp_secret=keys.seal(keys.open(person.totp_secret, about), about))
        count += 1
    return Answer(data={"count": count, "state": f"key {keys.current}: {count} secrets"})
