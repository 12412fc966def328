"""aiogram's bare echo: dispatcher, webhook handler, and one call of the Bot API an update."""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

PORT, BOT_TOKEN, SECRET, API, ACCOUNT = sys.argv[1:]
bot = Bot(BOT_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Nothing is decided or stored."""
    await bot.send_message(message.chat.id, message.text or "")


async def ready(request: web.Request) -> web.Response:
    """The process listens."""
    del request
    return web.Response(text="ready")


app = web.Application()
app.router.add_get("/readyz", ready)
SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, f"/telegram/{ACCOUNT}")
web.run_app(app, host="127.0.0.1", port=int(PORT), access_log=None, print=None)
