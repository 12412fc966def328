"""Who had a text that was taken back is told once what was wrong in it, and nobody else."""

from bot.domain.delivery import Kind
from bot.store.db import Connection
from bot.store.planning.pacing import Pacing
from bot.store.recall_notices import plan_notice, tell_receivers
from schedules.correcting import CorrectionPlanner
from tests.console.conftest import Office
from tests.flow.town import WECHAT

WORDS = "课里的报警号码写错了，正确的是 110。"


async def had(conn: Connection, course: str, version: str, lesson: str, many: int) -> list[int]:
    """So many people were shown a lesson in a version, one more in another one; their rows."""
    rows = await conn.fetch(
        """
        insert into learner (key, state, zone, times, created_at)
        select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', now() from generate_series(1, $1::int)
        returning id
        """,
        many + 1,
    )
    people = [row["id"] for row in rows]
    for place, person in enumerate(people):
        await conn.execute(
            """
            with e as (
              insert into enrolment (registration, learner_id, course_key, state, started_at)
              values (gen_random_uuid(), $1, $2, 'active', now()) returning id
            ), a as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              values ($1, $3, 'wechat', 'o-' || $1, now())
            )
            insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, versions)
            select id, $4, now(), current_date, array[$5] from e
            """,
            person,
            course,
            WECHAT,
            lesson,
            version if place < many else "another",
        )
    return people


async def recalled(office: Office) -> tuple[str, str, str, int]:
    """The first course's text is taken back; key, version, a lesson, the text's row."""
    rows = await office.town.rows(
        """
        select v.id, v.course_key, v.version, l.key from course_version v join lesson l on l.version_id = v.id
        order by v.course_key, l.position limit 1
        """
    )
    row = rows[0]
    return row["course_key"], row["version"], row["key"], row["id"]


async def test_a_reviewer_looks_then_tells_once(office: Office):
    key, version, lesson, row = await recalled(office)
    async with office.town.program.db.transaction() as conn:
        people = await had(conn, key, version, lesson, 3)
    browser = await office.signed_in("reviewer")
    await browser.get("courses")
    way = f"courses/{key}/{row}"
    assert (await browser.get(f"{way}/tell")).status == 409
    await browser.post(f"{way}/recall", {"reason": "号码写错了"})
    assert (await browser.post(f"{way}/tell", {"words": ""})).status == 422
    bait = await browser.post(f"{way}/tell", {"words": "分享到朋友圈领红包。"})
    assert bait.status == 422
    looked = await browser.post(f"{way}/tell", {"words": WORDS, "do": "look"})
    assert looked.html.count(WORDS) >= 3
    assert await office.town.rows("select from recall_notice") == []
    told = await browser.post(f"{way}/tell", {"words": WORDS, "do": "tell"})
    assert "更正正在安排" in told.text
    assert (await browser.post(f"{way}/tell", {"words": WORDS, "do": "tell"})).status == 409
    await CorrectionPlanner(office.town.program.db, office.town.clock, lambda: None).run()
    # Locked, since the program's own planner, which ours passes over, may still be at it.
    assert len(await office.town.rows("select from recall_notice for update")) == 1
    rows = await office.town.rows(
        "select learner_id from delivery where kind = 'correction' union all"
        " select learner_id from delivery_past where kind = 'correction' union all"
        " select learner_id from delivery_held where kind = 'correction'"
    )
    assert sorted(one["learner_id"] for one in rows) == people[:3]


async def test_batches_tell_everybody_once_however_often_a_planner_stops(office: Office):
    key, version, lesson, _ = await recalled(office)
    db, now = office.town.program.db, office.town.clock.now()
    async with db.transaction() as conn:
        people = await had(conn, key, version, lesson, 5)
        await conn.execute(
            "update course_version set recalled_at = $1 where course_key = $2", now, key
        )
        await tell_receivers(conn, key, version, WORDS, by="reviewer x", at=now)
        planned = []
        while (batch := await plan_notice(conn, now, 2, Pacing())) is not None:
            planned.append((batch.people, batch.ended))
        rows = await conn.fetch("select learner_id from delivery where kind = $1", Kind.CORRECTION)
    assert [one for one, _ in planned][:3] == [2, 2, 1]
    assert [ended for _, ended in planned].count(True) == 1
    assert sorted(one["learner_id"] for one in rows) == people[:5]
