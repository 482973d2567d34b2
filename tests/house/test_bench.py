"""The hand-out bench's own parts still fit the product that they measure."""

from __future__ import annotations

from pathlib import Path

from scripts import bench
from tests import databases


def test_the_claim_is_measured_beside_its_own_statement(tmp_path: Path) -> None:
    databases.fresh_sqlite(tmp_path)
    next(tmp_path.glob("*.db")).rename(tmp_path / "console.db")
    assert {name for name, rate in bench.claims(tmp_path, 2).items() if rate > 0} == {"ours", "raw"}
