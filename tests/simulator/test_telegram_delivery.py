"""Updates reach the bot as Telegram's server brings them (reference/telegram.md section 4)."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import FormData, web

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer, as_json, status, telling
from tests.simulator.conftest import Telegram


async def connect(telegram: Telegram, bot: BotServer, **more: object) -> None:
    answer = await telegram.call("setWebhook", url=f"{bot.url}/hook", secret_token="s-1", **more)
    assert answer == {"ok": True, "result": True}


def updates(bot: BotServer) -> list[dict]:
    return [json.loads(arrival.body) for arrival in bot.arrivals]


async def test_start_brings_a_command_with_the_secret(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    assert await sim.telegram.start_chat("city", 7, "小李", payload="class-7")
    assert bot.arrivals[0].headers["X-Telegram-Bot-Api-Secret-Token"] == "s-1"
    message = updates(bot)[0]["message"]
    assert message["text"] == "/start class-7"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["chat"] == {"id": 7, "type": "private", "first_name": "小李"}
    assert [(b.mine, b.text) for b in sim.telegram.chat("city", 7)] == [(True, "/start class-7")]


async def test_update_ids_grow_and_a_chat_keeps_its_order(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    sim.telegram.start_chat("city", 7)
    sim.telegram.say("city", 7, "一")
    await sim.telegram.say("city", 7, "二")
    assert [u["message"]["text"] for u in updates(bot)] == ["/start", "一", "二"]
    ids = [u["update_id"] for u in updates(bot)]
    assert ids == list(range(ids[0], ids[0] + 3))


async def test_a_failing_chat_blocks_only_itself(sim: Simulator, telegram, bot, clock) -> None:
    await connect(telegram, bot)
    await sim.telegram.start_chat("city", 7)
    await sim.telegram.start_chat("city", 8)

    async def not_for_seven(_request: web.Request, body: bytes) -> web.Response:
        return web.Response(status=500 if b'"id": 7' in body else 200)

    bot.answer = not_for_seven
    first = sim.telegram.say("city", 7, "一")
    second = sim.telegram.say("city", 7, "二")
    assert await sim.telegram.say("city", 8, "三")
    await sim.settle()
    texts = [u["message"]["text"] for u in updates(bot)]
    assert texts.count("一") == 2, "at once and once more; the next try waits for the clock"
    assert "二" not in texts
    bot.answer = status(200)
    clock.move(timedelta(seconds=2))
    assert await first
    assert await second
    assert [u["message"]["text"] for u in updates(bot)][-2:] == ["一", "二"]


async def test_taps_travel_in_a_line_of_their_own(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    await sim.telegram.start_chat("city", 7)
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    sent = await telegram.call("sendMessage", chat_id=7, text="问", reply_markup=keyboard)
    held = asyncio.Event()

    async def hold_messages(_request: web.Request, body: bytes) -> web.Response:
        if b'"message": {"message_id": 3' in body:
            await held.wait()
        return web.Response()

    bot.answer = hold_messages
    writing = sim.telegram.say("city", 7, "等一下")
    assert await sim.telegram.tap("city", 7, sent["result"]["message_id"], "ok")
    held.set()
    assert await writing


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_connections_than_asked_for(
    sim: Simulator, telegram, bot, most: int
) -> None:
    await connect(telegram, bot, max_connections=most)
    full, held = asyncio.Event(), asyncio.Event()
    inside = highest = 0

    async def count(_request: web.Request, _body: bytes) -> web.Response:
        nonlocal inside, highest
        inside += 1
        highest = max(highest, inside)
        if inside == most:
            full.set()
        await held.wait()
        inside -= 1
        return web.Response()

    bot.answer = count
    coming = [asyncio.ensure_future(sim.telegram.start_chat("city", user)) for user in range(1, 7)]
    await full.wait()
    held.set()
    assert all(await asyncio.gather(*coming))
    assert highest == most
    assert (await telegram.call("getWebhookInfo"))["result"]["max_connections"] == most


async def test_retry_after_of_the_bot_is_obeyed(sim: Simulator, telegram, bot, clock) -> None:
    await connect(telegram, bot)
    bot.script = [status(503, **{"Retry-After": "30"})]
    coming = asyncio.ensure_future(sim.telegram.start_chat("city", 7))
    await sim.until(lambda: len(bot.arrivals) == 1)
    await sim.settle()
    clock.move(timedelta(seconds=29))
    await sim.settle()
    assert len(bot.arrivals) == 1
    info = (await telegram.call("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    clock.move(timedelta(seconds=1))
    assert await coming
    assert len(bot.arrivals) == 2


async def test_a_waiting_update_is_tried_when_the_webhook_is_set(
    sim, telegram, bot, clock
) -> None:
    await connect(telegram, bot)
    bot.script = [status(500), status(500)]
    coming = asyncio.ensure_future(sim.telegram.start_chat("city", 7))
    await sim.until(lambda: len(bot.arrivals) == 2)
    clock.move(timedelta(seconds=1))
    await connect(telegram, bot)
    assert await coming


async def test_a_tap_expires_after_150_seconds(sim: Simulator, telegram, bot, clock) -> None:
    await connect(telegram, bot)
    await sim.telegram.start_chat("city", 7)
    bot.answer = status(500)
    tap = asyncio.ensure_future(sim.telegram.tap("city", 7, 1, "x"))
    await sim.until(lambda: len(bot.arrivals) == 3)
    clock.move(timedelta(seconds=151))
    assert await tap is False
    assert (await telegram.call("getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_a_message_nobody_took_in_a_day_is_marked(sim, telegram, bot, clock) -> None:
    await sim.telegram.start_chat("city", 7)
    assert not sim.telegram.chat("city", 7)[0].failed
    clock.move(timedelta(hours=24))
    assert (await telegram.call("getUpdates"))["result"] == []
    assert sim.telegram.chat("city", 7)[0].failed


async def test_what_nobody_could_do(sim: Simulator) -> None:
    await sim.telegram.start_chat("city", 7)
    impossible = (
        lambda: sim.telegram.say("city", 8, "没有开始"),
        lambda: sim.telegram.say("city", 7, " "),
        lambda: sim.telegram.say("city", 7, "课" * 4097),
        lambda: sim.telegram.say("city", 7, "不在群里", chat_id=-5),
        lambda: sim.telegram.unblock("city", 7),
        lambda: sim.telegram.add_to_group("city", 5, "不是群", by=7),
        lambda: sim.telegram.remove_from_group("city", -5),
        lambda: sim.telegram.say("nowhere", 7, "没有这个账号"),
    )
    for act in impossible:
        with pytest.raises(InputError):
            act()
    await sim.telegram.block("city", 7)
    with pytest.raises(InputError):
        sim.telegram.block("city", 7)


async def test_every_update_comes_as_often_as_arranged(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    sim.deliver_times = 3
    await sim.telegram.start_chat("city", 7)
    assert len({u["update_id"] for u in updates(bot)}) == 1
    assert len(bot.arrivals) == 3
    sim.deliver_together = True
    await sim.telegram.say("city", 7, "再来")
    assert len(bot.arrivals) == 6


async def test_a_method_in_the_answer_is_run_once(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    sim.deliver_times = 3
    bot.answer = as_json({"method": "sendMessage", "chat_id": 7, "text": "你好"})
    await sim.telegram.start_chat("city", 7)
    shown = [(b.text, b.via) for b in sim.telegram.chat("city", 7)]
    assert shown == [("/start", "person"), ("你好", "webhook")]


async def test_a_method_in_a_form_answer_is_run(sim: Simulator, telegram, bot) -> None:
    def form(_body: bytes) -> web.Response:
        data = FormData({"method": "sendMessage", "chat_id": "7", "text": "表单"})
        return web.Response(body=data())

    def parts(_body: bytes) -> web.Response:
        data = FormData(default_to_multipart=True)
        data.add_fields(("method", "sendMessage"), ("chat_id", "7"), ("text", "分段"))
        return web.Response(body=data())

    await connect(telegram, bot)
    bot.script = [telling(form), telling(parts)]
    await sim.telegram.start_chat("city", 7)
    await sim.telegram.say("city", 7, "再来")
    assert [b.text for b in sim.telegram.chat("city", 7) if not b.mine] == ["表单", "分段"]


async def test_a_get_method_in_the_answer_is_not_run(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    bot.answer = as_json({"method": "deleteWebhook"})
    await sim.telegram.start_chat("city", 7)
    assert (await telegram.call("getWebhookInfo"))["result"]["url"] == f"{bot.url}/hook"


async def test_only_wanted_kinds_come_and_the_choice_persists(sim, telegram, bot, clock) -> None:
    await connect(telegram, bot, allowed_updates=["message"])
    await sim.telegram.start_chat("city", 7)
    clock.move(timedelta(seconds=1))
    await connect(telegram, bot)
    assert await sim.telegram.block("city", 7) is False
    assert len(bot.arrivals) == 1


async def test_joining_and_leaving_is_told(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    await sim.telegram.start_chat("city", 7)
    await sim.telegram.block("city", 7)
    await sim.telegram.unblock("city", 7)
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    await sim.telegram.remove_from_group("city", -5)
    await sim.settle()
    changes = [u["my_chat_member"] for u in updates(bot) if "my_chat_member" in u]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
        ("left", "member"),
        ("member", "kicked"),
    ]


async def test_privacy_mode_in_groups(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    assert await sim.telegram.say("city", 7, "大家好", chat_id=-5) is False
    assert await sim.telegram.say("city", 7, "/help", chat_id=-5) is False
    assert await sim.telegram.say("city", 7, "/help@yike_demo_bot", chat_id=-5)
    await telegram.call("sendMessage", chat_id=-5, text="在")
    assert await sim.telegram.say("city", 7, "/help", chat_id=-5)
    await sim.telegram.add_to_group("city", -6, "管理", by=7, admin=True)
    assert await sim.telegram.say("city", 7, "大家好", chat_id=-6)


async def test_a_migrated_group_is_told_twice_and_refused(sim: Simulator, telegram, bot) -> None:
    await connect(telegram, bot)
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    await sim.telegram.migrate_group("city", -5, -100500)
    await sim.settle()
    messages = [u["message"] for u in updates(bot) if "message" in u]
    assert [m["migrate_to_chat_id"] for m in messages if "migrate_to_chat_id" in m] == [-100500]
    assert [m["migrate_from_chat_id"] for m in messages if "migrate_from_chat_id" in m] == [-5]
    answer = await telegram.call("sendMessage", chat_id=-5, text="在吗")
    assert answer["parameters"] == {"migrate_to_chat_id": -100500}
    assert (await telegram.call("sendMessage", chat_id=-100500, text="在"))["ok"]


async def test_polling_gets_confirms_and_conflicts(sim: Simulator, telegram: Telegram) -> None:
    await sim.telegram.start_chat("city", 7)
    await sim.telegram.say("city", 7, "二")
    got = (await telegram.call("getUpdates"))["result"]
    assert [u["message"]["text"] for u in got] == ["/start", "二"]
    again = (await telegram.call("getUpdates", offset=got[1]["update_id"]))["result"]
    assert again == got[1:]
    waiting = asyncio.create_task(
        telegram.call("getUpdates", offset=got[1]["update_id"] + 1, timeout=30)
    )
    await sim.until(lambda: sum(where == "telegram:getUpdates" for where, _ in sim.calls) == 3)
    sim.telegram.say("city", 7, "三")
    assert [u["message"]["text"] for u in (await waiting)["result"]] == ["三"]


async def test_a_second_poller_ends_the_first(sim: Simulator, telegram: Telegram) -> None:
    first = asyncio.create_task(telegram.call("getUpdates", timeout=30))
    await sim.until(lambda: bool(sim.calls))
    second = asyncio.create_task(telegram.call("getUpdates", timeout=30))
    assert (await first)["error_code"] == 409
    await sim.telegram.start_chat("city", 7)
    assert (await second)["ok"]


async def test_polling_while_a_webhook_is_set_conflicts(telegram: Telegram, bot) -> None:
    await connect(telegram, bot)
    assert (await telegram.refused("getUpdates")).startswith("409 Conflict: can't use getUpdates")
    await telegram.call("deleteWebhook", drop_pending_updates=True)
    assert (await telegram.call("getUpdates"))["result"] == []


async def test_given_up_after_all_tries_but_kept(clock: FrozenClock, bot: BotServer) -> None:
    sim = Simulator(clock, retry_delays=(0, 0))
    sim.add_telegram("city", "1:x")
    await sim.start()
    try:
        await connect_at(sim, bot)
        bot.answer = status(500)
        assert await sim.telegram.start_chat("city", 7) is False
        assert len(bot.arrivals) == 3
        bot.answer = status(200)
        clock.move(timedelta(seconds=60))
        await sim.until(lambda: len(bot.arrivals) == 4)
        await sim.settle()
    finally:
        await sim.stop()


async def connect_at(sim: Simulator, bot: BotServer) -> None:
    from aiohttp import ClientSession

    async with (
        ClientSession() as http,
        http.post(f"{sim.url}/telegram-api/bot1:x/setWebhook", data={"url": bot.url}) as answer,
    ):
        assert answer.status == 200
