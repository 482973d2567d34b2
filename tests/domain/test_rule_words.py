"""Every level and every confidence of a rule has its words in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from console.domain.compliance import PACKS
from console.domain.compliance.types import LEVELS
from console.domain.fact_words import NAMES, fact_words
from console.domain.rule_words import CONFIDENCE, LEVEL
from console.scenarios.details import Details

ROOT = Path(__file__).parent.parent.parent


def test_every_level_and_confidence_has_its_words() -> None:
    assert {rule.confidence for pack in PACKS.values() for rule in pack.rules} <= set(CONFIDENCE)
    assert set(LEVELS) <= set(LEVEL)


def named_facts() -> set[str]:
    """Return every code that a rule of the packs may name as a fact, or as missing."""
    found = set(Details.model_fields)
    for path in (ROOT / "console" / "domain" / "compliance").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("facts", "missing", "needs", "reads"):
                found |= {
                    str(part.value)
                    for part in ast.walk(node.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return {code for code in found if re.fullmatch(r"[a-z][a-z_ ]+", code)} - {"cap", "per_day", "per_week", "total"}


def test_every_fact_that_a_rule_names_has_its_words() -> None:
    facts = named_facts()
    assert {"identity_verified", "guarantee_open", "work_forbids_calls", "attempts"} <= facts
    assert facts - set(NAMES) == set()
    for en, zh in NAMES.values():
        assert en and "_" not in en and any("一" <= sign <= "鿿" for sign in zh)


def test_a_fact_is_written_in_words_and_a_quote_stays_a_quote() -> None:
    assert fact_words("third_party_refused") == ("Third party wants no calls", "第三人拒绝联系")
    assert fact_words("12 d") == ("12 days", "12天")
    assert fact_words("lacks phone") == ("lacks: telephone number", "缺少：电话号码")
    assert fact_words("明天就上门") == ("明天就上门", "明天就上门")
    assert fact_words("2/3") == ("2/3", "2/3")
