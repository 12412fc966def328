"""A bare loop over aiohttp's client: posts the same bytes to one chat after the other.

`bare_sender.py URL BODY_FILE COUNT AT_ONCE`; nothing is decided, parsed or recorded. Prints the
seconds of CPU its loop took.
"""

import asyncio
import gc
import json
import re
import sys
from pathlib import Path
from time import process_time

import aiohttp

URL, BODY = sys.argv[1], Path(sys.argv[2]).read_bytes()
COUNT, AT_ONCE = int(sys.argv[3]), int(sys.argv[4])
FIRST_CHAT = 910_000_001
HEADERS = {"Content-Type": "application/json"}


async def main() -> None:
    """Post them all."""
    parts = re.fullmatch(rb'(.*"chat_id":\s*)\d+(.*)', BODY, re.DOTALL)
    if parts is None:
        raise SystemExit("the body names no chat")
    before, after = parts.groups()
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + COUNT))

    async def work(http: aiohttp.ClientSession) -> None:
        for chat in chats:
            body = b"%b%d%b" % (before, chat, after)
            async with http.post(URL, data=body, headers=HEADERS) as response:
                await response.read()

    async with aiohttp.ClientSession() as http:
        gc.collect()
        gc.freeze()
        begun = process_time()
        await asyncio.gather(*(work(http) for _ in range(AT_ONCE)))
        print(json.dumps({"cpu": process_time() - begun}))


asyncio.run(main())
