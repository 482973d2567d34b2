"""What every command needs first: the database, a context, and the way to end with a message."""

from __future__ import annotations

import random

from console.actions.call import Context
from console.clock import Clock
from console.settings import Settings
from console.store import schema
from console.store.fast import statements
from console.store.outside import count_change
from console.store.unit_of_work import Database, open_database
from console.telephony.lines import telephone_line


class Stop(Exception):
    """End the command. The message says what to do."""


def open_ready(settings: Settings, *, ready: bool = True) -> Database:
    """Return the database. Raises Stop with the command to run when its schema is of another version."""
    statements.PREPARED = settings.fast.statements
    database = open_database(settings.database_url, settings.keyring)
    if ready:
        have, want = schema.version(database)
        if have != want:
            raise Stop(
                f"The database is at version {have or 'none'}, this program needs {want}. "
                "Run: python -m console migrate"
            )
    return database


def command_context(settings: Settings, database: Database) -> tuple[Context, Clock]:
    """Return what actions need when a command calls them, with the real clock. Open screens follow what it changes."""
    database.closing = count_change
    clock = Clock()
    line = telephone_line(settings.line, settings.line_seed)
    return Context(database, settings.tz, random.Random(), clock.real, line), clock
