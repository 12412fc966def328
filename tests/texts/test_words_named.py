"""What a text tells people to send is understood, in each language."""

import re

import pytest

from bot.domain.learners import Dialog
from bot.texts.catalogue import LANGUAGE_NAMES
from handlers.understand import FREE, UNKNOWN, of_text
from tests.texts.test_catalogues import WRITTEN, entries

NAMED = re.compile(r"(?:发|發|回复|回覆|回復|[Ss]end|[Ss]ay|or) ?[“「]([^”」{}]{1,24})[”」]")

ANSWERS = {
    *("对", "错", "對", "錯", "true", "false", "不知道", "I don't know"),
    *("以后再说", "以後再説", "Later", "不写了", "不寫了", "No thanks", "确认", "確認", "Confirm"),
    *("不是", "yes", "no", "跳过", "跳過", "skip"),
}
"""Answers to the very question they stand in: true or false, a name, an account, a deletion, an item."""


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
def test_every_word_we_name_is_one_we_read(language: str) -> None:
    said = {
        (name, word)
        for name, message in entries(language).items()
        for word in NAMED.findall(_text(message))
    }
    assert len(said) > 60, "the catalogue was read"
    unread = {
        (name, word)
        for name, word in said
        if word not in ANSWERS and of_text(word, Dialog()).name in {FREE, UNKNOWN}
    }
    assert not unread
    assert set(WRITTEN[language]) >= {name for name, _ in said}


def _text(message: object) -> str:
    from fluent.syntax import ast, serialize

    assert isinstance(message, ast.Message)
    return serialize(ast.Resource([message]))
