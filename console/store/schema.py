"""The version of the schema: migrating, and refusing to serve another version."""

from __future__ import annotations

import warnings
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SAWarning

from console.keyring import Keyring
from console.store.unit_of_work import Database

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def config(connection: Connection, keys: Keyring | None = None) -> Config:
    """Return Alembic's configuration for an open connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    found.attributes["keys"] = keys
    return found


def migrate(database: Database, target: str = "head") -> None:
    """Bring the schema to ``target``."""
    with database.writer.begin() as connection, warnings.catch_warnings():
        # reading a table before it changes; the migrations keep these indexes, and their test compares them
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index", SAWarning)
        settings = config(connection, database.keys)
        if target == "base" or target.startswith("-"):
            command.downgrade(settings, target)
        else:
            command.upgrade(settings, target)


def upgrade(connection: Connection, keys: Keyring, target: str) -> None:
    """Bring the schema behind an open transaction up to ``target``."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index", SAWarning)
        command.upgrade(config(connection, keys), target)


def version(database: Database) -> tuple[str | None, str | None]:
    """Return (version of the database, version of this program)."""
    with database.reader.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
        want = ScriptDirectory.from_config(config(connection)).get_current_head()
    return have, want
