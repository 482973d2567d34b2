"""What each mainland rule demands, as one plain sentence in both languages.

A rule's own text is what the agent reads when the rule speaks. These sentences say the rule itself: for the page
Rules, the house rules, the log and the command palette. ``{…}`` is a number of the rule. An id with several rows has
one sentence for each, in the order of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]

PLAIN_CN: Mapping[str, tuple[Pair, ...]] = {
    "house-purpose": (
        (
            "“Answer”, “confirm” and “notify” must be shown by what came and by the words; "
            "else the contact counts as collecting.",
            "“答复”“确认”“告知”须有来件或用语佐证，否则按催收处理。",
        ),
    ),
    "cn-debt-over": (
        (
            "A debt that was paid, settled, forgiven or closed is not collected by any channel.",
            "已清偿、和解、免除或销户的债务，任何渠道均不得催收。",
        ),
    ),
    "cn-litigation-hold": (
        ("Evidence for a lawsuit is not deleted, however old it is.", "涉诉证据无论保存多久均不得删除。"),
    ),
    # hours
    "cn-time-quiet-hours": (
        (
            "No contact before {opens:02d}:00 or from {closes:02d}:00, unless the customer agreed.",
            "{opens:02d}:00前及{closes:02d}:00后不得联系，客户同意的除外。",
        ),
        (
            "No letter by hand before {opens:02d}:00 or from {closes:02d}:00, unless the customer agreed.",
            "{opens:02d}:00前及{closes:02d}:00后不得上门送达信函，客户同意的除外。",
        ),
    ),
    "cn-time-consent-window": (
        (
            "Outside {opens:02d}:00 to {closes:02d}:00 stay inside the hours that the customer agreed to.",
            "在{opens:02d}:00至{closes:02d}:00之外，仅限客户同意的时段。",
        ),
    ),
    "cn-time-wrapup": (
        (
            "Warn agents {warn_minutes} minutes before {closes:02d}:00; robots stop {block_minutes} minutes before. "
            "The day begins at {opens:02d}:00.",
            "{closes:02d}:00前{warn_minutes}分钟提醒坐席，前{block_minutes}分钟停止机器外呼；每日{opens:02d}:00起。",
        ),
    ),
    "cn-time-send-check": (
        (
            "No message is sent before {opens:02d}:00 or from {closes:02d}:00; it waits.",
            "{opens:02d}:00前及{closes:02d}:00后的消息暂存，不发送。",
        ),
    ),
    "cn-time-inbound": (
        (
            "A customer who rings before {opens:02d}:00 or from {closes:02d}:00 gets an answer and no pressure.",
            "客户在{opens:02d}:00前或{closes:02d}:00后来电，只答复、不施压。",
        ),
    ),
    "cn-time-zone-abroad": (
        (
            "For a customer abroad it must also be {opens:02d}:00 to {closes:02d}:00 at the customer's place.",
            "客户在境外的，当地时间也须在{opens:02d}:00至{closes:02d}:00之间。",
        ),
    ),
    "cn-time-zone-xj": (
        (
            "In Xinjiang rather not between {opens:02d}:00 and {soft_start:02d}:00.",
            "新疆客户{opens:02d}:00至{soft_start:02d}:00之间不宜联系。",
        ),
    ),
    "cn-time-holiday": (("On public holidays call only when it is needed.", "法定节假日非必要不联系。"),),
    # how often
    "cn-freq-unanswered-6": (
        (
            "At most {cap} unanswered calls a day to one number (warning from {warn}).",
            "同一号码每日未接通外呼不超过{cap}次（满{warn}次提醒）。",
        ),
    ),
    "cn-freq-effective-3": (
        (
            "At most {cap} talks a day with one debtor, joint debtors together (warning from {warn}).",
            "同一债务人（含共同债务人合计）每日有效通话不超过{cap}次（满{warn}次提醒）。",
        ),
    ),
    "cn-freq-notice-3": (
        ("At most {cap} recorded notice calls a day that are heard.", "每日接通的语音告知不超过{cap}次。"),
    ),
    "cn-freq-pool": (
        (
            "All teams and agencies together: at most {cap} contacts a day with one debtor.",
            "各团队及受托机构合并计算，同一债务人每日联系不超过{cap}次。",
        ),
    ),
    "cn-freq-multi-number": (
        (
            "At most {cap} calls a day to one customer over all numbers, and no changed caller number.",
            "同一客户各号码合计每日外呼不超过{cap}次，不得改号。",
        ),
    ),
    "cn-freq-reasonable": (
        (
            "While a promise runs, and on the day of a refusal, nobody rings for payment before {opens:02d}:00 of the "
            "next day.",
            "承诺未到期或当日已拒绝的，次日{opens:02d}:00前不再催收外呼。",
        ),
    ),
    "cn-freq-sms": (
        (
            "At most {per_day} messages a day, {per_week} in {days} days; the same text not within {same_hours} hours.",
            "消息每日不超过{per_day}条、{days}日内不超过{per_week}条，相同内容间隔不少于{same_hours}小时。",
        ),
    ),
    "cn-freq-carrier": (
        (
            "Voice notices to one number: at most {minute} a minute, {hour} an hour, {day} a day.",
            "同一号码语音通知每分钟不超过{minute}次、每小时{hour}次、每日{day}次。",
        ),
    ),
    "cn-freq-third-party": (
        (
            "One third person: at most {cap} contact a day and {total} in all.",
            "同一第三人每日联系不超过{cap}次，累计不超过{total}次。",
        ),
    ),
    # who
    "cn-party-debtor-only": (("Nobody is asked to pay who does not owe.", "不得向非债务人催收。"),),
    "cn-party-related-spouse": (
        ("A spouse only with proof on file that the debt is joint.", "配偶须有共同债务依据在案方可联系。"),
    ),
    "cn-party-lost-contact": (
        (
            "Third persons only once the debtor is lost: {dials} failed calls, or {days} days out of reach.",
            "失联后方可联系第三人：{dials}次未接通，或连续{days}日无法联系。",
        ),
    ),
    "cn-party-recontact-stop": (
        ("Once the debtor is reached again, third persons are left alone.", "重新联系上债务人后，停止联系第三人。"),
    ),
    "cn-party-optout": (("A third person who refused is not contacted again.", "第三人拒绝后不得再联系。"),),
    "cn-party-guarantor": (
        (
            "A guarantor only within the guarantee: its type, its agreed period or {months} months from the due date.",
            "联系保证人须在保证方式及期间内：有约定从约定，无约定为主债务到期后{months}个月。",
        ),
    ),
    "cn-party-minor": (("No collecting from a minor: the guardian alone.", "未成年人不得催收，只联系监护人。"),),
    "cn-party-incapacity": (
        ("Without full legal capacity: the guardian alone.", "无完全民事行为能力的，只联系法定代理人。"),
    ),
    "cn-party-deceased": (
        ("After the debtor's death the legal team decides, not the desk.", "债务人身故后由法务处理，不再催收。"),
    ),
    "cn-party-agent-lawyer": (
        ("A represented customer is contacted through the representative.", "客户有代理人的，联系代理人。"),
    ),
    "cn-party-wrong-number": (("A wrong, dead or opted-out number is not used.", "错号、空号及已退订号码不得使用。"),),
    "cn-party-source": (("A number must come from a lawful source.", "联系方式来源必须合法。"),),
    "cn-party-workplace": (
        ("No visit and no debt talk at the workplace without consent.", "未经同意不得到单位催收或谈及欠款。"),
    ),
    # holds
    "cn-safety-state": (
        (
            "While the safety state is on, only its own call-back may reach the customer.",
            "安全状态期间，仅可拨打安全回电。",
        ),
    ),
    "house-suppressed": (
        (
            "A number or a customer on a suppression list is not contacted until the list's day.",
            "禁呼名单中的号码或客户，在名单到期前不得联系。",
        ),
    ),
    "house-recalled": (
        ("A customer whose debt the creditor has taken back is not contacted.", "债权人已收回债务的客户不得联系。"),
    ),
    "house-cease": (
        (
            "After a request to stop: no contact until the officer has reviewed it.",
            "客户要求停止联系的，复核前不得联系。",
        ),
    ),
    "cn-dispute-hold": (
        ("A disputed debt is verified before anybody collects it.", "有异议的债务，核实前不得催收。"),
        ("An objection to the credit record is answered within {days} days.", "征信异议须在{days}日内答复。"),
    ),
    "cn-hard-plan-stop": (("While a plan is kept, nothing is collected.", "分期协议履行期间停止催收。"),),
    "house-paid-check": (
        ("A payment that the customer names is checked before the next demand.", "客户称已还款的，核实后再催收。"),
    ),
    "cn-complaint": (
        ("While a complaint is open: no bargaining, no pressure.", "投诉处理期间不得谈判或施压。"),
        ("A complaint is answered within {days} days.", "投诉须在{days}日内答复。"),
    ),
    "cn-hard-vulnerable": (
        ("Hardship or illness: slow down and hand over to the specialist.", "困难或患病客户放缓催收，转专岗。"),
    ),
    "house-bankruptcy": (("During insolvency the legal team decides.", "破产程序中由法务处理。"),),
    "cn-law-illegal-debt": (("An illegal debt is not collected.", "非法债务不得催收。"),),
    "cn-law-psapl-50": (("No contact against a ban by the police.", "有禁止接触令的，禁止联系。"),),
    "cn-id-assignment": (("A sold debt only after the debtor was told of the transfer.", "债权转让须先通知债务人。"),),
    "cn-rec-call": (("Every call is recorded, or nobody calls.", "外呼必须全程录音。"),),
    "cn-data-entrust": (
        (
            "An agency contacts only under a data contract and an evaluation in force.",
            "受托机构须有有效委托协议及评估方可联系。",
        ),
        (
            "A case goes to an agency only with a data contract and an evaluation of the last {days} days.",
            "委外须有委托协议，且{days}日内完成评估。",
        ),
    ),
    "cn-id-agency-listed": (
        ("Only an agency on the public list contacts customers.", "仅公示名单内的机构可联系客户。"),
        (
            "A case goes only to an agency on the public list, and the customer is told.",
            "仅可委托公示名单内的机构，并告知客户。",
        ),
    ),
    "house-licence": (("The creditor's licence must be in force.", "债权人经营许可须有效。"),),
    "cn-data-profile": (("A profile is advice only, and the customer may refuse it.", "画像仅供参考，客户可拒绝。"),),
    "cn-law-limitation": (
        (
            "A claim older than {years} years (at most {longest}) may be time-barred: careful words.",
            "债权超过{years}年（最长{longest}年）可能已过时效，注意表述。",
        ),
        ("For a claim older than {years} years nobody promises a judgment.", "超过{years}年时效的债权不得称法院必判。"),
    ),
    # visits
    "cn-visit-two": (
        ("A visit needs at least {least} collectors.", "外访人员不少于{least}人。"),
        ("At most {most} collectors come to a visit.", "外访人员不超过{most}人。"),
    ),
    "cn-visit-id": (
        (
            "Collectors show work card and authority within {seconds} seconds.",
            "外访须在{seconds}秒内出示证件和委托书。",
        ),
    ),
    "cn-visit-entry": (("Nobody enters a home without consent.", "未经同意不得入户。"),),
    "cn-visit-record": (("The recorder runs during a visit.", "外访须全程录音录像。"),),
    "cn-visit-others-present": (
        (
            "When only others are at home: a neutral card, no word of the debt. With others beside the debtor: ask to "
            "speak alone.",
            "本人不在时只留中性留言，不得谈及债务；旁有他人时，先请单独沟通。",
        ),
    ),
    "cn-law-restraint": (
        ("A collector who is told to leave, leaves, and blocks nobody's way.", "被要求离开须立即离开，不得阻拦他人。"),
        ("No words that keep a person from leaving.", "不得以言语限制他人自由。"),
    ),
    # conduct
    "cn-hard-plan-5y": (("A card plan runs at most {months} months.", "信用卡个性化分期最长{months}个月。"),),
    "cn-id-first-contact": (
        ("Say who you are and for whom within {seconds} seconds.", "接通后{seconds}秒内表明机构与身份。"),
    ),
    "cn-id-agency-name": (("An agency says that the creditor entrusted it.", "受托机构须表明受托身份。"),),
    "cn-id-private-device": (
        ("Nobody calls or writes from a private telephone or account.", "不得使用私人电话或账号。"),
    ),
    "cn-ai-voice": (("A robot says that it is one and passes on to a person.", "智能外呼须表明身份并可转人工。"),),
    "cn-law-limitation-log": (
        ("Proof of a written notice is kept: it interrupts the limitation.", "书面催收中断时效，须留存送达凭证。"),
    ),
    "cn-notice-effective": (
        ("Two formal card notices lie at least {days} days apart.", "两次有效催收间隔不少于{days}日。"),
    ),
    "cn-law-rate-cap": (
        (
            "The yearly cost claimed stays under {licensed} per cent, or {lpr_times} times the prime rate.",
            "主张的综合年化成本不超过{licensed}%或LPR的{lpr_times}倍。",
        ),
    ),
    "cn-law-cost-sheet": (
        ("Loans signed since August 2026 need their cost sheet.", "2026年8月起的贷款须有综合融资成本明示表。"),
    ),
    # words
    "cn-msg-threat": (("No threat, of any kind.", "禁止任何威胁。"),),
    "cn-msg-insult": (("No insult.", "禁止侮辱。"),),
    "cn-id-impersonate": (("Nobody poses as police, court or lawyer.", "禁止冒充公检法或律师。"),),
    "cn-msg-false-legal": (("No legal step is announced that is not true.", "不得虚构法律措施。"),),
    "cn-msg-credit": (("Effects on the credit record are told as they are.", "征信影响须如实说明。"),),
    "cn-msg-card-fraud": (("No mention of crime or prison.", "不得以刑事责任相威胁。"),),
    "cn-party-no-disclose": (("No word of the debt to anybody who does not owe it.", "不得向无关人员透露欠款。"),),
    "cn-id-verify-debtor": (("No word of the debt before the identity is verified.", "核实身份前不得谈及欠款。"),),
    "cn-party-no-substitute": (("Nobody else is asked to pay.", "不得要求他人代偿。"),),
    "cn-msg-induce-loan": (("Nobody is led to borrow in order to pay.", "禁止诱导借新还旧。"),),
    "cn-msg-fee": (("No extra fee, and payment only to the creditor's account.", "不得额外收费，只付至债权人账户。"),),
    "cn-msg-amount": (
        (
            "The amount equals the ledger, and the ledger is at most {hours} hours old.",
            "金额须与账务一致，账务数据不超过{hours}小时。",
        ),
    ),
    "cn-msg-public-post": (("Nothing of the debt where others see it.", "不得公开张贴或群发欠款信息。"),),
    "cn-msg-forged": (("No paper that looks like a court's.", "不得伪造司法文书。"),),
    "cn-msg-letter-fields": (("A card letter holds the six required items.", "信用卡催收函须具备六项内容。"),),
    "cn-msg-marketing": (("No advertising in a collection contact.", "催收中不得夹带营销。"),),
    "cn-msg-privacy-preview": (
        (
            "The first {characters} characters of a message, which others may see, do not name the debt.",
            "消息预览的前{characters}个字不得出现欠款字样。",
        ),
    ),
    "cn-cfc-conduct": (
        ("Consumer finance: no harassment, nobody unrelated.", "消费金融案件严禁骚扰和联系无关第三人。"),
    ),
    "cn-card-13": (
        ("Card cases: the agency is public, the debt stays private.", "信用卡案件：机构须公示，欠款须保密。"),
    ),
    "cn-fair-competition": (("No use of another firm's name and no slander of it.", "不得冒用或贬损其他机构。"),),
    # data
    "cn-data-rec-2y": (("A recording is kept for at least {days} days.", "录音保存不少于{days}日。"),),
    "cn-hard-oral": (
        ("The recording of an agreed plan is kept until the debt is settled.", "口头分期协议的录音保留至结清。"),
    ),
    "cn-data-pia-3y": (("An assessment report is kept for at least {days} days.", "影响评估报告保存不少于{days}日。"),),
    "cn-data-export": (
        (
            "Agents export nothing; others with a reason, above {rows} rows with a second person.",
            "坐席不得导出；其他人员须说明理由，超过{rows}行须双人复核。",
        ),
    ),
    "cn-data-mask": (("A full number is shown only on a click, with a reason.", "完整号码须说明理由后点击查看。"),),
    "cn-data-minimum": (("Nothing is shown that the task does not need.", "非必要信息不展示。"),),
    "cn-data-sensitive": (("Sensitive data only with a consent of its own.", "敏感信息须取得单独同意。"),),
    "cn-data-breach": (("A leak is reported at once.", "发现泄露立即上报。"),),
    "cn-data-mlps": (("The filing of the protection level is on record.", "等级保护备案须在案。"),),
    "cn-data-jrt0171": (
        ("Secrets of class C3, such as passwords, do not enter this system.", "C3类信息（如密码）不得进入本系统。"),
    ),
}
