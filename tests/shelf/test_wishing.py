"""What is a wish, what is none, and which wishes are one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.learning.wishing import LONGEST, Wish, as_written, gathered, wish_of

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SAID = [
    line.split("\t")
    for line in Path(__file__).with_name("wishes.tsv").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("said", "wished"), SAID)
def test_wishes_are_found_and_nothing_else_is(said: str, wished: str) -> None:
    assert (wish_of(said) or "") == wished


def test_a_letter_is_no_wish() -> None:
    assert wish_of("想学做菜" + "，还想学别的" * LONGEST) is None


def test_a_wish_that_was_asked_for_is_kept_in_its_own_words_without_numbers() -> None:
    assert as_written("老师你好，修水管！ 我的电话 13800138000") == "修水管！ 我的电话 〔号码〕"
    assert len(as_written("长" * 500)) == LONGEST


def wish(row: int, words: str, person: int) -> Wish:
    return Wish(row, person, words, NOW - timedelta(minutes=row))


def test_like_wishes_are_one_and_people_count_once() -> None:
    said = [
        wish(1, "学做菜", 1),
        wish(2, "修手机", 2),
        wish(3, "做菜", 3),
        wish(4, "做菜", 1),
        wish(5, "怎么做菜", 4),
        wish(6, "???", 5),
    ]
    found = gathered(said)
    assert [(one.words, one.people) for one in found] == [("学做菜", 3), ("修手机", 1), ("???", 1)]
    assert found[0].rows == (1, 3, 4, 5)
    assert found[0].others == ("做菜", "怎么做菜")
    assert gathered([]) == []
