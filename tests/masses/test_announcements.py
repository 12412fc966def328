"""Organisers' own announcements: taken in, planned once for each, changed, cancelled, told."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import commands_announcements as commands
from bot.competitions.telling.news import NewsComposer
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.errors import InputError
from bot.store import announcements
from bot.store.announcing import telling
from bot.store.db import Database
from bot.store.deliveries import held_of
from tests.delivery.owing import all_of, group
from tests.masses.announcement_reports import announcement_report
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announcement,
    cohort,
    followers,
    put_announcement,
)

ZONE = ZoneInfo("Asia/Shanghai")
FILE = """\
id: closing
title: 闭馆通知
text: 周三闭馆一天，周四照常。
organiser: 某某图书馆
groups: ["city-wechat:class-7"]
due: 2026-11-23T18:00:00+08:00
expires: 2026-11-26T19:00:00+08:00
"""


async def news(db: Database) -> list[tuple[int | None, str]]:
    """To whom news is owed: learner (None: a chat), and where it stands."""
    return [(row["learner_id"], row["state"]) for row in await all_of(db, "kind = 'news'")]


async def test_each_member_and_each_chat_once(db: Database) -> None:
    house = House(db)
    members = await followers(db, 5, group=await cohort(db))
    both = await cohort(db, "class-8")
    async with db.connection() as conn:
        await conn.execute(
            "insert into group_member select $1, unnest($2::bigint[]), $3",
            both,
            members[:2],
            EVENING,
        )
    await group(db, "-100", "city")
    groups = ("city:-100", f"{ACCOUNT}:class-7", f"{ACCOUNT}:class-8", f"{ACCOUNT}:unknown")
    await put_announcement(house, announcement(groups=groups))
    assert await house.planner.news() == 3
    assert await house.planner.news() == 0
    owed = await news(db)
    assert sorted(learner or 0 for learner, _ in owed) == [0, *members]
    rows = await all_of(db, "kind = 'news'")
    assert {row["expires"] for row in rows} == {EVENING + timedelta(days=3)}
    assert house.woken >= 2


async def test_not_before_it_is_due_nor_after_it_is_over(db: Database) -> None:
    house = House(db)
    await followers(db, 2, group=await cohort(db))
    await put_announcement(house, announcement(due=EVENING + timedelta(hours=1)))
    assert await house.planner.news() == 0
    house.clock.move(timedelta(hours=1))
    assert await house.planner.news() == 1
    await put_announcement(house, announcement("short", expires=EVENING + timedelta(hours=2)))
    house.clock.move(timedelta(hours=1))
    assert await house.planner.news() == 0


async def test_urgent_news_is_planned_before_other(db: Database) -> None:
    house = House(db)
    await followers(db, 2, group=await cohort(db))
    await put_announcement(house, announcement("urgent", urgent=True))
    await put_announcement(house, announcement("other"))
    await house.planner.news()
    found = await house.fetch("select distinct subject, priority from delivery order by subject")
    assert [(row["subject"], row["priority"]) for row in found] == [("other", 4), ("urgent", 3)]


async def test_who_joins_later_is_told_once(db: Database) -> None:
    house = House(db)
    class_7 = await cohort(db)
    await followers(db, 2, group=class_7)
    await put_announcement(house, announcement())
    await house.planner.news()
    (late,) = await followers(db, 1, first=9, group=class_7)
    for _ in range(2):
        async with db.transaction() as conn:
            await telling.tell_member(conn, class_7, late, house.clock.now())
    assert [learner for learner, _ in await news(db)].count(late) == 1
    assert await house.value("select count(*) from announcement_told") == 3


async def test_who_joins_while_it_is_planned_is_told_once(db: Database) -> None:
    house = House(db)
    class_7 = await cohort(db)
    members = await followers(db, 4, group=class_7)
    await put_announcement(house, announcement())
    async with db.transaction() as conn:
        pacing = house.planner._pacing
        await telling.tell_cohort(conn, house.clock.now(), 2, pacing)
        await telling.tell_member(conn, class_7, members[0], house.clock.now())
        await telling.tell_member(conn, class_7, members[3], house.clock.now())
    await house.planner.news()
    assert sorted(learner or 0 for learner, _ in await news(db)) == members


async def test_imported_again_it_is_not_sent_twice(db: Database) -> None:
    house = House(db)
    await followers(db, 3, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    longer = announcement(text="周三、周四闭馆。", expires=EVENING + timedelta(days=9))
    await put_announcement(house, longer)
    await house.planner.news()
    rows = await all_of(db, "kind = 'news'")
    assert len(rows) == 3
    assert {row["expires"] for row in rows} == {EVENING + timedelta(days=9)}
    async with db.connection() as conn:
        found = await announcements.load_announcements(conn, ["closing"])
    assert found["closing"].announcement == longer


async def test_put_off_it_goes_out_later(db: Database) -> None:
    house = House(db)
    await followers(db, 3, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await put_announcement(house, announcement(due=EVENING + timedelta(days=1)))
    rows = await all_of(db, "kind = 'news'")
    assert {row["next_try"] for row in rows} == {EVENING + timedelta(days=1)}


async def test_a_group_taken_off_before_it_is_told_and_put_back_is_told_once(db: Database) -> None:
    house = House(db)
    await followers(db, 3, group=await cohort(db))
    await cohort(db, "class-8")
    await put_announcement(house, announcement())
    await house.planner.news()
    await put_announcement(house, announcement(groups=(f"{ACCOUNT}:class-8",)))
    assert [state for _, state in await news(db)] == ["expired"] * 3, "taken back"
    await put_announcement(house, announcement())
    await house.planner.news()
    await house.planner.news()
    assert sorted(state for _, state in await news(db)) == ["expired"] * 3 + ["planned"] * 3


async def test_what_is_said_and_its_trace(db: Database) -> None:
    house = House(db)
    (learner,) = await followers(db, 1, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await move_to_inbox(house)
    async with db.transaction() as conn:
        (one,) = await held_of(conn, learner, house.clock.now())
        said = (await NewsComposer(house.clock)(conn, [one]))[one.row]
    assert isinstance(said, Composed)
    assert said.reply.messages[0].text == (
        "【通知】闭馆通知\n周三闭馆一天，周四照常。\n\n某某图书馆"
    )
    assert said.detail["approved_by"] == "operator"
    assert len(said.detail["version"]) == 8
    assert said.facts["time"] == "2026年11月23日 18:00"
    house.clock.move(timedelta(days=4))
    async with db.connection() as conn:
        over = (await NewsComposer(house.clock)(conn, [one]))[one.row]
    assert over == NotNeeded("the announcement is over")


async def move_to_inbox(house: House) -> None:
    """All that is planned waits in inboxes."""
    async with house.db.transaction() as conn:
        await conn.execute(
            """
            with d as (delete from delivery where learner_id is not null returning *)
            insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
              uncertain, detail, steps, planned_at, reason, held_at)
            select id, learner_id, lane, kind, subject, occurrence, priority, due, expires, 0, false, '{}', '[]', planned_at,
              'no window', due from d
            """
        )


async def test_cancelling_ends_what_has_not_gone(db: Database) -> None:
    house = House(db)
    members = await followers(db, 5, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await move_to_inbox(house)
    async with db.transaction() as conn:
        await conn.execute("delete from delivery_held where learner_id = $1", members[0])
        await conn.execute(
            """
            insert into delivery (learner_id, lane, kind, subject, occurrence, priority, state, due, next_try, planned_at)
            values ($1, $2, 'news', 'closing', 'once', 4, 'planned', $3, $3, $3)
            """,
            members[0],
            ACCOUNT,
            EVENING,
        )
    await house.planner.turns()
    lines = await commands.cancel_lines(db, house.clock, "closing")
    assert lines == ["closing: cancelled; 5 that were planned or held are not sent."]
    rows = await all_of(db, "kind = 'news'")
    assert {(row["state"], row["reason"]) for row in rows} == {
        ("expired", "cancelled by the organiser")
    }
    mass = await house.mass("closing")
    assert (mass["state"], mass["reason"]) == ("dropped", "cancelled by the organiser")
    await house.planner.turns()
    await house.work()
    assert not house.official.calls
    async with db.connection() as conn:
        report = await announcement_report(conn, "closing")
    assert report is not None
    assert report.cancelled_at == EVENING
    assert report.count("expired") == report.total == 5
    assert (await commands.cancel_lines(db, house.clock, "closing"))[0].startswith("closing:")


async def test_cancelling_says_what_cannot_be_taken_back(db: Database) -> None:
    house = House(db)
    await followers(db, 6, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await move_to_inbox(house)
    await house.planner.turns()
    await house.work()
    assert len(house.official.calls) == 1
    lines = await commands.cancel_lines(db, house.clock, "closing")
    assert lines[0] == "closing: cancelled; 0 that were planned or held are not sent."
    assert lines[1].startswith("6 are receivers of a mass message that is going out")
    await house.report("1000", total=6, sent=6)
    await house.work()
    assert [row["state"] for row in await house.past("closing")] == ["sent"] * 6
    assert (await house.mass("closing"))["state"] == "done"


async def test_cancelling_before_the_call_stops_the_part(db: Database) -> None:
    house = House(db)
    await followers(db, 6, group=await cohort(db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await move_to_inbox(house)
    await house.planner.turns()
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use (account, what, period, used) values ($1, 'mass', '2026-11-23', 100)",
            ACCOUNT,
        )
    await house.work()
    await commands.cancel_lines(db, house.clock, "closing")
    await house.later(hours=13)
    await house.planner.news()
    assert not house.official.calls
    mass = await house.mass("closing")
    assert (mass["state"], mass["reason"]) == ("dropped", "cancelled by the organiser")
    assert await house.used() == {0: 6}
    async with db.connection() as conn:
        held = await conn.fetch("select part_id from delivery_held")
    assert {row["part_id"] for row in held} <= {None}


async def test_the_commands(db: Database, tmp_path: Path) -> None:
    house = House(db, now=EVENING - timedelta(hours=2))
    file = tmp_path / "closing.yaml"
    file.write_text(FILE, encoding="utf-8")
    summary = "closing: 1 groups, from 2026-11-23 18:00 to 2026-11-26 19:00"
    assert commands.check_lines(file, ZONE) == [summary]
    first, second = await commands.import_lines(db, house.clock, [ACCOUNT], ZONE, file)
    assert first.endswith(": new")
    assert second == summary
    again = await commands.import_lines(db, house.clock, [ACCOUNT], ZONE, file)
    assert again[0].endswith(": unchanged")
    file.write_text(FILE.replace("一天", "两天"), encoding="utf-8")
    changed = await commands.import_lines(db, house.clock, [ACCOUNT], ZONE, file)
    assert changed[0].endswith(": changed")
    with pytest.raises(InputError, match="the settings do not have; known are: city"):
        await commands.import_lines(db, house.clock, ["city"], ZONE, file)
    with pytest.raises(InputError, match='There is no announcement "nothing"'):
        await commands.cancel_lines(db, house.clock, "nothing")
    await commands.cancel_lines(db, house.clock, "closing")
    with pytest.raises(InputError, match="was cancelled; give it another id"):
        await commands.import_lines(db, house.clock, [ACCOUNT], ZONE, file)


async def test_one_that_is_over_is_not_taken_in(db: Database) -> None:
    house = House(db)
    with pytest.raises(InputError, match="is over already; mend its expires"):
        await put_announcement(house, announcement(expires=datetime(2026, 11, 23, tzinfo=ZONE)))
