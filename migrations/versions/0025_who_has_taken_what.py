"""Add who works on what of the officer's inbox."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        'inbox_take',
        sa.Column('id', Key, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('person_id', Key, nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inbox_take_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_take')),
        sa.UniqueConstraint('kind', 'what', name=op.f('uq_inbox_take_kind_what')),
    )
    op.create_index(op.f('ix_inbox_take_at'), 'inbox_take', ['at'])


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('inbox_take')
