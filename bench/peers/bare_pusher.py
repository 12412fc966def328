"""A bare loop over aiohttp's client: posts batch after batch to a learning record store.

`bare_pusher.py URL USER PASSWORD BODIES`: BODIES holds one batch a line; nothing is claimed, decided or recorded.
Prints the seconds from the first request to the last answer, and of CPU.
"""

import asyncio
import gc
import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

import aiohttp

BATCHES = Path(sys.argv[4]).read_bytes().splitlines()
HEADERS = {"Content-Type": "application/json", "X-Experience-API-Version": "1.0.3"}


async def main() -> None:
    """Post them all, one after the other."""
    auth = aiohttp.BasicAuth(sys.argv[2], sys.argv[3])
    async with aiohttp.ClientSession(auth=auth, headers=HEADERS) as http:
        # As ours asks before it begins: the first sight of a password may cost a store much.
        unknown = {"statementId": str(uuid4())}
        async with http.get(f"{sys.argv[1]}/statements", params=unknown) as response:
            await response.read()
        gc.collect()
        gc.freeze()
        begun, used = perf_counter(), process_time()
        for batch in BATCHES:
            async with http.post(f"{sys.argv[1]}/statements", data=batch) as response:
                await response.read()
                if response.status not in (200, 204):
                    raise SystemExit(f"the store answered {response.status}")
        print(json.dumps({"seconds": perf_counter() - begun, "cpu": process_time() - used}))


asyncio.run(main())
