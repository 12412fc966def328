"""A bare official account: decrypts a callback with wechatpy and encrypts the same text again."""

import sys

from aiohttp import web
from wechatpy.crypto import WeChatCrypto

PORT, TOKEN, AES_KEY, APP_ID = sys.argv[1:]
crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)


async def callback(request: web.Request) -> web.Response:
    """Nothing is parsed, decided or stored."""
    query = request.query
    body = await request.text()
    xml = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
    sealed = crypto.encrypt_message(xml, query["nonce"], query["timestamp"])
    return web.Response(text=sealed, content_type="application/xml")


async def ready(request: web.Request) -> web.Response:
    """The process listens."""
    del request
    return web.Response(text="ready")


app = web.Application()
app.add_routes([web.post("/wechat/{account}", callback), web.get("/readyz", ready)])
web.run_app(app, host="127.0.0.1", port=int(PORT), access_log=None, print=None)
