"""The staff: invited, met, ended; the last operator stays."""

import html

from tests.console.conftest import Office
from tests.console.test_groups import made
from tests.flow.town import TEACHER

OTHER = "oOtherOfTianhe00000000000009"


async def test_only_operators_see_the_staff(office: Office):
    browser = await office.signed_in("organiser", "reviewer")
    assert (await browser.get("staff")).status == 403
    assert (await browser.post("staff/invite", {"name": "x", "role": "operator"})).status == 403


async def test_an_operator_is_invited_and_the_last_one_stays(office: Office):
    browser = await office.signed_in("operator")
    page = await browser.get("staff")
    assert TEACHER not in page.html
    person = page.html.split('name="person" value="')[1].split('"')[0]
    mine = {"account": "city-wechat", "person": person, "role": "operator"}
    last = await browser.post("staff/end", mine)
    assert last.status == 409
    assert "最后一位管理员" in last.text
    invited = await browser.post("staff/invite", {"name": "李老师", "role": "operator"})
    word = invited.html.split("<strong>邀请码 ")[1].split("<")[0]
    await office.town.wechat_follows(OTHER)
    assert "管理员" in await office.town.wechat_says(f"邀请码 {word}", OTHER)
    page = await browser.get("staff")
    key = (
        await office.town.rows(
            "select left(replace(l.key::text, '-', ''), 8) as key from learner l join address a on a.learner_id = l.id where a.platform_id = $1",
            OTHER,
        )
    )[0]["key"]
    assert str(key) in page.text
    done = await browser.post("staff/end", mine)
    assert done.url.split("?")[0].endswith("/sign-in")
    left = await office.town.rows("select role from role_grant")
    assert left == [{"role": "operator"}]
    noted = await office.town.rows(
        "select act from audit_entry where about_kind = 'role' order by id"
    )
    assert [one["act"] for one in noted] == ["staff.invite", "staff.end"]


async def test_a_judge_needs_a_competition(office: Office):
    browser = await office.signed_in("operator")
    await browser.get("staff")
    page = await browser.post(
        "staff/invite", {"name": "评委", "role": "judge", "competition": "none"}
    )
    assert page.status == 422
    assert "请选这位评委评哪场比赛" in page.text
    page = await browser.post("staff/invite", {"name": "", "role": "king", "group": "999"})
    assert page.status == 422
    assert "请选一个身份" in page.text
    page = await browser.post(
        "staff/end", {"account": "city-wechat", "person": "zz", "role": "operator"}
    )
    assert page.status == 404


async def test_every_page_speaks_english_too(office: Office):
    group = await made(office, "a", "Evening class")
    browser = await office.signed_in("operator")
    await office.town.simulator.wechat.scan("city-wechat", OTHER, "a")
    member = (await office.town.rows("select learner_id as id from group_member"))[0]["id"]
    await browser.get("")
    await browser.post("look", {"language": "en", "to": "/console/"})
    said = {
        "": "Waiting for you",
        "groups": "WeChat class",
        "groups/new": "New WeChat class",
        "groups/requests": "No request waits",
        f"groups/{group}": "How people join",
        f"groups/{group}/merge": "There is no other group",
        "learners": "No names are kept",
        f"learners/{member}": "The learner's own rights",
        "staff": "no names are kept",
    }
    for path, words in said.items():
        page = await browser.get(path)
        assert page.status == 200, path
        assert words in html.unescape(page.text), path
