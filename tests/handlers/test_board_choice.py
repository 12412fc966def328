"""On the weekly board is who said so, under a name that harms no line of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deep_links import Target
from bot.store.db import Database
from bot.texts.catalogue import texts
from handlers.board_name import LONGEST_NAME, board_name
from tests.delivery.owing import group
from tests.handlers.private_chat import CITY, PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

ANN, BEN = f"{CITY}:1", f"{CITY}:2"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await chats.enrolled(ANN)
    return chats


async def names(chats: PrivateChats) -> list[str | None]:
    found = await chats.rows("select board_name from group_member order by group_id, learner_id")
    return [row["board_name"] for row in found]


async def test_the_words_put_on_and_take_off(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.open_link(ANN, Target.GROUP, str(row))
    assert "“安妮”" in told(await chats.say(ANN, "上榜", "安妮"))
    assert await names(chats) == ["安妮"]
    assert "不写您" in told(await chats.say(ANN, "不上榜", "安妮"))
    assert await names(chats) == [None]


async def test_with_several_groups_it_is_asked_which(chats: PrivateChats) -> None:
    rows = [await group(chats.db, f"-{n}") for n in (1, 2)]
    for row in rows:
        await chats.open_link(ANN, Target.GROUP, str(row))
    await chats.say(ANN, "小测")
    asked = await chats.say(ANN, "上榜", "安妮")
    assert touchable(asked) == [f"board:{row}:yes" for row in rows]
    await chats.say(ANN, "2", "安妮")
    assert await names(chats) == [None, "安妮"]
    await chats.tap(ANN, f"board:{rows[0]}:yes", "安妮")
    await chats.say(ANN, "不上榜")
    assert await names(chats) == [None, None]


async def test_only_a_member_s_touch_counts(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.enrolled(BEN)
    await chats.open_link(BEN, Target.GROUP, str(row))
    for data in (f"{row}:yes", "999:yes", f"{row}:maybe", f"{row}", ":", "x:yes", "0:yes"):
        assert "还没有加入" in told(await chats.tap(ANN, f"board:{data}", "安妮")), data
    assert await names(chats) == [None]
    assert "还没有加入" in told(await chats.say(ANN, "上榜"))
    assert "群管理员" in told(await chats.say(ANN, "/group"))


async def test_a_board_that_was_given_up_takes_nobody(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.open_link(ANN, Target.GROUP, str(row))
    await chats.rows("update chat_group set board = false returning id")
    assert "还没有加入" in told(await chats.tap(ANN, f"board:{row}:yes", "安妮"))
    assert "不写您" in told(await chats.tap(ANN, f"board:{row}:no", "安妮"))
    assert await names(chats) == [None]


async def test_an_open_question_comes_back_behind_the_choice(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.open_link(ANN, Target.GROUP, str(row))
    assert "一题怎么做" in told(await chats.tap(ANN, f"board:{row}:yes", "安妮"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("安妮", "安妮"),
        ("  Ann \n Lee ", "Ann Lee"),
        ("\u202eevil\u202c", "evil"),
        ("ＡＢ\u200b\u0000C", "ＡＢC"),
        ("", "一位学友"),
        ("\u200f\u2066", "一位学友"),
        ("\u0301\u0301", "一位学友"),
        ("a" + "\u0301" * 40, "\u00e1" + "\u0301" * 3),
        ("👩‍🌾 农家", "👩🌾 农家"),
        ("नमस्ते", "नमस्ते"),
        ("x" * 90, "x" * LONGEST_NAME),
    ],
)
def test_a_name_is_shown_in_one_short_line(name: str, shown: str) -> None:
    assert board_name(name, texts("zh-Hans")) == (shown, False)


@given(st.text())
def test_no_name_hides_or_turns_what_follows(name: str) -> None:
    shown, _ = board_name(name, texts("zh-Hans"))
    assert 1 <= len(shown) <= LONGEST_NAME
    assert shown == shown.strip()
    assert not [one for one in shown if unicodedata.category(one)[0] == "C" or one == "\n"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("安妮 https://evil.example/x", "安妮"),
        ("安妮 t.me/joinchat", "安妮"),
        ("安妮www.evil.cn", "安妮"),
        ("安妮。ｅｖｉｌ．ｃｏｍ", "安妮"),
        ("看 evil。com", "看"),
        ("tg://resolve", "一位学友"),
        ("@anny_bot", "一位学友"),
        ("安妮＠anny", "安妮"),
        ("安妮(138 0013 8000)", "安妮"),
        ("安妮①③⑧00138000", "安妮"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣", "一位学友"),
        ("安妮一三八零零一三八", "安妮"),
        ("安妮 微信：abc123", "安妮"),
        ("安妮 加微信abc", "安妮"),
        ("微👉信 abc", "一位学友"),
        ("安妮|WeChat: abc", "安妮"),
        ("安妮 VXabc123", "安妮"),
        ("安妮 🆅🆇abc", "安妮"),
        ("安妮 wx 88abc", "安妮"),
        ("安妮，加V看更多", "安妮"),
        ("安妮 /stop", "安妮"),
        ("x" * 30 + " t.me/abc", "x" * LONGEST_NAME),
    ],
)
def test_a_name_leads_nowhere_else(name: str, shown: str) -> None:
    assert board_name(name, texts("zh-Hans")) == (shown, True)


@pytest.mark.parametrize(
    "name",
    [
        "J.R. Smith",
        "2024级3班",
        "微信群友",
        "王小明。",
        "wxy",
        "李加薇",
        "Alexvx",
        "QQ糖",
        "a/b",
        "三班 12",
    ],
)
def test_an_ordinary_name_stays(name: str) -> None:
    assert board_name(name, texts("zh-Hans")) == (name, False)


async def test_it_is_said_that_something_of_the_name_was_left_out(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.open_link(ANN, Target.GROUP, str(row))
    for said in (
        await chats.say(ANN, "上榜", "安妮 t.me/evil"),
        await chats.tap(ANN, f"board:{row}:yes", "安妮 t.me/evil"),
    ):
        assert "不能上榜，榜上会写“安妮”" in told(said)
        assert await names(chats) == ["安妮"]
    assert "不能上榜" not in told(await chats.say(ANN, "上榜", "安妮"))
    assert "不写您" in told(await chats.tap(ANN, f"board:{row}:no", "t.me/evil"))
