"""Each rule has a plain sentence in both languages, with every number that a house may tighten."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from console.domain.compliance import PACKS
from console.domain.compliance.packs.laws import TITLES, law_words
from console.domain.compliance.plain import PARAMS, PLAIN, by_id, sentence_of, sentences


@pytest.mark.parametrize("code", PACKS)
def test_every_rule_has_a_sentence_of_its_own_in_both_languages(code: str) -> None:
    found = list(sentences(PACKS[code]))
    ids = Counter(rule.id for rule in PACKS[code].rules)
    assert {rule_id: len(PLAIN[rule_id]) for rule_id in ids} == dict(ids)
    for language in ("en", "zh"):
        said = Counter(getattr(words, language) for _, words in found)
        assert [text for text, count in said.items() if count > 1] == []
    for rule, words in found:
        assert words.en.endswith(".") and words.zh.endswith("。"), rule.id
        assert re.search(r"[\u4e00-\u9fff]", words.zh) and not re.search(r"[\u4e00-\u9fff{}]", words.en), rule.id


@pytest.mark.parametrize("code", PACKS)
def test_a_number_that_may_be_tightened_stands_in_the_sentence(code: str) -> None:
    lacking = []
    for rule, words in sentences(PACKS[code]):
        for param, way in rule.tighter.items():
            changed = replace(rule, params={**rule.params, param: 7777 if way == "more" else 3333})
            pack = replace(PACKS[code], rules=tuple(changed if r is rule else r for r in PACKS[code].rules))
            fresh = next(text for r, text in sentences(pack) if r is changed)
            if fresh.en == words.en or fresh.zh == words.zh:
                lacking.append((rule.id, param))
            assert param in PARAMS, param
    assert lacking == []


def test_hours_read_as_hours() -> None:
    assert by_id()["cn-time-quiet-hours"].en == "No contact before 08:00 or from 22:00, unless the customer agreed."
    assert sentence_of("house-12").en == "house-12"


def test_every_law_has_its_chinese_title() -> None:
    titles = {title for pack in PACKS.values() for rule in pack.rules for title in rule.law.split("; ")}
    assert titles == set(TITLES)
    assert law_words("Civil Code; PIPL").zh == "民法典；个人信息保护法"
    assert law_words("house rule: calm").zh == "内部规则：calm"
