"""Add files of payments, their entries, and reversals of payments."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Json, Key

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Create the tables and the column."""
    op.create_table(
        'payment_file',
        sa.Column('id', Key, nullable=False),
        sa.Column('creditor_id', Key, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('file_name', sa.Text(), nullable=False),
        sa.Column('columns', Json(), nullable=False),
        sa.Column('options', Json(), nullable=False),
        sa.Column('by_id', Key, nullable=True),
        sa.Column('made_at', Instant(), nullable=False),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.Column('rows_read', sa.Integer(), nullable=False),
        sa.Column('booked', sa.Integer(), nullable=False),
        sa.Column('reversed', sa.Integer(), nullable=False),
        sa.Column('known', sa.Integer(), nullable=False),
        sa.Column('waiting', sa.Integer(), nullable=False),
        sa.Column('report', Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ['by_id'], ['person.id'], name=op.f('fk_payment_file_by_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['creditor_id'], ['creditor.id'], name=op.f('fk_payment_file_creditor_id_creditor')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_file')),
    )
    op.create_index('ix_payment_file_creditor_id_source', 'payment_file', ['creditor_id', 'source'])
    with op.batch_alter_table('payment') as batch:
        batch.add_column(sa.Column('reverses_id', Key, nullable=True))
        batch.create_foreign_key(
            op.f('fk_payment_reverses_id_payment'), 'payment', ['reverses_id'], ['id']
        )
        batch.create_index('ix_payment_reverses_id', ['reverses_id'])
    op.create_table(
        'payment_entry',
        sa.Column('id', Key, nullable=False),
        sa.Column('file_id', Key, nullable=False),
        sa.Column('creditor_id', Key, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('line', sa.Integer(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('amount_minor', Key, nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.Column('account_key', sa.Text(), nullable=False),
        sa.Column('reference', sa.Text(), nullable=False),
        sa.Column('end_to_end', sa.Text(), nullable=False),
        sa.Column('reverses_key', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('payment_id', Key, nullable=True),
        sa.Column('decided_by_id', Key, nullable=True),
        sa.Column('decided_at', Instant(), nullable=True),
        sa.Column('why', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('booked', 'waiting', 'rejected')", name=op.f('ck_payment_entry_state')
        ),
        sa.ForeignKeyConstraint(
            ['file_id'], ['payment_file.id'], name=op.f('fk_payment_entry_file_id_payment_file')
        ),
        sa.ForeignKeyConstraint(
            ['creditor_id'], ['creditor.id'], name=op.f('fk_payment_entry_creditor_id_creditor')
        ),
        sa.ForeignKeyConstraint(
            ['payment_id'], ['payment.id'], name=op.f('fk_payment_entry_payment_id_payment')
        ),
        sa.ForeignKeyConstraint(
            ['decided_by_id'], ['person.id'], name=op.f('fk_payment_entry_decided_by_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_entry')),
        sa.UniqueConstraint(
            'creditor_id', 'source', 'key', name=op.f('uq_payment_entry_creditor_id_source_key')
        ),
    )
    op.create_index('ix_payment_entry_payment_id', 'payment_entry', ['payment_id'])
    op.create_index(
        'ix_payment_entry_creditor_id_end_to_end', 'payment_entry', ['creditor_id', 'end_to_end']
    )
    op.create_index(
        'ix_payment_entry_waiting', 'payment_entry', ['id'],
        postgresql_where=WAITING, sqlite_where=WAITING,
    )


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('payment_entry')
    op.drop_table('payment_file')
    with op.batch_alter_table('payment') as batch:
        batch.drop_index('ix_payment_reverses_id')
        batch.drop_constraint(op.f('fk_payment_reverses_id_payment'), type_='foreignkey')
        batch.drop_column('reverses_id')
