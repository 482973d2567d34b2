"""Let proposals open a channel after a stop, end a house rule, declare a fact, record a paper, assign a portfolio."""

from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

BEFORE = (
    'lift', 'zone', 'number', 'lost', 'person', 'limitation', 'creditor', 'calendar', 'recall', 'suppression'
)
NEW = ('confirm', 'house_end', 'declare', 'paper', 'assign')


def _changes(values: tuple[str, ...]) -> None:
    listed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table('proposal') as batch:
        batch.drop_constraint(op.f('ck_proposal_what'), type_='check')
        batch.create_check_constraint(op.f('ck_proposal_what'), f'what IN ({listed})')


def upgrade() -> None:
    """Widen the code."""
    _changes((*BEFORE, *NEW))


def downgrade() -> None:
    """Undo upgrade(). Proposals of the new kinds go: the stricter state stands."""
    listed = ', '.join(f"'{value}'" for value in NEW)
    op.execute(f'DELETE FROM proposal WHERE what IN ({listed})')
    _changes(BEFORE)
