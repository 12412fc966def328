"""The page behind a link: one button, one copy, and a kind sentence where the link is over."""

import asyncio
import base64
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.privacy.copies import offer
from bot.texts.catalogue import texts
from bot.web.mine import AT_ONCE, routes
from schedules.forgetting import Forgetter
from tests.delivery.owing import NOON
from tests.privacy.lives import ACCOUNT_NUMBER, ISSUER, VAULT, Life, whole_life

Client = TestClient[web.Request, web.Application]
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
async def client(db: Database, clock: FrozenClock) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(routes(db, clock, VAULT, ISSUER.pseudonym))
    async with TestClient(TestServer(app)) as one:
        yield one


async def link(db: Database) -> tuple[str, Life]:
    life = await whole_life(db)
    async with db.transaction() as conn:
        return f"/mine/{await offer(conn, life.row, NOON, HOUR)}", life


async def test_the_page_has_one_button_and_gives_nothing_away(
    db: Database, client: Client
) -> None:
    path, _ = await link(db)
    page = await client.get(path)
    body = await page.text()
    assert page.status == 200
    assert body.count("<button") == 1
    assert texts("zh-Hans")("copy-page-button") in body
    assert ACCOUNT_NUMBER not in body
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer", "the link is a secret"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    style = body.partition("<style>")[2].partition("</style>")[0].encode()
    assert base64.b64encode(hashlib.sha256(style).digest()).decode() in policy, (
        "or it is bare text"
    )
    head = await client.head(path)
    assert (head.status, await head.read()) == (200, b"")


async def test_the_button_gives_the_whole_copy_as_often_as_wanted(
    db: Database, client: Client
) -> None:
    path, _ = await link(db)
    for _ in range(2):
        answer = await client.post(path)
        assert answer.status == 200
        assert answer.content_type == "application/zip"
        assert "attachment" in answer.headers["Content-Disposition"]
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
        assert archive.testzip() is None
        whole = json.loads(archive.read("data.json"))
        assert whole["bank_accounts"][0]["account"] == ACCOUNT_NUMBER


async def test_an_old_an_unknown_and_an_erased_persons_link_say_so(
    db: Database, client: Client, clock: FrozenClock
) -> None:
    path, life = await link(db)
    for strange in ("/mine/x", f"/mine/{'a' * 5000}", "/mine/%00", "/mine/%E4%BD%A0"):
        for answer in (await client.get(strange), await client.post(strange)):
            assert answer.status == 404
            assert texts("zh-Hans")("copy-gone-title") in await answer.text()
    clock.move(HOUR)
    assert (await client.post(path)).status == 404
    clock.move(-HOUR)
    assert (await client.get(path)).status == 200
    await Forgetter(db, clock, ISSUER).erase(life.row)
    assert (await client.get(path)).status == 404


async def test_a_crowd_is_asked_to_wait_a_minute(db: Database, client: Client) -> None:
    path, _ = await link(db)
    answers = await asyncio.gather(*(client.post(path) for _ in range(AT_ONCE * 5)))
    statuses = sorted(answer.status for answer in answers)
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= AT_ONCE
    busy = next(answer for answer in answers if answer.status == 503)
    assert busy.headers["Retry-After"] == "60"
    assert texts("zh-Hans")("copy-busy-what") in await busy.text()
    assert (await client.post(path)).status == 200, "and everybody is served afterwards"
