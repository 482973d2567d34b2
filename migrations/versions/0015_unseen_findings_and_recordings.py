"""Add an index of the findings that nobody has looked at, and the reference of a call's recording."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index and add the column in place."""
    unseen = sa.text('seen_at IS NULL')
    op.create_index(
        'ix_speech_finding_unseen', 'speech_finding', ['at'], postgresql_where=unseen, sqlite_where=unseen
    )
    op.add_column('attempt', sa.Column('recording', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_column('attempt', 'recording')
    op.drop_index('ix_speech_finding_unseen', 'speech_finding')
