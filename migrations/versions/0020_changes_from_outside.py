"""Count what commands change beside the serving processes."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in place."""
    op.add_column('site', sa.Column('outside_version', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_column('site', 'outside_version')
