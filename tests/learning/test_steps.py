"""A lesson's text is cut where it is best read, into as few steps as fit, and nothing is lost."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wechat.render import text_of
from bot.content.load import load_pack
from bot.domain.content import Course, Track
from bot.domain.learners import Dialog, Enrolment, Learner, LearnerState
from bot.learning.choose import choose_next
from bot.learning.looks import CARD_PART, SENIOR_MESSAGE, SLOW_PART, looks_of
from bot.learning.present import feedback, question_message
from bot.learning.steps import first_clause, step_ends
from bot.learning.telling import Step, tell
from bot.texts.catalogue import texts
from tests.flow.town import PACKS

T = texts("zh-Hans")
MEI = Learner(1, UUID(int=1), LearnerState.ACTIVE, "seniors", "Asia/Shanghai", (), Dialog())
SENIORS = [one for one in load_pack(Path(PACKS)).courses if one.track is Track.SENIORS]
TEXT = st.text(alphabet="字，。！\n", min_size=1, max_size=400)


@given(TEXT, st.integers(5, 80), st.integers(5, 80))
def test_the_steps_are_the_text_and_each_fits(text: str, first: int, rest: int) -> None:
    ends = step_ends(text, first, rest)
    assert ends[-1] == len(text)
    assert sorted(set(ends)) == list(ends)
    parts = [text[a:b].strip() for a, b in zip((0, *ends), ends, strict=False)]
    assert all(len(part) <= (rest if n else first) for n, part in enumerate(parts))


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("甲甲甲。\n\n乙乙乙。", 20, 1),
        ("甲甲甲。\n\n乙乙乙。", 5, 2),
        ("甲甲甲甲甲。乙乙乙。丙。", 9, 2),
        ("甲甲甲甲，乙乙乙乙，丙丙丙丙", 6, 3),
        ("甲" * 20, 6, 4),
    ],
)
def test_as_few_as_fit(text: str, most: int, parts: int) -> None:
    assert len(step_ends(text, most, most)) == parts


def test_the_longest_is_as_short_as_can_be() -> None:
    text = "一一一。二二二。三三三。四四四。"
    assert step_ends(text, 12, 12) == (8, 16)


def test_before_the_first_mark() -> None:
    assert first_clause("先问店家，没弄清就不付") == "先问店家"


@pytest.mark.parametrize("course", SENIORS, ids=lambda one: one.key)
def test_every_shipped_lesson_for_seniors_is_three_short_messages(course: Course) -> None:
    for number, lesson in enumerate(course.lessons, 1):
        said, start = [], 0
        while start < len(lesson.text):
            question = lesson.questions[0]
            step = Step(course, lesson, question, looks_of(MEI), start, len(lesson.text))
            told = step.told(T, number=0 if start else number)
            said.append(text_of(one for one in told.messages if one.media is None))
            start = told.read_to
        said += [text_of([question_message(course, lesson.questions[0], T)])]
        assert len(said) <= 3, (lesson.key, list(map(len, said)))
        assert [one for one in said if len(one) > SENIOR_MESSAGE] == [], lesson.key


@pytest.mark.parametrize("course", SENIORS, ids=lambda one: one.key)
def test_every_question_and_its_reason_fit_a_senior_s_message(course: Course) -> None:
    for question in course.questions:
        assert len(text_of([question_message(course, question, T)])) <= SENIOR_MESSAGE
        for right in (True, False):
            assert len(feedback(course, question, right, T)) <= SENIOR_MESSAGE, question.key


def test_what_suits_whom() -> None:
    others = replace(MEI, track="couriers")
    assert (looks_of(others).in_steps, looks_of(MEI).message) == (False, SENIOR_MESSAGE)
    assert looks_of(replace(others, slow=True)).room(40) == SLOW_PART
    assert looks_of(replace(MEI, large_type=True)).room(40) == CARD_PART
    assert looks_of(replace(MEI, large_type=True, slow=True)).room(40) == SLOW_PART
    assert looks_of(MEI).room(40) == SENIOR_MESSAGE - 40


def test_a_lesson_told_whole_and_the_same_in_steps() -> None:
    course = SENIORS[0]
    enrolment = Enrolment(1, UUID(int=2), course.key)
    chosen = choose_next(enrolment, course)
    whole = tell(replace(MEI, track=None, enrolment=enrolment), course, chosen)
    first = tell(replace(MEI, enrolment=enrolment), course, chosen)
    assert (whole.dialog.question, whole.read_to) == (course.lessons[0].questions[0].row, 0)
    assert first.dialog.question == 0
    assert 0 < first.read_to < len(course.lessons[0].text)
    assert first.dialog.options[0].data == f"next:0:{first.read_to}"
