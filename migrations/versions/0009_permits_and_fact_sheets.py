"""Add permits for other systems, what an attempt was about, and the fact sheets behind verdicts."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the columns."""
    op.create_table('fact_sheet',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_fact_sheet'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accounts', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('person', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('template', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('service_id', Key, nullable=True))
        batch_op.add_column(sa.Column('use_before', Instant(), nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_attempt_service_id_service_token'), 'service_token', ['service_id'], ['id']
        )


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_attempt_service_id_service_token'), type_='foreignkey')
        batch_op.drop_column('use_before')
        batch_op.drop_column('service_id')
        batch_op.drop_column('template')
        batch_op.drop_column('person')
        batch_op.drop_column('accounts')
    op.drop_table('fact_sheet')
