"""Start, doctor's check, what an account may do, and the sentences an operator reads."""

import pytest

from adapters.wechat import MenuEntry
from bot.domain.delivery import Rung
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.events import ChannelKind
from bot.domain.messages import say
from tests.wechat.platform import Shelf, api, channel, connected, send

MENU = (
    MenuEntry("今日一课", "today"),
    MenuEntry("更多", children=(MenuEntry("进度", "progress"), MenuEntry("学分", "credits"))),
)


async def test_start_gets_a_token_and_sets_the_menu():
    async with api() as made, connected(made, menu=MENU) as got:
        await got.start()
        assert made.bodies("menu/create") == [
            {
                "button": [
                    {"type": "click", "name": "今日一课", "key": "today"},
                    {
                        "name": "更多",
                        "sub_button": [
                            {"type": "click", "name": "进度", "key": "progress"},
                            {"type": "click", "name": "学分", "key": "credits"},
                        ],
                    },
                ]
            }
        ]
        assert "今日一课".encode() in made.calls[-1][2]
        assert made.calls[-1][1] == {"access_token": "T1"}


@pytest.mark.parametrize(
    ("kind", "verified", "menu", "pushes"),
    [
        ("service", True, True, {Rung.CUSTOMER}),
        ("service", False, True, set()),
        ("subscription", True, True, {Rung.CUSTOMER}),
        ("subscription", False, False, set()),
    ],
)
async def test_an_account_does_what_its_kind_may(kind, verified, menu, pushes):
    async with api() as made, connected(made, kind=kind, verified=verified) as got:
        await got.start()
        assert bool(made.bodies("menu/create")) is menu
        sentence = await got.check()
    assert got.ability.replies_in_response
    assert got.ability.pushes == pushes
    assert (got.account, got.kind) == ("city-wechat", ChannelKind.WECHAT)
    assert ("customer messages" in sentence, "menu" in sentence) == (bool(pushes), menu)


async def test_without_entries_the_menu_is_left_alone():
    async with api() as made, connected(made, menu=()) as got:
        await got.start()
        assert [path for path, _, _ in made.calls] == ["stable_token"]


MENDS = [
    (40164, "IP whitelist"),
    (89503, "administrator"),
    (40125, "app_secret is wrong"),
    (40001, "app_secret is wrong"),
    (40013, "app_id is wrong"),
    (48004, "banned"),
]


@pytest.mark.parametrize(("code", "mend"), MENDS)
async def test_refused_credentials_name_the_mend(code, mend):
    async with api() as made, connected(made) as got:
        made.script("stable_token", {"errcode": code, "errmsg": f"no, said oSecretPerson {APP}"})
        for ask in (got.start, got.check):
            with pytest.raises(PlatformMisconfiguredError, match=mend) as refused:
                await ask()
            assert "city-wechat" in str(refused.value)
            assert str(code) in str(refused.value)
            assert "oSecretPerson" not in str(refused.value)
            assert "secret-value" not in str(refused.value)


APP = "secret-value"


async def test_the_address_to_whitelist_is_named():
    async with api() as made, connected(made) as got:
        words = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6-7-8"
        made.script("stable_token", {"errcode": 40164, "errmsg": words})
        with pytest.raises(PlatformMisconfiguredError, match=r"sees us at 203\.0\.113\.7\)"):
            await got.check()


@pytest.mark.parametrize(
    ("answer", "code"),
    [(503, "HTTP 503"), ({"errcode": -1}, "busy"), (b"<html>", "without JSON"), (b"{", "broken")],
)
async def test_a_platform_that_is_down_is_said_to_be_so(answer, code):
    async with api() as made, connected(made) as got:
        made.script("stable_token", answer)
        for ask in (got.start, got.check):
            with pytest.raises(PlatformUnavailableError, match=code):
                await ask()


async def test_an_unreachable_platform_is_unavailable():
    got = channel(api_url="http://127.0.0.1:1")
    with pytest.raises(PlatformUnavailableError, match="cannot connect"):
        await got.start()
    await got.stop()


async def test_start_again_after_an_outage_works():
    async with api() as made, connected(made) as got:
        made.script("menu/create", 502, {"errcode": 0, "errmsg": "ok"})
        with pytest.raises(PlatformUnavailableError):
            await got.start()
        await got.start()
        assert len(made.bodies("menu/create")) == 2


async def test_a_refused_menu_names_its_code():
    async with api() as made, connected(made) as got:
        made.script("menu/create", {"errcode": 40018, "errmsg": "invalid button name size"})
        with pytest.raises(PlatformMisconfiguredError, match="40018"):
            await got.start()
        made.script("menu/create", {"errcode": 48001, "errmsg": "api unauthorized"})
        with pytest.raises(PlatformMisconfiguredError, match="kind and verified"):
            await got.start()


async def test_check_asks_the_platform_and_not_the_shelf():
    shelf = Shelf()
    shelf.token = "old"
    async with api() as made, connected(made, tokens=shelf) as got:
        await got.check()
        assert made.tokens == 1


async def test_poll_returns_at_once():
    async def sink(event):
        raise AssertionError("nothing is polled")

    await channel().poll(sink)


async def test_stopped_twice_and_used_again_it_still_works():
    async with api() as made, connected(made) as got:
        await got.start()
        await got.stop()
        await got.stop()
        assert (await send(got, say("x"))).code == "0"


async def test_the_librarys_blocking_calls_cannot_be_made():
    got = channel()
    with pytest.raises(AttributeError):
        got._client.fetch_access_token()
    with pytest.raises(AttributeError):
        got._client.access_token  # noqa: B018 - reading it is the call


async def test_an_option_the_call_cannot_carry_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="files"):
        await channel()._client.post("media/upload", files={"media": b""})


async def test_paths_outside_cgi_bin_go_to_the_same_host():
    async with api() as made, connected(made) as got:
        await got._client.get("https://api.weixin.qq.com/datacube/x")
        assert made.calls[-1][0] == "/base/datacube/x"
