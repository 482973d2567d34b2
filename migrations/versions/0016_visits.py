"""Add places, rounds and visits."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Json, Key

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        'place',
        sa.Column('id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=True),
        sa.Column('address_id', Key, nullable=True),
        sa.Column('label', sa.Text(), nullable=False),
        sa.Column('city', sa.Text(), nullable=False),
        sa.Column('lat', sa.Double(), nullable=False),
        sa.Column('lon', sa.Double(), nullable=False),
        sa.Column('accuracy_m', sa.Integer(), nullable=True),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('verified_by_id', Key, nullable=True),
        sa.Column('verified_at', Instant(), nullable=True),
        sa.Column('made_up', sa.Boolean(), nullable=False),
        sa.Column('made_at', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name=op.f('fk_place_address_id_address')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_place_customer_id_customer')),
        sa.ForeignKeyConstraint(['verified_by_id'], ['person.id'], name=op.f('fk_place_verified_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
        sa.UniqueConstraint('address_id', name=op.f('uq_place_address_id')),
    )
    op.create_index('ix_place_customer_id', 'place', ['customer_id'])
    op.create_table(
        'visit_round',
        sa.Column('id', Key, nullable=False),
        sa.Column('day', sa.Text(), nullable=False),
        sa.Column('team_id', Key, nullable=True),
        sa.Column('first_id', Key, nullable=False),
        sa.Column('second_id', Key, nullable=False),
        sa.Column('start_id', Key, nullable=False),
        sa.Column('end_id', Key, nullable=False),
        sa.Column('starts_at', Instant(), nullable=False),
        sa.Column('ends_at', Instant(), nullable=False),
        sa.Column('breaks', Json(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('planned_version', sa.Integer(), nullable=False),
        sa.Column('planned_by', sa.Text(), nullable=False),
        sa.Column('planned_at', Instant(), nullable=True),
        sa.Column('steps', Json(), nullable=False),
        sa.Column('leaves_at', Instant(), nullable=True),
        sa.Column('back_at', Instant(), nullable=True),
        sa.Column('metres', sa.Integer(), nullable=False),
        sa.Column('saved_s', sa.Integer(), nullable=True),
        sa.Column('nearest_missed', sa.Integer(), nullable=False),
        sa.Column('distances', sa.Text(), nullable=False),
        sa.Column('distances_note', sa.Text(), nullable=False),
        sa.CheckConstraint('first_id <> second_id', name=op.f('ck_visit_round_pair')),
        sa.CheckConstraint("state IN ('planned', 'out', 'over', 'cancelled')", name=op.f('ck_visit_round_state')),
        sa.ForeignKeyConstraint(['end_id'], ['place.id'], name=op.f('fk_visit_round_end_id_place')),
        sa.ForeignKeyConstraint(['first_id'], ['person.id'], name=op.f('fk_visit_round_first_id_person')),
        sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_visit_round_second_id_person')),
        sa.ForeignKeyConstraint(['start_id'], ['place.id'], name=op.f('fk_visit_round_start_id_place')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_visit_round_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_round')),
        sa.UniqueConstraint('day', 'first_id', name=op.f('uq_visit_round_day_first_id')),
        sa.UniqueConstraint('day', 'second_id', name=op.f('uq_visit_round_day_second_id')),
    )
    op.create_table(
        'visit',
        sa.Column('id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('place_id', Key, nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('proposed_by_id', Key, nullable=True),
        sa.Column('proposed_at', Instant(), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('factors', Json(), nullable=False),
        sa.Column('gain_minor', Key, nullable=False),
        sa.Column('cost_minor', Key, nullable=False),
        sa.Column('currency', sa.Text(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('appointment_at', Instant(), nullable=True),
        sa.Column('decided_by_id', Key, nullable=True),
        sa.Column('decided_at', Instant(), nullable=True),
        sa.Column('round_id', Key, nullable=True),
        sa.Column('bound', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=True),
        sa.Column('arrives_at', Instant(), nullable=True),
        sa.Column('begins_at', Instant(), nullable=True),
        sa.Column('leaves_at', Instant(), nullable=True),
        sa.Column('travel_s', sa.Integer(), nullable=False),
        sa.Column('metres', sa.Integer(), nullable=False),
        sa.Column('left_out', sa.Text(), nullable=False),
        sa.Column('departed_at', Instant(), nullable=True),
        sa.Column('arrived_at', Instant(), nullable=True),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.Column('end_reason', sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'planned', 'departed', 'arrived', 'done', 'refused', 'cancelled')", name=op.f('ck_visit_state')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_visit_customer_id_customer')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_visit_decided_by_id_person')),
        sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_visit_place_id_place')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['person.id'], name=op.f('fk_visit_proposed_by_id_person')),
        sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], name=op.f('fk_visit_round_id_visit_round')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    )
    op.create_index('ix_visit_customer_id_id', 'visit', ['customer_id', 'id'])
    op.create_index('ix_visit_open', 'visit', ['state', 'id'], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index('ix_visit_round_id_position', 'visit', ['round_id', 'position'])
    op.create_index('uq_visit_open_customer', 'visit', ['customer_id'], unique=True, postgresql_where=OPEN, sqlite_where=OPEN)


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('visit')
    op.drop_table('visit_round')
    op.drop_table('place')
