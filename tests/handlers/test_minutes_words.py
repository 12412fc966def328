"""How long somebody is free, as people write it."""

import pytest

from bot.domain.content import Question, QuestionKind
from bot.domain.learners import Dialog
from handlers.minutes_words import Free, read_each, read_minutes
from handlers.understand import FREE, Intent, of_text
from tests.handlers.school import several, short, single, truth

MINUTES = {
    "有三分钟": 3,
    "我有5分钟": 5,
    "两分钟": 2,
    "三分鐘": 3,
    "３ min": 3,
    "3min": 3,
    "２分": 2,
    "现在有２分钟时间": 2,
    "还有四分钟左右": 4,
    "只有一分钟": 1,
    "等单有三分钟": 3,
    "得閒五分鐘": 5,
    "二十五分钟": 25,
    "有三四分钟": 3,
    "有3到5分钟": 3,
    "3-5 minutes": 3,
    "十几分钟": 10,
    "有半小时": 30,
    "半个钟": 30,
    "有半个钟头": 30,
    "一刻钟": 15,
    "有一个小时": 60,
    "100分钟": 60,
    "一分钟就好": 1,
    "有五分钟够吗？": 5,
    "I have 3 minutes": 3,
    "I’ve got five mins": 5,
    "only a minute": 1,
    "half an hour": 30,
    "free for 10 min": 10,
    "3 minutes now.": 3,
}
SOME = ("有几分钟", "a few minutes")
NONE = (
    *(
        "0分钟",
        "三天",
        "3点",
        "有三",
        "五分钟前",
        "三分钟热度",
        "半分钟",
        "两百分钟",
        "得三分",
        "分钟",
    ),
    *("等三分钟再打开", "3 minutes late", "have 3", "3", "有", "有三分钟热度", "", "迟到三分钟"),
)


@pytest.mark.parametrize(("words", "minutes"), MINUTES.items())
def test_minutes_as_people_write_them(words: str, minutes: int) -> None:
    found = read_minutes(words)
    assert found is not None
    assert found.minutes == minutes
    assert of_text(words, Dialog()) == Intent("minutes", str(minutes))


@pytest.mark.parametrize("words", SOME)
def test_some_minutes(words: str) -> None:
    found = read_minutes(words)
    assert found is not None
    assert found.minutes is None
    assert of_text(words, Dialog()) == Intent("minutes", "")


@pytest.mark.parametrize("words", NONE)
def test_what_says_nothing_of_the_kind(words: str) -> None:
    assert read_minutes(words) is None
    assert read_each(words) is None
    assert of_text(words, Dialog()).name not in {"minutes", "break_length"}


@pytest.mark.parametrize(
    "words", ["每次五分钟", "以后每次 5 分钟吧", "5 minutes each time", "每次學5分鐘就好"]
)
def test_minutes_each_time(words: str) -> None:
    assert of_text(words, Dialog()) == Intent("break_length", "5")


def test_whether_somebody_says_to_have_them() -> None:
    assert read_minutes("有三分钟") == Free(3, plainly=True)
    assert read_minutes("三分钟") == Free(3, plainly=False)


@pytest.mark.parametrize(
    "words", ["有空", "我有空", "等餐", "得閒", "我有時間", "I'm free", "有空了吧"]
)
def test_words_for_being_free(words: str) -> None:
    assert of_text(words, Dialog()) == Intent("minutes")


def waiting(kind: QuestionKind) -> Question:
    """A question that three minutes can answer."""
    if kind is QuestionKind.SHORT:
        return Question("三", kind, "要等几分钟？", "道理。", accepted=("3分钟",))
    return Question(
        "三", kind, "要等多久？", "道理。", options=("三分钟", "十天", "一年"), right=(1,)
    )


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.SHORT])
@pytest.mark.parametrize("words", ["三分钟", "3分钟"])
def test_an_answer_stays_an_answer(kind: QuestionKind, words: str) -> None:
    assert of_text(words, Dialog(question=1), waiting(kind)).name == FREE


@pytest.mark.parametrize("question", [single("一"), several("一"), truth("一"), short("一")])
def test_beside_a_question_it_is_no_answer_to(question: Question) -> None:
    assert of_text("我有5分钟", Dialog(question=1), question) == Intent("minutes", "5")
    bare = of_text("五分钟", Dialog(question=1), question).name
    assert bare == (FREE if question.kind is QuestionKind.SHORT else "minutes")
