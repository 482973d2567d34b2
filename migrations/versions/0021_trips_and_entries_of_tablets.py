"""Add trips, entries of tablets, media, safety marks and corrections of places."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Json, Key

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        'trip',
        sa.Column('id', Key, nullable=False),
        sa.Column('visit_id', Key, nullable=False),
        sa.Column('round_id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('agent_id', Key, nullable=False),
        sa.Column('handout_id', Key, nullable=False),
        sa.Column('attempt_id', Key, nullable=False),
        sa.Column('late', sa.Boolean(), nullable=False),
        sa.Column('permit_until', Instant(), nullable=False),
        sa.Column('departed_at', Instant(), nullable=False),
        sa.Column('arrived_at', Instant(), nullable=True),
        sa.Column('arrived_how', sa.Text(), nullable=False),
        sa.Column('door_m', sa.Integer(), nullable=True),
        sa.Column('met', sa.Text(), nullable=False),
        sa.Column('left_at', Instant(), nullable=True),
        sa.Column('stop_code', sa.Text(), nullable=False),
        sa.Column('stop_words', Json(), nullable=True),
        sa.Column('stop_at', Instant(), nullable=True),
        sa.Column('rang_at', Instant(), nullable=True),
        sa.Column('checkin_until', Instant(), nullable=True),
        sa.Column('missed_at', Instant(), nullable=True),
        sa.Column('record', Json(), nullable=True),
        sa.Column('seal', sa.Text(), nullable=False),
        sa.Column('sealed_at', Instant(), nullable=True),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_trip_agent_id_agent')),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_trip_attempt_id_attempt')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_trip_customer_id_customer')),
        sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_trip_handout_id_handout')),
        sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], name=op.f('fk_trip_round_id_visit_round')),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_trip_visit_id_visit')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_trip')),
        sa.UniqueConstraint('visit_id', 'round_id', name=op.f('uq_trip_visit_id_round_id')),
    )
    op.create_index('ix_trip_handout_id', 'trip', ['handout_id'])
    op.create_index('ix_trip_timer', 'trip', ['checkin_until'], postgresql_where=sa.text("checkin_until IS NOT NULL"), sqlite_where=sa.text("checkin_until IS NOT NULL"))
    op.create_table(
        'field_entry',
        sa.Column('id', Key, nullable=False),
        sa.Column('client_id', sa.Text(), nullable=False),
        sa.Column('stream', sa.Text(), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('prev', sa.Text(), nullable=False),
        sa.Column('hash', sa.Text(), nullable=False),
        sa.Column('body_hash', sa.Text(), nullable=False),
        sa.Column('person_id', Key, nullable=False),
        sa.Column('visit_id', Key, nullable=True),
        sa.Column('trip_id', Key, nullable=True),
        sa.Column('token', Key, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('body', Json(), nullable=False),
        sa.Column('device_at', Key, nullable=False),
        sa.Column('offset_ms', Key, nullable=True),
        sa.Column('clock_off', sa.Boolean(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('received_at', Instant(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('words', Json(), nullable=True),
        sa.Column('data', Json(), nullable=True),
        sa.Column('breach', sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'needs_you')", name=op.f('ck_field_entry_state')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_field_entry_person_id_person')),
        sa.ForeignKeyConstraint(['trip_id'], ['trip.id'], name=op.f('fk_field_entry_trip_id_trip')),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_field_entry_visit_id_visit')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_field_entry')),
        sa.UniqueConstraint('stream', 'seq', name=op.f('uq_field_entry_stream_seq')),
        sa.UniqueConstraint('client_id', name=op.f('uq_field_entry_client_id')),
    )
    op.create_index('ix_field_entry_flagged', 'field_entry', ['received_at'], postgresql_where=sa.text("code <> ''"), sqlite_where=sa.text("code <> ''"))
    op.create_index('ix_field_entry_person_id_at', 'field_entry', ['person_id', 'at'])
    op.create_index('ix_field_entry_visit_id_id', 'field_entry', ['visit_id', 'id'])
    op.create_table(
        'visit_media',
        sa.Column('id', Key, nullable=False),
        sa.Column('client_id', sa.Text(), nullable=False),
        sa.Column('person_id', Key, nullable=False),
        sa.Column('visit_id', Key, nullable=True),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('type', sa.Text(), nullable=False),
        sa.Column('bytes', Key, nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('whole_at', Instant(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_visit_media_person_id_person')),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_media_visit_id_visit')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_media')),
        sa.UniqueConstraint('client_id', name=op.f('uq_visit_media_client_id')),
    )
    op.create_index('ix_visit_media_visit_id', 'visit_media', ['visit_id'])
    op.create_table(
        'safety_mark',
        sa.Column('id', Key, nullable=False),
        sa.Column('place_id', Key, nullable=False),
        sa.Column('visit_id', Key, nullable=False),
        sa.Column('by_id', Key, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('hour', sa.Integer(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_safety_mark_by_id_person')),
        sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_safety_mark_place_id_place')),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_safety_mark_visit_id_visit')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_mark')),
    )
    op.create_index('ix_safety_mark_place_id', 'safety_mark', ['place_id'])
    op.create_table(
        'place_correction',
        sa.Column('id', Key, nullable=False),
        sa.Column('place_id', Key, nullable=False),
        sa.Column('visit_id', Key, nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('lat', sa.Double(), nullable=True),
        sa.Column('lon', sa.Double(), nullable=True),
        sa.Column('accuracy_m', sa.Integer(), nullable=True),
        sa.Column('proposed_by_id', Key, nullable=False),
        sa.Column('proposed_at', Instant(), nullable=False),
        sa.Column('decided_by_id', Key, nullable=True),
        sa.Column('decided_at', Instant(), nullable=True),
        sa.Column('accepted', sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_place_correction_decided_by_id_person')),
        sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_place_correction_place_id_place')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['person.id'], name=op.f('fk_place_correction_proposed_by_id_person')),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_place_correction_visit_id_visit')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_place_correction')),
    )
    op.create_index('ix_place_correction_place_id', 'place_correction', ['place_id'])


def downgrade() -> None:
    """Undo upgrade()."""
    op.drop_table('place_correction')
    op.drop_table('safety_mark')
    op.drop_table('visit_media')
    op.drop_table('field_entry')
    op.drop_table('trip')
