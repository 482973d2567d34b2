"""Add the outbox of messages."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Json, Key

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

STATES = ('queued', 'held', 'leaving', 'unclear', 'sent', 'delivered', 'read', 'failed', 'expired', 'received')
WAITS = sa.text("state IN ('queued', 'held', 'leaving')")
ASKS = sa.text('answer_by IS NOT NULL AND answered_at IS NULL')
POINTS = {
    'customer_id': 'customer',
    'phone_id': 'phone',
    'attempt_id': 'attempt',
    'handout_id': 'handout',
    'by_id': 'person',
    'agent_id': 'agent',
    'promise_id': 'promise',
    'outcome_id': 'outcome',
}


def upgrade() -> None:
    """Create the table."""
    listed = ', '.join(f"'{state}'" for state in STATES)
    op.create_table(
        'message',
        sa.Column('id', Key, nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('customer_id', Key),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('direction', 'channel', 'kind', 'purpose', 'state')),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('due_at', Instant()),
        sa.Column('expires_at', Instant()),
        sa.Column('made_at', Instant(), nullable=False),
        sa.Column('left_at', Instant()),
        sa.Column('sent_at', Instant()),
        sa.Column('ended_at', Instant()),
        sa.Column('phone_id', Key),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('address', 'subject', 'text', 'template')),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('carrier', 'carrier_id')),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('parts', sa.Integer(), nullable=False),
        sa.Column('attempt_id', Key),
        sa.Column('warn_reason', sa.Text(), nullable=False),
        *(sa.Column(name, Key) for name in ('handout_id', 'by_id', 'agent_id', 'promise_id', 'outcome_id')),
        sa.Column('about', Json(), nullable=False),
        sa.Column('answer_by', Instant()),
        sa.Column('answered_at', Instant()),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f('ck_message_direction')),
        sa.CheckConstraint(f'state IN ({listed})', name=op.f('ck_message_state')),
        *(
            sa.ForeignKeyConstraint([name], [f'{table}.id'], name=op.f(f'fk_message_{name}_{table}'))
            for name, table in POINTS.items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
        sa.UniqueConstraint('key', name=op.f('uq_message_key')),
    )
    op.create_index('ix_message_waits', 'message', ['due_at'], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index('ix_message_asks', 'message', ['answer_by'], sqlite_where=ASKS, postgresql_where=ASKS)
    op.create_index(op.f('ix_message_customer_id_id'), 'message', ['customer_id', 'id'])
    op.create_index(op.f('ix_message_carrier_carrier_id'), 'message', ['carrier', 'carrier_id'])
    op.create_index(op.f('ix_message_phone_id_left_at'), 'message', ['phone_id', 'left_at'])
    op.create_index(op.f('ix_message_outcome_id'), 'message', ['outcome_id'])


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('message')
