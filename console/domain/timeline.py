"""The customer's timeline: its kinds, and for what somebody may look at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

KINDS: Mapping[str, tuple[str, str]] = {
    "contact": ("Calls and messages", "通话与消息"),
    "words": ("Words shown and said", "话术展示与告知"),
    "note": ("Outcomes and notes", "结果与备注"),
    "promise": ("Promises", "承诺"),
    "payment": ("Payments", "还款"),
    "verdict": ("Verdicts", "判定"),
    "hold": ("Wishes, holds, consents", "诉求、限制与同意"),
    "alarm": ("Alarms", "警报"),
    "look": ("Who looked", "查阅记录"),
}
# why somebody opens it: stored with the look, and shown to whoever opens it after that
PURPOSES: Mapping[str, tuple[str, str]] = {
    "complaint": ("Answer a complaint or a dispute", "答复投诉或异议"),
    "review": ("Review a hold, a wish or a proposal", "复核限制、诉求或提议"),
    "quality": ("Check how contacts were made", "质检"),
    "authority": ("A court or an authority asks", "司法或监管要求"),
    "customer": ("The customer asks for it", "客户本人申请"),
}
LOOK_HOLDS = timedelta(hours=8)  # a purpose that was given holds for one shift
ROLES = ("compliance", "lead")
NOT_SAID: Mapping[str, tuple[str, str]] = {
    "hung_up": ("the customer hung up", "客户挂断"),
    "third_party": ("a third party was there", "第三人在场"),
    "safety": ("for safety", "出于安全"),
    "other": ("another reason", "其他原因"),
}
DISCLOSED: Mapping[str, tuple[str, str]] = {
    "who": ("Own name and firm", "自报姓名与机构"),
    "recording": ("The call is recorded", "告知录音"),
    "identity": ("Identity checked", "已核实身份"),
}
LEVELS: Mapping[str, tuple[str, str]] = {
    "block": ("blocked", "禁止"),
    "warn": ("warned", "警告"),
    "remind": ("reminded", "提示"),
    "allow": ("allowed", "允许"),
}
DIRECTIONS: Mapping[str, tuple[str, str]] = {"out": ("to the customer", "去电"), "in": ("from the customer", "来电")}
