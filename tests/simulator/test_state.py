"""The world is kept in its file and taken up where it was."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from bot.clock import FrozenClock, MovableClock
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer, status
from tests.simulator.conftest import AES_KEY, APP_ID, BEGIN, SECRET, BankClient, Telegram, Wechat
from tests.simulator.statements import LESSON, raw
from tests.simulator.test_telegram_media import picture
from tests.simulator.wechat_bot import events, replying


async def world(clock: MovableClock | FrozenClock, file: Path | None, bot: BotServer) -> Simulator:
    sim = Simulator(clock, file)
    sim.add_telegram("city", "123456:TELEGRAM-TEST-TOKEN")
    sim.add_wechat("lib", APP_ID, SECRET, "AAAAA", AES_KEY, f"{bot.url}/w")
    sim.add_bank("bot", "bank-password")
    await sim.start()
    return sim


async def test_everything_is_found_again(tmp_path: Path, bot: BotServer) -> None:
    file = tmp_path / "var" / "simulator.json"
    clock = FrozenClock(BEGIN)
    first = await world(clock, file, bot)
    async with ClientSession(base_url=first.url) as http:
        wechat, telegram = Wechat(http), Telegram(http)
        token = (await wechat.sign_in())["access_token"]
        await wechat.call("menu/create", {"button": [{"type": "click", "name": "课", "key": "k"}]})
        await first.telegram.start_chat("city", 7, "小李")
        await telegram.call("sendMessage", chat_id=7, text="你好")
        bot.answer = replying("欢迎")
        await first.wechat.follow("lib", "o1", scene="class-7")
        await BankClient(http).request("POST", raw(LESSON))
    chats = first.telegram.chat("city", 7), first.wechat.chat("lib", "o1")
    await first.stop()

    second = await world(clock, file, bot)
    async with ClientSession(base_url=second.url) as http:
        assert (second.telegram.chat("city", 7), second.wechat.chat("lib", "o1")) == chats
        assert second.bank.raw == {LESSON["id"]: raw(LESSON)}
        wechat, telegram = Wechat(http), Telegram(http)
        assert (await wechat.sign_in())["access_token"] == token
        body = {"touser": "o1", "msgtype": "text", "text": {"content": "课"}}
        assert await wechat.errcode("message/custom/send", body) == 0, "the window is still open"
        await second.wechat.menu("lib", "o1", "k")
        sent = await telegram.call("sendMessage", chat_id=7, text="再见")
        assert sent["result"]["message_id"] == 3
        assert [u["update_id"] for u in (await telegram.call("getUpdates"))["result"]] == [100_000]
    await second.stop()


async def test_updates_left_in_line_are_delivered_after_a_restart(tmp_path, bot) -> None:
    file, clock = tmp_path / "simulator.json", FrozenClock(BEGIN)
    first = await world(clock, file, bot)
    async with ClientSession(base_url=first.url) as http:
        await Telegram(http).call("setWebhook", url=bot.url)
    bot.answer = status(500)
    waiting = first.telegram.start_chat("city", 7)
    await first.settle()
    await first.stop()
    assert await waiting is False
    bot.arrivals.clear()
    bot.answer = status(200)
    second = await world(clock, file, bot)
    await second.settle()
    assert [json.loads(a.body)["message"]["text"] for a in bot.arrivals] == ["/start"]
    await second.stop()


async def test_a_moved_clock_is_moved_again(tmp_path: Path, bot: BotServer) -> None:
    file, clock = tmp_path / "simulator.json", MovableClock()
    first = await world(clock, file, bot)
    clock.move(timedelta(days=3))
    await first.stop()
    later = MovableClock()
    second = await world(later, file, bot)
    assert later.offset == timedelta(days=3)
    await second.stop()


async def test_an_answered_statement_is_on_the_disk(tmp_path: Path, bot: BotServer) -> None:
    file = tmp_path / "simulator.json"
    sim = await world(FrozenClock(BEGIN), file, bot)
    async with ClientSession(base_url=sim.url) as http:
        await BankClient(http).request("POST", raw(LESSON))
        kept = file.with_suffix(".statements")
        assert LESSON["id"] in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    await sim.stop()


async def test_changes_are_written_while_it_runs(tmp_path: Path, bot: BotServer) -> None:
    file = tmp_path / "simulator.json"
    sim = await world(FrozenClock(BEGIN), file, bot)
    await sim.telegram.start_chat("city", 7)
    await sim.until(lambda: file.exists() and "/start" in file.read_text(), within=20)
    await sim.stop()


@pytest.mark.parametrize("content", ["{", "[]", '{"bank": 3}', '{"version": 2}'])
async def test_a_spoilt_file_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    file = tmp_path / "simulator.json"
    file.write_text(content)
    with pytest.raises(InputError, match=r"simulator\.json"):
        Simulator(FrozenClock(BEGIN), file)
    assert file.read_text() == content


async def test_without_a_file_nothing_is_written(tmp_path, bot, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    sim = await world(FrozenClock(BEGIN), None, bot)
    await sim.telegram.start_chat("city", 7)
    await sim.stop()
    assert list(tmp_path.iterdir()) == []


async def test_wechats_work_goes_on_after_a_restart(tmp_path: Path, bot: BotServer) -> None:
    file, clock = tmp_path / "simulator.json", FrozenClock(BEGIN)
    first = await world(clock, file, bot)
    first.wechat.add_followers("lib", ["o1", "o2"])
    async with ClientSession(base_url=first.url) as http:
        wechat = Wechat(http)
        await wechat.sign_in()
        number = (await wechat.call("tags/create", {"tag": {"name": "班"}}))["tag"]["id"]
        await wechat.call("tags/members/batchtagging", {"openid_list": ["o1"], "tagid": number})
        up = await wechat.upload("media/upload", b"\x89PNG", "a.png", type="image")
        text = {"msgtype": "text", "text": {"content": "本周课程"}, "clientmsgid": "k"}
        await wechat.call("message/mass/send", {"touser": ["o1", "o2"]} | text)
    await first.stop()

    second = await world(clock, file, bot)
    clock.move(timedelta(seconds=2))
    await second.settle()
    (event,) = events(bot.arrivals, "MASSSENDJOBFINISH")
    assert (event["Status"], event["SentCount"]) == ("send success", "2")
    async with ClientSession(base_url=second.url) as http:
        wechat = Wechat(http)
        await wechat.sign_in()
        assert await wechat.call("tags/getidlist", {"openid": "o1"}) == {"tagid_list": [number]}
        again = await wechat.call("message/mass/send", {"touser": ["o1", "o2"]} | text)
        assert again["errcode"] == 45065
        await second.wechat.say("lib", "o1", "看图")
        image = {"touser": "o1", "msgtype": "image", "image": {"media_id": up["media_id"]}}
        assert await wechat.errcode("message/custom/send", image) == 0
        async with http.get(second.wechat.chat("lib", "o1")[-1].media) as answer:
            assert await answer.read() == b"\x89PNG"
    await second.stop()


async def test_a_report_comes_when_its_time_comes(bot: BotServer) -> None:
    """On a clock that runs, nobody has to move it."""
    sim = await world(MovableClock(), None, bot)
    sim.wechat.add_template("lib", "TPL", {"thing1": "课程"}, use="template")
    sim.wechat.add_followers("lib", ["o1"])
    sim.wechat.switches("lib").report_after = timedelta(seconds=1)
    async with ClientSession(base_url=sim.url) as http:
        wechat = Wechat(http)
        await wechat.sign_in()
        body = {"touser": "o1", "template_id": "TPL", "data": {"thing1": {"value": "防骗"}}}
        assert await wechat.errcode("message/template/send", body) == 0
        assert bot.arrivals == []
        await sim.until(lambda: not sim._world.busy and bool(bot.arrivals), within=20)
    assert len(events(bot.arrivals, "TEMPLATESENDJOBFINISH")) == 1
    await sim.stop()


async def test_a_file_from_before_the_newer_doors_is_read(tmp_path: Path, bot: BotServer) -> None:
    file = tmp_path / "simulator.json"
    person = {"openid": "o1", "subscribed": True, "since": "2026-11-22T00:00:00Z"}
    media = {"m": {"kind": "image", "expires": "2026-11-25T00:00:00Z"}}
    lib = {"followers": {"o1": person}, "media": media, "used": {"custom/send": 3}}
    file.write_text(json.dumps({"version": 1, "wechat": {"lib": lib}}))
    sim = await world(FrozenClock(BEGIN), file, bot)
    async with ClientSession(base_url=sim.url) as http:
        wechat = Wechat(http)
        await wechat.sign_in()
        await sim.wechat.say("lib", "o1", "看图")
        image = {"touser": "o1", "msgtype": "image", "image": {"media_id": "m"}}
        assert await wechat.errcode("message/custom/send", image) == 0
        assert sim.wechat.chat("lib", "o1")[-1].media == "", "its bytes were not kept then"
    await sim.stop()


async def test_groups_polls_and_files_are_found_again(tmp_path: Path, bot: BotServer) -> None:
    file, clock = tmp_path / "simulator.json", FrozenClock(BEGIN)
    first = await world(clock, file, bot)
    group = first.telegram.make_group("city", "书友", 7, [8], forum=True)
    await first.telegram.add_bot("city", group, admin=True)
    thread = first.telegram.open_topic("city", group, "每日一题")
    async with ClientSession(base_url=first.url) as http:
        telegram = Telegram(http)
        sent = await telegram.upload("sendPhoto", "photo", picture(), chat_id=group)
        file_id = sent["result"]["photo"][-1]["file_id"]
        quiz = {"question": "问", "options": ["甲", "乙"], "is_anonymous": False}
        asked = await telegram.call("sendPoll", chat_id=group, open_period=60, **quiz)
    key = asked["result"]["message_id"]
    await first.telegram.vote("city", 8, key, [1], group)
    await first.stop()

    second = await world(clock, file, bot)
    assert second.telegram.group("city", group) == first.telegram.group("city", group)
    assert second.telegram.poll("city", group, key).votes == {"8": [1]}
    async with ClientSession(base_url=second.url) as http:
        telegram = Telegram(http)
        place = {"chat_id": group, "message_thread_id": thread}
        assert (await telegram.call("sendPhoto", photo=file_id, **place))["ok"]
        media = second.telegram.chat("city", group)[-1].media
        async with http.get(media) as kept:
            assert await kept.read() == picture()
        clock.move(timedelta(minutes=1))
        updates = (await telegram.call("getUpdates"))["result"]
        assert updates[-1]["poll"]["options"][1]["voter_count"] == 1
    await second.stop()
