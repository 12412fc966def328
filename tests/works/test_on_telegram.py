"""Works on Telegram: sent in chat, fetched from the platform, checked, and told."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.competitions.works.fetching import WorkFetcher
from bot.store.contests import works
from tests.flow.town import MORNING, TEACHER, WECHAT, Town
from tests.works.made_files import box, film, pdf, picture
from tests.works.songs import (
    CLOSES,
    GOOD,
    LONG,
    SONGS,
    UPLOAD,
    enter,
    fetch,
    last,
    states,
    telegram_sends,
    wechat_sends,
)


async def test_a_film_in_time_is_accepted_and_may_be_replaced(stage_town: Town) -> None:
    town = stage_town
    asked = (await town.telegram_says("交作品")).text
    assert "长者好歌声" in asked
    assert "视频、链接（5 分钟以内，2 MB 以内）" in asked
    got = await telegram_sends(town, GOOD)
    assert got.startswith("收到了，正在检查")
    assert "作品叫什么名字" in got
    assert "《茉莉花》" in (await town.telegram_says("茉莉花")).text
    assert await fetch(town) == 1
    assert "符合要求" in last(town)
    assert "11月26日 09:00 之前还可以换" in last(town)
    assert await states(town) == [("accepted", "", "video", "茉莉花")]
    [done] = await town.rows("select stage_key, done_at from stage_done")
    assert done["stage_key"] == "works"

    assert "您交过" in (await town.telegram_says("交作品")).text
    again = await telegram_sends(town, film(200))
    assert "名字" not in again, "it is asked once"
    assert await fetch(town) == 1
    assert await states(town) == [
        ("replaced", "", "video", "茉莉花"),
        ("accepted", "", "video", "茉莉花"),
    ]
    [kept] = await town.rows(
        "select w.hash, f.size from work w join work_file f using (hash) where state = 'accepted'"
    )
    async with town.program.db.connection() as conn:
        parts = [
            await works.read_part(conn, str(kept["hash"]), at, 1000) for at in range(0, 9000, 1000)
        ]
    assert b"".join(parts) == film(200)


async def test_a_second_too_long_is_refused_with_the_reason(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await telegram_sends(town, LONG)
    assert await fetch(town) == 1
    assert "没能收下" in last(town)
    assert "时间太长，最多 5 分钟" in last(town)
    assert "可以再交，发“交作品”" in last(town)
    assert await states(town) == [("refused", "too-long", "", "")]
    assert not await town.rows("select 1 from work_file"), "nothing of it is kept"
    assert not await town.rows("select 1 from stage_done")


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (picture(), "photo", "这里收的是视频、链接"),
        (GOOD + box(b"free", bytes(2_000_000)), "video", "文件太大，最多 2 MB"),
    ],
    ids=["kind", "size"],
)
async def test_what_the_message_tells_is_said_at_once(
    stage_town: Town, content: bytes, kind: str, said: str
) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    assert said in await telegram_sends(town, content, kind)
    assert await states(town) == []
    assert "收到了" in await telegram_sends(town, GOOD), "a work is still waited for"


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (pdf(), "wrong-kind", "这里收的是视频"),
        (b"MZ" + bytes(500), "wrong-kind", "这里收的是视频"),
        (GOOD[:-30], "broken", "可能没有传完整"),
    ],
)
async def test_a_document_is_what_its_bytes_are(
    stage_town: Town, content: bytes, reason: str, said: str
) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await telegram_sends(town, content, "document", filename="film.mp4", caption="我的歌")
    assert await fetch(town) == 1
    assert await states(town) == [("refused", reason, "", "我的歌")]
    assert said in last(town)


async def test_a_platform_that_is_away_is_asked_again(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    town.simulator.faults.add("telegram:getFile", status=502)
    assert await fetch(town) == 1
    assert await states(town) == [("fetching", "", "", "茉莉花")]
    assert await fetch(town) == 0, "not before its time"
    await town.move_to(town.clock.now() + timedelta(seconds=10))
    town.simulator.faults.add("telegram:file", status=500)
    assert await fetch(town) == 1
    await town.move_to(town.clock.now() + timedelta(seconds=30))
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]


async def test_two_fetchers_take_each_work_once(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    await town.wechat_says("交作品")
    await wechat_sends(town, film(100))
    program = town.program
    several = [WorkFetcher(program.channels, program.db, town.clock) for _ in range(2)]
    counts = await asyncio.gather(*(one.run() for one in several))
    assert sum(counts) == 2
    assert [state for state, *_ in await states(town)] == ["accepted", "accepted"]
    assert sum(call == "telegram:getFile" for call, _ in town.simulator.calls) == 1


async def test_a_fetcher_that_dies_leaves_its_work_to_the_next(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    town.simulator.faults.add("telegram:file", hang=True)
    program = town.program
    dying = asyncio.create_task(WorkFetcher(program.channels, program.db, town.clock).run())
    await town.simulator.until(lambda: town.simulator.faults.hanging == 1)
    dying.cancel()
    await asyncio.wait([dying])
    town.simulator.faults.release()
    assert await fetch(town) == 0, "it is still the other's"
    await town.move_to(town.clock.now() + timedelta(minutes=5))
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]


async def test_a_file_without_a_word_is_asked_about(stage_town: Town) -> None:
    town = stage_town
    assert "这是您参加《长者好歌声》的作品吗" in await telegram_sends(town, GOOD, caption="茉莉花")
    assert [state for state, *_ in await states(town)] == ["asked"]
    assert await fetch(town) == 0, "nothing is fetched that is not meant"
    assert "正在检查" in (await town.telegram_chooses("是")).text
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]
    assert "要用它换掉" in await telegram_sends(town, film(20))
    assert "不当作品" in (await town.telegram_chooses("不是")).text
    assert await states(town) == [("accepted", "", "video", "茉莉花")]


async def test_who_takes_part_in_nothing_hears_what_everybody_hears(town: Town) -> None:
    await town.telegram_starts()
    await town.wechat_follows()
    async with town.program.db.transaction() as conn:
        await conn.execute("update learner set state = 'active', dialog = '{}'")
    assert "视频收到了，可惜我还看不懂" in await telegram_sends(town, GOOD)
    await town.simulator.wechat.image(WECHAT, TEACHER, picture())
    assert "照片收到了" in town.wechat_chat()[-1].text
    await town.simulator.wechat.link(WECHAT, TEACHER, "歌", "", "https://example.org/song")
    assert "链接我打不开" in town.wechat_chat()[-1].text
    assert "还没有报名要交作品的比赛" in await town.wechat_says("交作品")
    assert await states(town) == []


async def test_a_picture_of_something_else_is_no_work(stage_town: Town) -> None:
    assert "照片收到了" in await telegram_sends(stage_town, picture(), "photo")
    assert await states(stage_town) == []


async def test_who_is_out_hands_in_nothing(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    async with town.program.db.transaction() as conn:
        await conn.execute("update entry set state = 'withdrawn'")
    assert "现在不收您的作品" in await telegram_sends(town, GOOD)
    assert "现在不收您的作品" in (await town.telegram_says("交作品")).text
    assert "视频收到了，可惜" in await telegram_sends(town, GOOD)
    assert await states(town) == []


async def test_what_comes_too_early_is_told_when(stage_town: Town) -> None:
    town = stage_town
    async with town.program.db.transaction() as conn:
        await conn.execute(
            "update stage set opens = $1 where key = 'works'", MORNING + timedelta(hours=3)
        )
    assert "11月23日 12:00 开始交作品" in (await town.telegram_says("交作品")).text


async def test_with_several_contests_one_says_which(stage_town: Town) -> None:
    town = stage_town
    other = replace(SONGS, key="reading", title="经典诵读")
    await enter(town, other)
    offered = (await town.telegram_says("交作品")).buttons
    assert [label for label, _ in offered] == ["长者好歌声", "经典诵读"]
    assert "经典诵读" in (await town.telegram_chooses("经典诵读")).text
    await telegram_sends(town, GOOD, caption="春")
    assert "这是您参加《长者好歌声》的作品吗" in await telegram_sends(town, GOOD), (
        "the other waits"
    )
    await town.telegram_chooses("不是")
    assert await fetch(town) == 1
    [row] = await town.rows(
        "select e.competition_key from work w join entry e on e.id = w.entry_id"
    )
    assert row["competition_key"] == "reading"


# in time or late --------------------------------------------------------------------------------


async def test_what_came_in_time_counts_whenever_it_is_fetched(stage_town: Town) -> None:
    town = stage_town
    await town.move_to(CLOSES - timedelta(seconds=1))
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    await town.move_to(CLOSES + timedelta(hours=1))
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]
    assert "之前还可以换" not in last(town)


async def test_what_comes_late_is_refused(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await town.move_to(CLOSES)
    assert "截止以后发来的" in await telegram_sends(town, GOOD)
    assert await states(town) == []
    assert "已经截止（11月26日 09:00）" in (await town.telegram_says("交作品")).text
    assert "视频收到了，可惜" in await telegram_sends(town, GOOD), "as before any contest"


async def test_dates_that_move_back_make_what_was_in_time_late(stage_town: Town) -> None:
    town = stage_town
    await town.move_to(MORNING + timedelta(hours=2))
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    earlier = replace(UPLOAD, closes=MORNING + timedelta(hours=1))
    async with town.program.db.transaction() as conn:
        await conn.execute("update stage set closes = $1 where key = 'works'", earlier.closes)
    assert await fetch(town) == 1
    assert await states(town) == [("refused", "late", "", "茉莉花")]
    assert "截止以后发来的" in last(town)
    assert "请找天河图书馆" in last(town)
    assert [row["late"] for row in await town.rows("select late from work")] == [True]
