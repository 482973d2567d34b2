"""Add what a machine's token may do, and payments that a person must look at first."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Tokens that are there keep every creditor and have no end."""
    with op.batch_alter_table('service_token') as token:
        token.add_column(sa.Column('creditor_id', Key, nullable=True))
        token.add_column(sa.Column('addresses', sa.JSON(), nullable=False, server_default='[]'))
        token.add_column(sa.Column('permits_a_minute', sa.Integer(), nullable=False, server_default='60'))
        token.add_column(sa.Column('permits_at', Instant(), nullable=True))
        token.add_column(sa.Column('most_a_day', Key, nullable=True))
        token.add_column(sa.Column('ends_at', Instant(), nullable=True))
        token.create_foreign_key(
            op.f('fk_service_token_creditor_id_creditor'), 'creditor', ['creditor_id'], ['id']
        )
    with op.batch_alter_table('payment') as payment:
        payment.add_column(sa.Column('service_id', Key, nullable=True))
        payment.add_column(sa.Column('booked_at', Instant(), nullable=True))
        payment.add_column(sa.Column('flag', sa.Text(), nullable=False, server_default=''))
        payment.add_column(sa.Column('held', sa.Boolean(), nullable=False, server_default=sa.false()))
        payment.add_column(sa.Column('looked_by_id', Key, nullable=True))
        payment.add_column(sa.Column('looked_at', Instant(), nullable=True))
        payment.create_foreign_key(op.f('fk_payment_looked_by_id_person'), 'person', ['looked_by_id'], ['id'])
    op.create_index(op.f('ix_payment_service_id_booked_at'), 'payment', ['service_id', 'booked_at'])
    op.create_index('ix_payment_held', 'payment', ['id'], postgresql_where=sa.text('held'), sqlite_where=sa.text('held'))


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_index('ix_payment_held', 'payment')
    op.drop_index(op.f('ix_payment_service_id_booked_at'), 'payment')
    with op.batch_alter_table('payment') as payment:
        payment.drop_constraint(op.f('fk_payment_looked_by_id_person'), type_='foreignkey')
        for name in ('looked_at', 'looked_by_id', 'held', 'flag', 'booked_at', 'service_id'):
            payment.drop_column(name)
    with op.batch_alter_table('service_token') as token:
        token.drop_constraint(op.f('fk_service_token_creditor_id_creditor'), type_='foreignkey')
        for name in ('ends_at', 'most_a_day', 'permits_at', 'permits_a_minute', 'addresses', 'creditor_id'):
            token.drop_column(name)
