"""A hand-over waits for a colleague who is busy, with its note."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give entries the note."""
    with op.batch_alter_table('entry') as batch:
        batch.add_column(sa.Column('own_note', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('entry') as batch:
        batch.alter_column('own_note', server_default=None)


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table('entry') as batch:
        batch.drop_column('own_note')
