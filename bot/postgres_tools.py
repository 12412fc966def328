"""Running PostgreSQL's own programs, with their progress and the one line that says what failed."""

import asyncio
import re
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Iterable
from contextlib import suppress

from bot.backup_file import CHUNK, BackupError

_ERROR = re.compile(r"^pg_\w+: (?:error: |warning: )?(?P<words>.*)")
_VALUE = re.compile(r'(?<=[:=]) ?".*')
"""What a message quotes at its end may be somebody's data."""

Told = Callable[[str], None]
"""Called with each line that a program says."""


async def read_from(command: list[str], take: Callable[[bytes], None], told: Told) -> None:
    """Run a program and take what it writes. Raises BackupError when it fails."""
    process = await _started(command, DEVNULL, PIPE)
    lines = asyncio.create_task(_listen(process, told))
    try:
        while process.stdout is not None and (part := await process.stdout.read(CHUNK)):
            take(part)
        await _ended(process, lines)
    finally:
        await _gone(process, lines)


async def feed(command: list[str], parts: Iterable[bytes], told: Told) -> None:
    """Run a program on ``parts``. Raises BackupError when it fails."""
    process = await _started(command, PIPE, DEVNULL)
    lines = asyncio.create_task(_listen(process, told))
    try:
        if process.stdin is not None:
            with suppress(BrokenPipeError, ConnectionResetError):  # its last words say why
                for part in parts:
                    process.stdin.write(part)
                    await process.stdin.drain()
            process.stdin.close()
        await _ended(process, lines)
    finally:
        await _gone(process, lines)


async def _started(command: list[str], stdin: int, stdout: int) -> Process:
    # In English, whatever the terminal speaks: its lines are counted and searched.
    try:
        return await asyncio.create_subprocess_exec(
            *("env", "LC_ALL=C", *command), stdin=stdin, stdout=stdout, stderr=PIPE, limit=CHUNK
        )
    except OSError as error:
        raise BackupError(f"{command[0]} cannot be run ({error.strerror}).") from error


async def _listen(process: Process, told: Told) -> str:
    """All it says; the first error."""
    failed = ""
    while process.stderr is not None and (line := await process.stderr.readline()):
        words = line.decode(errors="replace").strip()
        told(words)
        if not failed and ": error:" in words and (match := _ERROR.match(words)):
            failed = _VALUE.sub("", match["words"])
    return failed


async def _ended(process: Process, lines: "asyncio.Task[str]") -> None:
    failed = await lines
    if await process.wait() != 0:
        raise BackupError(f"PostgreSQL's program failed: {failed or 'without a word'}.")


async def _gone(process: Process, lines: "asyncio.Task[str]") -> None:
    """Nothing of ours goes on when we are stopped."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if not lines.done():
        lines.cancel()
        await asyncio.wait([lines])
