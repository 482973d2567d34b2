"""The commands ``backup`` and ``restore``: the whole site in one encrypted file."""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from console.actions import restore
from console.actions.call import Call
from console.cli.setup import Stop, command_context, open_ready
from console.clock import Clock
from console.domain.actor import WORKER
from console.evidence.roots_outside import BadRoots, Statement, kept, read_file, read_line
from console.evidence.sealed_file import SealedReader, SealedWriter
from console.keyring import CannotOpen
from console.scenarios.record_check import record_fault
from console.scenarios.record_state import state_of
from console.serving.server import single_server
from console.settings import Settings
from console.store import portable, schema
from console.store.queries.people import site
from console.store.queries.record_state import site_epochs
from console.store.unit_of_work import Database, open_database

FORMAT = 1
CHUNK = 48 * 1024  # bytes of a file in one line
FILES = ("field_media", "documents")  # folders of the instance: photos of visits, documents of customers
NOISY = "A restore puts the whole site back, and everybody must sign in again."


def backup_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``backup``."""
    command.add_argument("file", help="the file to write; it must not be there yet")


def restore_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``restore``."""
    command.add_argument("file", help="a file that `backup` wrote")
    command.add_argument("--replace", action="store_true", help="put it in the place of the site that is here")
    command.add_argument("--root", default="", metavar="FILE", help="a root kept elsewhere: tells what is lost")


def do_backup(settings: Settings, args: argparse.Namespace) -> None:
    """Write the whole site into one encrypted file, beside a serving process."""
    with closing(open_ready(settings)) as database:
        _backup(settings, database, Path(args.file).absolute())


def _backup(settings: Settings, database: Database, target: Path) -> None:
    if target.exists():
        raise Stop(f"{target} is there already. Name a new file.")
    with database.reading() as session:
        here = site(session)
    if here is None:
        raise Stop("There is no site here to back up. Begin one: python -m console found --admin LOGIN --officer LOGIN")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-")  # 0600
    try:
        with os.fdopen(handle, "wb") as out:
            count = _write(database, settings, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    print(f"{count:,} rows are in {target}. It opens with the data keys of this site alone: keep those elsewhere.")


def _write(database: Database, settings: Settings, out: Any) -> int:
    count, clock = 0, _clock(database)
    with SealedWriter(out, database.keys) as sealed, gzip.GzipFile(fileobj=sealed, mode="wb", mtime=0) as packed:
        with database.reading() as session:  # one snapshot
            now = state_of(session, clock.now())
            head = {"backup": FORMAT, "version": schema.version(database)[0], "at": clock.real().isoformat()}
            state = now.line(database.keys) if now is not None else ""
            packed.write((json.dumps({**head, "state": state}) + "\n").encode())
            for line in portable.lines(session):
                packed.write(line.encode() + b"\n")
                count += not line.startswith("{")
        packed.write(b"\n")
        for folder in (settings.instance / name for name in FILES):
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file() and not path.name.startswith(".part-"):
                    _write_file(packed, path, path.relative_to(settings.instance).as_posix())
        packed.write(json.dumps({"end": count}).encode() + b"\n")
    return count


def _write_file(packed: gzip.GzipFile, path: Path, name: str) -> None:
    data = path.read_bytes()
    packed.write(json.dumps({"file": name, "sha256": hashlib.sha256(data).hexdigest()}).encode() + b"\n")
    for start in range(0, len(data), CHUNK):
        packed.write(base64.b64encode(data[start : start + CHUNK]) + b"\n")
    packed.write(b"\n")


@dataclass
class Opened:
    """A backup that is being read: its head, then its lines."""

    version: str
    at: datetime
    state: Statement | None
    stream: Any

    def rows(self) -> Iterator[str]:
        """Yield the lines of the tables."""
        for raw in self.stream:
            line = raw.decode().rstrip("\n")
            if not line:
                return
            yield line

    def files(self, folder: Path) -> int:
        """Write the files below the folder, and return the count of rows that the end names."""
        for raw in self.stream:
            head = json.loads(raw)
            if "end" in head:
                return int(head["end"])
            path = folder / head["file"]
            if not path.resolve().is_relative_to(folder.resolve()):
                raise Stop(f"The backup names a file outside the instance: {head['file']}.")
            parts = []
            for line in self.stream:
                if line == b"\n":
                    break
                parts.append(base64.b64decode(line))
            data = b"".join(parts)
            if hashlib.sha256(data).hexdigest() != head["sha256"]:
                raise Stop(f"{head['file']} of the backup is damaged.")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(data)
        raise Stop("The backup has no end.")


@contextmanager
def opened(path: Path, settings: Settings) -> Iterator[Opened]:
    """Yield a backup. Raises Stop for a file that is none, is damaged, or is another site's."""
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    try:
        with path.open("rb") as source:
            reader = io.BufferedReader(SealedReader(source, settings.keyring), 1 << 16)
            with gzip.GzipFile(fileobj=reader, mode="rb") as stream:
                head = json.loads(stream.readline())
                state = read_line(head["state"], settings.keyring) if head["state"] else None
                yield Opened(str(head["version"]), datetime.fromisoformat(head["at"]), state, stream)
    except (CannotOpen, BadRoots) as error:
        raise Stop(f"{path} cannot be opened: {error}.") from error
    except (EOFError, gzip.BadGzipFile, KeyError, ValueError) as error:
        raise Stop(f"{path} cannot be read: it is damaged, or of another version.") from error


def do_restore(settings: Settings, args: argparse.Namespace) -> None:
    """Put a backup in the place of the database. Nothing may serve it meanwhile."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with single_server(settings):
        old, present = _present(settings)
        if old and not args.replace:
            raise Stop(f"This database holds a site. {NOISY} Say --replace to do so.")
        with opened(Path(args.file), settings) as found:
            if settings.database_url.startswith("sqlite"):
                lost = _into_sqlite(settings, args, found, present)
            else:
                database = open_database(settings.database_url, settings.keyring)
                _refuse_users(database)
                lost = _fill(settings, database, args, found, present)
                database.close()
    print(f"Restored from the backup of {found.at.isoformat()}. {NOISY}")
    for actor, n in sorted(lost.items()):
        print(f"  {actor}: {n:,} recorded acts since the backup are lost.")
    if not lost:
        print(
            "No act since the backup is known to be lost."
            if _has_outside(settings, args, present)
            else "No root from outside and no database was here: what happened since the backup cannot be known."
        )
    print("Tokens and people that were ended after the backup are active again: look at People and Services.")


def _has_outside(settings: Settings, args: argparse.Namespace, present: Statement | None) -> bool:
    return (
        present is not None
        or bool(args.root)
        or any(
            folder.is_dir() for folder in (settings.instance / "roots", *([settings.roots] if settings.roots else []))
        )
    )


def _present(settings: Settings) -> tuple[bool, Statement | None]:
    """Return whether a site is here, and how far its record has grown, where that can still be read."""
    path = make_url(settings.database_url).database or ""
    if settings.database_url.startswith("sqlite") and not Path(path).exists():
        return False, None
    try:
        with closing(open_database(settings.database_url, settings.keyring)) as database, database.reading() as session:
            here = site(session)
            state = state_of(session, Clock(here.clock_offset_s if here is not None else 0).now())
    except Exception:
        return _has_tables(settings), None  # a damaged database is what a restore is for
    return here is not None, state


def _has_tables(settings: Settings) -> bool:
    if settings.database_url.startswith("sqlite"):
        return True
    database = open_database(settings.database_url, settings.keyring)
    found = bool(inspect(database.writer).get_table_names())
    database.close()
    return found


def _refuse_users(database: Database) -> None:
    """Raise Stop while another process is connected to the PostgreSQL database. One that ends has two seconds."""
    for _ in range(20):
        with database.reader.connect() as connection:
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            ).scalar_one()
        if not others:
            database.close()
            return
        time.sleep(0.1)
    raise Stop(f"{others} connections use this database. Stop serve and worker first, all of them.")


def _into_sqlite(
    settings: Settings, args: argparse.Namespace, found: Opened, present: Statement | None
) -> dict[str, int]:
    """Build the database beside the present one, then change places. The old files keep their names with an end."""
    path = Path(make_url(settings.database_url).database or "")
    fresh = path.with_name(path.name + ".restoring")
    for end in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + end).unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600))
    database = open_database(f"sqlite:///{fresh}", settings.keyring)
    lost = _fill(settings, database, args, found, present)
    database.close()  # the last connection moves the log into the file
    stamp = f"{Clock().real():%Y%m%d-%H%M%S}"
    for end in ("", "-wal", "-shm"):
        old = path.with_name(path.name + end)
        if old.exists():
            shutil.move(old, path.with_name(f"{path.name}.before-{stamp}{end}"))
        fresh.with_name(fresh.name + end).unlink(missing_ok=True) if end else None
    os.replace(fresh, path)
    return lost


def _fill(
    settings: Settings, database: Database, args: argparse.Namespace, found: Opened, present: Statement | None
) -> dict[str, int]:
    """Write the backup into the database and begin its new epoch. Return what is known to be lost."""
    with database.writer.begin() as connection:
        portable.reflected(connection).drop_all(connection)
        schema.upgrade(connection, database.keys, found.version)
        count = portable.load(connection, found.rows())
        if count != found.files(settings.instance):
            raise Stop("The backup is not complete.")
    schema.migrate(database)
    with database.reading() as session:
        fault = record_fault(session)
        _, over = site_epochs(session)  # ended by an earlier restore: what was lost then is on record already
    if fault:
        print(f"The record in the backup has a fault: {fault}")
    outside = [one for one in _outside(settings, args, found, present) if one.epoch not in over]
    rows = {actor: n for actor, (n, _) in found.state.heads.items()} if found.state else {}
    lost: dict[str, int] = {}
    for statement in outside:
        for actor, (n, _) in statement.heads.items():
            if n > rows.get(actor, 0):
                lost[actor] = max(lost.get(actor, 0), n - rows.get(actor, 0))
    context, _ = command_context(settings, database)
    ended = [statement.epoch for statement in outside] + ([found.state.epoch] if found.state else [])
    done = restore.note_restore(Call(context, WORKER, _clock(database).now()), ended, rows, found.at, lost)
    if not done.ok:
        raise Stop(done.text)
    return lost


def _clock(database: Database) -> Clock:
    """Return the site's clock: the sample has one of its own."""
    with database.reading() as session:
        here = site(session)
    return Clock(here.clock_offset_s if here is not None else 0)


def _outside(settings: Settings, args: argparse.Namespace, found: Opened, present: Statement | None) -> list[Statement]:
    """Return what is known of the record after the backup: the database that was here, and the roots outside."""
    if found.state is None:
        return []
    folders = [settings.instance / "roots", *([settings.roots] if settings.roots else [])]
    try:
        known = kept(folders, settings.keyring, found.state.site)
        known += read_file(Path(args.root), settings.keyring)[0] if args.root else []
    except BadRoots as error:
        raise Stop(f"Broken: {error}") from error
    known += [present] if present is not None else []
    return [statement for statement in known if statement.site == found.state.site]
