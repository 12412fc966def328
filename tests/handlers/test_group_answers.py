"""A group's question is answered by quiz or button, each person once, and counted exactly."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.content import Question
from bot.domain.events import Tap
from bot.store.db import Database
from bot.store.groups import questions as group_questions
from bot.texts.catalogue import texts
from handlers.group_answers import LONGEST_TOAST, Counted, count_poll_answer, voter_of
from tests.delivery.owing import BOT, NOON, group, learner, rows
from tests.handlers.group_room import GROUP, PUPIL, SECRET, Room, happened, toast
from tests.handlers.school import course, lesson, several, single, truth

ZH = texts("zh-Hans")


async def asked(db: Database, question: Question | None = None, chat: str = GROUP) -> int:
    """A question that was asked in a group today; its row."""
    await Room(db).teach(course(lesson("甲", question or single("一"))))
    there = await rows(db, f"select id from chat_group where platform_id = '{chat}'")
    row = there[0]["id"] if there else await group(db, chat)
    async with db.connection() as conn:
        found: int = await conn.fetchval(
            """
            insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
            select $1, '2026-11-23', 'farm', '1', q.key, q.id, $2 from question q returning id
            """,
            row,
            NOON,
        )
    return found


async def explain(db: Database, question: int) -> None:
    async with db.transaction() as conn:
        await group_questions.close(conn, [question], NOON)


async def votes(db: Database, row: int, voter: str, *chosen: int) -> Counted:
    async with db.transaction() as conn:
        return await count_poll_answer(conn, row, voter_of(SECRET, BOT, voter), None, chosen, NOON)


async def given(db: Database) -> list[Any]:
    return await rows(db, "select given, is_right, learner_id from group_answer")


async def test_the_first_answer_of_each_person_counts(db: Database) -> None:
    row = await asked(db)
    assert await votes(db, row, PUPIL, 2) is Counted.RIGHT
    assert await votes(db, row, PUPIL, 1) is Counted.AGAIN
    assert await votes(db, row, PUPIL) is Counted.NOTHING, "taken back: the first stays"
    assert await votes(db, row, "503", 1) is Counted.WRONG
    assert sorted((one["given"], one["is_right"]) for one in await given(db)) == [
        ("1", False),
        ("2", True),
    ]


async def test_no_answer_counts_once_it_is_explained(db: Database) -> None:
    row = await asked(db)
    await votes(db, row, PUPIL, 2)
    await explain(db, row)
    assert await votes(db, row, "503", 2) is Counted.LATE
    assert await votes(db, row, PUPIL, 2) is Counted.AGAIN
    assert len(await given(db)) == 1


@pytest.mark.parametrize(
    ("question", "chosen", "counted"),
    [
        (several("一"), (1, 3), Counted.RIGHT),
        (several("一"), (1,), Counted.WRONG),
        (several("一"), (3, 1), Counted.NOTHING),
        (several("一"), (1, 1), Counted.NOTHING),
        (several("一"), (1, 4), Counted.NOTHING),
        (single("一"), (1, 2), Counted.NOTHING),
        (single("一"), (0,), Counted.NOTHING),
        (single("一"), (-1,), Counted.NOTHING),
        (truth("一"), (1,), Counted.RIGHT),
        (truth("一"), (2,), Counted.WRONG),
        (truth("一"), (3,), Counted.NOTHING),
    ],
)
async def test_what_can_be_no_answer_is_not_counted(
    db: Database, question: Question, chosen: tuple[int, ...], counted: Counted
) -> None:
    row = await asked(db, question)
    assert await votes(db, row, PUPIL, *chosen) is counted
    assert len(await given(db)) == (0 if counted is Counted.NOTHING else 1)


async def test_a_question_that_never_was_counts_nothing(db: Database) -> None:
    assert await votes(db, 4711, PUPIL, 1) is Counted.NOTHING


async def test_a_button_leads_to_the_same(db: Database) -> None:
    row = await asked(db)
    person = await learner(db, f"{BOT}:{PUPIL}")
    room = Room(db)
    wrong = await room.taps(f"gq:{row}:1", PUPIL)
    assert wrong.reply is None
    assert toast(wrong) == "没关系，正确答案是：先核对对方是谁。一题的道理。"
    assert toast(await room.taps(f"gq:{row}:2", PUPIL)) == ZH("group-answered-before")
    assert toast(await room.taps(f"gq:{row}:2", "503")) == "✅ 答对了。一题的道理。"
    assert await votes(db, row, PUPIL, 2) is Counted.AGAIN, "the same person by quiz"
    found = sorted(await given(db), key=lambda one: str(one["given"]))
    assert [one["learner_id"] for one in found] == [person, None]
    await explain(db, row)
    assert toast(await room.taps(f"gq:{row}:2", "504")) == ZH("group-explained-before")


async def test_several_are_answered_by_one_button(db: Database) -> None:
    row = await asked(db, several("一"))
    told = toast(await Room(db).taps(f"gq:{row}:1,3", PUPIL))
    assert told.startswith("✅")


@pytest.mark.parametrize(
    "data",
    ["gq:", "gq:{row}", "gq:{row}:", "gq:{row}:0", "gq:{row}:9", "gq:{row}:1,2", "gq:{row}:²",
     "gq:99999999999999999999:1", "gq:4711:1", "gq:{row}:1:2", "gq:-{row}:1", "gq:{row}:1,"],
)  # fmt: skip
async def test_forged_and_old_buttons_get_a_kind_word(db: Database, data: str) -> None:
    row = await asked(db)
    assert toast(await Room(db).taps(data.format(row=row), PUPIL)) == ZH("group-question-gone")
    assert not await given(db)


async def test_a_button_of_another_group_counts_nowhere(db: Database) -> None:
    row = await asked(db, chat="-42")
    await group(db, GROUP)
    assert toast(await Room(db).taps(f"gq:{row}:2", PUPIL)) == ZH("group-question-gone")
    elsewhere = happened(Tap(f"gq:{row}:2"), PUPIL, account="another-bot", chat="-42")
    assert toast(await Room(db).handle(elsewhere)) == ZH("group-question-gone")
    assert not await given(db)


async def test_a_long_reason_fits_a_toast(db: Database) -> None:
    question = single("长" * 60)
    row = await asked(db, Question(**{**_values(question), "why": "道理" * 300}))
    told = toast(await Room(db).taps(f"gq:{row}:2", PUPIL))
    assert len(told) == LONGEST_TOAST
    assert told.endswith("…")


def _values(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in question.__slots__}


async def test_200_people_at_once_are_counted_exactly(database_url: str) -> None:
    """By quiz and by button, each twice, with the explanation coming in between."""
    db = await Database.connect(database_url, size=20)
    try:
        row = await asked(db)
        room = Room(db)

        async def answers(number: int) -> list[Counted]:
            who = str(1000 + number)
            if number % 2:
                first = await votes(db, row, who, 1 + number % 3)
                return [first, await votes(db, row, who, 2)]
            told = [toast(await room.taps(f"gq:{row}:{1 + number % 3}", who)) for _ in range(2)]
            return [_told(one) for one in told]

        found = await asyncio.gather(*map(answers, range(200)))
        firsts = [first for first, _ in found]
        assert {second for _, second in found} == {Counted.AGAIN}
        assert firsts.count(Counted.RIGHT) == sum(1 for n in range(200) if n % 3 == 1)
        [counted] = await rows(
            db,
            "select count(*) as people, count(*) filter (where is_right) as rightly from group_answer",
        )
        assert tuple(counted.values()) == (200, firsts.count(Counted.RIGHT))
    finally:
        await db.close()


async def test_the_explanation_counts_exactly_who_came_before_it(database_url: str) -> None:
    db = await Database.connect(database_url, size=20)
    try:
        row = await asked(db)
        tallied: list[int] = []

        async def explains() -> None:
            async with db.transaction() as conn:
                await group_questions.close(conn, [row], NOON + timedelta(hours=20))
                tallied.append((await group_questions.tallies(conn, [row]))[row].people)

        voters = [votes(db, row, str(n), 2) for n in range(200)]
        done = await asyncio.gather(*voters[:100], explains(), *voters[100:])
        counted = done.count(Counted.RIGHT)
        assert counted + done.count(Counted.LATE) == 200
        assert tallied == [counted] == [len(await given(db))]
        assert counted
        assert await votes(db, row, "the last", 2) is Counted.LATE
    finally:
        await db.close()


def _told(said: str) -> Counted:
    if said == ZH("group-answered-before"):
        return Counted.AGAIN
    return Counted.RIGHT if said.startswith("✅") else Counted.WRONG
