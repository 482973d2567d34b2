"""How people hide words from a filter, as data: sound-alikes, split characters, pictures, initials.

Only spellings that make no sense as ordinary words stand here; "预期" (to expect) sounds like
"逾期" (overdue) and must therefore not.
"""

from __future__ import annotations

# picture -> the character or English letter run it stands for; other pictures are dropped
PICTURES = {
    "💀": "死", "☠": "死", "⚰": "死", "🔪": "刀", "🗡": "刀", "🔫": "枪", "💣": "炸",
    "👮": "警察", "🚓": "警察", "🚔": "警察", "⚖": "法院", "💰": "钱", "💵": "钱", "💴": "钱",
    "💸": "钱", "🐴": "妈", "🐎": "妈", "🐷": "猪", "🐖": "猪", "🐶": "狗", "🐕": "狗",
    "🐢": "龟", "👀": "看", "☎": "电话", "📞": "电话", "📱": "手机", "🏠": "家", "🏡": "家",
    "🚪": "门", "👶": "孩子", "🏫": "学校", "🏢": "单位", "🦵": "腿", "👪": "家人",
}  # fmt: skip

# canonical word -> sound-alike or look-alike spellings
SOUND_ALIKES = {
    "坐牢": "做牢 作牢 坐劳 做劳 坐老 座牢",
    "老赖": "佬赖 老l赖 l赖 老lai lao赖 laolai 老癞 老籁 佬癞 捞赖 老懒赖",
    "警察": "警查 井察 警茶 jing察 景察 警cha jc",
    "法院": "法园 法苑 法yuan fa院 氵去院",
    "起诉": "起素 起塑 岂诉 qi诉 起su",
    "征信": "证信 怔信 征xin zheng信 zx征信 正信用报告",
    "诈骗": "炸骗 咋骗 zha骗 诈pian 榨骗",
    "骗子": "piàn子 骗孑 pian子 扁子",
    "微信": "薇信 威信号 徽信 v信 vx wx 维信 卫星号 微x 葳信 威芯",
    "支付宝": "zfb 支付寶 支付保 吱付宝 zhi付宝",
    "欠款": "欠kuan 芡款 欠欵 qian款",
    "欠钱": "欠q 欠qian 芡钱 qian钱 欠米",
    "还钱": "还q 还qian 还米 huan钱 環钱",
    "还款": "还kuan huan款 还欵",
    "贷款": "dai款 贷kuan 代款 袋款",
    "网贷": "网dai 网袋 wang贷",
    "逾期": "逾qi 余期 愈期 yu期 逾七",
    "催收": "崔收 催shou cui收",
    "抓你": "zhua你 爪你 抓ni 抓伱",
    "弄死": "弄si 弄4 nong死 弄s",
    "想死": "想4 想s 想si 想屎",
    "去死": "去4 去s 去si 去屎 qu死",
    "打死": "打4 打s 打si da死",
    "找死": "找4 找s 找si",
    "死": "歹匕 亖",
    "打": "扌丁",
    "杀": "刹死 殺",
    "你": "伱 亻尔 妮儿 祢 沵",
    "他妈的": "tmd 他m的 ta妈的 t妈的 他ma的 他妈d tama的 特么的 他马的 tm的 他奶奶的 踏马的 塔玛的 它妈的",
    "妈的": "玛德 麻的 马德 吗的",
    "去你妈": "去nm 去你m 去尼玛 去n妈 去泥马",
    "操你妈": "草泥马 cnm 艹你妈 草你妈 曹尼玛 c你妈 肏你妈 操你吗",
    "傻逼": "sb 煞笔 傻b 沙比 傻比 傻x 啥比 傻叉",
    "滚蛋": "滚dan 滾蛋 gun蛋 衮蛋",
    "废物": "费物 废wu fei物 肺物",
    "不要脸": "不要lian 不要碧莲 bu要脸 不要b脸 不要逼脸",
    "通讯录": "通信录 通讯lu 通迅录 txl 通讯陆",
    "朋友圈": "朋友quan pyq 盆友圈 朋友圏",
    "黑名单": "嘿名单 黑名dan hei名单",
    "单位": "dan位 单wei 単位",
    "套现": "套xian t现 掏现",
    "抖音": "dou音 抖yin 斗音",
    "立案": "立an li案 利案 力案 立暗",
    "律师": "律shi lv师 lǜ师 绿师 律湿",
    "公安": "公an gong安 公按 工安局",
    "派出所": "派出suo pcs派出所 派chu所",
    "报警": "bao警 报jing 抱警",
    "投诉": "tou诉 投su 投素",
    "自杀": "zi杀 自sha 自刹 自鲨",
    "孩子": "hai子 骇子 孩zi",
}

# digit 4 read as "death": only after these and not before a counter
FOUR = r"(想|去|弄|打|找|该|要|快|逼|整|搞)4(?![0-9百千万个点号楼月天日块元次期年岁折口家层路])"
