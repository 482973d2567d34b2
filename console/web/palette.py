"""The command palette (Ctrl+K): people, customers, pages, and rules by their plain sentence."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, jsonify, request
from flask.wrappers import Response
from flask_babel import gettext

from console.domain.actor import DESK_ROLES
from console.domain.compliance import PACKS
from console.domain.compliance.plain import sentences
from console.rendering.filters import labels, writer
from console.store.queries.palette import people_like
from console.store.scope import may_open
from console.web import page
from console.web.looking import searched
from console.web.permission import allow
from console.web.run_action import actor, context

palette = Blueprint("palette", __name__)
ALL = (*DESK_ROLES, "compliance", "admin")
MOST = 8  # of pages and of rules
DIGITS = 4  # from which on the words are a number or an id
Item = dict[str, str]
ROLE_NAMES = {
    "agent": ("Agent", "坐席"),
    "collector": ("Collector", "外访员"),
    "lead": ("Lead", "组长"),
    "compliance": ("Compliance officer", "合规专员"),
    "admin": ("Administrator", "管理员"),
}


@palette.get("/find")
@allow(*ALL)
def find() -> Response:
    """Return what fits the words, in groups. Nothing is returned that the person may not open."""
    query = " ".join(request.args.get("q", "")[:80].split())
    groups = [
        (gettext("Pages"), list(_pages(query))[:MOST]),
        (gettext("Customers"), list(_customers(query))),
        (gettext("People"), list(_people(query))),
        (gettext("Rules"), list(_rules(query))[:MOST]),
    ]
    return jsonify({"ok": True, "groups": [{"name": name, "items": items} for name, items in groups if items]})


def _fits(query: str, *texts: str) -> bool:
    """Return True when every word of the query stands in one of the texts."""
    return any(all(word in text.lower() for word in query.lower().split()) for text in texts)


def _pages(query: str) -> Iterator[Item]:
    for href, label in page.places(actor().role):
        if _fits(query, gettext(label), label):
            yield {"label": gettext(label), "note": "", "href": href}


def _customers(query: str) -> Iterator[Item]:
    """Yield customers as links to what this role may open: the file, the timeline, or the search at the desk.

    Only a whole number or id names a customer here, for a palette asks with every letter. Names lead to the search.
    """
    role = actor().role
    if len(query) < 2 or role not in (*DESK_ROLES, "compliance"):
        return
    if sum(letter.isdigit() for letter in query) < DIGITS:
        href = f"/compliance/files?query={quote(query)}" if role == "compliance" else f"/desk#find={quote(query)}"
        yield {"label": gettext("Find “%(words)s” among the customers", words=query), "note": "", "href": href}
        return
    found = searched(query)[0].found
    with context().database.reading() as db:
        mine = {one.customer_id for one in found if role == "lead" and may_open(db, actor(), one.customer_id)}
    for one in found:
        href = f"/desk#find={quote(one.external_id)}"
        if role == "compliance":
            href = f"/compliance/files/{one.customer_id}"
        elif one.customer_id in mine:
            href = f"/customers/{one.customer_id}"
        yield {"label": one.name, "note": " · ".join((one.external_id, *one.phones[:1])), "href": href}


def _people(query: str) -> Iterator[Item]:
    if not query:
        return
    with context().database.reading() as db:
        found = people_like(db, actor(), query)
    name = labels(ROLE_NAMES)
    for one in found:
        href = f"/admin/people#person-{one.id}" if actor().role == "admin" else f"/floor#agent-{one.id}"
        yield {"label": one.name, "note": " · ".join(filter(None, (name(one.role), one.team))), "href": href}


def _rules(query: str) -> Iterator[Item]:
    if len(query) < 2 or actor().role not in ("compliance", "lead"):
        return
    for pack in PACKS.values():
        for number, (rule, words) in enumerate(sentences(pack), 1):
            if _fits(query, words.en, words.zh, rule.id):
                href = f"/compliance/rules#rule-{pack.code}-{number}"
                yield {"label": writer().words(words), "note": pack.code.upper(), "href": href}
