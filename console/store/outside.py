"""What a command changes beside the serving processes is counted in the site's row, so that they notice it at once."""

from __future__ import annotations

from sqlalchemy import func, select, update

from console.store.models import Site
from console.store.unit_of_work import Database, Work

_VERSION = select(Site.outside_version)


def count_change(work: Work) -> None:
    """Count a transaction that changes what screens show."""
    raised = func.coalesce(Site.outside_version, 0) + 1
    work.session.execute(update(Site).values(outside_version=raised))


def changes(database: Database) -> int:
    """Return how many such transactions there have been."""
    found = database.look(_VERSION)
    return int(found[0][0] or 0) if found else 0
