"""Courses in Simplified Chinese as readers of Traditional Chinese read them."""

from dataclasses import replace

import pytest

from bot.learning.present import feedback, lesson_messages, question_message, right_answer
from bot.learning.scripts import title_of
from bot.texts.catalogue import texts
from bot.texts.script import in_script
from tests.handlers.school import course, lesson, short, single

SIMPLE = "理发以后，手机软件里的皇后"
HONG_KONG = "理髮以後，手機軟件裏的皇后"
HANT, HANS = texts("zh-Hant"), texts("zh-Hans")


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hans", SIMPLE), ("zh-Hant", HONG_KONG), ("en", SIMPLE)]
)
def test_only_readers_of_traditional_chinese_get_it(language: str, said: str) -> None:
    assert in_script(SIMPLE, language) == said


def test_an_author_s_own_words_come_after_the_script() -> None:
    assert in_script("外卖骑手", "zh-Hant", {"骑手": "外賣員"}) == "外賣外賣員"
    assert in_script("外卖骑手", "zh-Hans", {"骑手": "外卖员"}) == "外卖骑手"


def test_an_author_s_words_are_whole_words_and_no_chain() -> None:
    wording = {"信息": "資訊", "信息费": "資料費", "资讯": "新聞"}
    assert in_script("信息和信息费", "zh-Hant", wording) == "資訊和資料費"
    assert in_script("皇后以后", "zh-Hant", {"以后": "日後"}) == "皇后日後"


def test_a_lesson_is_read_in_its_reader_s_script() -> None:
    question = replace(single("一"), stem="这是谁发来的", options=("银行", "骗子"), why="骗子会装")
    known = replace(lesson("甲", question), title="认识骗子", text="别转账。")
    taught = replace(course(known), title="防骗小课")
    words, asked = lesson_messages(taught, known, 1, question, HANT)
    assert (words.title, words.text) == ("第1課 認識騙子", "別轉賬。")
    assert asked.text == "這是誰發來的"
    assert [one.label for one in asked.options] == ["銀行", "騙子"]
    assert asked.quiz is not None
    assert (asked.quiz.options, asked.quiz.why) == (("銀行", "騙子"), "騙子會裝")
    assert right_answer(taught, question, HANT) == "2. 騙子"
    assert feedback(taught, question, True, HANT).endswith("騙子會裝")
    assert title_of(taught, HANT) == "防騙小課"
    assert title_of(taught, HANS) == "防骗小课"


def test_an_author_s_words_of_the_course_are_used() -> None:
    taught = replace(
        course(lesson("甲", single("一"))),
        title="骑手小课",
        wording=(("zh-Hant", (("骑手", "外賣員"),)),),
    )
    assert title_of(taught, HANT) == "外賣員小課"


def test_a_course_in_another_language_stays_as_it_is() -> None:
    question = replace(single("一"), stem="后面")
    foreign = replace(course(lesson("甲", question)), language="en", title="后")
    assert title_of(foreign, HANT) == "后"
    assert question_message(foreign, question, HANT).text == "后面"


def test_the_answer_in_words_is_shown_in_the_reader_s_script() -> None:
    question = replace(short("一"), accepted=("骗子",))
    assert right_answer(course(lesson("甲", question)), question, HANT) == "騙子"
