"""Empty files to fill in: the column names in English or Chinese, as CSV or as XLSX with columns of text."""

from __future__ import annotations

import csv
import io
from typing import Literal

import xlsxwriter

from console.importing.fields import IDS, INSTEAD, KINDS, NEEDED, NUMBERS

Language = Literal["en", "zh"]
EXTENSIONS = ("csv", "xlsx")
HELP: dict[str, tuple[str, str]] = {
    "external_id": ("The customer's number at the creditor", "客户在债权人处的编号"),
    "name": ("Full name", "姓名全称"),
    "account_id": ("Contract or account number. One row for each account", "合同号或账号，每个账户一行"),
    "product": ("Credit card, consumer loan, microloan, or your own word", "信用卡、消费贷款、小额贷款，或自定名称"),
    "currency": ("Three letters, such as CNY", "三位字母币种，如 CNY"),
    "balance": ("What is owed now, such as 1234.56", "当前欠款，如 1234.56"),
    "principal": ("Of it the principal", "其中本金"),
    "interest": ("Of it the interest", "其中利息"),
    "fees": ("Of it fees and charges", "其中费用"),
    "credit_limit": ("The limit of a card", "信用卡额度"),
    "days_past_due": ("Whole days. The due date will do instead", "整数天数；也可只填应还日"),
    "due_on": ("The oldest unpaid due date, such as 2026-10-31", "最早未还的应还日，如 2026-10-31"),
    "phone": ("The customer's own number", "客户本人号码"),
    "phone_2": ("A second number of the customer", "客户本人的第二个号码"),
    "phone_3": ("A third number of the customer", "客户本人的第三个号码"),
    "province": ("Province", "省份"),
    "address": ("Home address", "住址"),
    "hold": ("cease, dispute, hardship, represented, deceased, complaint, opt_out", "限制标记代码，如 cease、dispute"),
    "as_of": ("The day of the list, the same in each row", "名单日期，每行相同"),
    "contact_id": ("The number of the contact in your system", "原系统中的记录编号"),
    "at": ("Day and time, such as 2026-11-30 14:05:00", "日期和时间，如 2026-11-30 14:05:00"),
    "zone": ("Time zone, such as Asia/Shanghai, if not the site's", "时区，如 Asia/Shanghai（与本站不同时填写）"),
    "channel": ("call, sms, email, im, letter, visit …", "电话、短信、邮件、微信、信函、上门等"),
    "direction": ("out or in", "呼出或呼入"),
    "number": ("The number that was called", "被叫号码"),
    "result": ("answered, effective, no_answer, busy …", "接通、有效、未接、占线等"),
    "agency": ("Who made the contact, if not the creditor", "联系机构（非债权人本身时填写）"),
    "party": ("debtor, guarantor, third_party …", "联系对象代码，如 debtor、guarantor"),
}


def head_of(kind: str, field: str, language: Language) -> str:
    """Return the column name of a field."""
    names = KINDS[kind][field]
    return names[0] if language == "en" else next(name for name in names if not name.isascii())


def blank_file(kind: str, extension: str, language: Language) -> bytes:
    """Return an empty file of this kind (customers, contacts) to fill in."""
    fields = list(KINDS[kind])
    heads = [head_of(kind, field, language) for field in fields]
    if extension == "csv":
        text = io.StringIO()
        csv.writer(text).writerow(heads)
        return text.getvalue().encode("utf-8-sig")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("客户" if language == "zh" else "List")
        needed, other = book.add_format({"bold": True}), book.add_format({"italic": True})
        plain, text_format = book.add_format(), book.add_format({"num_format": "@"})
        for at, (field, head) in enumerate(zip(fields, heads, strict=True)):
            must = field in NEEDED[kind] or any(field in others for others in INSTEAD.values())
            # ids and numbers are text: a spreadsheet would cut their digits
            sheet.set_column(at, at, 18, text_format if field in (*IDS, *NUMBERS) else plain)
            sheet.write_string(0, at, head, needed if must else other)
            sheet.write_comment(0, at, HELP[field][language == "zh"])
        sheet.freeze_panes(1, 0)
    return out.getvalue()
