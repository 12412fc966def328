"""A process that uses the embedded servers: ``python -m tests.embedded.holder DATA_DIR [USER]``.

When root names a USER it becomes that one, but only after its imports: Python itself may be
installed where only root can read.
It says its URLs in one line of JSON (or its refusal), holds on until its input is closed, and
leaves in good order.
"""

import asyncio
import concurrent.futures.thread  # noqa: F401 - asyncio imports it late, perhaps too late for USER
import json
import os
import pwd
import sys
from dataclasses import asdict
from pathlib import Path

from adapters.embedded import embedded_servers
from bot.domain.errors import ServerStartError


async def hold(data_dir: Path) -> None:
    """Enter, tell, wait, leave."""
    try:
        async with embedded_servers(data_dir) as urls:
            sys.stdout.write(json.dumps(asdict(urls)) + "\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)
    except ServerStartError as error:
        sys.stdout.write(json.dumps({"refused": str(error)}) + "\n")


def become(user: str) -> None:
    """Be ``user`` from now on."""
    found = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(found.pw_gid)
    os.setuid(found.pw_uid)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        become(name)
    asyncio.run(hold(Path(sys.argv[1])))
