"""Words for the same thing: what people say, what lessons write, what Cantonese has for it.

Both sides are brought to one form before they are compared, so the table only ever joins what was apart.
Only words that mean the same wherever they stand are in it.
"""

import re

_SAME = {
    # On the road
    "电动车": "电动自行车 电瓶车 小电驴 电驴 电单车",
    "电池": "电瓶",
    "骑手": "外卖员 外卖小哥 快递小哥 送餐员 送餐小哥",
    "逆行": "逆向行驶",
    "酒驾": "饮酒后驾驶机动车 酒后驾驶机动车 酒后驾驶 酒后驾车 酒后开车 喝了酒开车 喝酒开车",
    # The telephone
    "wifi": "wi-fi wlan 无线网络 无线网",
    "app": "应用程序 小软件 软件",
    "存储": "内存 储存",
    "短信": "短讯",
    "视频": "视像",
    # Money
    "转账": "转钱 汇款 打款 打钱 过数",
    # Health and the home
    "中风": "脑卒中 脑中风 卒中 脑梗",
    "跌倒": "摔跤 摔倒 跌跤 跌交 滑倒",
    "医生": "大夫",
    "着火": "起火 失火 火烛",
    "燃气": "煤气 天然气",
    "砧板": "菜板 案板",
    "剩菜": "隔夜菜 剩饭菜 隔夜餸",
    "锻炼": "煅炼",
    # The family and the law
    "子女": "儿女 仔女",
    "父母": "爸妈 爹妈 双亲 爸爸妈妈",
    "身份证": "身份证件 身分证",
    "赔偿": "索赔",
    "网购": "网上购物",
    "人工智能": "人工智慧",
    # Cantonese, character for character
    "不": "唔",
    "没有": "冇",
    "看": "睇",
    "的": "嘅",
    "给": "畀 俾",
    "找": "搵",
    "了": "咗",
    "在": "喺",
    "来": "嚟",
    "东西": "嘢",
    "睡觉": "瞓觉",
    "他": "佢",
    "老人": "老人家 长者",
    "什么": "乜嘢 乜 咩",
}
_ONE = {other: one for one, others in _SAME.items() for other in others.split()}
_FIND = re.compile("|".join(map(re.escape, sorted(_ONE, key=len, reverse=True))))


def joined(text: str) -> str:
    """``text`` (in its plain form) with one word for each thing that has several."""
    return _FIND.sub(lambda found: _ONE[found.group()], text)
