"""人: from a chat in WeChat to a helper in Telegram and back, through the whole program."""

from datetime import timedelta

from bot.commands_helper import helper_command
from bot.store.db import Database
from tests.flow.town import COURIER, TELEGRAM, WECHAT, Town

CLASS = "class-7"


async def a_moment(town: Town) -> None:
    """What is owed goes out."""
    await town.move_to(town.clock.now() + timedelta(seconds=2))


async def test_a_helper_in_telegram_answers_a_follower_of_wechat(town: Town, db: Database) -> None:
    openid = "oAskingForHelp00000000000001"
    await town.simulator.wechat.follow(WECHAT, openid, scene=CLASS)
    for words in ("1", "1"):
        await town.wechat_says(words, openid)
    await town.telegram_starts()
    async with db.transaction() as conn:
        granted = await helper_command(
            conn, (TELEGRAM, str(COURIER)), (WECHAT, CLASS), "陈姐", town.clock.now()
        )
    assert granted == "granted"
    assert "我请陈姐来帮您" in await town.wechat_says("人", openid)
    assert "回话就发在这里" in await town.wechat_says("加号在哪里？", openid)
    await a_moment(town)
    asked = town.telegram_chat()[-1]
    assert "加号在哪里？" in asked.text
    [[number]] = [list(row.values()) for row in await town.rows("select id from help_request")]
    assert [data for _, data in asked.buttons] == [f"reply:{number}"]
    await town.telegram_taps(f"reply:{number}")
    assert "送去了" in (await town.telegram_says("在右上角，点一下")).text
    await a_moment(town)
    answer = town.wechat_chat(openid)[-1]
    assert answer.via == "customer"
    assert "陈姐回您：在右上角，点一下" in answer.text
