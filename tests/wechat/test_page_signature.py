"""Pages signed with the ticket: the official vector, and one ticket for all."""

import asyncio
from datetime import timedelta

import pytest

from adapters.wechat.page_signature import page_signature
from bot.clock import FrozenClock
from bot.domain.delivery import Result
from bot.domain.errors import PlatformCallError
from tests.wechat.platform import APP_ID, NOW, STAMP, Shelf, api, connected

TICKET = {"errcode": 0, "errmsg": "ok", "ticket": "K1", "expires_in": 7200}
PAGE = "https://yike.example.org/wechat/city-wechat/notices?from=menu"


@pytest.mark.parametrize("fragment", ["", "#", "#top"])
def test_the_official_vector(fragment):
    """官方 JS-SDK 使用权限签名算法, the printed example."""
    signed = page_signature(
        app_id="wx1",
        ticket="sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
        nonce="Wm3WZYTPz0wzccnW",
        seconds=1414587457,
        url=f"http://mp.weixin.qq.com?params=value{fragment}",
    )
    assert signed == {
        "appId": "wx1",
        "timestamp": "1414587457",
        "nonceStr": "Wm3WZYTPz0wzccnW",
        "signature": "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
    }


async def test_a_page_is_signed_with_the_accounts_ticket():
    shelf = Shelf()
    async with api() as made, connected(made, tickets=shelf) as got:
        made.script("ticket/getticket", TICKET)
        signed = await got.page_signature(PAGE)
        assert made.calls[-1][1] == {"type": "jsapi", "access_token": "T1"}
    assert (signed["appId"], signed["timestamp"]) == (APP_ID, STAMP)
    expected = page_signature(
        app_id=APP_ID, ticket="K1", nonce=signed["nonceStr"], seconds=int(STAMP), url=PAGE
    )
    assert signed == expected
    assert (shelf.token, shelf.seconds) == ("K1", 7080)


async def test_no_two_pages_share_a_nonce_and_all_share_a_ticket():
    clock = FrozenClock(NOW)
    async with api() as made, connected(made, tickets=Shelf(), clock=clock) as got:
        made.script("ticket/getticket", TICKET)
        signed = await asyncio.gather(*(got.page_signature(PAGE) for _ in range(20)))
        assert len({one["nonceStr"] for one in signed}) == 20
        assert made.paths() == ["ticket/getticket"]


async def test_without_a_shelf_a_process_remembers_its_ticket_until_it_runs_out():
    clock = FrozenClock(NOW)
    async with api() as made, connected(made, clock=clock) as got:
        made.script("ticket/getticket", TICKET)
        for _ in range(3):
            await got.page_signature(PAGE)
        assert made.paths() == ["ticket/getticket"]
        clock.move(timedelta(hours=2))
        await got.page_signature(PAGE)
        assert made.paths() == ["ticket/getticket"] * 2


async def test_the_ticket_survives_a_token_that_ran_out():
    async with api() as made, connected(made) as got:
        made.script("ticket/getticket", {"errcode": 42001, "errmsg": "expired"}, TICKET)
        assert (await got.page_signature(PAGE))["signature"]
        tokens = [query["access_token"] for path, query, _ in made.calls if path[0:6] == "ticket"]
    assert tokens == ["T1", "T2"]


async def test_without_a_ticket_the_call_failed():
    async with api() as made, connected(made) as got:
        made.script("ticket/getticket", {"errcode": 0, "errmsg": "ok"})
        with pytest.raises(PlatformCallError) as failed:
            await got.page_signature(PAGE)
    assert failed.value.outcome.result is Result.UNAVAILABLE
    assert failed.value.outcome.code == "no ticket given"
