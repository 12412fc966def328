"""A WeChat bot made of wechatpy alone, to stand against the simulator."""

import xmltodict
from aiohttp import web
from wechatpy.crypto import WeChatCrypto

from tests.simulator.bots import Answer, Arrival
from tests.simulator.conftest import AES_KEY, APP_ID

TOKEN = "AAAAA"
CRYPTO = WeChatCrypto(TOKEN, AES_KEY, APP_ID)


def opened(arrival: Arrival) -> dict:
    """What the simulator sent, its signature checked, as a dictionary."""
    query = arrival.query
    xml = CRYPTO.decrypt_message(
        arrival.body, query["msg_signature"], query["timestamp"], query["nonce"]
    )
    return xmltodict.parse(xml)["xml"]


def events(arrivals: list[Arrival], name: str) -> list[dict]:
    """The events of that name among what the simulator sent, oldest first."""
    messages = [opened(arrival) for arrival in arrivals]
    return [one for one in messages if one.get("Event") == name]


def reply_xml(message: dict, content: str, **changes: str) -> str:
    fields = {
        "ToUserName": message["FromUserName"],
        "FromUserName": message["ToUserName"],
        "CreateTime": "1795392000",
        "MsgType": "text",
        "Content": content,
    } | changes
    return xmltodict.unparse({"xml": fields}, full_document=False)


def sealed(xml: str) -> web.Response:
    body = CRYPTO.encrypt_message(xml, "nonce", "1795392000")
    return web.Response(text=body, content_type="text/xml")


def replying(content: str, **changes: str) -> Answer:
    """Answers each message with ``content``; ``changes`` spoil fields of the reply."""

    async def answer(request: web.Request, body: bytes) -> web.Response:
        message = opened(Arrival({}, dict(request.query), body))
        return sealed(reply_xml(message, content, **changes))

    return answer
