"""Add an import's heartbeat. Staged rows are deleted once applied and carry a "held" mark."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Cancel unfinished imports and delete their staged rows: the files must be read again."""
    op.execute("DELETE FROM staging")
    op.execute(
        "UPDATE import_run SET state = 'cancelled' WHERE state IN ('reading', 'read', 'applying')"
    )
    with op.batch_alter_table('import_run') as batch:
        batch.add_column(sa.Column('beat_at', Instant(), nullable=True))
    with op.batch_alter_table('staging') as batch:
        batch.drop_index('ix_staging_run_id_applied_at_customer_key')
        batch.drop_column('applied_at')
        batch.add_column(sa.Column('held', sa.Boolean(), nullable=False))
        batch.create_index('ix_staging_run_id_held_customer_key', ['run_id', 'held', 'customer_key'])


def downgrade() -> None:
    """Undo upgrade(). Staged rows are deleted here too."""
    op.execute("DELETE FROM staging")
    with op.batch_alter_table('staging') as batch:
        batch.drop_index('ix_staging_run_id_held_customer_key')
        batch.drop_column('held')
        batch.add_column(sa.Column('applied_at', Instant(), nullable=True))
        batch.create_index(
            'ix_staging_run_id_applied_at_customer_key', ['run_id', 'applied_at', 'customer_key']
        )
    with op.batch_alter_table('import_run') as batch:
        batch.drop_column('beat_at')
