"""Groups: made with their code, renamed, ended; whose they are; posters; requests for help."""

from tests.console.conftest import Office
from tests.flow.town import TEACHER, WECHAT

MEMBER = "oMemberOfTianhe00000000000002"


async def made(office: Office, scene: str, title: str = "") -> int:
    rows = await office.town.rows(
        """
        insert into chat_group (account, channel, platform_id, title, zone, known_at)
        values ($1, 'wechat', $2, $3, 'Asia/Shanghai', $4) returning id
        """,
        WECHAT,
        scene,
        title or f"Class {scene}",
        office.town.clock.now(),
    )
    return int(str(rows[0]["id"]))


async def test_a_cohort_is_made_with_its_code_and_poster(office: Office):
    browser = await office.signed_in("organiser")
    form = await browser.get("groups/new")
    assert form.status == 200
    page = await browser.post(
        "groups/new", {"title": "天河手机班", "account": WECHAT, "scene": "phone-1"}
    )
    assert page.status == 200, page.text
    assert "天河手机班" in page.text
    row = page.url.split("/groups/")[1].split("?")[0]
    png = await browser.get(f"groups/{row}/poster.png")
    assert png.body.startswith(b"\x89PNG")
    svg = await browser.get(f"groups/{row}/poster.svg", download="1")
    assert svg.body.startswith(b"<svg")
    assert svg.headers["Content-Disposition"].startswith("attachment")
    assert (await browser.get(f"groups/{row}/code.svg")).headers["Content-Type"] == "image/svg+xml"
    await office.town.simulator.wechat.scan(WECHAT, MEMBER, "phone-1")
    members = await office.town.rows("select 1 from group_member where group_id = $1", int(row))
    assert len(members) == 1
    acts = await office.town.rows("select act from audit_entry where about = $1 order by id", row)
    assert [one["act"] for one in acts] == ["group.create", "group.code"]


async def test_a_wrong_form_keeps_what_was_written(office: Office):
    await made(office, "taken")
    browser = await office.signed_in("operator")
    await browser.get("groups/new")
    page = await browser.post(
        "groups/new", {"title": "Good\u202ename", "account": WECHAT, "scene": "no spaces"}
    )
    assert page.status == 422
    assert "看不见的字符" in page.text
    assert 'value="no spaces"' in page.html
    page = await browser.post(
        "groups/new", {"title": "<b>班</b>", "account": WECHAT, "scene": "taken"}
    )
    assert page.status == 422
    assert "已经有班在用" in page.text
    assert "<b>班" not in page.html


async def test_other_peoples_groups_are_not_there(office: Office):
    mine, other = await made(office, "a", "My class"), await made(office, "b", "Their class")
    browser = await office.signed_in("organiser")
    await office.owns(mine)
    page = await browser.get("groups")
    assert "My class" in page.text
    assert "Their class" not in page.text
    assert (await browser.get(f"groups/{mine}")).status == 200
    for path in (
        f"groups/{other}",
        f"groups/{other}/merge",
        f"groups/{other}/code.svg",
        "groups/x",
        "groups/9" * 3,
    ):
        assert (await browser.get(path)).status == 404
    for act in (
        "rename",
        "end",
        "invite",
        "code",
        "take-up",
        "end-helper",
        "end-organiser",
        "end-invite",
    ):
        page = await browser.post(
            f"groups/{other}/{act}",
            {
                "title": "x",
                "name": "x",
                "role": "helper",
                "was": "",
                "person": "00" * 32,
                "account": WECHAT,
            },
        )
        assert page.status == 404, act
    assert (await browser.get(f"groups/{mine}/merge", into=str(other))).status == 404
    assert (await browser.post(f"groups/{mine}/merge", {"into": str(other)})).status == 404


async def test_paging_ends_with_a_sentence(office: Office):
    for n in range(31):
        await made(office, f"c{n}")
    browser = await office.signed_in("operator")
    page = await browser.get("groups")
    assert page.html.count("/console/groups/") >= 30
    assert "after=" in page.html
    assert "后面没有了" in (await browser.get("groups", after="1")).text
    assert "没有符合条件" in (await browser.get("groups", words="nothing like it")).text


async def test_the_second_who_renames_is_told_and_loses_nothing(office: Office):
    row = await made(office, "a", "Old name")
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{row}")
    page = await browser.post(f"groups/{row}/rename", {"was": "Old name", "title": "First name"})
    assert "First name" in page.text
    page = await browser.post(f"groups/{row}/rename", {"was": "Old name", "title": "Second name"})
    assert page.status == 409
    assert "First name" in page.text
    assert "Second name" in page.text
    rows = await office.town.rows("select title from chat_group where id = $1", row)
    assert rows[0]["title"] == "First name"


async def test_a_group_ends_and_is_taken_up_again(office: Office):
    row = await made(office, "a")
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{row}")
    assert "已停用" in (await browser.post(f"groups/{row}/end")).text
    assert "重新启用了" in (await browser.post(f"groups/{row}/take-up")).text
    assert (await browser.post(f"groups/{row}/take-up")).status == 409


async def test_a_helper_is_invited_by_a_word_and_answers_in_the_console(office: Office):
    row = await made(office, "a", "Evening class")
    operator = await office.signed_in("operator")
    await operator.get(f"groups/{row}")
    page = await operator.post(f"groups/{row}/invite", {"name": "陈老师", "role": "helper"})
    word = page.html.split("<strong>邀请码 ")[1].split("<")[0]
    helper = "oHelperOfTianhe00000000000003"
    await office.town.wechat_follows(helper)
    assert "辅导员" in await office.town.wechat_says(f"邀请码 {word}", helper)
    assert "陈老师" in (await operator.get(f"groups/{row}")).text
    await office.town.simulator.wechat.scan(WECHAT, MEMBER, "a")
    await office.town.wechat_says("人", MEMBER)
    await office.town.wechat_says("怎么放大字体", MEMBER)
    browser = await office.browser()
    await browser.sign_in(helper)
    page = await browser.get("groups/requests")
    assert "怎么放大字体" in page.text
    assert (await browser.get("groups")).status == 200
    assert (await browser.get(f"groups/{row}")).status == 403
    request = page.html.split("groups/requests/")[1].split("/")[0]
    empty = await browser.post(f"groups/requests/{request}/answer", {"words": " "})
    assert empty.status == 422
    done = await browser.post(f"groups/requests/{request}/answer", {"words": "点右上角三个点"})
    assert "答复已发出" in done.text
    await office.town.nothing_due()
    assert any("点右上角三个点" in one.text for one in office.town.wechat_chat(MEMBER))
    again = await browser.post(f"groups/requests/{request}/answer", {"words": "again"})
    assert again.status == 409
    noted = await office.town.rows("select after from audit_entry where act = 'help.answer'")
    assert noted == [{"after": {"group": row}}]


async def test_an_invitation_that_was_taken_back_is_worth_nothing(office: Office):
    row = await made(office, "a")
    browser = await office.signed_in("operator")
    await browser.get(f"groups/{row}")
    page = await browser.post(f"groups/{row}/invite", {"name": "Li", "role": "organiser"})
    word = page.html.split("<strong>邀请码 ")[1].split("<")[0]
    page = await browser.get(f"groups/{row}")
    number = page.html.split('name="number" value="')[1].split('"')[0]
    await browser.post(f"groups/{row}/end-invite", {"number": number})
    await office.town.wechat_follows(MEMBER)
    assert "不对" in await office.town.wechat_says(f"邀请码 {word}", MEMBER)
    assert (await browser.post(f"groups/{row}/end-invite", {"number": number})).status == 404


async def test_large_groups_show_the_count_of_the_day(office: Office):
    row = await made(office, "big")
    now = office.town.clock.now()
    await office.town.rows(
        """
        with l as (insert into learner (key, state, zone, times, created_at)
          select gen_random_uuid(), 'active', 'Asia/Shanghai', '{08:00}', $2 from generate_series(1, 5001) returning id)
        insert into group_member (group_id, learner_id, joined_at) select $1, id, $2 from l returning 1
        """,
        row,
        now,
    )
    from schedules.tallying import Tallier

    assert await Tallier(office.town.program.db, office.town.clock).groups() >= 1
    browser = await office.signed_in("operator")
    page = await browser.get(f"groups/{row}")
    assert "5,001" in page.text
    assert "统计于" in page.text
    assert TEACHER not in page.html
