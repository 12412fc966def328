"""The pages of /verify/ served over HTTP from a real database."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, web

from bot.clock import SystemClock
from bot.ledger.proofs.certificates import allow, issue, set_name
from bot.store.db import Database
from bot.store.ledger.certificates import Certificate
from bot.web.verify import routes
from tests.proofs.claims import ID_BASE, NOW, SIGNING, VAULT, passed


@dataclass
class Stand:
    """The pages with their database."""

    db: Database
    http: ClientSession
    origin: str
    root: str = ""

    def address(self, one: Certificate, file: str = "") -> str:
        """Of a certificate's page, or of a file of it."""
        return f"{self.origin}/verify/{one.token}{file and '/' + file}"

    async def certificate(
        self,
        name: str | None = None,
        *,
        shows_name: bool = False,
        is_open: bool = True,
        **claim: object,
    ) -> Certificate:
        """Somebody's certificate."""
        async with self.db.transaction() as conn:
            one = await issue(conn, (await passed(conn, **claim)).claim, NOW)
            one = await set_name(conn, one, name, VAULT)
            return await allow(conn, one, shows_name=shows_name, is_open=is_open)


@asynccontextmanager
async def serving(db: Database, root: str = "", id_base: str = ID_BASE) -> AsyncIterator[Stand]:
    """The pages, listening; ``root`` is a path that a proxy puts before them."""
    listening = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = web.Application()
    app.add_routes(
        routes(
            db=db,
            clock=SystemClock(),
            vault=VAULT,
            signing=SIGNING,
            id_base=id_base,
            public_url=f"{origin}{root}",
            institution="越秀区图书馆",
        )
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    async with ClientSession() as http:
        yield Stand(db, http, origin, root)
    await runner.cleanup()
