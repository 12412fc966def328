"""Announcements in the console: written, looked at, approved, sent, stopped, counted."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import Storage
from tests.console.conftest import Browser, Office, Page
from tests.flow.town import MORNING, TELEGRAM, WECHAT, open_town

OTHER = "oOtherTeacher0000000000000001"
_REVISION = re.compile(r'name="revision" value="(\d+)"')
_KEY = re.compile(r"/announcements/(n\d{6}-[0-9a-f]{6})")


async def group(office: Office, name: str = "class-7", account: str = WECHAT) -> int:
    """A group of the town, with two people who follow it where it is a cohort."""
    channel = "wechat" if account == WECHAT else "telegram"
    async with office.town.program.db.transaction() as conn:
        row: int = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, title, zone, known_at)
            values ($1, $2, $3, $3 || ' 班', 'Asia/Shanghai', $4) returning id
            """,
            account,
            channel,
            name,
            MORNING,
        )
    return row


async def join(office: Office, row: int, people: int) -> None:
    """So many follow the account and join; who follows may be written to."""
    openids = [f"oMemberOfTheCohort{n:011d}" for n in range(people)]
    for openid in openids:
        await office.town.wechat_follows(openid)
        await office.town.wechat_says("帮助", openid)
    async with office.town.program.db.transaction() as conn:
        await conn.execute(
            """
            insert into group_member (group_id, learner_id, joined_at)
            select $1, learner_id, $2 from address where platform_id = any($3::text[])
            """,
            row,
            MORNING,
            openids,
        )


def fields(*groups: int, **changed: str) -> dict[str, str | Sequence[str]]:
    """A form as somebody fills it in."""
    filled = {
        "title": "周三闭馆",
        "text": "周三闭馆一天。\n周四照常。",
        "organiser": "某某图书馆",
        "link": "https://library.example.org/closed",
        "when": "now",
        "due": "2026-11-23T09:00",
        "expires": "2026-11-30T09:00",
        "revision": "0",
        **changed,
    }
    return {**filled, "groups": [str(row) for row in groups]}


async def draft(browser: Browser, *groups: int, **changed: str) -> tuple[str, Page]:
    """A saved draft: its key and page."""
    await browser.get("announcements/new")
    page = await browser.post("announcements/new", fields(*groups, **changed))
    assert page.status == 200, page.text
    found = _KEY.search(page.url)
    assert found is not None
    return found[1], page


def revision(page: Page) -> str:
    """As the page's forms carry it."""
    found = _REVISION.search(page.html)
    assert found is not None
    return found[1]


async def test_from_draft_to_report(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.get("announcements")
    assert "还没有通知" in page.text
    row = await group(office)
    await join(office, row, 3)
    key, page = await draft(browser, row)
    assert "已保存" in page.text
    assert "发给 3 人" in page.text
    assert "【通知】周三闭馆" in page.text  # on the phone, as the adapter renders it
    forecast = await browser.get(f"announcements/{key}/forecast")
    assert "一共 3 份" in forecast.text
    assert "客服消息" in forecast.text
    page = await browser.post(f"announcements/{key}/submit", {"revision": revision(page)})
    assert "到时间就发出" in page.text
    await office.town.move_to(MORNING + timedelta(minutes=1))
    page = await browser.get(f"announcements/{key}")
    assert "送达报告" in page.text
    assert re.search(r"合计 3\b", page.text)
    assert "客服消息 3" in page.text
    page = await browser.get(f"announcements/{key}/receivers", part="sent")
    assert page.html.count("<tr>") == 4
    page = await browser.get(f"announcements/{key}/receivers", part="unreached")
    assert "没有符合条件的" in page.text
    assert (await browser.get(f"announcements/{key}/receivers", part="made-up")).status == 404
    page = await browser.get(f"announcements/{key}/receivers", after="9" * 18)
    assert "没有符合条件的" in page.text
    page = await browser.get(f"announcements/{key}/receivers.csv")
    lines = page.body.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert all(WECHAT in line and "已送出" in line for line in lines[1:])
    page = await browser.get("announcements")
    assert "3 / 3" in page.text


async def test_a_chat_is_told_once_and_it_is_cancelled(office: Office) -> None:
    browser = await office.signed_in("operator")
    row = await group(office, "-100777", TELEGRAM)
    key, page = await draft(browser, row, when="at", due="2026-11-24T10:00", title="<b>开放</b>日")
    assert "<b>开放" not in page.html
    assert "发给 1 个群" in page.text or "定时发给 1 个群" in page.text
    page = await browser.post(f"announcements/{key}/submit", {"revision": revision(page)})
    assert "定时" in page.text
    page = await browser.post(f"announcements/{key}/pause")
    assert "已暂停" in page.text
    page = await browser.post(f"announcements/{key}/resume")
    assert "继续发送了" in page.text
    page = await browser.post(f"announcements/{key}/cancel")
    assert "已取消" in page.text
    page = await browser.get(f"announcements/{key}/edit")
    assert page.status == 422
    assert "照着写一条新的" in page.text
    copied = await browser.get("announcements/new", copy=key)
    assert "开放" in copied.text or "开放" in copied.html


async def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(office: Office) -> None:
    browser = await office.signed_in("operator")
    await browser.get("announcements/new")
    wrong = fields(
        title="\u202e反过来",
        text="转发到三个群就能领取红包",
        link="javascript:alert(1)",
        expires="2026-11-22T09:00",
        when="at",
        due="nonsense",
    )
    page = await browser.post("announcements/new", wrong)
    assert page.status == 422
    for said in ("控制字符", "微信会封号", "要以 https:// 开头", "时间没有读懂"):
        assert said in page.text
    assert "转发到三个群就能领取红包" in page.html
    page = await browser.post("announcements/new", fields(title="好", expires="2026-11-22T09:00"))
    assert "有效时间要在发送时间之后" in page.text


async def test_many_groups_are_shown_page_by_page(office: Office) -> None:
    rows = [await group(office, f"class-{number:03d}") for number in range(60)]
    browser = await office.signed_in("operator")
    key, page = await draft(browser, *rows)
    assert "class-019 班等，另有 40 个群" in page.text
    assert "class-020" not in page.text
    page = await browser.post(f"announcements/{key}/submit", {"revision": revision(page)})
    await office.town.nothing_due()
    page = await browser.get(f"announcements/{key}")
    assert "class-049 班" in page.text
    assert "class-050 班" not in page.text
    assert "看全部 60 个群" in page.text
    first = await browser.get(f"announcements/{key}/groups")
    last = await browser.get(f"announcements/{key}/groups?first=50")
    assert (first.html.count(" 班<small>"), last.html.count(" 班<small>")) == (50, 10)
    assert "first=50" in first.html
    assert "first=0" in last.html
    past = await browser.get(f"announcements/{key}/groups?first=9999999")
    assert "没有更多的群了。" in past.text
    assert (await browser.get(f"announcements/{key}/edit")).html.count(" checked") >= 60


async def test_a_draft_without_groups_cannot_be_sent(office: Office) -> None:
    browser = await office.signed_in("operator")
    key, page = await draft(browser)
    assert "还没有选群" in page.text
    page = await browser.post(f"announcements/{key}/submit", {"revision": "1"})
    assert page.status == 422


async def test_the_second_editor_sees_both_versions(office: Office) -> None:
    first = await office.signed_in("operator")
    second = await office.signed_in("operator", openid=OTHER)
    row = await group(office)
    key, _ = await draft(first, row)
    page = await second.get(f"announcements/{key}/edit")
    old = revision(page)
    page = await first.get(f"announcements/{key}/edit")
    saved = await first.post(
        f"announcements/{key}/edit", fields(row, revision=revision(page), text="第一个人的话")
    )
    assert saved.status == 200
    page = await second.post(
        f"announcements/{key}/edit", fields(row, revision=old, text="第二个人的话")
    )
    assert page.status == 409
    assert "第一个人的话" in page.text
    assert "第二个人的话" in page.text
    page = await second.post(
        f"announcements/{key}/edit", fields(row, revision=revision(page), text="第二个人的话")
    )
    assert page.status == 200
    assert "第二个人的话" in page.text


async def test_an_organiser_has_own_groups_only(office: Office) -> None:
    operator = await office.signed_in("operator")
    mine, other = await group(office), await group(office, "class-8")
    key, _ = await draft(operator, other)
    organiser = await office.signed_in("organiser", openid=OTHER)
    await office.owns(mine, openid=OTHER)
    page = await organiser.get("announcements/new")
    assert "class-7 班" in page.text
    assert "class-8 班" not in page.text
    for path in (key, f"{key}/edit", f"{key}/report", f"{key}/receivers.csv", "nothing"):
        assert (await organiser.get(f"announcements/{path}")).status == 404
    assert (await organiser.post(f"announcements/{key}/cancel")).status == 404
    own, page = await draft(organiser, mine, other)
    assert "class-8 班" not in page.text
    listed = await organiser.get("announcements")
    assert own in listed.html
    assert key not in listed.html


async def test_a_test_copy_comes_to_the_editors_own_chat(office: Office) -> None:
    browser = await office.signed_in("operator")
    row = await group(office)
    key, _ = await draft(browser, row)
    page = await browser.post(f"announcements/{key}/test")
    assert "已发到您的聊天窗口" in page.text
    await office.town.move_to(MORNING + timedelta(minutes=1))
    said = [bubble.text for bubble in office.town.wechat_chat()]
    assert any("试看" in text and "周三闭馆" in text for text in said)


async def test_the_live_part_counts_and_shows_both_channels(office: Office) -> None:
    browser = await office.signed_in("operator")
    row, chat = await group(office), await group(office, "-100777", TELEGRAM)
    await join(office, row, 2)
    asked = {"title": "标题", "text": "正文", "groups": [str(row), str(chat)]}
    await browser.get("announcements/new")
    noted = await office.town.rows("select count(*) as n from audit_entry")
    page = await browser.post("announcements/live", asked)
    assert "2 人和 1 个群" in page.html
    assert page.html.count('class="phone ') >= 2
    assert await office.town.rows("select count(*) as n from audit_entry") == noted
    assert not await office.town.rows("select 1 from announcement")


@pytest.fixture
async def careful(place: Storage, tmp_path: Path) -> AsyncIterator[Office]:
    """A town in which two people are asked for."""
    sections: Mapping[str, object] = {"console": {"two_people": True}}
    async with open_town(place, tmp_path, **sections) as town:
        await town.start()
        opened = Office(town)
        try:
            yield opened
        finally:
            for one in opened.browsers:
                await one.http.close()


async def test_two_people_send_it(careful: Office) -> None:
    writer = await careful.signed_in("operator")
    row = await group(careful)
    key, page = await draft(writer, row)
    page = await writer.post(f"announcements/{key}/submit", {"revision": revision(page)})
    assert "等另一个人批准" in page.text
    assert "批准，发给" not in page.text
    page = await writer.post(f"announcements/{key}/approve", {"revision": "2"})
    assert page.status == 403
    reviewer = await careful.signed_in("reviewer", openid=OTHER)
    page = await reviewer.get(f"announcements/{key}")
    back = await reviewer.post(f"announcements/{key}/return", {"revision": revision(page)})
    assert back.status == 422
    asked = {"revision": revision(page), "reason": "日期不对"}
    page = await reviewer.post(f"announcements/{key}/return", asked)
    assert "日期不对" in page.text
    page = await writer.get(f"announcements/{key}")
    await writer.post(f"announcements/{key}/submit", {"revision": revision(page)})
    page = await reviewer.get(f"announcements/{key}")
    page = await reviewer.post(f"announcements/{key}/approve", {"revision": revision(page)})
    assert "到时间就发出" in page.text
