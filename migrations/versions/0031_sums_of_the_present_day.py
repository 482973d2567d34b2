"""Keep the sums of each agent's present day for the floor."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Key

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None
SUMS = ('calls', 'talks', 'rpc', 'promises', 'talk_s', 'contact_s', 'wrap_s', 'idle_s', 'break_s')


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        'live_day',
        sa.Column('id', Key, nullable=False),
        sa.Column('agent_id', Key, nullable=False),
        sa.Column('day', sa.Text(), nullable=False),
        sa.Column('seq', Key, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in SUMS),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_live_day_agent_id_agent')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_live_day')),
        sa.UniqueConstraint('agent_id', 'day', name=op.f('uq_live_day_agent_id_day')),
    )
    op.create_index(op.f('ix_live_day_day'), 'live_day', ['day'])
    op.create_table(
        'live_hour',
        sa.Column('id', Key, nullable=False),
        sa.Column('agent_id', Key, nullable=False),
        sa.Column('day', sa.Text(), nullable=False),
        sa.Column('hour', sa.Integer(), nullable=False),
        sa.Column('calls', sa.Integer(), nullable=False),
        sa.Column('talks', sa.Integer(), nullable=False),
        sa.Column('promises', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_live_hour_agent_id_agent')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_live_hour')),
        sa.UniqueConstraint('agent_id', 'day', 'hour', name=op.f('uq_live_hour_agent_id_day_hour')),
    )
    op.create_index(op.f('ix_live_hour_day'), 'live_hour', ['day'])


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('live_hour')
    op.drop_table('live_day')
