"""Add indexes that keep the queries of every worker tick fast, however long the history is."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

LIVE = 'ended_at IS NULL'
PARTLY = (
    ('ix_entry_own_state', 'entry', ['state', 'wake_at'], 'own_agent_id IS NOT NULL'),
    ('ix_handout_live', 'handout', ['ended_at'], LIVE),
    ('ix_request_open', 'request', ['since'], 'lifted_at IS NULL'),
    ('ix_signal_corrections', 'signal', ['kind'], "kind = 'correction'"),
)
WHOLE = (
    ('attempt', 'began_at'), ('outcome', 'at'), ('reveal', 'at'), ('approval', 'state'),
    ('request', 'outcome_id'), ('consent', 'handout_id'), ('consent', 'made_at'),
    ('due', 'outcome_id'),
)


def upgrade() -> None:
    """Create the indexes."""
    for name, table, columns, where in PARTLY:
        op.create_index(
            name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where)
        )
    for table, column in WHOLE:
        op.create_index(f'ix_{table}_{column}', table, [column])
    op.create_index('ix_customer_name_lower', 'customer', [sa.text('lower(name)')])
    op.drop_index('ix_customer_name', 'customer')
    op.drop_index('ix_handout_lease', 'handout')


def downgrade() -> None:
    """Undo upgrade()."""
    where = sa.text(LIVE)
    op.create_index(
        'ix_handout_lease', 'handout', ['lease_until'], postgresql_where=where, sqlite_where=where
    )
    op.create_index('ix_customer_name', 'customer', ['name'])
    op.drop_index('ix_customer_name_lower', 'customer')
    for table, column in WHOLE:
        op.drop_index(f'ix_{table}_{column}', table)
    for name, table, *_ in PARTLY:
        op.drop_index(name, table)
