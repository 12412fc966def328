"""What the lint finds, and what it leaves alone."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.lint.careful_words import CAREFUL, HOTLINES
from bot.content.lint.check import lint
from bot.content.lint.finding import Finding, Severity
from bot.content.load import load_pack
from bot.domain.content import Course, Lesson, LessonMedia, Question, QuestionKind, Track

PACK = Path(__file__).parents[2] / "packs" / "yike-basics"
QUESTION = Question(
    "one", QuestionKind.SINGLE, "收到陌生人的收款码，应该怎么做？", "付款前先看清姓名。",
    ("马上付款再说吧", "先核对对方是谁", "转给朋友去付款"), (2,),
)  # fmt: skip
LESSON = Lesson(
    "first", "第一课", 1, "先看名字，再付钱。\n\n不认识的，就不付。", (QUESTION,), ("甲", "乙", "丙"), "某法"
)  # fmt: skip
COURSE = Course(
    "small", "小课", Track.SENIORS, "zh-Hans", 1, 1.0, 0.6, 16.0, "1", "某法", "CC-BY-4.0", "某人", (LESSON,)
)  # fmt: skip


def of(course: Course) -> list[tuple[str, str]]:
    """The rules that found something, and where."""
    return [(one.rule, one.place) for one in lint(course)]


def with_lesson(track: Track = Track.SENIORS, **changes: object) -> Course:
    return replace(COURSE, track=track, lessons=(replace(LESSON, **changes),))  # type: ignore[arg-type]


def with_question(**changes: object) -> Course:
    return with_lesson(questions=(replace(QUESTION, **changes),))  # type: ignore[arg-type]


def with_questions(questions: Iterable[Question]) -> list[Finding]:
    lessons = tuple(
        replace(LESSON, key=f"l{n}", questions=(replace(one, key=f"q{n}"),))
        for n, one in enumerate(questions)
    )
    return [one for one in lint(replace(COURSE, lessons=lessons)) if not one.lesson]


def test_a_good_course_has_nothing() -> None:
    assert of(COURSE) == []


def test_the_shipped_courses_have_nothing_but_notes() -> None:
    courses = load_pack(PACK).courses
    found = [one for course in courses for one in lint(course)]
    assert [one for one in found if one.severity is not Severity.NOTE] == []
    assert len(courses) == 9


@pytest.mark.parametrize("track", list(Track))
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_a_part_for_older_people_has_its_length(track: Track, language: str) -> None:
    simple = track in {Track.SENIORS, Track.EVERYONE}
    fits = 452 if language == "en" else 150
    for length, rule in ((fits, []), (fits + 1, [("long-message", "")])):
        course = replace(with_lesson(track, text="字" * length, minutes=2), language=language)
        assert [one for one in of(course) if one[0] == "long-message"] == (rule if simple else [])


def test_older_people_get_at_most_three_parts() -> None:
    assert of(with_lesson(text="\n\n".join(["一句。"] * 3))) == []
    assert of(with_lesson(text="\n\n".join(["一句。"] * 4))) == [("many-messages", "")]
    assert of(with_lesson(Track.WORKERS, text="\n\n".join(["一句。"] * 4))) == []


def test_couriers_get_450_characters_and_two_questions() -> None:
    three = tuple(replace(QUESTION, key=f"q{n}") for n in range(3))
    assert of(with_lesson(Track.COURIERS, text="字" * 450, minutes=2, questions=three[:2])) == []
    assert of(with_lesson(Track.COURIERS, text="字" * 451, minutes=3, questions=three)) == [
        ("long-lesson", ""),
        ("many-questions", "questions"),
    ]


def test_the_reading_time_is_near_what_is_stated() -> None:
    text = "\n\n".join(["字" * 140] * 3)
    assert of(with_lesson(text=text, minutes=2)) == []
    assert of(with_lesson(text=text, minutes=1)) == [("reading-time", "minutes")]
    assert of(with_lesson(text=text, minutes=9)) == [("reading-time", "minutes")]
    assert of(with_lesson(Track.COURIERS, text=text, minutes=1)) == [("reading-time", "minutes")]


@pytest.mark.parametrize(("count", "found"), [(0, 1), (2, 1), (3, 0), (5, 0), (6, 1)])
def test_three_to_five_questions_that_people_ask(count: int, found: int) -> None:
    assert of(with_lesson(asks=tuple("甲乙丙丁戊己")[:count])) == [("asks", "asks")] * found


def test_facts_have_a_source() -> None:
    law = "《某法》第三条写明，可以退货。"
    assert of(with_lesson(text=law)) == []
    assert of(with_lesson(text=law, source="")) == [("source", "source")]
    assert of(with_lesson(text="七成的人都这样，就是 70%。", source="")) == [("source", "source")]
    assert of(with_lesson(source="")) == []
    assert of(replace(with_lesson(source=""), source="")) == [("source", "source")]


def test_what_is_shown_is_told_in_words() -> None:
    told = LessonMedia("a.png", "先看清对方的名字，再输入密码。", "0" * 64)
    assert of(with_lesson(media=(told,))) == []
    assert of(with_lesson(media=(replace(told, alt="一张图"),))) == [("alt", "media.alt")]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (("以上都对", "甲说的办法", "乙说的办法"), 1),
        (("甲说的办法", "以上都不对", "乙说的办法"), 1),
        (("甲说的办法", "以上全部正确。", "乙说的办法"), 1),
        (("甲说的办法", "都是", "乙说的办法"), 1),
        (("以上皆非", "甲说的办法", "乙说的办法"), 1),
        (("上述说法都不对", "甲说的办法", "乙说的办法"), 1),
        (("All of the above", "this one here", "that one there"), 1),
        (("甲说的办法", "乙说的办法", "以上都对"), 0),
        (("以上海为例来说", "甲说的办法", "乙说的办法"), 0),
        (("都对面的店里问", "甲说的办法", "乙说的办法"), 0),
    ],
)
def test_what_speaks_of_the_others_stands_last(options: tuple[str, ...], place: int) -> None:
    found = of(with_question(options=options))
    assert found == [("above-last", "questions.one.options")] * place


def test_options_that_read_the_same_are_a_fault() -> None:
    (found,) = lint(with_question(options=("先核对", "先，核对。", "转给朋友")))
    assert (found.rule, found.severity) == ("equal-options", Severity.FAULT)
    assert found.what == "options 1 and 2 read the same"


def test_a_short_answer_can_be_given() -> None:
    short = {"kind": QuestionKind.SHORT, "options": (), "right": ()}
    assert of(with_question(**short, accepted=("96110",))) == []
    (found,) = lint(with_question(**short, accepted=("……", "！")))
    assert (found.rule, found.severity) == ("unanswerable", Severity.FAULT)


def test_every_answer_has_its_reason() -> None:
    assert of(with_question(why="")) == [("reason", "questions.one.why")]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"stem": "题" * 297}, "stem"),
        ({"options": ("长" * 101, "先核对对方是谁", "转给朋友")}, "options"),
        ({"why": "因" * 201}, "why"),
        ({"why": "一\n二\n三\n四"}, "why"),
    ],
)
def test_what_fits_no_native_quiz_is_noted(changes: dict[str, object], key: str) -> None:
    notes = [one for one in lint(with_question(**changes)) if one.rule == "native-quiz"]
    assert [(one.severity, one.place) for one in notes] == [
        (Severity.NOTE, f"questions.one.{key}")
    ]


def test_right_answers_do_not_stand_at_one_place() -> None:
    def single(place: int) -> Question:
        return replace(QUESTION, right=(place,), options=("甲甲", "乙乙", "丙丙"))

    assert with_questions(map(single, (2, 2, 2, 2, 2))) == []
    assert with_questions(map(single, (2, 2, 2, 2, 1, 3))) == []
    (found,) = with_questions(map(single, (2, 2, 2, 2, 2, 1)))
    assert found.what == "option 2 is right in 5 of 6 questions with one right option"
    true = replace(QUESTION, kind=QuestionKind.TRUE_FALSE, options=(), right=(1,))
    (found,) = with_questions([true] * 6)
    assert found.what == "6 of 6 judgements are true"
    (found,) = with_questions([true] * 4)
    assert found.what == "4 of 4 judgements are true"
    assert with_questions([true] * 3) == []
    assert with_questions([*[true] * 3, *[replace(true, right=(2,))] * 2]) == []


def test_right_answers_are_not_known_by_their_length() -> None:
    def single(number: int, *, long: bool) -> Question:
        right = number % 3 + 1
        options = ["很短的", "也很短", "一样短"]
        options[right - 1] = "长长的对的一个" if long else "对的"
        return replace(QUESTION, right=(right,), options=tuple(options))

    assert with_questions(single(n, long=n < 4) for n in range(6)) == []
    (found,) = with_questions(single(n, long=n < 5) for n in range(6))
    assert found.what == "the right option is the longest in 5 of 6 questions"


@pytest.mark.parametrize("word", [word for words in CAREFUL.values() for word in words])
def test_careful_words_are_found(word: str) -> None:
    (found,) = lint(with_lesson(text=f"这个产品{word}，大家都来。"))
    assert found.rule == "careful-word"
    assert "《广告法》" in found.mend


@pytest.mark.parametrize(
    "text",
    [
        "别信稳赚不赔的话。",
        "有人说能根治，那是骗子。",
        "讲座上说“包治百病”，您听听就好。",
        "说是保本又有高利，请您多个心眼。",
        "把玻璃罐包好再寄。",
    ],
)
def test_careful_words_that_are_warned_of_are_let_through(text: str) -> None:
    assert of(with_lesson(text=text)) == []


@pytest.mark.parametrize("number", sorted(HOTLINES))
def test_known_numbers_are_let_through(number: str) -> None:
    assert of(with_lesson(text=f"有疑问，打{number}。")) == []


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("有疑问，打96111。", "96111"),
        ("请拨打反诈电话 96210 问一问。", "96210"),
        ("客服热线：400-123-4567。", "400-123-4567"),
        ("着火了拨打118。", "118"),
    ],
)
def test_unknown_numbers_are_looked_up_again(text: str, called: str) -> None:
    (found,) = lint(with_lesson(text=text))
    assert found.rule == "hotline"
    assert called in found.what


@pytest.mark.parametrize("text", ["打开 100 元的红包。", "电话 138 开头。", "打了 120 元的折。"])
def test_figures_that_nobody_calls_are_no_numbers(text: str) -> None:
    assert of(with_lesson(text=text)) == []
