"""What an agent says when a customer asks how the talking points are chosen.

The lines say what is done, why, on which facts, and that the customer may refuse. PIPL art. 24 gives the
right to an explanation and to refuse. Each line is short enough to be said.
"""

from __future__ import annotations

EXPLAIN: tuple[tuple[str, str], ...] = (
    (
        "My screen suggests how I talk with you: a reminder, calm words, or figures.",
        "屏幕会建议我怎么和您沟通：多提醒、多安抚，还是多讲数字。",
    ),
    (
        "It is there so that the words suit you. It decides nothing about the debt or the offers.",
        "目的是让沟通更适合您，它不决定欠款，也不决定方案。",
    ),
    ("It looks at: {reasons}. Never at sex, age, family or health.", "依据是：{reasons}。不看性别、年龄、家庭和健康。"),
    (
        "You may refuse right now. Your rights and your offers stay the same.",
        "您现在就可以拒绝，您的权利和方案都不受影响。",
    ),
)
NOTHING = ("so far nothing", "目前没有")
MOST = 2  # at most this many reasons are said


def explanation(reasons: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the lines in both languages with the strongest reasons filled in."""
    named = reasons[:MOST] or (NOTHING,)
    en = "; ".join(reason[0][:1].lower() + reason[0][1:] for reason in named)
    zh = "；".join(reason[1] for reason in named)
    return tuple((a.replace("{reasons}", en), b.replace("{reasons}", zh)) for a, b in EXPLAIN)
