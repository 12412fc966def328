"""XLSX out: text stays text, never a formula, and what was written reads back as it was."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.content.banks.export_xlsx import export_xlsx
from bot.content.banks.exporting import questions_of
from bot.content.banks.model import BankFormat, BankQuestion, Place, silent
from bot.content.banks.options import marked_options, without_marks
from bot.content.banks.read import read_bank
from bot.content.banks.words import clean, exact
from bot.content.banks.xlsx_bank import read_xlsx
from bot.domain.content import Question, QuestionKind
from bot.domain.errors import InputError
from tests.banks.made_questions import banks, bare, shipped

TEMPTING = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "1.0", "007", "#N/A", "=HYPERLINK(\"x\")", "'x"]  # fmt: skip


def single(options: tuple[str, ...], stem: str = "选哪个？") -> BankQuestion:
    return BankQuestion(Question("k", QuestionKind.SINGLE, stem, "因为", options, (1,)), Place(""))


def written(made: list[BankQuestion]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.xlsx")
        export_xlsx(made, path)
        return path.read_bytes()


def sheet_of(data: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_headings_stand_as_people_know_them_and_stay_in_sight() -> None:
    sheet = sheet_of(written([single(("甲", "乙", "丙"))]))
    first, second = sheet.iter_rows(values_only=True)
    assert first == ("题型", "题目", "选项A", "选项B", "选项C", "答案", "解析", "知识点", "编号")
    assert second == ("单选题", "选哪个？", "甲", "乙", "丙", "A", "因为", None, "k")
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width
    assert sheet["B2"].alignment.wrap_text


@pytest.mark.parametrize("text", TEMPTING)
def test_no_cell_is_ever_a_formula_or_a_number(text: str) -> None:
    data = written([single((text, "乙"), stem=text)])
    sheet = sheet_of(data)
    for name in ("B2", "C2"):
        assert sheet[name].value == text
        assert sheet[name].data_type == "s"
        assert sheet[name].quotePrefix == (not text.startswith("#"))
    with ZipFile(BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def readable(made: list[BankQuestion]) -> bool:
    """Whether a table can say what the questions do: options have cells of their own, a stem must
    not look as if it held some, and answers in words must be answers once more.
    """
    return all(
        marked_options(one.question.stem) is None
        and without_marks(one.question.options) == one.question.options
        and len(set(map(exact, one.question.options))) == len(one.question.options)
        and one.question.stem.count("_") == one.question.stem.count("()") == 0
        for one in made
    )


PLAIN = (
    st.lists(
        st.one_of(
            st.sampled_from(["=", "+", "-", "@", "#N/A", "1.0", "_x0041_", "<b>", "&", '"', "\n"]),
            st.characters(codec="utf-8", categories=("Lo", "Nd", "Ll")),
        ),
        min_size=1,
        max_size=10,
    )
    .map("".join)
    .map(clean)
    .filter(lambda text: text.strip() != "")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(banks(PLAIN))
def test_a_round_trip_gives_the_same_questions(made: list[BankQuestion]) -> None:
    assume(readable(made))
    assume(all("\n" not in text for one in made for text in one.question.accepted))
    bank = read_xlsx(written(made), "out.xlsx", silent)
    assert bank.fatal == ()
    assert [bare(one) for one in bank.questions] == [bare(one) for one in made]


def test_an_option_that_reads_like_the_answer_does_not_mislead() -> None:
    made = [single(("B", "A")), single(("AB", "1", "C"))]
    bank = read_xlsx(written(made), "out.xlsx", silent)
    assert [one.question.right for one in bank.questions] == [(1,), (1,)]


def test_a_mark_between_answers_becomes_a_comma_inside_one() -> None:
    short = Question("s", QuestionKind.SHORT, "写出来", "", accepted=("甲;乙", "丙"))
    bank = read_xlsx(written([BankQuestion(short, Place(""))]), "out.xlsx", silent)
    assert bank.questions[0].question.accepted == ("甲，乙", "丙")


def test_a_course_is_exported_with_its_keys_and_read_as_a_bank(tmp_path: Path) -> None:
    course = shipped(tmp_path)
    path = tmp_path / "course.xlsx"
    export_xlsx(questions_of(course), path)
    bank = read_bank(path)
    assert bank.format is BankFormat.XLSX
    assert bank.fatal == ()
    assert [one.question for one in bank.questions] == [
        Question(q.key, q.kind, q.stem, q.why, q.options, q.right, q.accepted)
        for q in course.questions
    ]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="longer than a cell holds"):
        export_xlsx([single(("甲", "长" * 32_768))], tmp_path / "long.xlsx")
    with pytest.raises(InputError, match="no questions"):
        export_xlsx([], tmp_path / "empty.xlsx")
    assert list(tmp_path.iterdir()) == []
    export_xlsx([single(("甲", "乙"))], tmp_path / "out.xlsx")
    with pytest.raises(InputError, match="is there already"):
        export_xlsx([single(("甲", "乙"))], tmp_path / "out.xlsx")
