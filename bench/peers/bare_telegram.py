"""A bare aiohttp webhook: it parses the update's JSON and posts a fixed reply; nothing is stored."""

import json
import sys

from aiohttp import ClientSession, web

PORT, BOT_TOKEN, SECRET, API, ACCOUNT = sys.argv[1:]
SEND = f"{API}/bot{BOT_TOKEN}/sendMessage"
HTTP = web.AppKey("http", ClientSession)


async def update(request: web.Request) -> web.Response:
    """Nothing is decided."""
    if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
        return web.Response(status=401)
    message = json.loads(await request.read())["message"]
    reply = {"chat_id": message["chat"]["id"], "text": message["text"]}
    async with request.app[HTTP].post(SEND, json=reply) as answer:
        json.loads(await answer.read())
    return web.Response()


async def ready(request: web.Request) -> web.Response:
    """The process listens."""
    del request
    return web.Response(text="ready")


async def connect(app: web.Application) -> None:
    """One session for all calls."""
    app[HTTP] = ClientSession()


app = web.Application()
app.on_startup.append(connect)
app.router.add_get("/readyz", ready)
app.router.add_post(f"/telegram/{ACCOUNT}", update)
web.run_app(app, host="127.0.0.1", port=int(PORT), access_log=None, print=None)
