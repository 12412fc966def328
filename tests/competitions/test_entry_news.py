"""Whose entry an organiser takes out or puts back hears of it at once, with the reason."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.clock import FrozenClock
from bot.competitions.desk import entries
from bot.competitions.entering.sealed import Facts, seal_facts
from bot.competitions.telling.compose_told import ToldComposer
from bot.domain.competitions import CompetitionState
from bot.domain.delivery import Composed, NotNeeded
from bot.store import claims
from bot.store.contests.entries import Entry
from bot.store.db import Database
from tests.competitions.desk_house import (
    DAY,
    HOUR,
    NOON,
    PUBLICITY,
    QUIZ,
    ROUND,
    VAULT,
    at,
    published,
)
from tests.schedules.contest import cohort, moved_away

IN_PUBLICITY = ROUND.closes + HOUR
Act = Callable[..., Awaitable[Entry]]


@pytest.fixture
async def mine(db: Database) -> int:
    """The entry of a learner."""
    await published(db, QUIZ)
    [person] = await cohort(db, "city-wechat:oA")
    async with db.transaction() as conn:
        row: int = await conn.fetchval(
            """
            insert into entry (competition_key, learner_id, number, division_key, sealed, entered_at)
            values ($1, $2, 1, 'public', $4, $3) returning id
            """,
            QUIZ.key,
            person,
            NOON,
            seal_facts(VAULT, Facts("陈一")),
        )
    await moved_away(db)
    return row


async def act(db: Database, which: Act, row: int, when: datetime, reason: str) -> None:
    """An organiser does it."""
    async with db.transaction() as conn:
        revision = await conn.fetchval("select revision from entry where id = $1", row)
        await which(conn, at(when), QUIZ.key, row, expected_revision=revision, reason=reason)


async def heard(db: Database, when: datetime) -> list[str]:
    """What a worker would say at ``when``, one after the other, and why it says nothing."""
    told: list[str] = []
    async with db.transaction() as conn:
        while found := await claims.lock_candidates(conn, when, 50, ["result"]):
            said = await ToldComposer(FrozenClock(when))(conn, found)
            told += [_text(said[one.row]) for one in found]
            rows = [one.row for one in found]
            await conn.execute("delete from delivery where id = any($1)", rows)
    return told


def _text(words: Composed | NotNeeded) -> str:
    if isinstance(words, NotNeeded):
        return f"({words.reason})"
    assert words.facts
    return "\n".join(f"{one.text}\n{one.hint}".strip() for one in words.reply.messages)


async def test_who_is_disqualified_hears_why_and_whom_to_ask(db: Database, mine: int) -> None:
    await act(db, entries.disqualify, mine, NOON, "代考")
    assert await heard(db, NOON) == [
        "《长者歌唱比赛》的主办方取消了您的参赛资格。\n原因：代考\n有问题，请问：辅导部"
    ]


async def test_while_the_list_is_public_one_hears_how_to_object(db: Database, mine: int) -> None:
    await act(db, entries.disqualify, mine, IN_PUBLICITY, "代考")
    [said] = await heard(db, IN_PUBLICITY)
    assert "原因：代考" in said
    assert "之前可以提异议：发“比赛”，选这个比赛，再选“提异议”。" in said


async def test_what_waited_tells_of_no_way_that_is_closed(db: Database, mine: int) -> None:
    await act(db, entries.disqualify, mine, IN_PUBLICITY, "代考")
    [late] = await heard(db, PUBLICITY.closes + DAY)
    assert "异议" not in late


async def test_who_is_put_back_hears_it_and_no_more_of_the_time_before(
    db: Database, mine: int
) -> None:
    await act(db, entries.disqualify, mine, NOON, "代考")
    await act(db, entries.reinstate, mine, NOON + HOUR, "弄错了")
    assert await heard(db, NOON + HOUR) == [
        "(it was changed once more, which is told by itself)",
        "《长者歌唱比赛》的主办方恢复了您的报名，您现在照常参赛。\n想看日期，发“比赛”。",
    ]
    await act(db, entries.disqualify, mine, NOON + 2 * HOUR, "又查实了")
    [again] = await heard(db, NOON + 2 * HOUR)
    assert "又查实了" in again


async def test_who_is_withdrawn_by_the_organiser_hears_it(db: Database, mine: int) -> None:
    await act(db, entries.withdraw, mine, NOON, "本人打电话来")
    assert await heard(db, NOON) == [
        "《长者歌唱比赛》的主办方替您退出了比赛。\n原因：本人打电话来\n有问题，请问：辅导部"
    ]


async def test_nothing_is_said_of_what_is_cancelled(db: Database, mine: int) -> None:
    await act(db, entries.disqualify, mine, NOON, "代考")
    async with db.transaction() as conn:
        await conn.execute(
            "update competition set state = $1 where key = $2",
            CompetitionState.CANCELLED,
            QUIZ.key,
        )
    assert await heard(db, NOON) == ["(the competition does not take place)"]


async def test_nothing_is_said_of_an_entry_that_is_gone(db: Database, mine: int) -> None:
    await act(db, entries.disqualify, mine, NOON, "代考")
    async with db.transaction() as conn:
        await conn.execute("update delivery set subject = 'entry:99999999999999999999'")
    assert await heard(db, NOON) == ["(the entry is gone)"]


async def test_once_the_results_are_final_a_correction_tells_it(db: Database, mine: int) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            "insert into result_revision values ($1, 1, '\\x00', 'somebody', $2, '')",
            QUIZ.key,
            PUBLICITY.closes,
        )
        await conn.execute(
            "update competition set frozen_at = $2 where key = $1", QUIZ.key, PUBLICITY.closes
        )
    await act(db, entries.disqualify, mine, PUBLICITY.closes + HOUR, "代考")
    assert await heard(db, PUBLICITY.closes + HOUR) == []


async def test_an_entry_on_paper_owes_nobody(db: Database, mine: int) -> None:
    async with db.transaction() as conn:
        await conn.execute("update entry set learner_id = null where id = $1", mine)
    await act(db, entries.disqualify, mine, NOON, "代考")
    assert await heard(db, NOON) == []
