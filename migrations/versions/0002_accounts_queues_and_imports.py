"""First schema: accounts, addresses, a customer's numbers, queues and their entries, imports, web sessions.

Also here: the agents' state log, declined offers and changed facts.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from console.store.models.types import Instant, Key

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('import_mapping',
    sa.Column('id', Key, nullable=False),
    sa.Column('portfolio_id', Key, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('saved_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_import_mapping_portfolio_id_portfolio')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping')),
    sa.UniqueConstraint('portfolio_id', 'source', name=op.f('uq_import_mapping_portfolio_id_source'))
    )
    op.create_table('import_run',
    sa.Column('id', Key, nullable=False),
    sa.Column('portfolio_id', Key, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('no_past_contacts', sa.Boolean(), nullable=True),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('rows_bad', sa.Integer(), nullable=False),
    sa.Column('customers', sa.Integer(), nullable=False),
    sa.Column('applied', sa.Integer(), nullable=False),
    sa.Column('created', sa.Integer(), nullable=False),
    sa.Column('updated', sa.Integer(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('reading', 'read', 'applying', 'applied', 'cancelled', 'failed')", name=op.f('ck_import_run_state')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_import_run_by_id_person')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_import_run_portfolio_id_portfolio')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_table('queue',
    sa.Column('id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('portfolio_id', Key, nullable=True),
    sa.Column('team_id', Key, nullable=True),
    sa.Column('skill', sa.Text(), nullable=False),
    sa.Column('offer_seconds', sa.Integer(), nullable=False),
    sa.Column('wrapup_seconds', sa.Integer(), nullable=False),
    sa.Column('extension_seconds', sa.Integer(), nullable=False),
    sa.Column('extensions', sa.Integer(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_queue_portfolio_id_portfolio')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_queue_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue')),
    sa.UniqueConstraint('name', name=op.f('uq_queue_name'))
    )
    op.create_table('web_session',
    sa.Column('id', Key, nullable=False),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('person_id', Key, nullable=True),
    sa.Column('role_version', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('seen_at', Instant(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_web_session_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_web_session_token_sha256'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_person_id'), ['person_id'], unique=False)
    op.create_table('account',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('balance_minor', Key, nullable=False),
    sa.Column('principal_minor', Key, nullable=True),
    sa.Column('interest_minor', Key, nullable=True),
    sa.Column('fees_minor', Key, nullable=True),
    sa.Column('credit_limit_minor', Key, nullable=True),
    sa.Column('days_past_due', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('balance_at', Instant(), nullable=True),
    sa.Column('suit_filed', sa.Boolean(), nullable=True),
    sa.Column('judgment', sa.Boolean(), nullable=True),
    sa.Column('enforcement', sa.Boolean(), nullable=True),
    sa.Column('credit_reported', sa.Boolean(), nullable=True),
    sa.Column('secured', sa.Boolean(), nullable=True),
    sa.Column('illegal', sa.Boolean(), nullable=True),
    sa.Column('sold', sa.Boolean(), nullable=True),
    sa.Column('transfer_notice', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_account_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('customer_id', 'external_id', name=op.f('uq_account_customer_id_external_id'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_external_id'), ['external_id'], unique=False)
    op.create_table('address',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=True),
    sa.Column('binds_until', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_address_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address'))
    )
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_address_customer_id'), ['customer_id'], unique=False)
    op.create_table('agent_log',
    sa.Column('id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('began_at', Instant(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_log_agent_id_agent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent_log'))
    )
    with op.batch_alter_table('agent_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agent_log_agent_id_ended_at'), ['agent_id', 'ended_at'], unique=False)
    op.create_table('agent_queue',
    sa.Column('id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('queue_id', Key, nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_queue_agent_id_agent')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_agent_queue_queue_id_queue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent_queue')),
    sa.UniqueConstraint('agent_id', 'queue_id', name=op.f('uq_agent_queue_agent_id_queue_id'))
    )
    op.create_table('customer_phone',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('phone_id', Key, nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('usable', 'wrong', 'invalid', 'opted_out', 'suspended')", name=op.f('ck_customer_phone_status')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_phone_customer_id_customer')),
    sa.ForeignKeyConstraint(['phone_id'], ['phone.id'], name=op.f('fk_customer_phone_phone_id_phone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_phone')),
    sa.UniqueConstraint('customer_id', 'phone_id', name=op.f('uq_customer_phone_customer_id_phone_id'))
    )
    with op.batch_alter_table('customer_phone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_phone_phone_id'), ['phone_id'], unique=False)
    op.create_table('decline',
    sa.Column('id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_decline_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_decline_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decline'))
    )
    with op.batch_alter_table('decline', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decline_agent_id_day'), ['agent_id', 'day'], unique=False)
    op.create_table('entry',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('queue_id', Key, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('wake_at', Instant(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('callable_until', Instant(), nullable=True),
    sa.Column('own_agent_id', Key, nullable=True),
    sa.Column('own_kind', sa.Text(), nullable=False),
    sa.Column('own_until', Instant(), nullable=True),
    sa.Column('updated_at', Instant(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'sleeping', 'handed_out', 'closed')", name=op.f('ck_entry_state')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_entry_customer_id_customer')),
    sa.ForeignKeyConstraint(['own_agent_id'], ['agent.id'], name=op.f('fk_entry_own_agent_id_agent')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_entry_queue_id_queue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('customer_id', name=op.f('uq_entry_customer_id'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_asleep', ['wake_at'], unique=False, postgresql_where=text("state = 'sleeping'"), sqlite_where=text("state = 'sleeping'"))
        batch_op.create_index('ix_entry_own', ['own_agent_id', 'own_until'], unique=False, postgresql_where=text('own_agent_id IS NOT NULL'), sqlite_where=text('own_agent_id IS NOT NULL'))
        batch_op.create_index('ix_entry_reasons', ['queue_id', 'state', 'reason', 'wake_at'], unique=False)
    op.create_table('fact_change',
    sa.Column('id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_fact_change_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact_change')),
    sa.UniqueConstraint('customer_id', 'version', name=op.f('uq_fact_change_customer_id_version'))
    )
    for name, state in (('ix_entry_waiting', 'waiting'), ('ix_entry_sleep_priority', 'sleeping')):
        where = text(f"state = '{state}'")
        op.create_index(name, 'entry', ['queue_id', text('priority DESC'), 'id'],
                        postgresql_where=where, sqlite_where=where)



def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('fact_change')
    op.drop_table('entry')
    op.drop_table('decline')
    op.drop_table('customer_phone')
    op.drop_table('agent_queue')
    op.drop_table('agent_log')
    op.drop_table('address')
    op.drop_table('account')
    op.drop_table('web_session')
    op.drop_table('queue')
    op.drop_table('import_run')
    op.drop_table('import_mapping')
