"""Who asked for it is erased everywhere, within a minute, and nothing else is touched."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind
from bot.domain.pseudonyms import voter_hash
from bot.store import endings
from bot.store.db import Database
from bot.store.endings import Ending
from bot.store.groups import membership as groups
from bot.store.privacy import tombstones
from bot.store.privacy.forgetting import GRACE, ask_to_forget
from handlers.group_answers import voter_of
from schedules.forgetting import Forgetter
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, owe, rows
from tests.privacy.lives import CHAT_ID, ISSUER, OPENID, SECRETS, Life, whole_life
from tests.privacy.schema import holding, of_person

SECOND = timedelta(seconds=1)


def forgetter(db: Database, clock: FrozenClock | None = None, months: int = 0) -> Forgetter:
    return Forgetter(db, clock or FrozenClock(NOON), ISSUER, months)


async def ask(db: Database, learner: int) -> None:
    async with db.transaction() as conn:
        await ask_to_forget(conn, learner, NOON)


async def test_the_last_reply_goes_out_first_then_everything_is_erased_once(db: Database) -> None:
    life, clock = await whole_life(db), FrozenClock(NOON)
    await ask(db, life.row)
    assert await forgetter(db, clock).who_asked() == 0, "not in the very moment"
    clock.move(GRACE + SECOND)
    assert await forgetter(db, clock).who_asked() == 1
    assert await forgetter(db, clock).who_asked() == 0


async def test_no_table_keeps_a_row_or_a_word_of_the_person(db: Database) -> None:
    life = await whole_life(db)
    before = await of_person(db, life)
    assert [place for place, count in before.items() if not count] == [], (
        "the made-up life reaches every table; add what a new table holds to tests/privacy/lives.py"
    )
    assert await holding(db, SECRETS), "it is there before"
    assert await forgetter(db).erase(life.row)
    assert {place: n for place, n in (await of_person(db, life)).items() if n} == {}
    assert await holding(db, SECRETS) == set()
    assert await holding(db, [str(key) for key in life.keys]) == set()
    pseudonyms = [ISSUER.pseudonym(key) for key in life.keys]
    assert await holding(db, pseudonyms) == set(), "nor the names that banks know them by"
    assert not await rows(db, "select 1 from role_grant")
    assert not await rows(db, "select 1 from follower_listed")


async def test_reports_and_votes_still_add_up(db: Database) -> None:
    life = await whole_life(db)
    voted = (await rows(db, "select count(*) as n from group_answer"))[0]["n"]
    await forgetter(db).erase(life.row)
    past = await rows(
        db, "select kind, state, detail, learner_id, address_id, uncertain from delivery_past"
    )
    counted = Counter((row["kind"], row["state"]) for row in past)
    assert counted == {
        ("lesson", "expired"): 1,
        ("reply", "expired"): 1,
        ("announcement", "expired"): 1,
        ("news", "expired"): 1,
        ("reply", "failed"): 1,
        ("credit", "sent"): 1,
    }
    assert all((row["learner_id"], row["address_id"]) == (None, None) for row in past)
    assert all(row["detail"] == {} for row in past)
    assert {row["kind"] for row in past if row["uncertain"]} == {"reply", "news"}, (
        "were on their way"
    )
    assert (await rows(db, "select count(*) as n from group_answer"))[0]["n"] == voted == 2
    assert not await rows(db, "select 1 from group_answer where learner_id is not null")
    voter = voter_of(ISSUER.pseudonym_key, BOT, CHAT_ID)
    assert voter == voter_hash(ISSUER.pseudonym_key, BOT, CHAT_ID)
    assert not await rows(db, "select 1 from group_answer where voter = $1", voter)


async def test_banks_are_asked_to_take_back_what_they_may_hold(db: Database) -> None:
    life = await whole_life(db)
    woken: list[str] = []
    office = Forgetter(db, FrozenClock(NOON), ISSUER, owed=lambda: woken.append("push"))
    done = await office.erase(life.row)
    assert done is not None
    assert (done.addresses, woken) == (2, ["push"])
    owed = await rows(
        db,
        "select p.target, p.state, s.completion_id from push p join statement s on s.id = p.statement_id",
    )
    assert done.taken_back > 0
    assert {row["target"] for row in owed} == {"lrs", "shanghai"}
    assert {(row["state"], row["completion_id"]) for row in owed} == {("queued", None)}


async def test_a_tombstone_is_left_for_each_key_and_leads_nowhere(db: Database) -> None:
    life = await whole_life(db)
    await forgetter(db).erase(life.row)
    async with db.connection() as conn:
        left = await tombstones.every(conn)
    assert {one for one, _ in left} == {
        tombstones.trace(ISSUER.pseudonym_key, k) for k in life.keys
    }
    assert {at for _, at in left} == {NOON}
    assert all(
        row["salt"] is None
        for row in await rows(db, "select salt from journal where entry_id is null")
    )


async def test_others_keep_everything(db: Database) -> None:
    life = await whole_life(db)
    other = await learner(db, f"{BOT}:555", f"{OFFICIAL}:oSomebodyElse")
    await owe(db, other)
    await owe(db, other, kind=Kind.NEWS, state="held")
    async with db.transaction() as conn:
        for row in await conn.fetch("select id from chat_group"):
            await groups.join_group(conn, row["id"], other, NOON)
    kept = Life(other, other, (0, 0), ())
    before = await of_person(db, kept)
    assert sum(before.values()) >= 5
    await forgetter(db).erase(life.row)
    assert await of_person(db, kept) == before


async def test_asking_at_a_row_that_was_merged_meanwhile_erases_the_one_person(
    db: Database,
) -> None:
    life, clock = await whole_life(db), FrozenClock(NOON)
    await ask(db, life.merged)
    clock.move(GRACE)
    assert await forgetter(db, clock).who_asked() == 1
    assert not await rows(db, "select 1 from learner")


async def test_who_writes_again_is_somebody_new(db: Database) -> None:
    life = await whole_life(db)
    await forgetter(db).erase(life.row)
    again = await learner(db, f"{OFFICIAL}:{OPENID}")
    assert again not in {life.row, life.merged}
    assert sum((await of_person(db, Life(again, again, (0, 0), ()))).values()) == 1, (
        "the address alone"
    )


async def test_an_outcome_that_comes_after_the_erasure_changes_nothing(db: Database) -> None:
    life = await whole_life(db)
    [flying] = await rows(db, "select id, attempts from delivery where state = 'claimed'")
    await forgetter(db).erase(life.row)
    async with db.transaction() as conn:
        late = Ending(flying["id"], flying["attempts"], "sent", "sent")
        assert await endings.end(conn, [late], NOON) == set()
    assert not await rows(db, "select 1 from delivery_past where learner_id is not null")


@pytest.mark.parametrize("first", ["record", "plan"])
async def test_it_waits_for_who_is_at_work_and_sees_what_they_did(
    db: Database, first: str
) -> None:
    """A worker that records, and a planner that owes something, hold rows of the person."""
    life = await whole_life(db)
    [flying] = await rows(db, "select id, attempts from delivery where state = 'claimed'")
    async with db.transaction() as conn:
        if first == "record":
            await endings.end(
                conn, [Ending(flying["id"], flying["attempts"], "held", "no way")], NOON
            )
        else:
            await conn.execute(
                "update lesson_turn set next_due = $2 where learner_id = $1", life.row, NOON
            )
        erasing = asyncio.create_task(forgetter(db).erase(life.row))
        await waited_for(db)
        if first == "plan":
            await conn.execute(
                """
                insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
                values ($1, 'city', 'lesson', 'course', '2026-11-30', 5, $2, $2, $2)
                """,
                *(life.row, NOON),
            )
    assert await erasing is not None
    assert not await rows(db, "select 1 from learner")
    assert not await rows(db, "select 1 from delivery union all select 1 from delivery_held")


async def waited_for(db: Database) -> None:
    """Return once somebody waits for a lock."""
    async with asyncio.timeout(20):
        while not await rows(
            db,
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        ):
            pass


async def test_many_at_once_by_two_processes_are_each_erased_once(db: Database) -> None:
    people = [await learner(db, f"{BOT}:{9000 + number}") for number in range(30)]
    clock = FrozenClock(NOON)
    for one in people:
        await ask(db, one)
    clock.move(GRACE)
    done = await asyncio.gather(forgetter(db, clock).who_asked(), forgetter(db, clock).who_asked())
    assert sum(done) == 30
    assert not await rows(db, "select 1 from learner")
    assert len(await rows(db, "select 1 from tombstone")) == 30


async def test_who_has_long_been_silent_is_erased_where_the_deployment_says_so(
    db: Database,
) -> None:
    people = {}
    for name, days in (("recent", 20), ("silent", 400), ("never", None)):
        people[name] = await learner(db, f"{BOT}:{name}", f"{OFFICIAL}:{name}")
        async with db.connection() as conn:
            await conn.execute(
                "update learner set created_at = $2 where id = $1",
                *(people[name], NOON - timedelta(days=350 if days is None else 800)),
            )
            if days is not None:
                await conn.execute(
                    "update address set last_in_at = $2 where learner_id = $1 and account = 'city'",
                    *(people[name], NOON - timedelta(days=days)),
                )
    await owe(db, people["silent"], state="sent")
    assert await forgetter(db, months=0).who_is_silent() == 0, "the deployment does not want it"
    assert await forgetter(db, months=13).who_is_silent() == 1, "lessons that came do not count"
    left = {row["id"] for row in await rows(db, "select id from learner")}
    assert left == {people["recent"], people["never"]}
    assert await forgetter(db, months=11).who_is_silent() == 1, (
        "who never spoke, from the start on"
    )
    assert await forgetter(db, months=1).who_is_silent() == 0


async def test_nobody_waits_crosswise_with_who_records_many_at_once(db: Database) -> None:
    """Recorders hold deliveries of many people, and then want their addresses; so does an erasure."""
    people = [await learner(db, f"{OFFICIAL}:o{number:03}") for number in range(24)]
    flying = [await owe(db, one, state="claimed") for one in people]
    async with db.connection() as conn:
        await conn.execute(
            "update delivery d set address_id = a.id from address a where a.learner_id = d.learner_id"
        )

    async def record(some: list[int]) -> None:
        ended = [Ending(row, 0, "held", "window closed") for row in some]
        async with db.transaction() as conn:
            await endings.end(conn, ended, NOON)
            await conn.execute(
                "update address set refusals = refusals + 1 where platform_id like 'o%'"
            )

    office = forgetter(db)
    done = await asyncio.gather(
        *(record(flying[begin : begin + 8]) for begin in range(0, 24, 8)),
        *(office.erase(one) for one in people),
        return_exceptions=True,
    )
    assert [one for one in done if isinstance(one, BaseException)] == []
    assert not await rows(db, "select 1 from learner")
