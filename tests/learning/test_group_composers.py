"""What groups get by the clock is put into words in the transaction that claims it."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

from bot.clock import FrozenClock
from bot.domain.content import QuestionKind
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.learning.groups.board import board_now
from bot.store.db import Database
from bot.store.groups.answers import keep_answer
from tests.delivery.office import Office
from tests.delivery.owing import learner, rows
from tests.learning.group_courses import FARM, TEA, course, lesson, question
from tests.schedules.club import (
    FOUNDED,
    MONDAY,
    SUNDAY,
    TUESDAY,
    answers,
    at,
    club,
    compose,
    composers,
    link,
    on_board,
    owed,
    plan,
    question_of,
    sent,
    teach,
)

NOON = at(MONDAY, "12:00")
MORNING = at(TUESDAY, "08:30")


def said(words: Composed | NotNeeded) -> str:
    """Title and text of the one message, or why there is none."""
    if isinstance(words, NotNeeded):
        return words.reason
    (message,) = words.reply.messages
    return f"{message.title}\n{message.text}"


async def chosen(db: Database) -> list[tuple[int, date, str]]:
    found = await rows(db, "select * from group_question order by day, group_id")
    return [(one["group_id"], one["day"], one["question_key"]) for one in found]


# The course of the week ---------------------------------------------------------------------------


async def test_the_course_of_the_week_is_told_with_a_way_in(db: Database) -> None:
    await teach(db, FARM, TEA)
    row = await club(db)
    nine = at(MONDAY, "09:00")
    await plan(db, nine)
    words = (await compose(db, nine))[row]
    assert isinstance(words, Composed)
    assert said(words).startswith("这周一起学《一起种田》\n讲的是：种课、管课、收课。")
    assert words.reply.messages[0].links[0].url == "https://t.example/city?c-farm"
    assert words.detail == {"course": "farm", "version": "1", "reviewed_by": "某老师"}
    assert [
        (one["course_key"]) for one in await rows(db, "select course_key from chat_group")
    ] == ["farm"]


async def test_a_course_that_is_withdrawn_before_it_is_told_is_not_told(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    nine = at(MONDAY, "09:00")
    await plan(db, nine)
    async with db.connection() as conn:
        await conn.execute("update course set current_version = null")
        await conn.execute("update content_revision set revision = revision + 1")
    assert said((await compose(db, nine))[row]) == "the course is not taught any more"


# The question -------------------------------------------------------------------------------------


async def test_a_group_is_asked_and_its_question_kept(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await plan(db, NOON)
    words = (await compose(db, NOON, [Kind.QUESTION]))[row]
    assert isinstance(words, Composed)
    assert await chosen(db) == [(row, date(2026, 11, 23), "甲")]
    kept = (await rows(db, "select * from group_question"))[0]
    quiz = words.reply.messages[0].quiz
    assert quiz is not None
    assert (quiz.data, quiz.closes) == (f"gq:{kept['id']}", MORNING.isoformat())
    assert words.detail == {
        "course": "farm",
        "version": "1",
        "reviewed_by": "某老师",
        "question": "甲",
        "group_question": kept["id"],
    }


async def test_composed_again_it_is_the_same_question(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await plan(db, NOON)
    first = (await compose(db, NOON, [Kind.QUESTION]))[row]
    await teach(db, course("farm", "一起种田", lesson("新", question("庚")), version="2"))
    again = (await compose(db, NOON, [Kind.QUESTION]))[row]
    assert first == again, "also when the course was changed in between"
    assert len(await chosen(db)) == 1


async def test_another_delivery_of_the_same_day_asks_nothing(db: Database) -> None:
    await teach(db, FARM, TEA)
    row = await club(db)
    await plan(db, NOON)
    await compose(db, NOON, [Kind.QUESTION])
    async with db.connection() as conn:
        await conn.execute(
            "update delivery set subject = 'tea', detail = '{}' where kind = 'question'"
        )
    words = (await compose(db, NOON, [Kind.QUESTION]))[row]
    assert said(words) == "the group has had its question of the day"


async def test_day_after_day_another_question_each_group_its_own(db: Database) -> None:
    await teach(db, FARM)
    early, late = await club(db), await club(db, "-200", at(MONDAY, "13:00"))
    stems: dict[int, list[str]] = {early: [], late: []}
    for day in range(5):
        now = NOON + timedelta(days=day)
        await plan(db, now)
        for row, words in (await compose(db, now, [Kind.QUESTION])).items():
            stems[row].append(question_of(words)[0])
        await sent(db)
    assert stems == {early: list("甲丙丁甲丙"), late: list("甲丙丁甲")}


async def test_a_course_without_a_fitting_question_asks_none(db: Database) -> None:
    await teach(db, course("farm", "写作", lesson("一", question("乙", QuestionKind.SHORT))))
    row = await club(db)
    await plan(db, NOON)
    words = (await compose(db, NOON, [Kind.QUESTION]))[row]
    assert said(words) == "the course of the week has no question that fits a group"
    assert await chosen(db) == []


# The explanation ----------------------------------------------------------------------------------


async def asked(db: Database, row: int) -> int:
    """The group was asked on Monday; the question's row."""
    await plan(db, NOON)
    await compose(db, NOON, [Kind.QUESTION])
    await sent(db)
    return int((await rows(db, "select id from group_question where group_id = $1", row))[0]["id"])


async def explained(db: Database, row: int) -> str:
    await plan(db, MORNING)
    return said((await compose(db, MORNING, [Kind.EXPLANATION]))[row])


async def test_the_next_morning_the_answer_is_told_with_the_exact_counts(db: Database) -> None:
    await teach(db, FARM)
    row, other = await club(db), await club(db, "-200")
    question_row = await asked(db, row)
    await answers(db, question_row, *[(None, n % 3 == 0) for n in range(200)])
    text = await explained(db, row)
    assert "200 人作答，67 人答对。" in text
    assert "出处：某法第一条，《一起种田》“种课”一课。" in text
    found = await rows(db, "select group_id, explained_at from group_question")
    assert {one["group_id"]: one["explained_at"] for one in found} == {
        row: MORNING,
        other: MORNING,
    }


async def test_nobody_answered_and_still_the_reason_is_told(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await asked(db, row)
    text = await explained(db, row)
    assert "甲题的道理。" in text
    assert "昨天还没有人作答" in text


async def test_told_again_after_a_failed_send_it_is_the_same(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    question_row = await asked(db, row)
    await answers(db, question_row, (None, True), (None, False))
    first = await explained(db, row)
    later = MORNING + timedelta(minutes=5)
    again = said((await compose(db, later, [Kind.EXPLANATION]))[row])
    assert first == again
    kept = (await rows(db, "select explained_at from group_question"))[0]
    assert kept["explained_at"] == MORNING, "no answer in between counts"


async def test_a_question_that_never_arrived_is_not_explained(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await plan(db, NOON)
    await compose(db, NOON, [Kind.QUESTION])
    assert await explained(db, row) == "the question did not reach the group", "it still waits"
    async with db.connection() as conn:
        moved = """
        with gone as (delete from delivery where kind = 'question' returning *)
        insert into delivery_past (id, group_id, lane, kind, subject, occurrence, priority, state, due, attempts, uncertain,
          reason, detail, steps, planned_at, decided_at, ended_at)
        select id, group_id, lane, kind, subject, occurrence, priority, 'failed', due, attempts, uncertain, 'refused',
          detail, steps, planned_at, due, due from gone
        """
        await conn.execute(moved)
    words = (await compose(db, MORNING, [Kind.EXPLANATION]))[row]
    assert said(words) == "the question did not reach the group", "it was refused"
    await answers(
        db, int((await rows(db, "select id from group_question"))[0]["id"]), (None, True)
    )
    words = (await compose(db, MORNING, [Kind.EXPLANATION]))[row]
    assert "1 人作答，1 人答对。" in said(words), "who answered has seen it"


async def test_the_question_is_explained_as_it_was_asked(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db, language="en")
    await asked(db, row)
    await teach(db, course("farm", "改了", lesson("新", question("庚")), version="2"))
    text = await explained(db, row)
    assert "甲题怎么做？\nThe answer: 先核对对方是谁" in text
    assert "一起种田" in text


# The board ----------------------------------------------------------------------------------------


async def finished(db: Database, person: int, key: str, *days: date) -> None:
    """Somebody finished one lesson of a course on each of these days."""
    async with db.transaction() as conn:
        enrolment = await conn.fetchval(
            """
            insert into enrolment (registration, learner_id, course_key, state, started_at)
            values ($1, $2, $3, 'waiting', $4) returning id
            """,
            uuid4(),
            person,
            key,
            FOUNDED,
        )
        for number, day in enumerate(days):
            await conn.execute(
                "insert into lesson_progress values ($1, $2, '{}', $3, $4, $3, $4)",
                enrolment,
                str(number),
                FOUNDED,
                day,
            )


async def test_the_board_counts_this_week_of_those_who_chose_it(db: Database) -> None:
    await teach(db, FARM, TEA)
    row, other = await club(db), await club(db, "-200")
    question_row, elsewhere = await asked(db, row), await asked(db, other)
    first, second, silent, absent = [await learner(db, f"city:{n}") for n in range(4)]
    for person, name in ((first, "王老师"), (second, "小李"), (silent, None), (absent, "张")):
        await on_board(db, row, person, name)
    await answers(db, question_row, (first, True), (second, False), (silent, True))
    await answers(db, elsewhere, (second, True))
    await finished(db, first, "farm", date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 29))
    await finished(db, second, "farm", date(2026, 11, 30))
    await finished(db, second, "tea", date(2026, 11, 25))
    evening = at(SUNDAY, "19:00")
    await plan(db, evening)
    words = (await compose(db, evening, [Kind.BOARD]))[row]
    assert said(words).split("\n")[:3] == [
        "本周学习榜",
        "1. \u2068王老师\u2069：3 分",
        "2. \u2068小李\u2069：1 分",
    ]
    assert isinstance(words, Composed)
    assert words.reply.messages[0].links[0].url == f"https://t.example/city?g-{row}"
    async with db.connection() as conn:
        assert (await board_now(conn, row, evening, link)).text == words.reply.messages[0].text
        monday = await board_now(conn, row, evening + timedelta(days=1), link)
    assert monday.text == "这周上榜的还不到两位。想上榜，点下面的按钮。"
    assert monday.links, "with the way to join it"


async def test_a_board_of_fewer_than_two_is_not_posted(db: Database) -> None:
    row = await club(db)
    evening = at(SUNDAY, "19:00")
    await plan(db, evening)
    assert (
        said((await compose(db, evening, [Kind.BOARD]))[row])
        == "fewer than two people are on the board"
    )


# The whole way ------------------------------------------------------------------------------------


async def test_a_worker_sends_what_was_planned_and_keeps_the_trace(db: Database) -> None:
    await teach(db, FARM)
    await club(db)
    await plan(db, NOON)
    office = Office(db, FrozenClock(NOON), composers(NOON))
    await office.work()
    past = await rows(db, "select * from delivery_past where kind = 'question'")
    assert [(one["state"], one["detail"]["question"]) for one in past] == [("sent", "甲")]
    assert ("question", "farm", MONDAY) not in await owed(db)


async def test_what_is_counted_while_it_is_explained_is_in_the_count_or_refused(
    db: Database,
) -> None:
    """Voters and the composer meet on the question's row; the told count is the kept one."""
    await teach(db, FARM)
    row = await club(db)
    question_row = await asked(db, row)
    await plan(db, MORNING)

    async def vote(number: int) -> bool:
        async with db.transaction() as conn:
            return await keep_answer(
                conn,
                question_row,
                voter=str(number).encode(),
                learner=None,
                given="2",
                right=True,
                now=MORNING,
            )

    early = await asyncio.gather(*(vote(number) for number in range(10)))
    *late, words = await asyncio.gather(
        *(vote(number) for number in range(10, 60)), compose(db, MORNING, [Kind.EXPLANATION])
    )
    kept = sum(early) + sum(one is True for one in late)
    assert f"{kept} 人作答，全都答对了！" in said(words[row])  # type: ignore[index]
    (count,) = await rows(db, "select count(*) as kept from group_answer")
    assert count["kept"] == kept
    assert not await vote(99), "and from now on none is taken"
