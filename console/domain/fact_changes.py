"""Which changes of a customer's facts matter to which action (rule 26), with their labels."""

from __future__ import annotations

# kind of change -> (en, zh)
CHANGES: dict[str, tuple[str, str]] = {
    "payment": ("A payment came in", "有新的还款入账"),
    "reversal": ("A payment was taken back", "还款被退回"),
    "dispute": ("A dispute was opened", "客户提出异议"),
    "stop": ("The customer asked to stop contact", "客户要求停止联系"),
    "hold": ("A hold was set", "新增了限制联系标记"),
    "promise": ("A promise was recorded", "新增了还款承诺"),
    "elsewhere": ("The customer is being contacted elsewhere", "其他渠道正在联系该客户"),
    "outcome": ("A colleague recorded an outcome", "同事登记了联系结果"),
    "release": ("A hold was lifted", "限制联系标记已解除"),
    "consent": ("A consent changed", "授权同意有变动"),
    "number": ("A number changed", "联系号码有变动"),
    "recall": ("The creditor has taken the debt back", "债权人已收回债务"),
    "suppression": ("A suppression list changed", "禁呼名单有变动"),
    "import": ("New data was imported", "导入了新的数据"),
    "zone": ("Where the customer lives changed", "客户所在地有变动"),
    "person": ("The customer's personal status changed", "客户身份情况有变动"),
    "limitation": ("The limitation period changed", "诉讼时效有变动"),
    "house_rule": ("A house rule changed", "内部规则有变动"),
}

MATTERS: dict[str, frozenset[str]] = {
    "begin": frozenset(
        {
            "payment",
            "reversal",
            "recall",
            "suppression",
            "dispute",
            "stop",
            "hold",
            "promise",
            "outcome",
            "number",
            "zone",
            "person",
            "elsewhere",
        }
    ),
    # a promise must not be recorded over a newer dispute, request to stop or payment
    "promise": frozenset(
        {"payment", "reversal", "recall", "suppression", "dispute", "stop", "hold", "promise", "import", "person"}
    ),
    "callback": frozenset(
        {"payment", "reversal", "recall", "suppression", "dispute", "stop", "hold", "promise", "zone", "person"}
    ),
    "finish": frozenset(),
    "accept": frozenset(),
    "handover": frozenset({"payment", "reversal", "recall", "suppression", "dispute", "stop", "hold"}),
}

# Outcomes that ask something of the customer are checked. A plain "no answer" is always recorded.
PROMISE_FORMS = frozenset({"promise", "plan"})


def act_of(code_form: str) -> str:
    """Return the key of ``MATTERS`` for an outcome with this form."""
    if code_form in PROMISE_FORMS:
        return "promise"
    return "callback" if code_form == "callback" else "finish"


def matters(act: str, kinds: set[str]) -> tuple[str, ...]:
    """Return the changes that matter to this action, in the order of ``CHANGES``."""
    return tuple(kind for kind in CHANGES if kind in kinds and kind in MATTERS[act])
