"""What people and operators wanted since a backup was made is done again after its restore, also where
that was cut off in the middle.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.restore
from bot.app import Program
from bot.backup_file import BackupError
from bot.clock import FrozenClock, MovableClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger import consent, corrections
from bot.storage import Storage
from bot.store.db import Database
from bot.store.ledger import certificates
from bot.store.ledger.pictures import keep_picture
from bot.store.privacy import carrying, tombstones
from bot.store.privacy.forgetting import ask_to_forget
from schedules.forgetting import Forgetter
from tests.commands.test_backup import (
    again,
    as_plain_role,
    at,
    backed_up,
    everything,
    fill,
    put_back,
    settings_in,
)
from tests.delivery.owing import NOON, rows
from tests.privacy.lives import BANK, ISSUER, LRS


async def one(db: Database, query: str) -> Any:
    found = await rows(db, query)
    assert len(found) == 1
    return found[0]


async def shown(db: Database) -> None:
    """The certificate's page is open, with the name, and its picture was sent."""
    async with db.transaction() as conn:
        await conn.execute("update certificate set is_open = true, shows_name = true")
        number = await conn.fetchval("select id from certificate")
        await keep_picture(conn, number, b"a picture with a name", NOON)


async def test_what_was_voided_and_closed_since_is_so_again(
    database_url: str, tmp_path: Path
) -> None:
    async with at(database_url) as db:
        person, _ = await fill(db)
        await shown(db)
        done = await backed_up(database_url, tmp_path)
        course = await one(db, "select key from completion where kind = 'course'")
        async with db.transaction() as conn:
            await corrections.void(conn, course["key"], "fraud", "operator", NOON, ISSUER, [LRS])
            mine = await conn.fetchval("select id from certificate")
            await certificates.set_shown(conn, mine, shows_name=False, is_open=False)
            await certificates.set_sealed_name(conn, mine, None)
            await consent.drop_account(conn, person, BANK, NOON)
    restored = await put_back(database_url, done.file)
    assert again(restored) == {"accounts": 1, "voided": 1, "certificates": 1}
    assert restored.findings == 0
    async with at(database_url) as db:
        void = await one(
            db,
            "select reason, by from voiding join completion c on c.id = completion_id"
            " where c.kind = 'course'",
        )
        assert tuple(void.values()) == ("fraud", "operator")
        page = await one(db, "select * from certificate")
        assert (page["is_open"], page["shows_name"]) == (False, False)
        assert (page["name_sealed"], page["picture"]) == (None, None)
        assert (page["revoked_at"], page["revoked_because"]) == (NOON, "fraud")
        assert not await rows(db, "select 1 from bank_account")
        assert not await rows(db, "select 1 from media_file where content_type = 'image/png'")
        waiting = await rows(
            db,
            "select p.state from push p join statement s on s.id = p.statement_id"
            " where p.target = 'shanghai' and s.voids is null and p.state = 'queued'",
        )
        assert waiting == []


async def test_what_stands_since_is_left_as_the_backup_has_it(
    database_url: str, tmp_path: Path
) -> None:
    """A number given, a page opened, a consent given since: the backup knows nothing of it, and
    what it has is not taken away.
    """
    async with at(database_url) as db:
        await fill(db)
        async with db.transaction() as conn:
            await conn.execute("update certificate set is_open = false")
        before = await everything(db)
        done = await backed_up(database_url, tmp_path)
        await shown(db)
    assert again(await put_back(database_url, done.file)) == {}
    async with at(database_url) as db:
        assert await everything(db) == before


async def test_who_asked_to_be_forgotten_still_is_to_be(database_url: str, tmp_path: Path) -> None:
    async with at(database_url) as db:
        person, _ = await fill(db)
        done = await backed_up(database_url, tmp_path)
        async with db.transaction() as conn:
            await ask_to_forget(conn, person, NOON)
    await put_back(database_url, done.file)
    async with at(database_url) as db:
        asked = await one(db, "select id from learner where forget_at is not null")
        assert asked["id"] == person


async def test_a_restore_in_place_that_was_cut_off_forgets_nobody(
    database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> None:
        raise RuntimeError

    async with at(database_url) as db:
        person, other = await fill(db)
        tables = set(await everything(db))
        done = await backed_up(database_url, tmp_path)
        await Forgetter(db, FrozenClock(NOON), ISSUER).erase(person)
        async with db.connection() as conn:
            dead = set(await tombstones.every(conn))
    async with as_plain_role(database_url) as plain:
        with monkeypatch.context() as broken:
            broken.setattr(bot.restore, "migrate_beside", killed)
            with pytest.raises(RuntimeError):
                await put_back(plain, done.file)
        async with at(plain) as db, db.connection() as conn:
            assert len(await rows(db, "select 1 from learner")) > 1, "the backup is there"
            with pytest.raises(BackupError, match="was cut off"):
                await backed_up(database_url, tmp_path / "later")
        program = Program(settings_in(tmp_path), MovableClock(timedelta(0)))
        with pytest.raises(StorageUnavailableError, match="was cut off"):
            await program.start(Storage(plain, redis_url, "", embedded_database=False))
        await program.stop()
        assert again(await put_back(plain, done.file)) == {"erased": 1}
        async with at(plain) as db, db.connection() as conn:
            await carrying.refuse_half_restored(conn)
            assert [row["id"] for row in await rows(db, "select id from learner")] == [other]
            assert {trace for trace, _ in await tombstones.every(conn)} == {t for t, _ in dead}
            assert set(await everything(db)) == tables


async def test_a_restore_in_place_that_replaced_nothing_leaves_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> None:
        raise BackupError("no")

    async with at(database_url) as db:
        person, _ = await fill(db)
        before = await everything(db)
        done = await backed_up(database_url, tmp_path)
    async with as_plain_role(database_url) as plain:
        with monkeypatch.context() as broken:
            broken.setattr(bot.restore, "feed", refused)
            with pytest.raises(BackupError):
                await put_back(plain, done.file)
        async with at(plain) as db, db.connection() as conn:
            await carrying.refuse_half_restored(conn)
            assert await everything(db) == before
            await Forgetter(db, FrozenClock(NOON), ISSUER).erase(person)
        assert again(await put_back(plain, done.file)) == {"erased": 1}, (
            "also who was erased later"
        )
