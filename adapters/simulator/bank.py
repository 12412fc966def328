"""A strict credit bank: the statements resource of xAPI 1.0.3 at ``{url}/bank/xAPI``."""

import base64
import binascii
import json
import re
import secrets
import uuid
from datetime import datetime
from typing import Any

from aiohttp import web

from adapters.simulator.faults import Faults
from adapters.simulator.state import StoredStatement
from adapters.simulator.world import World
from adapters.simulator.xapi_rules import VOIDED, check_statement
from adapters.simulator.xapi_values import StatementRefusedError
from bot.domain.errors import YikeError

VERSION = "1.0.3"
_ACCEPTED = re.compile(r"1\.0(\.\d+)?")
_DECODER = json.JSONDecoder()


class BankRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer with its HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        """``words`` go into the body."""
        super().__init__(words)
        self.status = status
        self.words = words


class Bank:
    """The bank: what it holds, and its HTTP face."""

    def __init__(self, world: World, faults: Faults) -> None:
        """Nobody may write until credentials are added."""
        self._world = world
        self._faults = faults
        self._credentials: dict[str, str] = {}
        self._state = world.state.bank

    @property
    def statements(self) -> list[dict[str, Any]]:
        """Everything it holds, parsed, in the order of arrival."""
        return [json.loads(kept.text) for kept in self._state.statements.values()]

    @property
    def raw(self) -> dict[str, bytes]:
        """The exact bytes it got, by statement id."""
        return {key: kept.text.encode() for key, kept in self._state.statements.items()}

    @property
    def kept(self) -> list[tuple[dict[str, Any], datetime]]:
        """What it holds with the instants it was stored at; voided statements are left out."""
        return [
            (json.loads(kept.text), kept.at)
            for key, kept in self._state.statements.items()
            if key not in self._state.voided
        ]

    def add_credentials(self, username: str, password: str) -> None:
        """Let somebody in."""
        self._credentials[username] = password

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [web.route("*", "/bank/xAPI/{resource}", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        resource = request.match_info["resource"]

        async def answer() -> web.Response:
            try:
                response = await self._answer(request, resource)
            except BankRefusal as refusal:
                response = web.Response(status=refusal.status, text=refusal.words)
            response.headers["X-Experience-API-Version"] = VERSION
            response.headers["X-Experience-API-Consistent-Through"] = _time(self._world.now())
            return response

        return await self._faults.serve(request, f"bank:{resource}", answer)

    async def _answer(self, request: web.Request, resource: str) -> web.Response:
        if resource == "about" and request.method == "GET":
            return web.json_response({"version": ["1.0.3", "1.0.2", "1.0.1", "1.0.0"]})
        if resource != "statements":
            raise BankRefusal(404, "There is no such resource.")
        self._check_caller(request)
        if request.method == "GET":
            return self._get(request)
        if request.method not in ("POST", "PUT"):
            raise BankRefusal(405, "Only GET, PUT and POST are served.")
        if request.content_type != "application/json":
            raise BankRefusal(400, "Content-Type must be application/json.")
        response = self._store(request, await request.read())
        # An answered statement is held: it must not be lost with the process.
        await self._world.flush()
        return response

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
        version = request.headers.get("X-Experience-API-Version", "")
        if not _ACCEPTED.fullmatch(version):
            raise BankRefusal(400, "X-Experience-API-Version must be 1.0.x.")

    def _get(self, request: web.Request) -> web.Response:
        if set(request.query) not in ({"statementId"}, {"voidedStatementId"}):
            raise BankRefusal(400, "Give exactly statementId or voidedStatementId.")
        name, key = next(iter(request.query.items()))
        self._world.record("bank:get", {name: key})
        kept = self._state.statements.get(key)
        if kept is None or (key in self._state.voided) != (name == "voidedStatementId"):
            raise BankRefusal(404, "No statement of that id.")
        statement = json.loads(kept.text)
        stored = _time(kept.at)
        statement.setdefault("id", key)
        statement.setdefault("timestamp", stored)
        statement.setdefault("version", "1.0.0")
        authority = {
            "objectType": "Agent",
            "account": {"homePage": "http://localhost/bank", "name": "bank"},
        }
        return web.json_response(statement | {"stored": stored, "authority": authority})

    def _store(self, request: web.Request, raw: bytes) -> web.Response:
        """All of the body's statements or none of them."""
        single, texts = _split(raw)
        if request.method == "PUT" and not single:
            raise BankRefusal(400, "PUT takes one statement.")
        parsed = [self._checked(text) for text in texts]
        self._world.record("bank:statements", {"statements": parsed})
        given = request.query.get("statementId") if request.method == "PUT" else None
        keys = [self._key(statement, given) for statement in parsed]
        if len(set(keys)) != len(keys):
            raise BankRefusal(400, "Two statements of the batch have the same id.")
        fresh = [key for key, s in zip(keys, parsed, strict=True) if self._is_new(key, s)]
        now = self._world.now()
        for key, text, statement in zip(keys, texts, parsed, strict=True):
            if key in fresh:
                self._state.statements[key] = StoredStatement(text, now)
                self._void(statement)
        self._world.touch()
        if request.method == "PUT" or not fresh:
            return web.Response(status=204)
        return web.json_response(fresh)

    def _checked(self, text: str) -> dict[str, Any]:
        try:
            statement = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constants)
            check_statement(statement, self._world.now())
        except StatementRefusedError as refused:
            raise BankRefusal(400, str(refused)) from None
        except ValueError:
            raise BankRefusal(400, "The body is not JSON.") from None
        return statement  # type: ignore[no-any-return] # check_statement lets only objects by

    def _key(self, statement: dict[str, Any], given: str | None) -> str:
        own = statement.get("id")
        if given is not None and own not in (None, given):
            raise BankRefusal(400, "statementId and id differ.")
        return str(own or given or uuid.uuid4())

    def _is_new(self, key: str, statement: dict[str, Any]) -> bool:
        """Whether the id is free. Raises BankRefusal 409 where it means something else."""
        kept = self._state.statements.get(key)
        if kept is None:
            return True
        if not same_meaning(json.loads(kept.text), statement):
            raise BankRefusal(409, "A statement of this id is held with another meaning.")
        return False

    def _void(self, statement: dict[str, Any]) -> None:
        if statement["verb"]["id"] == VOIDED:
            self._state.voided.append(statement["object"]["id"])


def same_meaning(one: Any, other: Any) -> bool:
    """Equal as statements: key order and 4 against 4.0 are fine, all else is another meaning."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_meaning(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_meaning, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _split(raw: bytes) -> tuple[bool, list[str]]:
    """Whether the body is one statement, and the exact text of each statement in it."""
    try:
        text = raw.decode()
        at = _skip(text, 0)
        if text.startswith("[", at):
            return False, _elements(text, at)
        return True, [_single(text, at)]
    except (ValueError, IndexError):
        raise BankRefusal(400, "The body is not JSON.") from None


def _single(text: str, at: int) -> str:
    _, end = _DECODER.raw_decode(text, at)
    if _skip(text, end) != len(text):
        raise ValueError("more after the end")
    return text[at:end]


def _elements(text: str, at: int) -> list[str]:
    found: list[str] = []
    at = _skip(text, at + 1)
    while not (not found and text[at] == "]"):
        _, end = _DECODER.raw_decode(text, at)
        found.append(text[at:end])
        at = _skip(text, end)
        if text[at] == "]":
            break
        if text[at] != ",":
            raise ValueError("no comma")
        at = _skip(text, at + 1)
    if _skip(text, at + 1) != len(text):
        raise ValueError("more after the end")
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise StatementRefusedError("a field stands twice in one object")
    return dict(pairs)


def _no_constants(word: str) -> float:
    raise StatementRefusedError(f"{word} is no JSON number")


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
