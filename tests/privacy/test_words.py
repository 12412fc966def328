"""What people wrote in their own words: kept for a while, one person's after a merge, gone in the end."""

from datetime import timedelta

from bot.clock import FrozenClock
from bot.personal_copy import collect
from bot.store.db import Database
from bot.store.privacy.erasing import erase
from schedules.housekeeping import Housekeeper
from tests.delivery.owing import BOT, NOON, OFFICIAL, group, learner, rows
from tests.followers.people import enrolled, merge
from tests.privacy.lives import ISSUER, VAULT
from tests.privacy.told import tell_us

DAY = timedelta(days=1)


async def test_questions_are_kept_half_a_year_and_wishes_a_year(db: Database) -> None:
    person, where = await learner(db, f"{BOT}:1"), await group(db, "-100")
    clock = FrozenClock(NOON)
    async with db.transaction() as conn:
        await enrolled(db, person)
        for days in (0, 10):
            if days:
                await conn.execute("delete from rating; delete from group_helper")
            await tell_us(conn, where, person, f"{days}", NOON + days * DAY)
    keeper = Housekeeper(db, clock)
    clock.move(180 * DAY)
    assert await keeper.old_words() == 0, "not before its time"
    clock.move(5 * DAY)
    assert await keeper.old_words() == 2
    assert [one["words"] for one in await rows(db, "select words from asked")] == ["10"]
    assert [one["words"] for one in await rows(db, "select words from help_request")] == ["10"]
    clock.move(220 * DAY)
    assert await keeper.old_words() == 3, "the other two, and one wish"
    assert [one["words"] for one in await rows(db, "select words from wish")] == ["10"]
    assert len(await rows(db, "select 1 from rating")) == 1, "what one thinks of a course stays"


async def test_of_two_ratings_the_newest_counts(db: Database) -> None:
    keep, gone = await learner(db, f"{OFFICIAL}:oOne"), await learner(db, f"{BOT}:42")
    await enrolled(db, keep)
    async with db.transaction() as conn:
        for who, stars, minutes in ((keep, 1, 0), (gone, 3, 5)):
            await conn.execute(
                "insert into rating values ($1, 'course', $2, '1', $3)",
                *(who, stars, NOON + timedelta(minutes=minutes)),
            )
    assert await merge(db, keep, gone)
    [left] = await rows(db, "select learner_id, stars from rating")
    assert (left["learner_id"], left["stars"]) == (keep, 3)


async def test_a_helper_is_told_what_he_wrote_and_not_what_others_asked(db: Database) -> None:
    asks, helps = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into help_request (learner_id, helper_id, words, asked_at, answer)
            values ($1, $2, '孙女的生日怎么设', $3, '看第三课')
            """,
            *(asks, helps, NOON),
        )
    copies = []
    for who in (asks, helps):
        async with db.transaction() as conn:
            copies.append((await collect(conn, who, VAULT, ISSUER.pseudonym))["help"])
    assert [(one["words"], one["answer"], one["asked_by_you"]) for [one] in copies] == [
        ("孙女的生日怎么设", "看第三课", True),
        (None, "看第三课", False),
    ]


async def test_who_is_reached_nowhere_leaves_no_words(db: Database) -> None:
    person, other = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    where = await group(db, "-100")
    await enrolled(db, person)
    async with db.transaction() as conn:
        for who in (person, other):
            await tell_us(conn, where, who, f"{who}", NOON)
        address = await conn.fetchval("select id from address where learner_id = $1", person)
        assert await erase(conn, address, NOON)
    for table in ("wish", "asked", "help_request", "group_helper"):
        left = await rows(db, f"select learner_id from {table}")
        assert [one["learner_id"] for one in left] == [other], table


async def test_a_helper_who_leaves_one_of_two_chats_helps_there_no_more(db: Database) -> None:
    person = await learner(db, f"{BOT}:1", f"{OFFICIAL}:oOne")
    places = {account: await group(db, f"-{account}", account) for account in (BOT, OFFICIAL)}
    async with db.transaction() as conn:
        for where in places.values():
            await conn.execute(
                "insert into group_helper values ($1, $2, '李老师', $3)", where, person, NOON
            )
        address = await conn.fetchval("select id from address where account = $1", OFFICIAL)
        assert await erase(conn, address, NOON)
    left = await rows(db, "select group_id from group_helper")
    assert [one["group_id"] for one in left] == [places[BOT]]
