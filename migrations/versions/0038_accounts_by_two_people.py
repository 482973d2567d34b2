"""Let two people make, reset and re-role officers and administrators, with a rest before they decide."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

BEFORE = (
    'lift', 'zone', 'number', 'lost', 'person', 'limitation', 'creditor', 'calendar', 'recall', 'suppression',
    'confirm', 'house_end', 'declare', 'paper', 'assign'
)
NEW = ('account', 'rest')
ACTS = ('founded', 'made', 'password', 'second', 'role', 'enabled', 'disabled', 'readmitted', 'rest')


def _listed(values: tuple[str, ...]) -> str:
    return ', '.join(f"'{value}'" for value in values)


def _changes(values: tuple[str, ...]) -> None:
    with op.batch_alter_table('proposal') as batch:
        batch.drop_constraint(op.f('ck_proposal_what'), type_='check')
        batch.create_check_constraint(op.f('ck_proposal_what'), f'what IN ({_listed(values)})')


def upgrade() -> None:
    """Add the rest, the record of changes, and the proposals. Accounts that are there decide as before."""
    op.add_column('person', sa.Column('decides_from', Instant(), nullable=True))
    op.add_column('site', sa.Column('rest_hours', sa.Integer(), nullable=True))
    op.create_table(
        'account_change',
        sa.Column('id', Key, nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('person_id', Key, nullable=True),
        sa.Column('asked_by_id', Key, nullable=True),
        sa.Column('decided_by_id', Key, nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.CheckConstraint(f'what IN ({_listed(ACTS)})', name=op.f('ck_account_change_what')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_change_person_id_person')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_account_change_asked_by_id_person')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_account_change_decided_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_account_change')),
    )
    op.create_index(op.f('ix_account_change_at'), 'account_change', ['at'])
    _changes((*BEFORE, *NEW))


def downgrade() -> None:
    """Undo upgrade(). Proposals about accounts go: what they ask for has not happened."""
    op.execute(f'DELETE FROM proposal WHERE what IN ({_listed(NEW)})')
    _changes(BEFORE)
    op.drop_table('account_change')
    op.drop_column('site', 'rest_hours')
    op.drop_column('person', 'decides_from')
