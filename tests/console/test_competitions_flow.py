"""A competition in the console: made, published, entered, judged, made final; and what is refused."""

import re
from datetime import timedelta

from tests.console.conftest import Browser, Office, Page

KEY = re.compile(r"/console/competitions/(c\d{6}-[0-9a-f]{6})")
FIELD = re.compile(
    r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"|<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)<'
    r'|<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>',
    re.DOTALL,
)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
TICKED = re.compile(r'<input type="(?:checkbox|radio)" name="([^"]+)" value="([^"]*)"( checked)?')


def fields_of(page: Page) -> dict[str, str | list[str]]:
    """What the page's large form would send as it stands."""
    found: dict[str, str | list[str]] = {}
    for one in FIELD.finditer(page.html):
        if one[1] and 'type="checkbox"' not in one[0] and 'type="radio"' not in one[0]:
            found[one[1]] = one[2]
        elif one[3]:
            found[one[3]] = one[4]
        elif one[5]:
            chosen = CHOSEN.search(one[6])
            found[one[5]] = chosen[1] if chosen else ""
    for tick in TICKED.finditer(page.html):
        if tick[3]:
            several = found.setdefault(tick[1], [])
            assert isinstance(several, list)
            several.append(tick[2])
    found.pop("form", None)
    return {k: v for k, v in found.items() if k not in {"language", "theme", "to"}}


async def made(browser: Browser, start: str = "reading", **more: str) -> str:
    """A draft from one of the usual forms; its key."""
    page = await browser.get("competitions/new", **{"from": start})
    written = fields_of(page) | {
        "title": "春天朗诵会",
        "organiser": "区图书馆",
        "do": "save",
        **more,
    }
    page = await browser.post("competitions/new", written)
    assert page.status == 200, page.text
    found = KEY.search(page.url)
    assert found is not None, page.text
    return found[1]


async def published(office: Office, browser: Browser, start: str = "reading") -> str:
    """One that learners see."""
    key = await made(browser, start)
    page = await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    assert page.status == 200, page.text
    return key


async def entered(browser: Browser, key: str, name: str, **more: str) -> int:
    """Somebody entered by hand; the entry's row."""
    page = await browser.post(f"competitions/{key}/entries/new", {"name": name, **more})
    assert page.status == 200, page.text
    return int(page.url.split("?")[0].rsplit("/", 1)[1])


async def pass_days(office: Office, days: float) -> None:
    """Time goes by."""
    office.town.clock.move(timedelta(days=days))


async def test_a_competition_is_made_seen_and_published(office: Office) -> None:
    browser = await office.signed_in("operator")
    assert "还没有比赛" in (await browser.get("competitions")).text
    assert "知识竞赛" in (await browser.get("competitions/new")).text
    key = await made(browser)
    page = await browser.get(f"competitions/{key}")
    assert "草稿" in page.text
    assert "<svg" in page.html
    assert "春天朗诵会" in page.text
    page = await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    assert "已发布，学员现在看得到了" in page.text
    listed = await browser.get("competitions")
    assert "春天朗诵会" in listed.text
    assert "报名" in listed.text
    for tab in [
        "entries",
        "works",
        "judging",
        "ranking",
        "objections",
        "corrections",
        "reminders",
        "settings",
    ]:
        page = await browser.get(f"competitions/{key}/{tab}")
        assert page.status == 200, (tab, page.text)
    assert "截止前 7 天" in (await browser.get(f"competitions/{key}/reminders")).text
    assert (await browser.get(f"competitions/{key}/preview")).text.count("春天朗诵会") >= 2


async def test_all_faults_are_said_at_once_and_nothing_is_lost(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.get("competitions/new", **{"from": "singing"})
    written = fields_of(page) | {
        "title": "",
        "organiser": "图书馆\u202e",
        "stages-1-closes": "2020-01-01T09:00",
        "stages-3-criteria": "随便打",
        "awards": "一等奖",
        "rules": "转发朋友圈就送礼品",
        "do": "save",
    }
    page = await browser.post("competitions/new", written)
    assert page.status == 422
    for said in (
        "请写上内容",
        "看不见的字符",
        "截止要晚于开始",
        "“随便打”没有读懂",
        "“一等奖”没有读懂",
    ):
        assert said in page.text, said
    assert 'value="2020-01-01T09:00"' in page.html
    assert "随便打" in page.html
    assert 'href="#f-stages-1-closes"' in page.html


async def test_rows_are_added_moved_and_removed_without_script(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.get("competitions/new", **{"from": "empty"})
    written = fields_of(page) | {"title": "新比赛", "do": "add-stage", "add-kind": "quiz"}
    page = await browser.post("competitions/new", written)
    assert 'name="stages-2-draw"' in page.html
    assert 'value="新比赛"' in page.html
    written = fields_of(page) | {"do": "add-division", "add-rule": "age"}
    page = await browser.post("competitions/new", written)
    assert 'name="divisions-1-least"' in page.html
    page = await browser.post("competitions/new", fields_of(page) | {"do": "up-stage-2"})
    assert 'name="stages-1-draw"' in page.html
    page = await browser.post("competitions/new", fields_of(page) | {"do": "remove-stage-1"})
    assert 'name="stages-2-key"' not in page.html
    assert "stages-1-draw" not in page.html


async def test_a_date_change_after_entries_is_shown_first(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await published(office, browser)
    await entered(browser, key, "王秀英")
    page = await browser.get(f"competitions/{key}/edit")
    written = fields_of(page)
    before = str(written["stages-1-closes"])
    written |= {"stages-1-closes": before.replace("T18:00", "T17:00"), "do": "save"}
    page = await browser.post(f"competitions/{key}/edit", written)
    assert "已经有人报名，保存会带来这些" in page.text
    assert "报名的 1 人（队）" in page.text
    assert f"{before[5:10]} 18:00 改为" in page.text
    confirm = re.search(r'name="confirm" value="([0-9a-f]+)"', page.html)
    assert confirm is not None
    still = fields_of(await browser.get(f"competitions/{key}/edit"))
    assert still["stages-1-closes"] == before
    page = await browser.post(
        f"competitions/{key}/edit", written | {"confirm": confirm[1], "do": ""}
    )
    assert "已保存" in page.text
    now = fields_of(await browser.get(f"competitions/{key}/edit"))
    assert now["stages-1-closes"] == before.replace("T18:00", "T17:00")


async def test_other_rules_after_entries_are_shown_first(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await made(browser, "quiz", **{"stages-2-course": "law-basics"})
    page = await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    assert page.status == 200, page.text
    await entered(browser, key, "王秀英", birth="1960-05-01")
    written = fields_of(await browser.get(f"competitions/{key}/edit"))
    [draw] = [one for one in written if one.endswith("-draw") and written[one]]
    wish = written | {draw: str(int(str(written[draw])) - 1), "do": "save"}
    page = await browser.post(f"competitions/{key}/edit", wish)
    assert "报名的 1 人（队）答" in page.text
    assert 'name="confirm"' in page.html
    still = fields_of(await browser.get(f"competitions/{key}/edit"))
    assert still[draw] == written[draw]


async def test_other_rules_of_works_are_shown_first(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await published(office, browser, "singing")
    await entered(browser, key, "陈阿姨", birth="1960-05-01")
    written = fields_of(await browser.get(f"competitions/{key}/edit"))
    [most] = [one for one in written if one.endswith("-megabytes") and written[one]]
    wish = written | {most: str(int(str(written[most])) - 1), "do": "save"}
    page = await browser.post(f"competitions/{key}/edit", wish)
    assert "交作品时，按新的要求来" in page.text
    assert 'name="confirm"' in page.html


async def test_a_used_stage_cannot_be_removed(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await published(office, browser, "singing")
    await entered(browser, key, "陈阿姨", birth="1960-05-01")
    written = fields_of(await browser.get(f"competitions/{key}/edit"))
    page = await browser.post(f"competitions/{key}/edit", written | {"do": "remove-division-1"})
    page = await browser.post(f"competitions/{key}/edit", fields_of(page) | {"do": "save"})
    assert page.status == 422
    assert "里有 1 人（队），不能删" in page.text


async def test_two_editors_see_both_versions(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await made(browser)
    first = fields_of(await browser.get(f"competitions/{key}/edit"))
    page = await browser.post(
        f"competitions/{key}/edit", first | {"contact": "甲的电话", "do": "save"}
    )
    assert "已保存" in page.text
    page = await browser.post(
        f"competitions/{key}/edit", first | {"contact": "乙的电话", "do": "save"}
    )
    assert page.status == 409
    assert "甲的电话" in page.text
    assert 'value="乙的电话"' in page.html
    page = await browser.post(f"competitions/{key}/edit", fields_of(page) | {"do": "save"})
    assert page.status == 200, page.text
    assert fields_of(await browser.get(f"competitions/{key}/edit"))["contact"] == "乙的电话"


async def test_a_file_goes_out_and_comes_in(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await made(browser, "singing")
    file = await browser.get(f"competitions/{key}/file")
    assert file.headers["Content-Type"].startswith("application/yaml")
    page = await browser.post("competitions/import", {}, {"file": ("a.yaml", file.body)})
    assert page.status == 422
    assert "换一个 id" in page.text
    other = file.body.replace(key.encode(), b"spring-songs")
    page = await browser.post("competitions/import", {}, {"file": ("a.yaml", other)})
    assert page.url.split("?")[0].endswith("/competitions/spring-songs")
    broken = other.replace(b"kind: upload", b"kind: dancing")
    page = await browser.post("competitions/import", {}, {"file": ("a.yaml", broken)})
    assert page.status == 422
    assert re.search(
        r"第 \d+ 行，stages\[2\]\.kind：读到的是“dancing”；请从这些里选一个", page.text
    )


async def test_cancelling_shows_the_message_first(office: Office) -> None:
    browser = await office.signed_in("operator")
    key = await published(office, browser)
    page = await browser.get(f"competitions/{key}/cancel", reason="场地维修")
    assert page.text.count("场地维修") >= 1
    assert "取消后不能恢复" in page.text
    page = await browser.post(f"competitions/{key}/cancel", {"reason": ""})
    assert page.status == 422
    page = await browser.post(f"competitions/{key}/cancel", {"reason": "场地维修"})
    assert "比赛已取消" in page.text
    assert (await browser.get(f"competitions/{key}/edit")).status == 422


async def test_a_second_person_approves(office: Office) -> None:
    browser = await office.signed_in("operator")
    await browser.post("settings/console.two_people", {"value": "true"})
    key = await made(browser)
    assert (await browser.post(f"competitions/{key}/publish", {"revision": "1"})).status == 422
    page = await browser.post(f"competitions/{key}/submit", {"revision": "1"})
    assert "已送去审核" in page.text
    assert "等另一位同事同意" in page.text
    page = await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    assert page.status == 422
    assert "请另一位同事来" in page.text
    reviewer = await office.signed_in("reviewer", openid="oReviewerOfTianhe0000000000001")
    page = await reviewer.get(f"competitions/{key}")
    assert "同意并发布" in page.text
    page = await reviewer.post(f"competitions/{key}/return", {"revision": "1", "reason": ""})
    assert page.status == 422
    page = await reviewer.post(f"competitions/{key}/publish", {"revision": "0"})
    assert page.status == 409
    page = await reviewer.post(f"competitions/{key}/publish", {"revision": "1"})
    assert "已发布" in page.text
    assert (await reviewer.get(f"competitions/{key}/ranking")).status == 200
    assert (await reviewer.get(f"competitions/{key}/entries")).status == 403


async def test_an_organiser_runs_what_he_or_she_wrote(office: Office) -> None:
    first = await office.signed_in("organiser")
    key = await made(first)
    assert (await first.get(f"competitions/{key}/entries")).status == 200
    assert "春天朗诵会" in (await first.get("competitions")).text
    other = await office.signed_in("organiser", openid="oOrganiserOfYuexiu000000000001")
    assert "春天朗诵会" not in (await other.get("competitions")).text
    for tab in ("", "/edit", "/entries", "/file", "/reminders"):
        assert (await other.get(f"competitions/{key}{tab}")).status == 404, tab
    assert (await other.post(f"competitions/{key}/discard", {"revision": "1"})).status == 404
    page = await first.post(f"competitions/{key}/discard", {"revision": "1"})
    assert "草稿已删除" in page.text
    assert (await first.get(f"competitions/{key}")).status == 404
