"""The sample's learners as rows: copied in, as if they had been greeted long ago."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from bench.processes import ROOT
from bench.scale.assumptions import MORNING, WINDOW_HOURS, ZONE
from bench.scale.day import instant
from bench.scale.population import MINUTES_A_DAY, Person
from bench.scale.server import DELIVERY_TABLES, Server
from bot.content.load import load_pack
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.partitions import keep_months

PACK: Path = ROOT / "packs" / "yike-basics"
COURSE = "law-basics"
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
PLANNED = [f"2026-11-{day}" for day in range(15, 23)]
"""The newest eight occurrences, as planning keeps them with a turn."""

YESTERDAY = """
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts, uncertain,
  address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
select nextval(pg_get_serial_sequence('delivery', 'id')), a.learner_id, a.account, 'lesson', $1, '2026-11-22', 5, 'sent',
  $2::timestamptz, 1, false, a.id, 'send', 'sent', '{}', '[]', $2, $2, $2 from address a
"""


async def fill(server: Server, people: Sequence[Person]) -> None:
    """Teach the shipped courses and enrol everybody in one, each with yesterday's lesson sent and
    moved to its month; foreign keys are not checked. The statistics are those of a night:
    nothing is waiting.
    """
    db = await Database.connect(server.url, size=1)
    async with db.transaction() as conn:
        await import_courses(conn, load_pack(PACK).courses, at=BEFORE, approver="bench")
        await keep_months(conn, instant(0))
    await db.close()
    conn = server.conn
    await conn.execute("set session_replication_role = replica")
    await conn.copy_records_to_table(
        "learner",
        columns=["id", "key", "state", "zone", "times", "created_at"],
        records=(
            (n, UUID(int=n), p.state, ZONE, [time.fromisoformat(t) for t in p.times], BEFORE)
            for n, p in enumerate(people, 1)
        ),
    )
    await conn.copy_records_to_table(
        "address",
        columns=[
            *("id", "learner_id", "account", "channel", "platform_id", "state", "last_in_at"),
            *("message_window_until", "message_window_left", "created_at"),
        ],
        records=(_address(n, p) for n, p in enumerate(people, 1)),
    )
    await conn.copy_records_to_table(
        "enrolment",
        columns=[
            *("id", "registration", "learner_id", "course_key", "state", "started_at"),
        ],
        records=((n, UUID(int=n), n, COURSE, "active", BEFORE) for n in range(1, len(people) + 1)),
    )
    await conn.copy_records_to_table(
        "lesson_turn",
        columns=["learner_id", "course_key", "active", "next_due", "planned"],
        records=((n, COURSE, True, instant(p.slots[0]), PLANNED) for n, p in enumerate(people, 1)),
    )
    await conn.execute(YESTERDAY, COURSE, instant(MORNING - MINUTES_A_DAY))
    await conn.execute("set session_replication_role = origin")
    await server.tidy("learner", "address", "enrolment", "lesson_turn", *DELIVERY_TABLES)


def _address(number: int, person: Person) -> tuple[object, ...]:
    last = person.last_message
    heard = instant(last) if last is not None else None
    return (
        *(number, number, person.channel, person.channel, f"o{number:027d}"),
        "gone" if person.gone else "active",
        heard,
        heard + timedelta(hours=WINDOW_HOURS) if heard else None,
        person.places,
        BEFORE,
    )
