"""Who was given which text: from what was shown, sent and answered; and nobody else."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bot.commands_receivers import COLUMNS, receivers
from bot.domain.delivery import Kind
from bot.domain.errors import InputError
from bot.domain.learners import QuestionState
from bot.store import received
from bot.store.answers import Shown, record_answer, show_lessons
from bot.store.db import Database
from bot.store.deliveries import note_pulled
from bot.store.received import Receipt, TimeIs, Wanted, receipts
from tests.content.test_content_store import edited, put
from tests.content.test_load import SMALL

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DAY = date(2026, 11, 22)
NEWER = edited(SMALL, "新的。", "2026.2")
LESSON, QUESTION = SMALL.lessons[0].key, SMALL.questions[0].key


async def someone(db: Database, number: int, *channels: str) -> int:
    """A learner in the course, with an address for each channel; the enrolment's row."""
    async with db.transaction() as conn:
        learner = await conn.fetchval(
            "insert into learner (key, state, zone, times, created_at) values ($1, 'active', 'Asia/Shanghai', '{07:30}', $2) returning id",
            UUID(int=number),
            NOW,
        )
        for channel in channels:
            await conn.execute(
                "insert into address (learner_id, account, channel, platform_id, created_at) values ($1, $2, $2, $3, $4)",
                learner,
                channel,
                f"{channel}-{number}",
                NOW,
            )
        await conn.execute(
            "insert into lesson_turn (learner_id, course_key, active) values ($1, 'small', true)",
            learner,
        )
        enrolment: int = await conn.fetchval(
            """
            insert into enrolment (registration, learner_id, course_key, state, started_at)
            values ($1, $2, 'small', 'active', $3) returning id
            """,
            UUID(int=number),
            learner,
            NOW,
        )
    return enrolment


async def show(db: Database, enrolment: int, version: str, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    async with db.transaction() as conn:
        await show_lessons(conn, [Shown(enrolment, LESSON, at, DAY, version)])


async def answer(db: Database, enrolment: int, version: str, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    state = QuestionState(True, True, 1, {}, at)
    async with db.transaction() as conn:
        await record_answer(
            conn,
            enrolment,
            (LESSON, QUESTION),
            state,
            given="1",
            right=True,
            version=version,
            at=at,
        )


async def fetched(db: Database, enrolment: int, version: str, minutes: int, lane: str) -> None:
    """The lesson was fetched by a word, as the delivery's record tells."""
    async with db.transaction() as conn:
        learner = await conn.fetchval("select learner_id from enrolment where id = $1", enrolment)
        detail = {"course": "small", "version": version, "lesson": LESSON}
        at = NOW + timedelta(minutes=minutes)
        await note_pulled(
            conn, learner, Kind.LESSON, "small", on=DAY, lane=lane, now=at, detail=detail
        )


async def found(db: Database, **wanted: str) -> list[Receipt]:
    async with db.transaction() as conn:
        return [one async for page in receipts(conn, Wanted("small", **wanted)) for one in page]


def told(one: Receipt) -> tuple[int, str, float, TimeIs, tuple[str, ...]]:
    minutes = (one.at - NOW) / timedelta(minutes=1)
    return one.person.int, one.version, minutes, one.time_is, one.channels


async def test_what_was_shown_sent_and_answered_is_one_receipt_a_version(db: Database) -> None:
    await put(db, SMALL)
    one = await someone(db, 1, "telegram", "wechat")
    await show(db, one, "2026.1", 5)
    await answer(db, one, "2026.1", 9)
    assert [told(each) for each in await found(db)] == [
        (1, "2026.1", 5, TimeIs.FIRST, ("telegram", "wechat"))
    ]
    await show(db, one, "2026.2", 60)
    assert [told(each)[1:4] for each in await found(db)] == [
        ("2026.1", 5, TimeIs.FIRST),
        ("2026.2", 5, TimeIs.NOT_BEFORE),
    ]
    await fetched(db, one, "2026.2", 60, "wechat")
    assert [told(each)[1:] for each in await found(db, version="2026.2")] == [
        ("2026.2", 60, TimeIs.FIRST, ("wechat",))
    ]
    assert await found(db, lesson="other") == []


async def test_an_answer_alone_says_at_the_latest(db: Database) -> None:
    await put(db, SMALL)
    await answer(db, await someone(db, 1, "telegram"), "2026.1", 7)
    await someone(db, 2, "telegram")
    assert [told(each) for each in await found(db)] == [
        (1, "2026.1", 7, TimeIs.AT_LATEST, ("telegram",))
    ]


async def test_a_notice_in_brief_is_no_receipt(db: Database) -> None:
    await put(db, SMALL)
    one = await someone(db, 1, "wechat")
    await fetched(db, one, "2026.1", 1, "wechat")
    assert len(await found(db)) == 1
    async with db.connection() as conn:
        await conn.execute("update delivery_past set rung = 'template'")
    assert await found(db) == []


async def test_who_answered_in_a_group_received_a_question(db: Database) -> None:
    await put(db, SMALL)
    await someone(db, 1, "telegram")
    async with db.transaction() as conn:
        group = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, zone, known_at)
            values ('telegram', 'telegram', '-1', 'Asia/Shanghai', $1) returning id
            """,
            NOW,
        )
        asked = await conn.fetchval(
            """
            insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
            select $1, $2, 'small', '2026.1', key, id, $3 from question where key = $4 returning id
            """,
            group,
            DAY,
            NOW,
            QUESTION,
        )
        assert await received.groups_asked(conn, Wanted("small")) == 0
        await conn.execute(
            """
            insert into group_answer (group_question_id, voter, learner_id, given, is_right, answered_at)
            select $1, '\\x01', id, '1', true, $2 from learner
            """,
            asked,
            NOW + timedelta(minutes=3),
        )
        assert await received.groups_asked(conn, Wanted("small", version="2026.1")) == 1
        assert await received.groups_asked(conn, Wanted("small", version="2026.2")) == 0
    (one,) = await found(db)
    assert one.in_group
    assert told(one) == (1, "2026.1", 3, TimeIs.AT_LATEST, ("telegram",))


async def test_pages_tell_each_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "PEOPLE_AT_ONCE", 3)
    await put(db, SMALL)
    for number in range(1, 9):
        await show(db, await someone(db, number, "wechat"), "2026.1", number)
    assert [one.person.int for one in await found(db)] == list(range(1, 9))


async def test_the_file_names_nobody_and_is_ours_alone(db: Database, tmp_path: Path) -> None:
    await put(db, SMALL)
    await show(db, await someone(db, 1, "wechat"), "2026.1", 5)
    await show(db, await someone(db, 2, "telegram"), "=1+1", 6)
    file = tmp_path / "who.csv"
    lines = await receivers(db, Wanted("small"), lambda key: f"p{key.int}", file)
    assert lines[0] == "2 people, 2 receipts"
    assert {"  wechat: 1", "  telegram: 1", f"  2026.1 {LESSON}: 1"} <= set(lines)
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, first, second = csv.reader(opened)
    assert tuple(header) == COLUMNS
    assert first == ["p1", "small", LESSON, "2026.1", "2026-11-22T01:05:00Z", "first", "lesson", "wechat"]  # fmt: skip
    assert second[3] == "'=1+1"
    assert "wechat-1" not in file.read_text("utf-8")
    with pytest.raises(InputError, match="exists already"):
        await receivers(db, Wanted("small"), lambda key: key.hex, file)
    assert len(file.read_text("utf-8").splitlines()) == 3


async def test_what_is_not_there_is_told_and_leaves_no_file(db: Database, tmp_path: Path) -> None:
    await put(db, SMALL)
    file = tmp_path / "who.csv"
    for wanted in (Wanted("other"), Wanted("small", "nothing"), Wanted("small", None, "9")):
        with pytest.raises(InputError, match="no such version or lesson"):
            await receivers(db, wanted, lambda key: key.hex, file)
    assert not file.exists()


async def test_a_list_that_breaks_off_leaves_no_file(db: Database, tmp_path: Path) -> None:
    await put(db, SMALL)
    await show(db, await someone(db, 1, "wechat"), "2026.1", 5)

    def fails(key: UUID) -> str:
        raise RuntimeError(key)

    with pytest.raises(RuntimeError):
        await receivers(db, Wanted("small"), fails, tmp_path / "who.csv")
    assert not (tmp_path / "who.csv").exists()
