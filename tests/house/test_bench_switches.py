"""The bench of the switches reads what the hand-out bench prints."""

from __future__ import annotations

import pytest

from scripts.bench_switches import Figures, figures_of, table

PRINTED = """agents 500, customers 10000, 60 s after warm-up
commands/s 49.7, hand-outs 491, cuts 0
ready to customer on the client: p50 18.7 ms, p99 43.4 ms
answer to any command: p50 9.8 ms, p99 35.3 ms
busy: server, all its processes, 81% of a core (16.3 ms a command), clients 40%
"""


def test_figures_are_read_from_what_the_bench_prints() -> None:
    assert figures_of(PRINTED) == Figures(16.3, 18.7, 43.4, 49.7)


def test_a_missing_line_is_an_error() -> None:
    with pytest.raises(ValueError, match="did not print its figures"):
        figures_of(PRINTED.replace("a command", "each"))


def test_table_compares_medians_with_the_first_case() -> None:
    on = [Figures(10.0, 20.0, 40.0, 50.0), Figures(30.0, 20.0, 40.0, 50.0), Figures(12.0, 20.0, 40.0, 50.0)]
    off = [Figures(18.0, 30.0, 60.0, 50.0)]
    rows = table({"all on": on, "templates off": off}).splitlines()
    assert rows[2].startswith("| all on | 12.00 | 1.00 | 20.0 | 1.00 |")
    assert rows[3].startswith("| templates off | 18.00 | 1.50 | 30.0 | 1.50 |")
