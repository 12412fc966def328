"""Mishaps happen as arranged, as often as arranged, where arranged."""

import asyncio

import pytest
from aiohttp import ClientError, ClientSession

from adapters.simulator import Simulator
from tests.simulator.conftest import BankClient, Telegram, Wechat
from tests.simulator.statements import LESSON, raw


async def test_telegram_errors_in_its_own_form(sim: Simulator, telegram: Telegram) -> None:
    sim.faults.add("telegram:getMe", times=2)
    assert await telegram.refused("getMe") == "500 Internal Server Error"
    sim.faults.add("telegram:getMe", status=429, retry_after=9)
    assert await telegram.refused("getme") == "500 Internal Server Error"
    limited = await telegram.call("getMe")
    assert limited["parameters"] == {"retry_after": 9}
    assert (await telegram.call("getMe"))["ok"]


async def test_a_page_instead_of_json(sim: Simulator, http: ClientSession) -> None:
    sim.faults.add("telegram:*", status=502, body="<html>Bad Gateway</html>")
    async with http.get("/telegram-api/bot1:x/getMe") as answer:
        assert (answer.status, await answer.text()) == (502, "<html>Bad Gateway</html>")


async def test_wechat_errcodes_and_http_errors(sim: Simulator, wechat: Wechat, http) -> None:
    await wechat.sign_in()
    sim.faults.add("wechat:menu/get", errcode=-1)
    assert await wechat.errcode("menu/get") == -1
    assert await wechat.errcode("menu/get") == 46003
    sim.faults.add("wechat:*", status=503)
    async with http.get("/wechat-api/cgi-bin/menu/get") as answer:
        assert answer.status == 503


async def test_the_bank_says_when_to_come_again(sim: Simulator, http: ClientSession) -> None:
    sim.faults.add("bank:statements", status=429, retry_after=30)
    async with http.get("/bank/xAPI/statements") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "30")


async def test_a_lost_answer_took_effect(sim: Simulator, bank: BankClient, telegram) -> None:
    sim.faults.add("bank:statements", lost=True)
    with pytest.raises(ClientError):
        await bank.request("POST", raw(LESSON))
    assert sim.bank.statements == [LESSON]
    assert (await bank.request("POST", raw(LESSON)))[0] == 204
    await sim.telegram.start_chat("city", 7)
    sim.faults.add("telegram:sendMessage", lost=True)
    with pytest.raises(ClientError):
        await telegram.call("sendMessage", chat_id=7, text="丢了")
    assert sim.telegram.chat("city", 7)[-1].text == "丢了"


async def test_a_hanging_call_does_nothing(sim: Simulator, http: ClientSession) -> None:
    sim.faults.add("bank:about", hang=True)
    call = asyncio.create_task(http.get("/bank/xAPI/about"))
    await sim.until(lambda: sim.faults.hanging == 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (await http.get("/bank/xAPI/about")).status == 200


async def test_hanging_calls_end_when_released(sim: Simulator, http: ClientSession) -> None:
    sim.faults.add("bank:statements", hang=True)
    # A POST: aiohttp asks a GET once more by itself when the connection is cut.
    call = asyncio.create_task(http.post("/bank/xAPI/statements"))
    await sim.until(lambda: sim.faults.hanging == 1)
    sim.faults.clear()
    with pytest.raises(ClientError):
        await call


async def test_a_platform_goes_down_alone(sim: Simulator, http, telegram, wechat) -> None:
    sim.faults.down("wechat", True)
    with pytest.raises(ClientError):
        await wechat.sign_in()
    assert (await telegram.call("getMe"))["ok"]
    sim.faults.down("wechat", False)
    assert "access_token" in await wechat.sign_in()
    with pytest.raises(ValueError, match="no such platform"):
        sim.faults.down("wecaht", True)


async def test_calls_served_are_logged(sim: Simulator, telegram: Telegram, wechat) -> None:
    await telegram.call("getMe")
    sim.faults.add("telegram:getMe")
    await telegram.call("getMe")
    await wechat.sign_in()
    await wechat.call("user/info", openid="o1")
    assert [where for where, _ in sim.calls] == [
        "telegram:getMe",
        "wechat:stable_token",
        "wechat:user/info",
    ]
    assert sim.calls[-1][1]["openid"] == "o1"
