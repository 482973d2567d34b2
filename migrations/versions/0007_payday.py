"""Add the payday that the customer names. The parts of a plan fall due after it."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table('handout') as table:
        table.add_column(sa.Column('payday', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('handout') as table:
        table.drop_column('payday')
