"""How each message came stands under it; forms, articles, pictures and pages look like WeChat's."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from adapters.simulator.phones_app import PHONES
from adapters.simulator.phones_month import Cohort
from adapters.simulator.phones_state import WECHAT_PERSON
from tests.phones.acts import QUESTION, follow, push
from tests.phones.conftest import LAPTOP, SMALL_PHONE, OpenPage, Stage
from tests.phones.scripted_bot import MENU, WECHAT
from tests.phones.test_for_everyone import MEASURES, OVERFLOW, check

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTICE, FORM = "T-study", "T-competition"
NEIGHBOUR = "oNeighbourOfTianhe000000000001"
NAMES = ["回复", "客服消息", "订阅通知", "模板消息", "群发"]


async def bring_all(stage: Stage) -> None:
    """Something by each rung, in the order of the ladder."""
    people = stage.sim.wechat
    people.add_template(WECHAT, NOTICE, {"thing1": "课程", "time2": "时间"}, title="学习提醒")
    people.add_template(WECHAT, FORM, {"thing1": "比赛"}, use="template", title="比赛提醒")
    people.add_followers(WECHAT, [NEIGHBOUR])
    await people.follow(WECHAT, WECHAT_PERSON)
    await push(stage, "您的课到了")
    await people.notices(WECHAT, WECHAT_PERSON, {NOTICE: "accept"})
    data = {"thing1": {"value": "扫码付款三步走"}, "time2": {"value": "2026年11月24日 07:30"}}
    notice = {"touser": WECHAT_PERSON, "template_id": NOTICE, "data": data}
    await stage.bot.wechat("message/subscribe/bizsend", notice)
    form = {
        "touser": WECHAT_PERSON,
        "template_id": FORM,
        "data": {"thing1": {"value": "经典诵读比赛"}},
        "url": "https://library.example.org/reading",
    }
    await stage.bot.wechat("message/template/send", form)
    everybody = {"touser": [WECHAT_PERSON, NEIGHBOUR], "msgtype": "text"}
    await stage.bot.wechat("message/mass/send", everybody | {"text": {"content": "开放日"}})
    stage.clock.move(timedelta(seconds=2))
    await stage.sim.settle()


async def test_every_bubble_says_how_it_came(page: Page, stage: Stage) -> None:
    await bring_all(stage)
    marks = page.locator("#wechat .rung")
    await expect(marks).to_have_text(NAMES)
    shapes = await marks.locator("use").evaluate_all(
        "all => all.map((use) => use.getAttribute('href'))"
    )
    assert len(set(shapes)) == len(NAMES), "told apart by form, not by colour alone"
    await page.locator("#wechat .toggle").click()
    await page.locator("#wechat .words").fill("知道了")
    await page.locator("#wechat .words").press("Enter")
    await expect(marks).to_have_text([*NAMES, "回复"])
    await expect(page.locator("#wechat .mine .rung")).to_have_count(0)
    await expect(page.locator("#telegram .rung")).to_have_count(0)


async def test_forms_show_their_fields_and_open_what_they_name(page: Page, stage: Stage) -> None:
    await bring_all(stage)
    cards = page.locator("#wechat .card")
    await expect(cards).to_have_count(2)
    await expect(cards.first.locator(".card-title")).to_have_text("学习提醒")
    await expect(cards.first.locator("dt")).to_have_text(["课程", "时间"])
    await expect(cards.first.locator("dd")).to_have_text(
        ["扫码付款三步走", "2026年11月24日 07:30"]
    )
    await expect(cards.first.get_by_role("button")).to_have_count(0)
    details = cards.nth(1).get_by_role("button", name="详情")
    await details.click()
    sheet = page.get_by_role("dialog", name="打开的网页")
    await expect(sheet).to_contain_text("在演示之外")
    await expect(sheet).to_contain_text("https://library.example.org/reading")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(details).to_be_focused()


async def test_articles_pictures_and_links_in_words(page: Page, stage: Stage) -> None:
    await follow(page)
    drawn = io.BytesIO()
    Image.new("RGB", (90, 60), "#0f5c46").save(drawn, "PNG")
    await stage.sim.wechat.image(WECHAT, WECHAT_PERSON, drawn.getvalue(), "photo.png")
    shown = page.locator("#wechat .mine .picture")
    await expect(shown).to_have_js_property("naturalWidth", 90)
    await expect(shown).to_have_attribute("alt", "图片")
    article = {"title": "反诈手册", "description": "三分钟看完", "url": stage.url + "icon.svg"}
    await stage.bot.wechat(
        "message/custom/send",
        {"touser": WECHAT_PERSON, "msgtype": "news", "news": {"articles": [article]}},
    )
    await push(stage, '想让我提醒您？<a href="https://library.example.org/a">点这里</a>就好。')
    link = page.locator("#wechat .text-link")
    await expect(link).to_have_text("点这里")
    await expect(page.locator("#wechat .theirs .bubble-text").last).to_have_text(
        "想让我提醒您？点这里就好。"
    )
    news = page.get_by_role("button", name="反诈手册")
    await expect(news).to_contain_text("三分钟看完")
    await news.press("Enter")
    sheet = page.get_by_role("dialog", name="打开的网页")
    await expect(sheet.locator("iframe")).to_have_attribute(
        "src", f"{stage.url}icon.svg#phone={WECHAT_PERSON}"
    )
    await sheet.get_by_role("button", name="关闭").click()
    await expect(sheet.locator("iframe")).to_have_count(0)
    await expect(news).to_be_focused()


async def test_a_picture_below_a_question_leaves_it_open(page: Page, stage: Stage) -> None:
    stage.bot.answers["subscribe"] = QUESTION
    await follow(page)
    chips = page.locator("#wechat .chips button")
    await expect(chips).to_have_text(["1", "2", "3"])
    drawn = io.BytesIO()
    Image.new("RGB", (90, 60), "#0f5c46").save(drawn, "PNG")
    media = await stage.bot.upload("image", "lesson.png", drawn.getvalue())
    await stage.bot.wechat(
        "message/custom/send",
        {"touser": WECHAT_PERSON, "msgtype": "image", "image": {"media_id": media}},
    )
    await expect(page.locator("#wechat .theirs .picture")).to_have_js_property("naturalWidth", 90)
    await expect(chips).to_have_text(["1", "2", "3"])


async def test_an_entry_of_the_menu_that_opens_a_page(page: Page, stage: Stage) -> None:
    view = {"type": "view", "name": "手册", "url": "https://library.example.org/book"}
    await stage.bot.wechat("menu/create", {"button": [*MENU["button"][:2], view]})
    await follow(page)
    await page.locator("#wechat").get_by_role("button", name="手册").click()
    await expect(page.locator("#wechat .sheet")).to_contain_text("library.example.org/book")
    await stage.sim.until(lambda: len(stage.bot.heard) == 2)
    assert stage.bot.heard[1] == "view", "the account is told"


async def test_who_has_a_tag_sees_the_menu_of_it(page: Page, stage: Stage) -> None:
    await follow(page)
    await stage.bot.wechat("menu/create", MENU)
    await expect(page.locator("#wechat .menu-entry").first).to_have_text("今日一课")
    call = stage.bot.wechat
    tag = (await call("tags/create", {"tag": {"name": "seniors"}}))["tag"]["id"]
    await call("tags/members/batchtagging", {"openid_list": [WECHAT_PERSON], "tagid": tag})
    buttons = [{"type": "click", "name": "大字课", "key": "big"}]
    await call("menu/addconditional", {"button": buttons, "matchrule": {"tag_id": tag}})
    await expect(page.locator("#wechat .menu-entry")).to_have_text(["大字课"])


async def test_a_poster_is_scanned_to_join_a_class(open_page: OpenPage, stage: Stage) -> None:
    stage.phones[PHONES].cohort = Cohort("class-7", "天河老年大学一班")
    page: Page = await open_page()
    poster = page.get_by_role("button", name="扫海报关注")
    await expect(poster).to_contain_text("天河老年大学一班")
    await expect(poster.locator("img")).to_have_js_property("complete", True)
    assert await poster.locator("img").evaluate("image => image.naturalWidth") > 50
    await poster.click()
    await expect(page.locator("#wechat .log")).to_be_visible()
    await page.locator("#wechat .more").click()
    await page.get_by_role("button", name="扫海报，进班级").click()
    await expect(page.locator("#wechat .theirs .bubble")).to_have_count(2)
    assert stage.bot.heard == ["subscribe_scan", "scan"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE])
async def test_all_of_it_can_be_read_and_touched(
    open_page: OpenPage, stage: Stage, size: dict[str, int], scheme: str
) -> None:
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    await bring_all(stage)
    await push(stage, '<a href="https://library.example.org/a">点这里</a>')
    await expect(page.locator("#wechat .text-link")).to_be_visible()
    check(await page.evaluate(MEASURES))
    await page.locator("#wechat .card-more").click()
    check(await page.evaluate(MEASURES))
    assert (await page.evaluate(OVERFLOW))[0] == 0


async def test_only_pictures_that_are_kept_are_served(stage: Stage) -> None:
    for name in ("none.png", "..%2Fstate.py", "x.amr"):
        async with stage.http.get(f"{stage.url}media/{name}") as answer:
            assert answer.status == 404
    async with stage.http.get(f"{stage.url}code.svg") as answer:
        assert answer.status == 404, "there is no poster"
    assert not Path("media").exists()
