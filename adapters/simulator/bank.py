"""A strict credit bank: the statements resource of xAPI at ``{url}/bank/xAPI``."""

import asyncio
import base64
import binascii
import re
import secrets
import uuid
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.simulator.faults import Faults
from adapters.simulator.lrs_answer import page, shown, written
from adapters.simulator.lrs_body import parse, pieces
from adapters.simulator.lrs_held import Held
from adapters.simulator.lrs_line import Arriving, arriving
from adapters.simulator.lrs_query import Question, limit_of, more_token, question, sought
from adapters.simulator.lrs_store import StatementStore
from adapters.simulator.world import World
from adapters.simulator.xapi_rules import check_statement
from adapters.simulator.xapi_values import StatementRefusedError, uuid_text
from bot.domain.errors import YikeError

PATH = "/bank/xAPI"
ONE_POINT_NOUGHT = ("1.0.3", "1.0.2", "1.0.1", "1.0.0")
PAGE = 500
"""The most statements that one answer holds."""

AT_ONCE = 20
"""How many statements of a batch are read before others have their turn: about a millisecond."""

_SPOKEN = {"1.0": re.compile(r"1\.0(\.\d+)?"), "2.0": re.compile(r"2\.0\.0")}


class BankRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer with its HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        """``words`` go into the body."""
        super().__init__(words)
        self.status = status
        self.words = words


class Bank(Held):
    """The bank: what it holds (see Held), and its HTTP face.

    ``versions`` is what /about tells; a call must speak one of them: any 1.0.x where one is
    there, 2.0.0 where that is. ``page`` is the most statements that one answer holds.
    """

    def __init__(self, world: World, faults: Faults, path: Path | None = None) -> None:
        """Take up what ``path`` holds. Nobody may write until credentials are added.

        Raises InputError where the file cannot be read.
        """
        super().__init__(StatementStore(path), world)
        self._faults = faults
        self._credentials: dict[str, str] = {}
        self.versions: Sequence[str] = ONE_POINT_NOUGHT
        self.page = PAGE
        self._take_over()

    def add_credentials(self, username: str, password: str) -> None:
        """Let somebody in."""
        self._credentials[username] = password

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [web.route("*", f"{PATH}/{{resource}}", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        resource = request.match_info["resource"]

        async def answer() -> web.Response:
            try:
                response = await self._answer(request, resource)
            except BankRefusal as refusal:
                response = web.Response(status=refusal.status, text=refusal.words)
            except StatementRefusedError as refused:
                response = web.Response(status=400, text=str(refused))
            through = max(self._world.now(), self._store.last_stored)
            response.headers["X-Experience-API-Version"] = self._told(request)
            response.headers["X-Experience-API-Consistent-Through"] = written(through)
            return response

        return await self._faults.serve(request, f"bank:{resource}", answer)

    async def _answer(self, request: web.Request, resource: str) -> web.Response:
        reads = request.method in ("GET", "HEAD")
        if resource == "about" and reads:
            return web.json_response({"version": list(self.versions)})
        if resource != "statements":
            raise BankRefusal(404, "There is no such resource.")
        self._check_caller(request)
        family = self._family(request)
        if reads:
            return await self._get(question(request.query), family)
        if request.method not in ("POST", "PUT"):
            raise BankRefusal(405, "Only GET, HEAD, PUT and POST are served.")
        if request.content_type != "application/json":
            raise BankRefusal(400, "Content-Type must be application/json.")
        return await self._store_all(request, await request.read(), family)

    def _check_caller(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        kind, _, code = given.partition(" ")
        try:
            name, _, password = base64.b64decode(code, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            kind = name = password = ""
        expected = self._credentials.get(name)
        if (
            kind.lower() != "basic"
            or expected is None
            or not secrets.compare_digest(password.encode(), expected.encode())
        ):
            raise BankRefusal(401, "Wrong or missing credentials.")

    def _family(self, request: web.Request) -> str:
        """The version that the call speaks, without its last number."""
        said = request.headers.get("X-Experience-API-Version", "")
        offered = {version[:3] for version in self.versions}
        for family, pattern in _SPOKEN.items():
            if family in offered and pattern.fullmatch(said):
                return family
        names = " or ".join("2.0.0" if one == "2.0" else "1.0.x" for one in sorted(offered))
        raise BankRefusal(400, f"X-Experience-API-Version must be {names}.")

    def _told(self, request: web.Request) -> str:
        """The newest version offered, of the call's own family where that is offered."""
        said = request.headers.get("X-Experience-API-Version", "")[:3]
        return max(self.versions, key=lambda version: (version[:3] == said, version))

    async def _get(self, asked: Question, family: str) -> web.Response:
        self._world.record("bank:get", dict(asked.params))
        missing = "1.0.0" if family == "1.0" else "2.0.0"
        if asked.one:
            return self._one(asked, missing)
        wanted, limit = sought(asked.params), limit_of(asked.params, self.page)
        rows, more = await self._store.search(wanted, asked.after, limit)
        link = f"{PATH}/statements?more={more_token(asked.params, rows[-1])}" if more else ""
        body = page(self._store, rows, missing, link)
        return web.Response(text=body, content_type="application/json")

    def _one(self, asked: Question, missing: str) -> web.Response:
        row = self._store.find(asked.params[asked.one])
        if row is None or self._store.is_voided(row) != (asked.one == "voidedStatementId"):
            raise BankRefusal(404, "No statement of that id.")
        stored = format_datetime(self._store.stored(row), usegmt=True)
        return web.Response(
            text=shown(self._store, row, missing),
            content_type="application/json",
            headers={"Last-Modified": stored},
        )

    async def _store_all(self, request: web.Request, raw: bytes, family: str) -> web.Response:
        """All of the body's statements or none of them."""
        single, found = pieces(raw)
        if request.method == "PUT" and not single:
            raise BankRefusal(400, "PUT takes one statement.")
        given = request.query.get("statementId") if request.method == "PUT" else None
        if given is not None:
            uuid_text(given, "statementId")
        ready: list[Arriving] = []
        for number, (text, statement) in enumerate(found, start=1):
            check_statement(statement, self._world.now(), family)
            ready.append(arriving(_key(statement, given), text, statement))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        self._world.record("bank:statements", {"count": len(ready)})
        fresh = self._keep(ready)
        if request.method == "PUT" or not fresh:
            return web.Response(status=204)
        return web.json_response(fresh)

    def _keep(self, ready: Sequence[Arriving]) -> list[str]:
        """Keep what is new and return its ids; on return it is safe from a kill of the process.

        Raises BankRefusal 400 and 409, and then nothing is kept.
        """
        if len({one.id for one in ready}) != len(ready):
            raise BankRefusal(400, "Two statements of the batch have the same id.")
        fresh = [one for one in ready if self._is_new(one)]
        if fresh:
            self._store.add(fresh, self._world.now())
            self._world.notice()
        return [one.id for one in fresh]

    def _is_new(self, one: Arriving) -> bool:
        """Whether the id is free. Raises BankRefusal 409 where it means something else."""
        row = self._store.find(one.id)
        if row is None:
            return True
        if not self._store.means(row, one.meaning):
            raise BankRefusal(409, "A statement of this id is held with another meaning.")
        return False

    def _take_over(self) -> None:
        """Statements that an earlier version kept in the state file move into the store."""
        old = self._world.state.bank
        for key, kept in old.statements.items():
            if self._store.find(key) is None:
                self._store.add([arriving(key, kept.text, parse(kept.text.encode()))], kept.at)
        if old.statements:
            old.statements.clear()
            old.voided.clear()
            self._world.touch()


def _key(statement: dict[str, Any], given: str | None) -> str:
    own = statement.get("id")
    if given is not None and own not in (None, given):
        raise BankRefusal(400, "statementId and id differ.")
    return str(own or given or uuid.uuid4())
