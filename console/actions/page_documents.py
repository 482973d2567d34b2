"""Documents of customers: kept with the customer's file, opened by the officer, and each opening on record."""

from __future__ import annotations

from sqlalchemy import func, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.actions.steps.customer_file import customer_of, moved
from console.domain import customer_page
from console.domain.errors import Conflict, NotYours
from console.store.fast.statements import add
from console.store.models import Document


@action("page.document")
def keep(act: Act, file: str, found: customer_page.Document) -> Answer:
    """Keep a document of the customer. ``file`` is its random name on the disk."""
    customer = customer_of(act, act.actor.id)
    session = act.work.session
    held = session.execute(select(func.count()).where(Document.customer_id == customer.id)).scalar_one()
    if held >= customer_page.DOCUMENTS:
        raise Conflict("You have sent 20 documents already. Ring the creditor to send more.")
    add(
        session,
        Document,
        customer_id=customer.id,
        file=file,
        name=found.name,
        mime=found.mime,
        bytes=found.size,
        sha256=found.sha256,
        at=act.now,
    )
    moved(act, customer, "hold", "document")
    return Answer(text="Your document has arrived.", data={"told": True})


@action("page.open_document", audited=False)
def open_document(act: Act, document_id: int) -> Answer:
    """Put on record that an officer opens a document. ``data``: file, name, sha256."""
    document = act.work.session.get(Document, document_id)
    if document is None or act.actor.role != "compliance":
        raise NotYours()
    audit_chain.append(act, "page.document_opened", {"document": document.id}, document.customer_id)
    return Answer(data={"file": document.file, "name": document.name, "sha256": document.sha256}, keep=False)
