"""Add the note of a hand-over to a colleague who is busy."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in place: a batch copy of the table would lose its descending indexes."""
    op.add_column('entry', sa.Column('own_note', sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_column('entry', 'own_note')
