"""Followers, tags and tagged menus, code by code (reference/wechat.md sections 7 and 8)."""

from datetime import timedelta

import pytest

from adapters.simulator import Simulator
from bot.domain.errors import InputError
from tests.simulator.conftest import Wechat

TAG, UNTAG = "tags/members/batchtagging", "tags/members/batchuntagging"
CLICK = {"type": "click", "name": "课", "key": "k"}
SENIORS = {"type": "click", "name": "大字课", "key": "big"}


@pytest.fixture
async def account(sim: Simulator, signed_in: Wechat) -> Wechat:
    """Signed in; o1 to o3 follow."""
    sim.wechat.add_followers("lib", ["o1", "o2", "o3"])
    return signed_in


async def tag(wechat: Wechat, name: str) -> int:
    return (await wechat.call("tags/create", {"tag": {"name": name}}))["tag"]["id"]


async def give(wechat: Wechat, number: int, *people: str) -> dict:
    return await wechat.call(TAG, {"openid_list": list(people), "tagid": number})


# Followers -----------------------------------------------------------------------------------


async def test_followers_come_in_pages(sim, signed_in: Wechat) -> None:
    people = [f"p{n:05}" for n in range(20_001)]
    sim.wechat.add_followers("lib", people)
    await sim.wechat.unfollow("lib", "p00001")
    first = await signed_in.call("user/get")
    assert (first["total"], first["count"]) == (20_000, 10_000)
    second = await signed_in.call("user/get", next_openid=first["next_openid"])
    assert first["data"]["openid"] + second["data"]["openid"] == people[:1] + people[2:]
    last = await signed_in.call("user/get", next_openid=second["next_openid"])
    assert last == {"total": 20_000, "count": 0, "next_openid": ""}
    assert await signed_in.errcode("user/get", next_openid="nobody") == 40003


async def test_people_are_told_of_together(sim, account: Wechat) -> None:
    await sim.wechat.unfollow("lib", "o2")
    sim.wechat.set_union("lib", "o3", "union-of-chen")
    asked = {"user_list": [{"openid": one, "lang": "zh_CN"} for one in ("o1", "o2", "o3")]}
    told = (await account.call("user/info/batchget", asked))["user_info_list"]
    assert [one["openid"] for one in told] == ["o1", "o2", "o3"]
    assert told[1] == {"subscribe": 0, "openid": "o2"}
    assert (told[2]["unionid"], len(told[0]["unionid"])) == ("union-of-chen", 28)
    sim.wechat.switches("lib").bound = False
    assert "unionid" not in await account.call("user/info", openid="o3")


@pytest.mark.parametrize(
    ("people", "code"), [([], 40130), (["o1"] * 101, 40130), (["o1", "o9"], 40003), ([1], 47001)]
)
async def test_whom_nobody_is_told_of(account: Wechat, people, code) -> None:
    asked = {"user_list": [{"openid": one} for one in people]}
    assert await account.errcode("user/info/batchget", asked) == code


async def test_remarks(account: Wechat) -> None:
    remark = {"openid": "o1", "remark": "班长"}
    assert await account.errcode("user/info/updateremark", remark) == 0
    assert (await account.call("user/info", openid="o1"))["remark"] == "班长"
    long = {"openid": "o1", "remark": "长" * 30}
    assert await account.errcode("user/info/updateremark", long) == 40035


async def test_following_quietly_tells_nobody(sim, account: Wechat, bot) -> None:
    assert bot.arrivals == []
    body = {"touser": "o1", "msgtype": "text", "text": {"content": "课"}}
    assert await account.errcode("message/custom/send", body) == 45015
    await sim.wechat.say("lib", "o1", "你好")
    assert await account.errcode("message/custom/send", body) == 0


# Tags ----------------------------------------------------------------------------------------


async def test_tags_are_made_given_counted_and_taken(sim, account: Wechat) -> None:
    number = await tag(account, "老年班")
    assert (await give(account, number, "o1", "o2"))["errcode"] == 0
    assert (await give(account, number, "o1"))["errcode"] == 0
    listed = (await account.call("tags/get"))["tags"]
    assert listed == [
        {"id": 2, "name": "星标组", "count": 0},
        {"id": number, "name": "老年班", "count": 2},
    ]
    assert await account.call("tags/getidlist", {"openid": "o1"}) == {"tagid_list": [number]}
    assert (await account.call("user/info", openid="o1"))["tagid_list"] == [number]
    assert (await account.call("user/tag/get", {"tagid": number}))["data"]["openid"] == [
        "o1", "o2",
    ]  # fmt: skip
    after = await account.call("user/tag/get", {"tagid": number, "next_openid": "o2"})
    assert after == {"count": 0, "next_openid": ""}
    assert await account.errcode(UNTAG, {"openid_list": ["o1"], "tagid": number}) == 0
    await sim.wechat.unfollow("lib", "o2")
    assert (await account.call("user/tag/get", {"tagid": number}))["count"] == 0
    renamed = {"tag": {"id": number, "name": "长者班"}}
    assert await account.errcode("tags/update", renamed) == 0
    assert await account.errcode("tags/delete", {"tag": {"id": number}}) == 0
    assert [one["id"] for one in (await account.call("tags/get"))["tags"]] == [2]


async def test_what_fails_for_some(sim, account: Wechat) -> None:
    number = await tag(account, "班")
    await sim.wechat.unfollow("lib", "o2")
    answer = await give(account, number, "o1", "o2", "o9")
    assert (answer["errcode"], answer["fail_openid_list"]) == (45171, ["o2", "o9"])
    assert await account.call("tags/getidlist", {"openid": "o1"}) == {"tagid_list": [number]}


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("tags/create", {"tag": {"name": "甲"}}, 45157),
        ("tags/create", {"tag": {"name": " "}}, 45157),
        ("tags/create", {"tag": {"name": 5}}, 45157),
        ("tags/create", {"tag": {"name": "长" * 31}}, 45158),
        ("tags/create", {}, 47001),
        ("tags/update", {"tag": {"id": 100, "name": "甲"}}, 45157),
        ("tags/update", {"tag": {"id": 2, "name": "乙"}}, 45058),
        ("tags/update", {"tag": {"id": 999, "name": "乙"}}, 45159),
        ("tags/delete", {"tag": {"id": 0}}, 45058),
        ("tags/delete", {"tag": {"id": 999}}, 45159),
        (TAG, {"openid_list": ["o1"] * 51, "tagid": 100}, 40032),
        (TAG, {"openid_list": [], "tagid": 100}, 40032),
        (TAG, {"openid_list": "o1", "tagid": 100}, 40031),
        (TAG, {"openid_list": ["o1"], "tagid": 999}, 45159),
        (TAG, {"openid_list": ["o1"], "tagid": 1}, 45058),
        (UNTAG, {"openid_list": ["o1"] * 51, "tagid": 100}, 40032),
        ("tags/getidlist", {"openid": "o9"}, 40003),
        ("user/tag/get", {"tagid": 999}, 45159),
    ],
)
async def test_tags_that_wechat_refuses(account: Wechat, path, body, code) -> None:
    assert await tag(account, "甲") == 100
    assert await account.errcode(path, body) == code


async def test_a_hundred_tags_and_twenty_on_one(sim, account: Wechat) -> None:
    numbers = [await tag(account, f"班{n}") for n in range(100)]
    assert await account.errcode("tags/create", {"tag": {"name": "多"}}) == 45056
    for number in numbers[:20]:
        assert (await give(account, number, "o1"))["errcode"] == 0
    assert (await give(account, numbers[20], "o2", "o1"))["errcode"] == 45059
    assert await account.call("tags/getidlist", {"openid": "o2"}) == {"tagid_list": []}
    assert [r.errcode for r in sim.wechat.refused_for_limit("lib")] == [45056, 45059]


async def test_a_tag_of_very_many_stays(sim, account: Wechat) -> None:
    number = await tag(account, "全省")
    assert sim.wechat.switches("lib").largest_tag == 100_000
    sim.wechat.switches("lib").largest_tag = 3
    sim.wechat.add_followers("lib", ["o4", "o5", "o6", "o7"], tags=[number])
    assert await account.errcode("tags/delete", {"tag": {"id": number}}) == 45057
    await account.call(UNTAG, {"openid_list": ["o4"], "tagid": number})
    assert await account.errcode("tags/delete", {"tag": {"id": number}}) == 0


# Menus for those with a tag --------------------------------------------------------------------


def menu(number: object, entry: dict = SENIORS, **rule: object) -> dict:
    return {"button": [entry], "matchrule": {"tag_id": str(number)} | rule}


async def test_the_last_tag_chooses_the_menu(sim, account: Wechat) -> None:
    first, second = await tag(account, "甲"), await tag(account, "乙")
    assert await account.errcode("menu/addconditional", menu(first)) == 65303
    await account.call("menu/create", {"button": [CLICK]})
    made = await account.call("menu/addconditional", menu(first, client_platform_type="2"))
    await account.call("menu/addconditional", menu(second, CLICK, client_platform_type="1"))

    async def seen() -> str:
        answer = await account.call("menu/trymatch", {"user_id": "o1"})
        return answer["button"][0]["key"]

    assert await seen() == "k"
    await give(account, first, "o1")
    assert await seen() == "big"
    await sim.wechat.menu("lib", "o1", "big")
    with pytest.raises(InputError):
        sim.wechat.menu("lib", "o1", "k")
    await give(account, second, "o1")
    assert await seen() == "k", "the second menu is for iPhones"
    await account.call("menu/addconditional", menu(second))
    assert await seen() == "big", "the newest that fits"
    assert await account.errcode("menu/delconditional", {"menuid": made["menuid"]}) == 0
    assert await account.errcode("menu/delconditional", {"menuid": made["menuid"]}) == 65301
    got = await account.call("menu/get")
    rules = [one["matchrule"]["tag_id"] for one in got["conditionalmenu"]]
    assert (rules, got["menu"]["button"]) == ([str(second)] * 2, [CLICK])
    await account.call("menu/create", {"button": [SENIORS]})
    assert len((await account.call("menu/get"))["conditionalmenu"]) == 2, "they stay"
    await account.call("menu/delete")
    assert await account.errcode("menu/get") == 46003


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"button": [SENIORS]}, 65304),
        ({"button": [SENIORS], "matchrule": {}}, 65304),
        (menu(999), 45159),
        (menu(100, client_platform_type="9"), 40035),
        (menu(100) | {"button": []}, 40016),
        (menu(100, {"type": "click", "name": "课"}), 40019),
    ],
)
async def test_tagged_menus_that_wechat_refuses(account: Wechat, body, code) -> None:
    assert await tag(account, "甲") == 100
    await account.call("menu/create", {"button": [CLICK]})
    assert await account.errcode("menu/addconditional", body) == code


async def test_a_days_tagged_menus(sim, account: Wechat, clock) -> None:
    number = await tag(account, "甲")
    await account.call("menu/create", {"button": [CLICK]})
    sim.wechat.quotas("lib")["menu/addconditional"] = 1
    codes = [await account.errcode("menu/addconditional", menu(number)) for _ in range(2)]
    assert codes == [0, 45009]
    clock.move(timedelta(hours=16))
    await account.sign_in()
    assert await account.errcode("menu/addconditional", menu(number)) == 0
