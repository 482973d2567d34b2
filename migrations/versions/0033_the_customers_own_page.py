"""Add the customer's own page: links, sessions, tries, documents, proofs of calls, opinions."""

import sqlalchemy as sa
from alembic import op

from console.store.models.types import Instant, Key

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. A promise may be made by the customer, without an agent."""
    op.create_table(
        'page_link',
        sa.Column('id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('token_sha256', sa.Text(), nullable=False),
        sa.Column('phone_id', Key, nullable=False),
        sa.Column('handout_id', Key, nullable=True),
        sa.Column('by_id', Key, nullable=True),
        sa.Column('made_at', Instant(), nullable=False),
        sa.Column('expires_at', Instant(), nullable=False),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.Column('code_sha256', sa.Text(), nullable=False),
        sa.Column('code_at', Instant(), nullable=True),
        sa.Column('code_tries', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_page_link_customer_id_customer')),
        sa.ForeignKeyConstraint(['phone_id'], ['phone.id'], name=op.f('fk_page_link_phone_id_phone')),
        sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_page_link_handout_id_handout')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_page_link_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_page_link')),
        sa.UniqueConstraint('token_sha256', name=op.f('uq_page_link_token_sha256')),
    )
    op.create_index(op.f('ix_page_link_customer_id'), 'page_link', ['customer_id'])
    op.create_table(
        'page_session',
        sa.Column('id', Key, nullable=False),
        sa.Column('link_id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('token_sha256', sa.Text(), nullable=False),
        sa.Column('made_at', Instant(), nullable=False),
        sa.Column('seen_at', Instant(), nullable=False),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.ForeignKeyConstraint(['link_id'], ['page_link.id'], name=op.f('fk_page_session_link_id_page_link')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_page_session_customer_id_customer')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_page_session')),
        sa.UniqueConstraint('token_sha256', name=op.f('uq_page_session_token_sha256')),
    )
    op.create_index(op.f('ix_page_session_link_id'), 'page_session', ['link_id'])
    op.create_table(
        'page_try',
        sa.Column('id', Key, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_page_try')),
    )
    op.create_index(op.f('ix_page_try_at'), 'page_try', ['at'])
    op.create_index(op.f('ix_page_try_kind_origin_at'), 'page_try', ['kind', 'origin', 'at'])
    op.create_table(
        'document',
        sa.Column('id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('request_id', Key, nullable=True),
        sa.Column('file', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('mime', sa.Text(), nullable=False),
        sa.Column('bytes', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_document_customer_id_customer')),
        sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_document_request_id_request')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
        sa.UniqueConstraint('file', name=op.f('uq_document_file')),
    )
    op.create_index(op.f('ix_document_customer_id'), 'document', ['customer_id'])
    op.create_table(
        'call_proof',
        sa.Column('id', Key, nullable=False),
        sa.Column('attempt_id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('phone_id', Key, nullable=True),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('until', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_call_proof_attempt_id_attempt')),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_call_proof_customer_id_customer')),
        sa.ForeignKeyConstraint(['phone_id'], ['phone.id'], name=op.f('fk_call_proof_phone_id_phone')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_call_proof')),
        sa.UniqueConstraint('attempt_id', name=op.f('uq_call_proof_attempt_id')),
    )
    op.create_index(op.f('ix_call_proof_customer_id'), 'call_proof', ['customer_id'])
    op.create_index(op.f('ix_call_proof_phone_id_until'), 'call_proof', ['phone_id', 'until'])
    op.create_table(
        'opinion',
        sa.Column('id', Key, nullable=False),
        sa.Column('customer_id', Key, nullable=False),
        sa.Column('attempt_id', Key, nullable=True),
        sa.Column('score', sa.Integer(), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_opinion_customer_id_customer')),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_opinion_attempt_id_attempt')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion')),
    )
    op.create_index(op.f('ix_opinion_at'), 'opinion', ['at'])
    op.create_index(op.f('ix_opinion_customer_id_at'), 'opinion', ['customer_id', 'at'])
    with op.batch_alter_table('promise') as batch_op:
        batch_op.alter_column('agent_id', existing_type=Key, nullable=True)


def downgrade() -> None:
    """Undo upgrade(). A promise without an agent goes to the agent with the lowest id."""
    op.execute('UPDATE promise SET agent_id = (SELECT min(id) FROM agent) WHERE agent_id IS NULL')
    with op.batch_alter_table('promise') as batch_op:
        batch_op.alter_column('agent_id', existing_type=Key, nullable=False)
    op.drop_table('opinion')
    op.drop_table('call_proof')
    op.drop_table('document')
    op.drop_table('page_try')
    op.drop_table('page_session')
    op.drop_table('page_link')
