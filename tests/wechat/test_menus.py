"""Menus of people with a tag: what should stay stays, the rest goes, what lacks is made."""

import pytest

from bot.domain.errors import PlatformCallError
from bot.ports import MenuItem, TaggedMenu
from tests.wechat.platform import api, connected

OK = {"errcode": 0, "errmsg": "ok"}
MENU = (
    MenuItem("今日一课", "today"),
    MenuItem("更多", children=(MenuItem("进度", "progress"), MenuItem("官网", url="http://x.cn"))),
)
JSON = [
    {"type": "click", "name": "今日一课", "key": "today"},
    {
        "name": "更多",
        "sub_button": [
            {"type": "click", "name": "进度", "key": "progress"},
            {"type": "view", "name": "官网", "url": "http://x.cn"},
        ],
    },
]
SEEN = [
    {"type": "click", "name": "今日一课", "key": "today", "sub_button": []},
    {
        "name": "更多",
        "sub_button": [
            {"type": "click", "name": "进度", "key": "progress", "sub_button": []},
            {"type": "view", "name": "官网", "url": "http://x.cn", "sub_button": []},
        ],
    },
]
OTHER = (MenuItem("小测", "quiz"),)


def there(*menus):
    """What menu/get answers where these are set besides the account's own."""
    return {"menu": {"button": SEEN, "menuid": 1}, "conditionalmenu": list(menus)}


def tagged(menu_id: int, tag: object, buttons=SEEN, **rule: object):
    return {"button": buttons, "matchrule": {"tag_id": tag, **rule}, "menuid": menu_id}


async def set_menus(answer, *menus: TaggedMenu, own=MENU):
    """The calls that setting ``menus`` takes: path and body."""
    async with api() as made, connected(made, menu=own) as got:
        made.script("menu/get", answer)
        await got.set_menus(menus)
        return [(path, made.bodies(path)) for path in dict.fromkeys(made.paths()[1:])]


async def test_the_accounts_own_menu_may_open_pages():
    async with api() as made, connected(made, menu=MENU) as got:
        await got.start()
        assert made.bodies("menu/create") == [{"button": JSON}]


async def test_what_lacks_is_made():
    calls = await set_menus(there(), TaggedMenu(134, MENU), TaggedMenu(135, OTHER))
    assert calls == [
        (
            "menu/addconditional",
            [
                {"button": JSON, "matchrule": {"tag_id": "134"}},
                {
                    "button": [{"type": "click", "name": "小测", "key": "quiz"}],
                    "matchrule": {"tag_id": "135"},
                },
            ],
        )
    ]


@pytest.mark.parametrize("tag", ["134", 134])
async def test_what_is_as_it_should_be_stays(tag):
    rule = {"group_id": "", "sex": "", "country": "", "client_platform_type": ""}
    assert await set_menus(there(tagged(7, tag, **rule)), TaggedMenu(134, MENU)) == []


async def test_older_forms_of_the_answer_are_read():
    old = [
        {"type": "click", "name": "今日一课", "key": "today"},
        {"name": "更多", "sub_button": {"list": SEEN[1]["sub_button"]}},
    ]
    menu = {"button": old, "matchrule": {"group_id": 134}, "menuid": 7}
    assert await set_menus(there(menu), TaggedMenu(134, MENU)) == []


async def test_a_changed_menu_is_taken_away_and_made_anew():
    calls = await set_menus(there(tagged(7, "134"), tagged(8, "135")), TaggedMenu(134, OTHER))
    assert [path for path, _ in calls] == ["menu/delconditional", "menu/addconditional"]
    assert calls[0][1] == [{"menuid": "7"}, {"menuid": "8"}]
    assert len(calls[1][1]) == 1


async def test_a_second_menu_of_a_tag_and_one_with_another_rule_are_taken_away():
    calls = await set_menus(
        there(tagged(9, "134"), tagged(8, "134"), tagged(7, "134", client_platform_type="1")),
        TaggedMenu(134, MENU),
    )
    assert calls == [("menu/delconditional", [{"menuid": "8"}, {"menuid": "7"}])]


@pytest.mark.parametrize("answer", [{"errcode": 46003, "errmsg": "menu no exist"}, {}])
async def test_the_accounts_own_menu_comes_first(answer):
    calls = await set_menus(answer, TaggedMenu(134, OTHER))
    assert [path for path, _ in calls] == ["menu/create", "menu/addconditional"]
    assert calls[0][1] == [{"button": JSON}]


async def test_no_menus_take_all_away_and_leave_the_accounts_own():
    assert await set_menus(there(tagged(7, "134"))) == [("menu/delconditional", [{"menuid": "7"}])]


async def test_a_menu_that_is_refused_is_told():
    async with api() as made, connected(made) as got:
        made.script("menu/get", there())
        made.script("menu/addconditional", {"errcode": 65303, "errmsg": "no default menu"})
        with pytest.raises(PlatformCallError) as failed:
            await got.set_menus([TaggedMenu(134, MENU)])
    assert failed.value.code == 65303
