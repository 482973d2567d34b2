"""A hand-over waits for a colleague who is busy, with its note."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give entries the note; in place, or the copy of the table would lose its descending indexes."""
    op.add_column('entry', sa.Column('own_note', sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column('entry', 'own_note')
