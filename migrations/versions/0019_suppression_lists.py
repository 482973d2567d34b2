"""Add suppression lists: numbers and customers that must not be contacted."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        'suppression',
        sa.Column('id', Key, nullable=False),
        sa.Column('phone_id', Key, nullable=True),
        sa.Column('customer_id', Key, nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('list_name', sa.Text(), nullable=False),
        sa.Column('since', Instant(), nullable=False),
        sa.Column('until', Instant(), nullable=True),
        sa.Column('by_id', Key, nullable=True),
        sa.ForeignKeyConstraint(
            ['phone_id'], ['phone.id'], name=op.f('fk_suppression_phone_id_phone')
        ),
        sa.ForeignKeyConstraint(
            ['customer_id'], ['customer.id'], name=op.f('fk_suppression_customer_id_customer')
        ),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_suppression_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression')),
        sa.UniqueConstraint('phone_id', name=op.f('uq_suppression_phone_id')),
        sa.UniqueConstraint('customer_id', name=op.f('uq_suppression_customer_id')),
    )


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('suppression')
