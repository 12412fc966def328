"""The attach buttons: a file of the tester's is sent by the pictured person."""

import io

import pytest
from playwright.async_api import FilePayload, Page, expect

from adapters.simulator import phones_attaching
from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON
from tests.phones.acts import follow, start
from tests.phones.conftest import Stage
from tests.phones.groups import open_group, seed
from tests.phones.scripted_bot import TELEGRAM, WECHAT
from tests.works.made_files import amr, film, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTO = FilePayload(name="春.jpg", mimeType="image/jpeg", buffer=picture(320, 240))
FILM = FilePayload(name="歌.mp4", mimeType="video/mp4", buffer=film(5))


async def attach(
    stage: Stage, phone: str, content: bytes, kind: str, person: str = "", asked: str = "phones"
) -> tuple[int, str]:
    """Status, and the sentence of a refusal."""
    async with stage.http.post(
        f"{stage.url}api/{phone}/attach",
        params={"name": "文件", "person": person},
        data=io.BytesIO(content),
        headers={"Content-Type": kind, "X-Requested-With": asked},
    ) as answer:
        return answer.status, "" if answer.status == 204 else (await answer.json())["error"]


@pytest.mark.browser
async def test_a_photo_and_a_film_from_both_phones(page: Page, stage: Stage) -> None:
    await follow(page)
    await start(page)
    await page.locator("#telegram .file").set_input_files(PHOTO)
    await expect(page.locator("#telegram .mine img")).to_be_visible()
    await page.locator("#telegram .file").set_input_files(FILM)
    await expect(page.locator("#telegram .mine").last).to_contain_text("[视频]")
    await page.locator("#wechat .toggle").click()
    async with page.expect_file_chooser() as choosing:
        await page.locator("#wechat .attach").click()
    await (await choosing.value).set_files(PHOTO)
    await expect(page.locator("#wechat .mine img")).to_be_visible()
    sent = stage.sim.telegram.chat(TELEGRAM, TELEGRAM_PERSON)
    assert [one.text for one in sent if one.mine][-2:] == ["[图片]", "[视频]"]


@pytest.mark.browser
async def test_what_a_phone_cannot_send_is_said(page: Page, stage: Stage) -> None:
    await follow(page)
    await page.locator("#wechat .toggle").click()
    text = FilePayload(name="a.txt", mimeType="text/plain", buffer=b"words")
    await page.locator("#wechat .file").set_input_files(text)
    await expect(page.locator("#wechat .note:visible").first).to_contain_text("只能是照片、视频")


@pytest.mark.browser
async def test_in_a_group_nothing_is_attached(page: Page, stage: Stage) -> None:
    await seed(stage)
    await start(page)
    await expect(page.locator("#telegram .attach")).to_be_visible()
    telegram = await open_group(page)
    await expect(telegram.locator(".compose")).to_be_visible()
    await expect(telegram.locator(".attach")).to_be_hidden()


async def test_files_larger_than_a_webhooks_body_are_taken(stage: Stage) -> None:
    await stage.sim.telegram.start_chat(TELEGRAM, TELEGRAM_PERSON)
    large = film(5) + b"\0\x1e\x84\x88free" + bytes(2_000_000)
    assert await attach(stage, "telegram", large, "video/mp4") == (204, "")
    bubble = stage.sim.telegram.chat(TELEGRAM, TELEGRAM_PERSON)[-1]
    async with stage.http.get(stage.sim.url + bubble.media) as answer:
        assert await answer.read() == large
    await stage.sim.wechat.follow(WECHAT, WECHAT_PERSON)
    assert await attach(stage, "wechat", amr(3), "application/octet-stream") == (204, "")
    assert any(
        one.mine and one.media.endswith(".amr")
        for one in stage.sim.wechat.chat(WECHAT, WECHAT_PERSON)
    )


async def test_what_is_not_taken(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.sim.telegram.start_chat(TELEGRAM, TELEGRAM_PERSON)
    assert (await attach(stage, "telegram", b"", "video/mp4"))[0] == 400
    assert (await attach(stage, "telegram", b"x", "video/mp4", person="999"))[0] == 400
    assert (await attach(stage, "pager", b"x", "video/mp4"))[0] == 400
    assert (await attach(stage, "wechat", b"x", "image/jpeg"))[0] == 400, "who follows nothing"
    assert (await attach(stage, "telegram", b"x", "video/mp4", asked="elsewhere"))[0] == 403
    monkeypatch.setattr(phones_attaching, "LARGEST", 100)
    status, words = await attach(stage, "telegram", bytes(101), "video/mp4")
    assert (status, words) == (400, "文件太大了，这里最多试 25 MB。")
