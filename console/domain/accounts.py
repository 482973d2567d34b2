"""Accounts of officers and administrators: two people make, reset and re-role them. They rest before they decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GUARDED = ("compliance", "admin")  # roles whose accounts two people make
REST_HOURS = 24  # an account that was made or reset decides nothing for so long; a site may shorten it by two people

# what was done with an account -> (English, Chinese)
ACTS: Mapping[str, tuple[str, str]] = {
    "founded": ("founded with the site", "随站点建立"),
    "made": ("account made", "新建账号"),
    "password": ("password reset", "重置密码"),
    "second": ("second factor reset", "重置双重验证"),
    "role": ("role changed", "变更角色"),
    "enabled": ("access given back", "恢复访问"),
    "disabled": ("access taken away", "停用访问"),
    "readmitted": ("let in again by a command of the host", "由主机命令恢复登录"),
    "rest": ("time before a new account decides", "新账号的等待时间"),
}
ROLE_NAMES: Mapping[str, tuple[str, str]] = {
    "agent": ("agent", "坐席"),
    "collector": ("collector", "外访员"),
    "lead": ("lead", "组长"),
    "compliance": ("compliance officer", "合规专员"),
    "admin": ("administrator", "管理员"),
}
ASKED = ("made", "password", "second", "role", "enabled")  # these need two people


def is_guarded(*roles: str) -> bool:
    """Return True when one of these roles, before or after a change, is an officer's or an administrator's."""
    return any(role in GUARDED for role in roles)


def takes_new_password(payload: Mapping[str, Any]) -> bool:
    """Return True when an agreed act begins with a first password in two halves.

    That is a new account, a reset, and a role that becomes an officer's or administrator's: the password before it may
    have been set by one person alone.
    """
    if payload["act"] == "role":
        return is_guarded(payload["role"]) and not is_guarded(payload["was"])
    return payload["act"] in ("made", "password")
