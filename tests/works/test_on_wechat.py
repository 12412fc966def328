"""Works on WeChat: films, songs, links, and what ran out at the platform."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.contests import WorkKind, WorkRule
from tests.flow.town import TEACHER, WECHAT, Town
from tests.works.made_files import amr, box
from tests.works.songs import (
    CLOSES,
    GOOD,
    LONG,
    SONGS,
    UPLOAD,
    enter,
    fetch,
    states,
    wechat_sends,
)


async def test_a_film_on_wechat(stage_town: Town) -> None:
    town = stage_town
    assert "请把《长者好歌声》的作品发过来" in await town.wechat_says("交作品")
    assert "作品叫什么名字" in await wechat_sends(town, GOOD)
    assert "没什么" not in await town.wechat_says("1")
    assert await fetch(town) == 1
    assert "符合要求" in town.wechat_chat()[-1].text
    assert await states(town) == [("accepted", "", "video", "")]
    await town.wechat_says("交作品")
    await wechat_sends(town, LONG)
    assert await fetch(town) == 1
    assert "最多 5 分钟" in town.wechat_chat()[-1].text
    assert [state for state, *_ in await states(town)] == ["accepted", "refused"]


async def test_a_file_that_ran_out_at_the_platform(stage_town: Town) -> None:
    town = stage_town
    await town.wechat_says("交作品")
    await wechat_sends(town, GOOD)
    town.simulator.wechat.forget_files(WECHAT)
    assert await fetch(town) == 1
    assert await states(town) == [("refused", "gone", "", "")]
    assert "文件已经过期" in town.wechat_chat()[-1].text


async def test_a_size_that_nobody_told_is_found_while_it_is_read(stage_town: Town) -> None:
    town = stage_town
    await town.wechat_says("交作品")
    await wechat_sends(town, GOOD + box(b"free", bytes(2_000_000)))
    assert await fetch(town) == 1
    assert await states(town) == [("refused", "too-large", "", "")]
    assert "最多 2 MB" in town.wechat_chat()[-1].text


async def test_a_song_is_a_work_whatever_words_are_heard_in_it(stage_town: Town) -> None:
    town = stage_town
    rule = WorkRule((WorkKind.AUDIO,), seconds=60)
    await enter(
        town, replace(SONGS, key="voices", title="清唱", stages=(replace(UPLOAD, works=rule),))
    )
    await town.wechat_says("交作品")
    await town.wechat_says("清唱")
    await town.simulator.wechat.voice(WECHAT, TEACHER, amr(59), "退订")
    assert "正在检查" in town.wechat_chat()[-1].text
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "audio", "")]


async def test_a_link_is_taken_by_its_form_at_once(stage_town: Town) -> None:
    town = stage_town
    await town.wechat_says("交作品")
    assert "https 开头" in await town.wechat_says("http://example.org/song")
    assert "已经算您的作品" in await town.wechat_says("https://v.example.org/song?id=7")
    await town.wechat_says("茉莉花")
    assert await states(town) == [("accepted", "", "link", "茉莉花")]
    [row] = await town.rows("select url, source, decided_at from work")
    assert (row["url"], row["source"]) == ("https://v.example.org/song?id=7", "link")
    await town.simulator.wechat.link(WECHAT, TEACHER, "歌", "", "https://v.example.org/new")
    assert "要用它换掉" in town.wechat_chat()[-1].text
    assert "已经算您的作品" in await town.wechat_says("是")
    assert [state for state, *_ in await states(town)] == ["replaced", "accepted"]
    assert await fetch(town) == 0, "no address is opened"
    await town.wechat_says("交作品")
    shared = "7.43 复制打开 https://v.example.org/aB3-c/ 茉莉花 看看大家唱的歌"
    assert "已经算您的作品" in await town.wechat_says(shared)
    assert [
        row["url"] for row in await town.rows("select url from work where state = 'accepted'")
    ] == ["https://v.example.org/aB3-c/"]
    written = await town.wechat_says("https://v.example.org/third")
    assert "要用它换掉" in written
    assert "不当作品" in await town.wechat_says("不是")


def test_the_dates_of_these_tests() -> None:
    assert datetime(2026, 11, 26, 1, 0, tzinfo=UTC) == CLOSES
