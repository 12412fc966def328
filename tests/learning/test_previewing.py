"""A lesson as reviewers see it: each way ends with its question, and nothing of its text is lost."""

from dataclasses import replace

import pytest

from bot.domain.messages import Message
from bot.learning.previewing import at_once, cards, in_steps
from bot.texts.catalogue import SIMPLIFIED, texts
from tests.content.test_load import SMALL

TEXT = "一句话说清楚一件事。" * 40
LONG = replace(SMALL.lessons[0], text=TEXT)
COURSE = replace(SMALL, lessons=(LONG, *SMALL.lessons[1:]))
T = texts(SIMPLIFIED)


def words(messages: tuple[Message, ...]) -> str:
    return "".join(one.text for one in messages)


@pytest.mark.parametrize("large", [False, True])
def test_steps_hold_the_whole_text_and_end_with_the_question(large: bool):
    told = in_steps(COURSE, LONG, T, large=large)
    assert len(told) > 2
    assert words(told[:-1]) == TEXT
    assert LONG.questions[0].stem in told[-1].text


def test_at_once_is_one_text_and_the_question():
    told = at_once(COURSE, LONG, T)
    assert [TEXT in told[0].text, LONG.questions[0].stem in told[1].text] == [True, True]


def test_each_step_in_large_type_is_a_card():
    told = in_steps(COURSE, LONG, T, large=True)
    assert len(cards(told, T)) == len(told)
