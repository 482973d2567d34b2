"""Keep the moment of each list: on the run, on accounts and on numbers that a newer list drops."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

STATES = ('usable', 'wrong', 'invalid', 'opted_out', 'suspended')
CHANGES = (
    'lift', 'zone', 'number', 'lost', 'person', 'limitation', 'creditor', 'calendar'
)


def _one_of(batch: object, table: str, column: str, values: tuple[str, ...]) -> None:
    listed = ', '.join(f"'{value}'" for value in values)
    batch.drop_constraint(op.f(f'ck_{table}_{column}'), type_='check')  # type: ignore[attr-defined]
    batch.create_check_constraint(  # type: ignore[attr-defined]
        op.f(f'ck_{table}_{column}'), f'{column} IN ({listed})'
    )


def upgrade() -> None:
    """Add the columns and widen the two codes."""
    # not in a batch, which would make the table anew and lose its index of an expression
    op.add_column('account', sa.Column('listed_at', Instant(), nullable=True))
    op.add_column('account', sa.Column('recalled_at', Instant(), nullable=True))
    with op.batch_alter_table('import_run') as batch:
        batch.add_column(sa.Column('as_of', Instant(), nullable=True))
    with op.batch_alter_table('customer_phone') as batch:
        batch.add_column(sa.Column('dropped_on', sa.Date(), nullable=True))
        _one_of(batch, 'customer_phone', 'status', (*STATES, 'dropped'))
    with op.batch_alter_table('proposal') as batch:
        _one_of(batch, 'proposal', 'what', (*CHANGES, 'recall'))


def downgrade() -> None:
    """Undo upgrade(). A dropped number becomes an invalid one: it must not be rung. Proposed recalls go."""
    op.execute("UPDATE customer_phone SET status = 'invalid' WHERE status = 'dropped'")
    op.execute("DELETE FROM proposal WHERE what = 'recall'")
    with op.batch_alter_table('proposal') as batch:
        _one_of(batch, 'proposal', 'what', CHANGES)
    with op.batch_alter_table('customer_phone') as batch:
        _one_of(batch, 'customer_phone', 'status', STATES)
        batch.drop_column('dropped_on')
    with op.batch_alter_table('import_run') as batch:
        batch.drop_column('as_of')
    op.drop_column('account', 'recalled_at')
    op.drop_column('account', 'listed_at')
