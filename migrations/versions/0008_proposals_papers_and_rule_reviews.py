"""Add proposals (they need a second person), papers of creditors and agencies, rule reviews, calendar overrides."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and columns."""
    op.create_table('proposal',
    sa.Column('id', Key, nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('customer_id', Key, nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_by_id', Key, nullable=False),
    sa.Column('asked_role', sa.Text(), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('decided_by_id', Key, nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f('ck_proposal_state')),
    sa.CheckConstraint("what IN ('lift', 'zone', 'number', 'lost', 'person', 'limitation', 'creditor', 'calendar')", name=op.f('ck_proposal_what')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_proposal_asked_by_id_person')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_proposal_customer_id_customer')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_proposal_decided_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_state'), ['state'], unique=False)

    op.create_table('paper',
    sa.Column('id', Key, nullable=False),
    sa.Column('creditor_id', Key, nullable=False),
    sa.Column('agency_id', Key, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('by_id', Key, nullable=True),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('ended_by_id', Key, nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.CheckConstraint("kind IN ('licence', 'contract', 'evaluation', 'listing')", name=op.f('ck_paper_kind')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_paper_agency_id_agency')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_paper_by_id_person')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_paper_creditor_id_creditor')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_paper_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_creditor_id'), ['creditor_id'], unique=False)

    op.create_table('rule_review',
    sa.Column('id', Key, nullable=False),
    sa.Column('pack', sa.Text(), nullable=False),
    sa.Column('rule_id', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', Key, nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_rule_review_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_review'))
    )
    with op.batch_alter_table('rule_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_review_pack_rule_id'), ['pack', 'rule_id'], unique=False)

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wording', sa.Text(), nullable=True))

    with op.batch_alter_table('portfolio', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agency_id', Key, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_portfolio_agency_id_agency'), 'agency', ['agency_id'], ['id'])

    with op.batch_alter_table('holiday', schema=None) as batch_op:
        batch_op.add_column(sa.Column('listed', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('by_id', Key, nullable=True))
        batch_op.add_column(sa.Column('made_at', Instant(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_holiday_by_id_person'), 'person', ['by_id'], ['id'])



def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('holiday', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_holiday_by_id_person'), type_='foreignkey')
        batch_op.drop_column('made_at')
        batch_op.drop_column('by_id')
        batch_op.drop_column('reason')
        batch_op.drop_column('listed')

    with op.batch_alter_table('portfolio', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_portfolio_agency_id_agency'), type_='foreignkey')
        batch_op.drop_column('agency_id')

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.drop_column('wording')

    op.drop_table('rule_review')
    op.drop_table('paper')
    op.drop_table('proposal')
