"""`yike bank` as a person at the terminal meets it."""

import json

import pytest
from openpyxl import load_workbook

from tests.banks.sheets import HEAD, single, workbook
from tests.commands.terminal import ROOT, Terminal

PACK = ROOT / "packs" / "yike-basics"
COURSE = "smart-payments"
GOOD = [
    single("骑车看见红灯怎么办？"),
    single("=1+1 是公式吗？".removeprefix("=")),
    single("夜里骑车要开灯吗？", "B"),
]


def put(terminal: Terminal, name: str, *rows: list[object]) -> str:
    (terminal.folder / name).write_bytes(workbook([HEAD, *rows]))
    return name


def test_checking_says_row_column_what_was_read_and_the_mend(terminal: Terminal) -> None:
    bad = put(terminal, "bad.xlsx", *GOOD, single("坏？", "E"), single("=1+1"))
    ended = terminal.yike("bank", "check", bad)
    assert ended.returncode == 1
    said = ended.stdout
    assert "xlsx: 3 questions (3 single)" in said
    assert "NOT IMPORTED: The answer names an option that is not there (1). Mend: " in said
    assert any(line.split() == ["Sheet", "5", "G", "答案", "E"] for line in said.splitlines())
    assert any(line.split() == ["Sheet", "6", "B", "题目", "=1+1"] for line in said.splitlines())
    good = put(terminal, "good.xlsx", *GOOD)
    assert "3 questions" in terminal.done("bank", "check", good)


def test_checking_for_a_program(terminal: Terminal) -> None:
    bad = put(terminal, "bad.xlsx", *GOOD, single("坏？", "E"))
    ended = terminal.yike("bank", "check", bad, "--json")
    assert ended.returncode == 1
    told = json.loads(ended.stdout)
    assert (told["format"], told["questions"], told["fatal"]) == ("xlsx", 3, 1)
    assert told["doubts"] == [
        {
            "sheet": "Sheet",
            "row": 5,
            "column": "G 答案",
            "read": "E",
            "says": "The answer names an option that is not there",
            "mend": "mend the answer",
            "fatal": True,
        }
    ]


def test_a_file_that_is_no_bank_is_refused_in_a_sentence(terminal: Terminal) -> None:
    (terminal.folder / "song.txt").write_text("今天天气好。", "utf-8")
    assert "no question bank" in terminal.refused(2, "bank", "check", "song.txt")
    assert "cannot be read" in terminal.refused(2, "bank", "check", "none.xlsx")


def test_importing_is_a_dry_run_then_a_draft_and_never_doubles(terminal: Terminal) -> None:
    terminal.done("pack", "import", str(PACK))
    file = put(terminal, "bank.xlsx", *GOOD)
    words = ("bank", "import", file, "--course", COURSE)
    dry = terminal.done(*words)
    assert f"{COURSE}: 3 new, 0 changed, 0 unchanged" in dry
    assert "Nothing was imported" in dry
    assert "a draft" in terminal.done(*words, "--apply")
    again = terminal.done(*words, "--apply")
    assert f"{COURSE}: 0 new, 0 changed, 3 unchanged" in again
    assert "stays as it is" in again


def test_nothing_is_imported_on_a_doubt_that_keeps_questions_out(terminal: Terminal) -> None:
    terminal.done("pack", "import", str(PACK))
    file = put(terminal, "bank.xlsx", *GOOD, single("坏？", "E"))
    words = ("bank", "import", file, "--course", COURSE)
    assert "nothing was imported" in terminal.refused(1, *words, "--apply")
    assert "import the rest with --partial" in terminal.refused(1, *words)
    assert "--apply does it" in terminal.done(*words, "--partial")
    assert "3 new" in terminal.done(*words, "--apply", "--partial")
    assert 'No course "nowhere"' in terminal.refused(2, *words[:3], "--course", "nowhere")


def test_a_bank_becomes_a_pack_that_can_be_imported(terminal: Terminal) -> None:
    file = put(terminal, "bank.xlsx", *GOOD, single("没有解析？", 解析=""))
    about = (
        "--course",
        "traffic",
        "--course-title",
        "交通题库",
        "--source",
        "自编",
        "--licence",
        "CC-BY",
    )
    assert "4 questions" in terminal.done("bank", "to-pack", file, "made", *about)
    assert "traffic 1: 1 lessons, 4 questions; a draft" in terminal.done("pack", "check", "made")
    assert "new, a draft" in terminal.done("pack", "import", "made")
    assert "empty" in terminal.refused(2, "bank", "to-pack", file, "made", *about)


@pytest.mark.parametrize("name", ["out.xlsx", "out.gift"])
def test_exported_edited_and_imported_again_updates_the_course(
    terminal: Terminal, name: str
) -> None:
    terminal.done("pack", "import", str(PACK))
    assert "questions written" in terminal.done("bank", "export", COURSE, name)
    unchanged = terminal.done("bank", "import", name, "--course", COURSE)
    assert f"{COURSE}: 0 new, 0 changed, " in unchanged
    assert "NOT IMPORTED" not in unchanged
    if name.endswith(".xlsx"):
        book = load_workbook(terminal.folder / name)
        sheet = book.active
        column = next(cell.column for cell in sheet[1] if cell.value == "解析")
        sheet.cell(2, column).value = "换一个说法。"
        book.save(terminal.folder / "edited.xlsx")
        assert "0 new, 1 changed" in terminal.done(
            "bank", "import", "edited.xlsx", "--course", COURSE
        )


def test_exporting_wants_a_new_file_of_a_known_kind(terminal: Terminal) -> None:
    terminal.done("pack", "import", str(PACK))
    assert "ends in .xlsx or .gift" in terminal.refused(2, "bank", "export", COURSE, "out.doc")
    (terminal.folder / "out.gift").write_text("mine", "utf-8")
    assert "already" in terminal.refused(2, "bank", "export", COURSE, "out.gift")
    assert (terminal.folder / "out.gift").read_text("utf-8") == "mine"
