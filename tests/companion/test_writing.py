"""A model is asked once, its answer is checked, and told once, whatever fails in between."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind
from bot.learning.companion.writing import MOST_TRIES, RECALLED, STILL_USEFUL, Told, Writing
from bot.model_ports import WriteResult, Written
from bot.store import asked
from bot.store.db import Database, Row
from tests.companion.desk import AWAY, GOOD, PASSAGES, Scripted, ask
from tests.delivery.owing import BOT, NOON, all_of, learner, rows


class Desk:
    """A ``Writing`` with its writer, and what it told."""

    def __init__(self, db: Database, *answers: Written, seconds: float = 20) -> None:
        self.db, self.clock = db, FrozenClock(NOON)
        self.writer = Scripted(list(answers) or [GOOD])
        self.told: list[tuple[Told, str]] = []
        self.owed = 0
        self.counted = asyncio.Event()
        self.writing = self.another(seconds=seconds)

    def another(self, seconds: float = 20) -> Writing:
        """One more process with the same writer."""
        return Writing(
            self.db,
            self.writer,
            self.clock,
            seconds,
            owed=self._owed,
            count=self._count,
        )

    def _count(self, told: Told, why: str) -> None:
        self.told.append((told, why))
        self.counted.set()

    def _owed(self) -> None:
        self.owed += 1

    async def work(self) -> None:
        """Rounds until nothing can be asked now."""
        while await self.writing.run_once():
            pass


async def row_of(db: Database, asking: int) -> Row:
    return (await rows(db, "select * from asked where id = $1", asking))[0]


async def test_an_answer_is_checked_and_owed_once(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    asking = await ask(db, who)
    await desk.work()
    row = await row_of(db, asking)
    assert (row["writing"], row["told_at"], row["passages"]) == ("told", NOON, [])
    assert row["lease_until"] is None
    (owed,) = await all_of(db)
    assert (owed["kind"], owed["learner_id"], owed["lane"]) == (Kind.ANSWER, who, BOT)
    assert (owed["subject"], owed["occurrence"]) == (f"asked:{asking}", "once")
    assert owed["detail"] == {
        "text": "绿茶嫩，水太烫会苦。晾到80度再泡。",
        "titles": ["绿茶用八十度的水"],
        "course": "tea",
        "lesson": "green",
        "version": "2026.1",
    }
    assert desk.writer.got == [("绿茶水温多少", PASSAGES)]
    assert (desk.told, desk.owed) == ([(Told.TOLD, "")], 1)


@pytest.mark.parametrize(
    ("written", "writing", "told"),
    [
        (Written(WriteResult.WRITTEN, "晾到80度再泡。"), "uncited", Told.UNCITED),
        (Written(WriteResult.WRITTEN, "晾到95度再泡[1]。"), "uncited", Told.UNCITED),
        (Written(WriteResult.WRITTEN, ""), "uncited", Told.UNCITED),
        (Written(WriteResult.LATE, code="no answer in time"), "late", Told.LATE),
        (Written(WriteResult.REFUSED, code="401"), "failed", Told.FAILED),
        (Written(WriteResult.UNREADABLE), "failed", Told.FAILED),
    ],
)
async def test_else_the_quotation_stands(
    db: Database, written: Written, writing: str, told: Told
) -> None:
    desk = Desk(db, written)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    await desk.work()
    row = await row_of(db, asking)
    assert (row["writing"], row["told_at"], row["passages"]) == (writing, None, [])
    assert await all_of(db) == []
    assert [one for one, _ in desk.told] == [told]
    assert desk.told[0][1]
    assert (len(desk.writer.got), desk.owed) == (1, 0)


async def recall_tea(db: Database) -> None:
    """The version that the questions here are answered from, taught no more."""
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into course_version (course_key, version, content_hash, title, track, language, level, hours,
              pass_mark, hours_per_credit, source, licence, reviewed_by, state, imported_at, recalled_at)
            values ('tea', '2026.1', '\\x00', '茶', 'everyone', 'zh-Hans', 1, 1, 0.6, 16, '', '', '某人',
              'approved', $1, $1)
            """,
            NOON,
        )


async def test_recalled_text_is_not_given_to_a_model(db: Database) -> None:
    desk = Desk(db)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    await recall_tea(db)
    await desk.work()
    assert (await row_of(db, asking))["writing"] == "failed"
    assert desk.writer.got == []
    assert desk.told == [(Told.FAILED, RECALLED)]
    assert await all_of(db) == []


async def test_text_recalled_while_the_model_thinks_is_not_owed(db: Database) -> None:
    desk = Desk(db)
    desk.writer.hold = asyncio.Event()
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    working = asyncio.create_task(desk.writing.run_once())
    async with asyncio.timeout(20):
        await desk.writer.begun.wait()
        await recall_tea(db)
        desk.writer.hold.set()
        await working
    row = await row_of(db, asking)
    assert (row["writing"], row["told_at"], row["passages"]) == ("failed", None, [])
    assert (desk.told, desk.owed) == ([(Told.FAILED, RECALLED)], 0)
    assert await all_of(db) == []


async def test_what_needs_no_model_is_never_given_to_one(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    await ask(db, who, passages=())
    await ask(db, who, passages=(), outcome="refused")
    await desk.work()
    assert desk.writer.got == []


async def test_a_server_that_is_away_is_asked_again_within_the_time(db: Database) -> None:
    desk = Desk(db, AWAY, AWAY, GOOD)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    for _ in range(3):
        await desk.work()
        desk.clock.move(timedelta(seconds=2))
    assert (await row_of(db, asking))["writing"] == "told"
    assert [one for one, _ in desk.told] == [Told.AGAIN, Told.AGAIN, Told.TOLD]
    assert len(await all_of(db)) == 1


async def test_after_three_tries_it_is_let_be(db: Database) -> None:
    desk = Desk(db, AWAY)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    for _ in range(6):
        await desk.work()
        desk.clock.move(timedelta(seconds=2))
    assert (await row_of(db, asking))["writing"] == "failed"
    assert len(desk.writer.got) == MOST_TRIES
    assert desk.told[-1] == (Told.FAILED, "503")


async def test_no_further_try_begins_after_the_time(db: Database) -> None:
    desk = Desk(db, AWAY, seconds=3)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    desk.clock.move(timedelta(seconds=2))
    await desk.work()
    assert (await row_of(db, asking))["writing"] == "failed"
    assert len(desk.writer.got) == 1


async def test_a_model_that_never_answers_is_late(db: Database) -> None:
    desk = Desk(db, seconds=0.01)
    desk.writer.hold = asyncio.Event()
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    await desk.work()
    assert (await row_of(db, asking))["writing"] == "late"


async def test_a_process_that_died_loses_nothing(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    asking = await ask(db, who)
    async with db.transaction() as conn:
        (dead,) = await asked.take(conn, NOON, timedelta(seconds=30), 4)
    await desk.work()
    assert desk.writer.got == []
    desk.clock.move(timedelta(seconds=31))
    await desk.work()
    assert (await row_of(db, asking))["writing"] == "told"
    async with db.transaction() as conn:
        assert not await asked.settle(conn, dead, "failed", NOON)
        assert not await asked.put_back(conn, dead, NOON)
    assert (await row_of(db, asking))["writing"] == "told"


async def test_who_waited_too_long_is_not_answered_any_more(db: Database) -> None:
    desk = Desk(db)
    asking = await ask(db, await learner(db, f"{BOT}:1"))
    desk.clock.move(STILL_USEFUL + timedelta(seconds=1))
    await desk.work()
    assert (await row_of(db, asking))["writing"] == "late"
    assert desk.writer.got == []


async def test_two_processes_ask_once(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    for number in range(6):
        await ask(db, who, f"第{number}问")
    other = desk.another()
    while sum(await asyncio.gather(desk.writing.run_once(), other.run_once())):
        pass
    assert sorted(words for words, _ in desk.writer.got) == [f"第{n}问" for n in range(6)]
    assert len(await all_of(db)) == 6


async def test_no_connection_is_held_while_the_model_thinks(database_url: str) -> None:
    one = await Database.connect(database_url, size=1)
    try:
        desk = Desk(one)
        desk.writer.hold = asyncio.Event()
        asking = await ask(one, await learner(one, f"{BOT}:1"))
        working = asyncio.create_task(desk.writing.run_once())
        async with asyncio.timeout(20):
            await desk.writer.begun.wait()
            assert (await row_of(one, asking))["writing"] == "waiting"
            desk.writer.hold.set()
            await working
        assert (await row_of(one, asking))["writing"] == "told"
    finally:
        await one.close()


async def test_who_is_erased_meanwhile_gets_nothing(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    desk.writer.hold = asyncio.Event()
    await ask(db, who)
    working = asyncio.create_task(desk.writing.run_once())
    async with asyncio.timeout(20):
        await desk.writer.begun.wait()
        async with db.transaction() as conn:
            await conn.execute("delete from learner where id = $1", who)
        desk.writer.hold.set()
        await working
    assert await all_of(db) == []
    assert [one for one, _ in desk.told] == [Told.LOST]


async def test_it_runs_until_it_is_stopped_and_puts_back_what_it_has(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(desk.writing.run(stop, wake))
    async with asyncio.timeout(20):
        first = await ask(db, who)
        wake.set()
        await desk.writer.begun.wait()
        await desk.counted.wait()
        assert (await row_of(db, first))["writing"] == "told"
        desk.writer.hold, desk.writer.begun = asyncio.Event(), asyncio.Event()
        second = await ask(db, who, "第二问")
        wake.set()
        await desk.writer.begun.wait()
        stop.set()
        await running
    left = await row_of(db, second)
    assert (left["writing"], left["lease_until"], left["tries"]) == ("waiting", NOON, 1)
    desk.writer.hold = None
    await desk.another().run_once()
    assert (await row_of(db, second))["writing"] == "told"


async def test_a_fault_in_a_writer_hurts_no_other(db: Database) -> None:
    desk, who = Desk(db), await learner(db, f"{BOT}:1")

    class Broken(Scripted):
        async def write(self, question: str, passages: object) -> Written:
            if question == "坏":
                raise KeyError(question)
            return GOOD

    await ask(db, who, "坏")
    good = await ask(db, who, "好")
    await Writing(db, Broken(), desk.clock, 20).run_once()
    assert (await row_of(db, good))["writing"] == "told"
