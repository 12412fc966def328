"""Entries of all kinds in the ledger's tables, sealed by days; and what a superuser may do to them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bot.clock import FrozenClock
from bot.keys.signing import SigningKey
from bot.ledger.journal import audit as auditing
from bot.ledger.journal.audit import Report
from bot.ledger.journal.heads import DayHead
from bot.ledger.journal.sealing import Sealer
from bot.store.db import Connection, Database
from bot.store.ledger import forgetting as ledger_forgetting
from bot.store.privacy import tombstones

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = SigningKey(b"the deployment's")
SECRET = b"a made-up pseudonym key"
OTHER_KEY = SigningKey(b"somebody else's")


class Books:
    """A ledger of one learner, kept from Monday on; two entries of a seal at most."""

    def __init__(self, db: Database, clock: FrozenClock) -> None:
        self.db = db
        self.clock = clock
        self.sealer = Sealer(db, clock, KEY, 2)

    @classmethod
    async def opened(cls, db: Database) -> "Books":
        return cls(db, FrozenClock(MONDAY))

    async def person(self) -> UUID:
        """Somebody known since the day before, which is sealed."""
        self.clock.move(-DAY)
        key = await self._person()
        await self.sealer.run()
        self.clock.move(DAY)
        return key

    async def _person(self) -> UUID:
        async with self.db.transaction() as conn:
            learner = await conn.fetchval(
                "insert into learner (key, zone, times, created_at) "
                "values (gen_random_uuid(), 'Asia/Shanghai', '{07:30}', $1) returning id",
                self.clock.now(),
            )
            key: UUID = await conn.fetchval(
                "insert into ledger_person (key, learner_id, since) values ($1, $2, $3) returning key",
                *(uuid4(), learner, self.clock.now()),
            )
            return key

    async def course(self, conn: Connection, person: UUID, **changes: Any) -> int:
        """A passed course with its claim; the completion's id."""
        at = self.clock.now()
        values = {"course": f"course-{uuid4()}", "credit": "0.250", "hours": "4.00", **changes}
        completion = await conn.fetchval(
            """
            insert into completion (key, person, kind, course_key, content_version, seconds,
              notional_minutes, success, platform, completed_at, recorded_at)
            values ($1, $2, 'course', $3, '2026.1', 2400, 240, true, 'wechat', $4, $5) returning id
            """,
            *(uuid4(), person, values["course"], at - timedelta(microseconds=1), at),
        )
        await conn.execute(
            f"""
            insert into claim (key, completion_id, course_key, title, institution, framework, level,
              hours, seconds, hours_per_credit, credit, rule, score, score_max, pass_mark, evidence,
              started_at, finished_at, recorded_at)
            values ($1, $2, $3, '手机支付不求人', '一课', 'DB44/T 1988-2017', 3, {values["hours"]},
              2400, 16, {values["credit"]}, '16h=1', 4, 5, 0.60, $4, $5, $6, $6)
            """,
            *(uuid4(), completion, values["course"], [uuid4(), uuid4()], at - DAY, at),
        )
        return int(completion)

    async def week(self, days: int = 3, courses: int = 3) -> list[int]:
        """So many courses on each of so many days, sealed; the completions' ids."""
        found = []
        person = await self.person()
        for _ in range(days):
            async with self.db.transaction() as conn:
                found += [await self.course(conn, person) for _ in range(courses)]
            await self.sealer.run()
            self.clock.move(DAY)
        return found

    async def decided(self, completion: int) -> None:
        """A bank's decision on a course, and its voiding."""
        async with self.db.transaction() as conn:
            await conn.execute(
                """
                insert into recognition (key, claim_id, outer_id, target, state, credit, reason, said_at,
                  recorded_at)
                select $2, id, key, 'bank', 'converted', 100.0, '', $3, $3 from claim
                where completion_id = $1
                """,
                *(completion, uuid4(), self.clock.now()),
            )
            await conn.execute(
                """
                insert into voiding (key, completion_id, reason, by, recorded_at)
                values ($2, $1, '重复~' || chr(10) || 'twice', 'operator', $3)
                """,
                *(completion, uuid4(), self.clock.now()),
            )

    async def behind(self, *statements: str) -> None:
        """What a database's superuser does, with no trigger and no reference in the way."""
        async with self.db.transaction() as conn:
            await conn.execute("set local session_replication_role = replica")
            for one in statements:
                await conn.execute(one)

    async def delete(self, completion: int) -> list[int]:
        """One course, deleted as an erasure does it; the blanked rows of the journal."""
        async with self.db.transaction() as conn:
            await conn.execute("select set_config('yike.erasing', 'on', true)")
            blanked = await conn.fetch(
                """
                update journal j set salt = null, entry_id = null, erased_at = $2 from completion c
                  left join claim l on l.completion_id = c.id
                where c.id = $1 and ((j.kind = 'completion' and j.entry_id = c.id)
                  or (j.kind = 'claim' and j.entry_id = l.id))
                returning j.id
                """,
                *(completion, self.clock.now()),
            )
            await conn.execute("delete from claim where completion_id = $1", completion)
            await conn.execute("delete from completion where id = $1", completion)
        return [row["id"] for row in blanked]

    async def erase(self, person: UUID) -> None:
        """As the program erases the person whose ledger key that is."""
        async with self.db.transaction() as conn:
            learner = await conn.fetchval(
                "select learner_id from ledger_person where key = $1", person
            )
            await ledger_forgetting.erase(conn, learner, SECRET, self.clock.now())
            await tombstones.keep(conn, [(tombstones.trace(SECRET, person), self.clock.now())])

    async def audit(
        self,
        keys: Sequence[SigningKey] = (KEY,),
        known: dict[date, DayHead] | None = None,
        since: date | None = None,
    ) -> Report:
        async with self.db.transaction() as conn:
            return await auditing.audit(conn, keys, self.clock.now(), known=known, since=since)

    async def found(self, **options: Any) -> list[str]:
        """The findings' sentences."""
        return [str(one) for one in (await self.audit(**options)).findings.kept]

    async def value(self, query: str, *args: Any) -> Any:
        async with self.db.connection() as conn:
            return await conn.fetchval(query, *args)
