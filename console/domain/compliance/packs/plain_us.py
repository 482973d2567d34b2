"""What each rule of the United States demands, as one plain sentence in both languages (see ``plain_cn``)."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.compliance.packs.plain_cn import Pair

PLAIN_US: Mapping[str, tuple[Pair, ...]] = {
    "us-safety-state": (
        (
            "While the safety state is on, only its own call-back may reach the customer.",
            "安全状态期间，仅可拨打安全回电。",
        ),
    ),
    "us-purpose": (
        (
            "An answer needs a message, a confirmation something to confirm, and neither asks for money; "
            "else it counts as collecting.",
            "答复须有来件，确认须有待确认事项，且均不得索款；否则按催收处理（美国）。",
        ),
    ),
    "us-debt-over": (
        (
            "A debt that is paid, settled, discharged or closed is not collected by any channel.",
            "已还清、和解、豁免或关闭的债务，任何渠道均不得催收。",
        ),
    ),
    "us-litigation-hold": (
        ("What a lawsuit may need is kept, however old it is.", "诉讼可能需要的资料，无论多久均须保留。"),
    ),
    "us-suppressed": (
        (
            "A number or a customer on a suppression list is not contacted until the list's day.",
            "禁呼名单中的号码或客户，在名单到期前不得联系。",
        ),
    ),
    "us-recalled": (
        ("A customer whose debt the creditor has taken back is not contacted.", "债权人已收回债务的客户不得联系。"),
    ),
    "us-time-inconvenient": (
        (
            "No contact before {opens:02d}:00 or from {closes:02d}:00 where the consumer is.",
            "客户所在地{opens:02d}:00前及{closes:02d}:00后不得联系。",
        ),
    ),
    "us-time-known": (("No contact at a time that the consumer called inconvenient.", "客户称不便的时段不得联系。"),),
    "us-place-known": (("No contact at a place that the consumer called inconvenient.", "客户称不便的地点不得联系。"),),
    "us-place-work": (("No contact at work when the employer forbids it.", "雇主禁止的，不得联系其单位。"),),
    "us-freq-7in7": (("At most {cap} calls in {days} days about one debt.", "同一债务{days}日内外呼不超过{cap}次。"),),
    "us-freq-after-talk": (
        ("After a talk no call about that debt for {days} days.", "通话后{days}日内不得就同一债务再致电。"),
    ),
    "us-freq-excluded": (
        ("A call with consent, or to the attorney, does not count.", "经同意或致电律师的通话不计次数。"),
    ),
    "us-freq-factors": (
        (
            "Calls less than {minutes} minutes apart, over {per_day} a day, {all_debts} over all debts or "
            "{voicemails} voicemails may harass.",
            "间隔少于{minutes}分钟、每日超过{per_day}次、各债务合计超过{all_debts}次或留言超过{voicemails}次，可能构成骚扰。",
        ),
    ),
    "us-freq-messages": (
        (
            "From {per_day} messages a day or {per_week} in seven days on, more of them may harass.",
            "每日达{per_day}条或七日内达{per_week}条消息，再发可能构成骚扰。",
        ),
    ),
    "us-party-attorney": (("A represented consumer is contacted through the attorney.", "客户有律师的，联系律师。"),),
    "us-cease": (
        (
            "After a written request to stop: no contact except the allowed notices.",
            "收到书面停止要求后不得联系，法定通知除外。",
        ),
    ),
    "us-party-third": (("No word of the debt to anybody but the consumer.", "不得向客户以外的人谈及债务。"),),
    "us-locate": (
        ("Others are asked only for the location, once, without the debt.", "只可向他人询问一次联系方式，不谈债务。"),
    ),
    "us-medium": (("No contact by a channel that the consumer refused.", "客户拒绝的联系方式不得使用。"),),
    "us-email-work": (("No e-mail to an address of the employer.", "不得使用工作邮箱。"),),
    "us-email-procedures": (
        (
            "An e-mail address needs a lawful source and {days} days to opt out.",
            "邮箱须有合法来源，并给予{days}日退订期。",
        ),
    ),
    "us-text-procedures": (
        ("Texts need consent or a number check of the last {days} days.", "短信须有同意或{days}日内的号码核验。"),
    ),
    "us-social": (("On social media private messages only.", "社交平台仅可私信。"),),
    "us-validation": (
        (
            "The validation notice goes out within {within_days} days of the first contact "
            "({mail_days} days of mail, {period_days} days to dispute).",
            "首次联系后{within_days}日内送达债务确认通知（邮寄{mail_days}日，异议期{period_days}日）。",
        ),
    ),
    "us-dispute": (
        (
            "A debt disputed in writing within {period_days} days (and {mail_days} of mail) waits for verification.",
            "{period_days}日内书面异议（另加邮寄{mail_days}日）的债务，核实前停止催收。",
        ),
    ),
    "us-deceased": (("After a death only the estate's representative.", "客户身故后只联系遗产代表人。"),),
    "us-bankruptcy": (("During bankruptcy nothing is collected.", "破产期间不得催收。"),),
    "us-conduct": (
        ("No violence, no obscene words, no publishing, no nameless call.", "禁止暴力、污言秽语、公开及匿名来电。"),
    ),
    "us-false": (("No false amount, consequence, authority or urgency.", "不得虚构金额、后果、身份或紧迫性。"),),
    "us-disclose-first": (
        (
            "The first contact, and the first in writing, says that it collects a debt and what answers are for.",
            "首次联系及首次书面联系，须说明催收目的及信息用途。",
        ),
    ),
    "us-disclose-later": (
        ("Each later contact says that it is from a debt collector.", "后续联系须说明为债务催收方。"),
    ),
    "us-amount": (("No charge without a basis in contract or law.", "无合同或法律依据不得收费。"),),
    "us-postdated": (
        (
            "A cheque postdated by more than {days} days is deposited {least} to {most} days after a notice.",
            "远期超过{days}日的支票，须提前{least}至{most}日通知后兑付。",
        ),
    ),
    "us-optout-notice": (
        (
            "Each electronic message says how to opt out, by a simple way, at no cost and without more data.",
            "每条电子消息须注明退订方式：简便、免费、不索要其他信息。",
        ),
    ),
    "us-limited-message": (
        ("A limited voicemail holds the required items and nothing more.", "有限内容留言不得超出规定事项。"),
    ),
    "us-time-barred": (("For a time-barred debt no suit and no talk of one.", "已过时效的债务不得起诉或以起诉相告。"),),
    "us-parking": (
        (
            "A credit report only after a talk, or {days} days after a letter.",
            "先沟通，或发函{days}日后，方可报送征信。",
        ),
    ),
    "us-transfer": (("A paid or discharged debt is not sold or placed.", "已清偿或免除的债务不得转让。"),),
    "us-retention": (("Records are kept for {years} years.", "记录保存{years}年。"),),
}
