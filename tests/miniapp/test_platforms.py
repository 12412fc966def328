"""Signing in by the real adapters, with the platforms as they are played: WeChat's web OAuth in a
browser, and Telegram's own launch data.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from structlog.testing import capture_logs

from adapters.simulator import Simulator
from adapters.telegram import TelegramChannel
from adapters.wechat import WeChatChannel
from bot.chat_ports import GroupChats, SignedPages, SignInPages, Visitor
from bot.domain.errors import PlatformCallError
from tests.miniapp.stand import ANNA, NOW, Answer, Stand, Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")
TEACHER, APP_ID, APP_SECRET = "oTeacherOfTianhe0000000000001", "wx0123456789abcdef", "app-secret"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "42:TOKEN-of-the-platform"


@dataclass
class Platforms:
    """The stand with a service account and a bot, and the platforms that play them."""

    stand: Stand
    sim: Simulator
    wechat: WeChatChannel
    telegram: TelegramChannel

    async def sent_away(self, one: Visitors) -> str:
        """The page sends the visitor to the platform; the address."""
        answer = await one.get("/app/wechat/city-wechat")
        assert answer.status == 303
        return answer.headers["Location"]

    async def sent_back(self, address: str, openid: str = TEACHER) -> str:
        """The platform sends the visitor back; the path."""
        url = f"{address.partition('#')[0]}&phone={openid}"
        async with self.stand.http.get(url, allow_redirects=False) as answer:
            assert answer.status == 302
            back = urlsplit(answer.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == self.stand.origin
        return f"{back.path}?{back.query}"

    async def sign_in(self, one: Visitors, openid: str = TEACHER) -> Answer:
        """The whole way."""
        return await one.get(await self.sent_back(await self.sent_away(one), openid))


def wechat_channel(platforms: str, stand: Stand, **changes: Any) -> WeChatChannel:
    settings = {
        "account": "city-wechat",
        "kind": "service",
        "verified": True,
        "app_id": APP_ID,
        "app_secret": APP_SECRET,
        "token": "callbacktoken",
        "aes_key": AES_KEY,
        "api_url": f"{platforms}/wechat-api",
        "authorize_url": f"{platforms}/wechat-api/connect/oauth2/authorize",
        "clock": stand.clock,
        "menu": (),
    }
    return WeChatChannel(**{**settings, **changes})


@pytest_asyncio.fixture(loop_scope="session")
async def both(stand: Stand) -> AsyncIterator[Platforms]:
    """A follower who is a learner; ``oStranger`` follows and never wrote."""
    sim = Simulator(stand.clock)
    await sim.start()
    sim.telegram.limits = False
    sim.add_telegram("city", TOKEN)
    console = (APP_ID, APP_SECRET, "callbacktoken", AES_KEY)
    sim.add_wechat("city-wechat", *console, f"{stand.origin}/wechat/city-wechat")
    sim.wechat.add_followers("city-wechat", [TEACHER, "oStranger"])
    wechat = wechat_channel(sim.url, stand)
    telegram = TelegramChannel(
        account="city",
        token=TOKEN,
        mode="polling",
        webhook_secret="",
        webhook_url="",
        api_url=f"{sim.url}/telegram-api",
        clock=stand.clock,
        commands=(),
    )
    await telegram.start()
    stand.channels.update({"city-wechat": wechat, "city": telegram})
    origin_port = stand.port
    await stand.stop()
    await stand.serve(port=origin_port)
    await stand.learner(TEACHER, "city-wechat")
    yield Platforms(stand, sim, wechat, telegram)
    await telegram.stop()
    await wechat.stop()
    await sim.stop()


async def test_the_adapters_keep_the_ports(both: Platforms) -> None:
    assert isinstance(both.wechat, SignInPages)
    assert isinstance(both.telegram, SignedPages)
    assert isinstance(both.telegram, GroupChats)
    assert not isinstance(both.wechat, GroupChats)


async def test_the_address_is_what_the_platform_asks_for(both: Platforms) -> None:
    channel = WeChatChannel(
        account="a",
        kind="service",
        verified=True,
        app_id=APP_ID,
        app_secret=APP_SECRET,
        token="callbacktoken",
        aes_key=AES_KEY,
        api_url="https://api.weixin.qq.com",
        clock=both.stand.clock,
        menu=(),
    )
    assert channel.sign_in_url("https://yike.example.org/app/wechat/a/back", "s1") == (
        f"https://open.weixin.qq.com/connect/oauth2/authorize?appid={APP_ID}"
        "&redirect_uri=https%3A%2F%2Fyike.example.org%2Fapp%2Fwechat%2Fa%2Fback"
        "&response_type=code&scope=snsapi_base&state=s1#wechat_redirect"
    )


async def test_a_follower_is_signed_in(both: Platforms) -> None:
    one = both.stand.browser()
    away = await both.sent_away(one)
    asked = parse_qs(urlsplit(away).query)
    assert asked["scope"] == ["snsapi_base"]
    assert asked["state"][0].isalnum()
    assert len(asked["state"][0]) <= 128
    with capture_logs() as logs:
        answer = await one.get(await both.sent_back(away))
    assert (answer.status, answer.headers["Location"]) == (303, "/app/courses")
    assert logs == []
    assert not any(TEACHER in cookie for cookie in answer.cookies)
    page = await one.get("/app/progress")
    assert page.status == 200
    assert "关掉这一页，就回到聊天了。" in page.text
    assert "t.me" not in page.text


async def test_who_never_wrote_is_told_to_begin_in_the_chat(both: Platforms) -> None:
    one = both.stand.browser()
    answer = await both.sign_in(one, "oStranger")
    assert answer.headers["Location"] == "/app/start?account=city-wechat"
    page = await one.get("/app/start?account=city-wechat")
    assert "发“开始”" in page.text
    assert "关掉这一页，就回到聊天了。" in page.text
    assert (await one.get("/app/courses")).status == 401


async def test_a_code_is_good_once_and_for_five_minutes(both: Platforms) -> None:
    one = both.stand.browser()
    back = await both.sent_back(await both.sent_away(one))
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert await both.wechat.visitor_by_code(code) == Visitor(TEACHER)
    for sent, errcode in ((code, 40163), ("invented", 40029)):
        with pytest.raises(PlatformCallError) as caught:
            await both.wechat.visitor_by_code(sent)
        assert caught.value.code == errcode
        assert sent not in str(caught.value)
    page = await one.get(back)
    assert page.status == 403
    assert "微信这次没有成功" in page.text
    late = await both.sent_back(await both.sent_away(one))
    both.stand.clock.move(timedelta(minutes=5))
    assert (await one.get(late)).status == 403


async def test_a_state_is_the_browsers_own_the_accounts_and_fresh(both: Platforms) -> None:
    mine, other = both.stand.browser(), both.stand.browser()
    back = await both.sent_back(await both.sent_away(mine))
    assert (await other.get(back)).status == 403, "somebody else's link signs nobody in"
    assert other.cookies.get("yike_app", "") == ""
    bent = back.replace("state=", "state=0")
    assert (await mine.get(bent)).status == 403
    assert (await mine.get(back)).status == 403, "one try for one state"
    back = await both.sent_back(await both.sent_away(mine))
    both.stand.clock.move(timedelta(minutes=10))
    assert (await mine.get(back)).status == 403
    for path in ("", "?code=", "?code=x", "?code=x&state=%00", "?state=" + "f" * 2000):
        assert (await mine.get(f"/app/wechat/city-wechat/back{path}")).status == 403


async def test_a_platform_that_is_down_is_said_kindly(both: Platforms) -> None:
    one = both.stand.browser()
    back = await both.sent_back(await both.sent_away(one))
    both.sim.faults.down("wechat", True)
    with capture_logs() as logs:
        page = await one.get(back)
    assert page.status == 503
    assert "微信这次没有成功" in page.text
    assert TEACHER not in str(logs)
    assert APP_SECRET not in str(logs)
    assert parse_qs(urlsplit(back).query)["code"][0] not in str(logs)


@pytest.mark.parametrize(("kind", "verified"), [("subscription", True), ("service", False)])
async def test_accounts_that_may_not_ask_name_the_words_instead(
    both: Platforms, kind: str, verified: bool
) -> None:
    plain = wechat_channel(both.sim.url, both.stand, kind=kind, verified=verified)
    both.stand.channels["plain"] = plain
    await both.stand.stop()
    await both.stand.serve()
    page = await both.stand.browser().get("/app/wechat/plain")
    assert (page.status, page.cookies) == (200, [])
    assert "在聊天里就能学" in page.text
    assert "发“选课”“进度”“学分”“比赛”" in page.text
    await plain.stop()


async def test_accounts_that_are_none_or_on_telegram(both: Platforms) -> None:
    one = both.stand.browser()
    for path in ("nobody", "city", "nobody/back", "city/back"):
        assert (await one.get(f"/app/wechat/{path}")).status == 404


async def test_the_platform_sends_people_only_where_the_console_says(both: Platforms) -> None:
    url = both.wechat.sign_in_url("https://evil.example/back", "s1").partition("#")[0]
    async with both.stand.http.get(f"{url}&phone={TEACHER}", allow_redirects=False) as answer:
        assert answer.status == 200
        assert "10003" in await answer.text()
    url = both.wechat.sign_in_url(f"{both.stand.origin}/app/x", "s1").partition("#")[0]
    async with both.stand.http.get(url, allow_redirects=False) as answer:
        text = await answer.text()
    assert "这是谁的手机？" in text
    assert f"phone={TEACHER}" in text


async def test_telegrams_launch_data_sign_in_by_the_real_adapter(both: Platforms) -> None:
    await both.stand.learner(ANNA)
    address = both.sim.telegram.launch_url("city", ANNA, f"{both.stand.origin}/app/?account=city")
    given = parse_qs(urlsplit(address).fragment)
    one = both.stand.browser()
    answer = await one.sign_in(ANNA, proof=given["tgWebAppData"][0])
    assert answer.text == '{"next": "/app/courses"}'
    page = await one.get("/app/courses/fraud")
    assert page.status == 200
    chosen = await one.send("/app/courses/fraud")
    page = await one.get(chosen.headers["Location"])
    assert 'href="https://t.me/yike_demo_bot?start=c-fraud"' in page.text
    both.stand.clock.set(NOW + timedelta(hours=1, seconds=1))
    answer = await both.stand.browser().sign_in(ANNA, proof=given["tgWebAppData"][0])
    assert answer.status == 403


@pytest.mark.browser
async def test_a_browser_goes_to_the_platform_and_comes_back(
    both: Platforms, browser: Browser
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(f"{both.stand.origin}/app/wechat/city-wechat")
    await expect(page.get_by_role("heading")).to_have_text("这是谁的手机？")
    await page.get_by_role("link", name=TEACHER).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("课程")
    assert page.url == f"{both.stand.origin}/app/courses"
    assert [one["name"] for one in await context.cookies()] == ["yike_app"]
    await page.goto(f"{both.stand.origin}/app/progress")
    await expect(page.get_by_text("关掉这一页，就回到聊天了。")).to_be_visible()
    await context.close()
