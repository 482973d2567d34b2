"""Add indexes: external ids in upper or lower case, and the declines of a day."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    for table in ('customer', 'account'):
        op.create_index(f'ix_{table}_external_id_lower', table, [sa.text('lower(external_id)')])
    op.create_index('ix_decline_day_customer_id', 'decline', ['day', 'customer_id'])


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_index('ix_decline_day_customer_id', 'decline')
    for table in ('account', 'customer'):
        op.drop_index(f'ix_{table}_external_id_lower', table)
