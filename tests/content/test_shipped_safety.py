"""What the shipped lessons must say, and must not, where somebody could come to harm."""

from pathlib import Path

import pytest

from bot.content.load import load_pack
from bot.domain.content import Lesson

PACK = Path(__file__).parents[2] / "packs" / "yike-basics"
LESSONS = {
    (course.key, lesson.key): lesson
    for course in load_pack(PACK).courses
    for lesson in course.lessons
}


def lesson(name: str) -> Lesson:
    course, _, key = name.partition("/")
    return LESSONS[course, key]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("staying-well/stroke-signs", "头偏向一边"),
        ("staying-well/talk-to-someone", "马上打120或110"),
        ("cantonese-cooking/noodles-and-fungus", "泡过夜的，整碗扔掉，不吃"),
        ("sell-what-you-grow/own-harvest", "税务登记"),
        ("smart-payments/hotline-96110", "有些地方来电时，前面带着本地区号；除了区号还多出数字的，要当心"),
        ("smartphone-life/answer-96110", "有的地方前面带本地区号；还多出别的数字，要当心"),
    ],
)  # fmt: skip
def test_it_is_said(name: str, says: str) -> None:
    assert says in lesson(name).text


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("staying-well/talk-to-someone", "匿名"),
        ("cantonese-cooking/noodles-and-fungus", "重新泡"),
        ("sell-what-you-grow/own-harvest", "猪"),
    ],
)
def test_it_is_not_said(name: str, never: str) -> None:
    one = lesson(name)
    options = [option for question in one.questions for option in question.options]
    assert not [text for text in (one.text, *options) if never in text]


def test_every_mention_of_the_food_safety_law_says_which_text_was_read() -> None:
    quoting = [one for one in LESSONS.values() if "食品安全法》" in one.source]
    assert len(quoting) >= 13
    assert not [one.key for one in quoting if "2021年4月29日" not in one.source]
    assert not [one.key for one in quoting if "2025年9月" not in one.source]
