"""To who is silent lessons come more seldom, then one farewell, then nothing until the next word."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.store import returning
from bot.store.db import Database
from tests.delivery.owing import NOON, rows
from tests.schedules.due import HALF_PAST_SEVEN, enrolled, heard, planner

DAY = timedelta(days=1)


async def mornings(db: Database, days: range, first: datetime = HALF_PAST_SEVEN) -> list[int]:
    """Plan each of these mornings; those on which something was planned."""
    found = []
    for n in days:
        before = len(await rows(db, "select 1 from delivery"))
        await planner(db, first + n * DAY).lessons()
        if len(await rows(db, "select 1 from delivery")) > before:
            found.append(n)
    return found


async def state(db: Database) -> str:
    return str((await rows(db, "select state from learner"))[0]["state"])


async def test_a_month_of_silence(db: Database) -> None:
    """Heard last at noon of the day before morning 0."""
    await enrolled(db, "city:42")
    await heard(db, NOON)
    came = await mornings(db, range(31))
    # Mornings 0 to 2 have less than three silent days behind them; the farewell has fourteen.
    assert came == [0, 1, 2, 5, 8, 11, 14]
    told = await rows(db, "select detail, kind, occurrence from delivery order by due")
    assert [row["detail"] for row in told] == [{}] * 6 + [{"farewell": True}]
    assert {row["kind"] for row in told} == {"lesson"}
    assert await state(db) == "away"
    turn = (await rows(db, "select isfinite(next_due) as comes, planned from lesson_turn"))[0]
    assert not turn["comes"], "planning passes by who is away"
    assert turn["planned"][-1] == told[-1]["occurrence"]


async def test_a_word_brings_every_day_back(db: Database) -> None:
    await enrolled(db, "city:42")
    await heard(db, NOON)
    assert await mornings(db, range(7)) == [0, 1, 2, 5]
    await heard(db, NOON + 7 * DAY)
    assert await mornings(db, range(7, 11)) == [7, 8, 9]


async def test_who_was_away_comes_back_without_a_backlog(db: Database) -> None:
    person = await enrolled(db, "city:42")
    await heard(db, NOON)
    await mornings(db, range(20))
    now = NOON + 30 * DAY
    await heard(db, now)
    async with db.transaction() as conn:
        await returning.bring_back(conn, person, now)
    assert await state(db) == "active"
    turn = (await rows(db, "select next_due from lesson_turn"))[0]
    assert turn["next_due"] == HALF_PAST_SEVEN + 30 * DAY, "the next of the usual times"
    before = len(await rows(db, "select 1 from delivery"))
    assert await planner(db, now).lessons() == 0
    assert await mornings(db, range(30, 32)) == [30, 31]
    assert len(await rows(db, "select 1 from delivery")) == before + 2


async def test_bringing_back_changes_nothing_for_who_was_not_away(db: Database) -> None:
    person = await enrolled(db, "city:42", state="paused", due=HALF_PAST_SEVEN)
    async with db.transaction() as conn:
        await returning.bring_back(conn, person, NOON - DAY)
    assert await state(db) == "paused"
    assert (await rows(db, "select next_due from lesson_turn"))[0]["next_due"] == HALF_PAST_SEVEN


async def test_who_was_never_heard_of_is_silent_since_the_beginning(db: Database) -> None:
    await enrolled(db, "city:42")  # on the day before morning 0
    assert await mornings(db, range(16)) == [0, 1, 2, 5, 8, 11, 14]


@pytest.mark.parametrize(
    ("last_word", "came"),
    [
        (datetime(2026, 11, 22, 19, 59, tzinfo=UTC), [0, 1, 4]),  # 03:59: still Sunday
        (datetime(2026, 11, 22, 20, 0, tzinfo=UTC), [0, 1, 2, 5]),  # 04:00: Monday has begun
    ],
)
async def test_days_begin_at_four(db: Database, last_word: datetime, came: list[int]) -> None:
    await enrolled(db, "city:42")
    await heard(db, last_word)
    assert await mornings(db, range(6)) == came


async def test_a_courier_gets_the_first_break_only(db: Database) -> None:
    await enrolled(db, "city:42", times=(time(9, 30), time(15)), due=HALF_PAST_SEVEN)
    await heard(db, NOON)
    for hours in range(2, 24 * 8):
        await planner(db, HALF_PAST_SEVEN + timedelta(hours=hours)).lessons()
    told = await rows(db, "select occurrence from delivery order by due")
    assert [row["occurrence"] for row in told] == [
        *(
            "2026-11-24",
            "2026-11-24#2",
            "2026-11-25",
            "2026-11-25#2",
            "2026-11-26",
            "2026-11-26#2",
        ),
        "2026-11-29",
    ]


async def test_the_newest_word_counts_wherever_it_was_said(db: Database) -> None:
    """Also at an address that cannot be reached any more."""
    person = await enrolled(db, "city:42", "city-wechat:oA")
    async with db.connection() as conn:
        await conn.execute(
            "update address set last_in_at = case account when 'city' then $1::timestamptz else $2 end, "
            "state = case account when 'city' then 'gone' else 'active' end where learner_id = $3",
            NOON + 19 * DAY,
            NOON,
            person,
        )
    assert await mornings(db, range(20, 21)) == [20]
    assert (await rows(db, "select detail, lane from delivery"))[0]["detail"] == {}
    assert await state(db) == "active"


async def test_a_pause_is_no_silence(db: Database) -> None:
    """Three weeks were asked for; the day before it ended counts as one on which a word came."""
    await enrolled(db, "city:42", due=HALF_PAST_SEVEN + 21 * DAY)
    await heard(db, NOON)
    async with db.connection() as conn:
        await conn.execute("update learner set paused_until = $1", date(2026, 12, 15))
    assert await mornings(db, range(21, 28)) == [21, 22, 23, 26]
    assert await state(db) == "active"


async def test_an_outage_on_the_day_of_the_farewell_only_puts_it_off(db: Database) -> None:
    await enrolled(db, "city:42")
    await heard(db, NOON)
    assert await mornings(db, range(17, 25)) == [17]
    assert (await rows(db, "select detail from delivery"))[0]["detail"] == {"farewell": True}


async def test_who_cannot_be_reached_gets_no_farewell(db: Database) -> None:
    await enrolled(db, "city:42")
    await heard(db, NOON)
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone'")
    assert await mornings(db, range(14, 16)) == []
    assert await state(db) == "active"


@pytest.mark.parametrize("table", ["learner", "address"])
async def test_nobody_who_is_being_answered_is_bidden_farewell(db: Database, table: str) -> None:
    person = await enrolled(db, "city:42")
    await heard(db, NOON)
    column = "id" if table == "learner" else "learner_id"
    async with db.transaction() as conn:
        await conn.execute(f"select from {table} where {column} = $1 for no key update", person)
        async with asyncio.timeout(20):
            assert await mornings(db, range(14, 15)) == []
    assert await state(db) == "active"
    turn = (await rows(db, "select next_due, planned from lesson_turn"))[0]
    assert (turn["next_due"], turn["planned"]) == (HALF_PAST_SEVEN + 15 * DAY, [])


async def test_many_silent_ones_and_others_in_one_batch(db: Database) -> None:
    people = [await enrolled(db, f"city:{n}") for n in range(9)]
    for n, person in enumerate(people):
        await heard(db, NOON + (14 - n % 3 * 7) * DAY, person)  # 0, 7 and 14 silent days ago
    assert await planner(db, HALF_PAST_SEVEN + 14 * DAY).lessons() == 9
    found = await rows(
        db,
        """
        select l.id, l.state, d.detail ->> 'farewell' as farewell, d.id is not null as planned
        from learner l left join delivery d on d.learner_id = l.id order by l.id
        """,
    )
    assert [(row["state"], row["farewell"], row["planned"]) for row in found] == [
        ("active", None, True),
        ("active", None, False),
        ("away", "true", True),
    ] * 3


# a bad day, and public holidays ---------------------------------------------------------------------


async def test_nothing_comes_on_a_bad_day(db: Database) -> None:
    await enrolled(db, "city:42")
    await heard(db, NOON)
    async with db.connection() as conn:
        await conn.execute("update learner set off_day = '2026-11-25'")
    assert await mornings(db, range(4)) == [0, 2]


@pytest.mark.parametrize(("country", "came"), [("CN", [0, 1, 3]), ("", [0, 1, 2, 3])])
async def test_nothing_comes_on_a_public_holiday_to_who_wants_that(
    db: Database, country: str, came: list[int]
) -> None:
    """New Year's Day of 2027 is a Friday."""
    first = HALF_PAST_SEVEN + 36 * DAY  # the morning of 30 December
    await enrolled(db, "city:42", due=first)
    async with db.connection() as conn:
        await conn.execute("update learner set holidays_off = true")
    found = []
    for n in range(4):
        await heard(db, first + n * DAY - timedelta(hours=12))
        before = len(await rows(db, "select 1 from delivery"))
        await planner(db, first + n * DAY, country=country).lessons()
        if len(await rows(db, "select 1 from delivery")) > before:
            found.append(n)
    assert found == came


async def test_holidays_are_working_days_to_everybody_else(db: Database) -> None:
    first = HALF_PAST_SEVEN + 38 * DAY  # 1 January
    await enrolled(db, "city:42", due=first)
    await heard(db, first - DAY)
    await planner(db, first, country="CN").lessons()
    assert len(await rows(db, "select 1 from delivery")) == 1
