"""Words for how sure the source of a rule is, and for the levels of a verdict, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

CONFIDENCE: Mapping[str, tuple[str, str]] = {
    "high": ("high", "高"),
    "high (text), low (article)": ("high (text), low (article)", "内容高，条号低"),
    "med": ("medium", "中"),
    "low": ("low", "低"),
    "policy": ("house practice", "内部规定"),
}
LEVEL: Mapping[str, tuple[str, str]] = {
    "block": ("block", "禁止"),
    "warn": ("warn", "警告"),
    "remind": ("remind", "提示"),
    "allow": ("allow", "允许"),
}
