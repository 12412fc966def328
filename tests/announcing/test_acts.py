"""What the staff does with announcements: drafts, approval, edits, and its trace."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.domain.announcements import Announcement, AnnouncementState, Kept, Phase
from bot.domain.errors import InputError, NotAllowedError, StaleEditError
from bot.store import announcements, audit
from bot.store.announcing.said_before import said_before
from bot.store.audit import Wanted
from bot.store.db import Database
from tests.delivery.owing import all_of
from tests.masses.house import EVENING, House, announcement, cohort, followers, put_announcement

WRITER, OTHER = Act("organiser 11111111", EVENING), Act("operator 22222222", EVENING)


async def write(db: Database, one: Announcement, *, two_people: bool = True) -> None:
    async with db.transaction() as conn:
        await announcing.save(conn, one, WRITER, revision=None, two_people=two_people)


async def submit(db: Database, *, two_people: bool = True, revision: int = 1) -> AnnouncementState:
    async with db.transaction() as conn:
        return await announcing.submit(
            conn, "closing", WRITER, revision=revision, two_people=two_people
        )


async def stands(db: Database) -> Kept:
    async with db.connection() as conn:
        found = await announcements.load(conn, "closing")
    assert found is not None
    return found


async def acts_of(db: Database) -> list[str]:
    async with db.connection() as conn:
        return [one.act for one in reversed(await audit.acts(conn, Wanted(kind="announcement")))]


async def test_a_draft_goes_nowhere_and_two_people_send_it(db: Database) -> None:
    house = House(db)
    await followers(db, 2, group=await cohort(db))
    await write(db, announcement())
    assert await house.planner.news() == 0
    assert await submit(db) is AnnouncementState.WAITING
    assert await house.planner.news() == 0
    same = Act("operator 11111111", EVENING)
    with pytest.raises(NotAllowedError, match="cannot approve it"):
        async with db.transaction() as conn:
            await announcing.approve(conn, "closing", same, revision=2)
    async with db.transaction() as conn:
        await announcing.approve(conn, "closing", OTHER, revision=2)
    kept = await stands(db)
    assert (kept.state, kept.approved_by, kept.revision) == ("approved", OTHER.actor, 3)
    assert kept.phase(EVENING) is Phase.GOING
    assert await house.planner.news() == 1
    assert len(await all_of(db, "kind = 'news'")) == 2
    assert await acts_of(db) == [
        "announcement.create",
        "announcement.submit",
        "announcement.approve",
    ]


async def test_where_one_person_is_enough_it_goes_at_once(db: Database) -> None:
    await write(db, announcement(), two_people=False)
    assert await submit(db, two_people=False) is AnnouncementState.APPROVED
    assert (await stands(db)).approved_by == WRITER.actor


async def test_what_waits_is_sent_back_with_a_reason(db: Database) -> None:
    await write(db, announcement())
    await submit(db)
    async with db.transaction() as conn:
        why = replace(OTHER, reason="日期不对")
        await announcing.send_back(conn, "closing", why, revision=2)
    assert (await stands(db)).state is AnnouncementState.DRAFT
    async with db.connection() as conn:
        assert (await audit.acts(conn, Wanted()))[0].reason == "日期不对"


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"text": "周四闭馆。"}, AnnouncementState.DRAFT),
        ({"urgent": True}, AnnouncementState.DRAFT),
        ({"due": EVENING + timedelta(hours=5)}, AnnouncementState.APPROVED),
        ({"expires": EVENING + timedelta(days=9)}, AnnouncementState.APPROVED),
    ],
)
async def test_a_change_of_what_is_said_drops_approval(
    db: Database, changed: dict[str, object], state: AnnouncementState
) -> None:
    await put_announcement(House(db), announcement())
    one = replace(announcement(), **changed)  # type: ignore[arg-type]
    async with db.transaction() as conn:
        saved = await announcing.save(conn, one, WRITER, revision=1, two_people=True)
    kept = await stands(db)
    assert (kept.state, kept.announcement) == (state, one)
    assert saved.unapproved == (state is AnnouncementState.DRAFT)
    assert kept.approved_by == ("" if saved.unapproved else "operator")


async def test_after_a_change_nothing_more_goes_out_until_it_is_approved(db: Database) -> None:
    house = House(db)
    await followers(db, 3, group=await cohort(db))
    await put_announcement(house, announcement())
    async with db.transaction() as conn:
        one = announcement(text="周四闭馆。")
        await announcing.save(conn, one, WRITER, revision=1, two_people=True)
    assert await house.planner.news() == 0
    await submit(db, revision=2)
    async with db.transaction() as conn:
        await announcing.approve(conn, "closing", OTHER, revision=3)
    assert await house.planner.news() == 1


async def test_the_second_of_two_editors_is_told_and_changes_nothing(db: Database) -> None:
    await write(db, announcement())
    async with db.transaction() as conn:
        one = announcement(text="一")
        await announcing.save(conn, one, WRITER, revision=1, two_people=True)
    two = announcement(text="二")
    with pytest.raises(StaleEditError):
        async with db.transaction() as conn:
            await announcing.save(conn, two, OTHER, revision=1, two_people=True)
    with pytest.raises(StaleEditError):
        await write(db, announcement())
    with pytest.raises(StaleEditError):
        await submit(db, revision=1)
    assert (await stands(db)).announcement.text == "一"


async def test_what_is_cancelled_or_over_cannot_be_changed(db: Database) -> None:
    await write(db, announcement())
    async with db.transaction() as conn:
        assert await announcing.cancel(conn, "closing", OTHER)
        assert not await announcing.cancel(conn, "nothing", OTHER)
    with pytest.raises(InputError, match="was cancelled"):
        await submit(db)
    await put_announcement(House(db), announcement("short"))
    late = replace(OTHER, at=EVENING + timedelta(days=8))
    one = announcement("short", text="晚了")
    with pytest.raises(InputError, match="is over"):
        async with db.transaction() as conn:
            await announcing.save(conn, one, late, revision=1, two_people=False)


async def test_the_audit_log_names_no_platform_id(db: Database) -> None:
    row = await cohort(db)
    await write(db, announcement())
    async with db.connection() as conn:
        (entry,) = await audit.acts(conn, Wanted())
    assert entry.after is not None
    assert entry.after["groups"] == [row]
    assert "class-7" not in str(entry)


async def test_the_same_words_to_the_same_people_are_noticed(db: Database) -> None:
    house = House(db)
    await followers(db, 4, group=await cohort(db))
    await cohort(db, "class-8")
    await put_announcement(house, announcement())
    await house.planner.news()
    again = announcement("again", text="周三闭馆一天，\n周四照常。")
    elsewhere = replace(announcement("b", groups=("city-wechat:class-8",)))
    async with db.connection() as conn:
        (found,) = await said_before(conn, again, EVENING)
        assert (found.key, found.people) == ("closing", 4)
        assert not await said_before(conn, elsewhere, EVENING)
        assert not await said_before(conn, announcement("c", text="别的事"), EVENING)
        assert not await said_before(conn, again, EVENING + timedelta(days=40))
