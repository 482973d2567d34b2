"""Add the worker lease, known browsers and recovery codes."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table('lease',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('until', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('known_device',
    sa.Column('id', Key, nullable=False),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('person_id', Key, nullable=False),
    sa.Column('seen_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_known_device_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_device')),
    sa.UniqueConstraint('token_sha256', 'person_id', name=op.f('uq_known_device_token_sha256_person_id'))
    )
    op.create_table('recovery_code',
    sa.Column('id', Key, nullable=False),
    sa.Column('person_id', Key, nullable=False),
    sa.Column('code_sha256', sa.Text(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('person_id', 'code_sha256', name=op.f('uq_recovery_code_person_id_code_sha256'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_login_attempt_device_at'), ['device', 'at'], unique=False)


def downgrade() -> None:
    """Undo upgrade()."""
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_attempt_device_at'))
        batch_op.drop_column('device')
    op.drop_table('recovery_code')
    op.drop_table('known_device')
    op.drop_table('lease')
