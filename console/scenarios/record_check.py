"""Check the whole record: every row under its mark, every head, every root, and what was kept outside."""

from __future__ import annotations

import hashlib
import json
import pkgutil
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Row, exists, literal, select
from sqlalchemy.orm import Session

from console import actions
from console.actions.runtime import AUDITED
from console.actions.steps.audit_chain import KEYED, body_digest, keyless_root, keyless_row, root_text, row_text
from console.domain.actor import WORKER
from console.evidence.roots_outside import Statement
from console.keyring import Keyring
from console.store.models import ChainEntry, ChainHead, ChainRoot, Op, Person
from console.store.queries.record_state import site_epochs, site_mark

Marks = dict[tuple[str, int], tuple[str, str]]  # (actor, n) -> (mark, who saw it there)
_ROWS = select(
    *(ChainEntry.actor, ChainEntry.n, ChainEntry.kind, ChainEntry.at, ChainEntry.real_at, ChainEntry.customer_id),
    *(ChainEntry.body, ChainEntry.salt, ChainEntry.digest, ChainEntry.hash),
).order_by(ChainEntry.actor, ChainEntry.n)


class Broken(Exception):
    """The record has a fault; the message names the first one."""


class RecordCheck:
    """One check of the record with the keys of its site."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.keys: Keyring = session.info["keys"]
        self.marks: Marks = {}
        self.keyless: dict[str, list[Any]] = {}  # actor -> number, mark and digest of the rows of an older version
        self.keyless_root: list[Any] = [0, ""]
        self.keyed_at: datetime | None = None
        row = session.execute(
            select(ChainEntry.body, ChainEntry.at)
            .where(ChainEntry.kind == KEYED, ChainEntry.actor == WORKER.key)
            .order_by(ChainEntry.n)
            .limit(1)
        ).one_or_none()
        if row is not None:  # the row itself is checked in its chain
            self.keyless, self.keyless_root, self.keyed_at = row.body["heads"], row.body["root"], row.at

    def run(self, outside: Sequence[Statement] = (), printed: Sequence[str] = ()) -> None:
        """Check everything. Raises Broken."""
        for statement in outside:
            self._take(statement)
        self.roots(printed)
        self.rows()
        if self.marks:
            (actor, n), (_, seen) = min(self.marks.items(), key=lambda mark: (mark[1][1], mark[0]))
            raise Broken(f"{seen} saw chain {actor} at row {n}; it is not there now.")
        self.people()
        self.acts()

    def _take(self, statement: Statement) -> None:
        """Add what a statement from outside saw to what the chains must confirm."""
        if statement.site != site_mark(self.session):
            raise Broken(f"the root of {statement.at} was kept for another site.")
        present, ended = site_epochs(self.session)
        source = f"the root that was kept outside at {statement.at}"
        if statement.epoch != present and statement.epoch not in ended:
            raise Broken(f"{source} is of another epoch, and no restore is on record that ended it.")
        cut = ended.get(statement.epoch) if statement.epoch != present else None
        for actor, (n, mark) in statement.heads.items():
            if n and (cut is None or n <= cut.get(actor, 0)):
                self._see(actor, n, mark, source)
        if statement.root is not None and cut is None:
            number, mark = statement.root
            held = self.session.execute(select(ChainRoot.hash).where(ChainRoot.id == number)).scalar()
            if held != mark:
                raise Broken(f"{source} names root {number}; it is {'another one' if held else 'not there'} now.")

    def _see(self, actor: str, n: int, mark: str, source: str) -> None:
        if self.marks.setdefault((actor, n), (mark, source))[0] != mark:
            raise Broken(f"{source} and another one saw different rows {n} in chain {actor}.")

    def roots(self, printed: Sequence[str] = ()) -> None:
        """Check that every root follows from the one before it, and that those printed are there. Raises Broken."""
        before, known = "", set()
        for root in self.session.execute(
            select(ChainRoot).order_by(ChainRoot.id).execution_options(yield_per=100)
        ).scalars():
            at = root.at.isoformat()
            if ":" in root.hash:
                whole = self.keys.fits(root_text(before, at, root.heads), root.hash)
            else:
                whole = root.id <= self.keyless_root[0] and root.hash == keyless_root(before, at, root.heads)
            if not whole:
                raise Broken(f"root {root.id}.")
            before = root.hash
            known.add(root.hash)
            for actor, (n, mark) in root.heads.items():
                self._see(actor, n, mark, f"root {root.id}")
        if self.keyless_root[1] and self.keyless_root[1] not in known:
            raise Broken(f"root {self.keyless_root[0]} was there when the record got its key, and is gone.")
        for mark in printed:
            if mark not in known:
                raise Broken(f"the root {mark} is not in this record.")

    def rows(self) -> None:
        """Check every row of every chain, and every head. Raises Broken."""
        heads = {row.actor: (row.n, row.hash) for row in self.session.execute(select(ChainHead)).scalars()}
        chain = _Chain(self, "")
        for row in self.session.execute(_ROWS.execution_options(yield_per=1000)):
            if row.actor != chain.actor:
                chain.end(heads)
                chain = _Chain(self, row.actor)
            chain.take(row)
        chain.end(heads)
        for actor, (n, _) in sorted(heads.items()):
            if n:
                raise Broken(f"chain {actor} has {n} rows by its head, and none is there.")
        for actor, (n, *_rest) in sorted(self.keyless.items()):
            raise Broken(f"chain {actor} had {n} rows when the record got its key; they are gone.")

    def people(self) -> None:
        """Check that every person's chain is of somebody who is here. Raises Broken."""
        known = {f"person:{id_}" for (id_,) in self.session.execute(select(Person.id))}
        of_people = select(ChainHead.actor).where(ChainHead.actor.startswith("person:")).order_by(ChainHead.actor)
        for (actor,) in self.session.execute(of_people):
            if actor not in known:
                raise Broken(f"chain {actor} is of nobody: the person is gone.")

    def acts(self) -> None:
        """Check that every acknowledged act is in the chain of whoever acted. Raises Broken."""
        for module in pkgutil.iter_modules(actions.__path__):
            import_module(f"{actions.__name__}.{module.name}")  # each names the acts that it records
        on_record = exists().where(
            ChainEntry.actor == Op.actor, ChainEntry.at == Op.at, ChainEntry.kind == literal("action.") + Op.name
        )
        query = select(Op.actor, Op.name, Op.at).where(
            Op.name.in_(AUDITED), Op.answer["ok"].as_boolean().is_(True), ~on_record
        )
        if self.keyed_at is not None:
            query = query.where(Op.at > self.keyed_at)
        gone = self.session.execute(query.order_by(Op.at).limit(1)).one_or_none()
        if gone is not None:
            raise Broken(f"{gone.actor} did {gone.name} at {gone.at.isoformat()}; the chain of {gone.actor} lacks it.")


class _Chain:
    """One chain as its rows come."""

    def __init__(self, check: RecordCheck, actor: str) -> None:
        self.check, self.actor = check, actor
        self.n, self.before = 0, ""
        self.old = hashlib.sha256()
        self.sealed = check.keyless.get(actor) if actor else None

    def take(self, row: Row[Any]) -> None:
        """Check the next row. Raises Broken."""
        self.n += 1
        name = f"chain {self.actor}, row {self.n}"
        whole = row.n == self.n and body_digest(row.salt, row.body) == row.digest
        if ":" in row.hash:
            columns = (row.kind, row.at, row.real_at, row.customer_id, row.digest)
            whole = whole and self.check.keys.fits(row_text(self.before, self.actor, row.n, *columns), row.hash)
            if not whole and not self.check.keys.knows(row.hash):
                raise Broken(f"{name}: the data key {row.hash.partition(':')[0]} is missing.")
        else:
            whole = whole and self._keyless(row)
        if not whole:
            raise Broken(f"{name}.")
        self.before = row.hash
        if self.check.marks.get((self.actor, self.n), ("",))[0] == row.hash:
            del self.check.marks[(self.actor, self.n)]

    def _keyless(self, row: Row[Any]) -> bool:
        """Return True for a row of an older version that was there when the record got its key."""
        if self.sealed is None or self.n > self.sealed[0]:
            return False
        self.old.update(keyless_text(row).encode())
        if row.hash != keyless_row(self.before, self.actor, row.n, row.kind, row.at.isoformat(), row.body):
            return False
        return self.n < self.sealed[0] or [row.hash, self.old.hexdigest()] == self.sealed[1:]

    def end(self, heads: dict[str, tuple[int, str]]) -> None:
        """Check the chain against its head. Raises Broken."""
        if not self.actor:
            return
        if heads.pop(self.actor, (0, "")) != (self.n, self.before):
            raise Broken(f"chain {self.actor}, row {self.n + 1}.")
        sealed = self.check.keyless.pop(self.actor, None)
        if sealed is not None and self.n < sealed[0]:
            raise Broken(f"chain {self.actor}, row {self.n + 1}.")


def keyless_text(row: Row[Any]) -> str:
    """Return what the seal over the rows of an older version covers of one row."""
    return json.dumps(
        [row.n, row.kind, row.at.isoformat(), row.real_at.isoformat(), row.customer_id, row.digest, row.hash],
        ensure_ascii=False,
    )


def record_fault(session: Session, outside: Sequence[Statement] = (), printed: Sequence[str] = ()) -> str:
    """Return the first fault of the record as text, "" when it is whole."""
    try:
        RecordCheck(session).run(outside, printed)
    except Broken as broken:
        return f"Broken: {broken}"
    return ""
