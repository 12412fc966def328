"""A work that was announced by 交作品 counts also where other words come before it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.contests import WorkKind, WorkRule
from bot.domain.learners import Dialog
from bot.store.learners import save_dialogs
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town
from tests.works.made_files import amr, film, picture
from tests.works.songs import GOOD, SONGS, UPLOAD, enter, fetch, states, telegram_sends

AWAITED = "《长者好歌声》的作品还等着您发来。"


@pytest.mark.parametrize("word", ["比赛", "进度", "帮助", "谢谢", "好的", "唱得不好怎么办"])
async def test_words_between_are_answered_and_the_work_still_counts(
    stage_town: Town, word: str
) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    answer = (await town.telegram_says(word)).text
    assert AWAITED in answer
    assert answer.replace(AWAITED, "").strip() != "不想交了，发“算了”。", "the word is answered"
    got = await telegram_sends(town, GOOD, caption="茉莉花")
    assert got.startswith("收到了，正在检查")
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]
    assert AWAITED not in (await town.telegram_says("帮助")).text, "it is here"


async def test_so_it_is_in_wechat_and_behind_several_words(stage_town: Town) -> None:
    town = stage_town
    await town.wechat_says("交作品")
    for word in ("进度", "我的学分", "你好"):
        assert AWAITED in await town.wechat_says(word)
    assert "链接收到了" in await town.wechat_says("我唱的在这里 https://example.org/song 请听")
    assert [state for state, *_ in await states(town)] == ["accepted"]


async def test_what_cannot_be_it_is_answered_as_ever(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await town.telegram_says("比赛")
    said = await telegram_sends(town, picture(), "photo")
    assert "照片收到了" in said
    assert AWAITED in said
    assert await states(town) == []
    assert (await telegram_sends(town, GOOD)).startswith("收到了")


@pytest.mark.parametrize("word", ["算了", "不交了"])
async def test_who_leaves_it_is_reminded_no_more(stage_town: Town, word: str) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await town.telegram_says("比赛")
    assert AWAITED not in (await town.telegram_says(word)).text
    assert AWAITED not in (await town.telegram_says("进度")).text
    assert "这是您参加《长者好歌声》的作品吗" in await telegram_sends(town, GOOD)


async def test_after_an_hour_a_file_is_asked_about(stage_town: Town) -> None:
    town = stage_town
    await town.telegram_says("交作品")
    await town.telegram_says("比赛")
    await town.move_to(town.clock.now() + timedelta(minutes=61))
    assert AWAITED not in (await town.telegram_says("进度")).text
    assert "这是您参加《长者好歌声》的作品吗" in await telegram_sends(town, film(100))


async def test_the_stage_that_was_named_gets_it(stage_town: Town) -> None:
    town = stage_town
    await enter(town, replace(SONGS, key="reading", title="经典诵读"))
    await town.telegram_says("交作品")
    await town.telegram_chooses("经典诵读")
    assert "《经典诵读》的作品还等着您发来" in (await town.telegram_says("进度")).text
    await telegram_sends(town, GOOD, caption="春")
    [row] = await town.rows(
        "select e.competition_key from work w join entry e on e.id = w.entry_id"
    )
    assert row["competition_key"] == "reading"


async def test_a_lesson_that_comes_by_itself_drops_nothing(stage_town: Town) -> None:
    """What we say by ourselves replaces what was said last, not what waits behind it."""
    town = stage_town
    await town.telegram_says("交作品")
    async with town.program.db.transaction() as conn:
        rows = await conn.fetch(
            "select learner_id from address where account = $1 and platform_id = $2",
            TELEGRAM,
            str(COURIER),
        )
        await save_dialogs(conn, {rows[0]["learner_id"]: Dialog(question=0)})
    assert (await telegram_sends(town, GOOD)).startswith("收到了")


async def test_an_upload_that_is_closed_meanwhile_is_not_awaited(stage_town: Town) -> None:
    town = stage_town
    await town.move_to(UPLOAD.closes - timedelta(minutes=5))
    await town.telegram_says("交作品")
    await town.move_to(UPLOAD.closes)
    assert AWAITED not in (await town.telegram_says("进度")).text


async def test_a_song_by_voice_behind_other_words_is_asked_about_and_a_command_is_one(
    town: Town,
) -> None:
    await town.wechat_follows()
    rule = WorkRule((WorkKind.AUDIO,), megabytes=2, seconds=300)
    await enter(
        town, replace(SONGS, key="voices", title="清唱", stages=(replace(UPLOAD, works=rule),))
    )
    await town.wechat_says("交作品")
    await town.wechat_says("比赛")
    await town.simulator.wechat.voice(WECHAT, TEACHER, amr(59), "帮助")
    assert "这是您参加" not in town.wechat_chat()[-1].text
    await town.simulator.wechat.voice(WECHAT, TEACHER, amr(59), "好一朵美丽的茉莉花")
    assert "这是您参加《清唱》的作品吗" in town.wechat_chat()[-1].text
    assert "正在检查" in await town.wechat_says("是")
    await fetch(town)
    assert [state for state, *_ in await states(town)] == ["accepted"]
