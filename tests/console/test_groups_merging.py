"""Two groups become one: what stands against it, and that nobody is lost or told twice."""

import asyncio
from datetime import timedelta

import pytest

from bot.learning.groups.uniting import MergeFault, Side, merge_fault
from bot.store.announcing import telling
from bot.store.groups import membership
from bot.store.planning.pacing import Pacing
from tests.console.conftest import Office
from tests.console.test_groups import made
from tests.flow.town import WECHAT

CLASS = Side(1, "wechat", "w", "known", merged=False)


@pytest.mark.parametrize(
    ("old", "into", "fault"),
    [
        (CLASS, Side(2, "wechat", "w", "known", merged=False), None),
        (Side(3, "wechat", "w", "gone", merged=False), CLASS, None),
        (CLASS, CLASS, MergeFault.ITSELF),
        (Side(3, "wechat", "w", "gone", merged=True), CLASS, MergeFault.MERGED),
        (CLASS, Side(2, "wechat", "w", "gone", merged=True), MergeFault.INTO_MERGED),
        (CLASS, Side(2, "wechat", "w", "gone", merged=False), MergeFault.INTO_GONE),
        (CLASS, Side(2, "telegram", "t", "known", merged=False), MergeFault.OTHER_CHANNEL),
        (CLASS, Side(2, "wechat", "v", "known", merged=False), MergeFault.OTHER_ACCOUNT),
        (
            Side(4, "telegram", "t", "known", merged=False),
            Side(5, "telegram", "t", "known", merged=False),
            MergeFault.STILL_A_CHAT,
        ),
        (
            Side(4, "telegram", "t", "gone", merged=False),
            Side(5, "telegram", "t", "known", merged=False),
            None,
        ),
    ],
)
def test_what_stands_against_it(old: Side, into: Side, fault: MergeFault | None):
    assert merge_fault(old, into) is fault


async def _announced(
    office: Office, key: str, scene: str, later: timedelta = timedelta(0)
) -> None:
    """An announcement to the cohort ``scene`` that is due ``later``."""
    now = office.town.clock.now() + later
    await office.town.rows(
        """
        with n as (insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, state,
          approved_by, imported_at) values ($1, 'News ' || $1, '下周开课', '图书馆', '', $2, $3, false, '', 'approved', 'x', $2)
          on conflict do nothing)
        insert into announcement_group (announcement_key, account, platform_id) values ($1, $4, $5) returning 1
        """,
        key,
        now,
        now + timedelta(days=9),
        WECHAT,
        scene,
    )


def _person(n: int) -> str:
    return f"oPerson{n}OfTianhe000000000000"[:28]


async def _told(office: Office) -> dict[str, int]:
    """How often each person was owed the news, by person."""
    rows = await office.town.rows(
        """
        select a.platform_id as who, count(*)::int as times from (
          select learner_id, subject, id from delivery where kind = 'news'
          union all select learner_id, subject, id from delivery_held where kind = 'news'
          union all select learner_id, subject, id from delivery_past where kind = 'news') d
        join address a on a.learner_id = d.learner_id group by 1
        """
    )
    return {str(row["who"]): int(str(row["times"])) for row in rows}


async def test_everybody_goes_over_and_is_told_once(office: Office):
    old, into = await made(office, "old", "Old class"), await made(office, "new", "New class")
    scan = office.town.simulator.wechat.scan
    for n, scene in ((1, "old"), (2, "old"), (3, "new")):
        await scan(WECHAT, _person(n), scene)
    await scan(WECHAT, _person(2), "new")
    await _announced(office, "first", "old")
    await _planned(office, "first")
    assert await _told(office) == {_person(1): 1, _person(2): 1}
    browser = await office.signed_in("operator")
    page = await browser.get(f"groups/{old}/merge", into=str(into))
    assert "2 位成员过去，其中 1 位两边都在" in page.text
    assert "News first" in page.text
    done = await browser.post(f"groups/{old}/merge", {"into": str(into)})
    assert "Old class”已并入" in done.text
    await _planned(office, "first")
    assert await _told(office) == {_person(1): 1, _person(2): 1, _person(3): 1}
    rows = await office.town.rows(
        "select group_id, count(*)::int as n from group_member group by 1"
    )
    assert rows == [{"group_id": into, "n": 3}]
    again = await browser.post(f"groups/{old}/merge", {"into": str(into)})
    assert again.status == 422
    assert "已经并入别的群" in again.text


async def _planned(office: Office, key: str) -> None:
    """Plan what is left of an announcement, beside the program's own planner."""
    db, now = office.town.program.db, office.town.clock.now()
    query = """
        select 1 from announcement_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
        where o.announcement_key = $1 and o.planned_at is null and g.state = 'known'
        """
    async with asyncio.timeout(20):
        while await office.town.rows(query, key):
            async with db.transaction() as conn:
                await telling.tell_cohort(conn, now, 500, Pacing())


async def test_the_old_code_leads_to_the_new_group(office: Office):
    old, into = await made(office, "old", "Old class"), await made(office, "new", "New class")
    last = await made(office, "last", "Last class")
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{old}")
    await browser.post(f"groups/{old}/merge", {"into": str(into)})
    await browser.post(f"groups/{into}/merge", {"into": str(last)})
    await office.town.simulator.wechat.scan(WECHAT, _person(7), "old")
    rows = await office.town.rows("select group_id from group_member")
    assert rows == [{"group_id": last}]
    assert "Last class" in office.town.wechat_chat(_person(7))[-1].text
    rows = await office.town.rows("select state, merged_into from chat_group where id = $1", old)
    assert rows == [{"state": "gone", "merged_into": last}]


async def test_staff_and_open_competitions_follow(office: Office):
    old, into = await made(office, "old"), await made(office, "new")
    now = office.town.clock.now()
    for key, days in (("open", 5), ("over", -1)):
        await office.town.rows(
            """
            with c as (insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
              values ($1, $1, 'other', 'x', '', '{}', '', 1, $2)),
            s as (insert into stage (competition_key, key, position, kind, opens, closes)
              values ($1, 'r', 1, 'registration', $3, $4))
            insert into competition_group (competition_key, account, platform_id, announced_at) values ($1, $5, 'old', $2)
            returning 1
            """,
            key,
            now,
            now - timedelta(days=3),
            now + timedelta(days=days),
            WECHAT,
        )
    await office.owns(old)
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{old}")
    await browser.post(f"groups/{old}/merge", {"into": str(into)})
    rows = await office.town.rows(
        "select competition_key as key, platform_id as scene from competition_group order by 1"
    )
    assert rows == [{"key": "open", "scene": "new"}, {"key": "over", "scene": "old"}]
    assert await office.town.rows("select group_id from group_organiser") == [{"group_id": into}]


async def test_who_joins_in_the_very_moment_is_in_the_new_group(office: Office):
    old, into = await made(office, "old"), await made(office, "new")
    db, now = office.town.program.db, office.town.clock.now()
    await office.town.wechat_follows(_person(8))
    learner = int(str((await office.town.rows("select max(id) as id from learner"))[0]["id"]))
    async with db.transaction() as conn:
        await conn.execute(
            "update chat_group set state = 'gone', merged_into = $2 where id = $1", old, into
        )
    async with db.transaction() as conn:
        await membership.join_group(conn, old, learner, now)
    assert await office.town.rows("select group_id from group_member") == [{"group_id": into}]


async def test_what_was_half_planned_goes_on_in_the_new_group(office: Office):
    old, into = await made(office, "old"), await made(office, "new")
    for n in (1, 2, 3):
        await office.town.simulator.wechat.scan(WECHAT, _person(n), "old")
    first = (await office.town.rows("select min(learner_id) as id from group_member"))[0]["id"]
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{old}")
    await _announced(office, "half", "old", later=timedelta(hours=1))
    await office.town.rows(
        """
        with told as (insert into announcement_told (announcement_key, learner_id) values ('half', $1))
        update announcement_group set planned_to = $1 returning 1
        """,
        first,
    )
    await browser.post(f"groups/{old}/merge", {"into": str(into)})
    office.town.clock.set(office.town.clock.now() + timedelta(hours=1))
    await _planned(office, "half")
    assert await _told(office) == {_person(2): 1, _person(3): 1}
