"""The program's own planner against one database, as a process to measure.

`python -m bench.planner URL`: for each line on its input, an instant, plans all lessons that are
due then, as the schedules do it, and says in one line of JSON how many, in how many seconds, for
how much CPU, and the most memory the process has held so far, in MB.
"""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

from bot.clock import FrozenClock
from bot.store.db import Database
from schedules.planning import Planner


async def main(url: str) -> None:
    """Plan whenever told to, until the input ends."""
    db = await Database.connect(url, size=2, least=1)
    while instant := sys.stdin.readline().strip():
        planner = Planner(db, FrozenClock(datetime.fromisoformat(instant)), lambda: None)
        begun, cpu = perf_counter(), process_time()
        count = await planner.lessons()
        done = {"count": count, "seconds": perf_counter() - begun, "cpu": process_time() - cpu}
        print(json.dumps({**done, "memory": _most_memory()}), flush=True)
    await db.close()


def _most_memory() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell how much memory a process held")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
