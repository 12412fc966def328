"""人 reaches a helper of one's group, who answers without learning who asked."""

import pytest

from bot.commands_helper import helper_command, helper_name, place
from bot.domain.delivery import Composed, Kind
from bot.domain.errors import InputError
from bot.domain.events import ChannelKind
from bot.learning.helping import HelpComposer
from bot.learning.shelf import Shelf
from bot.store.db import Database
from bot.store.deliveries import Delivery
from bot.store.groups import membership
from handlers.helpers import MOST_OPEN
from tests.handlers.private_chat import CITY, OFFICIAL, PrivateChats, told
from tests.handlers.school import course, lesson, single

MEI, CHEN, OTHER = f"{OFFICIAL}:oMei", f"{CITY}:1", f"{CITY}:2"
GROUP = (OFFICIAL, "class-7")


async def village(db: Database) -> PrivateChats:
    """Mei learns in a class whose helper is Chen."""
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一")), lesson("乙", single("二"))))
    for who in (MEI, CHEN, OTHER):
        await chats.enrolled(who)
    async with db.transaction() as conn:
        group = await membership.know_group(
            conn,
            account=GROUP[0],
            channel="wechat",
            platform_id=GROUP[1],
            title="七班",
            zone="Asia/Shanghai",
            now=chats.now,
        )
        [mei] = await conn.fetch("select learner_id from address where platform_id = 'oMei'")
        await membership.join_group(conn, group, mei["learner_id"], chats.now)
        said = await helper_command(conn, (CITY, "1"), GROUP, "陈姐", chats.now)
        assert said == "granted"
    return chats


async def owed(chats: PrivateChats, to: str) -> tuple[Delivery, Composed]:
    """The newest delivery of help to somebody, in words."""
    [row] = await chats.rows(
        "select d.* from delivery d join address a on a.learner_id = d.learner_id"
        " where kind = 'help' and a.platform_id = $1 order by d.id desc limit 1",
        to.partition(":")[2],
    )
    delivery = Delivery(
        row["id"], row["lane"], Kind.HELP, row["subject"], row["occurrence"], row["due"], None, None,
        0, 0, False, {}, row["learner_id"], None, "Asia/Shanghai", "active", (),
    )  # fmt: skip
    kinds = {CITY: ChannelKind.TELEGRAM, OFFICIAL: ChannelKind.WECHAT}
    async with chats.db.transaction() as conn:
        composed = (await HelpComposer(Shelf(), kinds)(conn, [delivery]))[delivery.row]
    assert isinstance(composed, Composed)
    return delivery, composed


async def test_words_go_to_the_helper_and_the_answer_comes_back(db: Database) -> None:
    chats = await village(db)
    assert "我请陈姐来帮您" in told(await chats.say(MEI, "人"))
    asked = await chats.say(MEI, "加号在哪里？")
    assert "一题怎么做" in told(asked), "the open question is shown again"
    _, wanted = await owed(chats, CHEN)
    words = told(wanted.reply)
    assert "学友 1想请您帮个忙" in words
    assert "在学：甲课" in words
    assert "正在答：一题怎么做" in words
    assert "加号在哪里？" in words
    assert "Mei" not in words
    assert [o.data for o in wanted.reply.messages[-1].options] == ["reply:1"]
    assert "给学友 1送去了" in told(await chats.say(CHEN, "回 1 Click 右上角 WiFi"))
    _, answer = await owed(chats, MEI)
    assert "陈姐回您：Click 右上角 WiFi" in told(answer.reply)
    assert "已经有人帮过了" in told(await chats.say(CHEN, "回 1 再说一次"))


async def test_the_button_answers_too(db: Database) -> None:
    chats = await village(db)
    await chats.say(MEI, "找人帮忙")
    await chats.say(MEI, "1")
    assert "您想对学友 1说什么" in told(await chats.tap(CHEN, "reply:1"))
    assert "送去了" in told(await chats.say(CHEN, "别着急，打电话给我"))
    [kept] = await chats.rows("select words, answer from help_request")
    assert dict(kept) == {"words": "", "answer": "别着急，打电话给我"}


async def test_nobody_else_answers(db: Database) -> None:
    chats = await village(db)
    await chats.say(MEI, "人")
    await chats.say(MEI, "就这些")
    for forged in ("reply:1", "reply:9", "reply:x"):
        assert "过时了" in told(await chats.tap(OTHER, forged))
    await chats.say(OTHER, "回 1 我来")
    [kept] = await chats.rows("select answer from help_request")
    assert kept["answer"] == ""


async def test_an_answer_to_the_question_is_one_while_words_are_waited_for(db: Database) -> None:
    chats = await village(db)
    await chats.say(MEI, "人")
    assert "答对了" in told(await chats.say(MEI, "2"))
    assert await chats.rows("select * from help_request") == []


async def test_five_wait_at_most(db: Database) -> None:
    chats = await village(db)
    for _ in range(MOST_OPEN):
        await chats.say(MEI, "人")
        await chats.say(MEI, "就这些")
    assert "明天还可以再请" in told(await chats.say(MEI, "人"))
    chats.later(days=1, minutes=1)
    assert "陈姐" in told(await chats.say(MEI, "人"))


async def test_who_is_under_fourteen_writes_nothing(db: Database) -> None:
    chats = await village(db)
    await chats.rows("update learner set under_14 = true returning id")
    assert "回话就发在这里" in told(await chats.say(MEI, "人"))
    [kept] = await chats.rows("select words from help_request")
    assert kept["words"] == ""


async def test_without_a_helper_it_is_said_what_else_helps(db: Database) -> None:
    chats = await village(db)
    assert "现在没有能帮忙的人" in told(await chats.say(OTHER, "人"))
    async with db.transaction() as conn:
        assert await helper_command(conn, (CITY, "1"), GROUP, None, chats.now) == "revoked"
    assert "发“听”" in told(await chats.say(MEI, "人"))


async def test_only_who_is_known_becomes_a_helper(db: Database) -> None:
    chats = await village(db)
    async with db.transaction() as conn:
        again = await helper_command(conn, (CITY, "1"), GROUP, "陈老师", chats.now)
        assert again.startswith("was granted before")
        with pytest.raises(InputError, match="writes to the bot once"):
            await helper_command(conn, (CITY, "404"), GROUP, "陈姐", chats.now)
        with pytest.raises(InputError, match="No group"):
            await helper_command(conn, (CITY, "1"), (OFFICIAL, "class-8"), "陈姐", chats.now)
    assert "陈老师" in told(await chats.say(MEI, "人"))
    for wrong in ("", "  ", "很长很长很长很长很长很长的名字"):
        with pytest.raises(InputError, match="--name"):
            helper_name(wrong)
    with pytest.raises(InputError, match="no account"):
        place("nowhere:1", [CITY], "an address")
    with pytest.raises(InputError, match="A helper needs an address"):
        place("city", [CITY], "an address")
