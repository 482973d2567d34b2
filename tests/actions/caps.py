"""The caps of both packs and of house rules, and for each one a race for its last free slot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from console.domain.compliance import PACKS
from console.domain.compliance.house_rules import KINDS
from tests.actions.caps_cast import DAY, FIRMS, Race, made, own, seed, spread, three

SPANS = {"warn", "opens", "days"}  # no counts of their own, unless a row has nothing else


def caps() -> set[tuple[str, str]]:
    """Return (row, number) of everything in both packs that a begun attempt uses up."""
    found = set()
    for pack in PACKS.values():
        for rule in pack.rules:
            if "-freq-" not in rule.id:
                continue
            numbers = {key for key, value in rule.params.items() if type(value) is int and key != "opens"}
            counts = numbers - SPANS or numbers
            found |= {(rule.id, key) for key in counts}
    return found | {("house", kind) for kind in KINDS if kind in ("param", "cap")}


RACES: dict[tuple[str, str], Race] = {
    ("cn-freq-unanswered-6", "cap"): Race(
        "cn-freq-unanswered-6",
        lambda c: [seed(c, n % 3, 5 + n, "call", "no_answer", phone_id=c.ids[c.shared]) for n in range(5)],
        lambda c: three(c, "call"),
    ),
    ("cn-freq-effective-3", "cap"): Race(
        "cn-freq-effective-3",
        lambda c: [seed(c, 0, 20 + n, "call", "effective", phone_id=own(c, n)) for n in range(2)],
        lambda c: spread(c, 0, "call", "robot_call", agencies=FIRMS),
        settles="effective",
        desk=True,
    ),
    ("cn-freq-notice-3", "cap"): Race(
        "cn-freq-notice-3",
        lambda c: [seed(c, 0, 20 + n, "voice_message", "delivered") for n in range(2)],
        lambda c: spread(c, 0, "robot_call", "voice_message", agencies=FIRMS),
        settles="answered",
    ),
    ("cn-freq-pool", "cap"): Race(
        "cn-freq-pool",
        lambda c: [seed(c, 0, 20 + n, "call", "effective", agency_id=c.agencies["North"]) for n in range(2)],
        lambda c: spread(c, 0, "call", "robot_call", agencies=FIRMS),
        settles="effective",
        desk=True,
    ),
    ("cn-freq-multi-number", "cap"): Race(
        "cn-freq-multi-number",
        lambda c: [seed(c, 0, 20 + n, "call", "busy", phone_id=own(c, n % 7)) for n in range(9)],
        lambda c: spread(c, 0, "call", agencies=FIRMS),
        desk=True,
    ),
    ("cn-freq-sms", "per_day"): Race(
        "cn-freq-sms",
        lambda c: [seed(c, 0, 30, "sms", "sent", template="old")],
        lambda c: spread(c, 0, "sms", "email", "im", agencies=FIRMS),
        settles="sent",
        warns="/2",
    ),
    ("cn-freq-sms", "per_week"): Race(
        "cn-freq-sms",
        lambda c: [seed(c, 0, (n + 1) * DAY, "email", "sent", template=f"o{n}") for n in range(4)],
        lambda c: spread(c, 0, "sms", "email", "im", agencies=FIRMS),
        settles="sent",
        warns="5/5",
    ),
    ("cn-freq-sms", "same_hours"): Race(
        "cn-freq-sms",
        lambda c: [],
        lambda c: [
            replace(w, template="", text="您的账单已逾期，请联系我们。") for w in spread(c, 0, "sms", agencies=FIRMS)
        ],
        settles="sent",
        warns="1/2",
    ),
    ("cn-freq-carrier", "minute"): Race(
        "cn-freq-carrier",
        lambda c: [],
        lambda c: three(c, "robot_call", template="bill") + three(c, "voice_message", template="bill"),
        opens_after=timedelta(0),
    ),
    ("cn-freq-carrier", "hour"): Race(
        "cn-freq-carrier",
        lambda c: [
            seed(c, n % 3, 50 - n, "robot_call", "no_answer", template="bill", phone_id=c.ids[c.shared])
            for n in range(4)
        ],
        lambda c: three(c, "robot_call", template="bill"),
        opens_after=timedelta(minutes=5),
    ),
    ("cn-freq-carrier", "day"): Race(
        "cn-freq-carrier",
        lambda c: [
            seed(c, n % 3, 600 + n, "robot_call", "no_answer", template="bill", phone_id=c.ids[c.shared])
            for n in range(19)
        ],
        lambda c: three(c, "robot_call", template="bill"),
        opens_after=timedelta(hours=2),
    ),
    ("cn-freq-third-party", "cap"): Race(
        "cn-freq-third-party",
        lambda c: [],
        lambda c: [
            made(c, 0, channel, number=c.third, purpose="locate", agency=agency, template=f"{channel}{agency}")
            for channel in ("call", "sms")
            for agency in FIRMS
        ],
        opens_after=timedelta(hours=2),
        lost=True,
    ),
    ("cn-freq-third-party", "total"): Race(
        "cn-freq-third-party",
        lambda c: [seed(c, 0, DAY, "call", "no_answer", party="listed_contact", phone_id=c.ids[c.third])],
        lambda c: [
            made(c, 0, channel, number=c.third, purpose="locate", agency=agency, template=f"{channel}{agency}")
            for channel in ("call", "sms")
            for agency in FIRMS
        ],
        never=True,
        lost=True,
    ),
    ("us-freq-7in7", "cap"): Race(
        "us-freq-7in7",
        lambda c: [seed(c, 0, (n + 1) * DAY * 0.9, "call", "no_answer", accounts=[c.debts[0][0]]) for n in range(6)],
        lambda c: spread(c, 0, "call", "robot_call", "voice_message", accounts=(c.debts[0][1],)),
        us=True,
    ),
    ("us-freq-after-talk", "days"): Race(
        "us-freq-after-talk",
        lambda c: [],
        lambda c: spread(c, 0, "call", "robot_call", accounts=(c.debts[0][1],)),
        settles="effective",
        us=True,
    ),
    ("us-freq-factors", "minutes"): Race(
        "us-freq-factors", lambda c: [], lambda c: spread(c, 0, "voice_message"), warns="rapid", us=True
    ),
    ("us-freq-factors", "per_day"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, 90 + n, "call", "no_answer") for n in range(2)],
        lambda c: spread(c, 0, "voice_message"),
        warns="one day",
        us=True,
    ),
    ("us-freq-factors", "all_debts"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, (1 + n * 0.8) * DAY, "call", "no_answer", accounts=[c.debts[1][0]]) for n in range(6)],
        lambda c: spread(c, 0, "voice_message", accounts=(c.debts[0][1],)),
        warns="many calls over all debts",
        us=True,
    ),
    ("us-freq-factors", "voicemails"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, (n + 1) * DAY, "call", "voicemail") for n in range(2)],
        lambda c: spread(c, 0, "voice_message"),
        warns="voicemail after voicemail",
        us=True,
    ),
    ("us-freq-messages", "per_day"): Race(
        "us-freq-messages",
        lambda c: [seed(c, 0, 30 + n, "sms", "sent", template=f"d{n}") for n in range(2)],
        lambda c: spread(c, 0, "sms", "email", "im"),
        settles="sent",
        warns="3/3",
        us=True,
    ),
    ("us-freq-messages", "per_week"): Race(
        "us-freq-messages",
        lambda c: [seed(c, 0, (n + 1) * DAY, "email", "sent", template=f"w{n}") for n in range(4)],
        lambda c: spread(c, 0, "sms", "email", "im"),
        settles="sent",
        warns="5/5",
        us=True,
    ),
    ("house", "cap"): Race(
        "house-",
        lambda c: [seed(c, 0, 30, "letter", "sent"), seed(c, 0, 40, "call", "busy")],
        lambda c: spread(c, 0, "call", "sms", "email", "im", "letter", "visit", agencies=FIRMS),
        desk=True,
        house_rule={"kind": "cap", "value": 3.0, "rule_id": "", "param": ""},
    ),
    ("house", "param"): Race(
        "cn-freq-unanswered-6",
        lambda c: [seed(c, 1, 30, "call", "no_answer", phone_id=c.ids[c.shared])],
        lambda c: three(c, "call"),
        house_rule={"kind": "param", "value": 2.0, "rule_id": "cn-freq-unanswered-6", "param": "cap"},
    ),
}
