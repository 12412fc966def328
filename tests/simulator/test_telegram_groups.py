"""Groups with their people, as a bot hears of them (reference/telegram.md section 9)."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer
from tests.simulator.conftest import Telegram

OWNER, MEMBER, OTHER = 7, 8, 9
ALL_KINDS = ["message", "my_chat_member", "chat_member", "callback_query"]


async def got(telegram: Telegram, kind: str, **more: Any) -> list[dict[str, Any]]:
    """The updates of one kind that wait."""
    updates = (await telegram.call("getUpdates", **more))["result"]
    return [update[kind] for update in updates if kind in update]


@pytest.fixture
async def group(sim: Simulator) -> int:
    sim.telegram.introduce("city", OWNER, "陈", last_name="老师", username="chen")
    chat_id = sim.telegram.make_group("city", "读书会", OWNER, [MEMBER], supergroup=True)
    await sim.telegram.add_bot("city", chat_id)
    return chat_id


async def test_a_group_without_the_bot_is_unknown_to_it(sim: Simulator, telegram) -> None:
    chat_id = sim.telegram.make_group("city", "读书会", OWNER, [MEMBER])
    await sim.telegram.join("city", chat_id, OTHER)
    assert await sim.telegram.say("city", OTHER, "/help", chat_id) is False
    assert await telegram.refused("getChat", chat_id=chat_id) == "400 Bad Request: chat not found"
    assert (await telegram.call("getUpdates"))["result"] == []
    await sim.telegram.add_bot("city", chat_id, MEMBER)
    (joined,) = await got(telegram, "my_chat_member")
    assert joined["from"]["id"] == MEMBER
    assert joined["chat"] == {"id": chat_id, "type": "group", "title": "读书会"}
    assert (await telegram.call("getChatMemberCount", chat_id=chat_id))["result"] == 4


async def test_every_place_the_bot_can_have_is_told(sim: Simulator, telegram, group: int) -> None:
    people = sim.telegram
    await people.promote_bot("city", group, ["can_delete_messages"])
    await people.demote_bot("city", group)
    await people.restrict_bot("city", group, ["can_send_messages"])
    await people.remove_bot("city", group)
    changes = await got(telegram, "my_chat_member")
    places = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
    assert places == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "restricted"),
        ("restricted", "kicked"),
    ]
    admin, restricted = changes[1]["new_chat_member"], changes[3]["new_chat_member"]
    assert (admin["can_delete_messages"], admin["can_manage_topics"]) == (True, False)
    assert (restricted["can_send_messages"], restricted["can_send_polls"]) == (True, False)
    lines = [b.text for b in people.chat("city", group) if b.via == "system"]
    assert lines[0] == "陈把一课加进了群组"
    assert lines[-1] == "陈移除了一课"


async def test_administrators(sim: Simulator, telegram, group: int) -> None:
    people = sim.telegram
    await people.promote("city", group, MEMBER, rights=["can_pin_messages"], anonymous=True)
    people.say("city", OTHER, "路过", group)
    await people.promote_bot("city", group)
    found = (await telegram.call("getChatAdministrators", chat_id=group))["result"]
    assert [(m["user"]["id"], m["status"], m["is_anonymous"]) for m in found] == [
        (OWNER, "creator", False),
        (MEMBER, "administrator", True),
        (123456, "administrator", False),
    ]
    assert found[0]["user"]["last_name"] == "老师"
    asked = [OWNER, MEMBER, OTHER, 123456]
    states = [
        (await telegram.call("getChatMember", chat_id=group, user_id=who))["result"]["status"]
        for who in asked
    ]
    assert states == ["creator", "administrator", "member", "administrator"]
    await people.demote("city", group, MEMBER)
    with pytest.raises(InputError):
        people.demote("city", group, OWNER)


async def test_an_anonymous_administrator_speaks_as_the_group(sim, telegram, group: int) -> None:
    await sim.telegram.promote("city", group, OWNER, anonymous=True)
    assert await sim.telegram.say("city", OWNER, "/course@yike_demo_bot", group)
    (message,) = [m for m in await got(telegram, "message") if "text" in m]
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == message["chat"]["id"] == group
    bubble = sim.telegram.chat("city", group)[-1]
    assert (bubble.name, bubble.author) == ("读书会", str(OWNER))
    assert await sim.telegram.say("city", OWNER, "/a@yike_demo_bot", group, anonymous=False)
    with pytest.raises(InputError):
        sim.telegram.say("city", MEMBER, "我也是", group, anonymous=True)


async def test_people_come_and_go(sim: Simulator, telegram, group: int) -> None:
    await telegram.call("getUpdates", allowed_updates=ALL_KINDS)
    await sim.telegram.promote_bot("city", group)
    await sim.telegram.join("city", group, OTHER)
    await sim.telegram.leave("city", group, MEMBER)
    await sim.telegram.leave("city", group, OTHER, by=OWNER)
    changes = await got(telegram, "chat_member")
    assert [
        (c["new_chat_member"]["user"]["id"], c["new_chat_member"]["status"]) for c in changes
    ] == [
        (OTHER, "member"),
        (MEMBER, "left"),
        (OTHER, "kicked"),
    ]
    assert [chat.id for chat in sim.telegram.groups_of("city", OWNER)] == [group]
    assert sim.telegram.groups_of("city", OTHER) == []
    with pytest.raises(InputError):
        sim.telegram.say("city", OTHER, "我还在吗", group)
    with pytest.raises(InputError):
        sim.telegram.join("city", group, OWNER)


async def test_a_plain_member_hears_nothing_of_members(sim, telegram, group: int) -> None:
    await telegram.call("getUpdates", allowed_updates=ALL_KINDS)
    await sim.telegram.join("city", group, OTHER)
    assert await got(telegram, "chat_member") == []


async def test_topics(sim: Simulator, telegram: Telegram) -> None:
    chat_id = sim.telegram.make_group("city", "书友", OWNER, forum=True)
    await sim.telegram.add_bot("city", chat_id, admin=True)
    thread = sim.telegram.open_topic("city", chat_id, "每日一题")
    await sim.telegram.say("city", OWNER, "这里", chat_id, thread=thread)
    await sim.telegram.say("city", OWNER, "大厅", chat_id)
    created, inside, outside = (await got(telegram, "message"))[-3:]
    assert created["forum_topic_created"]["name"] == "每日一题"
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (thread, True)
    assert inside["reply_to_message"]["message_id"] == thread, "a habit of the real server"
    assert "message_thread_id" not in outside
    assert outside["chat"]["is_forum"] is True
    sent = await telegram.call("sendMessage", chat_id=chat_id, text="好", message_thread_id=thread)
    assert sent["result"]["is_topic_message"] is True
    assert [b.text for b in sim.telegram.chat("city", chat_id) if b.thread == thread] == [
        "用户7创建了话题「每日一题」",
        "这里",
        "好",
    ]
    sim.telegram.delete_topic("city", chat_id, thread)
    with pytest.raises(InputError):
        sim.telegram.say("city", OWNER, "还在吗", chat_id, thread=thread)
    assert all(b.thread != thread for b in sim.telegram.chat("city", chat_id))


async def test_privacy_lets_replies_to_the_bot_through(sim, telegram, group: int) -> None:
    sent = (await telegram.call("sendMessage", chat_id=group, text="问"))["result"]
    own = sent["message_id"]
    assert await sim.telegram.say("city", MEMBER, "答", group, reply_to=own)
    others = int(sim.telegram.chat("city", group)[-1].id)
    assert await sim.telegram.say("city", OWNER, "不对", group, reply_to=others) is False
    assert await sim.telegram.say("city", OWNER, "大家好", group) is False
    (answer,) = [m for m in await got(telegram, "message") if "text" in m]
    assert answer["reply_to_message"]["message_id"] == own
    with pytest.raises(InputError):
        sim.telegram.say("city", OWNER, "答", group, reply_to=999)


async def test_a_startgroup_link_says_start_in_the_group(sim: Simulator, telegram) -> None:
    chat_id = sim.telegram.make_group("city", "读书会", OWNER)
    await sim.telegram.add_bot("city", chat_id, payload="g-1")
    texts = [m["text"] for m in await got(telegram, "message") if "text" in m]
    assert texts == ["/start@yike_demo_bot g-1"]


async def test_supergroups_count_their_messages_for_themselves(sim, telegram) -> None:
    ids = []
    for title in ("一", "二"):
        chat_id = sim.telegram.make_group("city", title, OWNER, supergroup=True)
        await sim.telegram.add_bot("city", chat_id)
        sent = await telegram.call("sendMessage", chat_id=chat_id, text="你好")
        ids.append(sent["result"]["message_id"])
    assert ids == [2, 2]


async def test_migration_keeps_people_and_rights(sim: Simulator, telegram) -> None:
    chat_id = sim.telegram.make_group("city", "读书会", OWNER, [MEMBER])
    await sim.telegram.add_bot("city", chat_id, admin=True)
    await sim.telegram.migrate_group("city", chat_id)
    new_id = sim.telegram.group("city", chat_id).migrated_to
    assert str(new_id).startswith("-100")
    found = (await telegram.call("getChatAdministrators", chat_id=new_id))["result"]
    assert [m["user"]["id"] for m in found] == [OWNER, 123456]
    assert [chat.id for chat in sim.telegram.groups_of("city", MEMBER)] == [new_id]
    assert await sim.telegram.say("city", MEMBER, "在这里", new_id)
    with pytest.raises(InputError):
        sim.telegram.say("city", MEMBER, "在那里", chat_id)
    with pytest.raises(InputError):
        sim.telegram.migrate_group("city", new_id)


async def test_who_may_write(sim: Simulator, group: int, clock: FrozenClock) -> None:
    sim.telegram.slow_mode("city", group, 30)
    sim.telegram.say("city", MEMBER, "一", group)
    with pytest.raises(InputError, match="Slow mode"):
        sim.telegram.say("city", MEMBER, "二", group)
    sim.telegram.say("city", OWNER, "群主不用等", group)
    sim.telegram.say("city", OWNER, "一直说", group)
    clock.move(timedelta(seconds=30))
    sim.telegram.say("city", MEMBER, "二", group)
    sim.telegram.set_permissions("city", group, can_send_messages=False)
    clock.move(timedelta(seconds=30))
    with pytest.raises(InputError, match="may not write"):
        sim.telegram.say("city", MEMBER, "三", group)


async def test_deleting_in_groups_needs_the_right(sim, telegram, group: int, clock) -> None:
    await sim.telegram.say("city", MEMBER, "/help@yike_demo_bot", group)
    theirs = {"chat_id": group, "message_id": int(sim.telegram.chat("city", group)[-1].id)}
    refusal = await telegram.refused("deleteMessage", **theirs)
    assert refusal == "400 Bad Request: message can't be deleted"
    await sim.telegram.promote_bot("city", group, ["can_delete_messages"])
    assert (await telegram.call("deleteMessage", **theirs))["ok"]
    assert "/help@yike_demo_bot" not in [b.text for b in sim.telegram.chat("city", group)]


async def test_taps_in_a_group_name_who_touched(sim, telegram, group: int) -> None:
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}
    sent = await telegram.call("sendMessage", chat_id=group, text="问", reply_markup=keyboard)
    await sim.telegram.promote("city", group, OWNER, anonymous=True)
    await sim.telegram.tap("city", OWNER, sent["result"]["message_id"], "a", group)
    (query,) = await got(telegram, "callback_query")
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (OWNER, group)
    assert sim.telegram.toast("city", OWNER).answered is False
    await telegram.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="对了", show_alert=True
    )
    toast = sim.telegram.toast("city", OWNER)
    assert (toast.answered, toast.text, toast.alert) == (True, "对了", True)
    assert sim.telegram.toast("city", MEMBER) is None


async def test_buttons_that_open_pages_are_links(sim, telegram, group: int) -> None:
    rows = [
        [{"text": "我的", "url": "https://t.me/yike_demo_bot?start=c-1"}],
        [{"text": "好", "callback_data": "a"}],
    ]
    markup = {"inline_keyboard": rows}
    await telegram.call("sendMessage", chat_id=group, text="看", reply_markup=markup)
    bubble = sim.telegram.chat("city", group)[-1]
    assert bubble.links == [("我的", "https://t.me/yike_demo_bot?start=c-1")]
    assert bubble.buttons == [("好", "a")]
    assert bubble.rows == rows


async def test_the_reply_keyboard_stands_until_it_is_removed(sim, telegram) -> None:
    await sim.telegram.start_chat("city", OWNER)
    markup = {"keyboard": [["今日一课", {"text": "学分"}]], "is_persistent": True}
    await telegram.call("sendMessage", chat_id=OWNER, text="你好", reply_markup=markup)
    await telegram.call("sendMessage", chat_id=OWNER, text="再来")
    standing = sim.telegram.private("city", OWNER).keyboard
    assert standing["keyboard"] == [[{"text": "今日一课"}, {"text": "学分"}]]
    gone = {"remove_keyboard": True}
    await telegram.call("sendMessage", chat_id=OWNER, text="收起", reply_markup=gone)
    assert sim.telegram.private("city", OWNER).keyboard is None


async def test_commands_are_offered_by_scope_and_language(sim, telegram, group: int) -> None:
    sim.telegram.introduce("city", MEMBER, "Ann", language="en")
    offers = {
        ("default", ""): "a",
        ("all_private_chats", ""): "b",
        ("all_private_chats", "en"): "c",
        ("all_group_chats", ""): "d",
        ("all_chat_administrators", "zh"): "e",
    }
    for (scope, language), name in offers.items():
        commands = [{"command": name, "description": name}]
        await telegram.call(
            "setMyCommands", commands=commands, scope={"type": scope}, language_code=language
        )

    def offered(who: int, chat_id: int | None = None) -> str:
        return sim.telegram.commands("city", who, chat_id)[0]["command"]

    assert [offered(OWNER), offered(MEMBER)] == ["b", "c"]
    assert [offered(OWNER, group), offered(MEMBER, group)] == ["e", "d"]


async def test_a_bots_own_words_by_language(telegram: Telegram) -> None:
    await telegram.call("setMyDescription", description="一天一课")
    await telegram.call("setMyDescription", description="A lesson a day", language_code="en")
    await telegram.call("setMyShortDescription", short_description="一课")
    english = await telegram.call("getMyDescription", language_code="en")
    assert english["result"] == {"description": "A lesson a day"}
    other = await telegram.call("getMyDescription", language_code="fr")
    assert other["result"] == {"description": "一天一课"}
    await telegram.call("setMyDescription", description="", language_code="en")
    english = await telegram.call("getMyDescription", language_code="en")
    assert english["result"] == {"description": "一天一课"}
    short = await telegram.call("getMyShortDescription")
    assert short["result"] == {"short_description": "一课"}


async def test_a_webhook_that_is_gone_for_23_hours_is_removed(
    sim: Simulator, telegram, bot: BotServer, clock: FrozenClock
) -> None:
    from tests.simulator.bots import status

    await telegram.call("setWebhook", url=f"{bot.url}/hook")
    bot.answer = status(410)
    waiting = sim.telegram.start_chat("city", OWNER)
    await sim.settle()
    clock.move(timedelta(hours=22))
    await sim.settle()
    assert (await telegram.call("getWebhookInfo"))["result"]["url"]
    clock.move(timedelta(hours=1))
    assert await waiting is False
    info = (await telegram.call("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"]) == ("", 1)
    assert json.loads(bot.arrivals[0].body)["message"]["text"] == "/start"
