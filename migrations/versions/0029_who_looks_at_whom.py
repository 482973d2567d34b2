"""Add looks at customers, inbound calls with their numbers, a queue's inbound calls a day, alarms about anybody."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the column."""
    op.create_table(
        'look',
        sa.Column('id', Key, nullable=False),
        sa.Column('person_id', Key, nullable=False),
        sa.Column('day', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('door', sa.Text(), nullable=False),
        sa.Column('customer_id', Key, nullable=True),
        sa.Column('cost', sa.Integer(), nullable=False),
        sa.Column('refused', sa.Boolean(), nullable=False),
        sa.Column('run_id', Key, nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_look_person_id_person')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_look_customer_id_customer')),
        sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_look_run_id_import_run')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_look')),
    )
    op.create_index(op.f('ix_look_person_id_day'), 'look', ['person_id', 'day'])
    op.create_index(op.f('ix_look_customer_id_at'), 'look', ['customer_id', 'at'])
    op.create_index(op.f('ix_look_at'), 'look', ['at'])
    op.create_table(
        'ring_in',
        sa.Column('id', Key, nullable=False),
        sa.Column('person_id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('handout_id', Key, nullable=False),
        sa.Column('day', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('number', sa.Text(), nullable=False),
        sa.Column('known', sa.Boolean(), nullable=False),
        sa.Column('judged_by_id', Key, nullable=True),
        sa.Column('judged_at', Instant(), nullable=True),
        sa.Column('judged', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ring_in_person_id_person')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_ring_in_customer_id_customer')),
        sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_ring_in_handout_id_handout')),
        sa.ForeignKeyConstraint(['judged_by_id'], ['person.id'], name=op.f('fk_ring_in_judged_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ring_in')),
    )
    op.create_index(op.f('ix_ring_in_person_id_day'), 'ring_in', ['person_id', 'day'])
    op.create_index(op.f('ix_ring_in_at'), 'ring_in', ['at'])
    with op.batch_alter_table('queue') as queue:
        queue.add_column(sa.Column('inbound_a_day', sa.Integer(), nullable=False, server_default='40'))
    with op.batch_alter_table('alarm') as alarm:
        alarm.drop_constraint(op.f('fk_alarm_agent_id_agent'), type_='foreignkey')
        alarm.create_foreign_key(op.f('fk_alarm_agent_id_person'), 'person', ['agent_id'], ['id'])


def downgrade() -> None:
    """Undo upgrade(). Alarms about people without a desk go with it."""
    op.execute('DELETE FROM alarm WHERE agent_id NOT IN (SELECT id FROM agent)')
    with op.batch_alter_table('alarm') as alarm:
        alarm.drop_constraint(op.f('fk_alarm_agent_id_person'), type_='foreignkey')
        alarm.create_foreign_key(op.f('fk_alarm_agent_id_agent'), 'agent', ['agent_id'], ['id'])
    with op.batch_alter_table('queue') as queue:
        queue.drop_column('inbound_a_day')
    op.drop_table('ring_in')
    op.drop_table('look')
