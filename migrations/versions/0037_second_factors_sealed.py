"""Encrypt the secrets of the second factor, and forget show-once values that still lie in sessions."""

import sqlalchemy as sa
from alembic import context, op

from console.keyring import Keyring
from console.store.models.types import Key

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

PERSON = sa.table('person', sa.column('id', Key), sa.column('totp_secret', sa.Text()))
SESSION = sa.table('web_session', sa.column('id', Key), sa.column('data', sa.JSON()))


def about(person_id: int) -> str:
    """Return what a secret is sealed for."""
    return f'totp of person:{person_id}'


def upgrade() -> None:
    """Encrypt what is there."""
    keys: Keyring = context.config.attributes['keys']
    bind = op.get_bind()
    for row in bind.execute(sa.select(PERSON).where(PERSON.c.totp_secret != '')).all():
        sealed = keys.seal(row.totp_secret, about(row.id))
        bind.execute(sa.update(PERSON).where(PERSON.c.id == row.id).values(totp_secret=sealed))
    for row in bind.execute(sa.select(SESSION)).all():
        # what protects open pages from forged forms stays: nobody has to reload in mid-call
        kept = {'csrf_token': row.data['csrf_token']} if 'csrf_token' in row.data else {}
        if kept != row.data:
            bind.execute(sa.update(SESSION).where(SESSION.c.id == row.id).values(data=kept))


def downgrade() -> None:
    """Undo upgrade()."""
    keys: Keyring = context.config.attributes['keys']
    bind = op.get_bind()
    for row in bind.execute(sa.select(PERSON).where(PERSON.c.totp_secret != '')).all():
        plain = keys.open(row.totp_secret, about(row.id))
        bind.execute(sa.update(PERSON).where(PERSON.c.id == row.id).values(totp_secret=plain))
