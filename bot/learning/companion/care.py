"""What somebody may act on to his or her harm: such answers say how old they are and whom to ask.

Health, money and law (reference/learning.md section 7). Which of them a lesson touches, and the
numbers it names, are read from its own text and source.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.companion.passages import Place


class Topic(StrEnum):
    """What an answer is careful about."""

    HEALTH = "health"
    MONEY = "money"
    LAW = "law"


HOTLINES = {
    "96110": Topic.MONEY,  # 全国反诈预警劝阻专线
    "12386": Topic.MONEY,  # 证监会服务热线
    "12378": Topic.MONEY,  # 金融消费者投诉维权热线
    "120": Topic.HEALTH,  # 急救
    "12320": Topic.HEALTH,  # 卫生热线
    "12356": Topic.HEALTH,  # 心理援助热线
    "12348": Topic.LAW,  # 法律服务热线
    "12315": Topic.LAW,  # 市场监管投诉举报
    "12345": Topic.LAW,  # 政务服务便民热线
    "12339": Topic.LAW,  # 国家安全机关举报
    "122": Topic.LAW,  # 交通事故报警
    "110": Topic.LAW,  # 报警
    "119": Topic.LAW,  # 火警
}
"""Public numbers, the most specific of a topic first."""
WHERE_NONE_IS_NAMED = {Topic.MONEY: "96110", Topic.HEALTH: "12345", Topic.LAW: "12345"}
"""Numbers of the whole country that take any question of the kind (reference/learning.md section 7)."""

_SIGNS = {
    Topic.HEALTH: re.compile(r"卫生健康|健康素养|膳食|疾控|药品|卒中|急救|医师|医院|心理援助"),
    Topic.MONEY: re.compile(r"反诈|诈骗|支付|金融|银行|证券|保险|投资|理财"),
    Topic.LAW: re.compile(r"《[^》]*(?:法|条例|规定|办法|法典)》"),
}
_ACTS_ON = re.compile(r"法律|《[^》]*》|第[^第条]{1,8}条|违法|犯法|犯罪|罚|赔|起诉|拘留|权利|义务")
"""A lesson that rests on a statute and tells nothing of it is no advice in law."""
_NUMBER = re.compile(r"(?<![\d.])\d{3,5}(?![\d.])")
_TITLE = re.compile(r"《([^》]+)》")
_DATE = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:起施行|修订|修正|修改|通过|公布|发布|印发|版)?"
    r"|(?<=[（(〔])20\d\d(?=[）)〕])"
)
_IN_FULL = "中华人民共和国"
MOST_HOTLINES = 2


@dataclass(frozen=True, slots=True)
class Care:
    """``topics`` that the lesson touches, in the order of ``Topic``; ``source`` is what the lesson
    rests on, ``dated`` how old that is in its own words (empty: it does not say), ``hotlines`` who
    can be asked, at most two numbers.
    """

    topics: tuple[Topic, ...]
    source: str
    dated: str
    hotlines: tuple[str, ...]


def care(place: Place) -> Care | None:
    """What an answer out of this lesson must say besides; None: nothing, it touches none of them."""
    lesson, course = place.lesson, place.course
    source = lesson.source or course.source
    topics = tuple(topic for topic, sign in _SIGNS.items() if sign.search(source))
    if not _ACTS_ON.search(lesson.text):
        topics = tuple(topic for topic in topics if topic is not Topic.LAW)
    if not topics:
        return None
    dated = _dated(lesson.source, course.source)
    return Care(topics, source, dated, _hotlines(f"{lesson.text}{source}", topics))


def _hotlines(text: str, topics: tuple[Topic, ...]) -> tuple[str, ...]:
    """Those that the lesson names, its own topics' first; else the one of its first topic."""
    named = set(_NUMBER.findall(text))
    known = [number for number in HOTLINES if number in named]
    known.sort(key=lambda number: HOTLINES[number] not in topics)
    return tuple(known[:MOST_HOTLINES]) or (WHERE_NONE_IS_NAMED[topics[0]],)


def _dated(source: str, of_course: str) -> str:
    """The first date of the lesson's source; where it has none, the one that the course's source
    gives for a statute that the lesson names.
    """
    if found := _DATE.search(source):
        return found.group()
    for title in _TITLE.findall(source):
        short = title.removeprefix(_IN_FULL)
        for full in (f"《{_IN_FULL}{short}》", f"《{short}》", short):
            _, named, rest = of_course.partition(full)
            note = re.match(r"[（(]([^）)]*)[）)]", rest) if named else None
            if note and (found := _DATE.search(note[1])):
                return found.group()
    return ""
