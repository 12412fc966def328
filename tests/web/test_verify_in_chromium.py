"""The pages of /verify/ in a real Chromium: on a phone, in the dark, without scripts, on paper."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from bot.store.db import Database
from bot.store.ledger import certificates as store
from tests.conftest import Servers
from tests.phones.conftest import browser
from tests.proofs.claims import NOW
from tests.web.verifying import Stand, serving

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MEASURES = (Path(__file__).parents[1] / "miniapp" / "measures.js").read_text("utf-8")
PHONE: ViewportSize = {"width": 390, "height": 844}
PAPER: ViewportSize = {"width": 680, "height": 1009}
"""What is left of A4 within its margins, at 96 dpi."""
LONG = "新时代社区老年人智能手机与移动支付安全防骗实用技能入门到精通综合培训课程一二三"
_NUMBER = count(1)

Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def stand(servers: Servers) -> AsyncIterator[Stand]:
    """The pages on a database of their own, in the session's loop, which the browser runs in."""
    name = f"verify_{next(_NUMBER)}"
    admin = await Database.connect(servers.database_url.replace("/yike?", "/postgres?"), size=1)
    async with admin.connection() as conn:
        await conn.execute(f"create database {name} template yike")
    db = await Database.connect(servers.database_url.replace("/yike?", f"/{name}?"), size=4)
    async with serving(db) as it:
        yield it
    await db.close()
    async with admin.connection() as conn:
        await conn.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, stand: Stand) -> AsyncIterator[Open]:
    """Open an address. At the end no page may have met an error, a breach of its content policy,
    or asked for anything from elsewhere.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_one(address: str, **options: Any) -> Page:
        context = await browser.new_context(**{"viewport": PHONE, **options})
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        page.on(
            "request",
            lambda asked: (
                faults.append(asked.url)
                if not asked.url.startswith((stand.origin, "data:"))
                else None
            ),
        )
        await page.goto(address, wait_until="load")
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert faults == []


def _is_fault(said: Any) -> bool:
    """What the console says of a page that is shown with 403 or 404 is no fault of it."""
    return said.type == "error" and "status of 40" not in said.text


async def addresses(stand: Stand) -> dict[str, str]:
    """Every page there is."""
    valid = await stand.certificate("王秀英", shows_name=True)
    long = await stand.certificate("阿" * 20, shows_name=True, title=LONG)
    revoked = await stand.certificate()
    closed = await stand.certificate(is_open=False)
    async with stand.db.transaction() as conn:
        await store.revoke(conn, revoked.claim, "录入有误，已经重新发证", NOW)
    return {
        "valid": stand.address(valid),
        "long": stand.address(long),
        "revoked": stand.address(revoked),
        "closed": stand.address(closed),
        "unknown": f"{stand.origin}/verify/{'A' * 22}",
        "how": f"{stand.origin}/verify/how#level-2",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_each_page_is_read_with_ease(
    stand: Stand, look: Open, scheme: str, tmp_path: Path
) -> None:
    for name, address in (await addresses(stand)).items():
        page = await look(address, color_scheme=scheme)
        await page.screenshot(path=tmp_path / f"{name}-{scheme}.png", full_page=True)
        found = await page.evaluate(MEASURES)
        assert found["texts"], name
        for text in found["texts"]:
            assert text["size"] >= 18, (name, text)
            assert text["spacing"] >= 1.3, (name, text)
            assert text["contrast"] >= 4.5, (name, text)
        for edge in found["edges"]:
            assert edge["contrast"] >= 3, (name, edge)
        assert (found["overflow"], found["widest"]) == (0, []), name


async def test_it_needs_no_script(stand: Stand, look: Open) -> None:
    one = await stand.certificate()
    page = await look(stand.address(one), java_script_enabled=False)
    await expect(page.get_by_role("heading", level=1)).to_have_text("证书有效")
    await expect(page.get_by_role("img", name="结业证书")).to_be_visible()
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="电子徽章", exact=True).click()
    saved = await (await waiting.value).path()
    assert saved.read_text().count(".") == 2
    await page.get_by_role("link", name="看大图").click()
    await page.wait_for_url("**/certificate.png")


async def test_the_picture_is_loaded_and_buttons_are_large(stand: Stand, look: Open) -> None:
    page = await look(stand.address(await stand.certificate()))
    width = await page.locator(".sheet img").evaluate("image => image.naturalWidth")
    assert width == 1600
    for button in await page.locator(".button").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 60
        assert box["width"] >= 60


async def test_it_prints_on_a_page_in_black_on_white(
    stand: Stand, look: Open, tmp_path: Path
) -> None:
    for name in ("valid", "revoked"):
        page = await look((await addresses(stand))[name], color_scheme="dark", viewport=PAPER)
        await page.emulate_media(media="print", color_scheme="dark")
        ink, ground = await page.evaluate(
            "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
        await expect(page.locator(".doors")).to_be_hidden()
        await page.screenshot(path=tmp_path / f"{name}-print.png", full_page=True)
        printed = await page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
