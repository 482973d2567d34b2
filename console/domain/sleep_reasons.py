"""Why a customer sleeps: the reasons with their words, and which reason a blocked contact or a hold gives.

Every rule of both packs is listed here under its reason. The reason is never guessed from words in the
rule's id ("cn-hard-plan-stop" is a plan in force, not a hardship).
"""

from __future__ import annotations

from collections.abc import Iterable

from console.domain.facts import RequestKind

# Why a customer sleeps: code -> (en, zh). The counts of these reasons explain an empty queue.
SLEEP_REASONS: dict[str, tuple[str, str]] = {
    "quiet_hours": ("quiet hours", "禁催时段"),
    "cap": ("contact limit reached", "联系次数已满"),
    "promise": ("promise not due yet", "承诺未到期"),
    "callback": ("callback agreed", "已约回电"),
    "message": ("the customer wrote, to be answered", "客户来信待答复"),
    "retry": ("tried, rest before the next try", "已拨打，稍后再试"),
    "talked": ("spoken today", "今日已沟通"),
    "plan": ("plan in force", "分期方案执行中"),
    "dispute": ("in dispute", "异议处理中"),
    "complaint": ("complaint open", "投诉处理中"),
    "safety": ("safety state, alarm not handled yet", "安全状态，警报处理中"),
    "hardship": ("hardship or vulnerable", "经济困难或特殊困难"),
    "cease": ("asked to stop", "要求停止联系"),
    "suppressed": ("on a suppression list", "在禁呼名单中"),
    "recalled": ("taken back by the creditor", "债权人已收回"),
    "represented": ("represented by a lawyer", "已委托代理人"),
    "legal": ("with the legal team", "法务处理中"),
    "paid_check": ("payment being checked", "还款核实中"),
    "history": ("past contacts not known", "既往联系记录未知"),
    "no_number": ("no usable number", "无可用号码"),
    "nothing_owed": ("nothing owed", "无欠款"),
    "declined": ("declined, short rest", "已退案，短暂间隔"),
    "missed": ("offer missed", "派单未接"),
    "returned": ("returned", "已退回"),
    "joint_busy": ("a colleague has somebody who owes the same account", "同事正在联系同一账户的另一债务人"),
    "number_busy": ("number is being called for another customer", "号码正被呼叫"),
    "visit": ("on a visit round", "已排入外访路线"),
    "rule": ("another rule", "其他规则"),
    "due": ("next in line", "已到时，依次排队"),
    "own_declined": ("declined by you today", "您今日已退案"),
    "reserved": ("kept for a colleague (own callback or promise)", "留给同事（其回电或承诺）"),
}

# the reason that a hold gives: kind of request -> code of SLEEP_REASONS
HOLD_REASON: dict[RequestKind, str] = {
    "dispute": "dispute",
    "fraud_claim": "dispute",
    "complaint": "complaint",
    "hardship": "hardship",
    "vulnerable": "hardship",
    "risk": "hardship",
    "cease": "cease",
    "suppressed": "suppressed",
    "recalled": "recalled",
    "represented": "represented",
    "deceased": "legal",
    "bankruptcy": "legal",
    "incapacity": "legal",
    "plan": "plan",
    "paid_claim": "paid_check",
}

# The first reason in this order counts. Reasons that need a person come before those that end by time.
_RULES: dict[str, tuple[str, ...]] = {
    "safety": ("cn-safety-state", "us-safety-state"),
    "nothing_owed": ("cn-debt-over", "us-debt-over"),
    "legal": (
        "cn-party-deceased",
        "us-deceased",
        "cn-party-incapacity",
        "cn-party-minor",
        "cn-law-illegal-debt",
        "house-bankruptcy",
        "us-bankruptcy",
        "cn-law-limitation",
        "cn-law-limitation-log",
        "us-time-barred",
        "cn-law-psapl-50",
    ),
    "cease": ("house-cease", "us-cease", "cn-party-optout", "cn-party-recontact-stop", "us-optout-notice", "us-medium"),
    "recalled": ("house-recalled", "us-recalled"),
    "suppressed": ("house-suppressed", "us-suppressed"),
    "represented": ("cn-party-agent-lawyer", "us-party-attorney"),
    "dispute": ("cn-dispute-hold", "us-dispute"),
    "complaint": ("cn-complaint",),
    "hardship": ("cn-hard-vulnerable",),
    "plan": ("cn-hard-plan-stop", "cn-hard-plan-5y"),
    "paid_check": ("house-paid-check",),
    "cap": (
        "cn-freq-unanswered-6",
        "cn-freq-effective-3",
        "cn-freq-notice-3",
        "cn-freq-pool",
        "cn-freq-multi-number",
        "cn-freq-third-party",
        "cn-freq-reasonable",
        "cn-freq-sms",
        "us-freq-7in7",
        "us-freq-after-talk",
        "us-freq-excluded",
        "us-freq-factors",
        "us-freq-messages",
    ),
    "quiet_hours": (
        "cn-time-quiet-hours",
        "cn-time-consent-window",
        "cn-time-wrapup",
        "cn-time-send-check",
        "cn-time-zone-abroad",
        "cn-time-zone-xj",
        "cn-time-holiday",
        "cn-time-inbound",
        "us-time-inconvenient",
        "us-time-known",
    ),
    "no_number": (
        "cn-party-wrong-number",
        "cn-party-source",
        "cn-party-workplace",
        "us-place-known",
        "us-place-work",
        "us-email-work",
        "cn-freq-carrier",
        "cn-party-lost-contact",
    ),
    # Conduct, words, papers and declarations of the site. The compliance page shows which.
    "rule": (
        "cn-ai-voice",
        "cn-card-13",
        "cn-cfc-conduct",
        "cn-data-breach",
        "cn-data-entrust",
        "cn-data-export",
        "cn-data-jrt0171",
        "cn-data-mask",
        "cn-data-minimum",
        "cn-data-mlps",
        "cn-data-pia-3y",
        "cn-data-profile",
        "cn-data-rec-2y",
        "cn-data-sensitive",
        "cn-fair-competition",
        "cn-hard-oral",
        "cn-id-agency-listed",
        "cn-id-agency-name",
        "cn-id-assignment",
        "cn-id-first-contact",
        "cn-id-impersonate",
        "cn-id-private-device",
        "cn-id-verify-debtor",
        "cn-law-cost-sheet",
        "cn-law-rate-cap",
        "cn-law-restraint",
        "cn-msg-amount",
        "cn-msg-card-fraud",
        "cn-msg-credit",
        "cn-msg-false-legal",
        "cn-msg-fee",
        "cn-msg-forged",
        "cn-msg-induce-loan",
        "cn-msg-insult",
        "cn-msg-letter-fields",
        "cn-msg-marketing",
        "cn-msg-privacy-preview",
        "cn-msg-public-post",
        "cn-msg-threat",
        "cn-notice-effective",
        "cn-party-debtor-only",
        "cn-party-guarantor",
        "cn-party-no-disclose",
        "cn-party-no-substitute",
        "cn-party-related-spouse",
        "cn-rec-call",
        "cn-visit-entry",
        "cn-visit-id",
        "cn-visit-others-present",
        "cn-visit-record",
        "cn-visit-two",
        "cn-litigation-hold",
        "house-licence",
        "house-purpose",
        "us-amount",
        "us-conduct",
        "us-disclose-first",
        "us-disclose-later",
        "us-email-procedures",
        "us-false",
        "us-limited-message",
        "us-litigation-hold",
        "us-locate",
        "us-parking",
        "us-party-third",
        "us-postdated",
        "us-purpose",
        "us-retention",
        "us-social",
        "us-text-procedures",
        "us-transfer",
        "us-validation",
    ),
}
REASON_OF: dict[str, str] = {rule: reason for reason, rules in _RULES.items() for rule in rules}


def sleep_reason(blocking: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Return the code of ``SLEEP_REASONS`` for the blocking findings, given as (rule id, missing facts).

    A frequency rule with missing facts gives "history": the past contacts are not known.
    """
    reasons = set()
    for rule, missing in blocking:
        reason = REASON_OF.get(rule, "rule")  # the id of a house rule is not listed
        reasons.add("history" if reason == "cap" and missing else reason)
    if "history" in reasons:
        return "history"
    return next((reason for reason in _RULES if reason in reasons), "rule")
