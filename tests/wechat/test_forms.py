"""Notices and template messages, as the reference prints them."""

import pytest

from bot.domain.delivery import Filled, Kind, Outcome, Result, Rung, Scope, Template
from bot.domain.messages import Reply, say
from tests.wechat.platform import api, connected

BIZ, FORM = "message/subscribe/bizsend", "message/template/send"
FIELDS = {"thing1": "title", "time2": "time"}
FACTS = {
    "title": "国防知识竞赛",
    "time": "2026年10月1日 15:01",
    "text": "三天后截止",
    "organiser": "",
    "name": "一课",
}
NOTICE = Template("T-notice", "notice", frozenset({Kind.REMINDER}), FIELDS)
TEMPLATE = Template("T-form", "template", frozenset({Kind.REMINDER}), FIELDS)
DATA = {"thing1": {"value": "国防知识竞赛"}, "time2": {"value": "2026年10月1日 15:01"}}


async def pushed(
    got, template: Template, *, url: str = "", facts=FACTS, key: str = "d-77"
) -> Outcome:
    filled = Filled(template, facts, url)
    return await got.send("oPerson", Reply(()), rung=template.rung, key=key, filled=filled)


async def test_a_notice():
    async with api() as made, connected(made, templates=(NOTICE,)) as got:
        assert await pushed(got, NOTICE, url="https://example.org/n") == Outcome(Result.SENT, "0")
        await pushed(got, NOTICE)
        with_page, without = made.bodies(BIZ)
    assert with_page == {
        "touser": "oPerson",
        "template_id": "T-notice",
        "page": "https://example.org/n",
        "data": DATA,
    }
    assert without == {"touser": "oPerson", "template_id": "T-notice", "data": DATA}


async def test_a_template_message_carries_its_key():
    async with api() as made, connected(made, templates=(TEMPLATE,)) as got:
        made.script(FORM, {"errcode": 0, "errmsg": "ok", "msgid": 200163836})
        sent = await pushed(got, TEMPLATE, url="https://example.org/n")
        await pushed(got, TEMPLATE)
        with_url, without = made.bodies(FORM)
    assert sent == Outcome(Result.SENT, "0", platform_id="200163836")
    assert with_url == {
        "touser": "oPerson",
        "template_id": "T-form",
        "url": "https://example.org/n",
        "client_msg_id": "d-77",
        "data": DATA,
    }
    assert without == {
        "touser": "oPerson",
        "template_id": "T-form",
        "client_msg_id": "d-77",
        "data": DATA,
    }


async def test_a_fact_without_a_form_for_its_field_stops_the_template():
    async with api() as made, connected(made, templates=(NOTICE,)) as got:
        outcome = await pushed(got, NOTICE, facts={**FACTS, "time": "明天"})
        assert made.calls == []
    assert outcome == Outcome(Result.REFUSED, "no value for field time2", scope=Scope.TEMPLATE)


@pytest.mark.parametrize(
    ("code", "result", "scope"),
    [
        (43101, Result.QUOTA_USED_UP, Scope.CHAT),
        (43004, Result.GONE, Scope.CHAT),
        (43117, Result.THROTTLED, Scope.CHAT),
        (43019, Result.REFUSED, Scope.PERSON),
        (48002, Result.REFUSED, Scope.PERSON),
        (40037, Result.REFUSED, Scope.TEMPLATE),
        (40249, Result.REFUSED, Scope.TEMPLATE),
        (43116, Result.REFUSED, Scope.TEMPLATE),
        (47003, Result.BAD_REQUEST, Scope.CHAT),
        (48001, Result.REFUSED, Scope.RUNG),
        (45009, Result.QUOTA_USED_UP, Scope.ACCOUNT),
    ],
)
@pytest.mark.parametrize("template", [NOTICE, TEMPLATE])
async def test_each_refusal_is_told(template, code, result, scope):
    async with api() as made, connected(made, templates=(NOTICE, TEMPLATE)) as got:
        for path in (BIZ, FORM):
            made.script(path, {"errcode": code, "errmsg": "refused rid: 1-2-3"})
        outcome = await pushed(got, template)
    assert (outcome.result, outcome.scope) == (result, scope)


@pytest.mark.parametrize("template", [NOTICE, TEMPLATE])
async def test_without_a_template_it_is_a_mistake_of_ours(template):
    async with api() as made, connected(made, templates=(template,)) as got:
        with pytest.raises(TypeError):
            await got.send("oPerson", say("x"), rung=template.rung, key="d1")
        assert made.calls == []


def test_a_template_names_its_rung():
    assert (NOTICE.rung, TEMPLATE.rung) == (Rung.NOTICE, Rung.TEMPLATE)
