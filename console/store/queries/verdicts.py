"""Stored verdicts and the facts they were based on; each fact sheet is checked against its digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.compliance import scenario_of
from console.domain.compliance.verdict_record import hex_of
from console.store.models import ChainEntry, ChainRoot, Customer, FactSheet

# kind of a chain's row that holds a verdict -> (en, zh)
KINDS: dict[str, tuple[str, str]] = {
    "verdict.begin": ("Call begun", "开始通话"),
    "verdict.permit": ("Asked by another system", "外部请求联系"),
    "verdict.record": ("Recorded afterwards", "事后登记"),
    "handout.offered": ("Handed out", "已派案"),
    "handout.refused": ("Not handed out", "未派案"),
}


class Unreadable(ValueError):
    """The facts of a verdict are missing or were changed."""


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """One verdict of the log. ``verdict`` is as it was stored; ``body`` is the whole chain row."""

    id: int
    actor: str
    n: int
    kind: str
    customer: str
    verdict: dict[str, Any]

    @property
    def at(self) -> datetime:
        """The instant that the verdict holds for."""
        return datetime.fromisoformat(self.verdict["at"])

    @property
    def whole(self) -> bool:
        """True when its facts were stored; rows of an older version have only their digest."""
        return "asked" in self.verdict


class FactSheets:
    """The fact sheets of one reading; shared sheets are read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shared: dict[str, Any] = {}

    def own(self, digest: str) -> Any:
        """Return the contents of a sheet. Raises Unreadable when it is missing or was changed."""
        text = self.session.execute(select(FactSheet.body).where(FactSheet.digest == digest)).scalar()
        if text is None:
            raise Unreadable(f"sheet {digest[:12]} is missing")
        if hex_of(text) != digest:
            raise Unreadable(f"sheet {digest[:12]} was changed")
        return json.loads(text)

    def of(self, digest: str) -> Any:
        """Return the contents of a sheet that many verdicts share."""
        if digest not in self.shared:
            self.shared[digest] = self.own(digest)
        return self.shared[digest]

    def scenario(self, kept: StoredVerdict) -> dict[str, Any]:
        """Return the question of a stored verdict in the documented format of scenarios."""
        own = self.own(kept.verdict["facts"])
        house = self.of(kept.verdict["house"]) if kept.verdict["house"] else []
        packs = [part.split(":")[0] for part in kept.verdict["policy"].split("+")]
        line = scenario_of(
            own,
            self.of(own["site"]),
            house,
            kept.verdict["asked"],
            [code for code in packs if code != "house"],
            kept.at,
        )
        return {"id": f"{kept.actor}/{kept.n}", **line}


def kept_verdicts(session: Session) -> Iterator[StoredVerdict]:
    """Return every verdict of the log, chain by chain in its order."""
    rows = session.execute(
        select(ChainEntry)
        .where(ChainEntry.kind.in_(KINDS))
        .order_by(ChainEntry.actor, ChainEntry.n)
        .execution_options(yield_per=500)
    ).scalars()
    for row in rows:
        yield StoredVerdict(row.id, row.actor, row.n, row.kind, "", row.body["verdict"])


def kept_verdict(session: Session, entry_id: int) -> StoredVerdict | None:
    """Return one verdict of the log, or None."""
    row = session.execute(
        select(ChainEntry, Customer.name)
        .outerjoin(Customer, Customer.id == ChainEntry.customer_id)
        .where(ChainEntry.id == entry_id, ChainEntry.kind.in_(KINDS))
    ).one_or_none()
    if row is None:
        return None
    entry, name = row
    return StoredVerdict(entry.id, entry.actor, entry.n, entry.kind, name or "", entry.body["verdict"])


def roots(session: Session, most: int = 200) -> list[dict[str, object]]:
    """Return (at, chains, rows, hash) of the latest roots, newest first."""
    found = session.execute(select(ChainRoot).order_by(ChainRoot.id.desc()).limit(most)).scalars()
    return [
        {"at": row.at, "chains": len(row.heads), "hash": row.hash, "rows": sum(n for n, _ in row.heads.values())}
        for row in found
    ]
