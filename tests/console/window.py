"""A window of real Chromium at the console: worked by what a person sees, looked over page by page."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Dialog, Locator, Page, ViewportSize, async_playwright, expect

from tests.flow.town import TEACHER, Town
from tests.phones.conftest import FLAGS, NOT_RUN, missing

LAPTOP: ViewportSize = {"width": 1280, "height": 900}
_LINK = re.compile(r"https?://\S+/console/enter/[A-Z0-9]+")


@dataclass
class Window:
    """A page of the console; ``faults`` is what no page may have, ``asked`` are the confirmations
    that were given, ``visited`` the headings of the pages that were looked over.
    """

    page: Page
    town: Town
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        """Where the console is."""
        return f"{self.town.settings.server.public_url}/console"

    def watch(self) -> None:
        """Note what the pages must never do; say yes where they ask once more."""
        origin = self.town.settings.server.public_url

        def on_request(url: str) -> None:
            if not url.startswith((origin, "data:")):
                self.faults.append(f"asked for {url}")

        async def on_dialog(dialog: Dialog) -> None:
            self.asked.append(dialog.message)
            await dialog.accept()

        def on_console(kind: str, text: str, where: str) -> None:
            if kind in {"error", "warning"}:
                self.faults.append(f"{text} {where}")

        self.page.on("request", lambda request: on_request(request.url))
        self.page.on("dialog", on_dialog)
        self.page.on(
            "console", lambda one: on_console(one.type, one.text, one.location.get("url", ""))
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    async def look(self, heading: str) -> None:
        """The page of this heading is there, and it can be read by everybody."""
        head = self.page.get_by_role("heading", level=1, name=heading, exact=True)
        await expect(head).to_be_visible()
        self.visited.append(heading)
        found = await Axe().run(self.page)
        self.faults += [
            f"{heading}: {one['id']} {[node['target'] for node in one['nodes']]}"
            for one in found.response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        if await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"{heading}: wider than the window")

    async def press(self, name: str, heading: str = "", *, within: Locator | None = None) -> None:
        """Press the button or follow the link of that name; ``heading`` is on the page that comes."""
        place = within or self.page
        thing = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        await thing.first.click()
        if heading:
            await self.look(heading)

    async def section(self, name: str) -> None:
        """Go to a section by the menu."""
        menu = self.page.get_by_role("navigation", name="菜单", exact=True)
        await self.press(name, name, within=menu)

    async def sign_in(self, openid: str = TEACHER) -> None:
        """As a person does: ask, say the word in WeChat, open the link that comes."""
        await self.page.goto(f"{self.root}/")
        await self.look("登录")
        await self.press("领取口令", "登录")
        word = await self.page.locator(".code strong").inner_text()
        said = await self.town.wechat_says(word.replace("台 ", "台"), openid)
        link = _LINK.search(said)
        assert link is not None, said
        await self.page.goto(link[0])
        await self.look("今天")


@asynccontextmanager
async def open_window(town: Town, size: ViewportSize = LAPTOP) -> AsyncIterator[Window]:
    """A window that nobody is signed in with; skips the test where there is no Chromium."""
    if lacking := missing():
        pytest.skip(NOT_RUN.format(missing=lacking))
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        context = await chromium.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        context.set_default_timeout(20_000)
        window = Window(await context.new_page(), town)
        window.watch()
        try:
            yield window
        finally:
            async with asyncio.timeout(20):
                await chromium.close()
