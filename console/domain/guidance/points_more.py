"""What the first rows leave out: reminders, plans in force, true facts of a case, quieter steps.

A line that speaks of a promise, a plan, a suit, the credit bureau, a fee or relief names that fact
in ``needs``: it stands on the screen only while the fact is true of this customer today.
"""

from __future__ import annotations

from console.domain.guidance.types import Point as P  # noqa: N817

PRO, FEAR, RAT, ANY = "procrastination", "fear", "rational", "*"
M1, MID, LATE = "M1", "mid", "late"
ID = ("identity_verified",)
DUE = ("identity_verified", "promise_due")
PLAN = ("identity_verified", "plan_open")
RELIEF = ("identity_verified", "relief_open")

REMINDERS: tuple[P, ...] = (
    P(ANY, ANY, "open", "Hello, {agent} from {creditor}. May I speak with {name}? I ring as we agreed.",
      "您好，我是{creditor}的{agent}，找{name}，按约定给您来电。", "An agreed call is a welcome one.",
      "约好的来电，对方有准备。", ("promise_due",), 2),
    P(ANY, ANY, "debt", "As agreed, a short reminder: {plan}. Is everything ready for it?",
      "按约定提醒您：{plan}，都准备好了吗？", "A reminder, no demand.", "只提醒，不催讨。", DUE, 2),
    P(PRO, ANY, "debt", "Here is the reminder I promised: {plan}. Shall we do it while we speak?",
      "这是答应您的提醒：{plan}。要不要现在顺手办好？", "Done now, nothing to remember.",
      "马上办，不用记。", DUE, 2),
    P(FEAR, ANY, "debt", "Only the reminder you were promised: {plan}. If something came up, just tell me.",
      "只是之前说好的提醒：{plan}。有变化您直说就好。", "Room for bad news.", "允许说有困难。", DUE, 2),
    P(RAT, ANY, "debt", "Reminder as agreed: {plan}. Booked by the day after, it counts as on time.",
      "按约定提醒：{plan}，次日前入账即算按时。", "States the exact rule.", "说明准确规则。", DUE, 2),
    P(ANY, ANY, "listen", "Has anything changed since we spoke?",
      "上次谈过之后，情况有变化吗？", "Asks before it is too late.", "及早了解变化。", DUE, 2),
    P(ANY, ANY, "offer", "If the day does not fit: which day is sure? Or a first part now?",
      "日子不合适的话，哪天一定行？或先还一部分？", "A moved date beats a missed one.",
      "改期好过失约。", DUE, 2),
    P(PRO, ANY, "offer", "Now in the official app, or this evening at a fixed hour: which do you choose?",
      "现在官方App办，还是今晚定个时间？您选一个。", "Two slots, one choice.", "二选一。", DUE, 2),
    P(FEAR, ANY, "offer", "If it is too much just now, a smaller part or a later day is fine.",
      "现在吃力的话，少还一点或晚几天都可以。", "Keeps the door open.", "留有余地。", DUE, 2),
    P(RAT, ANY, "offer", "You can pay early or in two amounts; both count towards {plan}.",
      "可以提前还或分两笔还，都计入{plan}。", "How payments are counted.", "说明如何计入。", DUE, 2),
    P(ANY, ANY, "next_step", "So it stays with {plan}. I note that you confirmed it.",
      "那就按{plan}，我记下您已确认。", "A word given twice is kept.", "再次确认更易兑现。", DUE, 2),
    P(ANY, ANY, "close", "Thank you for keeping to it. If anything comes up, ring {phone_back} first.",
      "谢谢您守约，有变化请先拨{phone_back}。", "A call before a miss.", "失约前先来电。", DUE, 2),
    P(ANY, ANY, "debt", "Your plan is running; next comes {plan}. We do not ask for more.",
      "您的方案在执行中，下一期是{plan}，不会另外催您。", "A plan in force stops collecting.",
      "方案执行中停止催收。", PLAN, 3),
    P(RAT, ANY, "debt", "The plan is running; next comes {plan}. I can read you what is paid and what is left.",
      "方案执行中，下一期{plan}，已还和剩余我可以念给您。", "Figures on request.", "按需报数。", PLAN, 3),
    P(ANY, ANY, "offer", "If your income changed, the plan can change with it. Shall we look?",
      "收入有变化的话，方案可以跟着调整，要看看吗？", "A plan that fits is kept.", "合适才能执行。", PLAN, 3),
)  # fmt: skip

FACTS: tuple[P, ...] = (
    P(RAT, LATE, "debt", "The case has been filed with the court. I can tell you its number and what ends it.",
      "本案法院已经立案，案号和了结方式我可以告诉您。", "Only because it is true.", "属实才说。",
      ("identity_verified", "suit_filed"), 2),
    P(RAT, LATE, "cause", "The case is filed; is there a fact in it that you see differently?",
      "本案已经立案，其中有没有您认为不符的事实？", "Both sides of the facts.", "听取不同意见。",
      ("identity_verified", "suit_filed"), 2),
    P(RAT, MID, "debt", "{amount} is open and has been reported to the credit bureau; paid, it shows as settled.",
      "欠款{amount}，已经报送征信；还清后会显示已结清。", "True, and with the way out.", "属实并给出出路。",
      ("identity_verified", "credit_reported"), 2),
    P(RAT, LATE, "close", "Thank you. After the last payment the credit record is updated with the next report.",
      "谢谢，还清最后一笔后，下次报送会更新征信记录。", "Says what follows, exactly.", "准确说明后续。",
      ("identity_verified", "credit_reported"), 2),
    P(RAT, M1, "debt", "{amount}, with the fees that stand in the statement; I go through each one if you like.",
      "{amount}，含账单列明的费用，需要的话我逐项说明。", "Nothing hidden.", "不隐瞒费用。",
      ("identity_verified", "fee_charged"), 2),
    P(FEAR, LATE, "offer", "There is relief for hard times. I can ask for it with you; nothing is signed today.",
      "有困难减免办法，我可以陪您申请，今天不用签字。", "Help that is really open.", "真实可用的帮助。",
      RELIEF, 2),
    P(PRO, LATE, "offer", "Relief is open for a settlement: name a day, and I ask for the quote in writing.",
      "结清有减免，您定个日子，我书面申请报价。", "A real gain for a date.", "定日子有实惠。", RELIEF, 2),
    P(ANY, LATE, "offer", "Relief may be open to you. I can have it checked and answered in writing.",
      "您可能符合减免条件，我请人核实并书面答复。", "Checked before it is promised.", "先核实后答复。",
      RELIEF, 2),
)  # fmt: skip

QUIETER: tuple[P, ...] = (
    P(PRO, ANY, "verify", "One quick check, so that I have the right person: the last four digits of your card?",
      "快速核对一下，免得找错人：卡号后四位是？", "Quick and plain.", "快速简单。"),
    P(RAT, ANY, "verify", "I must check who I speak with first: the last four digits of your card, please.",
      "按规定先核实身份，请说一下卡号后四位。", "Gives the reason.", "说明理由。"),
    P(FEAR, ANY, "recording", "This call is recorded; that protects you as well. Is that all right?",
      "本次通话有录音，也是对您的保护，可以吗？", "Asks, does not only tell.", "征询，不只是告知。"),
    P(RAT, ANY, "recording", "This call is recorded; you can refer to it later.",
      "本次通话有录音，之后您也可以引用。", "A record serves both.", "录音对双方有用。"),
    P(PRO, ANY, "listen", "Are these busy days? Then we look for the shortest way.",
      "最近是不是很忙？我们找个最省事的办法。", "Less effort, more done.", "省事才会办。", ID),
    P(FEAR, M1, "listen", "It is good that we can talk. What would you like me to know first?",
      "能聊聊就很好，您想先让我了解什么？", "The customer begins.", "让客户先说。", ID),
    P(FEAR, LATE, "listen", "This has gone on for long, and that is tiring. I listen as long as you need.",
      "这事拖了这么久，一定很累，您慢慢说，我听着。", "Sees the person.", "先看到人。", ID),
    P(RAT, LATE, "listen", "Which point still stands between us and an agreement?",
      "您看还差哪一点，我们就能谈定？", "Finds the last gap.", "找到最后的分歧。", ID),
    P(PRO, ANY, "repeat_back", "In one sentence: day, hour, amount. Would you say it once more?",
      "一句话：哪天、几点、多少，您再说一遍好吗？", "Own words bind more.", "自己说出更易兑现。", ID),
    P(FEAR, ANY, "repeat_back", "I repeat it slowly; stop me if anything is not as you wish.",
      "我慢慢复述，有不合适的您随时打断我。", "No pressure to agree.", "不急着确认。", ID),
    P(RAT, ANY, "repeat_back", "Amount, date and way of paying as noted: please check each of them.",
      "金额、日期、还款方式，请您逐项核对。", "Item by item.", "逐项核对。", ID),
)  # fmt: skip

WRITTEN: tuple[P, ...] = (
    P(ANY, ANY, "next_step", 
      "{name}, as agreed: the day we noted is near. Reply with 1 if it stays, 2 for another day.",
      "{name}，按约提醒：约定的日子快到了。不变回1，换日子回2。", "A reminder with a way out.",
      "提醒并可改期。", ("promise_due",), 2, "sms"),
    P(FEAR, ANY, "next_step", "{name}, the reminder you were promised. If it does not fit, write; we find another day.",
      "{name}，这是答应您的提醒。不方便就回信，我们换一天。", "Gentle, and open.", "温和有余地。",
      ("promise_due",), 2, "sms"),
    P(PRO, ANY, "close", "Done, {name}. That was quick; thank you.",
      "{name}，已办好，很快，谢谢您。", "Ends the worry.", "办完放心。", (), 1, "sms"),
    P(FEAR, ANY, "close", "Thank you, {name}. This step is done. Take care; we are here if you need us.",
      "{name}，谢谢您，这一步已完成。请保重，需要时联系我们。", "Warm end.", "温暖收尾。", (), 1, "sms"),
    P(RAT, ANY, "close", "Thank you, {name}. It is booked; the receipt is in the official app.",
      "{name}，谢谢，已入账，回执见官方App。", "Proof at hand.", "凭据可查。", (), 1, "sms"),
    P(ANY, ANY, "next_step", "Here is the reminder we agreed on: {plan}. Please answer only if something changes.",
      "按约定提醒您：{plan}，如无变化无需回复。", "No answer needed.", "无需回复。", ("promise_due",), 2, "email"),
    P(RAT, ANY, "next_step", "Reminder as agreed: {plan}. The table with all dates and amounts is attached.",
      "按约定提醒：{plan}，全部日期与金额见附表。", "The whole table.", "附完整表格。", ("promise_due",), 2,
      "email"),
    P(ANY, ANY, "debt", "Your plan is running. Next comes {plan}; the schedule is attached.",
      "您的方案在执行中，下一期是{plan}，计划表见附件。", "Where the plan stands.", "方案进度。",
      ("plan_open",), 2, "email"),
    P(RAT, ANY, "verify", "Here is my letter of authority; then may I check the last four digits of your card?",
      "先给您看授权书，再请您核对证件号后四位。", "Proof for proof.", "先出示凭据。", (), 1, "visit"),
    P(FEAR, ANY, "recording", "We record this visit, for your protection too. Shall we step aside to talk?",
      "走访会录音录像，也是保护您，要不要到旁边说？", "Away from other ears.", "避开旁人。", (), 1, "visit"),
    P(FEAR, LATE, "listen", "We can speak quietly, or leave it for another day. What do you prefer?",
      "可以小声说，也可以改天再说，您看怎样好？", "The customer decides.", "由客户决定。", ID, 1, "visit"),
    P(FEAR, ANY, "repeat_back", "I repeat it slowly; correct me wherever you like.",
      "我慢慢复述，您随时纠正。", "No pressure.", "不施压。", ID, 1, "visit"),
    P(RAT, ANY, "repeat_back", "Amount, date, way of paying: please check them on this sheet.",
      "金额、日期、方式，请您在这张单上核对。", "In writing, at once.", "当场书面核对。", ID, 1, "visit"),
)  # fmt: skip

ROWS: tuple[P, ...] = (*REMINDERS, *FACTS, *QUIETER, *WRITTEN)
