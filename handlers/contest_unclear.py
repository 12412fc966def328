"""What is said in words of one's own where a competition offers a choice. Pure."""

import re
from enum import StrEnum

from bot.learning.plain import plain
from handlers.clock_words import read_number_word
from handlers.contest_draft import Step

_YES = frozenset(
    [
        "好",
        "好的",
        "好啊",
        "好吧",
        "好嘞",
        "可以",
        "可以的",
        "行",
        "行的",
        "行吧",
        "是",
        "是的",
        "对",
        "对的",
        "嗯",
        "嗯嗯",
        "同意",
        "我同意",
        "都同意",
        "愿意",
        "我愿意",
        "没问题",
        "确认",
        "确定",
        "参加",
        "我参加",
        "好呀",
        "係",
        "系",
        "得",
        "冇问题",
        "yes",
        "ok",
        "okay",
        "sure",
        "agree",
    ]
)
_NO = frozenset(
    [
        "不",
        "不好",
        "不行",
        "不可以",
        "不是",
        "不对的",
        "否",
        "不同意",
        "我不同意",
        "不愿意",
        "我不愿意",
        "不参加",
        "不报",
        "不报了",
        "不报名",
        "不报名了",
        "算了",
        "唔好",
        "唔系",
        "no",
    ]
)
_OLD_ENOUGH = frozenset(
    [
        "满了",
        "满",
        "已满",
        "已经满了",
        "是",
        "是的",
        "对",
        "有",
        "有了",
        "到了",
        "yes",
        "够了",
        "大人",
        "成年了",
        "成年",
    ]
)
_TOO_YOUNG = frozenset(
    [
        "没有",
        "没",
        "没满",
        "未满",
        "不满",
        "不到",
        "还没",
        "还没有",
        "还没满",
        "不是",
        "否",
        "no",
        "冇",
        "未",
        "小孩",
    ]
)
_AROUND = re.compile(r"^[\s,.。!~]+|[\s,.。!~]+$|(?<=.)[的了啊呀吧]$")
_AGE = re.compile(
    r"(?:我|他|她|孩子|今年|已经|都|有|快|是)*(\d{1,3}|[一二三四五六七八九十]{1,3})(?:周?岁|多|了)*"
)
_WRONG = re.compile(
    r"(?:我|刚才|前面|名字|姓名|生日|出生|日期|年份|职业|都|全|是|有)*(?:[写填打弄输发搞]错|错|不对|[要想]?改(?:一?[下改])?"
    r"|[要想]?修改|[要想]?重新?[填写来]|[要想]?返回|上一步|退回)(?:名字|姓名|生日|日期|了|啦|吧|一下|一遍|[,。! ])*(?:重[填写来])?"
)
_ASKS = re.compile(r"[?？吗嗎呢]|怎么|怎麼|怎样|什么|甚麼|多少|几|为什么|請問|请问|点样|乜")
_CHILD = 14


class Said(StrEnum):
    """What words come to where somebody is asked to choose."""

    YES = "yes"
    NO = "no"
    WRONG = "wrong"
    """Something before was written wrong."""
    ASKS = "asks"
    """A question, for the organiser."""
    UNCLEAR = "unclear"


def said_of(text: str) -> Said:
    """What ``text`` comes to."""
    bare = _AROUND.sub("", plain(text)).strip()
    if is_correcting(text):
        return Said.WRONG
    if bare in _YES or plain(text) in _YES:
        return Said.YES
    if bare in _NO or plain(text) in _NO:
        return Said.NO
    return Said.ASKS if _ASKS.search(bare) else Said.UNCLEAR


def is_correcting(text: str) -> bool:
    """写错了, 我要改, 返回: what was said before is to be said again."""
    return _WRONG.fullmatch(plain(text).strip(" ,.。!")) is not None


def chosen_at(step: Step, text: str, *, named: bool) -> str | None:
    """What a button would have said, as ``contest_entering.chosen`` takes it; None: it is not clear
    which one is meant. ``named``: a yes also chooses how a list shows the name.
    """
    if step is Step.AGE:
        return _age(text)
    if step not in {Step.AGREES, Step.GUARDIAN_AGREES}:
        return None
    said = said_of(text)
    if said is Said.NO:
        return "no"
    if said is not Said.YES:
        return None
    if step is Step.GUARDIAN_AGREES:
        return "guardian:yes"
    return None if named else "agree:full"


def _age(text: str) -> str | None:
    bare = plain(text).strip(" ,.。!")
    if bare in _OLD_ENOUGH:
        return "age:yes"
    if bare in _TOO_YOUNG:
        return "age:no"
    found = _AGE.fullmatch(bare)
    years = _years(found[1]) if found else None
    return None if years is None else f"age:{'yes' if years >= _CHILD else 'no'}"


def _years(word: str) -> int | None:
    years = int(word) if word.isdecimal() else read_number_word(word)
    return years if years is not None and 3 <= years <= 120 else None


_KEEPING_BACK = frozenset(["不交", "不交了", "先不交", "先不交了", "唔交", "唔交住", "not now"])


def is_keeping_back(text: str) -> bool:
    """不交了: the work that is waited for does not come."""
    return plain(text).strip(" ,.。!~") in _KEEPING_BACK


_SKIPPING = frozenset(
    [
        "跳过",
        "先跳过",
        "跳过吧",
        "不会",
        "我不会",
        "不会做",
        "不知道",
        "我不知道",
        "不晓得",
        "下一题",
        "下一个",
        "过",
        "pass",
        "skip",
    ]
)


def is_skipping(text: str) -> bool:
    """跳过, 不会: the item is to be left behind."""
    return plain(text).strip(" ,.。!~") in _SKIPPING
