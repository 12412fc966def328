"""Hand-ins and receipts: each record once, whole or not at all, and no decision lost."""

import json
import stat
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from structlog.testing import capture_logs

from adapters.creditbank.file_bank import FileBank
from adapters.creditbank.file_rows import TITLES, columns
from adapters.creditbank.lists import SHAPES
from bot.clock import FrozenClock
from bot.domain.credits import Form, Parcel, Recognised, Target
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import PushResult
from tests.creditbank.folders import DAY, STORED, handed_in, ids, made, rows, sheet_of
from tests.creditbank.parcels import NOW, body, outer_id, parcel, record, takes_back

A, R, C = Recognised.ACCEPTED, Recognised.REJECTED, Recognised.CONVERTED


def receipt(folder: Path, name: str, *lines: str) -> Path:
    path = folder / "receipts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("outer_id,state,credit,reason,date", *lines)), "utf-8")
    return path


# Hand-ins -----------------------------------------------------------------------------------


async def test_a_day_becomes_a_hand_in_when_it_is_over(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock)
    assert await bank.push([parcel(1), parcel(2)]) == STORED
    clock.set(datetime.fromisoformat("2026-11-23T23:59:59+08:00"))
    await bank.recognitions("")
    assert not list((tmp_path / "hand-in").iterdir()), "the day is not over in its zone"
    clock.move(timedelta(seconds=1))
    await bank.recognitions("")
    [place] = (tmp_path / "hand-in").iterdir()
    assert place.name == "city-bank-2026-11-23"
    assert [row["outer_id"] for row in rows(place)] == [str(outer_id(1)), str(outer_id(2))]
    assert rows(place)[0]["project_name"] == "手机支付不求人"
    assert rows(place)[0]["claimed_credit"] == "0.25"
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    assert (manifest["target"], manifest["day"], manifest["rows"]) == (
        "city-bank",
        "2026-11-23",
        2,
    )
    assert manifest["institution"] == "某某社区学院"
    for file in manifest["files"]:
        content = (place / file["name"]).read_bytes()
        assert (sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    assert not list((tmp_path / "collecting").glob("*.jsonl"))
    for one in (tmp_path, *tmp_path.rglob("*")):
        wanted = 0o700 if one.is_dir() else 0o600
        assert one == tmp_path or stat.S_IMODE(one.stat().st_mode) == wanted


@pytest.mark.parametrize("name", ["training", "certificate", "credit"])
async def test_the_spreadsheet_is_all_text_under_two_frozen_heads(
    tmp_path: Path, name: Any
) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock, record=name)
    await bank.push([parcel(1, "00012345678901234567")])
    clock.move(DAY)
    await bank.recognitions("")
    sheet = sheet_of(tmp_path / "hand-in" / "city-bank-2026-11-23" / "records.xlsx")
    names = columns(SHAPES[name])
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == tuple(TITLES[one] for one in names)
    assert lines[1] == names
    assert lines[2][names.index("cb_id")] == "00012345678901234567"
    assert sheet.freeze_panes == "A3"
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row} <= {
        "s",
        "inlineStr",
    }
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    assert sheet.column_dimensions["B"].width > 30


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
async def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    title = f"{start}HYPERLINK(1)\x01"
    bank, _, place = await handed_in(tmp_path, parcel(1, title=title))
    assert rows(place)[0]["project_name"].startswith(f"'{start}"[:1])
    sheet = sheet_of(place / "records.xlsx")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    [held] = [one async for one in bank.holdings(NOW - DAY, NOW + DAY)]
    assert bank.means_the_same(parcel(1, title=title).body, held.body)


async def test_nothing_is_written_twice_by_any_process(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    first, second = made(tmp_path, clock), made(tmp_path, clock)
    await first.push([parcel(1), parcel(1)])
    await second.push([parcel(1), parcel(2)])
    await first.push([parcel(2), parcel(3)])
    lines = (tmp_path / "collecting" / "2026-11-23.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 3
    clock.move(DAY)
    await second.recognitions("")
    await first.push([parcel(1), parcel(4)])
    await made(tmp_path, clock).push([parcel(2), parcel(4)])
    assert [one for one, _ in await ids(first)] == [str(outer_id(n)) for n in (1, 2, 3, 4)]


async def test_half_a_line_left_by_a_crash_is_not_in_the_way(tmp_path: Path) -> None:
    await made(tmp_path).push([parcel(1)])
    path = tmp_path / "collecting" / "2026-11-23.jsonl"
    with path.open("ab") as file:
        file.write(b'{"id":"')
    again = made(tmp_path)
    assert await again.push([parcel(2)]) == STORED
    assert [one for one, _ in await ids(again)] == [str(outer_id(1)), str(outer_id(2))]


async def test_a_crash_while_a_hand_in_is_made_is_mended(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    await made(tmp_path, clock).push([parcel(1), parcel(2)])
    collected = tmp_path / "collecting" / "2026-11-23.jsonl"
    before = collected.read_bytes()
    (tmp_path / "hand-in" / ".making").mkdir()
    (tmp_path / "hand-in" / ".making" / "records.csv").write_text("half")
    clock.move(DAY)
    bank = made(tmp_path, clock)
    await bank.recognitions("")
    collected.write_bytes(before)  # as if it had not come to remove it
    await made(tmp_path, clock).recognitions("")
    assert not collected.exists()
    [place] = (tmp_path / "hand-in").iterdir()
    assert len(rows(place)) == 2
    assert len(await ids(bank)) == 2


async def test_a_clock_that_goes_back_makes_a_second_hand_in_of_the_day(tmp_path: Path) -> None:
    bank, clock, place = await handed_in(tmp_path, parcel(1))
    clock.set(NOW)
    await bank.push([parcel(2)])
    clock.move(DAY)
    await bank.recognitions("")
    assert [row["outer_id"] for row in rows(place)] == [str(outer_id(1))]
    second = place.with_name(place.name + "-2")
    assert [row["outer_id"] for row in rows(second)] == [str(outer_id(2))]


async def test_what_is_taken_back_is_a_row_of_its_own(tmp_path: Path) -> None:
    bank, clock, place = await handed_in(tmp_path, parcel(1), parcel(2))
    assert await bank.push([takes_back(1)]) == STORED
    clock.move(DAY)
    await bank.recognitions("")
    [row] = rows(place.with_name("city-bank-2026-11-24"))
    assert (row["action"], row["outer_id"]) == ("withdraw", str(outer_id(1)))
    assert (row["reason"], row["project_name"]) == ("consent withdrawn", "")
    assert await ids(bank) == [
        (str(outer_id(1)), True),
        (str(outer_id(2)), False),
        (str(outer_id(10_001)), False),
    ]
    assert await bank.holds(takes_back(1)) is True
    assert await bank.holds(parcel(1)) is True
    assert await bank.holds(parcel(1, title="别的课")) is False
    assert await bank.holds(parcel(3)) is None


async def test_a_hand_in_that_was_touched_is_found(tmp_path: Path) -> None:
    bank, _, place = await handed_in(tmp_path, parcel(1), parcel(2), parcel(3))
    path = place / "records.csv"
    lines = path.read_bytes().split(b"\r\n")
    lines[1] = lines[1].replace("手机支付不求人".encode(), "改过的课".encode())
    path.write_bytes(b"\r\n".join([*lines[:2], *lines[3:]]))
    with capture_logs() as logs:
        held = {one.id: one.body async for one in bank.holdings(NOW - DAY, NOW + DAY)}
    assert set(held) == {str(outer_id(1)), str(outer_id(3))}, "the second row is missing"
    assert not bank.means_the_same(parcel(1).body, held[str(outer_id(1))])
    assert bank.means_the_same(parcel(3).body, held[str(outer_id(3))])
    assert [log["what"] for log in logs] == ["records.csv is not what its manifest says"]
    (place / "manifest.json").unlink()
    with capture_logs() as logs:
        assert await ids(bank) == []
    assert [log["what"] for log in logs] == ["its manifest is missing"]
    fresh = made(tmp_path)
    assert await fresh.push([parcel(1)]) == STORED
    assert await ids(fresh) == [(str(outer_id(1)), False)], "what was lost is written anew"


async def test_a_record_that_cannot_be_mapped_is_invalid(tmp_path: Path) -> None:
    bank = made(tmp_path)
    broken = Parcel(outer_id(1), body(record(title=None)))
    answer = await bank.push([parcel(2), broken])
    assert answer.result is PushResult.INVALID
    assert "title" in answer.words
    assert await ids(bank) == []


async def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bank = made(tmp_path / "file")
    assert (await bank.push([parcel(1)])).result is PushResult.UNAVAILABLE
    assert await bank.holds(parcel(1)) is None
    with pytest.raises(PlatformUnavailableError, match="cannot be written"):
        await bank.recognitions("")
    with pytest.raises(PlatformMisconfiguredError, match="Check folder of credit_bank city-bank"):
        await bank.check()
    with pytest.raises(ValueError, match="records"):
        FileBank(Target("lrs", Form.XAPI), tmp_path, FrozenClock(NOW))


# Receipts -----------------------------------------------------------------------------------


async def test_a_receipt_is_read_and_moved_once_it_is_stored(tmp_path: Path) -> None:
    bank = made(tmp_path)
    one, two, three = (str(outer_id(n)) for n in (1, 2, 3))
    path = receipt(
        tmp_path,
        "回执.csv",
        f"{one},认可,,,2026-11-25",
        f"{two},驳回,,材料 不全,2026年11月25日",
        f"{three},converted,０.12,,2026/11/25",
    )
    page = await bank.recognitions("")
    assert [(r.claim, r.state) for r in page.found] == [
        (outer_id(1), A),
        (outer_id(2), R),
        (outer_id(3), C),
    ]
    assert {r.said_at for r in page.found} == {datetime.fromisoformat("2026-11-25T00:00:00+08:00")}
    assert (page.found[1].reason, page.found[2].credit) == ("材料 不全", Decimal("0.12"))
    assert page.cursor.split()[0] == "1"
    assert path.exists(), "our commit has not come yet"
    again = await made(tmp_path).recognitions("")
    assert again == page, "after a crash it says the same"
    assert (await bank.recognitions(page.cursor)).found == ()
    assert not path.exists()
    assert (tmp_path / "receipts" / "read" / "回执.csv").exists()
    assert "1 receipts" not in await bank.check()


async def test_receipts_come_one_by_one_and_a_changed_one_is_read_again(tmp_path: Path) -> None:
    bank = made(tmp_path)
    receipt(tmp_path, "a.csv", f"{outer_id(1)},accepted,,,2026-11-25")
    receipt(tmp_path, "b.csv", f"{outer_id(2)},accepted,,,2026-11-25")
    first = await bank.recognitions("")
    assert (len(first.found), first.more) == (1, True)
    receipt(tmp_path, "a.csv", f"{outer_id(1)},rejected,,,2026-11-26")
    second = await bank.recognitions(first.cursor)
    assert [(r.claim, r.state) for r in second.found] == [(outer_id(1), R)]
    third = await bank.recognitions(second.cursor)
    assert [r.claim for r in third.found] == [outer_id(2)]
    assert third.cursor.split()[0] == "3"
    await bank.recognitions(third.cursor)
    assert len(list((tmp_path / "receipts" / "read").iterdir())) == 2


async def test_faulty_rows_are_named_and_hold_up_no_others(tmp_path: Path) -> None:
    bank = made(tmp_path)
    path = receipt(
        tmp_path,
        "r.csv",
        "我的课,accepted,,,2026-11-25",
        f"{outer_id(1)},也许,,,2026-11-25",
        f"{outer_id(2)},converted,很多,,2026-11-25",
        f"{outer_id(3)},accepted,,,下周",
        f"{outer_id(4)},accepted,,,",
        "",
        f"{outer_id(5)},accepted,,,2026-11-25",
    )
    with capture_logs() as logs:
        page = await bank.recognitions("")
    assert [r.claim for r in page.found] == [outer_id(5)]
    said = path.with_name("r.csv.faults.txt").read_text("utf-8").splitlines()
    assert [line.split("，")[0] for line in said] == [f"第 {n} 行" for n in (2, 3, 4, 5, 6)]
    assert "“state”列读到“也许”" in said[1]
    assert "accepted（认可）" in said[1]
    assert "“date”列是空的" in said[4]
    assert [(log["faults"], "也许" in str(log)) for log in logs] == [(5, False)]


async def test_a_receipt_in_excel_and_one_in_gb18030(tmp_path: Path) -> None:
    bank = made(tmp_path)
    await bank.check()
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某某学分银行认定结果"])
    sheet.append(["成果编号", "认定结果", "学分", "原因", "日期"])
    sheet.append([str(outer_id(1)), "转换", 1, None, datetime(2026, 11, 25)])  # noqa: DTZ001
    book.save(tmp_path / "receipts" / "a.xlsx")
    text = f"成果编号;认定结果;原因;日期\r\n{outer_id(2)};不认可;“重复”;2026-11-25\r\n"
    (tmp_path / "receipts" / "b.csv").write_bytes(text.encode("gb18030"))
    first = await bank.recognitions("")
    assert [(r.claim, r.state, r.credit) for r in first.found] == [(outer_id(1), C, Decimal(1))]
    assert first.found[0].said_at == datetime.fromisoformat("2026-11-25T00:00:00+08:00")
    second = await bank.recognitions(first.cursor)
    assert [(r.claim, r.state, r.reason) for r in second.found] == [(outer_id(2), R, "“重复”")]


async def test_our_own_hand_in_with_a_verdict_beside_each_row_is_a_receipt(tmp_path: Path) -> None:
    bank, _, place = await handed_in(tmp_path, parcel(1))
    book = load_workbook(place / "records.xlsx")
    for row, said in enumerate([("结果", "日期"), ("state", "date"), ("认可", "2026-11-25")], 1):
        for column, value in enumerate(said, len(columns(SHAPES["training"])) + 1):
            book.worksheets[0].cell(row, column, value)
    book.save(tmp_path / "receipts" / "back.xlsx")
    page = await bank.recognitions("")
    assert [(r.claim, r.state) for r in page.found] == [(outer_id(1), A)]
    assert not list((tmp_path / "receipts").glob("*.txt"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 half", "Excel"),
        ("a.csv", b"\xff\xfe\xff", "编码"),
        ("a.csv", "编号,学分\n1,2\n".encode(), "表头"),
    ],
)
async def test_a_file_that_is_no_receipt_stays_and_holds_up_no_other(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    bank = made(tmp_path)
    receipt(tmp_path, "b.csv", f"{outer_id(1)},accepted,,,2026-11-25")
    bad = tmp_path / "receipts" / name
    bad.write_bytes(content)
    page = await bank.recognitions("")
    assert [r.claim for r in page.found] == [outer_id(1)]
    with capture_logs() as logs:
        then = await bank.recognitions(page.cursor)
    assert (then.found, then.cursor, logs) == ((), page.cursor, []), "it is said once"
    assert bad.exists()
    assert words in bad.with_name(name + ".faults.txt").read_text("utf-8")


async def test_what_is_no_receipt_by_its_name_is_left_alone(tmp_path: Path) -> None:
    bank = made(tmp_path)
    await bank.check()
    for name in (".a.csv", "~$a.xlsx", "a.txt", "a.csv.part"):
        (tmp_path / "receipts" / name).write_text("x")
    (tmp_path / "receipts" / "link.csv").symlink_to("/etc/hostname")
    assert (await bank.recognitions("")).found == ()
    assert not list((tmp_path / "receipts").glob("*.faults.txt"))
