"""Outcomes on disk: kept whole or not at all, for their owner only, and written at the next start."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import recording
from bot.delivery.flight import LEASE, InFlight, Place
from bot.delivery.leavings import NOTHING_LEFT, Leavings
from bot.delivery.record import Record
from bot.delivery.spool import Spool
from bot.domain.delivery import Kind, Lack, Outcome, Result, Rung, Scope
from bot.domain.errors import SpoolError
from bot.domain.messages import say
from bot.store.db import Database
from bot.store.groups.passing import PassingMessage
from bot.store.polls import Poll, ShownPoll
from tests.delivery.leaky import Leaky
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, learner, many, one, owe
from tests.delivery.records import DOWN, claim_all, record, recorder


def a_record(row: int = 1, outcome: Outcome | None = None) -> Record:
    flight = InFlight(
        row,
        Kind.LESSON,
        "course",
        BOT,
        "oPlatformId",
        7,
        None,
        Rung.CUSTOMER,
        [say("x")],
        2,
        NOON,
        place=Place("click", NOON + timedelta(minutes=1)),
    )
    return record(flight, outcome or Outcome(Result.UNAVAILABLE, "5xx", scope=Scope.ACCOUNT))


def test_what_is_kept_is_read_again_as_it_was(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    kept = [a_record(1), a_record(2, Outcome(Result.SENT, "200", platform_id="99")), a_record(3)]
    assert spool.files() == []
    file = spool.keep(kept)
    assert spool.files() == [file]
    assert Spool(tmp_path / "spool").read(file) == kept
    spool.remove(file)
    assert spool.files() == []
    spool.remove(file)
    assert spool.read(file) == [], "another process was faster"


BEFORE_GROUPS = (
    '{"row":1,"attempts":2,"account":"city","chat":"oPlatformId","address":7,"rung":"customer",'
    '"place":{"window":"click","until":"2026-11-23T04:01:00Z"},"result":"unavailable","code":"5xx",'
    '"scope":"account","platform_id":"","step":"again","reason":"unavailable 5xx",'
    '"until":"2026-11-23T04:00:05Z","uncertain":false,"tried":true,"pages_sent":1,'
    '"began":"2026-11-23T03:59:59Z","at":"2026-11-23T04:00:00Z","followed":false,"template":""}\n'
)
"""A line as it was written before pages left anything behind."""


LEFT = Leavings(
    (ShownPoll(BOT, "p1", Poll("ans:1", 7, None, "99", NOON)),),
    (PassingMessage(BOT, "-100", "99", NOON + timedelta(minutes=2)),),
    "7",
)


def test_what_pages_left_behind_is_kept_with_them(tmp_path: Path) -> None:
    lacking = a_record(2, Outcome(Result.REFUSED, "400 no rights", lack=Lack.QUIZ))
    kept = [replace(a_record(1), left=LEFT), lacking]
    spool = Spool(tmp_path)
    assert spool.read(spool.keep(kept)) == kept


def test_what_an_earlier_release_left_is_read(tmp_path: Path) -> None:
    (tmp_path / "outcomes-1-ab.jsonl").write_text(BEFORE_GROUPS)
    (found,) = Spool(tmp_path).read(tmp_path / "outcomes-1-ab.jsonl")
    assert (found.row, found.attempts, found.result) == (1, 2, Result.UNAVAILABLE)
    assert (found.lack, found.left) == (Lack.NOTHING, NOTHING_LEFT)


def test_two_stops_never_share_a_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    files = [spool.keep([a_record(row)]) for row in range(5)]
    assert len(set(files)) == 5
    assert sorted(spool.read(file)[0].row for file in spool.files()) == [0, 1, 2, 3, 4]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = Spool(tmp_path / "spool").keep([a_record()])
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    file = spool.keep([a_record(1), a_record(2), a_record(3)])
    whole = file.read_bytes()
    file.write_bytes(whole[:-40])
    with capture_logs() as logs:
        assert [one_.row for one_ in spool.read(file)] == [1, 2]
    assert [(entry["event"], entry["count"]) for entry in logs] == [
        ("spooled outcomes cannot be read; their leases end", 1)
    ]
    assert "oPlatformId" not in str(logs)


@pytest.mark.parametrize(
    "junk", [b"", b"\n\n", b"not json\n", b'{"row": 1}\n', b"\xff\xfe\x00\n", b"null\n[]\n"]
)
def test_junk_is_never_an_error(tmp_path: Path, junk: bytes) -> None:
    spool = Spool(tmp_path)
    file = spool.keep([a_record(1)])
    file.write_bytes(file.read_bytes() + junk)
    with capture_logs():
        assert [one_.row for one_ in spool.read(file)] == [1]


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    for folder in (in_the_way, in_the_way / "spool", Path("/dev/full/spool")):
        with pytest.raises(SpoolError, match="takes no outcomes"):
            Spool(folder).keep([a_record()])
        assert Spool(folder).files() == []


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write goes to /dev/full, which answers as a full disk does."""
    spool = Spool(tmp_path)
    opened = os.open

    def full(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".part"):
            opened_part = opened(path, flags, mode)
            os.close(opened_part)
            return opened("/dev/full", os.O_WRONLY)
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(SpoolError, match="No space left on device"):
        spool.keep([a_record(row) for row in range(1000)])
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from bot.delivery.spool import Spool
from bot.domain.errors import SpoolError
from tests.delivery.test_spool import a_record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, size = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    Spool(folder).keep([a_record(row) for row in range(200)])
except SpoolError as error:
    print(error)
"""


@pytest.mark.parametrize("size", [0, 1, 4096, 20_000])
def test_a_file_that_may_not_grow_leaves_nothing_half_written(tmp_path: Path, size: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "spool"), str(size)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )
    assert done.stdout.startswith(
        "The spool spool under data_dir takes no outcomes (File too large)"
    )
    assert list((tmp_path / "spool").iterdir()) == []


# from one process to the next ---------------------------------------------------------------------


async def test_what_the_database_did_not_take_is_written_at_the_next_start(
    db: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "AGAIN", (0,))
    monkeypatch.setattr(recording, "LAST_TRIES", 0.02)
    leaky = Leaky(db)
    dying = Office(leaky, clock, spool=tmp_path)  # type: ignore[arg-type]
    await many(db, 20, BOT)

    async def storage_goes() -> None:
        leaky.broken = 1_000_000

    dying.telegram.meanwhile = storage_goes
    with capture_logs() as logs:
        await dying.worker.run_once()
    assert logs[-1]["event"] == "outcomes kept on disk until the next start"
    assert logs[-1]["count"] == len(dying.telegram.calls) == 20
    assert {row["state"] for row in await all_of(db)} == {"claimed"}

    heir = Office(db, clock, spool=tmp_path)
    with capture_logs() as logs:
        await heir.worker.open()
        await heir.worker.close()
    assert ("spooled outcomes written", 20) in {(e["event"], e.get("count")) for e in logs}
    assert {(row["state"], row["uncertain"]) for row in await all_of(db)} == {("sent", False)}
    assert list(tmp_path.iterdir()) == []
    clock.move(LEASE)
    assert await heir.worker.take_back() == 0
    assert await heir.work() == 0


async def test_a_start_without_storage_leaves_the_spool(
    db: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    row = await owe(db, await learner(db, "city:1"))
    (flight,) = await claim_all(db)
    Spool(tmp_path).keep([record(flight)])
    leaky = Leaky(db)
    leaky.broken = 1_000
    office = Office(leaky, clock, spool=tmp_path)  # type: ignore[arg-type]
    with capture_logs() as logs:
        await office.worker.open()
    assert logs[0]["event"] == "delivery begins without storage"
    assert len(Spool(tmp_path).files()) == 1
    leaky.broken = 0
    await office.worker.close()
    again = Office(db, clock, spool=tmp_path)
    await again.worker.open()
    await again.worker.close()
    assert (await one(db, row))["state"] == "sent"
    assert Spool(tmp_path).files() == []


async def test_writing_a_spooled_outcome_twice_changes_nothing(
    db: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    """A process may die after the commit and before the file is removed."""
    await many(db, 3, BOT)
    sent, down, refused = await claim_all(db)
    kept = [
        record(sent),
        record(down, DOWN),
        record(refused, Outcome(Result.REFUSED, "403 no rights")),
    ]
    spool = Spool(tmp_path)
    spool.keep(kept)
    assert await recorder(db, clock, spool=tmp_path).take_up_spool() == 3
    first = await all_of(db)
    assert [row["state"] for row in first] == ["sent", "planned", "failed"]
    spool.keep(kept)
    clock.move(timedelta(seconds=1))
    assert await recorder(db, clock, spool=tmp_path).take_up_spool() == 3
    assert await all_of(db) == first


async def test_one_bad_line_in_the_spool_does_not_keep_a_process_from_starting(
    db: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    await many(db, 2, BOT)
    bad, good = await claim_all(db)
    Spool(tmp_path).keep(
        [replace(record(bad), row=2**70), replace(record(bad), reason="\0"), record(good)]
    )
    office = Office(db, clock, spool=tmp_path)
    with capture_logs() as logs:
        await office.worker.open()
        await office.worker.close()
    assert [row["state"] for row in await all_of(db)] == ["claimed", "sent"]
    assert [e["event"] for e in logs if e["log_level"] == "error"] == [
        "an outcome cannot be recorded; its lease will end"
    ] * 2
    assert Spool(tmp_path).files() == []


async def test_a_file_that_cannot_be_read_is_left_and_said(
    db: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    """Another owner's, say; here a folder in a file's place, which no rights make readable."""
    (tmp_path / "outcomes-1-a.jsonl").mkdir()
    row = await owe(db, await learner(db, "city:1"))
    (flight,) = await claim_all(db)
    Spool(tmp_path).keep([record(flight)])
    office = Office(db, clock, spool=tmp_path)
    with capture_logs() as logs:
        await office.worker.open()
        await office.worker.close()
    assert (await one(db, row))["state"] == "sent"
    assert [file.name for file in tmp_path.iterdir()] == ["outcomes-1-a.jsonl"]
    said = [e for e in logs if e["event"] == "spooled outcomes are left"]
    assert len(said) == 1
    assert "cannot be read" in said[0]["reason"]
