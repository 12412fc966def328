"""Lessons in parts: nothing is lost, nothing comes twice, no break is exceeded."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.learners import LessonProgress
from bot.learning.parts import questions_within, sitting
from tests.handlers.school import lesson, single

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)


def shown(read_to: int) -> LessonProgress:
    return LessonProgress(NOW, DAY, read_to=read_to)


def test_half_a_minute_a_question() -> None:
    assert [questions_within(minutes, 5) for minutes in (None, 1, 2, 3)] == [5, 2, 4, 5]


def test_a_part_ends_with_a_paragraph_or_else_with_a_sentence() -> None:
    paragraphs = "\n\n".join(f"第{n}段。" + "话" * 40 + "。" for n in range(6))
    one = replace(lesson("甲"), minutes=6, text=paragraphs)
    first = sitting(one, None, 0, 4).part
    assert first is not None
    assert paragraphs.startswith(first.text)
    assert paragraphs[len(first.text) :].startswith("\n\n第3段")
    solid = replace(one, text="一二三四五。" * 60)
    part = sitting(solid, None, 0, 2).part
    assert part is not None
    assert part.text.endswith("。")


def test_a_new_version_of_a_text_goes_on_where_a_sentence_begins() -> None:
    one = replace(lesson("甲"), minutes=9, text="一二三四五。" * 60)
    part = sitting(one, shown(100), 0, 2).part
    assert part is not None
    assert part.text.startswith("一二三")
    shorter = replace(one, text="一二三。" * 3, minutes=1)
    rest = sitting(shorter, shown(100), 0, 2)
    assert rest.whole


texts = st.lists(
    st.text("一二三四五六。！？\n，", min_size=1, max_size=60), min_size=1, max_size=12
).map(lambda parts: "字" + "\n\n".join(parts))


@given(texts, st.integers(1, 30), st.integers(0, 12), st.integers(1, 5))
@example("字" * 400, 9, 2, 1)
def test_breaks_are_never_exceeded_and_everything_is_read(
    text: str, minutes: int, questions: int, most: int
) -> None:
    assume(minutes <= len(text) / 2)
    one = replace(
        lesson("甲", *(single(str(n)) for n in range(questions))), minutes=minutes, text=text
    )
    progress, read, left = None, "", questions
    for _ in range(len(text) + 2 * questions + 2):
        now = sitting(one, progress, left, most)
        assert now.minutes <= most + 1e-6
        read += text if now.part is None else now.part.text
        progress = shown(now.part.read_to if now.part else 0)
        left -= now.questions
        if now.whole:
            break
    assert left == 0
    assert "".join(read.split()) == "".join(text.split())
