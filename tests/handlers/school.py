"""Small courses for farmers, and somebody in WeChat who learns them."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from tests.flow.town import TEACHER, Town


def single(key: str, answer: int = 2) -> Question:
    """One of three; the stem is told by the key."""
    return Question(
        key=key,
        kind=QuestionKind.SINGLE,
        stem=f"{key}题怎么做？",
        why=f"{key}题的道理。",
        options=("马上付款", "先核对对方是谁", "转发给朋友"),
        right=(answer,),
    )


def truth(key: str, *, right: bool = True) -> Question:
    """True or false."""
    return Question(
        key=key,
        kind=QuestionKind.TRUE_FALSE,
        stem=f"{key}题说得对吗？",
        why=f"{key}题的道理。",
        right=(1 if right else 2,),
    )


def several(key: str) -> Question:
    """Several of three: the first and the third."""
    return replace(single(key), kind=QuestionKind.MULTIPLE, right=(1, 3))


def short(key: str) -> Question:
    """In one's own words."""
    return Question(
        key=key,
        kind=QuestionKind.SHORT,
        stem=f"{key}题是哪个号码？",
        why=f"{key}题的道理。",
        accepted=("96110",),
    )


def lesson(key: str, *questions: Question) -> Lesson:
    """A lesson that says its key."""
    return Lesson(
        key=key, title=f"{key}课", minutes=2, text=f"{key}课的正文。", questions=questions
    )


def course(
    *lessons: Lesson, key: str = "farm", pass_mark: float = 0.6, version: str = "1"
) -> Course:
    """A course for farmers, the first on their shelf."""
    return Course(
        key=key,
        title={"farm": "种田小课", "tea": "采茶小课"}[key],
        track=Track.FARMERS,
        language="zh-Hans",
        level=1,
        hours=2,
        pass_mark=pass_mark,
        hours_per_credit=16,
        version=version,
        source="测试",
        licence="CC-BY-4.0",
        reviewed_by="测试",
        lessons=lessons,
    )


def people(count: int) -> list[str]:
    """That many followers to be; who meets in one town shares its start."""
    return [f"oFarmerOfConghua{n:012d}" for n in range(count)]


async def begin(town: Town, *courses: Course, who: str = TEACHER) -> str:
    """A farmer follows the account and begins the first of ``courses``; the first lesson."""
    if courses:
        await town.teach(*courses)
    await town.wechat_follows(who)
    await town.wechat_says("我务农", who)
    return await town.wechat_says("早上 7:30", who)


async def talk(town: Town, *words: str, who: str = TEACHER) -> str:
    """Somebody writes these, one after another; the last answer."""
    answer = ""
    for one in words:
        answer = await town.wechat_says(one, who)
    return answer


async def a_minute_later(town: Town) -> None:
    """Time goes on: the same menu entry touched in the same second would be a repeat."""
    town.clock.set(town.clock.now() + timedelta(minutes=1))
