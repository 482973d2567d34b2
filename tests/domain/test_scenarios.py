"""A file of scenarios from outside: what is wrong with a line, and what a verdict says of itself."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.__main__ import main
from console.scenarios.judge import BadScenario, judge, read_scenario, verdict_line

NOW = "2026-11-24T10:00:00+08:00"
LINE: dict[str, Any] = {"assume": "known", "now": NOW, "proposed": {"number": "+8613800001234"}}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"consents": [{"window": ["25:99", "x"]}]}, "consents.0.window.0"),
        ({"customer": {"zones": []}}, "customer.zones"),
        ({"accounts": [{"id": "A"}, {"id": "A"}]}, "'A' is there twice"),
        ({"phones": [{"e164": "+8613800001234", "zone": "Mars/Base"}]}, "is no time zone"),
        ({"proposed": {"text": "还" * 10_000}}, "proposed.text"),
        ({"colour": "red"}, "colour: this field is unknown"),
        ({"now": "2026-11-24T10:00:00"}, "now"),
        ({"attempts": [{"at": "2026-11-25T10:00:00+08:00"}]}, "attempts.0.at lies after now"),
    ],
)
def test_a_fault_names_its_field(part: dict[str, Any], said: str) -> None:
    with pytest.raises(BadScenario, match=said):
        read_scenario({**LINE, **part})


def test_a_bad_line_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = json.dumps({"id": "one", **LINE})
    lines = [
        "\ufeff" + good,
        "",
        "# a comment",
        good,
        "[1, 2]",
        '{"now": 1, "now": 2}',
        json.dumps({**LINE, "now": "0001-01-01T00:00:00+08:00"}),
        json.dumps({**LINE, "consents": [{"window": ["25:99", "x"]}]}),
        json.dumps({"id": "last", **LINE}),
    ]
    path = tmp_path / "lines.jsonl"
    path.write_bytes("\n".join(lines).encode().replace(b"[1, 2]", b"[1, 2]\n\xff\xfe"))
    monkeypatch.setattr("sys.argv", ["console", "check", str(path)])
    assert main() == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["one", "last"]
    faults = [line for line in err.splitlines() if line.startswith("line ")]
    assert [line.split(":")[0] for line in faults] == [
        "line 3",
        "line 4",
        "line 5",
        "line 6",
        "line 7",
        "line 8",
        "line 9",
    ]
    assert "also the id of line 1" in faults[1]
    assert "one JSON object a line" in faults[2]
    assert "not UTF-8" in faults[3]
    assert "now: this field is there twice" in faults[4]


@pytest.mark.parametrize(
    ("part", "is_law"),
    [
        ({"now": "2026-11-24T22:30:00+08:00"}, {"cn-time-quiet-hours": True}),
        ({"now": "2026-11-24T21:55:00+08:00"}, {"cn-time-wrapup": False}),
        ({"requests": [{"kind": "complaint", "since": NOW}]}, {"cn-complaint": False}),
        ({"requests": [{"kind": "cease", "since": NOW}]}, {"house-cease": False}),
    ],
)
def test_house_practice_is_not_called_law(part: dict[str, Any], is_law: dict[str, bool]) -> None:
    scenario = read_scenario({**LINE, **part})
    found = verdict_line(1, scenario, judge(scenario))["findings"]
    assert {x["rule"]: x["is_law"] for x in found} == is_law
    for x in found:
        if not x["is_law"]:
            assert (x["law"], x["article"]) == ("house practice", "")


REFUSED = {
    "assume": "known",
    "now": NOW,
    "proposed": {"party": "listed_contact", "purpose": "locate", "person": "f", "number": "+8613800005678"},
    "attempts": [
        {"at": f"2026-11-23T1{i}:00:00+08:00", "number": "+8613800001234", "result": "no_answer"} for i in range(3)
    ],
    "requests": [{"kind": "third_party_refused", "since": "2026-11-20T09:00:00+08:00", "scope": {"person": "f"}}],
}


@pytest.mark.parametrize(
    "line",
    [
        REFUSED,
        {**LINE, "proposed": {"details": {"uses_other_brand": True, "is_agency": True, "says_entrusted": False}}},
        {**LINE, "proposed": {"text": "小心你的腿"}},
    ],
)
def test_another_channel_is_offered_only_for_the_very_same_contact(line: dict[str, Any]) -> None:
    verdict = judge(read_scenario(line))
    assert verdict.blocked
    assert [o.channel for o in verdict.openings if o.kind == "channel"] in ([], ["email"])
    for opening in verdict.openings:
        if opening.kind == "channel":
            other = {**line, "proposed": {**line["proposed"], "channel": opening.channel}}
            assert not judge(read_scenario(other)).blocked


def test_what_becomes_known_later_changes_no_verdict_of_now() -> None:
    scenario = read_scenario(
        {
            **LINE,
            "now": "2026-11-24T22:30:00+08:00",
            "consents": [{"window": ["22:00", "23:00"], "binds_from": "2026-11-20T09:00:00+08:00"}],
            "requests": [{"kind": "complaint", "since": "2026-11-01T09:00:00+08:00"}],
            "accounts": [{"id": "A", "due_on": "2023-11-20"}],
        }
    )
    later = scenario.now + timedelta(minutes=2)
    changed = scenario.model_copy(
        update={
            "consents": [c.model_copy(update={"revoked_at": later}) for c in scenario.consents or []],
            "requests": [r.model_copy(update={"answered_at": later}) for r in scenario.requests or []],
            "accounts": [
                a.model_copy(update={"limitation_interrupted_on": later.date() + timedelta(days=1)})
                for a in scenario.accounts or []
            ],
        }
    )
    first, second = judge(scenario), judge(changed)
    assert [(x.rule_id, x.severity) for x in first.findings] == [(x.rule_id, x.severity) for x in second.findings]
    assert {"cn-time-consent-window", "cn-complaint", "cn-law-limitation"} == {x.rule_id for x in first.findings}


def test_what_is_not_known_is_said_and_what_is_empty_is_not() -> None:
    debt = {"id": "A", "status": "open", "time_barred": False}
    known: dict[str, Any] = {"attempts": [], "consents": [], "phones": [], "declarations": [], "accounts": [debt]}
    line = {"now": NOW, "packs": ["us"], "customer": {"zones": ["America/New_York"]}, **known}
    unknown = judge(read_scenario({**line, "now": "2026-11-24T10:00:00-05:00"}))
    stops = {x.rule_id for x in unknown.findings if x.missing == ("requests",)}
    assert {"us-cease", "us-party-attorney", "us-medium", "us-dispute"} <= stops
    assert unknown.level == "warn"
    assert {"requests", "customer.deceased", "customer.work_forbids_calls"} <= set(unknown.assumed)
    empty = read_scenario({**line, "now": "2026-11-24T10:00:00-05:00", "requests": []})
    assert judge(empty).level == "allow"
