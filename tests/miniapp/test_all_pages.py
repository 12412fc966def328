"""What holds for all pages: whose they are, what they cost, what they say when the database is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import process_time
from typing import Any, cast

import pytest

from bot.domain.content import Track
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database
from tests.miniapp.stand import (
    ANNA,
    BERT,
    NOW,
    TODAY,
    Stand,
    competition,
    course,
    passed,
    token_in,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
DAY = timedelta(days=1)


async def active(stand: Stand, row: int) -> str | None:
    """The course that somebody is learning."""
    found: str | None = await stand.value(
        "select course_key from enrolment where learner_id = $1 and state = 'active'", row
    )
    return found


async def test_nobody_reaches_what_is_somebody_elses(stand: Stand) -> None:
    anna, bert = await stand.learner(ANNA), await stand.learner(BERT)
    await stand.enrol(anna, "pay", {TODAY: 12}, right=12)
    await passed(stand, anna, "pay")
    await stand.compete(competition("law", "法治竞赛"))
    hers, his = await stand.visits(ANNA), await stand.visits(BERT)
    await hers.send("/app/competitions/law")
    assert "0.25" not in (await his.get("/app/credits")).text
    assert "已报名" not in (await his.get("/app/competitions?said=entered&about=law")).text
    assert "还没开始学" in (await his.get("/app/progress")).text
    await his.send("/app/courses/fraud", address="1", learner=str(anna), account="city")
    await his.agrees()
    await his.send("/app/settings/times", time1="20:00")
    assert await active(stand, anna) == "pay"
    assert await active(stand, bert) == "fraud"
    assert await stand.value("select array_agg(learner_id) from consent") == [bert]
    assert (
        await stand.value("select times[1]::text from learner where id = $1", anna) == "07:30:00"
    )


async def test_two_forms_at_once_are_taken_one_after_the_other(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    token = token_in((await one.get("/app/settings")).text)
    keys = ["pay", "fraud", "health"] * 3
    answers = await asyncio.gather(*(one.send(f"/app/courses/{key}", token) for key in keys))
    assert {answer.status for answer in answers} == {303}
    assert await active(stand, row) in keys
    assert await stand.value("select count(*) from enrolment where learner_id = $1", row) == 3


class Counting(Database):
    """A database that counts what is asked of it."""

    asked = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection that counts its statements."""
        async with super().connection() as conn:
            yield cast("Connection", Counted(self, conn))


class Counted:
    """A connection that tells of each statement."""

    def __init__(self, counting: Counting, conn: Connection) -> None:
        self._counting, self._conn = counting, conn

    def __getattr__(self, name: str) -> Any:
        if name in {"execute", "fetch", "fetchrow", "fetchval"}:
            self._counting.asked += 1
        return getattr(self._conn, name)


async def test_pages_need_few_statements_and_little_time(stand: Stand) -> None:
    """A person with a hundred lessons behind her, courses of a hundred, ten competitions."""
    row = await stand.learner(ANNA)
    big = [course(f"big{n}", f"大课{n}", lessons=100) for n in range(5)]
    async with stand.db.transaction() as conn:
        await import_courses(conn, big, at=NOW, approver="test")
    await stand.enrol(row, "big0", {TODAY - n * DAY: 1 for n in range(100)}, right=60)
    await stand.compete(*(competition(f"c{n}", f"比赛{n}") for n in range(10)))
    await stand.stop()
    counting = Counting(stand.db._pool)
    stand.db = counting
    await stand.serve()
    one = await stand.visits(ANNA)
    await one.get("/app/courses")  # the courses are loaded once, for all
    for path in ("courses", "courses/big0", "progress", "credits", "competitions", "settings"):
        times, counting.asked = [], 0
        for _ in range(5):
            began = process_time()
            assert (await one.get(f"/app/{path}")).status == 200
            times.append(process_time() - began)
        assert 5 <= counting.asked <= 5 * 4, path
        assert min(times) < 0.1, path


async def test_a_lost_database_is_said_kindly(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    token = token_in((await one.get("/app/settings")).text)
    await stand.db.close()
    page = await one.get("/app/progress")
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert "网络不太顺" in page.text
    assert (await one.send("/app/credits/agree", token)).status == 503
    assert (await stand.browser().sign_in(ANNA)).status == 503


async def test_files_are_kept_by_the_phone(stand: Stand) -> None:
    one = stand.browser()
    for name, kind in (("app.css", "text/css"), ("app.js", "text/javascript")):
        answer = await one.get(f"/app/{name}?v=1")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
        assert "immutable" in answer.headers["Cache-Control"]


async def test_everyones_track_shows_what_is_for_everyone(stand: Stand) -> None:
    await stand.learner(ANNA, track=Track.EVERYONE.value)
    text = (await (await stand.visits(ANNA)).get("/app/courses")).text
    assert "看懂体检单" in text
    assert "骑行安全" not in text
