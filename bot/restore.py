"""``yike restore``: a backup in the place of the database, with nobody in it who was erased since.

Where we may make databases, as in the embedded server, the backup is brought back beside the
present one, looked over there, and takes its name at the end: until then nothing is changed.
Elsewhere it is brought back in place, in one transaction of ``pg_restore``; what was wanted since the
backup waits in the database meanwhile (``bot.store.privacy.carrying``), and the program does not start on it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.backup import tables_done
from bot.backup_file import Backup, BackupError, Manifest, opened
from bot.domain.credits import Form, Target
from bot.domain.errors import InputError
from bot.keys.signing import SigningKey
from bot.ledger import consent, corrections
from bot.ledger.journal.audit import audit
from bot.ledger.statements import Issuer
from bot.ports import Clock
from bot.postgres_tools import feed
from bot.progress import progress
from bot.storage import Storage, migrate_beside, postgres_tool
from bot.store import dumping
from bot.store.db import Connection, Database
from bot.store.migrations import FOLDER
from bot.store.privacy import carrying, tombstones
from schedules.forgetting import Forgetter

GOODBYES = 30
"""How often others are waited for, a tenth of a second each: a program that has just stopped."""
STRETCH = 2000
"""People looked at in one query for those who were erased."""

Traces = Sequence[tuple[bytes, datetime]]
"""Tombstones, each (trace, when)."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup is in place. What was wanted since it was made was done again: so many people were
    ``erased``, so many took their consents back, so many ``accounts`` (account numbers) were deleted,
    entries ``voided``, and ``certificates`` revoked, closed or without the name. ``findings``: so
    many things the audit of its ledger found.
    """

    manifest: Manifest
    erased: int
    taken_back: int
    accounts: int
    voided: int
    certificates: int
    findings: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants restored: from which file, whether what is there may go, who else was
    erased (of another machine), and whether the keys may be others than the backup's.
    """

    file: Path
    replace: bool = False
    erasures: Traces = ()
    other_keys: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The deployment's own: fingerprints by name, who speaks, and who signs."""

    fingerprints: Mapping[str, str]
    issuer: Issuer
    signing: SigningKey


async def restore(place: Storage, wanted: Wanted, keys: Keys, clock: Clock) -> Restored:
    """Put a backup in the place of the database.

    Raises InputError (the file, or what is there, does not allow it), BackupError or
    StorageUnavailableError; each says what was changed: nothing, save where it says otherwise.
    """
    with opened(wanted.file) as backup:
        _may_be_read(backup.manifest, wanted, keys)
        with progress("Checking the backup", backup.manifest.size >> 20) as advance:
            for size in backup.check():
                advance(size >> 20)
        async with dumping.connected(place.database_url) as conn:
            await _nobody_else(conn)
            if not wanted.replace and await dumping.is_used(conn):
                raise InputError(
                    "The database is not empty; to put the backup in its place, and lose what is "
                    "there, give the same command with --replace."
                )
            half_done = await carrying.half_restored(conn)
            swapping = await dumping.can_swap(conn) and not half_done
        work = _Work(place, backup, wanted.erasures, keys, clock)
        return await (work.beside() if swapping else work.in_place(half_done=half_done))


def _may_be_read(manifest: Manifest, wanted: Wanted, keys: Keys) -> None:
    known = {file.name.split("_")[0] for file in FOLDER.glob("*.sql")}
    strange = sorted(set(manifest.migrations) - known)
    if strange:
        raise InputError(
            f"The backup was made by a later Yike (its schema has {strange[-1]}); use that one."
        )
    other = [name for name, one in keys.fingerprints.items() if manifest.keys.get(name) != one]
    if other and not wanted.other_keys:
        raise InputError(
            f"The backup was made with another {', '.join(other)}: put the keys of then back (under "
            "data_dir/keys, or in [security]). Without them account numbers cannot be opened and "
            "credit banks do not know people again; --other-keys restores all the same."
        )


async def _nobody_else(conn: Connection) -> None:
    for _ in range(GOODBYES):
        others = await dumping.others_connected(conn)
        if not others:
            return
        await asyncio.sleep(0.1)
    raise BackupError(
        "The program is running, or another one is at the database: stop it, then restore."
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """One backup on its way into a database."""

    place: Storage
    backup: Backup
    erasures: Traces
    keys: Keys
    clock: Clock

    async def beside(self) -> Restored:
        """Everything is done in a database of its own, which then takes the present one's name."""
        async with dumping.beside(self.place.database_url) as fresh:
            await carrying.carry(self.place.database_url, fresh)
            await self._load(fresh)
            await self._check(fresh)
            done = await self._look_over(fresh)
            await dumping.swap(self.place.database_url)
        return done

    async def in_place(self, *, half_done: bool) -> Restored:
        """Where no other database may be made: what is there is dropped and made anew at once.

        ``half_done``: that happened before, and what was wanted since still waits from then.
        """
        url = self.place.database_url
        if not half_done:
            await carrying.carry(url, url)
        await self._load(url, "--clean", "--if-exists")
        await self._check(url)
        return await self._look_over(url)

    async def _load(self, url: str, *more: str) -> None:
        async with dumping.connected(url) as waits:
            await carrying.add_erased(waits, self.erasures)
        tables = len(self.backup.manifest.tables)
        with dumping.for_tools(url) as target:
            tool = str(postgres_tool("pg_restore", self.place))
            command = [tool, *_RESTORE, *more, f"--dbname={target}"]
            with tables_done("Bringing it back", tables, "processing data for table") as told:
                await feed(command, self.backup.parts(), told)

    async def _check(self, url: str) -> None:
        """Every table has the rows that the manifest says."""
        wanted = self.backup.manifest.tables
        async with dumping.connected(url) as conn:
            with progress("Counting rows", len(wanted)) as advance:
                for table, count in wanted.items():
                    if await dumping.count_rows(conn, table) != count:
                        raise BackupError(
                            f"The table {table} did not come back whole; take another backup."
                        )
                    advance(1)

    async def _look_over(self, url: str) -> Restored:
        """Bring the schema up to date, do again what was wanted since, audit the ledger."""
        await migrate_beside(self.place, url)
        async with dumping.connected(url) as waits, _database(url) as db:
            erased = await self._erase_again(db, await carrying.erased(waits))
            taken_back = await self._take_back_again(db, await carrying.consenting(waits))
            accounts = await self._delete_again(db, await carrying.accounts(waits))
            certificates = await carrying.close_certificates(waits)
            voided = await self._void_again(db, await carrying.voids(waits))
            await carrying.ask_to_forget(waits)
            async with db.transaction() as conn:
                report = await audit(conn, [self.keys.signing], self.backup.manifest.made_at)
            await carrying.done(waits)
        return Restored(
            *(self.backup.manifest, erased, taken_back, accounts, voided, certificates),
            findings=report.findings.total,
        )

    async def _take_back_again(self, db: Database, learners: Sequence[int]) -> int:
        """Nothing goes to a credit bank against somebody's last word."""
        for learner in learners:
            async with db.transaction() as conn:
                await consent.withdraw(conn, learner, self.keys.issuer, self.clock.now())
        return len(learners)

    async def _delete_again(self, db: Database, accounts: Sequence[tuple[int, str]]) -> int:
        """Account numbers that were deleted; what would go under them waits."""
        for learner, name in accounts:
            target = Target(name, Form.RECORD, needs_account=True)
            async with db.transaction() as conn:
                await consent.drop_account(conn, learner, target, self.clock.now())
        return len(accounts)

    async def _void_again(self, db: Database, entries: Sequence[carrying.Void]) -> int:
        """What counted no more counts no more, and is taken back where it may be held."""
        issuer = self.keys.issuer
        for one in entries:
            async with db.transaction() as conn:
                now = self.clock.now()
                await corrections.void(conn, one.key, one.reason, one.by, now, issuer, [])
        return len(entries)

    async def _erase_again(self, db: Database, traces: Traces) -> int:
        secret = self.keys.issuer.pseudonym_key
        async with db.transaction() as conn:
            await tombstones.bring(conn, traces)
        forgetter = Forgetter(db, self.clock, self.keys.issuer)
        dead, after, count = {person for person, _ in traces}, 0, 0
        with progress("Erasing again who was erased") as advance:
            while True:
                async with db.connection() as conn:
                    rows, end = await tombstones.risen(conn, secret, dead, after, STRETCH)
                for row in rows:
                    count += await forgetter.erase(row) is not None
                    advance(1)
                if end is None:
                    return count
                after = end


_RESTORE = (
    *("--format=custom", "--no-owner", "--no-privileges", "--single-transaction"),
    *("--exit-on-error", "--no-password", "--verbose"),
)


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    db = await Database.connect(url, size=2)
    try:
        yield db
    finally:
        await db.close()
