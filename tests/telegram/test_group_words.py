"""A few exact words reach us from a group beside commands; all other talk there is other people's."""

import json
from typing import Any

import pytest

from adapters.telegram.parse import parse_value
from adapters.telegram.updates import Reader
from bot.domain.events import InboundEvent, Text
from handlers.group_commands import GROUP_WORDS
from tests.telegram.conftest import NOW, MakeChannel
from tests.telegram.samples import anonymous, group, message, post, private

WORDS = frozenset({"本群", "本周榜"})


def read(update: dict[str, Any], words: frozenset[str] = WORDS) -> InboundEvent | None:
    reader = Reader("city", group_words=words).named("YikeBot")
    return reader.event(parse_value(update), NOW)


@pytest.mark.parametrize("text", ["本群", " 本周榜\n"])
def test_a_word_is_a_command(text: str) -> None:
    event = read(message(group(), text=text))
    assert event is not None
    assert (event.body, event.in_group) == (Text(text.strip()), True)
    by_group = read(message(group(), text=text, sender=anonymous(), sender_chat=group()))
    assert by_group is not None
    assert by_group.as_chat


@pytest.mark.parametrize(
    "text", ["本群很好", "看 本群", "本", "大家好", "本群@YikeBot", "", "本\n群"]
)
def test_all_other_talk_is_nothing(text: str) -> None:
    assert read(message(group(), text=text)) is None


def test_without_words_only_commands_pass() -> None:
    assert read(message(group(), text="本群"), frozenset()) is None
    assert read(message(group(), text="/group"), frozenset()) is not None
    alone = read(message(private(), text="本群"), frozenset())
    assert alone is not None, "in a private chat everything is for us"


@pytest.mark.parametrize("word", sorted(GROUP_WORDS))
async def test_a_channel_takes_the_words_it_is_given(make: MakeChannel, word: str) -> None:
    request = post(json.dumps(message(group(), text=word)).encode())
    event = make(group_words=GROUP_WORDS).read(request)
    assert isinstance(event, InboundEvent)
    assert event.body == Text(word)
    assert not isinstance(make().read(request), InboundEvent)
