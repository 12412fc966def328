"""Small courses about few things, to ask about."""

from dataclasses import replace

from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from bot.learning.companion.decision import Knowledge
from bot.learning.library import Library


def lesson(key: str, title: str, text: str, *asks: str, why: str = "", source: str = "") -> Lesson:
    """A lesson with one question, whose stem is its title with 怎么办."""
    asked = Question(
        "q", QuestionKind.SINGLE, f"{title}，应该怎么办？", why, ("甲", "乙"), right=(1,)
    )
    return Lesson(key, title, 2, text, (asked,), asks, source)


def course(key: str, title: str, *lessons: Lesson, source: str = "编写者的经验") -> Course:
    """A course for everybody."""
    return Course(
        key=key,
        title=title,
        track=Track.EVERYONE,
        language="zh-Hans",
        level=1,
        hours=1,
        pass_mark=0.6,
        hours_per_credit=16,
        version="2026.1",
        source=source,
        licence="CC-BY-4.0",
        reviewed_by="某人",
        lessons=lessons,
    )


BIKE = course(
    "bikes",
    "修车铺的窍门",
    lesson(
        "chain",
        "链条掉了自己装回去",
        "链条掉了别慌，先把车停到路边。找一根树枝，把链条挂到后面的小齿轮上。\n\n"
        "倒着转脚踏板，链条会自己爬回去。装好以后擦手，再上一点机油，一滴就够。",
        "自行车链子脱落怎么装",
        "链条多久上一次油",
        why="倒着转，齿轮才带得动链条。",
    ),
    lesson(
        "brakes",
        "刹车捏到底才停要调紧",
        "刹车捏到底车才停，说明刹车线松了。车把上有一个调节螺母，往外拧半圈就紧一点。\n\n"
        "刹车皮磨到只剩2毫米，就该换新的。换之前下坡要慢。",
        "刹车不灵是什么原因",
        "刹车皮多薄要换",
    ),
)
TEA = course(
    "tea",
    "泡一壶好茶",
    lesson(
        "green",
        "绿茶用八十度的水",
        "绿茶嫩，水太烫会苦。水开后晾五分钟，到八十度再泡。\n\n第一泡三十秒就出汤，茶叶放3克。",
        "绿茶水温多少合适",
        "泡绿茶为什么发苦",
    ),
    lesson(
        "fraud",
        "高价茶的骗局",
        "有人打电话说你中了高价茶，要先交保证金，这是骗局。挂断，拨96110问一问。\n\n"
        "《反电信网络诈骗法》规定，公安机关会劝阻受骗的人。",
        "中奖送茶叶要交钱是真的吗",
        source="《中华人民共和国反电信网络诈骗法》第三十四条；96110反诈专线",
    ),
    source="《中华人民共和国反电信网络诈骗法》（2022年12月1日起施行）",
)


def library(*courses: Course, revision: int = 1) -> Library:
    """The courses, or the two of this file, with rows as a database would give them."""
    number = 0
    numbered = []
    for one in courses or (BIKE, TEA):
        lessons = []
        for each in one.lessons:
            number += 1
            questions = tuple(replace(q, row=number) for q in each.questions)
            lessons.append(replace(each, row=number, questions=questions))
        numbered.append(replace(one, lessons=tuple(lessons)))
    return Library(revision, numbered)


def knowledge(*courses: Course) -> Knowledge:
    """What the companion knows of them."""
    return Knowledge(library(*courses))
