"""The labels of codes in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.bilingual import Bilingual

STATUS: Mapping[str, tuple[str, str]] = {
    "open": ("open", "未到期"),
    "kept": ("kept", "已兑现"),
    "partly_kept": ("partly kept", "部分兑现"),
    "broken": ("not kept", "未兑现"),
    "withdrawn": ("replaced", "已更改"),
}
OWN_PAGE = Bilingual("by the customer, on the own page", "客户自助页面")
ROLES: Mapping[str, tuple[str, str]] = {
    "debtor": ("own", "本人"),
    "co_debtor": ("co-debtor", "共债人"),
    "guarantor": ("guarantor", "担保人"),
    "spouse": ("spouse", "配偶"),
    "heir": ("heir", "继承人"),
    "guardian": ("guardian", "监护人"),
    "representative": ("representative", "代理人"),
    "listed_contact": ("listed contact", "联系人"),
    "third_party": ("third party", "第三人"),
    "creditor": ("creditor", "债权人"),
    "creditor_attorney": ("creditor's lawyer", "债权人律师"),
    "collector_attorney": ("collector's lawyer", "催收机构律师"),
    "credit_bureau": ("credit bureau", "征信机构"),
}
HOLDS: Mapping[str, tuple[str, str]] = {
    "cease": ("Asked to stop", "要求停止联系"),
    "opt_out": ("Opted out", "已退订"),
    "dispute": ("In dispute", "异议处理中"),
    "fraud_claim": ("Says: not my debt", "称非本人借款"),
    "complaint": ("Complaint open", "投诉处理中"),
    "hardship": ("Hardship", "经济困难"),
    "vulnerable": ("Vulnerable", "特殊困难客户"),
    "represented": ("Has a lawyer", "律师代理"),
    "deceased": ("Deceased", "已身故"),
    "bankruptcy": ("Insolvency", "破产程序"),
    "plan": ("Plan in force", "分期执行中"),
    "refusal": ("Refused to pay", "拒绝还款"),
    "paid_claim": ("Says it is paid", "称已还款"),
    "risk": ("Risk of self-harm", "轻生风险"),
    "safety": ("Safety state is on", "安全状态中"),
    "third_party_refused": ("Third party wants no calls", "第三人拒绝联系"),
    "profiling_refused": ("Refused profiling", "拒绝画像"),
    "lost": ("Contact lost", "失联"),
    "time_refused": ("A time was refused", "拒绝该时段联系"),
    "medium_refused": ("A channel was refused", "拒绝该联系方式"),
    "place_refused": ("A place was refused", "拒绝该地点联系"),
    "police_ban": ("Police contact ban", "禁止接触令"),
    "illegal_debt": ("Illegal debt", "涉嫌非法债务"),
    "incapacity": ("Lacks capacity", "行为能力受限"),
    "minor": ("A minor", "未成年人"),
    "wrong_number": ("Wrong number", "错号"),
    "suppressed": ("On a suppression list", "在禁呼名单中"),
    "recalled": ("Taken back by the creditor", "债权人已收回"),
}
SPEAKERS: Mapping[str, tuple[str, str]] = {**ROLES, "debtor": ("the customer", "客户本人")}
PHONE_KINDS: Mapping[str, tuple[str, str]] = {
    "mobile": ("mobile", "手机"),
    "landline": ("land line", "固话"),
    "work": ("work", "单位电话"),
}
PHONE_STATES: Mapping[str, tuple[str, str]] = {
    "usable": ("in use", "可用"),
    "wrong": ("wrong number", "错号"),
    "invalid": ("does not exist", "空号"),
    "opted_out": ("opted out", "已退订"),
    "suspended": ("suspended", "停机"),
    "dropped": ("no longer in the list", "名单已移除"),
}
FACTS: Mapping[str, tuple[str, str]] = {
    "lift": ("a request or hold ends", "解除要求或限制"),
    "zone": ("only the new place counts", "仅以新地点为准"),
    "lost": ("third parties may be contacted", "可联系第三人转告"),
    "limitation": ("the limitation starts later", "时效起算日延后"),
    "creditor": ("another type of creditor", "变更债权人类型"),
    "calendar": ("a holiday becomes a working day", "节假日改为工作日"),
    "suppression": ("a suppression ends before its day", "提前解除禁呼"),
    "confirm": ("a request to stop leaves a channel open", "停止联系后保留某一渠道"),
    "house_end": ("a house rule ends before its day", "提前终止内部规则"),
    "declare": ("a fact of the site is true", "声明站点事实属实"),
    "paper": ("a paper of a creditor or agency", "债权人或机构资质文件"),
    "assign": ("another agency works a portfolio", "变更资产包的受托机构"),
    "account": ("an account of an officer or administrator", "合规专员或管理员账号"),
    "rest": ("new accounts decide sooner", "缩短新账号等待时间"),
    "recall": ("customers missing from a whole list are recalled", "完整名单缺失的客户予以收回"),
    "bank": ("bank", "银行"),
    "card_bank": ("card bank", "信用卡银行"),
    "consumer_finance": ("consumer finance", "消费金融公司"),
    "microloan": ("microloan company", "小额贷款公司"),
    "auto_finance": ("auto finance", "汽车金融公司"),
    "agency": ("agency", "催收机构"),
    "private_lender": ("private lender", "民间借贷"),
    "other": ("other", "其他"),
    "licence": ("licence of the creditor", "债权人经营许可"),
    "contract": ("agency contract", "委托合同"),
    "evaluation": ("evaluation of the agency", "机构评估"),
    "listing": ("on the public list", "公示名单"),
    "payment": ("a payment", "还款"),
    "acknowledged": ("the debtor acknowledged the debt", "债务人承认债务"),
    "notice": ("a demand that reached the debtor", "催款通知送达"),
    "suit": ("a suit or arbitration", "起诉或仲裁"),
    "dead": ("death or incapacity", "死亡或行为能力受限"),
    "number": ("a number is usable again", "号码恢复可用"),
    "person": ("alive, of age, of full capacity", "健在、成年、具有完全行为能力"),
    "numbers_dead": ("every number dead or wrong", "本人号码全部失效"),
    "dials": ("three failed calls in a row, from the next day", "连续三次未接通，次日起"),
    "days": ("unreachable three days in a row", "连续三日无法联系"),
    "deceased": ("not deceased", "客户健在"),
    "capacity": ("has full capacity", "具有完全民事行为能力"),
    "minor": ("is of age", "已成年"),
}
DECLARED: Mapping[str, tuple[str, str]] = {
    "recording": ("every call is recorded", "每通电话均录音"),
    "agency_listed": ("the agency is on the creditor's public list", "催收机构已列入债权人公示名单"),
    "processing_contract": ("the data-processing contract is in force", "数据处理合同有效"),
    "number_source": ("numbers come from lawful sources", "号码来源合法"),
    "impact_assessment": ("the impact assessment for profiling is on file", "画像影响评估已备案"),
    "licence": ("the creditor's licence is in force", "债权人许可有效"),
    "no_past_contacts": ("no contacts in the last window", "近期窗口内无联系"),
}
CONSENTS: Mapping[str, tuple[str, str]] = {
    "hours": ("Agrees to other hours", "同意其他时段"),
    "call_again": ("Agrees to be called again", "同意再次致电"),
    "workplace": ("Agrees to contact at work", "同意单位联系"),
    "third_party": ("Agrees to contact through another person", "同意经他人转达"),
    "entry": ("Agrees to let visitors in", "同意入户"),
    "written": ("Agreed in writing", "书面同意"),
    "marketing": ("Agrees to marketing", "同意接收营销"),
    "need": ("A need of the customer", "客户的特殊需要"),
    "text": ("Agrees to texts", "同意接收短信"),
    "electronic_notices": ("Agrees to electronic notices", "同意接收电子通知"),
}
CHANNELS: Mapping[str, tuple[str, str]] = {
    "call": ("call", "电话"),
    "robot_call": ("robot call", "智能外呼"),
    "voice_message": ("voice message", "语音留言"),
    "sms": ("SMS", "短信"),
    "email": ("e-mail", "邮件"),
    "im": ("chat message", "即时消息"),
    "letter": ("letter", "信函"),
    "visit": ("visit", "外访"),
}
PURPOSES: Mapping[str, tuple[str, str]] = {
    "collect": ("collect", "催收"),
    "locate": ("locate", "核实联系方式"),
    "notify": ("notify", "告知"),
    "confirm": ("confirm", "确认"),
    "answer": ("answer", "答复"),
    "safety": ("safety call-back", "安全回拨"),
}
NO_PRODUCT = ("Product not given", "未提供产品")
PRODUCTS: Mapping[str, tuple[str, str]] = {
    "credit_card": ("Credit card", "信用卡"),
    "consumer_loan": ("Consumer loan", "消费贷款"),
    "microloan": ("Microloan", "小额贷款"),
}
LINE: Mapping[str, tuple[str, str]] = {
    "no_answer": ("No answer", "无人接听"),
    "busy": ("Busy", "占线"),
    "off": ("Switched off", "关机"),
    "suspended": ("Suspended", "停机"),
    "invalid": ("Does not exist", "空号"),
    "rejected": ("Rejected", "拒接"),
    "voicemail": ("Voicemail", "语音信箱"),
    "answered": ("Answered", "已接听"),
    "effective": ("Talked", "已沟通"),
    "sent": ("Sent", "已发送"),
    "delivered": ("Delivered", "已送达"),
    "failed": ("Not delivered", "未送达"),
    "not_dialled": ("Did not go out", "未发出"),
}


def bilingual(pair: tuple[str, str]) -> Bilingual:
    """Return an (English, Chinese) pair as a ``Bilingual``."""
    return Bilingual(pair[0], pair[1])


def worded(table: Mapping[str, tuple[str, str]], code: str) -> dict[str, str]:
    """Return the label of a code as an answer of an action holds it."""
    en, zh = table.get(code, (code, code))
    return {"en": en, "zh": zh}


def named(table: Mapping[str, tuple[str, str]], code: str) -> Bilingual:
    """Return the label of a code. An unknown code is its own label."""
    pair = table.get(code, (code, code))
    return Bilingual(pair[0], pair[1])
