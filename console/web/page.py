"""The values of the page frame: person, language, navigation and banner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, request
from flask_babel import gettext

from console.domain.actor import DESK_ROLES, ROLES
from console.domain.bilingual import CHINESE, ENGLISH, LOCALES, Bilingual, is_chinese
from console.rendering.filters import writer
from console.store.queries.accounts import told_to_all
from console.web.first_steps import first_steps
from console.web.run_action import clock, context

IN_BAR = 4
RESTORE_SAID = timedelta(days=7)
NAV = (  # the first ones of a role stand in the header, all of them under "More"
    ("/admin/start", "First steps", ("admin",)),
    ("/desk", "Desk", ("agent", "lead")),
    ("/field", "My round", ("collector",)),
    ("/desk/mine", "My list", DESK_ROLES),
    ("/compliance", "Compliance", ("compliance",)),
    ("/floor", "Floor", ("lead", "compliance", "admin")),
    ("/alarms", "Alarms", ("lead", "compliance")),
    ("/rounds", "Rounds", ("lead",)),
    ("/insight", "Figures", ROLES),
    ("/admin/people", "People", ("admin",)),
    ("/admin/queues", "Queues", ("admin", "lead")),
    ("/import", "Import", ("admin", "lead")),
    ("/scripts", "Talking points", ("lead", "compliance")),
    ("/compliance/house", "House rules", ("lead",)),
    ("/compliance/changes", "Proposals", ("lead", "admin")),
    ("/admin/declarations", "Declarations", ("compliance", "admin")),
    ("/admin/creditors", "Creditors", ("compliance", "admin")),
    ("/admin/calendar", "Calendar", ("compliance", "admin")),
    ("/admin/services", "Services", ("admin",)),
)

# pages that stand in no header: tabs of a page, and one's own
INNER = (
    ("/floor/outcomes", "Outcomes of today", ("lead", "compliance")),
    ("/floor/numbers", "Numbers shown", ("lead", "compliance")),
    ("/compliance/requests", "Requests", ("compliance",)),
    ("/compliance/complaints", "Complaints", ("compliance",)),
    ("/compliance/changes", "Proposals", ("compliance",)),
    ("/compliance/files", "Files", ("compliance",)),
    ("/compliance/try", "Try it", ("compliance", "lead")),
    ("/compliance/rules", "Rules", ("compliance", "lead")),
    ("/compliance/house", "House rules", ("compliance",)),
    ("/compliance/log", "Verdict log", ("compliance",)),
    ("/compliance/roots", "Roots", ("compliance",)),
    ("/second", "Password and two-factor sign-in", ROLES),
)


def places(role: str) -> list[tuple[str, str]]:
    """Return (address, English name) of every page that this role may open."""
    return [(href, label) for href, label, roles in (*NAV, *INNER) if role in roles]


LANGUAGE = "language"  # the cookie of a choice made before signing in


def reader_locale() -> str:
    """Return the locale of the signed-in person, else the one chosen here, else the one that the browser prefers."""
    actor = g.get("actor")
    if actor is not None:
        return str(actor.locale)
    return chosen_locale()


def chosen_locale() -> str:
    """Return the locale chosen in this browser, else the one that it prefers."""
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen in LOCALES:
        return chosen
    best = request.accept_languages.best_match(["en", "zh", "zh-CN"]) or ENGLISH
    return CHINESE if is_chinese(best) else ENGLISH


def _nav(role: str, *, with_first_steps: bool) -> list[tuple[str, str, bool]]:
    """Return (address, name, whether it is the present page) of the places of a role."""
    mine = [
        (href, label) for href, label, roles in NAV if role in roles and (href != "/admin/start" or with_first_steps)
    ]
    here = max((href for href, _ in mine if f"{request.path}/".startswith(f"{href}/")), key=len, default="")
    return [(href, gettext(label), href == here) for href, label in mine]


def _restored() -> str:
    """Return what every page says for a week after a restore, else ""."""
    site = current_app.extensions["console"]["restored"]
    if site is None or clock().real() - site.restored_at > RESTORE_SAID:
        return ""
    said: str = gettext(
        "Restored on %(at)s from the backup of %(backup)s. What was recorded after that backup is not here: enter it "
        "again.",
        at=writer().precise(site.restored_at),
        backup=writer().precise(site.restored_from),
    )
    if site.restored_lost:
        said += " " + gettext("%(n)s recorded acts are known to be missing.", n=site.restored_lost)
    return said


def _readmitted() -> tuple[datetime, Bilingual] | None:
    """Return when and whom the host's command let in again lately: everybody is told."""
    with context().database.reading() as db:
        return told_to_all(db, context().wall_clock())


def values() -> dict[str, Any]:
    """Return the values of the frame for the present actor and request."""
    actor = g.get("actor")
    person = g.get("person") or {}
    steps = first_steps() if actor and actor.role == "admin" else None
    nav = _nav(actor.role if actor else "", with_first_steps=steps is not None)
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
        "person_name": writer().words(actor.called) if actor else "",
        "login": person.get("login", ""),
        "sample_banner": banner,
        "restored": _restored(),
        "zone": context().zone.key,
        "now": clock().now(),
        "first_run": steps,
        "readmitted": _readmitted() if actor else None,
        "nav": nav,
        "bar": [place for number, place in enumerate(nav) if number < IN_BAR or place[2]],
    }
