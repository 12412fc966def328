"""Two addresses of one person: everything goes over, and nothing is counted twice."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from bot.ledger import consent
from bot.store import learners
from bot.store.db import Database
from bot.store.merging import people as merging
from bot.store.planning import lessons as planning_lessons
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, rows
from tests.followers.furnishing import furnish
from tests.followers.people import complete, enrolled, merge
from tests.ledger.samples import BANK, ISSUER, LRS

DAY = timedelta(days=1)


async def pair(db: Database) -> tuple[int, int]:
    return await learner(db, f"{OFFICIAL}:oOne"), await learner(db, f"{BOT}:42")


async def test_both_addresses_reach_the_one_that_is_kept(db: Database) -> None:
    keep, gone = await pair(db)
    assert await merge(db, keep, gone)
    found = await rows(db, "select learner_id from address order by id")
    assert [row["learner_id"] for row in found] == [keep, keep]
    tomb = (await rows(db, "select * from learner where id = $1", gone))[0]
    assert (tomb["merged_into"], tomb["state"], tomb["dialog"]) == (keep, "stopped", {})


async def test_merging_again_or_with_oneself_changes_nothing(db: Database) -> None:
    keep, gone = await pair(db)
    third = await learner(db, f"{OFFICIAL}:oThree")
    assert await merge(db, keep, gone)
    assert not await merge(db, keep, gone)
    assert not await merge(db, gone, keep)
    assert not await merge(db, keep, keep)
    assert not await merge(db, keep, 999_999)
    assert await merge(db, third, keep)
    found = await rows(db, "select merged_into from learner where id in ($1, $2)", keep, gone)
    assert {row["merged_into"] for row in found} == {third}, "a tombstone points to who lives"


async def test_no_table_still_names_who_is_gone(db: Database) -> None:
    """Every table that refers to a learner, today's and those to come."""
    keep, gone = await pair(db)
    for person in (keep, gone):
        await furnish(db, person)
    references = await rows(
        db,
        """
        select conrelid::regclass::text as source, attname as name from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where contype = 'f' and confrelid = 'learner'::regclass
        """,
    )
    named = {(row["source"], row["name"]) for row in references}
    named |= {("delivery_past", "learner_id")}
    named -= {("inbound_event", "learner_id"), ("learner", "merged_into")}
    named -= {
        ("api_learner", "learner_id")
    }  # a pseudonym leads to the row, and from it to who is kept
    for table, column in named:
        count = f"select count(*) as n from {table} where {column} = $1"
        assert (await rows(db, count, gone))[0]["n"], f"the test has nothing in {table}"
    assert await merge(db, keep, gone)
    for table, column in named:
        left = await rows(db, f"select 1 from {table} where {column} = $1", gone)
        assert not left, f"{table}.{column}"


async def test_what_both_were_owed_is_owed_once(db: Database) -> None:
    keep, gone = await pair(db)
    for person in (keep, gone):
        await furnish(db, person)
    await merge(db, keep, gone)
    planned = await rows(db, "select occurrence from delivery where learner_id = $1", keep)
    assert sorted(row["occurrence"] for row in planned) == sorted(
        ["2026-11-23", f"only-{keep}", f"only-{gone}"]
    )
    assert len(await rows(db, "select 1 from delivery_held")) == 1
    ended = await rows(db, "select state, reason, kind from delivery_past where state <> 'sent'")
    assert sorted((row["kind"], row["state"], row["reason"]) for row in ended) == [
        ("announcement", "expired", "owed at another address of the same person"),
        ("lesson", "expired", "owed at another address of the same person"),
    ]


async def test_one_competition_entry_with_the_stages_of_both(db: Database) -> None:
    keep, gone = await pair(db)
    for person in (gone, keep):
        await furnish(db, person)
    await merge(db, keep, gone)
    entry = (await rows(db, "select id, learner_id, entered_at from entry"))[0]
    assert entry["learner_id"] == keep
    assert entry["entered_at"] == NOON + timedelta(minutes=min(keep, gone))
    done = await rows(db, "select stage_key from stage_done where entry_id = $1", entry["id"])
    assert {row["stage_key"] for row in done} == {f"stage-{keep}", f"stage-{gone}"}


async def test_the_further_enrolment_of_a_course_stays_open(db: Database) -> None:
    keep, gone = await pair(db)
    behind = await enrolled(db, keep, done=("one",))
    ahead = await enrolled(db, gone, done=("one", "two", "three"))
    await merge(db, keep, gone)
    found = await rows(db, "select id, learner_id, state from enrolment order by id")
    assert [(row["id"], row["learner_id"], row["state"]) for row in found] == [
        (behind, keep, "dropped"),
        (ahead, keep, "active"),
    ]


async def test_of_two_courses_one_waits(db: Database) -> None:
    keep, gone = await pair(db)
    await enrolled(db, keep, "tea")
    await enrolled(db, gone, "farm")
    await merge(db, keep, gone)
    states = await rows(db, "select course_key, state from enrolment where learner_id = $1", keep)
    assert {row["course_key"]: row["state"] for row in states} == {
        "tea": "active",
        "farm": "waiting",
    }
    turns = await rows(db, "select course_key, active, next_due is null as none from lesson_turn")
    assert {row["course_key"]: (row["active"], row["none"]) for row in turns} == {
        "tea": (True, False),
        "farm": (False, True),
    }


async def test_the_day_s_lesson_comes_once_though_both_had_a_turn(db: Database) -> None:
    """What was planned for either address that day is not planned again, and the next day is."""
    keep, gone = await pair(db)
    await enrolled(db, keep, "course")
    await enrolled(db, gone, "course", done=("one",))
    today = NOON.date().isoformat()
    async with db.transaction() as conn:
        await conn.execute(
            "update lesson_turn set planned = array[$2] where learner_id = $1", gone, today
        )
        await conn.execute(
            "update lesson_turn set next_due = $2 where learner_id = $1", keep, NOON - DAY / 4
        )
    await merge(db, keep, gone)
    async with db.transaction() as conn:
        await planning_lessons.plan_lessons(conn, NOON, 10)
    assert not await rows(db, "select 1 from delivery")
    async with db.transaction() as conn:
        await planning_lessons.plan_lessons(conn, NOON + DAY, 10)
    found = await rows(db, "select learner_id, occurrence from delivery")
    assert [(row["learner_id"], row["occurrence"]) for row in found] == [
        (keep, (NOON + DAY).date().isoformat())
    ]


async def test_a_lesson_of_the_course_that_waits_now_is_not_owed(db: Database) -> None:
    keep, gone = await pair(db)
    await enrolled(db, keep, "tea")
    await enrolled(db, gone, "farm")
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
            select id, 'city', 'lesson', case when id = $1 then 'tea' else 'farm' end, 'today', 5, $2, $2, $2 from learner
            """,
            keep,
            NOON,
        )
    await merge(db, keep, gone)
    assert [row["subject"] for row in await rows(db, "select subject from delivery")] == ["tea"]
    assert (await rows(db, "select reason from delivery_past"))[0][
        "reason"
    ] == "the same person learns another course now"


async def test_days_and_lessons_count_once(db: Database) -> None:
    """The same lesson at both addresses on the same days: two facts, one streak."""
    keep, gone = await pair(db)
    await enrolled(db, keep, done=("one", "two", "three"))
    await enrolled(db, gone, done=("one", "two"))
    await merge(db, keep, gone)
    async with db.connection() as conn:
        days = await learners.learning_days(conn, keep)
        enrolment = await learners.load_enrolment(conn, keep)
    assert days == [(NOON - n * DAY).date() for n in range(3)]
    assert enrolment is not None
    assert set(enrolment.lessons) == {"one", "two", "three"}
    entries = await rows(
        db,
        "select person from ledger_person q join completion c on c.person = q.key where learner_id = $1",
        keep,
    )
    assert len(entries) == 5
    assert len({row["person"] for row in entries}) == 2, "no entry changed"
    assert len(await rows(db, "select 1 from statement")) == 5


@pytest.mark.parametrize(
    ("keep_said", "gone_said", "stands"),
    [
        ([("yes", 1)], [], True),
        ([], [("yes", 1)], True),
        ([("yes", 1)], [("yes", 2)], True),
        ([("yes", 1)], [("yes", 2), ("no", 3)], False),
        ([("yes", 2), ("no", 3)], [("yes", 4)], True),
        ([("yes", 4)], [("yes", 1), ("no", 2)], True),
        ([("yes", 1), ("no", 2)], [("yes", 1), ("no", 3)], False),
    ],
)
async def test_the_newest_word_on_consent_counts(
    db: Database,
    keep_said: list[tuple[str, int]],
    gone_said: list[tuple[str, int]],
    stands: bool,
) -> None:
    keep, gone = await pair(db)
    for person, said in ((keep, keep_said), (gone, gone_said)):
        await complete(db, person, "course", "one", uuid4(), NOON)
        async with db.transaction() as conn:
            for word, day in said:
                if word == "yes":
                    await consent.give(conn, person, [LRS], NOON + day * DAY)
                else:
                    await consent.withdraw(conn, person, ISSUER, NOON + day * DAY)
    await merge(db, keep, gone)
    async with db.connection() as conn:
        assert await consent.missing(conn, keep, ["lrs"]) == (() if stands else ("lrs",))
    states = await rows(db, "select state from push")
    assert {row["state"] for row in states} == {"queued" if stands else "waiting"}
    history = await rows(db, "select 1 from consent where learner_id = $1", keep)
    yes = [one for one in keep_said + gone_said if one[0] == "yes"]
    assert len(history) == len(yes), "every consent can be shown later on"


@pytest.mark.parametrize(("keep_day", "gone_day"), [(1, 2), (2, 1), (1, None), (None, 1)])
async def test_the_account_number_given_last_is_kept(
    db: Database, keep_day: int | None, gone_day: int | None
) -> None:
    keep, gone = await pair(db)
    async with db.transaction() as conn:
        for person, day in ((keep, keep_day), (gone, gone_day)):
            if day is not None:
                sealed = b"of day %d" % day
                await consent.set_account(conn, person, BANK, sealed, NOON + day * DAY)
    await merge(db, keep, gone)
    async with db.connection() as conn:
        newest = max(keep_day or 0, gone_day or 0)
        assert await consent.accounts(conn, keep) == {"bank": b"of day %d" % newest}


async def test_what_was_said_last_holds(db: Database) -> None:
    keep, gone = await pair(db)
    async with db.transaction() as conn:
        await conn.execute(
            "update learner set track = 'seniors', times = '{06:00}' where id = $1", keep
        )
        await conn.execute(
            "update learner set state = 'paused', paused_until = '2026-12-01', times = '{20:00}', dialog = '{\"misread\": 1}' where id = $1",
            gone,
        )
        await conn.execute("update address set last_in_at = $2 where learner_id = $1", keep, NOON)
        await conn.execute(
            "update address set last_in_at = $2 where learner_id = $1", gone, NOON + DAY
        )
    await merge(db, keep, gone)
    one = (await rows(db, "select * from learner where id = $1", keep))[0]
    assert (one["state"], str(one["paused_until"]), one["track"]) == (
        "paused",
        "2026-12-01",
        "seniors",
    )
    assert [str(at) for at in one["times"]] == ["20:00:00"]
    assert one["dialog"] == {"misread": 1}


async def test_age_and_the_wish_to_be_forgotten_are_the_whole_person_s(db: Database) -> None:
    keep, gone = await pair(db)
    async with db.transaction() as conn:
        await conn.execute(
            "update learner set under_14 = true, forget_at = $2 where id = $1", gone, NOON
        )
    await merge(db, keep, gone)
    [one] = await rows(db, "select under_14, forget_at from learner where id = $1", keep)
    assert (one["under_14"], one["forget_at"]) == (True, NOON)


async def test_a_newcomer_brings_no_words_of_his_own(db: Database) -> None:
    keep = await learner(db, f"{OFFICIAL}:oOne", state="new")
    gone = await learner(db, f"{BOT}:42", state="active")
    async with db.transaction() as conn:
        await conn.execute("update address set last_in_at = $2 where learner_id = $1", keep, NOON)
    await merge(db, keep, gone)
    one = (await rows(db, "select state from learner where id = $1", keep))[0]
    assert one["state"] == "active"


async def test_who_has_learned_more_is_kept(db: Database) -> None:
    older, newer = await pair(db)
    await enrolled(db, older, done=("one",))
    await enrolled(db, newer, done=("one", "two"))
    async with db.transaction() as conn:
        assert await merging.merge_people(conn, [older, newer], NOON) == newer
        assert await merging.merge_people(conn, [older, newer], NOON) == newer
        assert await merging.merge_people(conn, [], NOON) is None


async def test_of_equals_the_older_is_kept(db: Database) -> None:
    older, newer = await pair(db)
    third = await learner(db, f"{OFFICIAL}:oThree", state="new")
    async with db.transaction() as conn:
        assert await merging.merge_people(conn, [third, newer, older], NOON) == older
    left = await rows(db, "select id from learner where merged_into is null")
    assert [row["id"] for row in left] == [older]


async def test_crosswise_merges_end_with_one_person(db: Database) -> None:
    """Two processes find the same pair, the one this way, the other that way."""
    people = [await learner(db, f"{OFFICIAL}:o{n}") for n in range(6)]
    for person in people:
        await enrolled(db, person, done=("one",))

    async def one_way(order: list[int]) -> None:
        async with db.transaction() as conn:
            await merging.merge_people(conn, order, NOON)

    await asyncio.gather(one_way(people[:2]), one_way(people[1::-1]), one_way([*people[:2]]))
    left = await rows(db, "select id from learner where merged_into is null order by id")
    assert len(left) == 5
    owners = await rows(
        db,
        "select count(*) as n from address a join learner l on l.id = a.learner_id where l.merged_into is null",
    )
    assert owners[0]["n"] == 6
