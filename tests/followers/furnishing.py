"""Somebody who has left something in every table that refers to a learner."""

from datetime import timedelta

from bot.ledger import consent
from bot.store.binding import give_code, miss
from bot.store.db import Connection, Database
from bot.store.groups import membership as groups
from tests.delivery.owing import NOON, OFFICIAL, rows
from tests.followers.people import complete, enrolled
from tests.ledger.samples import BANK, LRS
from tests.privacy.told import tell_us

DAY = timedelta(days=1)


async def furnish(db: Database, person: int) -> None:
    """Something in every table that refers to a learner; both get the same where they can."""
    enrolment = await enrolled(db, person, done=("one",))
    registration = (await rows(db, "select registration from enrolment where id = $1", enrolment))[
        0
    ]["registration"]
    await complete(db, person, "course", None, registration, NOON)
    async with db.transaction() as conn:
        await consent.give(conn, person, [LRS], NOON)
        await consent.set_account(conn, person, BANK, b"sealed", NOON)
        group = await groups.know_group(
            conn,
            account=OFFICIAL,
            channel="wechat",
            platform_id="class-7",
            title="",
            zone="Asia/Shanghai",
            now=NOON,
        )
        await groups.join_group(conn, group, person, NOON)
        await conn.execute(
            "insert into personal_copy values (int8send($1), $1, $2)", person, NOON + DAY
        )
        await give_code(conn, person, b"code of %d" % person, NOON + DAY, NOON)
        await miss(conn, person, NOON)
        await answer_in_group(conn, group, person)
        await tell_us(conn, group, person, f"words of {person}", NOON + timedelta(minutes=person))
        for query in (
            """insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at) values ('law', 't', 'other', 'o', 'l', '{}', '\\x00', 1, $2) on conflict do nothing""",
            """insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at) values ('news', 't', 't', 'o', 'l', $2, $2, false, '\\x00', 'a', $2) on conflict do nothing""",
        ):
            await conn.execute(query.replace("$2", "$1"), NOON)
        await conn.execute("insert into calendar_link values ($1, int8send($1), $2)", person, NOON)
        await conn.execute(
            """
            insert into objection (competition_key, stage_key, learner_id, words, filed_at)
            values ('law', 'publicity', $1, 'words', $2)
            """,
            person,
            NOON,
        )
        await conn.execute("insert into competition_told values ('law', $1)", person)
        await conn.execute("insert into announcement_told values ('news', $1)", person)
        await conn.execute(
            "insert into entry (competition_key, learner_id, entered_at) values ('law', $1, $2)",
            person,
            NOON + timedelta(minutes=person),
        )
        await conn.execute(
            "insert into stage_done select id, 'stage-' || $1::bigint, $2 from entry where learner_id = $1",
            person,
            NOON,
        )
        for occurrence in ("2026-11-23", f"only-{person}"):
            await conn.execute(
                """
                insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
                values ($1, 'city', 'lesson', 'course', $2, 5, $3, $3, $3)
                """,
                person,
                occurrence,
                NOON,
            )
        await conn.execute(
            """
            insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, attempts, uncertain,
              detail, steps, planned_at, reason, held_at)
            values (1000 + $1, $1, 'city', 'announcement', 'law', 'once', 4, $2, 0, false, '{}', '[]', $2, 'r', $2)
            """,
            person,
            NOON,
        )
        await conn.execute(
            """
            insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts,
              uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
            values (2000 + $1, $1, 'city', 'lesson', 'course', '2026-11-22', 5, 'sent', $2, 1, false, 'r', '{}', '[]', $2, $2, $2)
            """,
            person,
            NOON,
        )


async def answer_in_group(conn: Connection, group: int, person: int) -> None:
    """A group's question of the day, answered by each."""
    question = await conn.fetchval(
        """
        with l as (
          insert into lesson (version_id, key, position, title, minutes, text, asks, source)
          select id, 'one', 1, 't', 2, 't', '{}', 's' from course_version where course_key = 'course'
          on conflict (version_id, key) do update set title = 't' returning id
        )
        insert into question (lesson_id, key, family, position, kind, stem, options, right_options, accepted, why)
        select id, 'q', '', 1, 'single', 's', '{a,b}', '{1}', '{}', 'w' from l
        on conflict (lesson_id, key) do update set stem = 's' returning id
        """
    )
    await conn.execute(
        """
        with g as (
          insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
          values ($1, $4::timestamptz::date, 'course', '1', 'q', $3, $4)
          on conflict (group_id, day) do update set question_key = 'q' returning id
        )
        insert into group_answer select id, int8send($2), $2, '1', true, $4 from g
        """,
        group,
        person,
        question,
        NOON,
    )
