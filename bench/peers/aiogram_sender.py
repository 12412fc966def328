"""aiogram's own broadcast: ``bot.send_message`` to one chat after the other.

`aiogram_sender.py API TOKEN BODY_FILE COUNT AT_ONCE`; sends the text of the JSON body in
``BODY_FILE`` with aiogram's own session, and records nothing. Prints the seconds of CPU its loop
took.
"""

import asyncio
import gc
import json
import sys
from pathlib import Path
from time import process_time

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

API, TOKEN, BODY = sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_bytes()
COUNT, AT_ONCE = int(sys.argv[4]), int(sys.argv[5])
FIRST_CHAT = 910_000_001


async def main() -> None:
    """Send them all."""
    text = json.loads(BODY)["text"]
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + COUNT))
    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API))) as bot:

        async def work() -> None:
            for chat in chats:
                await bot.send_message(chat, text, parse_mode="HTML")

        gc.collect()
        gc.freeze()
        begun = process_time()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        print(json.dumps({"cpu": process_time() - begun}))


asyncio.run(main())
