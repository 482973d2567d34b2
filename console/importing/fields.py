"""The fields of imported files: their known column names, which are needed, and the known words for codes.

A column name is known by its first names. The second names ("id", "余额") count only where no column has a first one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import get_args

from console.domain.facts import AttemptResult, Channel

CUSTOMER_ID = (
    *(
        "external_id",
        "customer_id",
        "customer number",
        "customer no",
        "cust_id",
        "cust no",
        "client_id",
        "client number",
    ),
    *("debtor_id", "borrower_id", "user_id", "member_id", "cif"),
    *(
        "客户编号",
        "客户号",
        "客户id",
        "客户代码",
        "客户编码",
        "客户序号",
        "借款人编号",
        "债务人编号",
        "用户编号",
        "用户id",
    ),
    *("会员号", "客戶編號", "客戶號", "客戶代碼", "客戶id"),
)
FIELDS: dict[str, tuple[str, ...]] = {
    "external_id": CUSTOMER_ID,
    "name": (
        *("name", "customer_name", "full name", "client name", "debtor name", "borrower name", "debtor", "borrower"),
        *(
            "cardholder",
            "cardholder name",
            "姓名",
            "客户姓名",
            "客户名称",
            "借款人",
            "借款人姓名",
            "债务人",
            "债务人姓名",
        ),
        *("户名", "持卡人", "持卡人姓名", "客戶姓名", "客戶名稱", "借款人姓名", "債務人", "持卡人姓名"),
    ),
    "account_id": (
        *("account_id", "account", "account number", "account no", "loan_id", "loan number", "loan no", "contract"),
        *("contract_id", "contract number", "contract no", "agreement number", "agreement no", "card number"),
        *(
            "合同号",
            "账户",
            "账号",
            "账户号",
            "账户编号",
            "合同编号",
            "合同号码",
            "贷款合同号",
            "借款合同号",
            "借据号",
            "借据编号",
        ),
        *(
            "贷款账号",
            "贷款编号",
            "借款编号",
            "卡号",
            "帳號",
            "帳戶",
            "合約編號",
            "合約號碼",
            "合同編號",
            "卡號",
            "貸款帳號",
        ),
    ),
    "product": (
        *(
            "product",
            "product name",
            "product type",
            "loan type",
            "产品",
            "产品名称",
            "产品类型",
            "贷款类型",
            "业务品种",
        ),
        *("产品种类", "產品", "產品名稱", "貸款類型"),
    ),
    "currency": ("currency", "currency code", "ccy", "币种", "货币", "货币代码", "幣別", "幣種"),
    "balance": (
        *("balance", "amount_owed", "outstanding balance", "balance outstanding", "outstanding amount", "total owed"),
        *("total balance", "current balance", "total outstanding", "debt amount", "balance due", "amount outstanding"),
        *(
            "欠款金额",
            "欠款余额",
            "欠款总额",
            "欠款",
            "剩余欠款",
            "剩余应还",
            "待还金额",
            "欠款金額",
            "欠款餘額",
            "欠款總額",
        ),
    ),
    "principal": ("principal", "principal balance", "本金", "剩余本金", "本金余额", "欠款本金", "本金餘額"),
    "interest": ("interest", "interest due", "利息", "欠款利息", "应还利息", "應還利息"),
    "fees": ("fees", "fee", "charges", "late fees", "费用", "违约金", "滞纳金", "費用", "違約金"),
    "credit_limit": ("credit_limit", "card limit", "授信额度", "信用额度", "额度", "信用額度", "授信額度"),
    "days_past_due": (
        *("days_past_due", "dpd", "days overdue", "overdue days", "days late", "days in arrears", "days delinquent"),
        *("逾期天数", "逾期日数", "拖欠天数", "逾期天數", "逾期日數"),
    ),
    "due_on": (
        *("due_on", "due_date", "payment due date", "date due", "due day", "oldest due date", "应还日", "应还日期"),
        *(
            "应还款日",
            "应还款日期",
            "还款日",
            "还款日期",
            "到期日",
            "到期日期",
            "约定还款日",
            "最早应还日",
            "應還日",
            "應還日期",
        ),
        *("到期日期", "還款日", "還款日期", "繳款截止日"),
    ),
    "phone": (
        *("phone", "mobile", "phone number", "mobile number", "mobile phone", "cell", "cell phone", "cellphone"),
        *(
            "telephone",
            "telephone number",
            "tel",
            "phone_1",
            "phone1",
            "mobile_1",
            "mobile1",
            "手机号",
            "手机",
            "手机号码",
        ),
        *(
            "移动电话",
            "电话",
            "电话号码",
            "联系电话",
            "本人电话",
            "本人手机",
            "本人手机号",
            "客户电话",
            "客户手机",
            "手机号1",
        ),
        *("电话1", "手机1", "手機", "手機號", "手機號碼", "電話", "電話號碼", "聯絡電話", "行動電話"),
    ),
    "phone_2": (
        *(
            "phone_2",
            "phone2",
            "mobile_2",
            "second phone",
            "alternative phone",
            "home phone",
            "手机号2",
            "手机2",
            "电话2",
        ),
        *("备用电话", "备用手机", "家庭电话", "住宅电话", "手機2", "電話2", "備用電話", "住家電話"),
    ),
    "phone_3": ("phone_3", "phone3", "mobile_3", "third phone", "手机号3", "手机3", "电话3", "手機3", "電話3"),
    "province": ("province", "省份", "省", "所在省", "所在省份", "户籍省份"),
    "address": (
        *("address", "home address", "street address", "residential address", "地址", "联系地址", "家庭地址", "住址"),
        *("居住地址", "家庭住址", "现住址", "通讯地址", "聯絡地址", "住家地址", "通訊地址"),
    ),
    "hold": ("hold", "限制", "停催", "限制标记", "停催标记", "限制標記"),
    "as_of": (
        *("as_of", "as of date", "list date", "snapshot date", "report date", "data date", "balance date"),
        *("名单日期", "数据日期", "快照日期", "统计日期", "报表日期", "余额日期", "名單日期", "資料日期"),
    ),
}
SECOND: dict[str, tuple[str, ...]] = {
    "external_id": ("id", "编号", "編號"),
    "name": ("customer", "client", "客户", "名称", "客戶", "名稱"),
    "balance": (
        *("outstanding", "amount", "amount due", "total due", "overdue amount", "past due amount", "amount past due"),
        *(
            "debt",
            "arrears",
            "余额",
            "金额",
            "逾期金额",
            "逾期总额",
            "应还金额",
            "应还总额",
            "应还款额",
            "餘額",
            "金額",
        ),
        *("逾期金額", "應還金額"),
    ),
    "at": ("date", "日期"),
    "number": ("phone", "mobile", "电话", "手机号", "手机", "电话号码", "手机号码", "電話", "手機"),
}
CONTACT_FIELDS: dict[str, tuple[str, ...]] = {
    "external_id": CUSTOMER_ID,
    "contact_id": (
        *("contact_id", "call_id", "record id", "call record id", "记录编号", "通话编号", "流水号", "通话id", "记录id"),
        *("通话流水号", "話單編號"),
    ),
    "at": (
        *("at", "time", "when", "contact_time", "call_time", "contact date", "call date", "date time", "datetime"),
        *(
            "timestamp",
            "start time",
            "call start",
            "contacted at",
            "called at",
            "时间",
            "联系时间",
            "通话时间",
            "呼叫时间",
        ),
        *(
            "拨打时间",
            "拨号时间",
            "外呼时间",
            "开始时间",
            "通话开始时间",
            "联系日期",
            "联络时间",
            "聯絡時間",
            "通話時間",
        ),
    ),
    "zone": ("zone", "timezone", "time zone", "时区", "時區"),
    "channel": ("channel", "contact channel", "method", "渠道", "联系方式", "联系渠道", "方式", "聯絡方式"),
    "direction": ("direction", "call direction", "方向", "呼叫方向", "呼叫类型", "呼叫類型"),
    "number": (
        *("number", "dialled number", "dialed number", "called number", "phone number", "mobile number", "号码"),
        *("被叫号码", "被叫", "拨打号码", "呼叫号码", "联系号码", "外呼号码", "號碼", "被叫號碼"),
    ),
    "result": (
        *("result", "call result", "contact result", "outcome", "disposition", "结果", "联系结果", "通话结果"),
        *("呼叫结果", "拨打结果", "接通状态", "通话状态", "結果", "聯絡結果", "通話結果"),
    ),
    "agency": ("agency", "collection agency", "机构", "催收机构", "委外机构", "機構", "催收機構"),
    "party": ("party", "contacted party", "联系对象", "聯絡對象"),
}
PAYMENT_FIELDS: dict[str, tuple[str, ...]] = {
    "date": (
        *("date", "booking date", "booked on", "payment_date", "paid on", "buchungstag", "buchungsdatum"),
        *("入账日期", "入帳日期", "交易日期", "还款日期", "還款日期", "记账日期"),
    ),
    "amount": ("amount", "paid", "payment", "betrag", "金额", "金額", "还款金额", "還款金額", "交易金额"),
    "credit": ("credit", "credit amount", "haben", "贷方金额", "貸方金額", "收入金额", "收入"),
    "debit": ("debit", "debit amount", "soll", "借方金额", "借方金額", "支出金额", "支出"),
    "currency": ("currency", "währung", "waehrung", "币种", "幣別"),
    "account": ("account", "account_id", "account number", "账号", "账户", "借据号", "帳號"),
    "reference": (
        *("reference", "text", "remittance", "details", "description", "purpose", "verwendungszweck"),
        *("摘要", "附言", "用途", "备注", "備註"),
    ),
    "id": ("id", "payment_id", "transaction_id", "bank reference", "交易流水号", "流水号", "流水號"),
    "end_to_end": ("end_to_end", "end to end id", "endtoendid", "end-to-end", "ende-zu-ende-referenz"),
    "reverses": ("reverses", "reversal of", "original id", "原流水号", "原流水號", "原交易流水号"),
}
KINDS = {"customers": FIELDS, "contacts": CONTACT_FIELDS}  # staged imports
SUPPRESSION_FIELDS: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "phone", "mobile", "telephone", "phone number", "mobile number", "telephone number", "tel"),
        *("号码", "电话", "手机号", "手机", "手机号码", "电话号码", "電話", "手機", "手機號", "手機號碼", "電話號碼"),
    ),
    "customer": ("customer", *CUSTOMER_ID),
    "reason": ("reason", "note", "remark", "原因", "备注", "備註", "理由"),
    "until": ("until", "end", "end_date", "valid_until", "截止日期", "到期日", "有效期至"),
}
ALL_KINDS = {**KINDS, "payments": PAYMENT_FIELDS, "suppressions": SUPPRESSION_FIELDS}
# each must be there, or one of those beside it
NEEDED: dict[str, tuple[str, ...]] = {
    "customers": ("external_id", "name", "balance", "days_past_due"),
    "contacts": ("external_id", "at", "channel", "result"),
    "payments": ("date", "amount", "account"),
    "suppressions": ("number",),
}
INSTEAD: dict[str, tuple[str, ...]] = {
    "days_past_due": ("due_on",),  # the due date gives the days
    "amount": ("credit", "debit"),
    "number": ("customer",),
    "account": ("reference", "end_to_end"),  # a payment's texts may name the account
}
MONEY = ("balance", "principal", "interest", "fees", "credit_limit")
AMOUNTS = (*MONEY, "amount", "credit", "debit")
DAYS = ("due_on", "at", "as_of", "date", "until")  # columns of dates
IDS = ("external_id", "account_id", "contact_id", "account", "customer")
NUMBERS = ("phone", "phone_2", "phone_3", "number")
HOLDS = ("cease", "dispute", "hardship", "represented", "deceased", "complaint", "opt_out")
CHANNELS, RESULTS = get_args(Channel), get_args(AttemptResult)
RINGS = ("call", "robot_call", "voice_message", "sms")  # what goes to a number
WORDS = {
    **{"电话": "call", "電話": "call", "机器人": "robot_call", "短信": "sms", "簡訊": "sms", "邮件": "email"},
    **{"微信": "im", "信函": "letter", "上门": "visit", "外访": "visit", "呼出": "out", "呼入": "in"},
    **{"outbound": "out", "inbound": "in", "未接": "no_answer", "无人接听": "no_answer", "占线": "busy"},
    **{"关机": "off", "停机": "suspended", "空号": "invalid", "拒接": "rejected", "语音信箱": "voicemail"},
    **{"接通": "answered", "有效": "effective", "有效接通": "effective", "已发送": "sent", "已送达": "delivered"},
    **{"失败": "failed", "面谈": "met", "无人": "nobody"},
}
PRODUCTS = {
    **{"credit card": "credit_card", "card": "credit_card", "信用卡": "credit_card", "贷记卡": "credit_card"},
    **{"consumer loan": "consumer_loan", "personal loan": "consumer_loan", "消费贷": "consumer_loan"},
    **{"消费贷款": "consumer_loan", "消費貸款": "consumer_loan", "microloan": "microloan", "小额贷款": "microloan"},
    **{"小额贷": "microloan", "小額貸款": "microloan"},
}
# never read: what no decision may lean on, and numbers of identity papers, which no work here needs
PROTECTED = re.compile(
    r"(customer|client|debtor|borrower|客户|客戶|借款人)?("
    r"sex|gender|age|birthday|birthdate|dateofbirth|dob|yearofbirth|maritalstatus|marital|marriage|education(level)?"
    r"|ethnicity|race|religion|性别|性別|年龄|年齡|出生日期|出生年月|生日|婚姻.*|婚否|学历|學歷|教育.*|民族|种族|宗教.*"
    r"|idcard(number|no)?|identitycard(number|no)?|idnumber|idno|identitynumber|identityno|nationalid(number|no)?"
    r"|ssn|socialsecurity(number|no)?|passport(number|no)?|身份证(号|号码|件号)?|身份證(號|號碼|字號)?"
    r"|证件(号|号码)|證件(號|號碼)|公民身份号码)"
)
# what may stand in brackets behind a name without changing it
HINT = re.compile(
    r"[a-z]{3}|元|人民币|人民币元|新台幣|¥|\$|€|£|天|日|days?|必填|选填|選填|required|optional|mandatory"
    r"|[ymdh年月日时分秒:/.\- ]{4,}|\d{1,2}"
)
UNITS = re.compile(r"[万萬千百亿億]元?|w|k|thousands?|millions?|mn|m|'?000s?|角|分|cents?|fen")
_BRACKETS = re.compile(r"[(\[{<【〔「]([^()\[\]{}<>【】〔〕「」]*)[)\]}>】〕」]")


def same(value: object) -> str:
    """Return a column name for comparing what a person wrote with what the file has."""
    text = unicodedata.normalize("NFKC", str(value if value is not None else ""))
    return " ".join(text.strip().strip('"').lower().split())


def bracketed(value: object) -> list[str]:
    """Return what stands in the brackets of a column name."""
    return [part.strip() for part in _BRACKETS.findall(same(value))]


def plain(value: object) -> str:
    """Return a column name for looking it up: without case, spaces, signs and hints such as "(CNY)"."""

    def kept(found: re.Match[str]) -> str:
        inner = found.group(1).strip()
        if inner.isdigit():
            return inner
        return "" if HINT.fullmatch(inner) or UNITS.fullmatch(inner) else f"({inner})"

    return re.sub(r"[\s_\-./*:#'\"“”‘’、,;?!]+", "", _BRACKETS.sub(kept, same(value)))


def _looked_up(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return looked-up name -> field."""
    return {plain(name): field for field, names in table.items() for name in names}


FIRST_NAMES = {kind: _looked_up(fields) for kind, fields in ALL_KINDS.items()}
SECOND_NAMES = {kind: _looked_up({f: SECOND[f] for f in SECOND if f in fields}) for kind, fields in KINDS.items()}
SECOND_NAMES |= {"payments": {}, "suppressions": {}}
