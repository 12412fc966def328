"""The embedded servers of one data_dir, for as long as a context lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from adapters.embedded.launch import Server
from adapters.embedded.place import make_place
from adapters.embedded.postgres import Postgres
from adapters.embedded.tenancy import Tenancy
from adapters.embedded.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers are; empty for one that was not asked for. Neither has a password."""

    database_url: str
    redis_url: str


@asynccontextmanager
async def embedded_servers(
    data_dir: Path, *, postgres: bool = True, redis: bool = True
) -> AsyncIterator[Urls]:
    """Have real servers under ``data_dir`` while the context lasts; what they store stays.

    ``data_dir`` is made when absent. Any number of processes, and of contexts in one process, may
    ask for the same one: the first starts the servers, the last to leave stops them, and servers
    that outlived a killed process are taken over. ``database_url`` suits asyncpg and libpq (for
    dbmate see ``dbmate_url``) and names the database ``yike``, which exists; its role may create
    others. ``redis_url`` suits redis-py.

    Raises bot.domain.errors.ServerStartError with the sentence for the person at the machine.
    """
    database = Postgres(make_place(data_dir, "postgres")) if postgres else None
    valkey = Valkey(make_place(data_dir, "valkey")) if redis else None
    servers: list[Server | None] = [database, valkey]
    tenancies = [Tenancy(server) for server in servers if server is not None]
    try:
        await _all_entered(tenancies)
        yield Urls(
            database_url=database.url if database else "", redis_url=valkey.url if valkey else ""
        )
    finally:
        await asyncio.gather(*(tenancy.leave() for tenancy in tenancies))


async def _all_entered(tenancies: list[Tenancy]) -> None:
    """Start them side by side; wait for all before the first failure is raised."""
    results = await asyncio.gather(
        *(tenancy.enter() for tenancy in tenancies), return_exceptions=True
    )
    for result in results:
        if isinstance(result, BaseException):
            raise result


def dbmate_url(database_url: str) -> str:
    """The same database for dbmate, whose driver wants TLS unless told otherwise.

    A URL that names its own ``sslmode`` or a TCP host is only given the scheme dbmate knows.
    """
    parts = urlsplit(database_url)
    query = dict(parse_qsl(parts.query))
    url = database_url.removeprefix(f"{parts.scheme}:")
    if not parts.hostname and "host" in query and "sslmode" not in query:
        url += "&sslmode=disable"
    return f"postgres:{url}"
