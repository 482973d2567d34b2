"""Phrases that show a signal of the customer's state of mind, in both languages.

The customer says them (transcript) or the agent notes them. A denied phrase does not count. Illness, grief
and self-harm are never evidence. They open a gentle path and are recorded only with consent.
"""

from __future__ import annotations

import re
from functools import lru_cache

from console.domain.speech.listen import negated
from console.domain.text.normalise import fold

PHRASE_SHARE = 0.75  # share of the signal's weight, because a phrase is less certain than what the agent marks

# signal -> pattern over folded text
PHRASES: dict[str, str] = {
    "asks_details": r"明细|怎么算(?:的|出)|具体(?:金额|数字|是多少)|每一笔|账单发|itemi[sz]ed|"
    r"breakdown|\bstatement\b|how (?:did|do) you (?:get|work out|calculate)|exact (?:amount|figure)",
    "compares": r"哪(?:个|种)(?:方案|办法)?(?:更)?(?:划算|便宜|合适)|(?:比较|对比)(?:一下)?(?:方案|两)|"
    r"compar(?:e|es|ed|ing)|which (?:option|plan|way)|cheaper",
    "asks_terms": r"利息(?:多少|怎么|是)|(?:手续费|违约金)(?:多少|怎么|是)|有(?:什么|没有)费用|"
    r"what (?:is the )?(?:fee|interest)|interest rate|any (?:fees|charges)",
    "puts_off": r"过(?:几|两|些)天|改天|下(?:周|个月|星期)(?:再|吧)|以后再|晚点再|再说吧|"
    r"in a few days|next (?:week|month)|some other time|not today|call (?:me )?later",
    "forgot": r"忘(?:了|记)|没注意到?|没想起来|for(?:got|gotten)|slipped (?:my|his|her) mind",
    "vague_date": r"尽快|有钱(?:了)?就还|到时候|看情况|as soon as (?:i|he|she|possible)|"
    r"when (?:i|he|she) can|we(?:'ll| will) see|some ?day",
    "trembles": r"声音(?:发颤|颤抖|发抖)|哭了?|哽咽|voice (?:is )?(?:trembl|shak)|cr(?:ying|ied)|"
    r"in tears",
    "silent": r"沉默|不说话|没有?回应|long silence|(?:is|was|went) silent|sa(?:ys|id) nothing",
    "fears_consequence": r"害怕|很怕|(?:很|非常|比较)?担心|会不会(?:被)?(?:起诉|坐牢|影响|上征信)|"
    r"afraid|scared|worried|what (?:will|would) happen to me|will (?:i|you|they) (?:sue|go to jail)",
    "asks_who": r"你(?:到底)?是谁|哪里打来|什么公司|怎么证明你|who are you|who is (?:this|calling)|"
    r"how do i know",
    "angry": r"生气|发火|很?愤怒|大吼|凭什么|angry|furious|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?",
}
_PATTERNS = {key: re.compile(pattern) for key, pattern in PHRASES.items()}


@lru_cache(maxsize=1024)
def signals_in(text: str) -> tuple[str, ...]:
    """Return the keys of the signals in a text, in the order of ``PHRASES``."""
    folded = fold(text).text
    return tuple(
        key
        for key, pattern in _PATTERNS.items()
        if any(not negated(folded, match.start()) for match in pattern.finditer(folded))
    )
