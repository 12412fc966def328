"""A real LRS (Ralph) and its fault proxy, for the time of a test.

Both come from the folder ``shared/tools/lrs`` beside the repository; it is copied to ``var/lrs``
here, where its virtual environment is made once and kept, so that the shared folder stays as it
is. Where there is none, tests that ask for it are skipped with a sentence that says so.
"""

import asyncio
import fcntl
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.flow.town import free_port

REPOSITORY = Path(__file__).parents[2]
TOOLS = REPOSITORY.parent / "shared" / "tools" / "lrs"
HOME = REPOSITORY / "var" / "lrs"
NEEDED = ("run.sh", "env.sh", "ralph_app.py", "faultproxy.py")
USERNAME, PASSWORD = "bot", "bot-secret"
FIRST_START_SECONDS = 240


@contextmanager
def running_ralph() -> Iterator[int]:
    """Ralph on a port of its own with an empty store; yields the port."""
    need_tools()
    port = free_port()
    with TemporaryDirectory(prefix="yike-ralph-") as data:
        _run_sh(data, "start", str(port))
        try:
            yield port
        finally:
            _run_sh(data, "stop", str(port))


def need_tools() -> None:
    """Have the tools copied; without them the test is skipped."""
    if not all((TOOLS / name).is_file() for name in NEEDED):
        pytest.skip("NOT RUN: there is no shared/tools/lrs beside the repository")
    HOME.mkdir(parents=True, exist_ok=True)
    for name in NEEDED:
        shutil.copyfile(TOOLS / name, HOME / name)


def _run_sh(data: str, *arguments: str) -> None:
    """Call run.sh; one caller at a time, since the first makes the virtual environment."""
    command = ["env", f"RALPH_DATA={data}", "bash", str(HOME / "run.sh"), *arguments]
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FIRST_START_SECONDS,
            check=False,
        )
    assert done.returncode == 0, f"run.sh {arguments[0]}: {done.stderr[-500:]}"


@dataclass
class Proxy:
    """A running fault proxy; ``did`` is filled in when it has ended."""

    port: int
    did: dict[str, int] = field(default_factory=dict)


@asynccontextmanager
async def fault_proxy(target: int, **faults: float) -> AsyncIterator[Proxy]:
    """The fault proxy before ``target``: keyword arguments as its options (lost, busy, …)."""
    proxy = Proxy(free_port())
    options = [word for name, value in faults.items() for word in (f"--{name}", str(value))]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(HOME / "faultproxy.py")),
        *("--listen", str(proxy.port), "--target", str(target), *options),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()).startswith(b"faultproxy")
        yield proxy
    finally:
        process.terminate()
        said, _ = await process.communicate()
        counts = re.findall(r"'(\w+)': (\d+)", said.decode())
        proxy.did = {name: int(number) for name, number in counts}
