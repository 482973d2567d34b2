"""First schema: the site, people and teams, creditors and customers, telephone numbers, and the audit chain.

Also here: sign-in attempts, service tokens, holidays, due tasks and operation keys.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from console.store.models.types import Instant, Key

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('chain_entry',
    sa.Column('id', Key, nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('n', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('real_at', Instant(), nullable=False),
    sa.Column('customer_id', Key, nullable=True),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_entry')),
    sa.UniqueConstraint('actor', 'n', name=op.f('uq_chain_entry_actor_n'))
    )
    with op.batch_alter_table('chain_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chain_entry_customer_id_at'), ['customer_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_chain_entry_kind_at'), ['kind', 'at'], unique=False)
    op.create_table('chain_head',
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('n', Key, nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('actor', name=op.f('pk_chain_head'))
    )
    op.create_table('chain_root',
    sa.Column('id', Key, nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_root'))
    )
    op.create_table('creditor',
    sa.Column('id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('home_region', sa.Text(), nullable=False),
    sa.Column('phone_back', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_creditor')),
    sa.UniqueConstraint('name', name=op.f('uq_creditor_name'))
    )
    op.create_table('due',
    sa.Column('id', Key, nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('due_at', Instant(), nullable=False),
    sa.Column('done_at', Instant(), nullable=True),
    sa.Column('customer_id', Key, nullable=True),
    sa.Column('agent_id', Key, nullable=True),
    sa.Column('outcome_id', Key, nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_due'))
    )
    with op.batch_alter_table('due', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_due_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index('ix_due_open', ['due_at'], unique=False, postgresql_where=text('done_at IS NULL'), sqlite_where=text('done_at IS NULL'))
    op.create_table('holiday',
    sa.Column('id', Key, nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holiday')),
    sa.UniqueConstraint('region', 'on_date', name=op.f('uq_holiday_region_on_date'))
    )
    op.create_table('login_attempt',
    sa.Column('id', Key, nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('remote', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('ok', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_attempt_login_at'), ['login', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_login_attempt_remote_at'), ['remote', 'at'], unique=False)
    op.create_table('op',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_op'))
    )
    op.create_table('phone',
    sa.Column('id', Key, nullable=False),
    sa.Column('e164', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone')),
    sa.UniqueConstraint('e164', name=op.f('uq_phone_e164'))
    )
    op.create_table('service_token',
    sa.Column('id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_token')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_service_token_token_sha256'))
    )
    op.create_table('site',
    sa.Column('id', Key, nullable=False),
    sa.Column('epoch', sa.Text(), nullable=False),
    sa.Column('clock_offset_s', sa.Integer(), nullable=False),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('team',
    sa.Column('id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('name', name=op.f('uq_team_name'))
    )
    op.create_table('agency',
    sa.Column('id', Key, nullable=False),
    sa.Column('creditor_id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_agency_creditor_id_creditor')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agency')),
    sa.UniqueConstraint('creditor_id', 'name', name=op.f('uq_agency_creditor_id_name'))
    )
    op.create_table('person',
    sa.Column('id', Key, nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('role_version', sa.Integer(), nullable=False),
    sa.Column('team_id', Key, nullable=True),
    sa.Column('locale', sa.Text(), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('sound', sa.Boolean(), nullable=False),
    sa.Column('keys', sa.JSON(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('totp_secret', sa.Text(), nullable=False),
    sa.Column('totp_last_step', Key, nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('disabled_at', Instant(), nullable=True),
    sa.CheckConstraint("role IN ('agent', 'collector', 'lead', 'compliance', 'admin')", name=op.f('ck_person_role')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_person_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('login', name=op.f('uq_person_login'))
    )
    op.create_table('portfolio',
    sa.Column('id', Key, nullable=False),
    sa.Column('creditor_id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('packs', sa.JSON(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_portfolio_creditor_id_creditor')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portfolio')),
    sa.UniqueConstraint('creditor_id', 'name', name=op.f('uq_portfolio_creditor_id_name'))
    )
    op.create_table('agent',
    sa.Column('id', Key, autoincrement=False, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('until', Instant(), nullable=True),
    sa.Column('next_state', sa.Text(), nullable=False),
    sa.Column('next_reason', sa.Text(), nullable=False),
    sa.Column('desk_seq', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=True),
    sa.Column('seen_at', Instant(), nullable=True),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.CheckConstraint("state IN ('offline', 'ready', 'offered', 'in_contact', 'wrap_up', 'on_break')", name=op.f('ck_agent_state')),
    sa.ForeignKeyConstraint(['id'], ['person.id'], name=op.f('fk_agent_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent'))
    )
    with op.batch_alter_table('agent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agent_state_since'), ['state', 'since'], unique=False)
    op.create_table('customer',
    sa.Column('id', Key, nullable=False),
    sa.Column('creditor_id', Key, nullable=False),
    sa.Column('portfolio_id', Key, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('facts_version', sa.Integer(), nullable=False),
    sa.Column('deceased', sa.Boolean(), nullable=True),
    sa.Column('capacity', sa.Text(), nullable=True),
    sa.Column('minor', sa.Boolean(), nullable=True),
    sa.Column('attempts_known_from', Instant(), nullable=True),
    sa.Column('psychology_label', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('days_past_due', sa.Integer(), nullable=False),
    sa.Column('owed_minor', Key, nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('updated_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_customer_creditor_id_creditor')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_customer_portfolio_id_portfolio')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer')),
    sa.UniqueConstraint('creditor_id', 'source', 'external_id', name=op.f('uq_customer_creditor_id_source_external_id'))
    )
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_name'), ['name'], unique=False)
    op.create_table('declaration',
    sa.Column('id', Key, nullable=False),
    sa.Column('portfolio_id', Key, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Boolean(), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('until', Instant(), nullable=True),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_declaration_by_id_person')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_declaration_portfolio_id_portfolio')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration'))
    )
    with op.batch_alter_table('declaration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declaration_portfolio_id_key'), ['portfolio_id', 'key'], unique=False)


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('declaration')
    op.drop_table('customer')
    op.drop_table('agent')
    op.drop_table('portfolio')
    op.drop_table('person')
    op.drop_table('agency')
    op.drop_table('team')
    op.drop_table('site')
    op.drop_table('service_token')
    op.drop_table('phone')
    op.drop_table('op')
    op.drop_table('login_attempt')
    op.drop_table('holiday')
    op.drop_table('due')
    op.drop_table('creditor')
    op.drop_table('chain_root')
    op.drop_table('chain_head')
    op.drop_table('chain_entry')
