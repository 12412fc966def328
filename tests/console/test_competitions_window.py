"""The pages of competitions in real Chromium: nothing serious for a screen reader, no page wider than
a phone, and a form that is worked with the keyboard alone.
"""

import pytest
from playwright.async_api import expect

from tests.console.conftest import Browser, Office
from tests.console.test_competitions_flow import entered, made
from tests.console.test_competitions_results import CRITERIA, JUDGE, handed_in, judge, to
from tests.console.window import Window, open_window

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PAGES = [
    "entries",
    "entries/new",
    "works",
    "judging",
    "judging/judging",
    "ranking",
    "objections",
    "corrections",
]
PAGES += ["reminders", "settings", "preview", "edit", "cancel?reason=场地维修"]
PHONE = {"width": 390, "height": 844}


async def looked_over(window: Window, *pages: str) -> None:
    """Each page once as on a desk, once as on a phone."""
    for width in (1280, PHONE["width"]):
        await window.page.set_viewport_size({"width": width, "height": 900})
        for page in pages:
            await window.page.goto(f"{window.root}/{page}")
            heading = await window.page.locator("h1").first.inner_text()
            await window.look(heading)
    assert window.faults == []


async def a_contest(browser: Browser, office: Office) -> tuple[str, list[int]]:
    """A singing contest with entries of both divisions and their works, while it is judged."""
    key = await made(browser, "singing")
    await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    born = {"王秀英": "1960-05-01", "李建国": "1950-02-03"}
    rows = [await entered(browser, key, name, birth=day) for name, day in born.items()]
    for row in rows:
        await handed_in(office, row)
    await to(office, key, "judging", "opens")
    return key, rows


async def test_every_page_can_be_read_by_everybody(office: Office) -> None:
    browser = await office.signed_in("operator")
    key, rows = await a_contest(browser, office)
    mine = await judge(office, key)
    await mine.post(f"competitions/{key}/desk/judging/{rows[0]}", CRITERIA | {"revision": "0"})
    await browser.post(f"competitions/{key}/ranking/renew", {"stage": "judging"})
    async with open_window(office.town) as window:
        await window.sign_in()
        at = f"competitions/{key}"
        pages = ("competitions", "competitions/new", "competitions/new?from=quiz", at)
        one = (f"{at}/entries/{rows[0]}", f"{at}/judging/judging/{rows[0]}")
        await looked_over(window, *pages, *one, *(f"{at}/{page}" for page in PAGES))
    async with open_window(office.town) as window:
        await window.sign_in(JUDGE)
        desk = f"competitions/{key}/desk"
        pages = ("competitions", desk, f"{desk}/judging", f"{desk}/judging/{rows[1]}")
        await looked_over(window, *pages)


async def test_a_form_is_saved_with_enter_and_removes_nothing(office: Office) -> None:
    await office.known("operator")
    async with open_window(office.town) as window:
        await window.sign_in()
        page = window.page
        await page.goto(f"{window.root}/competitions/new?from=singing")
        await page.get_by_label("主办单位").fill("区文化馆")
        await page.get_by_label("名称").first.fill("重阳歌会")
        await page.get_by_label("名称").first.press("Enter")
        await window.look("重阳歌会")
        await expect(page.get_by_role("status")).to_contain_text("草稿已保存")
        await expect(page.get_by_role("row", name="交作品")).to_be_visible()
        await page.goto(page.url.split("?")[0] + "/edit")
        await expect(page.get_by_role("group", name="第 2 组")).to_be_visible()
        assert window.faults == []
