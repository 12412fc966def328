"""Followers, people, tags, QR codes and quotas, as the reference prints the calls."""

from contextlib import suppress

import pytest
from aiohttp import web

from bot.domain.delivery import Result
from bot.domain.errors import PlatformCallError
from bot.ports import CallQuota, FollowerPage, GroupCode, PlatformPerson
from tests.wechat.platform import api, connected

OK = {"errcode": 0, "errmsg": "ok"}
BATCH, UNBATCH = "tags/members/batchtagging", "tags/members/batchuntagging"


async def test_followers_come_by_pages_to_an_empty_one():
    async with api() as made, connected(made) as got:
        made.script(
            "user/get",
            {"total": 3, "count": 2, "data": {"openid": ["o1", "o2"]}, "next_openid": "o2"},
            {"total": 3, "count": 1, "data": {"openid": ["o3"]}, "next_openid": "o3"},
            {"total": 3, "count": 0, "next_openid": ""},
        )
        pages = [await got.followers()]
        while pages[-1].after:
            pages.append(await got.followers(pages[-1].after))
        queries = [query for path, query, _ in made.calls if path == "user/get"]
    assert pages == [
        FollowerPage(("o1", "o2"), 3, "o2"),
        FollowerPage(("o3",), 3, "o3"),
        FollowerPage((), 3, ""),
    ]
    assert queries == [
        {"access_token": "T1"},
        {"access_token": "T1", "next_openid": "o2"},
        {"access_token": "T1", "next_openid": "o3"},
    ]


async def test_an_empty_page_leads_nowhere_whatever_it_names():
    async with api() as made, connected(made) as got:
        made.script("user/get", {"total": 3, "count": 0, "next_openid": "o3"})
        assert (await got.followers("o3")).after == ""


async def test_people_are_told_in_one_call():
    async with api() as made, connected(made) as got:
        made.script(
            "user/info/batchget",
            {
                "user_info_list": [
                    {
                        "subscribe": 1,
                        "openid": "o1",
                        "unionid": "u1",
                        "qr_scene": 0,
                        "qr_scene_str": "class-7",
                        "tagid_list": [2],
                    },
                    {"subscribe": 1, "openid": "o2", "qr_scene": 98765, "qr_scene_str": ""},
                    {"subscribe": 0, "openid": "o3"},
                ]
            },
        )
        people = await got.people(["o1", "o2", "o3"])
        assert made.bodies("user/info/batchget") == [
            {"user_list": [{"openid": "o1"}, {"openid": "o2"}, {"openid": "o3"}]}
        ]
    assert people == [
        PlatformPerson("o1", True, "u1", "class-7"),
        PlatformPerson("o2", True, "", "98765"),
        PlatformPerson("o3", False),
    ]


async def test_nobody_is_asked_for_nobody():
    async with api() as made, connected(made) as got:
        assert await got.people([]) == []
        assert await got.tag_people(5, [], on=True) == []
        assert made.calls == []


async def test_a_group_gets_a_lasting_code():
    async with api() as made, connected(made) as got:
        made.script("qrcode/create", {"ticket": "gQH47j", "url": "http://weixin.qq.com/q/kZg"})
        code = await got.group_code("class-7")
        assert made.bodies("qrcode/create") == [
            {
                "action_name": "QR_LIMIT_STR_SCENE",
                "action_info": {"scene": {"scene_str": "class-7"}},
            }
        ]
    assert code == GroupCode("http://weixin.qq.com/q/kZg", "gQH47j")


async def test_only_our_own_tags_are_told():
    async with api() as made, connected(made) as got:
        made.script(
            "tags/get",
            {
                "tags": [
                    {"id": 2, "name": "星标组", "count": 0},
                    {"id": 127, "name": "yike-seniors", "count": 5},
                ]
            },
        )
        assert await got.tags() == {"yike-seniors": 127}


async def test_a_tag_is_made_and_ended():
    async with api() as made, connected(made) as got:
        made.script("tags/create", {"tag": {"id": 134, "name": "yike-农民"}})
        assert await got.make_tag("yike-农民") == 134
        await got.delete_tag(134)
        assert made.bodies("tags/create") == [{"tag": {"name": "yike-农民"}}]
        assert made.bodies("tags/delete") == [{"tag": {"id": 134}}]


@pytest.mark.parametrize(("on", "path"), [(True, BATCH), (False, UNBATCH)])
async def test_people_are_given_a_tag_or_rid_of_it(on, path):
    async with api() as made, connected(made) as got:
        assert await got.tag_people(134, ["o1", "o2"], on=on) == []
        assert made.bodies(path) == [{"tagid": 134, "openid_list": ["o1", "o2"]}]


async def test_those_a_tag_did_not_reach_are_named():
    async with api() as made, connected(made) as got:
        made.script(BATCH, {"errcode": 45171, "errmsg": "part", "fail_openid_list": ["o2"]})
        assert await got.tag_people(134, ["o1", "o2"], on=True) == ["o2"]
        made.script(BATCH, {"errcode": 45171, "errmsg": "part"})
        assert await got.tag_people(134, ["o1", "o2"], on=True) == ["o1", "o2"]


async def test_a_tag_changed_elsewhere_at_once_waits():
    async with api() as made, connected(made) as got:
        made.script(BATCH, {"errcode": 45169, "errmsg": "openid is being changed"})
        with pytest.raises(PlatformCallError) as failed:
            await got.tag_people(134, ["o1", "o2"], on=True)
    assert failed.value.code == 45169
    assert failed.value.outcome.result is Result.THROTTLED
    assert failed.value.outcome.retry_after == 60


async def test_the_calls_of_the_day_are_counted_where_the_account_has_them():
    limits = {"/cgi-bin/message/custom/send": (500_000, 12), "/cgi-bin/user/get": (500, 3)}

    async def quota(request):
        asked = (await request.json())["cgi_path"]
        if asked not in limits:
            return web.json_response({"errcode": 76022, "errmsg": "no permission"})
        limit, used = limits[asked]
        numbers = {"daily_limit": limit, "used": used, "remain": limit - used}
        return web.json_response({**OK, "quota": numbers})

    async with api() as made, connected(made) as got:
        made.script("openapi/quota/get", quota)
        counted = await got.quotas()
        asked = [body["cgi_path"] for body in made.bodies("openapi/quota/get")]
    assert counted == [CallQuota(path, *numbers) for path, numbers in limits.items()]
    assert asked == [
        "/cgi-bin/message/custom/send",
        "/cgi-bin/message/template/send",
        "/cgi-bin/message/mass/sendall",
        "/cgi-bin/message/mass/send",
        "/cgi-bin/user/get",
        "/cgi-bin/user/info",
        "/cgi-bin/media/upload",
    ]


CALLS = {
    "user/get": lambda got: got.followers(),
    "user/info/batchget": lambda got: got.people(["o1"]),
    "qrcode/create": lambda got: got.group_code("s"),
    "tags/get": lambda got: got.tags(),
    "tags/create": lambda got: got.make_tag("t"),
    "tags/delete": lambda got: got.delete_tag(5),
    BATCH: lambda got: got.tag_people(5, ["o1"], on=True),
    UNBATCH: lambda got: got.tag_people(5, ["o1"], on=False),
    "openapi/quota/get": lambda got: got.quotas(),
    "message/mass/get": lambda got: got.mass_state("1"),
    "menu/get": lambda got: got.set_menus(()),
    "ticket/getticket": lambda got: got.page_signature("https://example.org/"),
}
FAILURES = [502, b"<html>", b"{", {"errcode": -1}, {"errcode": 45009}, {"errcode": 99999}]
ODD = [
    {"errcode": 0, "user_info_list": [{}], "tags": [{}], "tag": {}, "quota": {}},
    {"total": "many", "data": [], "user_info_list": 5, "tags": 5, "tag": 5, "quota": 5},
    {"data": 5, "user_info_list": [5], "tags": [5], "conditionalmenu": [5], "ticket": 5},
    {"conditionalmenu": [{"menuid": 1, "matchrule": 5}], "total": 1, "data": {"openid": 5}},
]


@pytest.mark.parametrize("path", sorted(CALLS))
@pytest.mark.parametrize("answer", FAILURES)
async def test_a_failed_call_raises_one_error_only(path, answer):
    async with api() as made, connected(made) as got:
        made.script(path, answer)
        with pytest.raises(PlatformCallError) as failed:
            await CALLS[path](got)
        assert made.paths() == [path], "the caller decides what is repeated"
    assert "o1" not in str(failed.value)


@pytest.mark.parametrize("path", sorted(set(CALLS) - {"tags/delete", BATCH, UNBATCH}))
@pytest.mark.parametrize("answer", ODD)
async def test_an_answer_of_another_form_is_a_failed_call_or_empty(path, answer):
    async with api() as made, connected(made, menu=()) as got:
        made.script(path, answer)
        with suppress(PlatformCallError):
            assert not await CALLS[path](got)
