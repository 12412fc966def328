"""What a Telegram group reads of a competition leads into the private chat, with the group."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.domain.competitions import Competition
from bot.domain.deep_links import DeepLink, Target, payload_of, read_payload
from bot.domain.delivery import Composed, Kind
from bot.domain.messages import Link
from bot.store import claims
from bot.store.competitions import cancel
from bot.store.db import Database
from tests.delivery.owing import group, learner, owe
from tests.schedules.contest import (
    A_DAY_BEFORE,
    COMPETITION,
    DAY,
    OPENS,
    REGISTRATION,
    ROUND,
    moved_away,
    plan,
    take_in,
)

SECRET = b"s" * 32


def link(account: str, to: DeepLink) -> str:
    """As a deployment makes them."""
    payload = payload_of(to, SECRET)
    return f"https://t.me/{account}?start={payload}" if payload else ""


async def ways(db: Database, now: datetime, kind: Kind) -> dict[int | None, tuple[Link, ...]]:
    """By group (None: people), the buttons below what is said at ``now``."""
    async with db.transaction() as conn:
        found = await claims.lock_candidates(conn, now, 50, [kind.value])
        said = await CompetitionComposer(FrozenClock(now), link)(conn, found)
    words = {one.group: said[one.row] for one in found}
    assert all(isinstance(one, Composed) for one in words.values())
    return {
        who: one.reply.messages[-1].links
        for who, one in words.items()
        if isinstance(one, Composed)
    }


def leads_to(links: tuple[Link, ...]) -> DeepLink | None:
    [way] = links
    address, _, payload = way.url.partition("?start=")
    assert address == "https://t.me/city"
    return read_payload(payload, SECRET)


async def test_the_announcement_and_its_reminders_say_from_which_group(db: Database) -> None:
    first, second = await group(db, "-100"), await group(db, "-200")
    person = await learner(db, "city:1")
    both = (*COMPETITION.groups, replace(COMPETITION.groups[0], platform_id="-200"))
    await take_in(db, replace(COMPETITION, groups=both), OPENS)
    await plan(db, OPENS)
    await owe(db, person, kind=Kind.ANNOUNCEMENT, subject="law", due=OPENS)
    told = await ways(db, OPENS, Kind.ANNOUNCEMENT)
    assert told.pop(None) == (), "people are in the private chat already"
    assert {row: leads_to(links) for row, links in told.items()} == {
        first: DeepLink(Target.ENTRY, f"{first}-law"),
        second: DeepLink(Target.ENTRY, f"{second}-law"),
    }
    await moved_away(db)
    await plan(db, A_DAY_BEFORE)
    told = await ways(db, A_DAY_BEFORE, Kind.REMINDER)
    assert leads_to(told[second]) == DeepLink(Target.ENTRY, f"{second}-law")


async def test_what_has_changed_leads_there_and_what_is_cancelled_nowhere(db: Database) -> None:
    row = await group(db)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    await moved_away(db)
    later = replace(ROUND, closes=ROUND.closes + DAY)
    await take_in(db, replace(COMPETITION, stages=(REGISTRATION, later)), OPENS + DAY)
    await plan(db, OPENS + DAY)
    assert leads_to((await ways(db, OPENS + DAY, Kind.REMINDER))[row]) is not None
    await moved_away(db)
    async with db.transaction() as conn:
        await cancel(conn, "law", "场地关闭", OPENS + DAY)
    await plan(db, OPENS + DAY)
    assert (await ways(db, OPENS + DAY, Kind.REMINDER))[row] == ()


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("zh-Hans", "看比赛，去参加"),
        ("zh-Hant", "睇比賽，去參加"),
        ("en", "See it and take part"),
    ],
)
async def test_it_is_in_the_group_s_language(db: Database, language: str, label: str) -> None:
    row = await group(db)
    async with db.connection() as conn:
        await conn.execute("update chat_group set language = $1", language)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    [way] = (await ways(db, OPENS, Kind.ANNOUNCEMENT))[row]
    assert way.label == label


async def test_a_key_without_room_in_a_link_leads_into_the_group(db: Database) -> None:
    row = await group(db)
    long: Competition = replace(COMPETITION, key="l" * 60)
    await take_in(db, long, OPENS)
    await plan(db, OPENS)
    links = (await ways(db, OPENS, Kind.ANNOUNCEMENT))[row]
    assert leads_to(links) == DeepLink(Target.GROUP, str(row))
