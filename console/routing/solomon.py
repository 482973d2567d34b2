"""Read an instance in Solomon's text format.

``vrplib`` knows the format: it judges the head and reads the fleet. Its table holds whole numbers only, and a word that
is none becomes -1 there, so the rows are read here, as decimals, and each fault names its line.
"""

from __future__ import annotations

import warnings
from decimal import Decimal, InvalidOperation
from pathlib import Path

from vrplib.parse import parse_solomon

from console.routing.instance import Instance, Node, hopeless

COLUMNS = ("CUST NO.", "XCOORD.", "YCOORD.", "DEMAND", "READY TIME", "DUE DATE", "SERVICE TIME")
MOST_CUSTOMERS = 2_000
LARGEST = Decimal(10) ** 9
MOST_DECIMALS = 6


class BadInstance(Exception):
    """The file holds no instance; the message says which line and why."""


def read_solomon(path: Path) -> Instance:
    """Return the instance of a file. Raises BadInstance, or OSError when it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInstance(f"{path} is no text file.") from error
    rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    rows = [(number, line) for number, line in rows if not line.strip().startswith("#")]
    if rows and rows[-1][1].strip() == "EOF":  # some copies end so, as files of other formats do
        rows.pop()
    name, fleet = _head(path, "\n".join(line for _, line in rows))
    nodes = _nodes(rows[6:])
    if len(nodes) < 2:
        raise BadInstance(f"{path} has no customers: the first row is the depot, at least one more is needed.")
    if fleet is None or fleet[0] < 1 or fleet[1] < 0:
        raise BadInstance(
            f"Line {rows[3][0]}: NUMBER and CAPACITY must be whole numbers, at least one vehicle, "
            f"not {rows[3][1].strip()!r}."
        )
    instance = Instance(name, fleet[0], fleet[1], nodes)
    if reasons := hopeless(instance):
        more = f" And {len(reasons) - 3} more." if len(reasons) > 3 else ""
        raise BadInstance(" ".join(reasons[:3]) + more)
    return instance


def _head(path: Path, text: str) -> tuple[str, tuple[int, int] | None]:
    """Return name and fleet as vrplib reads them; None for a fleet or table that it cannot read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an empty table: the rows are judged below
            found = parse_solomon(text, compute_edge_weights=False)
    except RuntimeError as error:
        raise BadInstance(
            f"{path} is not in Solomon's format: a name, then VEHICLE with NUMBER and CAPACITY, "
            f"then CUSTOMER with the columns {', '.join(COLUMNS)}."
        ) from error
    except (ValueError, IndexError):
        return "", None
    return str(found["name"]), (int(found["vehicles"]), int(found["capacity"]))


def _nodes(rows: list[tuple[int, str]]) -> tuple[Node, ...]:
    if len(rows) > MOST_CUSTOMERS + 1:
        raise BadInstance(f"There are {len(rows) - 1} customers; at most {MOST_CUSTOMERS} are planned.")
    nodes: list[Node] = []
    for number, line in rows:
        words = line.split()
        if len(words) != len(COLUMNS):
            raise BadInstance(f"Line {number}: {len(words)} columns and not {len(COLUMNS)} ({', '.join(COLUMNS)}).")
        values = [_number(number, column, word) for column, word in zip(COLUMNS, words, strict=True)]
        if values[0] != len(nodes):
            raise BadInstance(f"Line {number}: CUST NO. is {words[0]} where {len(nodes)} is expected.")
        node = Node(*values[1:])
        for column, value in zip(COLUMNS[3:], (node.demand, node.ready, node.due, node.service), strict=True):
            if value < 0:
                raise BadInstance(f"Line {number}: {column} is negative.")
        if node.ready > node.due:
            raise BadInstance(f"Line {number}: READY TIME {node.ready} lies after DUE DATE {node.due}.")
        nodes.append(node)
    if nodes and nodes[0].demand:
        raise BadInstance(f"Line {rows[0][0]}: the depot has a demand.")
    return tuple(nodes)


def _number(line: int, column: str, word: str) -> Decimal:
    try:
        value = Decimal(word) if word.isascii() and "_" not in word else Decimal("nan")
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise BadInstance(f"Line {line}: {column} is {word!r} and no number.")
    if abs(value) > LARGEST or -int(value.as_tuple().exponent) > MOST_DECIMALS:
        raise BadInstance(f"Line {line}: {column} is {word}; at most {LARGEST:,} and {MOST_DECIMALS} decimals.")
    return value
