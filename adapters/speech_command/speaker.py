"""Speech by a program: the text on its standard input, an MP3 or AMR file on its standard output."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError

MOST_BYTES = 10_000_000
"""What comes after that is not read: a minute of speech has a tenth of it."""


class CommandSpeaker:
    """Runs the program once for each text; no shell is between."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        """``seconds``: how long one text may take."""
        self._command = tuple(command)
        self._seconds = seconds

    @property
    def name(self) -> str:
        """The program with its arguments: another voice makes another file."""
        return " ".join(self._command)

    async def speak(self, text: str) -> bytes:
        """See ``Speaker.speak``. The program and what it started are ended when it takes too long."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise PlatformMisconfiguredError(
                f"The speech engine cannot be started ({error.strerror}); check [speech] command."
            ) from error
        try:
            async with asyncio.timeout(self._seconds):
                sound = await _talk(process, text)
                code = await process.wait()
        except TimeoutError as error:
            raise PlatformUnavailableError(
                f"The speech engine took longer than {self._seconds:g} s."
            ) from error
        finally:
            await _end(process)
        if code != 0 or not sound:
            raise PlatformUnavailableError(f"The speech engine ended with code {code}.")
        return sound


async def _talk(process: asyncio.subprocess.Process, text: str) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both were asked for")
    with suppress(BrokenPipeError, ConnectionResetError):  # a program may not want to read it all
        process.stdin.write(text.encode())
        await process.stdin.drain()
    process.stdin.close()
    sound = bytearray()
    while piece := await process.stdout.read(65536):
        sound += piece
        if len(sound) > MOST_BYTES:
            raise PlatformMisconfiguredError(
                f"The speech engine wrote over {MOST_BYTES:,} bytes for one text; "
                "check [speech] command."
            )
    return bytes(sound)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End what is left of the program and of what it started: they are a process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
