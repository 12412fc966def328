"""Lessons as messages: what is shown, what is asked, and in which order."""

from dataclasses import replace

import pytest

from bot.domain.content import Lesson, LessonMedia, Question, QuestionKind
from bot.domain.messages import Media, Message
from bot.learning.present import lesson_messages, question_message
from bot.texts.catalogue import texts
from tests.handlers.school import course, lesson, several, short, single, truth

T = texts("zh-Hans")
COURSE = course(lesson("甲", single("一")))
PICTURE = LessonMedia("a.png", "一张图", "0" * 64)
SOUND = LessonMedia("b.mp3", "一段话", "1" * 64)


def with_media(plain: Lesson) -> Lesson:
    """The lesson with a picture and a sound."""
    return replace(plain, media=(PICTURE, SOUND))


@pytest.mark.parametrize("question", [single("一"), truth("一"), several("一"), short("一")])
def test_a_question_stands_below_the_words_and_ends_the_lesson(question: Question) -> None:
    told = lesson_messages(COURSE, with_media(lesson("甲", question)), 3, question, T)
    assert told == (
        Message("", media=Media("image", "0" * 64, "一张图")),
        Message("", media=Media("voice", "1" * 64, "一段话")),
        Message("甲课的正文。", title="第3课 甲课"),
        question_message(COURSE, question, T),
    )


def test_a_lesson_without_question_ends_with_what_finishes_it() -> None:
    *shown, words = lesson_messages(COURSE, with_media(replace(lesson("甲"), row=7)), 1, None, T)
    assert [message.media and message.media.kind for message in shown] == ["image", "voice"]
    assert words.text == "甲课的正文。"
    assert [option.data for option in words.options] == ["done:7"]


def test_without_files_there_are_only_words() -> None:
    told = lesson_messages(COURSE, lesson("甲", single("一")), 1, single("一"), T)
    assert [message.media for message in told] == [None, None]


@pytest.mark.parametrize(
    ("question", "options", "right"),
    [
        (single("一"), single("一").options, (2,)),
        (truth("一", right=False), ("对", "错"), (2,)),
        (several("一"), several("一").options, (1, 3)),
    ],
)
def test_a_quiz_says_the_same_as_the_words(
    question: Question, options: tuple[str, ...], right: tuple[int, ...]
) -> None:
    message = question_message(COURSE, replace(question, row=12), T)
    quiz = message.quiz
    assert quiz is not None
    assert (quiz.options, quiz.right, quiz.data) == (options, right, "ans:12")
    assert quiz.several == (question.kind is QuestionKind.MULTIPLE)
    assert quiz.stem == f"想一想：{question.stem}"
    assert quiz.why == question.why
    for number, option in enumerate(message.options, 1):
        assert option.data == f"{quiz.data}:{number}"


def test_an_answer_in_words_is_no_quiz() -> None:
    assert question_message(COURSE, short("一"), T).quiz is None
