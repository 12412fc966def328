"""语言: which language we speak to a learner in, chosen in the chat."""

from dataclasses import replace

import pytest

from bot.domain.learners import Dialog
from bot.store.db import Database
from bot.texts.catalogue import LANGUAGE_NAMES, texts
from handlers.understand import Intent, of_text
from tests.handlers.private_chat import CITY, PrivateChats
from tests.handlers.school import course, lesson, single

ANN = f"{CITY}:1"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    """A town with a course about cheats."""
    made = PrivateChats(db)
    question = replace(single("一"), stem="谁是骗子", why="银行不会这样问")
    await made.teach(replace(course(lesson("甲", question)), title="认识骗子"))
    return made


async def learns(chats: PrivateChats) -> None:
    for word in ("开始", "我务农", "早上 7:30"):
        await chats.say(ANN, word)


@pytest.mark.parametrize(
    ("said", "argument"),
    [
        ("语言", ""),
        ("語言", ""),
        ("/language", ""),
        ("Language", ""),
        ("change language", ""),
        ("English", "en"),
        ("繁體", "zh-Hant"),
        ("繁體中文", "zh-Hant"),
        ("简体", "zh-Hans"),
        ("請用粵語", ""),
    ],
)
def test_a_language_is_asked_for_in_many_words(said: str, argument: str) -> None:
    meant = of_text(said, Dialog())
    if said == "請用粵語":
        assert meant.name != "language", "only whole words name a language"
    else:
        assert meant == Intent("language", argument)


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_number_chooses_one_and_the_keyboard_follows(
    chats: PrivateChats, number: int
) -> None:
    await learns(chats)
    await chats.say(ANN, "学完了")
    asked = await chats.say(ANN, "语言")
    assert [one.label for one in asked.messages[-1].options] == list(LANGUAGE_NAMES.values())
    answer = await chats.say(ANN, str(number))
    chosen = list(LANGUAGE_NAMES)[number - 1]
    assert answer.messages[0].text == texts(chosen)("language-saved")
    assert answer.keyboard == chosen
    (row,) = await chats.rows("select language from learner")
    assert row["language"] == chosen


async def test_the_open_question_goes_on_in_the_new_language(chats: PrivateChats) -> None:
    await learns(chats)
    answer = await chats.say(ANN, "繁體")
    assert [one.text for one in answer.messages] == ["好，以後用繁體中文。", "誰是騙子"]
    assert answer.messages[-1].hint == texts("zh-Hant")("question-single-hint")
    right = await chats.say(ANN, "2")
    assert "銀行不會這樣問" in right.messages[0].text


async def test_english_is_spoken_from_the_first_greeting_on(chats: PrivateChats) -> None:
    await chats.say(ANN, "你好")
    answer = await chats.say(ANN, "English")
    assert answer.keyboard == "", "it comes when the greeting is through"
    said = [one.text for one in answer.messages]
    assert said[:3] == [
        "All right, English from now on.",
        texts("en")("welcome"),
        "First, who are you?",
    ]
    times = await chats.say(ANN, "I farm")
    assert times.messages[-1].options[0].label == "Morning, 7:30"
    first = await chats.say(ANN, "time 6:15")
    assert first.keyboard == "en"
    assert "each day at 06:15" in first.messages[0].text
    assert first.messages[1].title == "Lesson 1: 甲课"


async def test_a_forged_language_only_asks(chats: PrivateChats) -> None:
    await learns(chats)
    answer = await chats.tap(ANN, "language:xx")
    assert answer.messages[-1].text == texts("zh-Hans")("language-ask")
    (row,) = await chats.rows("select language from learner")
    assert row["language"] == "zh-Hans"
