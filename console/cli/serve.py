"""The commands that keep running: ``serve`` and ``worker``."""

from __future__ import annotations

import argparse

from console.app import create_app
from console.cli.setup import Stop, open_ready
from console.clock import Clock
from console.domain import speech
from console.sample.load import set_clock
from console.serving.safe_start import refuse_unsafe
from console.serving.server import serve, single_server
from console.settings import Settings
from console.store.queries.people import site


def do_serve(settings: Settings, args: argparse.Namespace) -> None:
    """Serve the console until stopped."""
    database = open_ready(settings)
    with single_server(settings):
        with database.reading() as session:
            here = site(session)
        if here is not None and here.clock_offset_s and settings.real_clock:
            raise Stop("This database runs on its own clock. Use a fresh one for the real clock.")
        if here is not None:
            set_clock(database, Clock().real(), settings.tz)
        unsafe = refuse_unsafe(settings, here is not None and here.sample)
        if unsafe:
            raise Stop(unsafe)
        app, socketio = create_app(settings, database=database)
        speech.prepare()
        serve(app, socketio, settings)


def do_worker(settings: Settings, args: argparse.Namespace) -> None:
    """Run due tasks in a process of its own, beside the servers."""
    if settings.database_url.startswith("sqlite"):
        raise Stop("On SQLite the server does this itself: python -m console serve")
    app, socketio = create_app(settings, database=open_ready(settings))
    parts = app.extensions["console"]
    if parts["relay"] is not None:
        socketio.start_background_task(parts["relay"].publish, watch=False)
    print("Running due tasks.", flush=True)
    parts["worker"].run()
