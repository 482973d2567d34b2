"""Keep what the model of the text check suspects with each finding."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in place."""
    op.add_column('speech_finding', sa.Column('suspected', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_column('speech_finding', 'suspected')
