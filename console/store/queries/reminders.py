"""Reminders of promises in the customer's timeline: due, and what became of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual, Sentence
from console.domain.facts import Money
from console.domain.labels import bilingual
from console.domain.sleep_reasons import SLEEP_REASONS
from console.store.customer_case import Case
from console.store.models import Due
from console.store.views import TimelineItem

# what became of a reminder -> words; an open one is due
REMINDERS: dict[str, tuple[str, str]] = {
    "": ("Reminder due", "到期提醒"),
    "moved": ("Reminder due at the next lawful time", "提醒顺延至合法时段"),
    "with_agent": ("Reminder due; the customer is with an agent", "提醒待办，客户正由坐席处理"),
    "woken": ("Reminder passed to the agent", "提醒已转给坐席"),
    "messaged": ("Reminder by message", "已发消息提醒"),
    "no_message": ("No reminder by message", "未发消息提醒"),
    "spoken": ("Reminder not needed: spoken to since then", "无需提醒：已沟通"),
    "kept": ("Reminder not needed: paid", "无需提醒：已还款"),
    "replaced": ("Reminder cancelled: a new promise", "提醒取消：已有新承诺"),
    "closed": ("Reminder cancelled: no longer in the queue", "提醒取消：已移出队列"),
}


def reminder_items(session: Session, case: Case, limit: int) -> list[TimelineItem]:
    """Return the customer's reminders, open ones at their due time."""
    rows = session.execute(
        select(Due.due_at, Due.done_at, Due.result, Due.payload)
        .where(Due.customer_id == case.customer.id, Due.what == "reminder")
        .order_by(Due.id.desc())
        .limit(limit)
    ).all()
    found = []
    for row in rows:
        why = row.result.removeprefix("blocked:")
        if why != row.result:
            reason = SLEEP_REASONS.get(why, (why, why))
            title = Bilingual(f"Reminder not lawful: {reason[0]}", f"提醒未获准：{reason[1]}")
        else:
            title = bilingual(REMINDERS.get(why, ("Reminder over", "提醒已结束")))
        of = (
            ("amount", Money(row.payload["amount"], case.customer.currency)),
            ("day", date.fromisoformat(row.payload["due_on"])),
        )
        open_one = row.done_at is None
        found.append(
            TimelineItem(
                row.due_at if open_one else row.done_at,
                "reminder",
                "bell-ring" if open_one else "bell",
                Sentence(f"{title.en}: %(amount)s on %(day)s", f"{title.zh}：%(day)s还款%(amount)s", of),
                "",
                None,
                "good" if open_one else "plain",
            )
        )
    return found
