"""The simulator's strict learning record store in a process of its own.

`lrs.py FOLDER`: writes its address into FOLDER/address, and serves until it is ended.
"""

import asyncio
import signal
import sys
from pathlib import Path

from adapters.simulator import Simulator
from bot.clock import MovableClock

USER, PASSWORD = "bench", "bench-password"


async def main() -> None:
    """Serve."""
    folder = Path(sys.argv[1])
    simulator = Simulator(MovableClock(), folder / "simulator.json", zone="Asia/Shanghai")
    simulator.add_bank(USER, PASSWORD)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await simulator.start()
    half = folder / "address.half"
    half.write_text(f"{simulator.url}/bank/xAPI", encoding="ascii")
    half.rename(folder / "address")
    await stop.wait()
    await simulator.stop()


if __name__ == "__main__":
    asyncio.run(main())
