"""Waiting for what the kernel offers no event for: locks, sockets and processes of others."""

import asyncio
from collections.abc import Callable

INTERVAL = 0.01
"""Seconds between two looks: a start of 100 ms is not made noticeably longer."""


async def until(check: Callable[[], bool], seconds: float) -> bool:
    """Whether ``check`` came true within ``seconds``; it is tried at once and must not block."""
    try:
        async with asyncio.timeout(seconds):
            while not check():  # noqa: ASYNC110 - nothing in this process could set an event
                await asyncio.sleep(INTERVAL)
    except TimeoutError:
        return False
    return True
