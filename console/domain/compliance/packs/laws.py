"""The titles of laws, standards and guidelines in both languages, by the short English title that rules carry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from console.domain.bilingual import Bilingual

# short English title -> Chinese title. A rule's ``law`` joins several with "; "
TITLES: Mapping[str, str] = {
    "CBA personal-loan collection guideline (2026)": "中银协《金融机构个人消费类贷款催收工作指引（试行）》（2026）",
    "CBA personal-loan collection guideline (2026) (spirit)": "中银协《催收工作指引（试行）》（2026）精神",
    "CBA": "中银协《催收工作指引（试行）》（2026）",
    "CBA: reasonable frequency": "中银协《催收工作指引（试行）》：频次合理",
    "CBA: reasonable collection": "中银协《催收工作指引（试行）》：合理催收",
    "GB/T 45251-2025": "GB/T 45251—2025",
    "NIFA guideline 2024 (superseded, kept as floor)": "中互金协会《贷后催收业务指引》（2024，已替代，作底线）",
    "NIFA guideline 2024 on the combined count": "中互金协会《互联网金融贷后催收业务指引》（2024）合并计次",
    "NIFA 2024": "中互金协会《互联网金融贷后催收业务指引》（2024）",
    "NIFA convention 2018": "中互金协会债务催收自律公约（2018）",
    "Holiday decree 2024": "全国年节及纪念日放假办法（2024）",
    "Card rules": "商业银行信用卡业务监督管理办法",
    "card rules": "商业银行信用卡业务监督管理办法",
    "Card-crime interpretation": "妨害信用卡管理刑事司法解释",
    "Card-crime interpretation 2018": "妨害信用卡管理刑事司法解释（2018）",
    "SPC bank-card rules": "最高法银行卡民事纠纷规定",
    "SPC 2020": "最高法民间借贷司法解释（2020）",
    "Civil Code": "民法典",
    "Civil Procedure Law": "民事诉讼法",
    "Criminal Law": "刑法",
    "PIPL": "个人信息保护法",
    "PSAPL": "治安管理处罚法",
    "Public security law 2025": "治安管理处罚法（2025修订）",
    "Consumer Law": "消费者权益保护法",
    "Regulations 2024": "消费者权益保护法实施条例（2024）",
    "Order 2022-9": "银行保险机构消费者权益保护管理办法（2022年第9号令）",
    "Credit Regs": "征信业管理条例",
    "Credit-bureau Regs": "征信业管理条例",
    "complaint rules 2020": "银行业保险业消费投诉处理管理办法（2020）",
    "complaint rules 2020-3": "银行业保险业消费投诉处理管理办法（2020年第3号令）",
    "Consumer-finance company measures (2024)": "消费金融公司管理办法（2024）",
    "Yinbaojianfa [2022] 13": "银保监发〔2022〕13号",
    "NFRA and PBoC cost disclosure (2026-08-01)": "金融监管总局、人民银行综合融资成本明示规定（2026-08-01）",
    "Anti-Unfair Competition Law": "反不正当竞争法",
    "anti-telecom-fraud law": "反电信网络诈骗法",
    "Cybersecurity Law": "网络安全法",
    "GB/T 22239-2019": "GB/T 22239—2019",
    "JR/T 0171": "JR/T 0171",
    "JR/T 0171-2020": "JR/T 0171—2020",
    "carrier limit for voice notices": "运营商语音通知限流",
    "court practice": "司法实践",
    "supervisory notices": "监管通知",
    "12 CFR 1006": "美国《债务催收规定》（12 CFR 1006）",
    "11 USC": "美国《破产法》（11 USC）",
    "FRCP": "美国《联邦民事诉讼规则》",
    # no law: the house's own practice
    "product policy": "内部规定",
    "product policy from the quiet hours": "内部规定（依禁催时段）",
    "product policy from PIPL": "内部规定（依个人信息保护法）",
    "product policy after Civil Code": "内部规定（依民法典）",
    "product policy after PIPL": "内部规定（依个人信息保护法）",
    "list of the creditor": "债权人名单",
    "list of the creditor or the site": "债权人或本机构名单",
    "else policy": "其余为内部规定",
    "no official number found": "未见官方数字",
    "no ban found": "未见禁止规定",
    "not verified": "未核实",
}
HOUSE = "house rule: "  # a rule that the house has written: its reason follows


@lru_cache(maxsize=1024)
def law_words(law: str) -> Bilingual:
    """Return the titles that a rule carries in both languages. What is no title of the packs stands as it is."""
    if law.startswith(HOUSE):
        return Bilingual(law, f"内部规则：{law.removeprefix(HOUSE)}")
    return Bilingual(law, "；".join(TITLES.get(title, title) for title in law.split("; ")))
