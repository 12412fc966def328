"""Of who is erased, nothing in a group leads back: answers, boards, codes, quizzes, replies."""

from collections import deque
from datetime import timedelta

import pytest

from bot.domain.delivery import Kind, Outcome, Result
from bot.domain.messages import say
from bot.store import binding, endings, followers, operator_acts, polls
from bot.store.db import Database
from bot.store.endings import Ending
from bot.store.groups import membership as groups
from bot.store.operator_acts import Only
from bot.store.polls import Poll, ShownPoll
from tests.delivery.conftest import clock, office
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, group, learner, one, owe, rows
from tests.delivery.test_leavings import answer_group
from tests.store.test_group_migration import question

__all__ = ["clock", "office"]

HOUR = timedelta(hours=1)
MINE, HERS, STRANGERS = b"of city:1", b"of city:2", b"of nobody we know"
NAMED = "第一名 王小明"


async def address_of(db: Database, platform_id: str, account: str = BOT) -> int:
    found = await rows(
        db,
        "select id from address where account = $1 and platform_id = $2",
        account,
        platform_id,
    )
    row: int = found[0]["id"]
    return row


async def erase(db: Database, platform_id: str, account: str = BOT) -> None:
    address = await address_of(db, platform_id, account)
    async with db.transaction() as conn:
        assert await followers.erase(conn, address, NOON)


async def answers(db: Database) -> list[tuple[bytes, int | None, bool]]:
    found = await rows(
        db, "select voter, learner_id, is_right from group_answer order by answered_at, voter"
    )
    return [(row["voter"], row["learner_id"], row["is_right"]) for row in found]


async def asked(db: Database, of: int) -> int:
    async with db.transaction() as conn:
        return await question(conn, of, 23)


async def answer(db: Database, row: int, voter: bytes, who: int | None, minute: int) -> None:
    await rows(
        db,
        "insert into group_answer values ($1, $2, $3, '1', true, $4)",
        row,
        voter,
        who,
        NOON + timedelta(minutes=minute),
    )


async def test_answers_count_on_and_lead_nowhere(db: Database) -> None:
    me, her = await learner(db, "city:1"), await learner(db, "city:2")
    first, second = [await asked(db, await group(db, chat)) for chat in ("-100", "-200")]
    await answer(db, first, MINE, me, 0)
    await answer(db, first, HERS, her, 1)
    await answer(db, first, STRANGERS, None, 2)
    await answer(db, second, MINE, me, 3)
    await erase(db, "1")
    kept = await answers(db)
    assert [(who, right) for _, who, right in kept] == [
        (me, True),
        (her, True),
        (None, True),
        (me, True),
    ]
    voters = [voter for voter, _, _ in kept]
    assert voters[1:3] == [HERS, STRANGERS]
    assert MINE not in voters
    assert len(set(voters)) == 4, "not even that two answers are one person's voter"


async def test_answers_given_elsewhere_stay_as_they_are(db: Database) -> None:
    """The other bot's address is not erased; its answers are still known as given."""
    me = await learner(db, "city:1", "town:9")
    here = await asked(db, await group(db, "-100"))
    there = await asked(db, await group(db, "-300", "town"))
    await answer(db, here, MINE, me, 0)
    await answer(db, there, b"of town:9", me, 1)
    await erase(db, "1")
    kept = [voter for voter, _, _ in await answers(db)]
    assert kept[0] != MINE
    assert kept[1] == b"of town:9"


async def test_a_name_on_a_board_goes_also_where_the_person_stays(db: Database) -> None:
    """Another address of the same bot keeps the membership, not the name of the erased one."""
    me = await learner(db, "city:1", "city:3", "town:9")
    for chat, account in (("-100", BOT), ("-300", "town")):
        crowd = await group(db, chat, account)
        async with db.transaction() as conn:
            await groups.join_group(conn, crowd, me, NOON)
        await rows(db, "update group_member set board_name = '王小明' where group_id = $1", crowd)
    await erase(db, "1")
    found = await rows(db, "select board_name from group_member order by group_id")
    assert [row["board_name"] for row in found] == [None, "王小明"]
    await erase(db, "3")
    assert len(await rows(db, "select 1 from group_member")) == 1
    await erase(db, "9", "town")
    assert not await rows(db, "select 1 from group_member")


@pytest.mark.parametrize(("ago", "misses"), [(59 * HOUR / 60, 1), (HOUR, 0)])
async def test_a_code_joins_nobody_any_more(db: Database, ago: timedelta, misses: int) -> None:
    """Also where the person has another address. Who tried codes does not begin anew."""
    me, her = await learner(db, "city:1", "city:3"), await learner(db, "city:2")
    async with db.transaction() as conn:
        await binding.give_code(conn, me, b"code", NOON + HOUR, NOON)
        await binding.give_code(conn, her, b"hers", NOON + HOUR, NOON)
        await rows(db, "insert into bind_miss values ($1, 5, $2)", me, NOON - ago)
    await erase(db, "1")
    found = await rows(db, "select learner_id from bind_code")
    assert [row["learner_id"] for row in found] == [her]
    assert len(await rows(db, "select 1 from bind_miss")) == misses


async def test_quizzes_sent_there_are_known_no_more(db: Database) -> None:
    await learner(db, "city:1")
    await learner(db, "city:2")
    async with db.transaction() as conn:
        shown = [
            ShownPoll(
                BOT, f"p{n}", Poll(f"ans:{n}", await address_of(db, f"{n}"), None, "1", NOON)
            )
            for n in (1, 2)
        ]
        await polls.keep(conn, shown)
    await erase(db, "1")
    found = await rows(db, "select poll_id from quiz_poll")
    assert [row["poll_id"] for row in found] == ["p2"]


@pytest.mark.parametrize("state", ["sent", "expired", "failed"])
async def test_what_a_reply_to_a_group_said_is_not_kept_however_it_ended(
    db: Database, state: str
) -> None:
    """It may have been a board with names, whose row nothing of an erasure finds."""
    crowd = await group(db)
    await answer_group(db, crowd, say(NAMED))
    [row] = await rows(db, "select id, attempts from delivery")
    async with db.transaction() as conn:
        await endings.end(conn, [Ending(row["id"], row["attempts"], state, "r")], NOON)
    ended = await one(db, row["id"])
    assert (ended["state"], ended["detail"]) == (state, {})


async def test_a_reply_without_words_is_not_retried(db: Database, office: Office) -> None:
    crowd = await group(db)
    await answer_group(db, crowd, say(NAMED))
    post = await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.telegram.script = deque([Outcome(Result.BAD_REQUEST, "400")] * 2)
    await office.work()
    states = await rows(db, "select state from delivery_past")
    assert [row["state"] for row in states] == ["failed", "failed"]
    async with db.transaction() as conn:
        assert await operator_acts.count_failed(conn, Only(), NOON) == 1
        retried = await operator_acts.retry_failed(conn, Only(), NOON)
    assert (retried.planned.total(), retried.seen) == (1, 1)
    await office.work()
    assert (await one(db, post))["state"] == "sent"
    assert NAMED not in str(await rows(db, "select detail from delivery_past"))
