"""What somebody may act on to his or her harm: such answers say how old they are and whom to ask.

Health, money, law and fire (reference/learning.md section 7). Which of them a lesson touches, and the
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
    FIRE = "fire"


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
    "119": Topic.FIRE,  # 火警
}
"""Public numbers, the most specific of a topic first."""
WHERE_NONE_IS_NAMED = {
    Topic.MONEY: "96110",
    Topic.HEALTH: "12345",
    Topic.LAW: "12345",
    Topic.FIRE: "119",
}
"""Numbers of the whole country that take any question of the kind (reference/learning.md section 7)."""

_SIGNS = {
    Topic.HEALTH: re.compile(r"卫生健康|健康素养|膳食|疾控|药品|卒中|急救|医师|医院|心理援助"),
    Topic.MONEY: re.compile(r"反诈|诈骗|支付|金融|银行|证券|保险|投资|理财"),
    Topic.LAW: re.compile(r"《[^》]*(?:法|条例|规定|办法|法典)》"),
    Topic.FIRE: re.compile(r"火警|消防"),
}
"""In what a lesson rests on."""
_SAID = {Topic.HEALTH: re.compile(r"高血压|糖尿病|心脏病|慢性病|中毒|呕吐|中暑|医生")}
"""In what it says."""
_URGENT = re.compile(r"(?:赶快|赶紧|马上|立刻|立即|尽快)[^。；！？]{0,8}(?:去医院|送医|就医)")
"""Who must be at a hospital soon may need the ambulance, whether the lesson names it or not."""
_AMBULANCE = "120"
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
    rests on, ``dated`` how old the part of it is that the quotation names, or all of it where it
    has one date only (in its own words; empty: not known), ``hotlines`` who can be asked, at most two.
    """

    topics: tuple[Topic, ...]
    source: str
    dated: str
    hotlines: tuple[str, ...]


def care(place: Place, quotation: str = "") -> Care | None:
    """What an answer out of this lesson, told as ``quotation``, must say besides; None: nothing, it
    touches none of them.
    """
    lesson, course = place.lesson, place.course
    source = lesson.source or course.source
    topics = tuple(topic for topic in Topic if _touches(topic, source, lesson.text))
    if not _ACTS_ON.search(lesson.text):
        topics = tuple(topic for topic in topics if topic is not Topic.LAW)
    if not topics:
        return None
    dated = _dated(lesson.source, course.source, quotation)
    return Care(topics, source, dated, _hotlines(lesson.text, source, topics))


def _touches(topic: Topic, source: str, text: str) -> bool:
    said = _SAID.get(topic)
    return bool(_SIGNS[topic].search(source) or (said and said.search(text)))


def _hotlines(text: str, source: str, topics: tuple[Topic, ...]) -> tuple[str, ...]:
    """Those that the lesson names, its own topics' first; else the one of its first topic."""
    named = set(_NUMBER.findall(f"{text} {source}"))
    if _URGENT.search(text):
        named.add(_AMBULANCE)
    known = [number for number in HOTLINES if number in named]
    known.sort(key=lambda number: HOTLINES[number] not in topics)
    return tuple(known[:MOST_HOTLINES]) or (WHERE_NONE_IS_NAMED[topics[0]],)


def _dated(source: str, of_course: str, quotation: str) -> str:
    """The date of that part of the lesson's source whose title the quotation names; where it names
    none, the only one that there is: of several, none is known to be that of what is told. A part
    without a date has the one that the course's source gives for it.
    """
    parts = [part for part in source.split("；") if part.strip()]
    titled = [
        part for part in parts if any(_short(one) in quotation for one in _TITLE.findall(part))
    ]
    dates = {_date_of(part, of_course, quotation) for part in titled}
    if not titled:
        dates = set(_DATE.findall(source)) or {_date_of(part, of_course, "") for part in parts}
    dates.discard("")
    return dates.pop() if len(dates) == 1 else ""


def _date_of(part: str, of_course: str, quotation: str) -> str:
    """The date behind the title that is named, else the part's first."""
    titles = _TITLE.findall(part)
    named = [one for one in titles if _short(one) in quotation] or titles
    behind = part.partition(f"《{named[0]}》")[2] if named else part
    if found := _DATE.search(behind.partition("《")[0]) or _DATE.search(named[0] if named else ""):
        return found.group()
    return next((date for one in named if (date := _in_course(one, of_course))), "")


def _in_course(title: str, of_course: str) -> str:
    """The date that the course's source gives for a statute, in brackets behind its title."""
    short = title.removeprefix(_IN_FULL)
    for full in (f"《{_IN_FULL}{short}》", f"《{short}》", short):
        _, named, rest = of_course.partition(full)
        note = re.match(r"[（(]([^）)]*)[）)]", rest) if named else None
        if note and (found := _DATE.search(note[1])):
            return found.group()
    return ""


def _short(title: str) -> str:
    """As a lesson names it."""
    return re.sub(r"[（(][^）)]*[）)]$", "", title.removeprefix(_IN_FULL))
