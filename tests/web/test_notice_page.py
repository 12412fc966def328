"""The page on which reminders are allowed, as a browser is handed it."""

import asyncio
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.domain.delivery import Kind, Outcome, Result, Template
from bot.domain.errors import PlatformCallError
from bot.ports import Ability, Official
from bot.web.notice_page import NoticePages, routes

Client = TestClient[web.Request, web.Application]
SCRIPT = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
PUBLIC = "https://yike.example.org"
ONCE = Template("T-once", "notice", frozenset({Kind.LESSON, Kind.QUIZ}), {"thing1": "title"})
LASTING = Template("T-long", "notice", frozenset({Kind.REMINDER}), {"thing1": "title"}, True)
PUSHED = Template("T-push", "template", frozenset({Kind.RESULT}), {"thing1": "title"})


class Account:
    """What the page needs of an account; it remembers what it was to sign."""

    script_url = SCRIPT

    def __init__(self, *templates: Template) -> None:
        self.ability = Ability(replies_in_response=True, templates=templates)
        self.signed: list[str] = []
        self.failing: BaseException | None = None
        self.never: asyncio.Event | None = None

    async def page_signature(self, url: str) -> dict[str, str]:
        self.signed.append(url)
        if self.never is not None:
            await self.never.wait()
        if self.failing is not None:
            raise self.failing
        return {
            "appId": "wx1",
            "timestamp": "1700000000",
            "nonceStr": 'n"<1',
            "signature": "5" * 40,
        }


class Page(HTMLParser):
    """The tags with their attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        [found] = [a for name, a in self.tags if name == tag and wanted.items() <= a.items()]
        return found


@pytest.fixture
def account() -> Account:
    return Account(PUSHED, ONCE, LASTING)


@pytest.fixture
async def client(account: Account) -> AsyncIterator[Client]:
    accounts: dict[str, Any] = {"city": account, "plain": Account(PUSHED)}
    app = web.Application()
    app.add_routes(routes(cast("dict[str, Official]", accounts), accounts, PUBLIC))
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_page_says_what_will_be_told_and_carries_the_element(client: Client) -> None:
    answer = await client.get("/wechat/city/notices")
    assert (answer.status, answer.content_type) == (200, "text/html")
    page = Page(await answer.text())
    assert page.one("wx-open-subscribe")["template"] == "T-once,T-long"
    for words in ("要提醒您吗？", "每天的课到了", "该做小测了", "比赛快截止了"):
        assert words in page.words
    assert "比赛有结果了" not in page.words, "a template message needs no consent"
    assert page.one("html")["lang"] == "zh-Hans"
    asked = page.one("section", id="ask")
    assert (asked["data-app-id"], asked["data-timestamp"]) == ("wx1", "1700000000")
    assert (asked["data-nonce"], asked["data-signature"]) == ('n"<1', "5" * 40)


async def test_the_signature_is_over_the_address_as_the_browser_has_it(
    client: Client, account: Account
) -> None:
    await client.get("/wechat/city/notices")
    await client.get("/wechat/city/notices?from=singlemessage&x=%E4%B8%80")
    assert account.signed == [
        f"{PUBLIC}/wechat/city/notices",
        f"{PUBLIC}/wechat/city/notices?from=singlemessage&x=%E4%B8%80",
    ]


@pytest.mark.parametrize(
    ("templates", "terms"),
    [
        ((ONCE,), "点了以后，再点“允许”。\n点一次，提醒一次。"),
        ((LASTING,), "点了以后，再点“允许”。\n点一次，一直提醒。"),
        ((ONCE, LASTING), "点了以后，再点“允许”。"),
    ],
)
async def test_it_says_how_long_a_consent_lasts(
    client: Client, account: Account, templates: tuple[Template, ...], terms: str
) -> None:
    account.ability = Ability(replies_in_response=True, templates=templates)
    text = await (await client.get("/wechat/city/notices")).text()
    assert f'<p class="terms">{terms}</p>' in text


async def test_the_platform_is_asked_for_three_at_most(client: Client, account: Account) -> None:
    five = [
        Template(f"T-{n}", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
        for n in range(5)
    ]
    account.ability = Ability(replies_in_response=True, templates=tuple(five))
    page = Page(await (await client.get("/wechat/city/notices")).text())
    assert page.one("wx-open-subscribe")["template"] == "T-0,T-1,T-2"


async def test_the_page_runs_no_script_but_ours_and_the_platforms(client: Client) -> None:
    answer = await client.get("/wechat/city/notices")
    page = Page(await answer.text())
    scripts = [a for tag, a in page.tags if tag == "script"]
    inert = [a for a in scripts if a.get("type") == "text/wxtag-template"]
    run = [str(a["src"]) for a in scripts if a not in inert]
    assert len(inert) == 2, "the element reads its drawing from inert ones"
    assert run[0] == SCRIPT
    assert run[1].startswith("notices/notices.js?v=")
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]
    policy = dict(
        rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' https://res.wx.qq.com"
    assert policy["frame-ancestors"] == "'self'"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


async def test_its_files_stand_beside_it_and_are_kept_by_the_phone(client: Client) -> None:
    page = Page(await (await client.get("/wechat/city/notices")).text())
    styles = str(page.one("link", rel="stylesheet")["href"])
    script = str(page.tags[[tag for tag, _ in page.tags].index("script") + 1][1]["src"])
    for href, kind in ((styles, "text/css"), (script, "text/javascript")):
        answer = await client.get(f"/wechat/city/{href}")
        assert (answer.status, answer.content_type) == (200, kind)
        assert "immutable" in answer.headers["Cache-Control"]
        assert len(await answer.text()) > 500


@pytest.mark.parametrize("name", ["nobody", "plain", "%3Cscript%3E"])
async def test_who_has_no_notices_says_so_kindly(client: Client, name: str) -> None:
    answer = await client.get(f"/wechat/{name}/notices")
    page = Page(await answer.text())
    assert answer.status == 404
    assert "这里还没有提醒。" in page.words
    assert not [tag for tag, _ in page.tags if tag in {"script", "wx-open-subscribe"}]


async def test_a_platform_that_is_down_is_said_kindly_and_logged_without_secrets(
    client: Client, account: Account
) -> None:
    account.failing = PlatformCallError(Outcome(Result.UNAVAILABLE, "40001"), 40001)
    with capture_logs() as logs:
        answer = await client.get("/wechat/city/notices?phone=oSecretPerson")
    page = Page(await answer.text())
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "微信那边有点忙。" in page.words
    assert "请过几分钟再打开这一页。" in page.words
    [line] = logs
    assert (line["account"], line["code"]) == ("city", "40001")
    assert "oSecretPerson" not in str(line)


async def test_a_platform_that_does_not_answer_is_not_waited_for(account: Account) -> None:
    account.never = asyncio.Event()
    officials = cast("dict[str, Official]", {"city": account})
    pages = NoticePages(officials, {"city": account}, PUBLIC, longest=0.01)
    app = web.Application()
    app.add_routes([web.get("/wechat/{account}/notices", pages.show)])
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/wechat/city/notices")
        assert answer.status == 503
        assert "微信那边有点忙。" in await answer.text()
