"""Mainland rules on data, files and firms: what may be shown, kept, deleted, handed on.

A test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from console.domain.compliance.context import Ctx
from console.domain.compliance.packs.cn_conduct import any_flag, flag
from console.domain.compliance.reach import AN_ACT
from console.domain.compliance.types import Hit, Rule

P = Mapping[str, Any]


def _age(ctx: Ctx, key: str) -> int | None:
    """Return the days since a date in the details, or None when the date is unknown."""
    value = ctx.detail(key)
    if value is None:
        return None
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return (ctx.local.date() - day).days


def recording_age(ctx: Ctx, p: P) -> Hit | None:
    """A recording of a call must be kept for at least two years."""
    if ctx.detail("what") != "recording":
        return None
    age = _age(ctx, "made_on")
    if age is None:
        return Hit(missing=("made_on",))
    return Hit(facts=(f"{age} d",)) if age < p["days"] else None


def oral_plan(ctx: Ctx, p: P) -> Hit | None:
    """The recording of an oral instalment agreement must be kept until the debt is settled."""
    if ctx.detail("what") == "recording" and ctx.detail("oral_plan") is True:
        return None if ctx.detail("settled") is True else Hit(facts=("oral_plan",))
    return None


def assessment_age(ctx: Ctx, p: P) -> Hit | None:
    """An assessment report and its processing log must be kept for three years."""
    if ctx.detail("what") not in ("assessment", "processing_log"):
        return None
    age = _age(ctx, "made_on")
    if age is None:
        return Hit(missing=("made_on",))
    return Hit(facts=(f"{age} d",)) if age < p["days"] else None


def entrusting(ctx: Ctx, p: P) -> Hit | None:
    """An agency needs a processing contract and an evaluation within the year, and may not pass the case on."""
    if ctx.detail("processing_contract") is False:
        return Hit(facts=("processing_contract",))
    if ctx.detail("sub_agency") is True:
        return Hit(facts=("sub_agency",))
    age = _age(ctx, "evaluated_on")
    return Hit(facts=(f"{age} d",)) if age is not None and age > p["days"] else None


def export(ctx: Ctx, p: P) -> Hit | None:
    """Agents may not export, take screenshots or copy. Others need a reason, and a second person for many rows."""
    if ctx.detail("act") not in ("export", "screenshot", "copy"):
        return None
    if ctx.detail("role") in ("agent", "collector", None):
        return Hit(facts=(str(ctx.detail("role")),))
    if not ctx.detail("reason"):
        return Hit(missing=("reason",))
    rows = ctx.detail("rows")
    if rows is not None and int(rows) > p["rows"] and ctx.detail("second_person") is not True:
        return Hit(facts=(f"{rows} > {p['rows']}",))
    return None


def shown_in_full(ctx: Ctx, p: P) -> Hit | None:
    """A full number may be shown only after a click, with a reason and an entry in the log."""
    if ctx.detail("act") != "show_full":
        return None
    lacks = tuple(key for key in ("clicked", "reason", "logged") if not ctx.detail(key))
    return Hit(missing=lacks) if lacks else None


def listed(ctx: Ctx, p: P) -> Hit | None:
    """The agency must be on the creditor's public list, and the debtor must be told of it."""
    return any_flag(("agency_listed", False), ("outsourcing_notice", False))(ctx, p)


_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "cn-data-rec-2y",
        "Card rules",
        "68",
        "block",
        "high",
        "The recording must be kept.",
        "录音未满保存期。",
        recording_age,
        reach=AN_ACT,
        deeds=("retention",),
        params={"days": 730},
        tighter={"days": "more"},
    ),
    _R(
        "cn-hard-oral",
        "Card rules",
        "70",
        "block",
        "high",
        "Recording locked until settled.",
        "录音保留至结清。",
        oral_plan,
        reach=AN_ACT,
        deeds=("retention",),
    ),
    _R(
        "cn-data-pia-3y",
        "PIPL",
        "56",
        "block",
        "high",
        "Cannot be deleted before 3 years.",
        "未满3年不得删除。",
        assessment_age,
        reach=AN_ACT,
        deeds=("retention",),
        params={"days": 1096},
        tighter={"days": "more"},
    ),
    _R(
        "cn-data-entrust",
        "PIPL; GB/T 45251-2025",
        "21, 23",
        "block",
        "high",
        "Agency data agreement lapsed.",
        "委托协议或评估失效。",
        entrusting,
        reach=AN_ACT,
        deeds=("assignment",),
        params={"days": 365},
        tighter={"days": "less"},
    ),
    _R(
        "cn-id-agency-listed",
        "CBA; Order 2022-9",
        "41",
        "block",
        "high",
        "Agency not authorised for this case.",
        "机构未公示或未告知客户。",
        listed,
        reach=AN_ACT,
        deeds=("assignment",),
    ),
    _R(
        "cn-data-export",
        "PIPL; Criminal Law",
        "10, 51; 253-1",
        "block",
        "high",
        "Export is blocked.",
        "禁止导出客户信息。",
        export,
        reach=AN_ACT,
        deeds=("data",),
        params={"rows": 500},
        tighter={"rows": "less"},
    ),
    _R(
        "cn-data-mask",
        "PIPL; JR/T 0171",
        "51",
        "block",
        "med",
        "Full number hidden.",
        "敏感信息已脱敏。",
        shown_in_full,
        reach=AN_ACT,
        deeds=("data",),
    ),
    _R(
        "cn-data-minimum",
        "PIPL; Civil Code",
        "5, 6; 1035",
        "block",
        "high",
        "Not needed for this task.",
        "非必要信息不予展示。",
        any_flag(("assigned", False), ("beyond_purpose", True)),
        reach=AN_ACT,
        deeds=("data",),
    ),
    _R(
        "cn-data-sensitive",
        "PIPL",
        "28-30",
        "block",
        "high",
        "Separate consent is missing.",
        "缺少单独同意。",
        flag("sensitive_basis", False),
        reach=AN_ACT,
        deeds=("data",),
    ),
    _R(
        "cn-data-breach",
        "PIPL",
        "57",
        "block",
        "high",
        "Report the leak now.",
        "发现泄露，立即上报。",
        flag("suspected_leak"),
        reach=AN_ACT,
        deeds=("data", "platform"),
    ),
    _R(
        "cn-data-mlps",
        "Cybersecurity Law; GB/T 22239-2019",
        "",
        "remind",
        "low",
        "No filing of the protection level is on record.",
        "未见等级保护备案记录。",
        flag("mlps_filed", False),
        reach=AN_ACT,
        deeds=("platform",),
    ),
    _R(
        "cn-data-jrt0171",
        "JR/T 0171-2020",
        "",
        "block",
        "high",
        "Secrets of class C3 do not belong in this system.",
        "C3类信息不得进入本系统。",
        flag("holds_c3"),
        reach=AN_ACT,
        deeds=("platform", "data"),
    ),
)
