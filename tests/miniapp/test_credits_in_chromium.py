"""学分 in a real Chromium of a phone's size, in each of its states: large, strong, whole, and usable."""

import pytest
from playwright.async_api import expect

from tests.miniapp.stand import ANNA, TODAY, Stand, passed
from tests.miniapp.test_in_chromium import OpenPhone, check, phone

__all__ = ["phone"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def graduate(stand: Stand, track: str) -> None:
    """Anna passed a course, where a second bank needs an account number."""
    port = stand.port
    await stand.stop()
    stand.account = True
    await stand.serve(port=port)
    row = await stand.learner(ANNA, track=track)
    await stand.enrol(row, "pay", {TODAY: 12}, right=12)
    await passed(stand, row, "pay")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_consent_number_and_certificate_can_be_read_and_used(
    phone: OpenPhone, stand: Stand, scheme: str
) -> None:
    await graduate(stand, "seniors")
    page = await phone("credits", color_scheme=scheme)
    await check(page)
    await page.get_by_role("button", name="同意，送到学分银行", exact=True).click()
    await page.get_by_label("您在“市学分银行”的账号").fill("13800138000")
    await page.get_by_role("button", name="保存账号").click()
    await expect(page.get_by_text("这像是手机号")).to_be_visible()
    await check(page)
    await page.get_by_label("您在“市学分银行”的账号").fill("GZ20261234")
    await page.get_by_role("button", name="保存账号").click()
    await expect(page.get_by_text("末尾是 1234")).to_be_visible()
    await expect(page.get_by_role("link", name="打开《手机支付不求人》的证书")).to_be_visible()
    await check(page)


async def test_a_guardian_reads_confirms_and_agrees(phone: OpenPhone, stand: Stand) -> None:
    await graduate(stand, "youth")
    page = await phone("credits")
    await check(page)
    await page.get_by_label("还没有").check()
    await page.get_by_role("button", name="就是这样").click()
    await expect(page.get_by_text("家长您好")).to_be_visible()
    await check(page)
    await page.get_by_label("我是孩子的父母或其他监护人").check()
    await page.get_by_role("button", name="监护人同意").click()
    await expect(page.get_by_text("监护人已同意")).to_be_visible()
    assert await stand.value("select count(*) from consent where by = 'guardian'") == 2
