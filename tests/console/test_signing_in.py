"""Signing in: a code said in chat, a link that opens once, in the browser that asked, in time."""

import re
from datetime import timedelta

from tests.console.conftest import Office
from tests.flow.town import TEACHER

CODE = re.compile(r"<strong>控制台 (\d{4}) (\d{4})</strong>")
LINK = re.compile(r"/console/enter/([A-Z0-9]+)")
OTHER = "oOtherOfTianhe00000000000009"


async def _asked(browser) -> str:
    async with browser.http.post(f"{browser.address}/sign-in", data={"to": ""}) as answer:
        found = CODE.search(await answer.text())
    return found[1] + found[2]


async def test_a_link_from_the_chat_signs_in(office: Office):
    browser = await office.signed_in("operator")
    page = await browser.get("audit")
    assert page.status == 200
    assert "console.sign-in" in page.html or "登录" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_link_opens_once(office: Office):
    await office.known("operator")
    browser = await office.browser()
    said = await office.town.wechat_says(f"控制台 {await _asked(browser)}")
    link = LINK.search(said)[1]
    assert (await browser.get(f"enter/{link}")).status == 200
    again = await browser.get(f"enter/{link}")
    assert again.status == 403
    assert "已经用过" in again.text


async def test_a_stolen_link_opens_in_no_other_browser(office: Office):
    await office.known("operator")
    browser, thief = await office.browser(), await office.browser()
    await _asked(thief)
    link = LINK.search(await office.town.wechat_says(f"控制台 {await _asked(browser)}"))[1]
    stolen = await thief.get(f"enter/{link}")
    assert stolen.status == 403
    assert "那个浏览器" in stolen.text
    assert (await browser.get(f"enter/{link}")).status == 200


async def test_a_link_lasts_ten_minutes(office: Office):
    await office.known("operator")
    browser = await office.browser()
    link = LINK.search(await office.town.wechat_says(f"控制台 {await _asked(browser)}"))[1]
    office.town.clock.set(office.town.clock.now() + timedelta(minutes=10))
    late = await browser.get(f"enter/{link}")
    assert late.status == 403
    assert "过期" in late.text


async def test_the_word_can_be_typed_where_the_chat_is_on_a_phone(office: Office):
    await office.known("operator")
    browser = await office.browser()
    said = await office.town.wechat_says(f"控制台 {await _asked(browser)}")
    word = re.search(r"登录码：([A-Z0-9-]+)", said)[1]
    page = await browser.post("enter", {"word": word.lower()})
    assert page.status == 200
    assert page.url.endswith("/console/audit") or "/console/" in page.url


async def test_guessing_words_ends(office: Office):
    await office.known("operator")
    browser = await office.browser()
    said = await office.town.wechat_says(f"控制台 {await _asked(browser)}")
    word = re.search(r"登录码：([A-Z0-9-]+)", said)[1]
    for _ in range(5):
        assert (await browser.post("enter", {"word": "AAAA-BBBB-CCCC"})).status == 403
    assert (await browser.post("enter", {"word": word})).status == 403


async def test_who_is_no_staff_gets_no_link(office: Office):
    await office.town.wechat_follows()
    browser = await office.browser()
    said = await office.town.wechat_says(f"控制台 {await _asked(browser)}")
    assert not LINK.search(said)
    assert "工作人员" in said


async def test_a_code_gives_one_link(office: Office):
    await office.known("operator")
    await office.known("operator", openid=OTHER)
    browser = await office.browser()
    code = await _asked(browser)
    assert LINK.search(await office.town.wechat_says(f"控制台 {code}"))
    assert not LINK.search(await office.town.wechat_says(f"控制台 {code}", OTHER))


async def test_a_role_that_is_taken_ends_what_it_opened(office: Office):
    browser = await office.signed_in("operator")
    await office.town.rows("delete from role_grant returning role")
    page = await browser.get("audit")
    assert page.url.split("?")[0].endswith("/sign-in")


async def test_signing_out_everywhere(office: Office):
    one = await office.signed_in("operator")
    two = await office.browser()
    await two.sign_in(TEACHER)
    assert (await two.get("audit")).status == 200
    await one.get("audit")
    await one.post("leave-everywhere")
    assert (await two.get("audit")).url.split("?")[0].endswith("/sign-in")


async def test_a_forged_form_changes_nothing(office: Office):
    browser = await office.signed_in("operator")
    await browser.get("audit")
    browser.form = "forged"
    page = await browser.post("leave")
    assert page.status == 403
    assert (await browser.get("audit")).url.endswith("/audit")


async def test_names_change_while_a_session_is_used(office: Office):
    browser = await office.signed_in("operator")
    before = {one.key: one.value for one in browser.http.cookie_jar}
    office.town.clock.set(office.town.clock.now() + timedelta(minutes=16))
    assert (await browser.get("audit")).url.endswith("/audit")
    after = {one.key: one.value for one in browser.http.cookie_jar}
    assert before["yike_console"] != after["yike_console"]
