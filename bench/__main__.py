"""`python -m bench [PART ...]`: measure the parts that are named, or all, and print one table.

Exit 0 when everything was measured, whatever the table says; 1 when something did not work;
2 for a part that does not exist.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from bench import (
    audit,
    backlog,
    banks,
    broadcast,
    cards,
    choosing,
    companion,
    contest_round,
    follow_up,
    group_quiz,
    ladder,
    limits,
    planning,
    push,
    recording,
    starting,
    telegram,
    wechat,
)
from bench.console import measuring as console
from bench.processes import BenchFaultError
from bench.table import Row, table

PARTS: dict[str, Callable[[], Awaitable[list[Row]]]] = {
    "demo": starting.measure_demo,
    "commands": starting.measure_commands,
    "wechat": wechat.measure,
    "telegram": telegram.measure,
    "choosing": choosing.measure,
    "group-quiz": group_quiz.measure,
    "ladder": ladder.measure,
    "broadcast": broadcast.measure,
    "far": broadcast.measure_far,
    "limits": limits.measure,
    "planning": planning.measure,
    "backlog": backlog.measure,
    "follow-up": follow_up.measure,
    "recording": recording.measure,
    "push": push.measure,
    "push-ralph": push.measure_ralph,
    "drain": push.measure_drain,
    "audit": audit.measure,
    "banks": banks.measure,
    "companion": companion.measure,
    "cards": cards.measure,
    "console": console.measure,
    "contest-round": contest_round.measure,
}
NOTE = """
Each cell: median (lowest-highest) of the rounds; peers alternate with us, on the same cores.
"judged" is ours / peer in the same round (x), or our own figure. CPU is that of our
Python processes, or of PostgreSQL's where it is named. Rates and p99 feel busy neighbours; CPU
and ratios do so less."""


async def _measure(names: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        begun = perf_counter()
        rows += await PARTS[name]()
        print(f"{name}: measured in {perf_counter() - begun:.0f} s", file=sys.stderr)
    return rows


def main() -> int:
    """Measure the parts that were named, or all."""
    names = sys.argv[1:] or list(PARTS)
    if unknown := set(names) - set(PARTS):
        print(
            f"bench has no part {sorted(unknown)[0]}; known: {', '.join(PARTS)}", file=sys.stderr
        )
        return 2
    busy = f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start"
    try:
        rows = asyncio.run(_measure(names))
    except BenchFaultError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print(f"\n{table(rows)}\n{NOTE}\n{busy}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
