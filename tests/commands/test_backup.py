"""A backup and its restore, on real servers: everything comes back but who was erased since."""

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import Program
from bot.backup import BackedUp, back_up
from bot.backup_file import BackupError, fingerprint
from bot.clock import FrozenClock, MovableClock
from bot.commands_learner import read_erasures, write_erasures
from bot.config import Settings, check
from bot.domain.errors import InputError
from bot.keys.signing import SigningKey
from bot.ledger import consent
from bot.ledger.journal.audit import audit
from bot.ledger.journal.sealing import Sealer
from bot.restore import Keys, Restored, Wanted, restore
from bot.storage import Storage
from bot.store.db import Database
from schedules.forgetting import Forgetter
from tests.delivery.owing import BOT, NOON, learner, owe, rows
from tests.privacy.lives import ISSUER, LRS, SECRETS, whole_life
from tests.privacy.schema import holding

SIGNING = SigningKey(b"a made-up signing key of 32 bytes")
PRINTS = {"pseudonym_key": fingerprint(b"p"), "data_key": fingerprint(b"d")}
DAY = timedelta(days=1)


def place(url: str) -> Storage:
    return Storage(url, "", "", embedded_database=True)


async def backed_up(url: str, folder: Path, now: datetime = NOON, days: int = 30) -> BackedUp:
    return await back_up(place(url), folder, now, PRINTS, days)


async def put_back(url: str, file: Path, **wanted: Any) -> Restored:
    """In the place of what is there, unless ``wanted`` says otherwise."""
    which = Wanted(file, **{"replace": True, **wanted})
    return await restore(place(url), which, Keys(PRINTS, ISSUER, SIGNING), FrozenClock(NOON))


def again(done: Restored) -> dict[str, int]:
    """What was done again, where it was anything."""
    names = ("erased", "taken_back", "accounts", "voided", "certificates")
    return {name: getattr(done, name) for name in names if getattr(done, name)}


@asynccontextmanager
async def at(url: str) -> AsyncIterator[Database]:
    """A program's connections, closed again before a restore."""
    db = await Database.connect(url, size=4)
    try:
        yield db
    finally:
        await db.close()


async def everything(db: Database) -> dict[str, list[str]]:
    """All rows of all tables, whatever is in them, in an order of their own."""
    tables = await rows(
        db,
        """
        select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where nspname = 'public' and relkind = 'r' and relpersistence = 'p'
        """,
    )
    found = {}
    for one in tables:
        content = await rows(db, f"select t::text as row from {one['relname']} t")
        found[one["relname"]] = sorted(row["row"] for row in content)
    return found


async def databases(db: Database) -> set[str]:
    return {row["datname"] for row in await rows(db, "select datname from pg_database")}


async def fill(db: Database) -> tuple[int, int]:
    """Somebody with a whole life, and somebody else; both rows."""
    life = await whole_life(db)
    other = await learner(db, f"{BOT}:5550001")
    await owe(db, other)
    assert await Sealer(db, FrozenClock(NOON), SIGNING).run()
    return life.row, other


async def test_everything_comes_back_as_it_was(database_url: str, tmp_path: Path) -> None:
    async with at(database_url) as db:
        _, other = await fill(db)
        before = await everything(db)
        done = await backed_up(database_url, tmp_path)  # while a program is at the database
        async with db.transaction() as conn:
            await conn.execute("update learner set track = 'couriers'")
            await conn.execute("delete from delivery where learner_id = $1", other)
            await conn.execute("create table left_over (id bigint)")
        assert await everything(db) != before
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    assert done.file.name == "yike-20261123-040000.backup"
    assert done.manifest.tables == {name: len(content) for name, content in before.items()}
    restored = await put_back(database_url, done.file)
    assert (again(restored), restored.findings, restored.manifest.made_at) == ({}, 0, NOON)
    async with at(database_url) as db:
        assert await everything(db) == before
        left = await databases(db)
        async with db.transaction() as conn:
            report = await audit(conn, [SIGNING], NOON)
        assert (report.findings.total, report.seals) == (0, 1)
        assert report.entries == len(before["journal"])
    assert not [name for name in left if "_restoring" in name or "_replaced" in name]


async def test_a_backup_is_of_one_moment_while_people_write(
    database_url: str, tmp_path: Path
) -> None:
    """Each writes two rows in one transaction: a backup has both or neither."""
    async with at(database_url) as db:
        await learner(db, *(f"{BOT}:{number}" for number in range(300)))
        async with db.transaction() as conn:
            await conn.execute("delete from address where platform_id = '7'")
            await learner(db, f"{BOT}:meanwhile")
            done = await backed_up(database_url, tmp_path)
    await put_back(database_url, done.file)
    async with at(database_url) as db:
        found = {row["platform_id"] for row in await rows(db, "select platform_id from address")}
    assert found == {*map(str, range(300)), "meanwhile"}, "what was not committed is not in it"


async def test_who_was_erased_meanwhile_stays_erased(database_url: str, tmp_path: Path) -> None:
    async with at(database_url) as db:
        person, other = await fill(db)
        sent = {row["id"] for row in await rows(db, "select id from statement")}
        done = await backed_up(database_url, tmp_path)
        await Forgetter(db, FrozenClock(NOON), ISSUER).erase(person)
    assert again(await put_back(database_url, done.file)) == {"erased": 1}
    async with at(database_url) as db:
        assert await holding(db, SECRETS) == set()
        assert [row["id"] for row in await rows(db, "select id from learner")] == [other]
        assert len(await rows(db, "select 1 from tombstone")) == 2
        left = await rows(db, "select id, completion_id from statement")
        assert {row["completion_id"] for row in left} == {None}, (
            "banks are asked again to take back"
        )
        assert sent.isdisjoint({row["id"] for row in left})
        async with db.transaction() as conn:
            report = await audit(conn, [SIGNING], NOON)
        assert (report.findings.total, report.entries, report.seals) == (0, 1, 1), (
            "the chain holds"
        )
        assert report.erased == len(await rows(db, "select 1 from journal")) - 1 > 0


async def test_who_withdrew_consents_meanwhile_has_withdrawn_them(
    database_url: str, tmp_path: Path
) -> None:
    async with at(database_url) as db:
        person, other = await fill(db)
        async with db.transaction() as conn:
            await consent.give(conn, other, [LRS], NOON)
        done = await backed_up(database_url, tmp_path)
        async with db.transaction() as conn:
            await consent.withdraw(conn, person, ISSUER, NOON)
    restored = await put_back(database_url, done.file)
    assert (again(restored), restored.findings) == ({"taken_back": 1}, 0)
    async with at(database_url) as db:
        standing = await rows(db, "select learner_id from consent where withdrawn_at is null")
        assert {row["learner_id"] for row in standing} == {other}
        asked = await rows(db, "select 1 from statement where voids is not null")
        assert asked, "and what the banks may hold is asked back"


async def test_erasures_of_another_machine_are_kept(database_url: str, tmp_path: Path) -> None:
    listed = tmp_path / "erased.txt"
    async with at(database_url) as db:
        person, other = await fill(db)
        done = await backed_up(database_url, tmp_path)
        await Forgetter(db, FrozenClock(NOON), ISSUER).erase(person)
        await write_erasures(db, listed)
        await rows(db, "delete from tombstone returning 1")
    restored = await put_back(database_url, done.file, erasures=read_erasures(listed))
    assert again(restored) == {"erased": 1}
    async with at(database_url) as db:
        assert [row["id"] for row in await rows(db, "select id from learner")] == [other]


@pytest.mark.parametrize(
    "words",
    ["", "yike erasures 2\n", "yike erasures 1\nzz 2026\n", "yike erasures 1\n00\n", "\xff"],
)
def test_what_is_no_list_of_erasures_is_refused(tmp_path: Path, words: str) -> None:
    file = tmp_path / "wrong.txt"
    file.write_bytes(words.encode("latin-1"))
    with pytest.raises(InputError, match="no file of erasures"):
        read_erasures(file)


async def test_a_used_database_and_a_running_program_are_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with at(database_url) as db:
        await fill(db)
        done = await backed_up(database_url, tmp_path)
        before = await everything(db)
        with pytest.raises(BackupError, match="is running"):
            await put_back(database_url, done.file)
    with pytest.raises(InputError, match="--replace"):
        await put_back(database_url, done.file, replace=False)
    async with at(database_url) as db:
        assert await everything(db) == before


async def test_an_unused_database_needs_no_word(database_url: str, tmp_path: Path) -> None:
    done = await backed_up(database_url, tmp_path)
    assert again(await put_back(database_url, done.file, replace=False)) == {}


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def _with_manifest(file: Path, **changes: object) -> None:
    with zipfile.ZipFile(file) as archive:
        dump, values = archive.read("database.dump"), json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("database.dump", dump)
        archive.writestr("manifest.json", json.dumps(values | changes))


def of_later_schema(file: Path) -> None:
    _with_manifest(file, migrations=["20261122000001", "29990101000000"])


def of_later_form(file: Path) -> None:
    _with_manifest(file, form=2)


def of_other_keys(file: Path) -> None:
    _with_manifest(file, keys=PRINTS | {"data_key": "1" * 16})


def of_other_rows(file: Path) -> None:
    values = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    _with_manifest(file, tables=values["tables"] | {"learner": 77})


def of_no_dump(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        values = json.loads(archive.read("manifest.json"))
    nothing = b"PGDMP nothing"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("database.dump", nothing)
        sums = {"sha256": hashlib.sha256(nothing).hexdigest()}
        archive.writestr("manifest.json", json.dumps(values | sums))


def no_backup(file: Path) -> None:
    file.write_text("no backup", "utf-8")


@pytest.mark.parametrize(
    ("harm", "error", "words"),
    [
        (truncated, InputError, "not a whole one"),
        (flipped, InputError, "damaged"),
        (of_later_schema, InputError, "later Yike"),
        (of_later_form, InputError, "later Yike"),
        (of_other_keys, InputError, "another data_key: put"),
        (of_other_rows, BackupError, "learner did not come back whole"),
        (of_no_dump, BackupError, "program failed"),
        (no_backup, InputError, "no backup"),
        (Path.unlink, InputError, "cannot be read"),
    ],
)
async def test_a_restore_that_fails_changes_nothing(
    database_url: str,
    tmp_path: Path,
    harm: Callable[[Path], None],
    error: type[Exception],
    words: str,
) -> None:
    async with at(database_url) as db:
        await fill(db)
        done = await backed_up(database_url, tmp_path)
        await learner(db, f"{BOT}:5550002")
        before = await everything(db)
    harm(done.file)
    with pytest.raises(error, match=words):
        await put_back(database_url, done.file)
    async with at(database_url) as db:
        assert await everything(db) == before
        assert not [name for name in await databases(db) if "_restoring" in name]


async def test_other_keys_are_taken_when_it_is_said(database_url: str, tmp_path: Path) -> None:
    done = await backed_up(database_url, tmp_path)
    of_other_keys(done.file)
    await put_back(database_url, done.file, other_keys=True)


async def test_old_backups_go_with_a_new_one(database_url: str, tmp_path: Path) -> None:
    old = await backed_up(database_url, tmp_path, NOON - 31 * DAY)
    young = await backed_up(database_url, tmp_path, NOON - 29 * DAY)
    strange = ("yike-20200101-000000.backup.part", "other.backup", "yike-99999999-000000.backup")
    for name in strange:
        (tmp_path / name).write_bytes(b"x")
    done = await backed_up(database_url, tmp_path)
    assert done.deleted == [old.file]
    assert {file.name for file in tmp_path.iterdir()} == {
        young.file.name,
        done.file.name,
        *strange,
    }
    with pytest.raises(BackupError, match="exists already"):
        await backed_up(database_url, tmp_path)


async def test_a_folder_that_takes_nothing_is_named(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BackupError, match="cannot be written"):
        await backed_up(database_url, tmp_path / "file")


_GIVE = """
do $$ declare one record; begin
  for one in select oid::regclass as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') loop
    execute format('alter table %s owner to ROLE', one.name);
  end loop;
  for one in select oid::regprocedure as name from pg_proc where pronamespace = 'public'::regnamespace loop
    execute format('alter function %s owner to ROLE', one.name);
  end loop;
end $$;
alter schema public owner to ROLE
"""


@asynccontextmanager
async def as_plain_role(url: str) -> AsyncIterator[str]:
    """The role of many hosted servers: it owns what is in its database, and may make no other."""
    role = f"plain_{url.rpartition('test_')[2].partition('?')[0]}"
    async with at(url) as db, db.connection() as conn:
        await conn.execute(f"create role {role} login")
        await conn.execute(_GIVE.replace("ROLE", role))
    try:
        yield url.replace("//yike@", f"//{role}@")
    finally:
        async with at(url) as db, db.connection() as conn:
            await conn.execute(f"drop owned by {role} cascade")
            await conn.execute(f"drop role {role}")


async def test_where_no_database_may_be_made_it_is_restored_in_place(
    database_url: str, tmp_path: Path
) -> None:
    async with at(database_url) as db:
        person, other = await fill(db)
        before = await everything(db)
        done = await backed_up(database_url, tmp_path)
        wrong = Path(shutil.copy(done.file, tmp_path / "wrong.backup"))
        of_other_rows(wrong)
        await Forgetter(db, FrozenClock(NOON), ISSUER).erase(person)
    async with as_plain_role(database_url) as plain:
        with pytest.raises(InputError, match="--replace"):
            await put_back(plain, done.file, replace=False)
        restored = await put_back(plain, done.file)
        assert (again(restored), restored.findings) == ({"erased": 1}, 0)
        async with at(database_url) as db:
            assert set(await everything(db)) == set(before)
            assert [row["id"] for row in await rows(db, "select id from learner")] == [other]
        with pytest.raises(BackupError, match="did not come back whole"):
            await put_back(plain, wrong)


def settings_in(folder: Path) -> Settings:
    return check(
        {
            "server": {"port": 0},
            "storage": {"data_dir": str(folder / "var")},
            "security": {"pseudonym_key": ISSUER.pseudonym_key.decode()},
        }
    )


async def test_the_program_starts_on_what_was_restored(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with at(database_url) as db:
        await fill(db)
        done = await backed_up(database_url, tmp_path / "kept")
    await put_back(database_url, done.file)
    program = Program(settings_in(tmp_path), MovableClock(timedelta(0)))
    try:
        await program.start(Storage(database_url, redis_url, "", embedded_database=False))
        assert await rows(program.db, "select 1 from learner")
    finally:
        await program.stop()
