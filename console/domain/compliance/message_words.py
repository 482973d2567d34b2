"""What the words of a message do: how one may opt out, what a voice message leaves behind, what a letter discloses.

The required content of Regulation F, read from the text. Patterns are English: the rules that use them are.
"""

from __future__ import annotations

import re

from console.domain.text.normalise import fold

# 18(e): an attempt to collect, and what the answer will be used for
ATTEMPT = re.compile(r"attempt(?:ing)? to collect (?:a |this |the |your )?debt|催收债务")
USED_FOR = re.compile(r"information (?:\w+ ){0,4}(?:will|may|shall) be used for (?:that|this) purpose|信息.{0,8}用于")
COLLECTOR = re.compile(
    r"debt collect(?:or|ion)|collection agency|collect (?:a |this |the |your )?debt|催收机构|债务催收"
)


def full_disclosure(text: str) -> bool:
    """Return True when a text says that it collects a debt and what information will be used for."""
    plain = fold(text).text
    return ATTEMPT.search(plain) is not None and USED_FOR.search(plain) is not None


def says_collector(text: str) -> bool:
    """Return True when a text says that it is from a debt collector."""
    return COLLECTOR.search(fold(text).text) is not None


OPT_OUT = re.compile(
    r"\bstop\b|unsubscribe|opt(?:ing|ed)?[ -]?out|\bend\b|\bquit\b|\bcancel\b|no longer wish|退订|回复td?|回复n"
)
# more than the choice and the address: a fee, or data
ASKS = re.compile(
    r"social security|\bssn\b|(?:account|reference|file|card|case) (?:number|no\b|#)|date of birth|birth ?date|\bdob\b"
    r"|last (?:four|4)|\bpin\b|password|log(?:ging)? ?in|sign(?:ing)? ?in|(?:your|full) name|create an account"
    r"|home address|mailing address|\bfee\b|\bcharge of\b|\$ ?\d|verify your identity|身份证|账号|密码|登录|姓名|手续费"
)
# no simple way: by post, by telephone, at a site without a link
HARD = re.compile(
    r"(?:by|via) (?:post|mail|letter|telephone|phone)\b|p\.? ?o\.? box|in writing"
    r"|(?:write|mail|send a letter) (?:to|us)"
    r"|(?:call|phone|telephone|ring) (?:us|our|\(?\+?\d)|(?:visit|go to|on) our (?:web ?site|office|branch)"
)
EASY = re.compile(r"repl(?:y|ying)|text(?:ing)? (?:back )?\W?(?:stop|end|quit)|click|https?://|\blink\b|回复|点击")
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n")
FEE = re.compile(r"\b(?:a|the|for a|small|processing|service) (?:fee|charge) (?:of|applies|will)|手续费|收费")
LIST_END = ("preference", "choice", "address", "email_address", "number", "phone_number", "phone", "email")


def opt_out_faults(text: str) -> tuple[str, ...]:
    """Return what is wrong with the opt-out of a message, or () when it works without giving up more."""
    plain = fold(text).text
    if not OPT_OUT.search(plain):
        return ("no opt-out",)
    parts = [part for part in SENTENCE.split(plain) if OPT_OUT.search(part)] or [plain]
    fee = FEE.search(plain)
    if fee:
        return (f"asks {fee[0]}",)
    # several ways may be offered: one simple way is enough
    faults = [_part_faults(part) for part in parts]
    return () if any(not found for found in faults) else faults[0]


# how to opt out, in so many words: "the end of the month" and "cancel the fee" offer no way
HOW = re.compile(
    r"(?:repl(?:y|ying)|text(?:ing)?)(?: back)?(?: with)?(?: the word)? ?\W?(?:stop|end|quit|cancel|unsubscribe)\b"
    r"|回复?\W?(?:td|退订)|退订.{0,4}回复?\W?[tn](?![a-z])"
)


def says_how_to_stop(text: str) -> bool:
    """Return True when a text itself tells the simple way out, so that none is added."""
    return HOW.search(fold(text).text) is not None and not opt_out_faults(text)


def _part_faults(part: str) -> tuple[str, ...]:
    asked = ASKS.search(part)
    if asked:
        return (f"asks {asked[0]}",)
    if HARD.search(part) and not EASY.search(part):
        return (f"by {HARD.search(part)[0]}",)  # type: ignore[index]
    return ()


# -- a limited-content message: four required items, four permitted ones, nothing else -------------------------------
NAME = r"(?:[A-Z][\w'’.&-]*)(?:,? (?:[A-Z][\w'’.&-]*|and|of|the|&|Inc\.?|LLC|Co\.?))*"
PHONE = re.compile(r"\+?\(?\d[\d()\s.-]{5,}\d(?:,? (?:ext(?:ension)?\.?|x) ?\d+)?")
REPLY = re.compile(
    r"\b(?:(?:please|kindly|you can|you may) )*"
    r"(?:give (?:me|us) a (?:call|ring)|(?:call|phone|ring|reach|contact|dial|text|reply)(?: (?:me|us|back|to))*"
    r"|return (?:my|our|this) call)(?: back)?\b",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\b(?:[Tt]his is|[Mm]y name is|[Ii]t'?s|[Ii] am|[Ii]'m|[Hh]ere is|[Aa]sk for|[Ss]peak (?:to|with)) " + NAME
)
BUSINESS = re.compile(r"\b(?:from|of|with|at|for|calling from|on behalf of) " + NAME)
DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september"
    r"|october|november|december"
)
HOURS = (
    r"today|tomorrow|morning|afternoon|evening|noon|weekdays?|week|day|date|time|now|between|before|after|until|through"
    r"|till|during|hours?|business hours|eastern|central|pacific|mountain|am|pm"
)
GREETING = (
    r"hello|hi|hey|good|dear|greetings|thank(?:s| you)|goodbye|bye|have a (?:nice|good|great) \w+|mr|mrs|ms|sir|madam"
)
ANYBODY = (
    r"any(?:one|body)(?: (?:else|here|at this number|who answers))*|any of our \w+|representatives?|answer(?:s|ing)?"
    r"|our (?:office|team|representatives?|staff)|(?:can|will|is able to|are able to) (?:help|assist)(?: you)?"
)
PERMITTED = (
    PHONE,
    re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?|o'?clock)\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b"),
    *(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in (DAYS, HOURS, GREETING, ANYBODY)),
)
PLAIN = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "am",
        "is",
        "are",
        "was",
        "were",
        "it",
        "its",
        "this",
        "that",
        "me",
        "my",
        "us",
        "our",
        "we",
        "you",
        "your",
        "at",
        "on",
        "in",
        "to",
        "of",
        "for",
        "from",
        "with",
        "by",
        "and",
        "or",
        "as",
        "be",
        "can",
        "may",
        "could",
        "would",
        "will",
        "when",
        "if",
        "please",
        "call",
        "calling",
        "called",
        "back",
        "number",
        "phone",
        "telephone",
        "message",
        "name",
        "reach",
        "reached",
        "again",
        "here",
        "there",
        "soon",
        "possible",
        "earliest",
        "convenience",
        "convenient",
        "available",
        "open",
        "speak",
        "speaking",
        "talk",
        "just",
        "leaving",
        "left",
        "trying",
        "s",
        "m",
        "re",
        "ll",
        "d",
        "so",
        "then",
        "also",
        "ext",
        "extension",
    ]
)
COLLECTING = re.compile(
    r"debts?|collect\w*|recover\w*|credit\w*|loans?|receivables?|balance|owed?|owing|overdue|payments?"
)


def limited_faults(text: str) -> tuple[str, ...]:
    """Return what a voice message lacks or says beyond a limited-content message, or () when it is exactly one."""
    if not re.search(r"[A-Za-z]", text):
        return ()
    needed = {"phone": PHONE, "reply_request": REPLY, "person_name": PERSON, "business_name": BUSINESS}
    found = [f"lacks {item}" for item, pattern in needed.items() if not pattern.search(text)]
    rest = text
    for pattern in (PERSON, BUSINESS, REPLY, *PERMITTED):
        rest = pattern.sub(" ", rest)
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", rest)
    more = [word for word in words if word.lower() not in PLAIN and not word[0].isupper()]
    named = [word for word in re.findall(r"[A-Za-z]+", text) if COLLECTING.fullmatch(word.lower())]
    return (*found, *dict.fromkeys([*more, *named]))


# the honest notice of an old debt speaks of suits without threatening one
HONEST = re.compile(r"limits? how long (?:you|a person|someone|a consumer|consumers|people) (?:can|may) be sued[^.!?]*")
# a suit in any words
SUIT = re.compile(
    r"\bsue[ds]?\b|\bsuing\b|\b(?:law)?suits?\b|\bcourts?\b|\bjudges?\b|\bjudge?ments?\b|litigat\w*|garnish\w*"
    r"|legal (?:action|proceedings?|steps?|remed\w+)|\bsummons\b|\bsubpoena\w*|\bserve[ds]? (?:you|with)|\bliens?\b"
    r"|attach your (?:wages|property|bank)|\bsheriff\b"
    r"|(?:our|the|an) (?:attorneys?|lawyers?) (?:will|would|is going to|are going to|shall)"
    r"|起诉|诉讼|法院|法庭|开庭|立案|强制执行"
)
