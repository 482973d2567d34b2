"""First schema: promises with their instalments, and the requests of customers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from console.store.models.types import Instant, Key

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('promise',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('outcome_id', Key, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('settled_at', Instant(), nullable=True),
    sa.CheckConstraint("kind IN ('full', 'partial', 'plan')", name=op.f('ck_promise_kind')),
    sa.CheckConstraint("status IN ('open', 'kept', 'partly_kept', 'broken', 'withdrawn')", name=op.f('ck_promise_status')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_promise_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_promise_customer_id_customer')),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_promise_outcome_id_outcome')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise'))
    )
    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promise_agent_id_made_at'), ['agent_id', 'made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_promise_customer_id_made_at'), ['customer_id', 'made_at'], unique=False)
    op.create_table('request',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('scope', sa.JSON(), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('until', Instant(), nullable=True),
    sa.Column('written', sa.Boolean(), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=True),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.Column('by_party', sa.Text(), nullable=False),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('outcome_id', Key, nullable=True),
    sa.Column('handout_id', Key, nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('lifted_at', Instant(), nullable=True),
    sa.Column('lifted_by_id', Key, nullable=True),
    sa.Column('lifted_why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_request_by_id_person')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_request_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_request_handout_id_handout')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['person.id'], name=op.f('fk_request_lifted_by_id_person')),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_request_outcome_id_outcome')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request'))
    )
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_customer_id_kind'), ['customer_id', 'kind'], unique=False)
    op.create_table('instalment',
    sa.Column('id', Key, nullable=False),
    sa.Column('promise_id', Key, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount_minor', Key, nullable=False),
    sa.Column('paid_minor', Key, nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['promise_id'], ['promise.id'], name=op.f('fk_instalment_promise_id_promise')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment'))
    )
    with op.batch_alter_table('instalment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instalment_due_on_status'), ['due_on', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_instalment_promise_id'), ['promise_id'], unique=False)


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('instalment')
    op.drop_table('request')
    op.drop_table('promise')
