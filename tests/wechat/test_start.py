"""Start, doctor's check, what an account may do, and the sentences an operator reads."""

import pytest

from bot.domain.delivery import Kind, Rung, Template
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.events import ChannelKind
from bot.domain.messages import say
from bot.ports import Ability, Channel, MassWay, MenuItem, Official
from tests.wechat.platform import Shelf, api, channel, connected, send

MENU = (
    MenuItem("今日一课", "today"),
    MenuItem("更多", children=(MenuItem("进度", "progress"), MenuItem("学分", "credits"))),
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


ANSWER = "answer"
CUSTOMER = "send customer messages"
PEOPLE = "send mass messages to chosen people"
TAGGED = "send mass messages to a tag"
MENUS = "have a menu"
KINDS = [
    ("service", True, {Rung.CUSTOMER, Rung.MASS}, MassWay.PEOPLE, [CUSTOMER, PEOPLE, MENUS]),
    ("service", False, set(), None, [MENUS]),
    ("subscription", True, {Rung.CUSTOMER, Rung.MASS}, MassWay.TAG, [CUSTOMER, TAGGED, MENUS]),
    ("subscription", False, set(), None, []),
]


@pytest.mark.parametrize(("kind", "verified", "pushes", "mass", "words"), KINDS)
async def test_an_account_does_what_its_kind_may(kind, verified, pushes, mass, words):
    async with api() as made, connected(made, kind=kind, verified=verified) as got:
        await got.start()
        assert bool(made.bodies("menu/create")) is (MENUS in words)
        sentence = await got.check()
    assert got.ability == Ability(True, frozenset(pushes), (), mass)
    assert (got.account, got.kind) == ("city-wechat", ChannelKind.WECHAT)
    assert sentence.endswith(f"the account may {', '.join([ANSWER, *words])}.")


NOTICE = Template("N", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
FORM = Template("F", "template", frozenset({Kind.LESSON}), {"thing1": "title"})


@pytest.mark.parametrize(
    ("kind", "verified", "templates", "more"),
    [
        ("service", True, (NOTICE,), {Rung.NOTICE}),
        ("service", True, (FORM,), {Rung.TEMPLATE}),
        ("service", True, (NOTICE, FORM), {Rung.NOTICE, Rung.TEMPLATE}),
        ("service", False, (NOTICE, FORM), None),
        ("subscription", True, (NOTICE, FORM), set()),
        ("subscription", False, (NOTICE, FORM), None),
    ],
)
def test_templates_open_their_rungs_on_a_verified_service_account(kind, verified, templates, more):
    ability = channel(kind=kind, verified=verified, templates=templates).ability
    base = frozenset() if more is None else {Rung.CUSTOMER, Rung.MASS}
    assert ability.pushes == base | (more or set())
    assert ability.templates == (templates if more else ())


async def test_doctor_names_notices_and_template_messages():
    async with api() as made, connected(made, templates=(NOTICE, FORM)) as got:
        sentence = await got.check()
    assert "customer messages, send subscription notices, send template messages, " in sentence


def test_the_channel_is_a_channel_and_official():
    got = channel()
    as_channel: Channel = got
    as_official: Official = got
    assert isinstance(as_official, Official)
    assert as_channel.account == as_official.account


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
    client = channel()._line.client
    with pytest.raises(AttributeError):
        client.fetch_access_token()
    with pytest.raises(AttributeError):
        client.access_token  # noqa: B018 - reading it is the call


async def test_an_option_the_call_cannot_carry_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="timeout"):
        await channel()._line.client.post("menu/create", data={}, timeout=3)


async def test_our_token_is_sent_to_no_other_host():
    with pytest.raises(TypeError, match="own host"):
        await channel()._line.client.get("https://mp.weixin.qq.com/cgi-bin/showqrcode")


async def test_paths_outside_cgi_bin_go_to_the_same_host():
    async with api() as made, connected(made) as got:
        await got._line.client.get("https://api.weixin.qq.com/datacube/x")
        assert made.calls[-1][0] == "datacube/x"
