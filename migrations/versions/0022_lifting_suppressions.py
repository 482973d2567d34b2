"""Let a proposal end a suppression before its day."""

from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

CHANGES = (
    'lift', 'zone', 'number', 'lost', 'person', 'limitation', 'creditor', 'calendar', 'recall'
)


def _changes(values: tuple[str, ...]) -> None:
    listed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table('proposal') as batch:
        batch.drop_constraint(op.f('ck_proposal_what'), type_='check')
        batch.create_check_constraint(op.f('ck_proposal_what'), f'what IN ({listed})')


def upgrade() -> None:
    """Widen the code."""
    _changes((*CHANGES, 'suppression'))


def downgrade() -> None:
    """Undo upgrade(). Proposals to lift go: what they name binds on."""
    op.execute("DELETE FROM proposal WHERE what = 'suppression'")
    _changes(CHANGES)
