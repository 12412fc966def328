"""What becomes of what was written down: taken back before it left, lost, or old enough that the
account numbers go.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.creditbank import account_ending
from adapters.creditbank.file_bank import FileBank
from bot.clock import FrozenClock
from bot.domain.credits import Holding, Parcel
from bot.domain.errors import PlatformMisconfiguredError
from bot.ports import PushResult
from tests.creditbank.folders import DAY, STORED, handed_in, ids, made, rows, sheet_of
from tests.creditbank.parcels import ACCOUNT, NOW, TARGET, outer_id, parcel, takes_back

FIRST = "city-bank-2026-11-23"


def holding(text: str, folder: Path) -> list[str]:
    """The files under a folder in whose bytes, or whose cells, a text stands."""
    found = []
    for one in sorted(folder.rglob("*")):
        if one.suffix == ".xlsx":
            cells = (cell.value for row in sheet_of(one).iter_rows() for cell in row)
            held = any(text in str(value) for value in cells)
        else:
            held = one.is_file() and text.encode() in one.read_bytes()
        if held:
            found.append(one.name)
    return found


def manifest(place: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((place / "manifest.json").read_bytes())
    return told


def as_told(place: Path) -> bool:
    return all(
        sha256((place / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        for one in manifest(place)["files"]
    )


async def close(bank: FileBank, clock: FrozenClock, by: timedelta = DAY) -> None:
    clock.move(by)
    await bank.recognitions("")


# Taken back before it left ------------------------------------------------------------------


@pytest.mark.parametrize("later", [timedelta(hours=1), DAY])
async def test_what_is_taken_back_before_its_day_is_closed_never_leaves(
    tmp_path: Path, later: timedelta
) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock)
    await bank.push([parcel(1), parcel(2, "OTHER99999")])
    clock.move(later)  # the day may be over, and not closed yet
    assert await bank.push([takes_back(1, "erased")]) == STORED
    await close(bank, clock)
    await close(bank, clock)
    assert holding(ACCOUNT, tmp_path) == []
    gone = [row for one in (tmp_path / "hand-in").iterdir() for row in rows(one)]
    assert sorted((row["action"], row["outer_id"], row["cb_id"]) for row in gone) == [
        ("record", str(outer_id(2)), "OTHER99999"),
        ("withdraw", str(outer_id(1)), ""),
    ]
    assert not list((tmp_path / "collecting").iterdir())
    held = [one async for one in bank.holdings(NOW - DAY, NOW + 9 * DAY)]
    assert held[0] == Holding(str(outer_id(1)), b"", voided=True), "it tells that it was there"
    assert [one.id for one in held[1:]] == [str(outer_id(2)), str(takes_back(1).id)]


async def test_what_was_left_out_is_not_written_again(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock)
    await bank.push([parcel(1), takes_back(1)])
    await close(bank, clock)
    [place] = (tmp_path / "hand-in").iterdir()
    assert [row["action"] for row in rows(place)] == ["withdraw"]
    for one in (bank, made(tmp_path, clock)):
        assert await one.push([parcel(1), takes_back(1)]) == STORED
        assert await one.holds(parcel(1)) is True
        assert await one.holds(takes_back(1)) is True
    assert not list((tmp_path / "collecting").iterdir())


async def test_what_left_already_is_taken_back_by_a_row(tmp_path: Path) -> None:
    """Also where a crash kept the day's lines beside the hand-in that has them."""
    clock = FrozenClock(NOW)
    await made(tmp_path, clock).push([parcel(1), parcel(2)])
    lines = tmp_path / "collecting" / "2026-11-23.jsonl"
    before = lines.read_bytes()
    await close(made(tmp_path, clock), clock)
    lines.write_bytes(before)
    bank = made(tmp_path, clock)
    await bank.push([replace(takes_back(1), account=ACCOUNT)])
    await close(bank, clock)
    [row] = rows(tmp_path / "hand-in" / "city-bank-2026-11-24")
    assert (row["action"], row["outer_id"]) == ("withdraw", str(outer_id(1)))
    assert row["cb_id"] == ""
    assert not (tmp_path / "left-out.jsonl").exists()
    place = tmp_path / "hand-in" / FIRST
    assert [row["cb_id"] for row in rows(place)] == ["", ACCOUNT], "its account number is gone"
    assert as_told(place)
    assert await bank.push([parcel(1), parcel(2)]) == STORED
    assert not list((tmp_path / "collecting").iterdir()), "the index knows where they are now"


# When their time is over --------------------------------------------------------------------


async def test_account_numbers_go_when_their_time_is_over(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock, keep_days=30)
    await bank.push([parcel(1), parcel(2)])
    await close(bank, clock)
    place = tmp_path / "hand-in" / FIRST
    (place / "handed in on Friday.txt").write_text("by hand")
    first = manifest(place)
    await close(bank, clock, 29 * DAY)
    assert holding(ACCOUNT, tmp_path) == ["records.csv", "records.xlsx"]
    await close(bank, clock)
    assert holding(ACCOUNT, tmp_path) == []
    told = manifest(place)
    assert told["accounts_removed_at"] == "2026-12-24T00:30:00.000Z"
    assert (told["files_as_made"], told["records"]) == (first["files"], first["records"])
    assert told["files"] != first["files"]
    assert as_told(place)
    assert (place / "handed in on Friday.txt").read_text() == "by hand"
    assert rows(place)[0]["project_name"] == "手机支付不求人"
    with capture_logs() as logs:
        held = [one async for one in bank.holdings(NOW - DAY, NOW + DAY)]
    assert logs == [], "the comparison finds nothing"
    assert all(bank.means_the_same(parcel(n).body, one.body) for n, one in enumerate(held, 1))
    before = (place / "manifest.json").stat().st_mtime_ns
    for one in (bank, made(tmp_path, clock, keep_days=30)):
        await close(one, clock)
    assert (place / "manifest.json").stat().st_mtime_ns == before, "it is done once"


async def test_a_hand_in_is_kept_from_when_it_was_made(tmp_path: Path) -> None:
    """The program may have been off for months before it made it."""
    clock = FrozenClock(NOW)
    await made(tmp_path, clock).push([parcel(1)])
    bank = made(tmp_path, clock, keep_days=7)
    await close(bank, clock, 200 * DAY)
    assert holding(ACCOUNT, tmp_path) == ["records.csv", "records.xlsx"]
    await close(bank, clock, 7 * DAY)
    assert holding(ACCOUNT, tmp_path) == []


async def test_a_receipt_that_was_read_goes_too(tmp_path: Path) -> None:
    """It may be our own hand-in, with a verdict beside each row."""
    bank, clock, place = await handed_in(tmp_path, parcel(1))
    table = (place / "records.csv").read_text("utf-8-sig").splitlines()
    said = [",state,date", ",accepted,2026-11-25"]
    path = tmp_path / "receipts" / "back.csv"
    path.write_text("\n".join(a + b for a, b in zip(table, said, strict=True)), "utf-8")
    page = await bank.recognitions("")
    assert [one.claim for one in page.found] == [outer_id(1)]
    await bank.recognitions(page.cursor)
    read = tmp_path / "receipts" / "read" / "back.csv"
    clock.move(90 * DAY)
    await bank.recognitions(page.cursor)
    assert read.exists()
    await close(bank, clock)
    assert holding(ACCOUNT, tmp_path) == []


def change_a_title(csv: Path) -> None:
    csv.write_bytes(csv.read_bytes().replace("手机支付".encode(), "改过的课".encode()))


def put_a_formula_in(csv: Path) -> None:
    csv.write_bytes(csv.read_bytes().replace("手机支付".encode(), b"=1+1\x01"))


def no_table(csv: Path) -> None:
    csv.write_bytes(b"\xff\xfe" + ACCOUNT.encode())


@pytest.mark.parametrize(
    ("touch", "left"),
    [(change_a_title, 1), (put_a_formula_in, 1), (no_table, 0), (Path.unlink, 0)],
)
async def test_what_was_touched_loses_its_accounts_and_stays_known_as_touched(
    tmp_path: Path, touch: Callable[[Path], None], left: int
) -> None:
    bank, clock, place = await handed_in(tmp_path, parcel(1))
    touch(place / "records.csv")
    await close(bank, clock, 90 * DAY)
    assert holding(ACCOUNT, tmp_path) == []
    with capture_logs() as logs:
        assert len(await ids(bank)) == left
    assert logs[0]["what"] == "records.csv is not what its manifest says"


async def test_an_exchange_that_a_crash_cut_off_is_brought_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, clock, place = await handed_in(tmp_path, parcel(1))
    rename = Path.rename

    def dies(self: Path, target: Path) -> Path:
        if self.name.startswith(".new-"):
            raise OSError("the machine is gone")
        return rename(self, target)

    with monkeypatch.context() as fault:
        fault.setattr(Path, "rename", dies)
        with pytest.raises(OSError, match="gone"):
            account_ending.take_out(place, NOW + 100 * DAY)
    assert not place.exists()
    assert await ids(made(tmp_path, clock)) == [(str(outer_id(1)), False)]
    shutil.copytree(place, place.with_name(f".old-{place.name}"))
    await close(bank, clock, 90 * DAY)
    assert holding(ACCOUNT, tmp_path) == []
    assert [one.name for one in (tmp_path / "hand-in").iterdir()] == [FIRST]
    assert as_told(place)


# Lost, and not ours -------------------------------------------------------------------------


def a_row_goes(place: Path) -> None:
    lines = (place / "records.csv").read_bytes().split(b"\r\n")
    (place / "records.csv").write_bytes(b"\r\n".join([lines[0], *lines[2:]]))


def the_manifest_goes(place: Path) -> None:
    (place / "manifest.json").unlink()


@pytest.mark.parametrize("lose", [shutil.rmtree, a_row_goes, the_manifest_goes])
async def test_what_was_lost_is_written_again_by_the_same_process(
    tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    bank, clock, place = await handed_in(tmp_path, parcel(1), parcel(2))
    again: list[Parcel] = [parcel(1), parcel(2)]
    lose(place)
    assert await bank.holds(parcel(1)) is None
    assert await bank.push(again) == STORED
    assert await bank.holds(parcel(1)) is True
    assert sorted(await ids(bank)) == sorted([(str(one.id), False) for one in again])
    await close(bank, clock)
    new = rows(tmp_path / "hand-in" / "city-bank-2026-11-24")
    assert new[0]["outer_id"] == str(outer_id(1))
    assert await bank.push(again) == STORED
    assert not list((tmp_path / "collecting").iterdir()), "each once"


async def test_a_folder_has_one_target(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    first = made(tmp_path, clock)
    assert await first.push([parcel(1)]) == STORED
    second = FileBank(replace(TARGET, name="second"), tmp_path, clock)
    answer = await second.push([parcel(2)])
    assert answer.result is PushResult.UNAVAILABLE
    assert "its folder is that of another, city-bank" in answer.words
    with pytest.raises(PlatformMisconfiguredError, match="give it one of its own"):
        await second.check()
    assert await ids(first) == [(str(outer_id(1)), False)]
    (tmp_path / ".target").write_bytes(b"")  # a crash before the name was on the disk
    assert "can be written" in await made(tmp_path, clock).check()
    assert (tmp_path / ".target").read_text() == "city-bank\n"
