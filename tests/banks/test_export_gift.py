"""GIFT out: what was written reads back as it was."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from bot.content.banks.export_gift import export_gift
from bot.content.banks.exporting import questions_of
from bot.content.banks.gift import read_gift
from bot.content.banks.model import BankFormat, BankQuestion, Place, silent
from bot.content.banks.read import read_bank
from bot.domain.content import Question, QuestionKind
from bot.domain.errors import InputError
from tests.banks.made_questions import banks, bare, shipped

ONE = BankQuestion(Question("k", QuestionKind.TRUE_FALSE, "对吗？", "对。", right=(1,)), Place(""))


def written(made: list[BankQuestion]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.gift")
        export_gift(made, path)
        return path.read_bytes()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(banks())
def test_a_round_trip_gives_the_same_questions(made: list[BankQuestion]) -> None:
    bank = read_gift(written(made), "out.gift", silent)
    assert bank.fatal == ()
    assert [bare(one) for one in bank.questions] == [bare(one) for one in made]


def test_what_is_written_is_what_moodle_reads() -> None:
    single = Question(
        "a-1", QuestionKind.SINGLE, "5 = ?\n选一个", "因为 {2+3}", ("2+2", "%50% 2=3"), (2,)
    )
    text = written([BankQuestion(single, Place(""), "算术/加法"), ONE]).decode()
    assert text == (
        "$CATEGORY: $course$/top/算术/加法\n\n"
        "// [id:a-1]\n::a-1::[plain]5 \\= ?\\n选一个 {\n\t~2+2\n\t=%100%%50% 2\\=3\n\t####因为 \\{2+3\\}\n}\n\n"
        "$CATEGORY: $course$/top\n\n"
        "// [id:k]\n::k::[plain]对吗？ {TRUE\n\t####对。\n}\n\n"
    )


def test_several_right_options_share_the_mark() -> None:
    several = Question("m", QuestionKind.MULTIPLE, "选", "", ("甲", "乙", "丙", "丁"), (1, 2, 4))
    text = written([BankQuestion(several, Place(""))]).decode()
    assert text.count("~%33.33333%") == 3
    assert "~%-100%丙" in text
    bank = read_gift(text.encode(), "out.gift", silent)
    assert bank.doubts == ()


def test_a_course_is_exported_with_its_keys_and_read_as_a_bank(tmp_path: Path) -> None:
    course = shipped(tmp_path)
    path = tmp_path / "course.gift"
    export_gift(questions_of(course), path)
    bank = read_bank(path)
    assert bank.format is BankFormat.GIFT
    assert bank.fatal == ()
    assert [one.question.key for one in bank.questions] == [q.key for q in course.questions]
    assert [one.question.stem for one in bank.questions] == [q.stem for q in course.questions]
    assert {one.category for one in bank.questions} <= {one.title for one in course.lessons}


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = tmp_path / "out.gift"
    path.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        export_gift([ONE], path)
    assert path.read_text() == "mine"
    with pytest.raises(InputError, match="cannot be written"):
        export_gift([ONE], tmp_path / "no" / "out.gift")
    with pytest.raises(InputError, match="no questions"):
        export_gift([], tmp_path / "empty.gift")
    assert not (tmp_path / "empty.gift").exists()
