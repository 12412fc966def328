"""Words that decide what a question is about, however much else of it a lesson says.

What is asked of 抚养费 is not answered by what is said of 赡养费, nor what is asked of a lost card by what
is said of cards. A lesson in which such a word of the question does not stand is another one.
"""

import re

from bot.learning.companion.everyday import joined
from bot.learning.plain import plain

_WORDS = {
    # One thing was lost, another is to be had
    "丢": "丢 遗失 不见了 弄丢 补办 挂失 唔见",
    # The family and the law
    "抚养": "抚养",
    "赡养": "赡养 供养",
    "离婚": "离婚",
    "结婚": "结婚",
    "遗产": "遗产 继承 遗嘱",
    "彩礼": "彩礼",
    "拆迁": "拆迁",
    "加好友": "加好友 加微信 加个好友 加个微信",
    # The body
    "喝酒": "喝酒 饮酒 喝了酒 喝点酒 酒后 酒驾 醉酒 醉驾",
    "怀孕": "怀孕 孕妇",
    "发烧": "发烧 发热",
    "咳嗽": "咳嗽",
    "手术": "手术",
    "疫苗": "疫苗 打针",
    # What somebody with an illness asks about
    "西瓜": "西瓜",
    "柚子": "柚子",
    "荔枝": "荔枝",
    "香蕉": "香蕉",
    "榴莲": "榴莲",
    "芒果": "芒果",
    "咖啡": "咖啡",
    "喝茶": "喝茶 浓茶",
}
_OF = {word: one for one, words in _WORDS.items() for word in words.split()}
_FIND = re.compile("|".join(map(re.escape, sorted(_OF, key=len, reverse=True))))


def deciding(text: str) -> set[str]:
    """Those that stand in ``text``, each by one name."""
    return {_OF[one] for one in _FIND.findall(joined(plain(text)))}
