"""The library: calls here and in ``points_call``; visits, SMS and e-mail beside it.

Our own wording. Calm for fear, facts for the rational, one small dated step for procrastination;
no threat, no deadline that is not real, no debt word before the identity is checked.
"""

from __future__ import annotations

from console.domain.guidance.points_call import ROWS as CALL_ROWS
from console.domain.guidance.points_more import ROWS as MORE_ROWS
from console.domain.guidance.points_visit import ROWS as VISIT_ROWS
from console.domain.guidance.points_written import ROWS as WRITTEN_ROWS
from console.domain.guidance.types import Point as P  # noqa: N817

ANY, LATE, MID = "*", "late", "mid"
PRO, FEAR, RAT = "procrastination", "fear", "rational"

CALLS: tuple[P, ...] = (
    # open
    P(ANY, ANY, "open", "Hello, this is {agent} from {creditor}. May I speak with {name}?",
      "您好，我是{creditor}的{agent}，请问是{name}吗？",
      "Own name and firm first: the law asks for it.", "先自报家门：法规要求。"),
    P(PRO, ANY, "open", "Hello {name}? This is {agent} from {creditor}. Two minutes are enough.",
      "您好，是{name}吗？我是{creditor}的{agent}，两分钟就好。",
      "A short, named call is not put off.", "简短、有名有姓，不易被推迟。"),
    P(FEAR, ANY, "open", "Hello, is this {name}? I am {agent} from {creditor}. Is now a good time to talk?",
      "您好，请问是{name}吗？我是{creditor}的{agent}，您现在方便说话吗？",
      "Asking permission gives control back.", "先征得同意，让客户有掌控感。"),
    P(RAT, ANY, "open", "Hello, {name}? {agent} from {creditor}. I have the figures at hand for you.",
      "您好，是{name}吗？我是{creditor}的{agent}，相关数据我已备好。",
      "Says at once that facts follow.", "一开始就表明有据可谈。"),
    # verify
    P(ANY, ANY, "verify", "Before we go on: please tell me the last four digits of your card.",
      "在继续之前，请您说一下卡号后四位。",
      "Identity before any debt word.", "先核身，后谈事。"),
    P(FEAR, ANY, "verify", "To protect your privacy, could you tell me the last four digits of your card?",
      "为保护您的隐私，请您告诉我卡号后四位，好吗？",
      "The check is for the customer's own safety.", "核身是为了保护客户。"),
    # recording
    P(ANY, ANY, "recording", "This call is recorded, for your protection and ours.",
      "为保障双方权益，本次通话会录音。", "The notice is owed once a call.", "每通需告知一次。"),
    # debt
    P(ANY, ANY, "debt", "Your account shows {amount} owed, {days} days past the due date.",
      "您的账户目前欠款{amount}，已逾期{days}天。", "Amount and date, nothing else.",
      "只说金额与日期。", ("identity_verified",)),
    P(PRO, "M1", "debt", "A reminder: {amount} was due; it is {days} days late. It is quickly settled.",
      "提醒您：{amount}已到期{days}天，办理起来很快。", "A timely reminder is often all it needs.",
      "及时提醒往往就够了。", ("identity_verified",)),
    P(PRO, MID, "debt", "{amount} is open for {days} days now. Let us make it one small step today.",
      "{amount}已逾期{days}天，我们今天先走一小步。", "Recalls the matter without blame.",
      "不责备，只往前走。", ("identity_verified",)),
    P(PRO, LATE, "debt", "{amount} has been open for {days} days. We can split it, so that it starts to shrink.",
      "{amount}已逾期{days}天，可以拆分，先让它减少。", "A small first step beats a big plan.",
      "小步先行胜过大计划。", ("identity_verified",)),
    P(FEAR, "M1", "debt", "There is {amount} open on your account. This can be arranged, step by step.",
      "您账户有{amount}待还，我们一步一步来，可以安排。", "Starts from what is manageable.",
      "从可承受之处谈起。", ("identity_verified",)),
    P(FEAR, MID, "debt", "{amount} is open. Many people are in this place; together we find a way that fits.",
      "目前有{amount}待还。不少人都遇到过，我们一起找合适的办法。", "Normal, not shameful.",
      "让客户知道这很常见。", ("identity_verified",)),
    P(FEAR, LATE, "debt", "It is {amount}. I am here to listen and to look for a way with you. Take your time.",
      "金额是{amount}。我先听您说，再一起想办法，您慢慢来。", "Slow and warm lowers avoidance.",
      "语速慢、态度暖，减少回避。", ("identity_verified",)),
    P(RAT, "M1", "debt", "The open amount is {amount}, due on {due_date}, {days} days ago. I can send the statement.",
      "欠款{amount}，应还日{due_date}，已过{days}天，明细可发给您。", "Exact and itemised.",
      "准确、可核对。", ("identity_verified",)),
    P(RAT, MID, "debt", "{amount} stands open, {days} days past due. I can compare two ways to settle it.",
      "欠款{amount}，逾期{days}天。我可以为您比较两种还法。", "Offers a comparison, not pressure.",
      "给比较，不施压。", ("identity_verified",)),
    P(RAT, LATE, "debt", "{amount} stands open, {days} days past due. Let us look at what each option costs in all.",
      "欠款{amount}，逾期{days}天。我们看看各方案的总成本。", "Total cost is what decides.",
      "总成本才是决定因素。", ("identity_verified",)),
    # listen
    P(ANY, ANY, "listen", "Please tell me how things look from your side.",
      "请您说说您这边的情况。", "Listening first saves time later.", "先听，后面更省时。"),
    P(FEAR, ANY, "listen", "Nothing needs deciding this minute. How are things for you at present?",
      "现在不用马上决定。您最近情况怎么样？", "Takes the pressure out.", "先卸下压力。"),
    P(RAT, ANY, "listen", "Is there a figure you would like me to check with you?",
      "有没有哪笔数字，您希望我一起核对？", "Invites the facts.", "邀请对方谈事实。"),
    # cause
    P(ANY, ANY, "cause", "May I ask what kept you from paying this time?",
      "方便问一下，这次没还上的原因是什么？", "One question about the cause.", "只问一次原因。"),
    P(PRO, ANY, "cause", "Did it slip by, or was something in the way?",
      "是忘了，还是有什么耽搁了？", "An easy answer is at hand.", "给一个容易回答的选项。"),
    P(FEAR, ANY, "cause", "If you like, tell me what made it hard. Only as much as you want.",
      "如果您愿意，可以说说难在哪里，说多少都可以。", "The customer keeps control.",
      "由客户决定说多少。"),
    P(RAT, ANY, "cause", "Was the amount, the date or the way of paying the reason?",
      "是金额、日期，还是还款方式的原因？", "Three clear options.", "三个清楚的选项。"),
    # ability
    P(ANY, ANY, "ability", "When does your next income come in, and what must it cover first?",
      "您下一笔收入什么时候到？有哪些必须先支出的？", "Ability decides the plan.",
      "能力决定方案。"),
    P(FEAR, ANY, "ability", "What amount would be bearable for you, without going short on daily needs?",
      "在不影响日常生活的情况下，您多少金额可以承受？", "Starts from the customer's limits.",
      "从客户的承受力出发。"),
    P(RAT, ANY, "ability", "What monthly amount fits your budget, and on which day?",
      "每月多少、在哪一天，比较符合您的预算？", "Budget and date, in figures.",
      "用数字谈预算与日期。"),
    # offer
    P(ANY, ANY, "offer", "You can pay in full, in parts, or we look at a plan that fits. Which suits you?",
      "可以一次还清、分次还，或看看合适的方案，您倾向哪种？", "Options, not orders.",
      "给选择，不下命令。"),
    P(PRO, "M1", "offer", "Shall we do it today, tomorrow or the day after? You choose.",
      "今天、明天还是后天办？您来定。", "A chosen slot is kept more often.", "自己选的日子更易兑现。"),
    P(PRO, MID, "offer", "A first part within three days, the rest on a fixed date. Does that work?",
      "三天内先还一部分，其余定个日子，可以吗？", "A short gap and a fixed date.",
      "间隔短、日期定。"),
    P(PRO, LATE, "offer", "Start with a small part this week; then equal parts each month.",
      "本周先还一小部分，之后每月等额还。", "Small wins build up.", "小胜积成大胜。"),
    P(FEAR, "M1", "offer", "Two ways: a small part now, or a later day that you choose. Both are fine.",
      "两个办法：先还一点，或您选个晚些的日子，都可以。", "Two options, not five.",
      "两个选项，不要五个。"),
    P(FEAR, MID, "offer", "We can make small parts over some months. You will get it in writing.",
      "可以分几个月小额还，会给您书面确认。", "Plan first, arithmetic second.",
      "先有方案，再算数字。"),
    P(FEAR, LATE, "offer", "We can look at a plan within your means, or a pause for review. No decision today.",
      "可以看看您能承受的方案，或先暂停评估，今天不用决定。", "Says what will not happen.",
      "说明不会发生什么。"),
    P(RAT, "M1", "offer", "Paying {amount} today ends the matter; in two parts it ends on the second date.",
      "今天还{amount}即可结束；分两次则第二次结束。", "States what each choice brings.",
      "说明每个选择的结果。"),
    P(RAT, MID, "offer", "Compare: three parts or six parts, with total and end date for each.",
      "对比一下：分三期或六期，各自总额与结束日期。", "A table beats adjectives.",
      "对比表胜过形容词。"),
    P(RAT, LATE, "offer", "I can ask for a settlement quote in writing, with its basis and last day.",
      "我可以申请书面结清报价，写明依据与有效期。", "Basis, authority, expiry.",
      "依据、权限、期限。", ("relief_open",)),
    P(RAT, LATE, "offer", "I can lay out instalments with total paid and end date for each length.",
      "我可以列出不同期数的总额与结束日期。", "True figures for each plan.", "各方案真实数字。",
      (), 2),
    # next step
    P(ANY, ANY, "next_step", "So that it is fixed: which day, and which amount?",
      "我们定一下：哪一天，还多少？", "A dated step or none.", "要么有日期，要么没约定。"),
    P(PRO, ANY, "next_step", "Which exact day and hour shall I note? I will remind you the day before.",
      "我记下哪天、几点？前一天我会提醒您。", "A date and a reminder.", "有日期、有提醒。"),
    P(FEAR, ANY, "next_step", "Let us note one small step and a day that feels right for you.",
      "我们记下一小步，日子由您觉得合适来定。", "One step at a time.", "一次只走一步。"),
    P(RAT, ANY, "next_step", "Shall I note {amount}, or the plan, and for which date?",
      "我记{amount}还是方案？定在哪一天？", "Exact terms.", "条款要准确。"),
    # repeat back
    P(ANY, ANY, "repeat_back", "Let me repeat: the amount and the day we agreed. Is that right?",
      "我复述一下我们约定的金额和日期，对吗？", "Repeating back halves misunderstandings.",
      "复述可减少误会。"),
    # close
    P(ANY, ANY, "close", "Thank you for your time. If anything changes, ring {phone_back}.",
      "感谢您的时间，有变化请拨打{phone_back}。", "An open channel keeps promises.",
      "留下渠道，更易兑现。"),
    P(PRO, ANY, "close", "Thank you. You will get a short confirmation, so nothing slips by.",
      "谢谢，稍后会有简短确认，免得遗忘。", "The confirmation does the remembering.",
      "用确认帮助记忆。"),
    P(FEAR, ANY, "close", "Thank you for talking openly. You can reach us at {phone_back} whenever you wish.",
      "谢谢您坦诚沟通，需要时可拨打{phone_back}。", "Ends on safety.", "以安心收尾。"),
    P(RAT, ANY, "close", "Thank you. The terms come in writing; questions to {phone_back}.",
      "谢谢，条款会书面给您，有疑问请拨{phone_back}。", "Written terms.", "书面为准。"),
)  # fmt: skip

LIBRARY: tuple[P, ...] = (*CALLS, *CALL_ROWS, *VISIT_ROWS, *WRITTEN_ROWS, *MORE_ROWS)

PATHS: dict[str, tuple[P, ...]] = {
    "third_party": (
        P(ANY, ANY, "open", "Could you please ask {name} to ring us back at {phone_back}? Thank you.",
          "麻烦转告{name}方便时回电{phone_back}，谢谢。", "Nothing is disclosed.", "不透露任何信息。"),
        P(ANY, ANY, "close", "I am sorry, I can only speak with {name} about the reason.",
          "抱歉，来电事由只能与{name}本人说。", "Privacy of the customer.", "保护客户隐私。"),
    ),
    "wrong_number": (
        P(ANY, ANY, "close", "I am sorry for the disturbance. We will not call this number again.",
          "打扰了，很抱歉，我们不会再拨这个号码。", "The number stops at once.", "号码立即停拨。"),
    ),
    "minor": (
        P(ANY, ANY, "close", "Thank you, I will call another time. Goodbye.",
          "谢谢，我改时间再打，再见。", "A minor hears nothing of it.", "不向未成年人透露。"),
    ),
    "deceased": (
        P(ANY, ANY, "close", "I am very sorry for your loss. We will not call; a colleague will write.",
          "请节哀。我们不再来电，会有同事书面联系。", "The legal team takes over.", "转法务处理。"),
    ),
    "dispute": (
        P(ANY, ANY, "listen", "Thank you for saying so. Which part is not right? I will have it checked.",
          "谢谢您指出。哪部分不对？我请同事核查。", "Stop asking, start checking.", "停止催收，先核查。"),
        P(ANY, ANY, "close", "You will hear from us with the result; until then we do not ask for payment.",
          "核查结果会通知您，在此之前不再催收。", "The hold is real.", "暂停是真实的。"),
    ),
    "hardship": (
        P(ANY, ANY, "listen", "Thank you for telling me. Let us see what is bearable; proof can come later.",
          "谢谢您告诉我。看看怎样能承受，证明可以以后再补。", "Relief before proof.", "先缓解，后证明。"),
        P(ANY, ANY, "offer", "We can pause for a review, or set small parts after your next income.",
          "可以暂停评估，或在下次收入后小额分期。", "Two gentle ways.", "两个温和办法。"),
    ),
    "vulnerable": (
        P(ANY, ANY, "listen", "Thank you for trusting me. May I note this, so that colleagues are considerate?",
          "谢谢您信任我。我可以记下来，方便同事体谅您吗？", "Thank, explain, ask consent.",
          "致谢、说明、征得同意。"),
        P(ANY, ANY, "close", "We pause here. A specialist will contact you in the way you prefer.",
          "我们先停在这里，专员会按您方便的方式联系。", "A pause and a specialist.", "暂停并转专岗。"),
    ),
    "represented": (
        P(ANY, ANY, "close", "Thank you. We will speak with your representative. May I note the name?",
          "好的，我们会联系您的代理人，请问怎么称呼？", "Through the representative.", "通过代理人沟通。"),
    ),
    "self_harm": (
        P(ANY, ANY, "listen", "I am glad that you tell me. You matter more than this. Are you safe right now?",
          "谢谢您告诉我。您比这件事重要。您现在安全吗？", "Life first; the debt is not spoken of.",
          "生命第一，不谈欠款。"),
        P(ANY, ANY, "close", "Please stay on the line. I bring in a colleague who can help.",
          "请您别挂断，我马上请能帮助您的同事来。", "The lead is told at once.", "立即通知组长。"),
    ),
    "threat": (
        P(ANY, ANY, "listen", "I want to help you, but not like this. Shall we go on calmly, or another day?",
          "我愿意帮您，但请不要这样。我们平静地谈，还是改天？", "One calm offer, no counter-threat.",
          "平静提议，不回击。"),
        P(ANY, ANY, "close", "I end the call here for my safety. A colleague will write to you.",
          "为安全起见我先结束通话，会有同事书面联系您。", "You may hang up; the lead is told.",
          "您可以挂断，会告知组长。", (), 2),
    ),
    "scam": (
        P(ANY, ANY, "listen", "It is right to be careful. I ask for no codes and no transfer on this call.",
          "您谨慎是对的，我不会要验证码，也不会让您当场转账。", "Trust comes first.", "先建立信任。"),
        P(ANY, ANY, "next_step", "Please look up the number of {creditor} yourself and ring back: {phone_back}.",
          "请您自己查{creditor}官方电话核实，也可回拨{phone_back}。", "The customer checks, not we.",
          "由客户自己核实。"),
        P(ANY, ANY, "close", "Thank you for checking. We can speak whenever you are sure.",
          "谢谢您核实，确认后我们随时再谈。", "No hurry.", "不催促。"),
    ),
    "settled": (
        P(ANY, ANY, "close", "Your payment has just come in; thank you. Nothing more is needed.",
          "您的还款刚刚到账，谢谢您，不需要再做什么。", "The ledger says so this minute.", "账务已更新。"),
        P(ANY, ANY, "close", "You will get the confirmation by message. Goodbye, and all the best.",
          "确认信息会发给您。再见，祝您一切顺利。", "Ends at once, and warmly.", "及时温暖收尾。", (), 2),
    ),
    "stop": (
        P(ANY, ANY, "close", "I have to end our talk here. Thank you for your time.",
          "我需要先结束通话，感谢您的时间。", "A stop arrived during the call.", "通话中收到停止指令。"),
        P(ANY, ANY, "close", "You will hear from us in writing. Goodbye, and all the best.",
          "后续会书面联系您。再见，祝您一切顺利。", "Polite, and no demand.", "礼貌结束，不再催收。", (), 2),
    ),
}  # fmt: skip
