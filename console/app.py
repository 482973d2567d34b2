"""``create_app(settings)``: the only place where all parts are joined."""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, has_request_context, request, session
from flask_babel import Babel
from flask_socketio import SocketIO
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import inspect

from console import logs
from console.actions.call import Context
from console.clock import Clock
from console.domain.bilingual import ENGLISH
from console.evidence.roots_outside import Keeper
from console.gateways.cashier import cashier
from console.importing import process
from console.live.connection_guard import ConnectionGuard
from console.live.drawer import Drawer
from console.live.handshake import Handshake
from console.live.messages import ALARMS, DESK, FLOOR, OFFICER, ROUNDS, SERVICE
from console.live.namespaces import CommandNamespace
from console.live.presence import Presence
from console.live.push import Push, Sender
from console.live.redis_relay import Relay
from console.live.service_namespace import ServiceNamespace
from console.live.snapshot import Screens
from console.messaging.carriers import carriers
from console.rendering.filters import register
from console.scenarios.record_state import state_of
from console.sending import Sender as MessageSender
from console.serving.trusted_proxy import believe_proxies
from console.settings import Settings, must_have_second, read_settings
from console.store.fast import statements
from console.store.models import Site
from console.store.queries.people import site
from console.store.unit_of_work import Database, open_database
from console.telephony.lines import telephone_line
from console.telephony.texts import texts
from console.web import errors, page, parse
from console.web.admin import admin
from console.web.alarms import alarms
from console.web.api import api
from console.web.auth import auth
from console.web.compliance import compliance
from console.web.confirm import ask_for_password
from console.web.customer_file import customer_file
from console.web.customer_page import customer_page
from console.web.customer_requests import customer_requests
from console.web.desk import desk
from console.web.field import field
from console.web.field_page import field_page
from console.web.floor import floor
from console.web.gallery import gallery
from console.web.guidance import guidance
from console.web.imports import LARGEST, WHO, imports
from console.web.inbox import inbox
from console.web.insight import insight
from console.web.insight_aims import insight_aims
from console.web.leading import leading
from console.web.messages import messages
from console.web.openapi import openapi
from console.web.page_agree import page_agree
from console.web.page_documents import BODY as DOCUMENT_BODY
from console.web.page_documents import page_documents
from console.web.page_door import load_customer, page_door
from console.web.page_real import page_real
from console.web.palette import palette
from console.web.papers import papers
from console.web.payments import payments
from console.web.permission import guard as require_permission
from console.web.proposals import proposals
from console.web.replan import Replanner
from console.web.rounds import rounds
from console.web.same_origin import refuse_other_sites
from console.web.services import services
from console.web.sessions import COOKIE, DatabaseSessions, load_actor, load_service
from console.web.suppressions import suppressions
from console.web.talking_points import talking_points
from console.web.timeline import timeline
from console.web.two_factor import two_factor
from console.web.typed import typed
from console.web.visit_record import visit_record
from console.worker import Worker

ROOT = Path(__file__).parent.parent
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
UPLOADS = ("/import", "/import/payments", "/import/suppressions")
BLUEPRINTS = (
    *(
        auth,
        two_factor,
        desk,
        alarms,
        guidance,
        floor,
        leading,
        admin,
        services,
        imports,
        payments,
        suppressions,
        papers,
        talking_points,
        palette,
        api,
    ),
    *(compliance, inbox, customer_file, customer_requests, proposals, typed, gallery, timeline),
    rounds,
    field,
    visit_record,
    field_page,
    page_door,
    customer_page,
    page_agree,
    page_real,
    openapi,
    page_documents,
    insight,
    insight_aims,
    messages,
)


class NotReady(Exception):
    """The database cannot be served; the message holds the command to run."""


def create_app(
    settings: Settings | None = None, *, database: Database | None = None, clock: Clock | None = None
) -> tuple[Flask, SocketIO]:
    """Return the web application and its Socket.IO server; starts nothing.

    The parts that a server or a test needs are in ``app.extensions["console"]``. Raises NotReady when
    the database has no schema, BadSetting when the environment cannot be read.
    """
    logs.set_up()
    settings = settings or read_settings()
    database = database or open_database(settings.database_url, settings.keyring)
    statements.PREPARED = settings.fast.statements
    offset, sample, restored = _site(database)
    clock = clock or Clock(offset)
    app = _flask_app(settings)
    line = telephone_line("simulated" if sample else settings.line, settings.line_seed)
    context = Context(
        database, settings.tz, random.Random(), clock.real, line, carriers(settings.line_seed, clock.now, sample=sample)
    )
    app.session_interface = DatabaseSessions(
        context, secure=settings.secure_cookies, second_factor=must_have_second(settings, sample), idle=settings.idle
    )
    _add_pages(app, settings, clock)
    socketio = _socket_server(app, settings)
    app.wsgi_app = believe_proxies(app.wsgi_app, settings.proxies)  # type: ignore[assignment,method-assign]
    if settings.fault:
        database.fault = crash_point(settings.fault)
    parts = _live_parts(app, socketio, context, clock, settings)
    of_site = {"settings": settings, "sample": sample, "restored": restored}
    app.extensions["console"] = {**parts, "context": context, "clock": clock, **of_site}
    app.extensions["console"]["texts"] = texts(settings.texts_url, settings.texts_token, sample=sample)
    app.extensions["console"]["cashier"] = cashier(settings.pay_url, settings.pay_token, sample=sample)
    return app, socketio


def _flask_app(settings: Settings) -> Flask:
    app = Flask("console", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.url_map.converters["int"] = parse.Id  # before any route is made
    app.secret_key = settings.secret_key
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "console" / "translations"),
        WTF_CSRF_TIME_LIMIT=None,  # agents work eight hours; the session ends it
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        TEMPLATES_AUTO_RELOAD=settings.watch,
        TESTING=settings.testing,
    )
    return app


def _add_pages(app: Flask, settings: Settings, clock: Clock) -> None:
    """Add templates, pages, and the hooks around each request, in the order in which they run."""
    app.before_request(refuse_other_sites(lambda: form_origins(settings)))
    app.before_request(allow_large_import)
    CSRFProtect(app).exempt(api)  # machines carry a bearer token and no cookie
    Babel(app, locale_selector=lambda: _locale())
    register(app, settings.tz, clock.now)
    errors.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(load_identity)
    app.before_request(require_permission)
    app.before_request(reject_invalid_text)
    app.before_request(ask_for_password)
    app.after_request(add_headers)


def _socket_server(app: Flask, settings: Settings) -> SocketIO:
    return SocketIO(
        app,
        manage_session=False,
        cors_allowed_origins=sorted(origins(settings)),
        async_mode="gevent" if "gevent" in sys.modules and _patched() else "threading",
        transports=["websocket"],  # type: ignore[call-arg]
        max_http_buffer_size=65536,
        ping_interval=10,
        ping_timeout=5,
        always_connect=False,
        namespaces=[DESK],  # else everybody may enter "/"
        logger=logging.getLogger("socketio"),  # a logger of its own would write plain lines
        engineio_logger=logging.getLogger("engineio"),
    )


def _live_parts(app: Flask, socketio: SocketIO, context: Context, clock: Clock, settings: Settings) -> dict[str, Any]:
    """Join database, screens and sockets; return the parts by name."""
    database, presence = context.database, Presence()
    screens = Screens(app, context, clock)
    guard = ConnectionGuard(socketio, Handshake(app, context, lambda: origins(settings), COOKIE))
    sender = Sender(socketio)
    drawer = Drawer(sender.send, screens, presence)
    push = Push(sender.send, presence, guard, database, drawer)
    database.listeners.append(push.on_events)
    for name in (DESK, FLOOR, OFFICER, ALARMS, ROUNDS, SERVICE):
        kind = ServiceNamespace if name == SERVICE else CommandNamespace
        socketio.on_namespace(kind(name, screens, presence, push, guard, lambda: origins(settings)))
    relay = None
    if settings.redis_url:
        relay = Relay(settings.redis_url, settings.secret_key, push.on_events, push.catch_up)
        database.listeners.append(relay.enqueue)
    worker = Worker(
        context,
        clock,
        presence.take_beats,
        lambda: process.resume(context, clock, settings.instance),
        take_watchers=presence.take_watchers,
        take_used=app.session_interface.take_used,  # type: ignore[attr-defined]
        replan=Replanner(context, clock, settings).start,
        send=MessageSender(context, clock).start,
        keep_outside=_keep_outside(context, clock, settings),
    )
    return {
        "screens": screens,
        "push": push,
        "drawer": drawer,
        "guard": guard,
        "presence": presence,
        "worker": worker,
        "relay": relay,
    }


def _keep_outside(context: Context, clock: Clock, settings: Settings) -> Callable[[], None]:
    """Return what writes the heads of all chains into the folders outside the database."""
    folders = [settings.instance / "roots", *([settings.roots] if settings.roots else [])]
    keeper = Keeper(folders, context.database.keys)

    def keep() -> None:
        with context.database.reading() as db:
            now = state_of(db, clock.now())
        if now is not None:
            keeper.keep(now)

    return keep


def crash_point(spec: str) -> Callable[[str], None]:
    """Return a hook that kills this process at the n-th pass of a named point ("point:n")."""
    point, _, number = spec.partition(":")
    left = [int(number or "1")]

    def hook(here: str) -> None:
        if here == point:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def allow_large_import() -> None:
    """Allow a large body for an import by a person who may import; all other bodies stay limited."""
    if request.path == "/my/document" and request.method == "POST":
        request.max_content_length = DOCUMENT_BODY
    if request.path in UPLOADS and request.method == "POST":
        actor = getattr(session, "actor", None)
        if actor is not None and actor.role in (*WHO, "compliance"):
            request.max_content_length = LARGEST


def load_identity() -> None:
    """Load who sends this request: a service by its bearer token, a person by the session."""
    if request.path.startswith("/api/"):
        load_service(request.headers.get("Authorization", ""), request.remote_addr or "")
        return
    if is_customers(request.path):
        load_customer()
        return
    # private part of Flask, held by tests/live/test_private_parts.py
    load_actor(session._get_current_object())  # type: ignore[attr-defined]


def is_customers(path: str) -> bool:
    """Return True for the pages of customers. Nobody of the house is signed in there."""
    return path == "/my" or path.startswith("/my/")


def reject_invalid_text() -> None:
    """Refuse arguments and form fields with characters that the database cannot store."""
    parse.refuse_strange(request.args)
    parse.refuse_strange(request.form)


def _patched() -> bool:
    from gevent import monkey

    return bool(monkey.is_module_patched("socket"))


def _locale() -> str:
    return page.reader_locale() if has_request_context() else ENGLISH


def add_headers(response: Response) -> Response:
    """Add the security headers to an answer that does not set them itself."""
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_app.session_interface.secure:  # type: ignore[attr-defined]
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not response.cache_control.max_age:
        response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=8)
def origins(settings: Settings) -> set[str]:
    """Return the browser origins that may open a socket."""
    if settings.origins:
        return set(settings.origins)
    names = {settings.host, "127.0.0.1", "localhost"} - {"0.0.0.0"}
    return {f"http://{name}:{settings.port}" for name in names}


def form_origins(settings: Settings) -> set[str]:
    """Return the origins whose forms are taken: those of the house, and the address of the customers' pages."""
    return origins(settings) | ({settings.public_url} if settings.public_url else set())


def _site(database: Database) -> tuple[int, bool, Site | None]:
    """Return the clock's offset in seconds, True for the sample, and the site when a backup was put back.

    Raises NotReady without a schema.
    """
    if not inspect(database.reader).has_table("site"):
        raise NotReady("The database is empty. Run: python -m console migrate")
    with database.reading() as session:
        row: Any = site(session)
    if row is None:
        return 0, False, None
    offset = int(timedelta(seconds=row.clock_offset_s).total_seconds())
    return offset, bool(row.sample), row if row.restored_at is not None else None
