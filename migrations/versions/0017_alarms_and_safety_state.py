"""Add alarms, the numbers of the safety state, and the safety state of a hand-out."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None
PEOPLE = ('raised_by_id', 'seen_by_id', 'taken_by_id', 'ended_by_id', 'handled_by_id')


def upgrade() -> None:
    """Create the tables and columns."""
    op.create_table('alarm',
    sa.Column('id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('agent_id', Key, nullable=False),
    sa.Column('customer_id', Key, nullable=True),
    sa.Column('handout_id', Key, nullable=True),
    sa.Column('attempt_id', Key, nullable=True),
    sa.Column('facts', sa.JSON(), nullable=True),
    sa.Column('raised_at', Instant(), nullable=False),
    sa.Column('raised_by_id', Key, nullable=True),
    sa.Column('watched', sa.Boolean(), nullable=False),
    sa.Column('seen_at', Instant(), nullable=True),
    sa.Column('seen_by_id', Key, nullable=True),
    sa.Column('taken_at', Instant(), nullable=True),
    sa.Column('taken_by_id', Key, nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('ended_by_id', Key, nullable=True),
    sa.Column('ended_how', sa.Text(), nullable=False),
    sa.Column('handled_at', Instant(), nullable=True),
    sa.Column('handled_by_id', Key, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_alarm_agent_id_agent')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_alarm_customer_id_customer')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_alarm_handout_id_handout')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_alarm_attempt_id_attempt')),
    *(sa.ForeignKeyConstraint([name], ['person.id'], name=op.f(f'fk_alarm_{name}_person')) for name in PEOPLE),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm'))
    )
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.create_index('ix_alarm_open', ['raised_at'], unique=False,
                              postgresql_where=sa.text('handled_at IS NULL'), sqlite_where=sa.text('handled_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_alarm_customer_id_raised_at'), ['customer_id', 'raised_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_alarm_handout_id'), ['handout_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alarm_raised_at'), ['raised_at'], unique=False)
    op.create_table('safety_number',
    sa.Column('id', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('made_by_id', Key, nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('ended_by_id', Key, nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.CheckConstraint("kind IN ('crisis', 'contact')", name=op.f('ck_safety_number_kind')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_safety_number_made_by_id_person')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_safety_number_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_number'))
    )
    with op.batch_alter_table('safety_number', schema=None) as batch_op:
        batch_op.create_index('ix_safety_number_live', ['kind'], unique=False,
                              postgresql_where=sa.text('ended_at IS NULL'), sqlite_where=sa.text('ended_at IS NULL'))
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.add_column(sa.Column('safety_at', Instant(), nullable=True))
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('watching_at', Instant(), nullable=True))


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('watching_at')
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.drop_column('safety_at')
    op.drop_table('safety_number')
    op.drop_table('alarm')
