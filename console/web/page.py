"""The values of the page frame: person, language, navigation and banner."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request
from flask_babel import gettext

from console.domain.bilingual import CHINESE, ENGLISH, is_chinese
from console.web.run_action import clock, context

NAV = (
    ("/desk", "Desk", ("agent", "collector", "lead")),
    ("/floor", "Floor", ("lead", "compliance", "admin")),
    ("/compliance", "Compliance", ("compliance",)),
    ("/compliance/house", "House rules", ("lead",)),
    ("/compliance/changes", "Proposals", ("lead",)),
    ("/scripts", "Talking points", ("lead", "compliance")),
    ("/import", "Import", ("admin", "lead")),
    ("/admin/people", "People", ("admin",)),
    ("/admin/queues", "Queues", ("admin", "lead")),
    ("/admin/services", "Services", ("admin",)),
    ("/admin/declarations", "Declarations", ("compliance", "admin")),
    ("/admin/creditors", "Creditors", ("compliance", "admin")),
    ("/admin/calendar", "Calendar", ("compliance", "admin")),
)


def reader_locale() -> str:
    """Return the locale of the signed-in person, else the one that the browser prefers."""
    actor = g.get("actor")
    if actor is not None:
        return str(actor.locale)
    best = request.accept_languages.best_match(["en", "zh", "zh-CN"]) or ENGLISH
    return CHINESE if is_chinese(best) else ENGLISH


def values() -> dict[str, Any]:
    """Return the values of the frame for the present actor and request."""
    actor = g.get("actor")
    person = g.get("person") or {}
    sample = current_app.extensions["console"]["sample"]
    banner = ""
    if sample:
        banner = gettext("Sample: made-up people, simulated telephone line.")
        if clock().offset:
            banner += " " + gettext("The clock shows a simulated time.")
    return {
        "locale": reader_locale(),
        "theme": person.get("theme", "auto"),
        "sound": person.get("sound", True),
        "keys": person.get("keys", {}),
        "role": actor.role if actor else "",
        "person_name": actor.name if actor else "",
        "login": person.get("login", ""),
        "sample_banner": banner,
        "zone": context().zone.key,
        "now": clock().now(),
        "nav": [
            (href, gettext(label), request.path.startswith(href))
            for href, label, roles in NAV
            if actor and actor.role in roles
        ],
    }
