"""Which format a file is, is told by what is in it; what is none of ours is refused in a sentence."""

from pathlib import Path

import pytest

from bot.content.banks.model import MOST_FILE_BYTES, BankFormat, BankRefusedError
from bot.content.banks.read import format_of, read_bank, read_bytes_of_bank
from tests.banks.sheets import HEAD, comma_separated, rezipped, single, workbook

XLSX = workbook([HEAD, single()])
CSV = comma_separated([HEAD, single()])
TEXT = "1. 红灯亮了怎么办？\nA.停 B.走\n【答案】A\n"
AIKEN = "What now?\nA. Stop\nB. Go\nANSWER: A\n"
GIFT = "::q1:: What now? {=Stop ~Go}\n"
MOODLE = "<?xml version='1.0'?><quiz><question type='truefalse'/></quiz>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (XLSX, BankFormat.XLSX),
        (CSV.encode(), BankFormat.CSV),
        (CSV.encode("gb18030"), BankFormat.CSV),
        (TEXT.encode(), BankFormat.TEXT),
        (("\ufeff" + TEXT).encode(), BankFormat.TEXT),
        (AIKEN.encode(), BankFormat.AIKEN),
        (AIKEN.replace("\n", "\r\n").encode(), BankFormat.AIKEN),
        (GIFT.encode(), BankFormat.GIFT),
        (b"Two and two is four. {T}\n", BankFormat.GIFT),
        (b"Brackets \\{ and \\} inside {=yes \\= so ~no}\n", BankFormat.GIFT),
        (MOODLE.encode(), BankFormat.MOODLE_XML),
        (rezipped(XLSX, {"collection.anki2": b"x"}), BankFormat.XLSX),
    ],
)
@pytest.mark.parametrize("name", ["bank", "bank.txt", "bank.csv"])
def test_the_content_tells_the_format_whatever_the_name(
    data: bytes, expected: BankFormat, name: str
) -> None:
    assert format_of(data, name) is expected


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("今天天气好。".encode(), "no question bank"),
        (b"<html><body>1. x</body></html>", "no Moodle quiz"),
        pytest.param(
            rezipped(XLSX, {})[:30], "damaged", id="half a zip"
        ),  # its bytes tell the time
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not a text file"),
    ],
)
def test_what_is_no_bank_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BankRefusedError, match=says):
        read_bytes_of_bank(data, "bank")


def test_a_word_file_gets_its_own_mend(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bank.docx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", "<x/>")
    with pytest.raises(BankRefusedError, match="Word file"):
        read_bank(path)


def test_a_file_of_more_than_50_mb_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    with pytest.raises(BankRefusedError, match="larger than 50 MB"):
        read_bank(path)


def test_no_file_a_folder_and_a_link_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BankRefusedError):
            read_bank(path)
    (tmp_path / "bank.txt").write_text(TEXT, "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "bank.txt")
    with pytest.raises(BankRefusedError, match="link"):
        read_bank(tmp_path / "link.txt")


def test_a_bank_is_read_and_settled_with_word_of_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    path.write_bytes(workbook([HEAD, *[single(f"第{n}问？") for n in range(600)]]))
    told: list[tuple[int, int]] = []
    bank = read_bank(path, lambda done, total: told.append((done, total)))
    assert len(bank.questions) == 600
    assert all(one.question.key for one in bank.questions)
    assert told == [(250, 601), (500, 601)]
