"""Despair and emergencies are heard, and everyday words are not taken for them."""

import pytest

from bot.content.load import load_pack
from bot.learning.companion.danger import Danger, danger_in
from bot.learning.companion.off_topic import OFF_TOPIC
from docs.companion_figures import PACK, QUESTIONS, read


@pytest.mark.parametrize(
    "words",
    [
        "我不想活了怎么办",
        "不想活了",
        "我想死",
        "想死",
        "活着没意思",
        "活着真没意思",
        "怎么自杀",
        "自杀热线",
        "唔想活喇",
        "活不下去了",
        "死了算了",
        "我想跳楼",
        "活着好累",
    ],
)
def test_despair(words: str) -> None:
    assert danger_in(words) is Danger.DESPAIR


@pytest.mark.parametrize(
    "words",
    [
        "喝了农药怎么办",
        "误食老鼠药怎么办",
        "老鼠药误吃怎么办",
        "煤气中毒怎么办",
        "食物中毒了",
        "心梗怎么办",
        "喘不过气",
        "心口痛喘不過氣",
        "触电了怎么办",
        "噎住了",
        "鱼刺卡喉咙怎么办",
        "心脏骤停怎么办",
        "昏过去了",
        "没有呼吸了",
        "胸口疼怎么办",
        "蛇咬了怎么办",
    ],
)
def test_a_life_is_at_stake(words: str) -> None:
    assert danger_in(words) is Danger.LIFE


@pytest.mark.parametrize(
    "words", ["老公打我怎么办", "我被家暴了", "有人撬门", "被打了", "有人要杀我"]
)
def test_violence(words: str) -> None:
    assert danger_in(words) is Danger.VIOLENCE


@pytest.mark.parametrize(
    "words",
    [
        "我想死你了",
        "手机死机了",
        "笑死我了",
        "热死人了",
        "想去死海",
        "红包被抢了",
        "被打了差评怎么办",
        "有人打我电话",
        "老公打我电话不接",
        "跳楼价是真的吗",
        "木耳泡久了会中毒吗",
        "怎么预防食物中毒",
        "我不想活动",
        "吃农药残留的菜",
        "什么是心肌梗死",
        "想活得久一点",
    ],
)
def test_everyday_words_are_neither(words: str) -> None:
    assert danger_in(words) is None


def test_nothing_that_the_lessons_answer_is_taken_for_a_danger() -> None:
    lessons = [one for course in load_pack(PACK).courses for one in course.lessons]
    asks = [ask for one in lessons for ask in one.asks]
    options = [option for one in lessons for each in one.questions for option in each.options]
    asked = [one.question for one in read(QUESTIONS)]
    assert [one for one in (*asks, *options, *asked, *OFF_TOPIC) if danger_in(one)] == []


def test_each_names_its_number() -> None:
    assert [one.number for one in Danger] == ["12356", "120", "110"]
