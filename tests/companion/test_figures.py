"""The companion on the shipped lessons, asked as people ask; the questions were written beside the
index, so the figures flatter it.
"""

from pathlib import Path

import pytest

from bot.content.load import load_pack
from bot.learning.companion.decision import Knowledge
from bot.learning.library import Library
from docs.companion_figures import PACK, QUESTIONS, Figures, measure, read


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(Knowledge(Library(1, load_pack(PACK).courses)), list(read(QUESTIONS)))


def test_the_right_lesson_is_among_the_first_three(figures: Figures) -> None:
    assert figures.on >= 80
    assert figures.three >= 0.85 * figures.on


def test_what_is_answered_is_answered_rightly(figures: Figures) -> None:
    assert figures.answered >= 0.6 * figures.on
    assert figures.wrongly <= 0.1 * figures.answered


def test_what_is_off_all_topics_is_refused(figures: Figures) -> None:
    assert figures.off >= 40
    assert figures.refused >= 0.85 * figures.off


@pytest.mark.parametrize("line", ["no tab", "\toff", "question\t"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "asked.tsv"
    file.write_text(f"# comment\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"asked\.tsv, line 2"):
        list(read(file))
