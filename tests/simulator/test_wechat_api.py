"""The WeChat API as documented: tokens, windows, menus, codes (reference/wechat.md 5-8)."""

import json
from datetime import timedelta

import pytest
from aiohttp import ClientSession, FormData

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.bots import BotServer
from tests.simulator.conftest import AES_KEY, APP_ID, SECRET, Wechat


@pytest.fixture
async def writing(sim: Simulator, signed_in: Wechat) -> Wechat:
    """Signed in, and o1 has just written."""
    await sim.wechat.follow("lib", "o1")
    await sim.wechat.say("lib", "o1", "在吗")
    return signed_in


def text(content: str, to: str = "o1") -> dict:
    return {"touser": to, "msgtype": "text", "text": {"content": content}}


async def send(wechat: Wechat, body: object) -> int:
    return await wechat.errcode("message/custom/send", body)


async def test_stable_tokens_stay_the_same(wechat: Wechat, clock: FrozenClock) -> None:
    first = await wechat.sign_in()
    clock.move(timedelta(minutes=100))
    second = await wechat.sign_in()
    assert second == {"access_token": first["access_token"], "expires_in": 1200}
    clock.move(timedelta(minutes=16))
    third = await wechat.sign_in()
    assert third["access_token"] != first["access_token"]
    wechat.token = first["access_token"]
    assert await wechat.errcode("menu/get") == 46003, "in its last minutes the old one lives on"
    clock.move(timedelta(minutes=4))
    assert await wechat.errcode("menu/get") == 42001


async def test_a_forced_token_kills_the_old_one(wechat: Wechat, clock: FrozenClock) -> None:
    old = (await wechat.sign_in())["access_token"]
    new = (await wechat.sign_in(force_refresh=True))["access_token"]
    assert new != old
    assert (await wechat.sign_in(force_refresh=True))["errcode"] == 45011
    assert await wechat.errcode("menu/get", access_token=old) == 40001
    for _ in range(19):
        clock.move(timedelta(seconds=30))
        assert "access_token" in await wechat.sign_in(force_refresh=True)
    clock.move(timedelta(seconds=30))
    assert (await wechat.sign_in(force_refresh=True))["errcode"] == 45009


async def test_plain_tokens_replace_each_other(wechat: Wechat, clock: FrozenClock) -> None:
    query = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    stable = (await wechat.sign_in())["access_token"]
    first = (await wechat.call("token", **query))["access_token"]
    second = (await wechat.call("token", **query))["access_token"]
    assert first != second
    assert await wechat.errcode("menu/get", access_token=first) == 46003
    clock.move(timedelta(minutes=5))
    assert await wechat.errcode("menu/get", access_token=first) == 42001
    assert await wechat.errcode("menu/get", access_token=second) == 46003
    assert await wechat.errcode("menu/get", access_token=stable) == 46003


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wx0"}, 40013),
        ({"secret": "wrong"}, 40125),
    ],
)
async def test_wrong_credentials(wechat: Wechat, change: dict, code: int) -> None:
    assert (await wechat.sign_in(**change))["errcode"] == code


async def test_wrong_tokens(wechat: Wechat, http: ClientSession) -> None:
    assert await wechat.errcode("menu/get") == 41001
    assert await wechat.errcode("menu/get", access_token="nonsense") == 40001
    answer = await wechat.call("menu/get", access_token="nonsense")
    assert answer["errmsg"].startswith("invalid credential, access_token is invalid or not latest")
    assert " rid: " in answer["errmsg"]
    async with http.get("/wechat-api/elsewhere") as response:
        assert response.status == 404


async def test_unknown_calls_and_methods(signed_in: Wechat) -> None:
    assert await signed_in.errcode("message/custom/sing", {}) == 40066
    assert await signed_in.errcode("message/custom/send") == 43002
    assert await signed_in.errcode("message/custom/send", b"") == 44002
    assert await signed_in.errcode("message/custom/send", b"{") == 47001
    assert await signed_in.errcode("message/custom/send", b"[]") == 47001


async def test_a_message_opens_five_for_48_hours(sim, writing: Wechat, clock) -> None:
    clock.move(timedelta(hours=47, minutes=59))
    await writing.sign_in()
    for _ in range(5):
        assert await send(writing, text("课")) == 0
    assert await send(writing, text("课")) == 45047
    assert [b.via for b in sim.wechat.chat("lib", "o1")] == ["person"] + ["customer"] * 5
    clock.move(timedelta(minutes=1))
    assert await send(writing, text("课")) == 45015
    await sim.wechat.say("lib", "o1", "再来")
    assert await send(writing, text("课")) == 0


async def test_a_follow_opens_three_for_a_minute(sim, signed_in: Wechat, clock) -> None:
    await sim.wechat.follow("lib", "o1")
    for _ in range(3):
        assert await send(signed_in, text("欢迎")) == 0
    assert await send(signed_in, text("欢迎")) == 45047
    clock.move(timedelta(minutes=1))
    assert await send(signed_in, text("欢迎")) == 45015


async def test_clicks_and_scans_open_the_short_window(sim, signed_in: Wechat, clock) -> None:
    await signed_in.call("menu/create", {"button": [{"type": "click", "name": "课", "key": "k"}]})
    await sim.wechat.follow("lib", "o1")
    actions = (
        lambda: sim.wechat.menu("lib", "o1", "k"),
        lambda: sim.wechat.scan("lib", "o1", "s"),
    )
    for act in actions:
        clock.move(timedelta(minutes=1))
        assert await send(signed_in, text("课")) == 45015
        await act()
        assert [await send(signed_in, text("课")) for _ in range(4)] == [0, 0, 0, 45047]


async def test_a_msgmenu_tap_counts_as_a_click(sim, writing: Wechat, clock) -> None:
    menu = {"head_content": "选", "list": [{"id": "1", "content": "甲"}], "tail_content": "完"}
    body = {"touser": "o1", "msgtype": "msgmenu", "msgmenu": menu}
    assert await send(writing, body) == 0
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.text, bubble.buttons) == ("选\n完", [("甲", "1")])
    clock.move(timedelta(hours=48))
    await writing.sign_in()
    await sim.wechat.tap("lib", "o1", bubble.id, "1")
    assert [await send(writing, text("课")) for _ in range(4)] == [0, 0, 0, 45047]


async def test_windows_stand_for_themselves(sim, writing: Wechat, clock) -> None:
    await sim.wechat.scan("lib", "o1", "s")
    assert [await send(writing, text("课")) for _ in range(9)] == [0] * 8 + [45047]


async def test_who_can_be_written_to(sim: Simulator, writing: Wechat) -> None:
    assert await send(writing, text("课", to="o9")) == 40003
    await sim.wechat.unfollow("lib", "o1")
    assert await send(writing, text("课")) == 43004


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (text("课" * 683), 45002),
        (text(""), 44004),
        ({"touser": "o1", "msgtype": "text"}, 44004),
        ({"touser": "o1", "msgtype": "poem", "poem": {}}, 40008),
        ({"touser": "o1"}, 47001),
        ({"msgtype": "text", "text": {"content": "a"}}, 47001),
        ({"touser": "o1", "msgtype": "news", "news": {"articles": []}}, 45008),
        ({"touser": "o1", "msgtype": "msgmenu", "msgmenu": {"list": []}}, 47001),
        ({"touser": "o1", "msgtype": "image", "image": {"media_id": "m"}}, 40007),
        (json.dumps(text("课")).encode(), 47002),
    ],
)
async def test_refused_messages_use_no_window_up(writing: Wechat, body, code: int) -> None:
    assert await send(writing, body) == code
    assert [await send(writing, text("课")) for _ in range(5)] == [0] * 5


async def test_escapes_that_are_meant_are_taken(sim, writing: Wechat) -> None:
    assert await send(writing, text("反斜杠 \\u4f60 和制表\u001f")) == 0
    assert sim.wechat.chat("lib", "o1")[-1].text.startswith("反斜杠 \\u4f60")


async def test_news_and_images(sim: Simulator, writing: Wechat, http, clock) -> None:
    article = {"title": "题", "description": "述", "url": "https://e.org", "picurl": ""}
    news = {"touser": "o1", "msgtype": "news", "news": {"articles": [article]}}
    assert await send(writing, news) == 0
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.title, bubble.text) == ("题", "述")
    form = FormData()
    form.add_field("media", b"\x89PNG", filename="a.png")
    url = f"/wechat-api/cgi-bin/media/upload?type=image&access_token={writing.token}"
    async with http.post(url, data=form) as answer:
        media_id = (await answer.json(content_type=None))["media_id"]
    image = {"touser": "o1", "msgtype": "image", "image": {"media_id": media_id}}
    assert await send(writing, image) == 0
    clock.move(timedelta(days=3))
    await writing.sign_in()
    await sim.wechat.say("lib", "o1", "再来")
    assert await send(writing, image) == 40007


async def test_typing(sim: Simulator, writing: Wechat, clock: FrozenClock) -> None:
    async def typing(command: str) -> int:
        body = {"touser": "o1", "command": command}
        return await writing.errcode("message/custom/typing", body)

    assert await typing("Singing") == 45072
    assert await typing("Typing") == 0
    assert await typing("Typing") == 45081
    assert await typing("CancelTyping") == 0
    clock.move(timedelta(seconds=31))
    assert await typing("Typing") == 45080


def entry(**change: object) -> dict:
    return {"type": "click", "name": "课", "key": "k"} | change


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([entry()] * 4, 40016),
        ([entry(name="")], 40018),
        ([entry(name="一二三四五六")], 40018),
        ([entry(key="k" * 129)], 40019),
        ([entry(type="sing")], 40017),
        ([entry(type="view")], 40020),
        ([{"name": "多", "sub_button": [entry()] * 6}], 40023),
        ([{"name": "多", "sub_button": [entry(name="课" * 21)]}], 40025),
        ([{"name": "多", "sub_button": [entry(key="")]}], 40026),
        ([{"name": "多", "sub_button": [entry(type="")]}], 40024),
        ([{"name": "多", "sub_button": [entry(type="view", url="u" * 1025)]}], 40027),
    ],
)
async def test_menus_that_wechat_refuses(signed_in: Wechat, buttons, code: int) -> None:
    assert await signed_in.errcode("menu/create", {"button": buttons}) == code
    assert await signed_in.errcode("menu/get") == 46003


async def test_a_menu_is_kept_read_and_deleted(signed_in: Wechat) -> None:
    below = [entry(name="课" * 20, key="k" * 128)] * 5
    menu = {"button": [entry(name="一二三四五"), entry(), {"name": "多", "sub_button": below}]}
    assert await signed_in.errcode("menu/create", menu) == 0
    assert await signed_in.call("menu/get") == {"menu": menu}
    assert await signed_in.errcode("menu/delete") == 0
    assert await signed_in.errcode("menu/get") == 46003


async def test_a_menu_must_be_raw_utf8(signed_in: Wechat) -> None:
    escaped = json.dumps({"button": [entry()]}).encode()
    assert await signed_in.errcode("menu/create", escaped) == 40033


async def test_codes_bring_their_scene(sim: Simulator, signed_in: Wechat, bot: BotServer) -> None:
    body = {
        "expire_seconds": 2592000,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "class-7"}},
    }
    code = await signed_in.call("qrcode/create", body)
    assert code["expire_seconds"] == 2592000
    await sim.wechat.follow("lib", "o1", scene="class-7")
    from tests.simulator.wechat_bot import opened

    assert opened(bot.arrivals[-1])["Ticket"] == code["ticket"]
    info = await signed_in.call("user/info", openid="o1")
    assert (info["subscribe"], info["qr_scene_str"]) == (1, "class-7")
    assert info["subscribe_time"] == 1795392000
    await sim.wechat.unfollow("lib", "o1")
    info = await signed_in.call("user/info", openid="o1")
    assert info == {"subscribe": 0, "openid": "o1"}
    assert await signed_in.errcode("user/info", openid="o9") == 40003


@pytest.mark.parametrize(
    ("action", "scene", "seconds", "code"),
    [
        ("QR_STR_SCENE", {"scene_str": "x" * 65}, 60, 40053),
        ("QR_STR_SCENE", {"scene_str": ""}, 60, 40053),
        ("QR_SCENE", {"scene_id": 0}, 60, 40053),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, 60, 40053),
        ("QR_NONSENSE", {"scene_id": 1}, 60, 40053),
        ("QR_STR_SCENE", {"scene_str": "x"}, 2_592_001, 40035),
    ],
)
async def test_codes_that_wechat_refuses(signed_in, action, scene, seconds, code) -> None:
    body = {
        "expire_seconds": seconds,
        "action_name": action,
        "action_info": {"scene": scene},
    }
    assert await signed_in.errcode("qrcode/create", body) == code


UNVERIFIED = ("menu/get", "menu/addconditional")
EITHER = (
    *UNVERIFIED,
    "message/custom/send",
    "user/info",
    "user/get",
    "tags/create",
    "message/mass/sendall",
    "message/mass/get",
    "message/subscribe/bizsend",
    "draft/add",
)
CALLS = (*EITHER, "qrcode/create", "message/mass/send", "message/template/send")


@pytest.mark.parametrize(
    ("kind", "verified", "allowed"),
    [
        ("service", True, CALLS),
        ("subscription", True, EITHER),
        ("service", False, UNVERIFIED),
        ("subscription", False, ()),
    ],
)
async def test_what_a_kind_of_account_may(sim, wechat, bot, kind, verified, allowed) -> None:
    app_id = "wx1111111111111111"
    sim.add_wechat("other", app_id, "s", "t", AES_KEY, bot.url, kind=kind, verified=verified)
    await wechat.sign_in(appid=app_id, secret="s")
    refused = {call for call in CALLS if await wechat.errcode(call, {}) == 48001}
    assert refused == set(CALLS) - set(allowed)


async def test_no_msgmenu_from_a_subscription_account(sim, wechat, bot) -> None:
    app_id = "wx1111111111111111"
    sim.add_wechat("other", app_id, "s", "t", AES_KEY, bot.url, kind="subscription")
    await wechat.sign_in(appid=app_id, secret="s")
    await sim.wechat.follow("other", "o1")
    menu = {"head_content": "选", "list": [{"id": "1", "content": "甲"}]}
    assert await send(wechat, {"touser": "o1", "msgtype": "msgmenu", "msgmenu": menu}) == 40200


async def test_quotas_are_daily_in_china(sim: Simulator, writing: Wechat, clock) -> None:
    sim.wechat.quotas("lib")["custom/send"] = 2
    assert [await send(writing, text("课")) for _ in range(3)] == [0, 0, 45009]
    clock.move(timedelta(hours=15, minutes=59))
    await writing.sign_in()
    assert await send(writing, text("课")) == 45009
    clock.move(timedelta(minutes=1))
    assert await send(writing, text("课")) == 0
