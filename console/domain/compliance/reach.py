"""Which channels a rule covers, and why: every row states its reach with the reason.

A row never lists channels by the letter. It names what it is about (a ring, a time of arrival, the debt itself), and
the channels follow: a robot's call rings like an agent's, and a letter collects like a call.
"""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.facts import Channel


@dataclass(frozen=True, slots=True)
class Reach:
    """The channels of a rule with the reason in both languages. ``channels`` None: every channel."""

    channels: tuple[Channel, ...] | None
    en: str
    zh: str


PHONE: tuple[Channel, ...] = ("call", "robot_call", "voice_message")
TALKS: tuple[Channel, ...] = ("call", "robot_call")
ELECTRONIC: tuple[Channel, ...] = ("sms", "email", "im")
WRITING: tuple[Channel, ...] = (*ELECTRONIC, "letter")
NUMBERED: tuple[Channel, ...] = (*PHONE, "sms")
EVERY: tuple[Channel, ...] = (*PHONE, *WRITING, "visit")
# what a person means who refuses a medium: the robot and the ringless message ring like the agent
MEDIA: dict[str, tuple[Channel, ...]] = {"call": PHONE, "robot_call": ("robot_call", "voice_message")}


def refused(channels: tuple[str, ...] | list[str]) -> set[str]:
    """Return every channel that a refusal of these channels closes."""
    return {name for channel in channels for name in MEDIA.get(channel, (channel,))}


THE_DEBT = Reach(None, "It is about the debt itself: every channel.", "针对债务本身：所有渠道。")
THE_PERSON = Reach(None, "It is about who is reached: every channel.", "针对联系对象：所有渠道。")
THE_STOP = Reach(None, "A stop or hold binds every channel that it names or does not name.", "停止或暂缓：所有渠道。")
THE_WORDS = Reach(None, "Words count wherever they are said or written.", "用语不论说或写：所有渠道。")
THE_PLACE = Reach(None, "Whatever reaches the customer at that place.", "凡到达该地点的联系：所有渠道。")
THE_FIRM = Reach(None, "It is about the firm that makes the contact: every channel.", "针对联系机构：所有渠道。")
THE_LABEL = Reach(None, "What a contact is for is proved on every channel.", "联系目的须有依据：所有渠道。")
AN_ACT = Reach(None, "An act on the file, no contact.", "对档案的操作，并非联系。")
ARRIVAL = Reach(
    (*PHONE, *ELECTRONIC, "visit"),
    "What arrives at a certain time: all but the posted letter.",
    "即时到达的联系：邮寄信函除外。",
)
ARRIVAL_BY_HAND = Reach(
    EVERY, "What arrives at a certain time: of letters those by hand.", "即时到达的联系：信函限专人送达。"
)
BY_HAND = Reach(("letter",), "A letter by hand arrives at a certain time.", "专人送达的信函即时到达。")
RINGS = Reach(PHONE, "What rings or leaves a voice message, by an agent or a machine.", "人工或机器的来电与语音留言。")
RINGS_OR_COMES = Reach((*PHONE, "visit"), "What rings or comes to the door.", "来电、语音留言或上门。")
DIALOGUE = Reach(TALKS, "A call in which two talk, with a person or a machine.", "双方可对话的通话（人工或机器）。")
DIALOGUE_OR_COMES = Reach((*TALKS, "visit"), "A talk, by telephone or at the door.", "通话或当面沟通。")
INCOMING_CALL = Reach(("call",), "Only a call can come in and be answered at once.", "仅来电需即时应答。")
A_NUMBER = Reach(NUMBERED, "What goes to a number.", "发往号码的联系。")
A_NUMBERS_QUOTA = Reach((*TALKS, "sms"), "Calls and texts share the count.", "通话与短信合并计次。")
MESSAGES = Reach(ELECTRONIC, "Electronic messages.", "电子消息。")
OUTBOX = Reach(
    (*ELECTRONIC, "robot_call", "voice_message"), "What a machine queues and sends.", "由系统排队发送的联系。"
)
PREVIEWED = Reach(
    (*ELECTRONIC, "voice_message"), "What shows or plays before it is opened.", "未打开即可见可听的内容。"
)
DELIVERED = Reach(WRITING, "What is written and delivered can be proved.", "书面送达可留凭证。")
A_LETTER = Reach(("letter",), "The law names what a letter holds.", "法规列明信函内容。")
AN_EMAIL = Reach(("email",), "It is about an e-mail address.", "针对邮箱地址。")
A_TEXT = Reach(("sms",), "It is about a number that receives texts.", "针对接收短信的号码。")
A_CHAT = Reach(("im",), "Only there others may read along.", "仅此渠道他人可见。")
A_VISIT = Reach(("visit",), "It happens at the door.", "仅发生在外访。")
A_VOICE_MESSAGE = Reach(("voice_message",), "Only a voice message is left behind.", "仅语音留言会留存。")
A_MACHINE = Reach(("robot_call", "voice_message"), "A machine speaks.", "由机器播报。")
A_DEVICE = Reach((*PHONE, *ELECTRONIC), "What is sent from a device.", "由设备发出的联系。")
SHOWN_POINTS = Reach(("call", "visit"), "Where the talking points are shown to a person.", "话术提示向人员展示之处。")
