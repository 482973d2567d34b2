"""Keep the figures of each day as rows."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Json, Key

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the indexes by which a day's payments and wishes are found."""
    op.create_index(op.f('ix_payment_at'), 'payment', ['at'])
    op.create_index(op.f('ix_request_since'), 'request', ['since'])
    _sums()
    _days()
    op.create_table(
        'late_account',
        sa.Column('id', Key, nullable=False),
        sa.Column('account_id', Key, nullable=False),
        sa.Column('late_on', sa.Date(), nullable=False),
        sa.Column('queue_id', Key, nullable=False),
        sa.Column('stage', sa.Text(), nullable=False),
        sa.Column('amount_minor', Key, nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_late_account_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_late_account')),
        sa.UniqueConstraint('account_id', 'late_on', name=op.f('uq_late_account_account_id_late_on')),
    )
    op.create_index(op.f('ix_late_account_late_on'), 'late_account', ['late_on'])
    op.create_table(
        'ageing_month',
        sa.Column('id', Key, nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('account_id', Key, nullable=False),
        sa.Column('bucket', sa.Integer(), nullable=False),
        sa.Column('owed_minor', Key, nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_ageing_month_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ageing_month')),
        sa.UniqueConstraint('month', 'account_id', name=op.f('uq_ageing_month_month_account_id')),
    )
    op.create_table(
        'ageing_step',
        sa.Column('id', Key, nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('was', sa.Integer(), nullable=False),
        sa.Column('now', sa.Integer(), nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.Column('accounts', sa.Integer(), nullable=False),
        sa.Column('owed_then_minor', Key, nullable=False),
        sa.Column('owed_now_minor', Key, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ageing_step')),
        sa.UniqueConstraint('month', 'was', 'now', 'currency', name=op.f('uq_ageing_step_month_was_now_currency')),
    )


def _sums() -> None:
    op.create_table(
        'day_sum',
        sa.Column('id', Key, nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('dimension', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('team_id', Key, nullable=False),
        sa.Column('hour', sa.Integer(), nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.Column('sums', Json(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_day_sum')),
        sa.UniqueConstraint(
            'day',
            'dimension',
            'key',
            'team_id',
            'hour',
            'currency',
            name=op.f('uq_day_sum_day_dimension_key_team_id_hour_currency'),
        ),
    )
    op.create_table(
        'counted_day',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('counted_at', Instant(), nullable=True),
        sa.Column('stale', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_counted_day')),
    )
    op.create_index(
        'ix_counted_day_stale',
        'counted_day',
        ['day'],
        sqlite_where=sa.text('stale'),
        postgresql_where=sa.text('stale'),
    )
    op.create_table(
        'figure_mark',
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('last_id', Key, nullable=False),
        sa.Column('seen_id', Key, nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_figure_mark')),
    )


def _days() -> None:
    op.create_table(
        'agent_day',
        sa.Column('id', Key, nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('agent_id', Key, nullable=False),
        sa.Column('team_id', Key, nullable=False),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_day_agent_id_agent')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agent_day')),
        sa.UniqueConstraint('day', 'agent_id', name=op.f('uq_agent_day_day_agent_id')),
    )
    op.create_table(
        'stock_day',
        sa.Column('id', Key, nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('queue_id', Key, nullable=False),
        sa.Column('stage', sa.Text(), nullable=False),
        sa.Column('team_id', Key, nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.Column('customers', sa.Integer(), nullable=False),
        sa.Column('owed_minor', Key, nullable=False),
        sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_stock_day_queue_id_queue')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_day')),
        sa.UniqueConstraint('day', 'queue_id', 'currency', name=op.f('uq_stock_day_day_queue_id_currency')),
    )


def downgrade() -> None:
    """Undo upgrade()."""
    for name in (
        'ageing_step',
        'ageing_month',
        'late_account',
        'stock_day',
        'agent_day',
        'figure_mark',
        'counted_day',
        'day_sum',
    ):
        op.drop_table(name)
    op.drop_index(op.f('ix_request_since'), 'request')
    op.drop_index(op.f('ix_payment_at'), 'payment')
