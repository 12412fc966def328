"""CSV files from Excel, WPS and other programs."""

import pytest

from bot.content.banks.csv_bank import read_csv
from bot.content.banks.decoding import decode
from bot.content.banks.model import Bank, BankRefusedError, silent
from tests.banks.sheets import HEAD, comma_separated, single

TEXT = comma_separated(
    [["社区题库"], HEAD, single("第一行\n第二行"), single('他说"停"，对吗？', "B")]
)


def read(data: bytes) -> Bank:
    return read_csv(data, "bank.csv", silent)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(
    encoding: str, told: str, delimiter: str, end: str
) -> None:
    text = comma_separated(
        [HEAD, single("第一行\n第二行"), single('他说"停"，对吗？', "B")], delimiter
    )
    bank = read(text.replace("\r\n", "\n").replace("\n", end).encode(encoding))
    assert bank.encoding == told
    assert [one.question.stem for one in bank.questions] == ["第一行\n第二行", '他说"停"，对吗？']
    assert [one.place.row for one in bank.questions] == [2, 3]
    assert bank.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "naïve café – résumé “quoted” élève Größe",
        "über die Straße gehen; Äpfel, Öl",
        "question,answer\nOù est la gare déjà?,A\n",
        "£5 – that’s the café’s price…",
    ],
)
def test_western_files_are_refused_and_not_garbled(text: str) -> None:
    with pytest.raises(BankRefusedError, match=r"line [12]: is neither UTF-8 nor GB18030"):
        decode(text.encode("cp1252"), "bank.csv")


def test_a_broken_gb18030_file_is_named_by_its_broken_line() -> None:
    data = "题目,答案\n红灯亮了怎么办,A\n".encode("gb18030") + b"\xb0\xff,A\n"
    with pytest.raises(BankRefusedError, match="line 3: is neither"):
        decode(data, "bank.csv")


@pytest.mark.parametrize(
    "text",
    [
        "题目,答案\n红灯亮了怎么办,A",
        "題目,答案\n紅燈亮了點算,A",
        "龘靐齉念什么，答：不知道",
        "㈠、①②③√×±",
    ],
)
def test_chinese_in_gb18030_is_read(text: str) -> None:
    assert decode(text.encode("gb18030"), "bank.csv") == (text, "gb18030")


def test_a_broken_byte_names_its_line() -> None:
    with pytest.raises(BankRefusedError, match=r"bank\.csv, line 3"):
        read("题目,答案\n好,A\n".encode() + b"\xff\xff,A\n")


def test_a_quotation_mark_that_does_not_close_is_named() -> None:
    with pytest.raises(BankRefusedError, match=r"row 3: cannot be read .* quotation mark"):
        read('题目,答案\n好,对\n"坏,错\n再来,对\n'.encode())


def test_no_headings_and_no_text_are_refused() -> None:
    with pytest.raises(BankRefusedError, match="headings such as 题目"):
        read(b"a,b\nc,d\n")
    with pytest.raises(BankRefusedError, match="not a text file"):
        read(bytes(100))


def test_a_heading_that_comes_twice_is_named() -> None:
    bank = read("题目,答案,答案\n好,对,错\n".encode())
    assert [one.question.right for one in bank.questions] == [(1,)]
    assert [(d.read, d.fatal) for d in bank.doubts] == [("答案", False)]


def test_headings_may_be_written_in_many_ways() -> None:
    for head in (
        "题干,A,B,正确答案",
        "问题,选项1,选项2,答案",
        "Question,Option A,Option B,Answer",
        "试题（必填）, A选项 ,B选项,标准答案",
    ):
        bank = read(f"{head}\n好吗？,好,不好,B\n".encode())
        assert [(one.question.options, one.question.right) for one in bank.questions] == [
            (("好", "不好"), (2,))
        ], head
