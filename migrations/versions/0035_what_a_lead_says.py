"""Add what a lead says to a desk, and queues that pause or drain."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None
OPEN = sa.text('ended_at IS NULL')
PIN = sa.text("ended_at IS NULL AND kind = 'pin'")


def upgrade() -> None:
    """Create the table and the columns."""
    op.create_table(
        'lead_note',
        sa.Column('id', Key, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('agent_id', Key, nullable=True),
        sa.Column('team_id', Key, nullable=True),
        sa.Column('by_id', Key, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('handout_id', Key, nullable=True),
        sa.Column('to_id', Key, nullable=True),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('alive_at', Instant(), nullable=True),
        sa.Column('seen_at', Instant(), nullable=True),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.Column('ended_by_id', Key, nullable=True),
        sa.CheckConstraint("kind IN ('line', 'pin', 'back', 'give', 'look')", name=op.f('ck_lead_note_kind')),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_lead_note_agent_id_agent')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_lead_note_team_id_team')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_lead_note_by_id_person')),
        sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_lead_note_handout_id_handout')),
        sa.ForeignKeyConstraint(['to_id'], ['agent.id'], name=op.f('fk_lead_note_to_id_agent')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_lead_note_ended_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_note')),
    )
    op.create_index('ix_lead_note_open', 'lead_note', ['at'], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index('uq_lead_note_pin', 'lead_note', ['team_id'], unique=True, postgresql_where=PIN, sqlite_where=PIN)
    op.create_index(op.f('ix_lead_note_agent_id_at'), 'lead_note', ['agent_id', 'at'])
    with op.batch_alter_table('queue') as batch:
        batch.add_column(sa.Column('paused_at', Instant(), nullable=True))
        batch.add_column(sa.Column('draining_at', Instant(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('queue') as batch:
        batch.drop_column('draining_at')
        batch.drop_column('paused_at')
    op.drop_table('lead_note')
