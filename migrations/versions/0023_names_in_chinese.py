"""Give people and portfolios a name in Chinese."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns in place."""
    for table in ('person', 'portfolio'):
        op.add_column(table, sa.Column('name_zh', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    """Undo upgrade()."""
    for table in ('portfolio', 'person'):
        op.drop_column(table, 'name_zh')
