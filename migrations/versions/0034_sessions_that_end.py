"""When a first password ends, and when the password was given last."""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. First passwords that are still open get one more day."""
    with op.batch_alter_table('person') as batch:
        batch.add_column(sa.Column('first_until', Instant(), nullable=True))
    with op.batch_alter_table('web_session') as batch:
        batch.add_column(sa.Column('confirmed_at', Instant(), nullable=True))
    person = sa.table('person', sa.column('must_change', sa.Boolean()), sa.column('first_until', Instant()))
    until = datetime.now(UTC) + timedelta(days=1)
    op.execute(person.update().where(person.c.must_change).values(first_until=until))


def downgrade() -> None:
    """Remove the columns."""
    with op.batch_alter_table('web_session') as batch:
        batch.drop_column('confirmed_at')
    with op.batch_alter_table('person') as batch:
        batch.drop_column('first_until')
