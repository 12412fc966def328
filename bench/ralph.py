"""A record store that others wrote (Ralph), from the folder ``shared/tools/lrs`` beside the repository.

It is copied to ``var/lrs`` here, where its virtual environment is made once and kept.
"""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.processes import ROOT, BenchFaultError

TOOLS = ROOT.parent / "shared" / "tools" / "lrs"
HOME = ROOT / "var" / "lrs"
NEEDED = ("run.sh", "env.sh", "ralph_app.py", "faultproxy.py")
USER, PASSWORD = "bot", "bot-secret"
FIRST_START = 240
"""Seconds: the first start installs it."""


def is_there() -> bool:
    """Whether the tools stand beside the repository."""
    return all((TOOLS / name).is_file() for name in NEEDED)


@asynccontextmanager
async def ralph() -> AsyncIterator[str]:
    """Ralph with an empty store on a free port; yields its base address."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in NEEDED:
        shutil.copyfile(TOOLS / name, HOME / name)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    with TemporaryDirectory(prefix="yike-ralph-") as data:
        await asyncio.to_thread(_run, data, "start", port)
        try:
            yield f"http://127.0.0.1:{port}/xAPI"
        finally:
            await asyncio.to_thread(_run, data, "stop", port)


def _run(data: str, *arguments: str) -> None:
    done = subprocess.run(
        ["env", f"RALPH_DATA={data}", "bash", str(Path(HOME) / "run.sh"), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=FIRST_START,
        check=False,
    )
    if done.returncode:
        raise BenchFaultError(f"run.sh {arguments[0]} failed: {done.stderr[-400:]}")
