"""What stands beside the Telegram phone: other people's phones, tools for groups, a Mini App."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.utils.web_app import safe_parse_webapp_init_data
from PIL import Image
from playwright.async_api import Locator, Page, expect

from adapters.simulator.phones_groups import GROUP_TITLE, OWNER, PEOPLE, seed_group
from adapters.simulator.phones_state import TELEGRAM_PERSON
from tests.phones.acts import start
from tests.phones.conftest import NOW, OpenPage, Stage
from tests.phones.groups import AMINA, open_group, say, seed, send_file
from tests.phones.scripted_bot import TELEGRAM, TELEGRAM_TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SILENCE = (b"\xff\xfb\x90\x00" + bytes(413)) * 20
"""Half a second of MPEG-1 Layer III at 128 kbit/s and 44.1 kHz, all of it zero."""

ORDER = """(line, [before, after]) => {
  const text = line.firstChild;
  const left = (part) => {
    const range = document.createRange();
    const at = line.textContent.indexOf(part);
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return left(before) < left(after);
}"""


async def tools(page: Page) -> Locator:
    await page.get_by_role("button", name="试群聊").click()
    panel = page.get_by_role("group", name="试群聊的工具")
    await expect(panel).to_be_visible()
    return panel


async def look_at(page: Page, name: str) -> None:
    await page.get_by_role("combobox", name="看谁的手机").select_option(label=name)
    await expect(page.locator("#telegram .owner")).to_have_text(f"{name}的")


async def test_the_demo_has_one_group_however_often_it_is_seeded(stage: Stage) -> None:
    people = stage.sim.telegram
    chat = await seed(stage)
    assert seed_group(people, TELEGRAM) == chat
    await people.migrate_group(TELEGRAM, chat)
    moved = seed_group(people, TELEGRAM)
    assert moved == people.group(TELEGRAM, chat).migrated_to
    for person in PEOPLE:
        assert [g.title for g in people.groups_of(TELEGRAM, person)] == [GROUP_TITLE]


async def test_a_group_is_made_the_bot_promoted_moved_and_put_out(
    page: Page, stage: Stage
) -> None:
    await start(page)
    panel = await tools(page)
    await panel.get_by_role("textbox", name="新群的名字").fill("骑手早班")
    await panel.get_by_role("button", name="建群，拉机器人进来").click()
    standing = panel.locator(".tools-standing")
    await expect(standing).to_have_text("普通群。机器人：普通成员。小李：群主。")
    for name, seen in (
        ("机器人当管理员", "普通群。机器人：管理员。小李：群主。"),
        ("机器人当普通成员", "普通群。机器人：普通成员。小李：群主。"),
    ):
        await panel.get_by_role("button", name=name, exact=True).click()
        await expect(standing).to_have_text(seen)
    await page.keyboard.press("Escape")
    telegram = await open_group(page, "骑手早班")
    await tools(page)
    await panel.get_by_role("button", name="升级为超级群").click()
    await expect(standing).to_have_text("超级群。机器人：普通成员。小李：群主。")
    # The phone goes on in the group that it became.
    await expect(telegram.locator(".system")).to_have_text("群组已升级为超级群组")
    for name, seen in (
        ("不让机器人发言", "超级群。机器人：不能发言。小李：群主。"),
        ("移走机器人", "超级群。机器人：不在群里。小李：群主。"),
        ("拉机器人进群", "超级群。机器人：普通成员。小李：群主。"),
    ):
        await panel.get_by_role("button", name=name).click()
        await expect(standing).to_have_text(seen)
    await expect(telegram.locator(".system").last).to_have_text("小李把一课加进了群组")
    await stage.sim.settle()
    places = [heard.removeprefix("bot:") for heard in stage.bot.heard if "bot:" in heard]
    assert places == ["member", "administrator", "member", "restricted", "kicked", "member"]


async def test_an_administrator_speaks_as_the_group(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    telegram = await open_group(page)
    panel = await tools(page)
    await panel.get_by_role("button", name="我当管理员").click()
    await panel.get_by_role("button", name="我匿名发言").click()
    standing = panel.locator(".tools-standing")
    await expect(standing).to_contain_text("小李：管理员，匿名发言")
    await page.keyboard.press("Escape")
    await telegram.locator(".words").fill("/settings@yike_demo_bot")
    await telegram.locator(".words").press("Enter")
    await expect(telegram.locator(".mine .bubble-name")).to_have_text(f"{GROUP_TITLE}：")
    await stage.sim.settle()
    assert stage.bot.heard == ["/settings@yike_demo_bot"]
    # Others see the group, not who it was.
    await look_at(page, "王阿姨")
    await open_group(page)
    await expect(telegram.locator(".theirs .bubble-name").first).to_have_text(f"{GROUP_TITLE}：")
    await expect(telegram.locator(".log")).not_to_contain_text("小李")
    assert stage.sim.telegram.chat(TELEGRAM, chat)[-2].author == str(TELEGRAM_PERSON)


async def test_what_cannot_be_done_is_said(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    panel = await tools(page)
    await panel.get_by_role("combobox", name="在哪个群").select_option(label=GROUP_TITLE)
    stage.sim.telegram.delete_group(TELEGRAM, chat)
    await expect(panel.get_by_role("combobox")).to_have_count(0)
    await panel.get_by_role("textbox", name="新群的名字").fill("   ")
    await panel.get_by_role("button", name="建群，拉机器人进来").click()
    await expect(panel.get_by_role("status").last).to_have_text("这个请求里少了内容。")


async def test_each_phone_has_its_own_private_chat(page: Page, stage: Stage) -> None:
    await seed(stage)
    await start(page)
    telegram = page.locator("#telegram")
    await expect(telegram.locator(".mine .bubble")).to_contain_text("/start")
    await look_at(page, "أمينة")
    await expect(telegram.locator(".join")).to_be_visible()
    await expect(telegram.locator(".bubble")).to_have_count(0)
    await telegram.locator(".join").click()
    await expect(telegram.locator(".theirs .bubble")).to_contain_text("ok")
    assert stage.sim.telegram.chat(TELEGRAM, AMINA)[0].text == "/start"
    await telegram.get_by_role("button", name="更多").click()
    await telegram.get_by_role("button", name="停用机器人").click()
    await expect(telegram.locator(".join")).to_be_visible()
    await look_at(page, "小李")
    await expect(telegram.locator(".compose")).to_be_visible()
    await stage.sim.settle()
    assert stage.bot.heard == ["/start", "/start", "bot:kicked"]


async def test_the_mini_app_opens_with_signed_launch_data(page: Page, stage: Stage) -> None:
    await start(page)
    telegram = page.locator("#telegram")
    await telegram.get_by_role("button", name="更多").click()
    await telegram.get_by_role("button", name="打开小程序").click()
    sheet = telegram.get_by_role("dialog", name="打开的网页")
    app = sheet.locator("iframe")
    await expect(app.content_frame.get_by_role("heading")).to_have_text(TELEGRAM)
    address = urlsplit(await app.get_attribute("src") or "")
    launch = parse_qs(address.fragment)
    assert (launch["tgWebAppVersion"], launch["tgWebAppPlatform"]) == (["10.3"], ["ios"])
    data = safe_parse_webapp_init_data(TELEGRAM_TOKEN, launch["tgWebAppData"][0])
    assert data.user is not None
    assert (data.user.id, data.auth_date) == (TELEGRAM_PERSON, NOW)
    await app.content_frame.get_by_role("button", name="回到聊天").click()
    await expect(sheet).to_be_hidden()
    await telegram.get_by_role("button", name="START").click()
    await expect(telegram.locator(".theirs .bubble")).to_have_count(2)
    assert stage.bot.heard == ["/start", "/start c-law"]


async def test_the_menu_button_opens_what_the_bot_set(page: Page, stage: Stage) -> None:
    await start(page)
    url = "https://bot.example.org/app/?account=city"
    button = {"type": "web_app", "text": "课程", "web_app": {"url": url}}
    await stage.bot.telegram("setChatMenuButton", menu_button=button)
    telegram = page.locator("#telegram")
    await telegram.get_by_role("button", name="课程").click()
    sheet = telegram.get_by_role("dialog", name="打开的网页")
    await expect(sheet).to_contain_text(f"{url}#tgWebAppData=")


async def test_names_that_turn_the_direction_break_no_line(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    people, turned = stage.sim.telegram, 77
    people.introduce(TELEGRAM, turned, "\u202eנטע\u2067 x")
    await people.join(TELEGRAM, chat, turned)
    await people.say(TELEGRAM, turned, "\u202e早 abc\nשלום 你好", chat)
    telegram = await open_group(page)
    line = telegram.locator(".system").last
    await expect(line).to_contain_text("加入了群组")
    assert await line.evaluate(ORDER, ["加", "组"])
    assert await line.evaluate(ORDER, ["x", "加"])
    name = telegram.locator(".bubble-name bdi")
    await expect(name).to_have_text("נטע x")
    inside = "bdi => bdi.getClientRects().length === 1 && bdi.scrollHeight <= bdi.clientHeight + 1"
    assert await name.evaluate(inside)
    time = telegram.locator(".bubble-time").last
    await expect(time).to_have_text("07:21")
    assert await time.evaluate(ORDER, ["0", "2"])


async def test_a_photo_keeps_its_place_and_a_voice_plays(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "#336699").save(held, "PNG")
    await send_file(stage, chat, "photo", held.getvalue(), caption="第1课 大字图")
    await send_file(stage, chat, "voice", SILENCE, duration="3")
    telegram = await open_group(page)
    photo = telegram.get_by_role("img", name="图片")
    await expect(photo).to_have_js_property("naturalWidth", 640)
    width = await photo.evaluate("image => image.clientWidth")
    assert await photo.evaluate("image => image.clientHeight") == pytest.approx(
        width * 0.75, abs=1
    )
    bubble = telegram.locator(".bubble").filter(has=page.get_by_role("img", name="图片"))
    await expect(bubble).to_contain_text("第1课 大字图")
    play = telegram.get_by_role("button", name="播放语音，0:03")
    time = telegram.locator(".voice-time")
    await telegram.locator(".voice").evaluate(
        "voice => new MutationObserver((all) => all.forEach(({ target }) => {"
        " voice.dataset.names = `${voice.dataset.names ?? ''}|${target.ariaLabel}`;"
        "})).observe(voice, { subtree: true, attributeFilter: ['aria-label'] })"
    )
    await play.click()
    # It plays to its end and is at rest again.
    await expect(telegram.locator(".voice")).to_have_attribute(
        "data-names", "|暂停|接着播放|播放语音，0:03"
    )
    await expect(time).to_have_text("0:03")


async def test_nothing_moves_when_tools_open_or_a_group_is_read(
    open_page: OpenPage, stage: Stage
) -> None:
    chat = await seed(stage)
    await say(stage, chat, "大家好")
    page: Page = await open_page(viewport={"width": 390, "height": 844})
    await page.get_by_role("tab", name="Telegram").click()
    telegram = page.locator("#telegram")
    frame, dock = telegram.locator(".frame"), telegram.locator(".dock")
    places = [await frame.bounding_box(), await dock.bounding_box()]
    await open_group(page)
    await tools(page)
    assert [await frame.bounding_box(), await dock.bounding_box()] == places
    await page.keyboard.press("Escape")
    await look_at(page, PEOPLE[OWNER])
    assert [await frame.bounding_box(), await dock.bounding_box()] == places
