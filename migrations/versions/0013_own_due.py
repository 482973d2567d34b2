"""An index: who is due to an agent of their own, however many others are due."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    own = sa.text('own_agent_id IS NOT NULL')
    op.create_index(
        'ix_entry_own_state', 'entry', ['state', 'wake_at'], postgresql_where=own, sqlite_where=own
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index('ix_entry_own_state', 'entry')
