"""Template messages and notices, code by code (reference/wechat.md sections 6.2 and 6.3)."""

from datetime import timedelta

import pytest

from adapters.simulator import Simulator
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_fields import read_fields
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer
from tests.simulator.conftest import AES_KEY, Wechat
from tests.simulator.wechat_bot import events

SEND, NOTICE = "message/template/send", "message/subscribe/bizsend"
FIELDS = {"thing1": "课程", "time2": "时间"}
DATA = {"thing1": {"value": "扫码付款三步走"}, "time2": {"value": "2026年12月1日 15:01"}}


@pytest.fixture
async def account(sim: Simulator, signed_in: Wechat) -> Wechat:
    """Signed in, with one template of each sort; o1 follows."""
    sim.wechat.add_template("lib", "TPL", FIELDS, use="template", title="上课提醒")
    sim.wechat.add_template("lib", "ONCE", FIELDS, title="每日一课")
    sim.wechat.add_template("lib", "LONG", {"thing1": "课程"}, long_term=True)
    await sim.wechat.follow("lib", "o1")
    return signed_in


def body(template: str = "TPL", to: str = "o1", **more: object) -> dict:
    return {"touser": to, "template_id": template, "data": DATA} | more


async def test_a_template_is_shown_and_reported(sim, account: Wechat, bot: BotServer) -> None:
    answer = await account.call(SEND, body(url="https://e.org"))
    await sim.settle()
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.via, bubble.title) == ("template", "上课提醒")
    assert bubble.text == "课程：扫码付款三步走\n时间：2026年12月1日 15:01"
    assert bubble.links == [("详情", "https://e.org")]
    (event,) = events(bot.arrivals, "TEMPLATESENDJOBFINISH")
    assert (event["FromUserName"], event["MsgID"], event["Status"]) == (
        "o1", str(answer["msgid"]), "success",
    )  # fmt: skip


async def test_a_report_comes_by_the_clock(sim, account, bot, clock) -> None:
    sim.wechat.switches("lib").report_after = timedelta(seconds=5)
    await account.call(SEND, body())
    clock.move(timedelta(seconds=4))
    await sim.settle()
    assert events(bot.arrivals, "TEMPLATESENDJOBFINISH") == []
    clock.move(timedelta(seconds=1))
    await sim.settle()
    assert len(events(bot.arrivals, "TEMPLATESENDJOBFINISH")) == 1


async def test_who_blocks_templates_sees_none(sim, account: Wechat, bot: BotServer) -> None:
    sim.wechat.block_templates("lib", "o1")
    assert (await account.call(SEND, body()))["errcode"] == 0
    await sim.settle()
    (event,) = events(bot.arrivals, "TEMPLATESENDJOBFINISH")
    assert event["Status"] == "failed:user block"
    assert sim.wechat.sent("lib", "o1") == []


async def test_a_client_msg_id_is_sent_once_in_ten_minutes(sim, account, clock) -> None:
    await sim.wechat.follow("lib", "o2")
    first = await account.call(SEND, body(client_msg_id="k"))
    again = await account.call(SEND, body(client_msg_id="k"))
    other = await account.call(SEND, body(to="o2", client_msg_id="k"))
    assert first["msgid"] == again["msgid"] != other["msgid"]
    clock.move(timedelta(minutes=10) - timedelta(seconds=1))
    assert (await account.call(SEND, body(client_msg_id="k")))["msgid"] == first["msgid"]
    assert len(sim.wechat.sent("lib", "o1")) == 1
    clock.move(timedelta(seconds=1))
    assert (await account.call(SEND, body(client_msg_id="k")))["msgid"] != first["msgid"]
    assert [one.rung for one in sim.wechat.sent("lib", "o1")] == ["template"] * 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (body("NONE"), 40037),
        (body("ONCE"), 40037),
        (body(to="o9"), 40003),
        (body(to="gone"), 43004),
        (body(data={}), 47003),
        (body(data=None), 47003),
        (body(data=DATA | {"thing9": {"value": "a"}}), 47003),
        (body(data=DATA | {"thing1": {"value": ""}}), 47003),
        (body(data=DATA | {"thing1": "a"}), 47003),
        (body(data=DATA | {"time2": {"value": "明天"}}), 47003),
        (body(url=5), 40035),
        (body(miniprogram={"pagepath": "p"}), 40035),
        (body(client_msg_id=5), 40035),
        ({"touser": "o1"}, 47001),
    ],
)
async def test_templates_that_wechat_refuses(sim, account, given, code) -> None:
    await sim.wechat.follow("lib", "gone")
    await sim.wechat.unfollow("lib", "gone")
    assert await account.errcode(SEND, given) == code
    assert sim.wechat.sent("lib", "o1") == []


async def test_the_refusal_names_the_field(account: Wechat) -> None:
    answer = await account.call(SEND, body(data=DATA | {"time2": {"value": "明天"}}))
    assert "data.time2.value" in answer["errmsg"]


async def test_a_days_templates(sim, account: Wechat, clock) -> None:
    assert sim.wechat.quotas("lib")["template/send"] == 100_000
    sim.wechat.quotas("lib")["template/send"] = 2
    assert [await account.errcode(SEND, body()) for _ in range(3)] == [0, 0, 45009]
    assert [r.call for r in sim.wechat.refused_for_limit("lib")] == ["template/send"]
    clock.move(timedelta(hours=16))
    await account.sign_in()
    assert await account.errcode(SEND, body()) == 0


VALUES = [
    ("thing1", "课" * 20, True),
    ("thing1", "课" * 21, False),
    ("thing1", "第一行\n第二行", False),
    ("thing1", "👵" * 10, True),
    ("thing1", "👵" * 11, False),
    ("character_string1", "A-1 b:2", True),
    ("character_string1", "课", False),
    ("character_string1", "a" * 33, False),
    ("number1", "12.5", True),
    ("number1", "1" * 33, False),
    ("number1", "十二", False),
    ("letter1", "abc", True),
    ("letter1", "ab1", False),
    ("symbol1", "＋＋", True),
    ("symbol1", "++++++", False),
    ("phrase1", "已经报名了", True),
    ("phrase1", "已经报名了吧", False),
    ("phrase1", "ok", False),
    ("name1", "陈" * 10, True),
    ("name1", "陈" * 11, False),
    ("name1", "a" * 20, True),
    ("name1", "a" * 21, False),
    ("time1", "15:01", True),
    ("time1", "2026年12月1日 15:01", True),
    ("time1", "2026年12月1日 09:00~2026年12月1日 15:01", True),
    ("time1", "下午三点", False),
    ("date1", "2026年12月1日", True),
    ("date1", "15:01", False),
    ("amount1", "￥12.50", True),
    ("amount1", "1" * 11, False),
    ("amount1", "免费", False),
    ("mystery1", "a", False),
]


@pytest.mark.parametrize(("name", "value", "taken"), VALUES)
def test_what_fields_take(name: str, value: str, taken: bool) -> None:
    data = {name: {"value": value}}
    if taken:
        assert read_fields({name: "x"}, data) == {name: value}
        return
    with pytest.raises(WechatRefusal) as refused:
        read_fields({name: "x"}, data)
    assert refused.value.errcode == 47003


# Notices -------------------------------------------------------------------------------------


async def test_one_consent_is_one_notice(sim, account: Wechat, bot: BotServer) -> None:
    assert await account.errcode(NOTICE, body("ONCE")) == 43101
    await sim.wechat.notices("lib", "o1", {"ONCE": "accept"})
    await sim.wechat.notices("lib", "o1", {"ONCE": "accept"})
    assert sim.wechat.consents("lib", "o1") == {"ONCE": 2}
    codes = [await account.errcode(NOTICE, body("ONCE")) for _ in range(3)]
    assert codes == [0, 0, 43101]
    await sim.settle()
    sent = events(bot.arrivals, "subscribe_msg_sent_event")
    entry = sent[0]["SubscribeMsgSentEvent"]["List"]
    assert (len(sent), entry["TemplateId"], entry["ErrorStatus"]) == (2, "ONCE", "success")
    assert [one.rung for one in sim.wechat.sent("lib", "o1")] == ["notice"] * 2
    assert [r.errcode for r in sim.wechat.refused_for_limit("lib")] == [43101, 43101]


async def test_a_refused_notice_uses_no_consent_up(sim, account: Wechat) -> None:
    await sim.wechat.notices("lib", "o1", {"ONCE": "accept"})
    assert await account.errcode(NOTICE, body("ONCE", data={})) == 47003
    assert await account.errcode(NOTICE, body("TPL")) == 40037
    assert await account.errcode(NOTICE, body("ONCE", to="o9")) == 40003
    assert sim.wechat.consents("lib", "o1") == {"ONCE": 1}


async def test_a_long_term_consent_lasts_until_it_is_switched_off(sim, account, bot) -> None:
    await sim.wechat.notices("lib", "o1", {"LONG": "accept", "ONCE": "reject"}, scene=2)
    data = {"thing1": DATA["thing1"]}
    codes = [await account.errcode(NOTICE, body("LONG", data=data)) for _ in range(5)]
    assert codes == [0] * 5
    assert await account.errcode(NOTICE, body("ONCE")) == 43101
    await sim.wechat.refuse_notice("lib", "o1", "LONG")
    assert await account.errcode(NOTICE, body("LONG", data=data)) == 43101
    (popup,) = events(bot.arrivals, "subscribe_msg_popup_event")
    assert popup["SubscribeMsgPopupEvent"]["List"] == [
        {"TemplateId": "LONG", "SubscribeStatusString": "accept", "PopupScene": "2"},
        {"TemplateId": "ONCE", "SubscribeStatusString": "reject", "PopupScene": "2"},
    ]


async def test_a_notice_also_reaches_who_left(sim, account: Wechat) -> None:
    await sim.wechat.notices("lib", "o1", {"ONCE": "accept"})
    await sim.wechat.unfollow("lib", "o1")
    assert await account.errcode(NOTICE, body("ONCE")) == 0


@pytest.mark.parametrize(
    ("wrapping", "outer"),
    [("change", "SubscribeMsgChangeEvent"), ("popup", "SubscribeMsgPopupEvent")],
)
async def test_both_wrappings_of_a_change(sim, account, bot, wrapping, outer) -> None:
    await sim.wechat.refuse_notice("lib", "o1", "ONCE", wrapping=wrapping)
    (event,) = events(bot.arrivals, "subscribe_msg_change_event")
    assert event[outer]["List"] == {"TemplateId": "ONCE", "SubscribeStatusString": "reject"}


async def test_what_nobody_can_choose(sim: Simulator, account: Wechat) -> None:
    for choices in ({}, {"TPL": "accept"}, {"NONE": "accept"}, dict.fromkeys("abcd", "accept")):
        with pytest.raises(InputError):
            sim.wechat.notices("lib", "o1", choices)
    with pytest.raises(InputError):
        sim.wechat.notices("lib", "o9", {"ONCE": "accept"})


async def test_the_forms_are_listed(account: Wechat, http) -> None:
    url = f"/wechat-api/wxaapi/newtmpl/gettemplate?access_token={account.token}"
    async with http.get(url) as answer:
        listed = await answer.json(content_type=None)
    assert [(one["priTmplId"], one["type"]) for one in listed["data"]] == [
        ("ONCE", 2),
        ("LONG", 3),
    ]
    assert listed["data"][0]["content"] == "课程:{{thing1.DATA}}\n时间:{{time2.DATA}}\n"
    private = await account.call("template/get_all_private_template")
    assert [one["template_id"] for one in private["template_list"]] == ["TPL"]


@pytest.mark.parametrize(
    ("kind", "verified", "allowed"),
    [
        ("service", True, {SEND, NOTICE}),
        ("subscription", True, {NOTICE}),
        ("service", False, set()),
        ("subscription", False, set()),
    ],
)
async def test_who_may_send_them(sim, wechat, bot, kind, verified, allowed) -> None:
    app_id = "wx1111111111111111"
    sim.add_wechat("other", app_id, "s", "t", AES_KEY, bot.url, kind=kind, verified=verified)
    await wechat.sign_in(appid=app_id, secret="s")
    assert {call for call in (SEND, NOTICE) if await wechat.errcode(call, {}) != 48001} == allowed
