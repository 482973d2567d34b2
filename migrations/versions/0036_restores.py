"""Say on every screen that a site was restored."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column('site', sa.Column('restored_at', Instant(), nullable=True))
    op.add_column('site', sa.Column('restored_from', Instant(), nullable=True))
    op.add_column('site', sa.Column('restored_lost', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('site') as batch:
        for name in ('restored_lost', 'restored_from', 'restored_at'):
            batch.drop_column(name)
