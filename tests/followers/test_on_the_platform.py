"""All that keeps followers in step, with the real adapter against the simulated platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from adapters.simulator import Simulator
from adapters.wechat import WeChatChannel
from bot.clock import FrozenClock
from bot.commands_group import Cohort, create
from bot.store.db import Database
from schedules.followers import FollowerKeeper
from schedules.listing import FollowerLists
from schedules.menus import menu_of
from schedules.tagging import TrackTags
from tests.delivery.owing import OFFICIAL, rows
from tests.followers.people import OTHER
from tests.followers.test_listing import NIGHT
from tests.ledger.samples import ISSUER

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@dataclass
class Platform:
    sim: Simulator
    clock: FrozenClock
    channels: dict[str, WeChatChannel]
    keeper: FollowerKeeper
    tags: TrackTags
    lists: FollowerLists

    def tags_of(self, openid: str, account: str = OFFICIAL) -> list[str]:
        box = self.sim.wechat._account(account)
        return [box.state.tags[tag] for tag in box.state.followers[openid].tags]

    async def menu_shown(self, openid: str) -> list[str]:
        """What stands under 更多 for a follower, as the platform itself says (menu/trymatch)."""
        client = self.channels[OFFICIAL]._line.client
        answer = await client.post("menu/trymatch", data={"user_id": openid})
        return [one["name"] for one in answer["button"][-1]["sub_button"]]


@asynccontextmanager
async def platform(db: Database) -> AsyncIterator[Platform]:
    """Two verified service accounts of one owner."""
    clock = FrozenClock(NIGHT)
    sim = Simulator(clock)
    await sim.start()
    channels = {}
    for number, account in enumerate((OFFICIAL, OTHER)):
        app_id = f"wx{number:016d}"
        sim.add_wechat(account, app_id, "secret", "token", AES_KEY, "http://127.0.0.1:9/nobody")
        channels[account] = WeChatChannel(
            account=account,
            kind="service",
            verified=True,
            app_id=app_id,
            app_secret="secret",
            token="token",
            aes_key=AES_KEY,
            api_url=f"{sim.url}/wechat-api",
            clock=clock,
            menu=menu_of(None),
        )
        await channels[account].start()
    terms = {OFFICIAL: timedelta(days=30)}
    try:
        yield Platform(
            sim,
            clock,
            channels,
            FollowerKeeper(db, clock, channels, ISSUER, terms),
            TrackTags(db, clock, channels),
            FollowerLists(db, clock, channels, "Asia/Shanghai", time(7, 30)),
        )
    finally:
        for channel in channels.values():
            await channel.stop()
        await sim.stop()


async def test_followers_from_before_our_time_are_known_joined_and_tagged(db: Database) -> None:
    async with platform(db) as on:
        here = [f"oHere{n:03d}" for n in range(130)]
        there = [f"oThere{n:03d}" for n in range(5)]
        on.sim.wechat.add_followers(OFFICIAL, here)
        on.sim.wechat.add_followers(OTHER, there)
        for n in range(3):
            on.sim.wechat.set_union(OFFICIAL, here[n], f"uBoth{n}")
            on.sim.wechat.set_union(OTHER, there[n], f"uBoth{n}")
        assert await on.lists.run() == 2
        assert (await rows(db, "select count(*) as n from address"))[0]["n"] == 135
        assert await on.keeper.ask() == 135
        people = await rows(db, "select count(distinct learner_id) as n from address")
        assert people[0]["n"] == 132
        async with db.connection() as conn:
            await conn.execute("update learner set track = 'seniors' where merged_into is null")
        assert await on.tags.run() == 135
        assert all(on.tags_of(one) == ["yike-seniors"] for one in here)
        assert await on.tags.run() == 0
        assert await on.menu_shown(here[0]) == [
            one.label for one in menu_of("seniors")[2].children
        ]
        async with db.connection() as conn:
            await conn.execute(
                "update learner set track = 'couriers' from address a where a.learner_id = learner.id and a.platform_id = $1",
                here[100],
            )
        assert await on.tags.run() == 1
        assert on.tags_of(here[100]) == ["yike-couriers"]
        assert (await on.menu_shown(here[100]))[0] == "改时间"
        assert not on.sim.wechat._account(OFFICIAL).refused_for_limit


async def test_who_left_unheard_is_gone_and_who_comes_back_gets_the_tag_anew(db: Database) -> None:
    async with platform(db) as on:
        on.sim.wechat.add_followers(OFFICIAL, ["oOne", "oTwo"])
        await on.lists.run()
        async with db.connection() as conn:
            await conn.execute("update learner set track = 'seniors'")
        await on.tags.run()
        await on.sim.wechat.unfollow(OFFICIAL, "oTwo")
        on.clock.set(NIGHT + timedelta(days=1))
        await on.lists.run()
        found = await rows(db, "select platform_id, state, track_tag from address order by 1")
        assert [tuple(row.values()) for row in found] == [
            ("oOne", "active", "seniors"),
            ("oTwo", "gone", None),
        ]
        await on.sim.wechat.follow(OFFICIAL, "oTwo")
        on.clock.set(NIGHT + timedelta(days=2))
        await on.lists.run()
        await on.tags.run()
        assert on.tags_of("oTwo") == ["yike-seniors"]


async def test_a_cohort_s_code_leads_to_the_cohort(db: Database, tmp_path: Path) -> None:
    async with platform(db) as on:
        wanted = Cohort(OFFICIAL, "class-7", "骑手七班", "Asia/Shanghai")
        first = await create(db, on.clock, on.channels, wanted, tmp_path)
        assert await create(db, on.clock, on.channels, wanted, None) != first
        codes = on.sim.wechat._account(OFFICIAL).state.codes.values()
        assert [code.scene for code in codes] == ["class-7"]
        assert len(list(tmp_path.iterdir())) == 2


async def test_a_month_after_leaving_nothing_of_the_person_is_here(db: Database) -> None:
    async with platform(db) as on:
        on.sim.wechat.add_followers(OFFICIAL, ["oOne", "oTwo"])
        await on.lists.run()
        await on.sim.wechat.unfollow(OFFICIAL, "oTwo")
        on.clock.set(NIGHT + timedelta(days=1))
        await on.lists.run()
        assert await on.keeper.erase() == 0
        on.clock.set(NIGHT + timedelta(days=32))
        assert await on.keeper.erase() == 1
        await on.lists.run()
        found = await rows(db, "select platform_id from address")
        assert [row["platform_id"] for row in found] == ["oOne"]
