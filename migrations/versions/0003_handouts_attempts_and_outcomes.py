"""First schema: hand-outs, contact attempts, outcomes, payments, consents, disclosures and signals.

Also here: note drafts, shown numbers, monthly balances and the staged rows of imports.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from console.store.models.types import Instant, Key

revision = "0003"
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('handout',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('queue_id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('offered_at', Instant(), nullable=False),
    sa.Column('offer_until', Instant(), nullable=True),
    sa.Column('accepted_at', Instant(), nullable=True),
    sa.Column('lease_until', Instant(), nullable=True),
    sa.Column('begun_at', Instant(), nullable=True),
    sa.Column('finished_at', Instant(), nullable=True),
    sa.Column('wrap_up_until', Instant(), nullable=True),
    sa.Column('extensions', sa.Integer(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('factors', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('facts_version', sa.Integer(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('queue', 'callback', 'promise', 'inbound', 'transfer', 'manual')", name=op.f('ck_handout_kind')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_handout_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_handout_customer_id_customer')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_handout_queue_id_queue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handout')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handout_agent_id_ended_at'), ['agent_id', 'ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_handout_customer_id_id'), ['customer_id', 'id'], unique=False)
        batch_op.create_index('ix_handout_lease', ['lease_until'], unique=False, postgresql_where=text('ended_at IS NULL'), sqlite_where=text('ended_at IS NULL'))
        batch_op.create_index('uq_handout_live_agent', ['agent_id'], unique=True, postgresql_where=text('ended_at IS NULL'), sqlite_where=text('ended_at IS NULL'))
        batch_op.create_index('uq_handout_live_customer', ['customer_id'], unique=True, postgresql_where=text('ended_at IS NULL'), sqlite_where=text('ended_at IS NULL'))
    op.create_table('reveal',
    sa.Column('id', Key, nullable=False),
    sa.Column('person_id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('phone_id', Key, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_reveal_customer_id_customer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reveal_person_id_person')),
    sa.ForeignKeyConstraint(['phone_id'], ['phone.id'], name=op.f('fk_reveal_phone_id_phone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reveal'))
    )
    with op.batch_alter_table('reveal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reveal_person_id_at'), ['person_id', 'at'], unique=False)
    op.create_table('staging',
    sa.Column('id', Key, nullable=False),
    sa.Column('run_id', Key, nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('customer_key', sa.Text(), nullable=False),
    sa.Column('row', sa.JSON(), nullable=False),
    sa.Column('errors', sa.JSON(), nullable=False),
    sa.Column('applied_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_staging_run_id_import_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staging'))
    )
    with op.batch_alter_table('staging', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staging_run_id_applied_at_customer_key'), ['run_id', 'applied_at', 'customer_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_staging_run_id_line'), ['run_id', 'line'], unique=False)
    op.create_table('attempt',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=True),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=True),
    sa.Column('agency_id', Key, nullable=True),
    sa.Column('phone_id', Key, nullable=True),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('party', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('initiator', sa.Text(), nullable=False),
    sa.Column('began_at', Instant(), nullable=False),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('line_result', sa.Text(), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.JSON(), nullable=False),
    sa.Column('warn_reason', sa.Text(), nullable=False),
    sa.Column('breach', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('external_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_attempt_agency_id_agency')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_attempt_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_attempt_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_attempt_handout_id_handout')),
    sa.ForeignKeyConstraint(['phone_id'], ['phone.id'], name=op.f('fk_attempt_phone_id_phone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('source', 'external_id', name=op.f('uq_attempt_source_external_id'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_agent_id_began_at'), ['agent_id', 'began_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_customer_id_began_at'), ['customer_id', 'began_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_handout_id'), ['handout_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_phone_id_began_at'), ['phone_id', 'began_at'], unique=False)
        batch_op.create_index('uq_attempt_live_phone', ['phone_id'], unique=True, postgresql_where=text('live'), sqlite_where=text('live'))
    op.create_table('balance_month',
    sa.Column('id', Key, nullable=False),
    sa.Column('account_id', Key, nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('true_month', sa.Date(), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('billed_minor', Key, nullable=True),
    sa.Column('paid_minor', Key, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_balance_month_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_balance_month')),
    sa.UniqueConstraint('account_id', 'month', name=op.f('uq_balance_month_account_id_month'))
    )
    op.create_table('consent',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=True),
    sa.Column('window', sa.JSON(), nullable=True),
    sa.Column('days', sa.JSON(), nullable=True),
    sa.Column('given_to', sa.Text(), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('handout_id', Key, nullable=True),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('binds_from', Instant(), nullable=False),
    sa.Column('until', Instant(), nullable=True),
    sa.Column('revoked_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_consent_by_id_person')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_consent_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_consent_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_customer_id'), ['customer_id'], unique=False)
    op.create_table('disclosure',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_disclosure_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure')),
    sa.UniqueConstraint('handout_id', 'key', name=op.f('uq_disclosure_handout_id_key'))
    )
    op.create_table('draft',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saved_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_draft_agent_id_agent')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_draft_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('handout_id', name=op.f('uq_draft_handout_id'))
    )
    op.create_table('payment',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('account_id', Key, nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('amount_minor', Key, nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_account_id_account')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_payment_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('account_id', 'external_id', name=op.f('uq_payment_account_id_external_id'))
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_customer_id_at'), ['customer_id', 'at'], unique=False)
    op.create_table('signal',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('undone_at', Instant(), nullable=True),
    sa.CheckConstraint("kind IN ('signal', 'strike', 'correction')", name=op.f('ck_signal_kind')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_signal_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_signal_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_signal_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal'))
    )
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signal_customer_id_at'), ['customer_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_handout_id'), ['handout_id'], unique=False)
    op.create_table('outcome',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('attempt_id', Key, nullable=True),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('corrects_id', Key, nullable=True),
    sa.Column('undo', sa.JSON(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_outcome_agent_id_agent')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_outcome_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['corrects_id'], ['outcome.id'], name=op.f('fk_outcome_corrects_id_outcome')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_outcome_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_outcome_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome')),
    sa.UniqueConstraint('corrects_id', name=op.f('uq_outcome_corrects_id'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_agent_id_at'), ['agent_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outcome_customer_id_at'), ['customer_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outcome_handout_id'), ['handout_id'], unique=False)


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('outcome')
    op.drop_table('signal')
    op.drop_table('payment')
    op.drop_table('draft')
    op.drop_table('disclosure')
    op.drop_table('consent')
    op.drop_table('balance_month')
    op.drop_table('attempt')
    op.drop_table('staging')
    op.drop_table('reveal')
    op.drop_table('handout')
