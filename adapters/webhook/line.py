"""The line to subscribers: nothing private is called, no redirect followed, no answer read."""

import socket
from ipaddress import ip_address
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.domain.hook_urls import is_public

PATIENCE = 15.0
"""Seconds. A receiver stores what it gets and answers; whatever takes longer it does afterwards."""


class PrivateAddressError(OSError):
    """A name leads to an address that nothing is sent to."""


class PublicResolver(AbstractResolver):
    """Resolves names for each connection, and refuses those that lead to a private address: so a
    name cannot be changed between a check and the call.
    """

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        """``inner`` resolves; the system's own if it is None."""
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of ``host``. Raises PrivateAddressError where any of them is private."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(ip_address(one["host"])) for one in found):
            raise PrivateAddressError("the name leads to a private address")
        return found

    async def close(self) -> None:
        """Let go of what resolves."""
        await self._inner.close()


def open_line(
    *, private: bool, patience: float = PATIENCE, resolver: AbstractResolver | None = None
) -> ClientSession:
    """A session for all subscribers; ``private`` ones only where that is allowed. An answer is
    waited for ``patience`` seconds.
    """
    settings: dict[str, Any] = {"limit_per_host": 4}
    if private:
        connector = TCPConnector(**settings)
    else:
        connector = TCPConnector(
            resolver=PublicResolver(resolver), use_dns_cache=False, **settings
        )
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=patience),
        auto_decompress=False,
        headers={"User-Agent": "Yike", "Accept-Encoding": "identity"},
    )
