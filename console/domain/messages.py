"""Messages to customers: their states, when a failed one is tried again, and until when one makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# where a message stands: code -> (English, Chinese)
STATES: Mapping[str, tuple[str, str]] = {
    "queued": ("waiting to leave", "待发送"),
    "held": ("held", "暂停发送"),
    "leaving": ("leaving", "发送中"),
    "unclear": ("handed over, no answer", "已交运营商，未获回执"),
    "sent": ("sent", "已发送"),
    "delivered": ("delivered", "已送达"),
    "read": ("read", "已读"),
    "failed": ("failed", "发送失败"),
    "expired": ("too late, not sent", "已过时，未发送"),
    "received": ("received", "已收到"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "reminder": ("Reminder", "提醒"),
    "confirm": ("Confirmation of a call", "通话确认"),
    "statement": ("Statement", "对账单"),
    "campaign": ("Campaign", "批量消息"),
    "answer": ("Answer", "答复"),
    "own": ("Message", "消息"),
    "reply": ("From the customer", "客户来信"),
}
# why a message does not leave, beside the reasons for which a customer sleeps
REASONS: Mapping[str, tuple[str, str]] = {
    "paid": ("paid meanwhile", "期间已还款"),
    "promise_over": ("the promise is over", "承诺已结束"),
    "spoken": ("spoken to since then", "期间已沟通"),
    "warned": ("a warning that a person must decide", "有警告，须人工决定"),
    "words": ("words that are not allowed", "用语不合规"),
    "no_carrier": ("no carrier for this channel", "该渠道未接入"),
    "no_address": ("no usable address", "无可用地址"),
    "tries": ("the carrier did not take it", "运营商多次未接收"),
    "withdrawn": ("withdrawn", "已撤回"),
}
# what each state may become by a report of the carrier: reports come twice, late and out of order
BECOMES: Mapping[str, frozenset[str]] = {
    "leaving": frozenset({"sent", "delivered", "read", "failed", "expired", "unclear"}),
    "unclear": frozenset({"sent", "delivered", "read", "failed", "expired"}),
    "sent": frozenset({"delivered", "read", "failed", "expired"}),
    "delivered": frozenset({"read"}),
    "expired": frozenset({"delivered", "read"}),
    "failed": frozenset({"delivered", "read"}),
}
TRIES = 6  # times that a message is handed to a carrier that does not take it
AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
LOOK_AGAIN = timedelta(hours=1)  # a held message is judged again
LOST_AFTER = timedelta(minutes=2)  # a message that is leaving for longer: its sender has died
SAME_NUMBER = timedelta(seconds=60)  # between two messages to one number
CONFIRM_AFTER = timedelta(minutes=2)  # after a promise the customer gets it in writing
LASTS: Mapping[str, timedelta] = {
    "confirm": timedelta(hours=24),
    "answer": timedelta(days=2),
    "campaign": timedelta(days=1),
}
LONGEST = 1000  # characters of one message
CHINESE_PLACES = frozenset({"CN", "TW", "HK", "MO"})


def again_at(now: datetime, tries: int) -> datetime:
    """Return when a message is tried again that the carrier did not take for the ``tries``-th time."""
    return now + AGAIN[min(tries, len(AGAIN)) - 1]


def expires_at(kind: str, due_at: datetime, zone: ZoneInfo, due_on: date | None = None) -> datetime:
    """Return until when a message makes sense. A reminder ends with the day that it is about."""
    if due_on is not None:
        return datetime.combine(due_on + timedelta(days=1), time(0), zone)
    return due_at + LASTS.get(kind, timedelta(days=3))


def speaks_chinese(region: str) -> bool:
    """Return True where customers are written to in Chinese."""
    return region in CHINESE_PLACES


def dressed(text: str, channel: str, sender: tuple[str, str], *, chinese: bool, has_opt_out: bool) -> str:
    """Return the words as they leave: the sender's name in front and the way to stop at the end.

    ``sender``: the creditor's name in English and Chinese. China asks for the sender in brackets on each SMS
    (measures on SMS services 2015, art. 17), Regulation F for a simple way out of each message (12 CFR 1006.6(e)).
    """
    name = sender[1] if chinese else sender[0]
    if channel == "sms":
        text = f"【{name}】{text}" if chinese else f"{name}: {text}"
    if has_opt_out:
        return text
    if channel == "email":
        return f"{text}\n\n{'不想再收到邮件，请回复“退订”。' if chinese else 'To stop these e-mails, reply STOP.'}"
    return f"{text}{'回TD退订' if chinese else ' Reply STOP to opt out.'}"
