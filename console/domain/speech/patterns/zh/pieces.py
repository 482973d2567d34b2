"""Pieces that several Chinese patterns share."""

from __future__ import annotations

YOU = r"(?:你们|您们|你|您|他们|她们|他|她)"
KIN = (  # family, friends and people at work
    r"(?:全家|一家人|一家|家里人|家人|家里|家属|父母|爸妈|父亲|母亲|老爸|老妈|爸爸|妈妈|"
    r"爸|妈|老婆|妻子|老公|丈夫|媳妇"
    r"|孩子|小孩|儿子|女儿|闺女|亲戚|亲友|朋友|同事|领导|老板|邻居|哥哥|姐姐|哥|姐|弟|妹|叔叔|"
    r"舅舅|姑姑|弟弟|妹妹|"
    r"老丈人|丈母娘|公公|婆婆|对象|男朋友|女朋友|未婚妻|孙子|孙女|爱人|爷爷|奶奶|岳父|岳母|老人|"
    r"子女)"
)
GAP = r"[^。！？；，!?;,\n]{0,8}"  # up to 8 characters of the same clause
LAW_NOUN = (  # authorities and their people
    r"(?:公安局|公安|派出所|警察局|刑警队|刑侦|经侦|法院|执行局|检察院|检察官|法官|专案组|"
    r"司法局|司法所|仲裁委|综治办|街道办|居委会|人民银行|央行|银保监|金融监管|律师事务所|"
    r"律所|律师|警察|警官|民警)"
)
NO_DENIAL = r"[^。！？；，、,.!?;\n不没未勿别莫无]{0,8}"  # up to 8 characters of the same clause without a denial
NUM = r"[一二两三四五六七八九十百千万几半\d]+"  # a number in characters or digits
WE = r"(?:我们|我|咱们|派人|叫人|找人|同事|兄弟们?)"
YOUR = r"(?:你|您)(?:们)?(?:的|家)?"
