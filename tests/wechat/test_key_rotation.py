"""The console gets a new EncodingAESKey while people write: nothing is lost, over real HTTP."""

import asyncio

import aiohttp

from bot.clock import FrozenClock
from bot.domain.events import InboundEvent, Text
from bot.domain.messages import Reply, say
from bot.web.measures import Measures
from bot.web.server import WebServer
from bot.web.webhooks import Webhooks
from tests.wechat.callbacks import PREVIOUS_KEY, XML, callback, cipher_of, unsealed
from tests.wechat.platform import AES_KEY, NOW, channel, said

COUNT = 60


async def echo(event: InboundEvent) -> Reply:
    """What a person wrote, said again."""
    assert isinstance(event.body, Text)
    return say(f"你说：{event.body.text}")


async def answer_of(http: aiohttp.ClientSession, number: int, key: str) -> tuple[int, str]:
    """The status and the words of the answer to one message, both sealed with ``key``."""
    made = callback(cipher_of(said(f"第{number}句"), key))
    async with http.post(
        "/wechat/city-wechat", params=made.query, data=made.body, headers=XML
    ) as answer:
        body = await answer.read()
        words = unsealed(body, key).partition("<Content><![CDATA[")[2].partition("]]>")[0]
        return answer.status, words


async def test_messages_under_both_keys_are_answered_as_they_came() -> None:
    account = channel(previous_aes_key=PREVIOUS_KEY)
    measures = Measures(["city-wechat"])
    hooks = Webhooks({"city-wechat": account}, echo, FrozenClock(NOW), measures)
    server = WebServer("127.0.0.1", 0, hooks.routes(), {})
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as http:
            keys = [(AES_KEY, PREVIOUS_KEY)[number * 7 % 5 % 2] for number in range(COUNT)]
            answers = await asyncio.gather(
                *(answer_of(http, number, key) for number, key in enumerate(keys))
            )
    finally:
        await server.stop()
        await account.stop()
    assert {AES_KEY, PREVIOUS_KEY} == set(keys)
    assert answers == [(200, f"你说：第{number}句") for number in range(COUNT)]
