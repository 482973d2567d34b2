"""The mainland pack: every row that a program decides for calls, messages and visits."""

from console.domain.compliance.packs.cn_hold import ROWS as HOLD
from console.domain.compliance.packs.cn_party import ROWS as PARTY
from console.domain.compliance.packs.cn_time import ROWS as TIME
from console.domain.compliance.types import Pack

CN = Pack("cn", "CN", "Asia/Shanghai", (*TIME, *PARTY, *HOLD), "2026-11-24")
