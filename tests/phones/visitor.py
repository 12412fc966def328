"""Somebody at the phones page of the running demo: talks on a phone, decides at the bank's desk."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Download, FrameLocator, Locator, Page, expect

from tests.phones.house import House


@dataclass
class Visitor:
    """A person with one of the two phones."""

    house: House
    page: Page
    channel: Literal["wechat", "telegram"]

    @property
    def phone(self) -> Locator:
        """The phone."""
        return self.page.locator(f"#{self.channel}")

    @property
    def sheet(self) -> FrameLocator:
        """The page that is open in the phone."""
        return self.phone.frame_locator("iframe")

    async def join(self, answer: str) -> None:
        """Follow, or start, and read ``answer``."""
        await self._done(self.phone.locator(".join").click())
        if self.channel == "wechat":
            await self.phone.locator(".toggle").click()
        await self.reads(answer)

    async def says(self, words: str, answer: str) -> None:
        """Write it, and read ``answer``."""
        await self.phone.locator(".words").fill(words)
        await self._done(self.phone.locator(".words").press("Enter"))
        await self.reads(answer)

    async def touches(self, label: str, answer: str) -> None:
        """Touch the newest button, or number, of that label, and read ``answer``."""
        buttons = ".chips button" if self.channel == "wechat" else ".key"
        named = self.phone.locator(buttons).filter(has=self.page.get_by_text(label, exact=True))
        if self.channel == "wechat":
            named = self.phone.locator(".chips").get_by_text(label, exact=True)
        await self._done(named.last.click())
        await self.reads(answer)

    async def reads(self, words: str) -> None:
        """Read ``words`` in the newest messages of the bot."""
        newest = self.phone.locator(".theirs .bubble").filter(has_text=words).last
        await expect(newest).to_be_visible()

    async def opens(self, label: str) -> None:
        """Open a page that the newest message leads to."""
        link = ".text-link" if self.channel == "wechat" else ".key"
        await self.phone.locator(link).filter(has_text=label).last.click()
        await expect(self.phone.get_by_role("dialog", name="打开的网页")).to_be_visible()

    async def closes(self) -> None:
        """Back to the chat."""
        await self.phone.locator(".sheet-close").click()
        await expect(self.phone.locator(".sheet")).to_be_hidden()

    async def fetches(self, button: Locator) -> Download:
        """Touch what starts a download; the file."""
        async with self.page.expect_download() as going:
            await button.click()
        return await going.value

    async def decides(self, label: str, reason: str = "") -> None:
        """Touch a button of the desk; a rejection's reason is one on offer, or written."""
        record = self.page.locator("#records .record").first
        button = record.locator(".record-acts").get_by_role("button", name=label)
        if not reason:
            await self._decided(button.click())
            return
        await button.click()
        offered = record.locator(".record-form").get_by_role("button", name=reason)
        if await offered.count():
            await self._decided(offered.click())
            return
        await record.get_by_label("别的原因").fill(reason)
        await self._decided(record.get_by_label("别的原因").press("Enter"))

    async def _done(self, act: Awaitable[object]) -> None:
        async with self.page.expect_response(f"**/api/{self.channel}/*"):
            await act
        await self.house.pass_time(2)

    async def _decided(self, act: Awaitable[object]) -> None:
        async with self.page.expect_response("**/api/desk/*") as answered:
            await act
        assert (await answered.value).status == 204
        await self.house.pass_time(11)  # the bot asks the bank every ten seconds
