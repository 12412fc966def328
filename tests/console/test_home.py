"""The first page: what waits, what failed and its mend, what comes; each sees only what is theirs."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock
from bot.delivery.reason_classes import LASTING, class_of
from bot.store.console import tallies
from bot.store.db import Database
from bot.texts.console import console_texts
from schedules.tallying import Tallier
from tests.console.conftest import Office

PAST = """
insert into delivery_past (id, learner_id, group_id, lane, kind, subject, occurrence, priority, state, due, expires, attempts, uncertain,
  rung, reason, detail, steps, planned_at, decided_at, ended_at)
select $1 + n, $2::bigint, $3::bigint, 'city-wechat', $4, 'x', 'o' || n, 5, $5, $6::timestamptz, $6::timestamptz + interval '1 day', 1, false,
  $7, $8, '{}', '[]', $6, $6::timestamptz + $9::interval, $6::timestamptz + interval '1 minute' from generate_series(1, $10) n
returning id
"""


async def _ended(office: Office, start: int, state: str, at: datetime, **more: object) -> None:
    values: dict[str, object] = {
        "learner": None,
        "group": None,
        "kind": "lesson",
        "rung": "send",
        "reason": "sent",
        "late": timedelta(seconds=1),
        "count": 1,
        **more,
    }
    if values["learner"] is None and values["group"] is None:
        rows = await office.town.rows("select min(id) as id from learner")
        values["learner"] = rows[0]["id"]
    await office.town.rows(
        PAST,
        start,
        values["learner"],
        values["group"],
        values["kind"],
        state,
        at,
        values["rung"],
        values["reason"],
        values["late"],
        values["count"],
    )


async def _counted(office: Office) -> None:
    """Count what has ended, beside the program's own counting."""
    for _ in range(1000):
        await Tallier(office.town.program.db, office.town.clock).ended()
        rows = await office.town.rows("select upto from delivery_hours_counted")
        if rows and rows[0]["upto"] == office.town.clock.now() - tallies.LAG:
            return
    raise AssertionError("never counted")


def test_reasons_fall_into_few_classes():
    assert class_of("refused 403 no rights") == "refused"
    assert class_of("gave up after 3 h: unavailable 502") == "unavailable"
    assert (
        class_of("no window is open; no consent left; waits for the next contact") == "no-window"
    )
    assert class_of("the bot is no longer in the group") == "group-gone"
    assert class_of("something new") == "other"


def test_where_sending_again_cannot_help_nothing_is_to_be_done() -> None:
    assert {"window-closed", "gone", "migrated", "no-address", "stopped"} == LASTING
    for name in LASTING:
        assert console_texts("zh-Hans")(f"home-remedy-{name}").startswith("不用处理")


async def test_what_ended_is_counted_once_however_often_it_is_counted(office: Office):
    await office.known("operator")
    soon = office.town.clock.now() + timedelta(hours=1)
    await _ended(office, 1000, "sent", soon, kind="week", count=3)
    await _ended(office, 2000, "failed", soon, kind="week", rung=None, reason="refused 403")
    await _ended(office, 3000, "sent", soon, kind="week", late=timedelta(seconds=11), count=2)
    office.town.clock.set(soon + timedelta(hours=3))
    await asyncio.gather(_counted(office), _counted(office))
    await _counted(office)
    rows = await office.town.rows(
        "select state, reason_class, sum(count)::int as count, sum(in_time)::int as good from delivery_hour"
        " where kind = 'week' group by 1, 2 order by 1"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("failed", "refused", 1, 1),
        ("sent", "", 5, 3),
    ]


async def test_a_count_that_is_broken_off_is_taken_up_where_it_stood(db: Database):
    now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    async with db.transaction() as conn:
        at, late = now - timedelta(minutes=30), timedelta(seconds=1)
        await conn.fetch(PAST, 1, 1, None, "week", "sent", at, "send", "sent", late, 4)
        await conn.fetch(PAST, 9, 1, None, "week", "failed", at, None, "gone 403", late, 1)

    class BrokenError(Exception):
        pass

    def broken(reason: str) -> str:
        raise BrokenError(reason)

    with pytest.raises(BrokenError):
        await _count_all(db, now, broken)
    await _count_all(db, now, class_of)
    async with db.connection() as conn:
        rows = await conn.fetch("select state, count from delivery_hour order by state")
    assert [tuple(row.values()) for row in rows] == [("failed", 1), ("sent", 4)]


class TickingClock(MovableClock):
    """Goes on by a second whenever it is read."""

    def now(self) -> datetime:
        self.move(timedelta(seconds=1))
        return super().now()


async def test_counting_ends_though_time_goes_on(db: Database):
    clock = TickingClock()
    async with db.connection() as conn:
        at, late = clock.now() - timedelta(minutes=30), timedelta(seconds=1)
        await conn.fetch(PAST, 1, 1, None, "week", "sent", at, "send", "sent", late, 4)
    # Eight days at first, an hour at once; where the last is begun depends on the minute.
    assert 8 * 24 <= await Tallier(db, clock).ended() <= 8 * 24 + 1
    assert await Tallier(db, clock).ended() == 1


async def test_counting_begins_today_where_nothing_has_ended(db: Database):
    clock = MovableClock()
    assert await Tallier(db, clock).ended() == 0
    async with db.connection() as conn:
        upto = await tallies.counted_upto(conn)
    assert upto is not None
    assert timedelta(0) <= clock.now() - tallies.LAG - upto < timedelta(minutes=1)


async def _count_all(db: Database, now: datetime, classes: Callable[[str], str]) -> None:
    going = True
    while going:
        async with db.transaction() as conn:
            going = await tallies.count_on(conn, now, classes)


async def test_an_operator_sees_what_failed_and_sends_it_again(office: Office):
    browser = await office.signed_in("operator")
    now = office.town.clock.now()
    await _ended(
        office,
        5000,
        "failed",
        now - timedelta(hours=2),
        kind="news",
        reason="unavailable 502",
        count=3,
    )
    await _ended(
        office,
        5100,
        "failed",
        now - timedelta(hours=2),
        kind="news",
        reason="gone 43004",
        count=2,
    )
    page = await browser.get("")
    assert "平台当时连不上 · 3 次" in page.text
    assert "检查网络" in page.text
    assert "再发一次（3）" in page.text
    assert "对方已离开或拉黑 · 2 次" in page.text
    assert "再发也到不了" in page.text
    assert page.html.count('name="class"') == 1
    which = {"account": "city-wechat", "kind": "news"}
    lasting = await browser.post("home/retry", which | {"class": "gone"})
    assert lasting.status == 422
    assert "再发也到不了" in lasting.text
    assert (await browser.post("home/retry", which)).status == 422
    done = await browser.post("home/retry", which | {"class": "unavailable"})
    assert "已重新安排 3 条" in done.text
    assert not await office.town.rows(
        "select 1 from delivery_past where state = 'failed' and id > 5000 and id < 5010"
    )
    left = await office.town.rows(
        "select count(*)::int as n from delivery_past where state = 'failed' and id between 5101 and 5102"
    )
    assert left[0]["n"] == 2
    noted = await office.town.rows(
        "select about, after from audit_entry where act = 'delivery.retry'"
    )
    assert noted[0]["after"] == {"kind": "news", "planned": 3}


async def test_punctuality_and_the_chart_come_from_the_hours(office: Office):
    browser = await office.signed_in("operator")
    soon = office.town.clock.now() + timedelta(minutes=1)
    await _ended(office, 6000, "sent", soon, count=199)
    await _ended(office, 7000, "sent", soon, late=timedelta(minutes=1))
    office.town.clock.set(soon + timedelta(minutes=5))
    await _counted(office)
    rows = await office.town.rows(
        "select sum(count)::int as count, sum(in_time)::int as good from delivery_hour"
    )
    share = int(rows[0]["good"]) * 1000 // int(rows[0]["count"]) / 10
    page = await browser.get("")
    assert f"{share:g} %" in page.text
    assert "<svg" in page.html


async def test_an_organiser_sees_own_groups_only(office: Office):
    browser = await office.signed_in("organiser")
    now = office.town.clock.now()
    rows = await office.town.rows(
        """
        insert into chat_group (account, channel, platform_id, title, zone, known_at)
        select 'city-wechat', 'wechat', 'class-' || n, 'Class ' || n, 'Asia/Shanghai', $1 from generate_series(1, 2) n
        returning id
        """,
        now,
    )
    mine, other = (int(str(row["id"])) for row in rows)
    await office.owns(mine)
    for key, scene in (("mine", "class-1"), ("other", "class-2")):
        await office.town.rows(
            """
            with n as (insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, state,
              approved_by, imported_at) values ($1, 'Title of ' || $1, 'x', 'x', '', $2, $3, false, '', 'waiting', '', $4)
              returning key)
            insert into announcement_group (announcement_key, account, platform_id) select key, 'city-wechat', $5 from n
            returning 1
            """,
            key,
            now + timedelta(days=1),
            now + timedelta(days=9),
            now,
            scene,
        )
    await _ended(
        office,
        8000,
        "failed",
        now - timedelta(hours=1),
        group=mine,
        kind="news",
        reason="gone 43004",
    )
    await _ended(
        office,
        8100,
        "failed",
        now - timedelta(hours=1),
        group=other,
        kind="news",
        reason="misconfigured 40001",
    )
    page = await browser.get("")
    assert "Title of mine" in page.text
    assert "Title of other" not in page.text
    assert "1 条通知等批准" in page.text
    assert "对方已离开" in page.text
    assert "平台不认我们的密钥" not in page.text
    assert "home/retry" not in page.html
    assert (
        await browser.post("home/retry", {"account": "city-wechat", "kind": "news"})
    ).status == 403
