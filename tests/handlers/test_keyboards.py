"""What stands below the chat says words that are read, and is shown when the greeting is through."""

import re

import pytest

from bot.domain.learners import Dialog
from bot.store.db import Database
from bot.texts.keyboards import COMMAND_MENUS, KEYBOARDS, language_of
from bot.texts.words import COMMANDS
from handlers.routes import ROUTES
from handlers.understand import FREE, UNKNOWN, of_text
from tests.handlers.private_chat import CITY, PrivateChats
from tests.handlers.school import course, lesson, single

ANN = f"{CITY}:1"


@pytest.mark.parametrize("language", KEYBOARDS)
def test_every_key_is_a_word_that_is_read(language: str) -> None:
    keys = [key for row in KEYBOARDS[language] for key in row]
    names = [of_text(key, Dialog()).name for key in keys]
    assert not {FREE, UNKNOWN} & set(names)
    assert set(names) <= set(ROUTES)
    first = [of_text(key, Dialog()).name for row in KEYBOARDS["zh-Hans"] for key in row]
    assert names == first, "the same keys in every language"


@pytest.mark.parametrize("language", KEYBOARDS)
def test_a_key_means_the_same_beside_an_open_question(language: str) -> None:
    dialog = Dialog(question=1)
    for row in KEYBOARDS[language]:
        for key in row:
            assert of_text(key, dialog, single("一")) == of_text(key, Dialog())


def test_a_phone_s_own_apostrophe_is_read() -> None:
    assert of_text("Today’s lesson", Dialog()).name == "today"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        (None, "zh-Hans"),
        ("", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("eng", "zh-Hans"),
        ("fr", "zh-Hans"),
    ],
)
def test_the_language_of_a_platform_s_code(code: str | None, language: str) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize("language", COMMAND_MENUS)
@pytest.mark.parametrize("scope", ["private", "group", "administrators"])
def test_menus_are_what_telegram_takes_and_we_know(language: str, scope: str) -> None:
    menu = COMMAND_MENUS[language][scope]
    names = [name for name, _ in menu]
    assert len(set(names)) == len(names) <= 100
    for name, words in menu:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert name in COMMANDS
        assert 1 <= len(words) <= 256
    assert ("group" in names) is (scope == "administrators")
    assert ("bind" in names) is (scope == "private")
    assert names == [name for name, _ in COMMAND_MENUS[""][scope]]


async def test_the_keyboard_comes_when_the_greeting_is_through(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一")), lesson("乙", single("二"))))
    for word in ("开始", "我务农"):
        assert (await chats.say(ANN, word)).keyboard == "", word
    assert (await chats.say(ANN, "早上 7:30")).keyboard == "zh-Hans"
    assert (await chats.say(ANN, "2")).keyboard == ""
    await chats.rows("update learner set language = 'en' returning id")
    for word in ("/start", "/help", "开始", "帮助"):
        assert (await chats.say(ANN, word)).keyboard == "en", word


async def test_a_course_chosen_at_once_is_through_too(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"))))
    assert (await chats.tap(ANN, "course:farm")).keyboard == "zh-Hans"
