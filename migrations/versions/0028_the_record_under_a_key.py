"""Put the record under a key from outside the database: a digest of each row's contents, and a seal over older rows."""

import hashlib
import json
import os

import sqlalchemy as sa
from alembic import context, op

from console.keyring import Keyring
from console.store.models.types import Instant, Key

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ENTRY = sa.table(
    'chain_entry',
    sa.column('id', Key),
    sa.column('actor', sa.Text()),
    sa.column('n', Key),
    sa.column('kind', sa.Text()),
    sa.column('at', Instant()),
    sa.column('real_at', Instant()),
    sa.column('customer_id', Key),
    sa.column('body', sa.JSON()),
    sa.column('hash', sa.Text()),
    sa.column('digest', sa.Text()),
    sa.column('salt', sa.Text()),
)
HEAD = sa.table('chain_head', sa.column('actor', sa.Text()), sa.column('n', Key), sa.column('hash', sa.Text()))
ROOT = sa.table('chain_root', sa.column('id', Key), sa.column('hash', sa.Text()))
SLICE = 500
WORKER = 'worker:0'


def upgrade() -> None:
    """Add the columns, give each row its digest, and seal what is there."""
    for name in ('digest', 'salt'):
        op.add_column('chain_entry', sa.Column(name, sa.Text(), server_default='', nullable=False))
    bind = op.get_bind()
    if bind.execute(sa.select(ENTRY.c.id).limit(1)).first() is not None:
        _seal(bind, context.config.attributes['keys'])


def _seal(bind: sa.Connection, keys: Keyring) -> None:
    heads: dict[str, list[object]] = {}
    after = 0
    while rows := bind.execute(sa.select(ENTRY).where(ENTRY.c.id > after).order_by(ENTRY.c.id).limit(SLICE)).all():
        after = rows[-1].id
        salts = [os.urandom(16).hex() for _ in rows]
        bind.execute(
            sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam('row_id')).values(
                salt=sa.bindparam('new_salt'), digest=sa.bindparam('new_digest')
            ),
            [
                {'row_id': row.id, 'new_salt': salt, 'new_digest': _digest(salt, row.body)}
                for row, salt in zip(rows, salts, strict=True)
            ],
        )
    last = None
    for actor in bind.execute(sa.select(ENTRY.c.actor).distinct()).scalars().all():
        seal, after, last_hash, newest = hashlib.sha256(), 0, '', None  # of this chain
        while rows := bind.execute(
            sa.select(ENTRY).where(ENTRY.c.actor == actor, ENTRY.c.n > after).order_by(ENTRY.c.n).limit(SLICE)
        ).all():
            for row in rows:
                at, real_at = row.at.isoformat(), row.real_at.isoformat()
                text = [row.n, row.kind, at, real_at, row.customer_id, row.digest, row.hash]
                seal.update(json.dumps(text, ensure_ascii=False).encode())
            newest, after, last_hash = rows[-1], rows[-1].n, rows[-1].hash
        heads[actor] = [after, last_hash, seal.hexdigest()]
        if last is None or newest.real_at > last.real_at:
            last = newest
    root = bind.execute(sa.select(ROOT).order_by(ROOT.c.id.desc()).limit(1)).first()
    body = {'heads': heads, 'root': [root.id, root.hash] if root is not None else [0, '']}
    n, before, _ = heads.get(WORKER, [0, '', ''])
    salt = os.urandom(16).hex()
    digest = _digest(salt, body)
    at, real_at = last.at, last.real_at
    whole = [before, WORKER, n + 1, 'chain.keyed', at.isoformat(), real_at.isoformat(), None, digest]
    mark = keys.mac(json.dumps(whole, ensure_ascii=False))
    bind.execute(
        sa.insert(ENTRY).values(
            actor=WORKER, n=n + 1, kind='chain.keyed', at=at, real_at=real_at, body=body, salt=salt, digest=digest,
            hash=mark,
        )
    )
    if n:
        bind.execute(sa.update(HEAD).where(HEAD.c.actor == WORKER).values(n=n + 1, hash=mark))
    else:
        bind.execute(sa.insert(HEAD).values(actor=WORKER, n=1, hash=mark))


def _digest(salt: str, body: object) -> str:
    text = json.dumps([salt, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('chain_entry') as batch:
        batch.drop_column('salt')
        batch.drop_column('digest')
