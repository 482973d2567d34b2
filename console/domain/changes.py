"""Which changes of a customer's facts matter to which act (rule 26), with their words."""

from __future__ import annotations

# kind of change -> (en, zh)
CHANGES: dict[str, tuple[str, str]] = {
    "payment": ("A payment came in", "有新的还款入账"),
    "dispute": ("A dispute was opened", "客户提出异议"),
    "stop": ("The customer asked to stop contact", "客户要求停止联系"),
    "hold": ("A hold was set", "新增了限制联系标记"),
    "promise": ("A promise was recorded", "新增了还款承诺"),
    "elsewhere": ("The customer is contacted elsewhere", "其他渠道正在联系该客户"),
    "outcome": ("A colleague recorded an outcome", "同事登记了联系结果"),
    "release": ("A hold was lifted", "限制联系标记已解除"),
    "consent": ("A consent changed", "授权同意有变动"),
    "number": ("A number changed", "联系号码有变动"),
    "import": ("New data were imported", "导入了新的数据"),
    "house_rule": ("A house rule changed", "内部规则有变动"),
}

MATTERS: dict[str, frozenset[str]] = {
    "begin": frozenset(
        {"payment", "dispute", "stop", "hold", "promise", "outcome", "number", "elsewhere"}
    ),
    "promise": frozenset({"payment", "dispute", "promise", "import"}),
    "finish": frozenset(),
    "accept": frozenset(),
    "handover": frozenset(),
}

# Demand outcomes are checked against money facts; a plain "no answer" is never stopped.
PROMISE_FORMS = frozenset({"promise", "plan"})


def act_of(code_form: str) -> str:
    """Give the act whose stale facts matter when an outcome with this form is recorded."""
    return "promise" if code_form in PROMISE_FORMS else "finish"


def matters(act: str, kinds: set[str]) -> tuple[str, ...]:
    """Give those of the changes that matter to this act, in a fixed order."""
    return tuple(kind for kind in CHANGES if kind in kinds and kind in MATTERS[act])
