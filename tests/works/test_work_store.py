"""Works in the database: claimed once, decided once, kept once, read in parts, let go."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.clock import FrozenClock
from bot.competitions.telling.work_news import words
from bot.competitions.works.fetching import WorkFetcher
from bot.competitions.works.taking import check_file
from bot.domain.competitions import Category, Competition, Stage, StageKind
from bot.domain.contests import WorkKind, WorkRule
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.works import Checked, UploadStage
from bot.store.competitions import import_competition
from bot.store.contests import works, works_decided
from bot.store.contests.works import Sent
from bot.store.contests.works_decided import ToFetch, Told
from bot.store.db import Database
from bot.texts.catalogue import LANGUAGE_NAMES, texts
from schedules.works import work_jobs
from tests.delivery.owing import learner, rows
from tests.works.made_files import film

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
RULE = WorkRule((WorkKind.VIDEO, WorkKind.LINK), seconds=300)
SONGS = Competition(
    "songs",
    "长者好歌声",
    Category.CHORAL_SINGING,
    "某某图书馆",
    "https://example.org/songs",
    (),
    (
        Stage("trial", StageKind.JUDGING, NOW - 2 * DAY, NOW - DAY),
        Stage("works", StageKind.UPLOAD, NOW, NOW + 9 * DAY, works=RULE),
    ),
    (),
)


async def entrant(db: Database, name: str = "o1") -> tuple[int, UploadStage]:
    """Somebody who entered; his or her upload stage."""
    person = await learner(db, name)
    async with db.transaction() as conn:
        await import_competition(conn, SONGS, [], at=NOW)
        await conn.execute(
            "insert into entry (competition_key, learner_id, entered_at) values ('songs', $1, $2)",
            person,
            NOW,
        )
        [stage] = await works.load_upload_stages(conn, person)
    return person, stage


def a_film(stage: UploadStage, at: datetime = NOW, title: str = "") -> Sent:
    return Sent(stage.entry, stage.stage, "city-wechat", None, "media-id", "", title, at)


async def send(db: Database, stage: UploadStage, at: datetime = NOW, title: str = "") -> int:
    async with db.transaction() as conn:
        return await works.to_be_fetched(conn, a_film(stage, at, title), at)


async def claim(db: Database, at: datetime = NOW) -> ToFetch | None:
    async with db.transaction() as conn:
        return await works_decided.claim(conn, ["city-wechat"], at, at + 5 * MINUTE)


def checked(content: bytes) -> Checked:
    found = check_file(content, RULE)
    assert isinstance(found, Checked)
    return found


async def accept(db: Database, work: ToFetch, content: bytes, at: datetime = NOW) -> bool:
    async with db.transaction() as conn:
        return await works_decided.accept(conn, work, checked(content), content, at)


async def states(db: Database) -> list[str]:
    return [row["state"] for row in await rows(db, "select state from work order by id")]


async def test_a_work_is_claimed_by_one_and_again_when_the_lease_ends(db: Database) -> None:
    _, stage = await entrant(db)
    row = await send(db, stage)
    async with db.transaction() as conn:
        assert await works_decided.claim(conn, ["city"], NOW, NOW + MINUTE) is None, "of another"
    claims = await asyncio.gather(*(claim(db) for _ in range(4)))
    [mine] = [one for one in claims if one is not None]
    assert (mine.row, mine.tries, mine.file_ref) == (row, 1, "media-id")
    assert mine.stage is not None
    assert mine.stage.rule == RULE
    assert await claim(db, NOW + 4 * MINUTE) is None
    again = await claim(db, NOW + 5 * MINUTE)
    assert again is not None
    assert again.tries == 2
    assert not await accept(db, mine, film(5)), "the claim that ran out decides nothing"
    assert not await rows(db, "select 1 from work_file")
    assert await accept(db, again, film(5))
    async with db.transaction() as conn:
        assert not await works_decided.refuse(conn, again, "gone", NOW)
        assert not await works_decided.retry(conn, again, NOW)
    assert await states(db) == ["accepted"]
    assert await claim(db, NOW + DAY) is None


async def test_a_retry_waits_for_its_time(db: Database) -> None:
    _, stage = await entrant(db)
    await send(db, stage)
    work = await claim(db)
    assert work is not None
    async with db.transaction() as conn:
        assert await works_decided.retry(conn, work, NOW + MINUTE)
    assert await claim(db, NOW + MINUTE - timedelta(seconds=1)) is None
    assert await claim(db, NOW + MINUTE) is not None


async def test_the_one_sent_last_counts_whichever_is_fetched_first(db: Database) -> None:
    person, stage = await entrant(db)
    await send(db, stage, NOW)
    await send(db, stage, NOW + MINUTE)
    first, second = await claim(db, NOW + MINUTE), await claim(db, NOW + MINUTE)
    assert first is not None
    assert second is not None
    await accept(db, second, film(20))
    await accept(db, first, film(10))
    assert await states(db) == ["replaced", "accepted"]
    await send(db, stage, NOW + 2 * MINUTE)
    third = await claim(db, NOW + 2 * MINUTE)
    assert third is not None
    await accept(db, third, film(20))
    assert await states(db) == ["replaced", "replaced", "accepted"]
    sizes = await rows(db, "select size, seconds from work_file order by seconds")
    assert [(one["size"], one["seconds"]) for one in sizes] == [
        (len(film(10)), Decimal("10.000")),
        (len(film(20)), Decimal("20.000")),
    ], "equal bytes are kept once"
    owed = await rows(db, "select learner_id, subject, kind from delivery order by subject")
    assert {one["subject"] for one in owed} == {
        f"work:{n}" for n in (first.row, second.row, third.row)
    }
    assert {(one["learner_id"], one["kind"]) for one in owed} == {(person, "result")}


async def test_two_accepted_at_the_same_moment_leave_one(db: Database) -> None:
    _, stage = await entrant(db)
    for number in range(4):
        await send(db, stage, NOW + number * MINUTE)
    found = [await claim(db, NOW + 9 * MINUTE) for _ in range(4)]
    some = [one for one in found if one is not None]
    await asyncio.gather(*(accept(db, one, film(10 + one.tries)) for one in reversed(some)))
    assert await states(db) == ["replaced"] * 3 + ["accepted"]


async def test_which_stages_take_works(db: Database) -> None:
    person, stage = await entrant(db)

    async def live(change: str) -> bool:
        async with db.transaction() as conn:
            await conn.execute(change)
            [found] = await works.load_upload_stages(conn, person)
            return found.live

    assert stage.live
    assert (stage.titled, stage.handed_in) == (None, False)
    assert not await live("update entry set state = 'withdrawn'")
    assert await live("update entry set state = 'entered'")
    assert not await live("update competition set state = 'cancelled'")
    assert await live("update competition set state = 'published'")
    assert not await live(
        """insert into stage_standing (competition_key, stage_key, entry_id, keys, goes_on, why, made_at)
        select 'songs', 'trial', id, '{}', false, 'left', entered_at from entry"""
    )
    assert await live("update stage_standing set goes_on = true")
    await send(db, stage, title="茉莉花")
    async with db.transaction() as conn:
        [found] = await works.load_upload_stages(conn, person)
    assert (found.titled, found.handed_in) == ("茉莉花", True)


async def test_a_stage_that_is_gone_is_seen_by_who_claims(db: Database) -> None:
    _, stage = await entrant(db)
    await send(db, stage)
    async with db.transaction() as conn:
        await conn.execute("delete from stage where key = 'works'")
    work = await claim(db)
    assert work is not None
    assert work.stage is None


async def test_a_file_is_read_in_parts(db: Database) -> None:
    _, stage = await entrant(db)
    await send(db, stage)
    work = await claim(db)
    assert work is not None
    content = film(5) + b"\0\x0a\0\0free" + bytes(655_352)
    await accept(db, work, content)
    async with db.transaction() as conn:
        [name] = [row["hash"] for row in await conn.fetch("select hash from work_file")]
        kept = await works.find_file(conn, name)
        assert kept == works.KeptFile("video/mp4", len(content), 5.0)
        parts = [await works.read_part(conn, name, at) for at in range(0, 1 << 20, works.PART)]
        assert [len(part) for part in parts[:3]] == [
            works.PART,
            works.PART,
            len(content) - 2 * works.PART,
        ]
        assert b"".join(parts) == content
        assert await works.read_part(conn, name, 10, 4) == content[10:14]
        assert len(await works.read_part(conn, name, 0, 1 << 30)) == works.PART
        assert await works.read_part(conn, "none", 0) == b""
        assert await works.find_file(conn, "none") is None
        with pytest.raises(ValueError, match="begins at 0"):
            await works.read_part(conn, name, -1)


async def test_what_belongs_to_nobody_is_let_go(db: Database) -> None:
    _, stage = await entrant(db)
    async with db.transaction() as conn:
        asked = await works.ask_about(conn, a_film(stage))
        newer = await works.ask_about(conn, a_film(stage, NOW + MINUTE))
    assert [row["id"] for row in await rows(db, "select id from work")] == [newer]
    assert newer != asked
    await send(db, stage)
    work = await claim(db)
    assert work is not None
    await accept(db, work, film(5))

    clock = FrozenClock(NOW + DAY)
    forget = work_jobs(WorkFetcher({}, db, clock), db, clock)[1].run
    assert await forget() == 0, "an answer may still come"
    clock.set(NOW + DAY + MINUTE)
    assert await forget() == 1
    assert await states(db) == ["accepted"]
    async with db.transaction() as conn:
        await conn.execute("delete from entry")
    assert await forget() == 1, "nobody's file is kept"
    assert not await rows(db, "select 1 from work_file")


# what is told ----------------------------------------------------------------------------------

TOLD = Told(
    7, "accepted", "", "songs", "长者好歌声", "某某图书馆", "Asia/Shanghai", RULE, NOW + DAY
)
LATER = NOW + 2 * DAY


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
@pytest.mark.parametrize(
    ("told", "now"),
    [
        (TOLD, NOW),
        (TOLD, LATER),
        (replace(TOLD, state="refused", reason="too-long"), NOW),
        (replace(TOLD, state="refused", reason="late"), LATER),
        (replace(TOLD, state="refused", reason="not-open", rule=None, closes=None), NOW),
    ],
)
def test_what_became_of_a_work_is_told(told: Told, now: datetime, language: str) -> None:
    found = words(told, NOW, now, "Asia/Shanghai", texts(language))
    assert isinstance(found, Composed)
    [message] = found.reply.messages
    assert "长者好歌声" in message.text
    assert len(message.text) <= 260
    assert found.detail == {"competition": "songs", "work": 7}
    assert found.facts["organiser"] == "某某图书馆"
    assert len(found.facts["text"]) <= 20


@pytest.mark.parametrize(
    "told",
    [
        replace(TOLD, state="replaced"),
        replace(TOLD, state="fetching"),
        replace(TOLD, state="refused", reason="a reason of another version"),
    ],
)
def test_what_is_not_decided_is_not_told(told: Told) -> None:
    assert isinstance(words(told, NOW, NOW, "Asia/Shanghai", texts("zh-Hans")), NotNeeded)
