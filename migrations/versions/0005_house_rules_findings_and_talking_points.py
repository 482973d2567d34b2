"""Add house rules, speech findings, approvals, versions of the talking points and learned weights."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('house_rule',
    sa.Column('id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('rule_id', sa.Text(), nullable=False),
    sa.Column('param', sa.Text(), nullable=False),
    sa.Column('value', sa.Double(), nullable=True),
    sa.Column('opens', sa.Text(), nullable=False),
    sa.Column('closes', sa.Text(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('purposes', sa.JSON(), nullable=False),
    sa.Column('products', sa.JSON(), nullable=False),
    sa.Column('creditor_id', Key, nullable=True),
    sa.Column('portfolio_id', Key, nullable=True),
    sa.Column('team_id', Key, nullable=True),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('until', Instant(), nullable=True),
    sa.Column('written_by_id', Key, nullable=False),
    sa.Column('written_at', Instant(), nullable=False),
    sa.Column('approved_by_id', Key, nullable=True),
    sa.Column('approved_at', Instant(), nullable=True),
    sa.Column('ended_by_id', Key, nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.CheckConstraint("kind IN ('param', 'hours', 'cap', 'closed')", name=op.f('ck_house_rule_kind')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_house_rule_approved_by_id_person')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_house_rule_creditor_id_creditor')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_house_rule_ended_by_id_person')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_house_rule_portfolio_id_portfolio')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_house_rule_team_id_team')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_house_rule_written_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house_rule'))
    )
    op.create_table('talking_point',
    sa.Column('id', Key, nullable=False),
    sa.Column('psychology', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('en', sa.Text(), nullable=False),
    sa.Column('zh', sa.Text(), nullable=False),
    sa.Column('why_en', sa.Text(), nullable=False),
    sa.Column('why_zh', sa.Text(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('from_version', sa.Integer(), nullable=True),
    sa.Column('to_version', sa.Integer(), nullable=True),
    sa.Column('share', sa.Double(), nullable=False),
    sa.Column('author_id', Key, nullable=True),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('approved_by_id', Key, nullable=True),
    sa.Column('approved_at', Instant(), nullable=True),
    sa.Column('publish_at', Instant(), nullable=True),
    sa.Column('retired_at', Instant(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'approved', 'published', 'retired')", name=op.f('ck_talking_point_state')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_talking_point_approved_by_id_person')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_talking_point_author_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talking_point')),
    sa.UniqueConstraint('psychology', 'stage', 'channel', 'step', 'version', name=op.f('uq_talking_point_psychology_stage_channel_step_version'))
    )
    with op.batch_alter_table('talking_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_talking_point_state'), ['state'], unique=False)

    op.create_table('weights',
    sa.Column('id', Key, nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('labels', sa.Integer(), nullable=False),
    sa.Column('factors', sa.JSON(), nullable=False),
    sa.Column('error_before', sa.Double(), nullable=True),
    sa.Column('error_after', sa.Double(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_weights_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weights'))
    )
    op.create_table('approval',
    sa.Column('id', Key, nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('decided_by_id', Key, nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f('ck_approval_state')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_approval_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_approval_customer_id_customer')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_approval_decided_by_id_person')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_approval_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_handout_id'), ['handout_id'], unique=False)

    op.create_table('point_shown',
    sa.Column('id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('point', sa.Text(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('chance', sa.Double(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('said_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_point_shown_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_shown')),
    sa.UniqueConstraint('handout_id', 'point', name=op.f('uq_point_shown_handout_id_point'))
    )
    with op.batch_alter_table('point_shown', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_point_shown_point'), ['point'], unique=False)

    op.create_table('speech_finding',
    sa.Column('id', Key, nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('customer_id', Key, nullable=False),
    sa.Column('handout_id', Key, nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('speaker', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('is_cue', sa.Boolean(), nullable=False),
    sa.Column('severe', sa.Boolean(), nullable=False),
    sa.Column('gone_at', Instant(), nullable=True),
    sa.Column('seen_by_id', Key, nullable=True),
    sa.Column('seen_at', Instant(), nullable=True),
    sa.CheckConstraint("source IN ('note', 'transcript', 'message')", name=op.f('ck_speech_finding_source')),
    sa.CheckConstraint("speaker IN ('agent', 'customer', 'note', 'message')", name=op.f('ck_speech_finding_speaker')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_speech_finding_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_speech_finding_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_speech_finding_handout_id_handout')),
    sa.ForeignKeyConstraint(['seen_by_id'], ['person.id'], name=op.f('fk_speech_finding_seen_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speech_finding'))
    )
    with op.batch_alter_table('speech_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_speech_finding_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_speech_finding_handout_id'), ['handout_id'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('yearly_cost_percent', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('limitation_interrupted_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('extra', sa.JSON(), nullable=True))

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_by_id', Key, nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', Instant(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_request_confirmed_by_id_person'), 'person', ['confirmed_by_id'], ['id'])

    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.add_column(sa.Column('library_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ability", sa.Text(), nullable=True))

    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.add_column(sa.Column('house_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('library_version', sa.Integer(), nullable=True))



def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.drop_column("ability")
        batch_op.drop_column('library_version')

    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_column('library_version')
        batch_op.drop_column('house_version')

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_request_confirmed_by_id_person'), type_='foreignkey')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('confirmed_by_id')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('extra')
        batch_op.drop_column('limitation_interrupted_on')
        batch_op.drop_column('yearly_cost_percent')

    with op.batch_alter_table('speech_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_speech_finding_handout_id'))
        batch_op.drop_index(batch_op.f('ix_speech_finding_at'))

    op.drop_table('speech_finding')
    with op.batch_alter_table('point_shown', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_point_shown_point'))

    op.drop_table('point_shown')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_handout_id'))

    op.drop_table('approval')
    op.drop_table('weights')
    with op.batch_alter_table('talking_point', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_talking_point_state'))

    op.drop_table('talking_point')
    op.drop_table('house_rule')
