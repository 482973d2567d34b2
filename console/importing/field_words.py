"""The fields of imported files in words: (English, 中文). Pages, messages and the file of held-back rows show these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

FIELD_WORDS: Mapping[str, tuple[str, str]] = {
    # the file of rows that were held back
    "line": ("line", "行号"),
    "reasons": ("reasons", "暂扣原因"),
    # customers
    "external_id": ("customer number", "客户编号"),
    "name": ("name", "姓名"),
    "account_id": ("account", "账户"),
    "product": ("product", "产品"),
    "currency": ("currency", "币种"),
    "balance": ("balance", "欠款余额"),
    "principal": ("principal", "本金"),
    "interest": ("interest", "利息"),
    "fees": ("fees", "费用"),
    "credit_limit": ("credit limit", "信用额度"),
    "days_past_due": ("days past due", "逾期天数"),
    "due_on": ("due date", "应还日"),
    "phone": ("telephone number", "电话号码"),
    "phone_2": ("second telephone number", "第二电话号码"),
    "phone_3": ("third telephone number", "第三电话号码"),
    "province": ("province", "省份"),
    "address": ("address", "地址"),
    "hold": ("hold", "限制标记"),
    "as_of": ("day of the list", "名单日期"),
    # past contacts
    "contact_id": ("contact number", "记录编号"),
    "at": ("time", "时间"),
    "zone": ("time zone", "时区"),
    "channel": ("channel", "渠道"),
    "direction": ("direction", "方向"),
    "number": ("number", "号码"),
    "result": ("result", "结果"),
    "agency": ("agency", "机构"),
    "party": ("contacted party", "联系对象"),
    # payments
    "date": ("booking day", "入账日期"),
    "amount": ("amount", "金额"),
    "credit": ("money that came in", "收入金额"),
    "debit": ("money that went out", "支出金额"),
    "account": ("account", "账户"),
    "reference": ("reference", "附言"),
    "id": ("bank's reference", "银行流水号"),
    "end_to_end": ("payer's reference", "付款人参考号"),
    "reverses": ("payment taken back", "被冲回的还款"),
    "row": ("row", "整行"),
    # a bank's statement
    "Amt": ("amount", "金额"),
    "CdtDbtInd": ("direction", "收支方向"),
    "BookgDt": ("booking day", "入账日期"),
    "ValDt": ("value day", "起息日"),
    # suppression lists
    "customer": ("customer number", "客户编号"),
    "reason": ("reason", "原因"),
    "until": ("last day", "截止日期"),
}


def spoken(words: Mapping[str, object], name: Callable[[str], str]) -> dict[str, object]:
    """Return the values of a message with its fields in words. ``name`` gives the word of a field in one language."""
    found = dict(words)
    if "field" in found:
        found["field"] = name(str(found["field"]))
    if "missing" in found and isinstance(found["missing"], str):
        parts = [" / ".join(name(one) for one in part.split(" / ")) for part in found["missing"].split(", ")]
        found["missing"] = ", ".join(parts)
    return found
