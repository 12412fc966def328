"""The way of every call: who it is, whether it may, what it says, what it comes to.

No answer is without one of these: a model of the operation, or a problem (RFC 9457). Browsers of
other origins get no leave (no CORS header is ever sent): the API is for programs.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.domain.api import Token
from bot.domain.errors import InputError, NotAllowedError, StaleEditError, StorageUnavailableError
from bot.domain.faults import fault
from bot.store.api import tokens
from bot.store.api.holding import see_one_instant
from bot.store.api.rates import Allowance
from bot.web.api.asking import body_of, idempotency_key, path_of, query_of, revision_of, token_of
from bot.web.api.house import House
from bot.web.api.operation import Answer, Call, Operation, allowed_at, lacking
from bot.web.api.problems import ProblemError, malformed
from bot.web.api.repeating import Repeatable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger("api")


@dataclass(frozen=True, slots=True)
class _Read:
    """What a call says, read and checked."""

    path: dict[str, Any]
    query: BaseModel | None
    body: BaseModel | None
    raw: bytes
    revision: int | None
    key: str


class Door:
    """Lets calls in, and answers them."""

    def __init__(self, house: House, operations: Sequence[Operation]) -> None:
        """Keeps nothing between calls. ``operations`` are all there are."""
        self._house = house
        self._operations = operations

    def serves(self, operation: Operation) -> Handler:
        """The handler of an operation's route."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, operation)

        return handle

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Whatever has no operation: who has no token does not even learn that."""
        try:
            await self._enter(request)
        except (ProblemError, StorageUnavailableError) as error:
            return _problem(error, "unknown").response()
        allowed = allowed_at(request.match_info["rest"], self._operations)
        if allowed:
            return ProblemError(
                405,
                "method",
                f"This path takes {', '.join(allowed)} only.",
                headers={"Allow": ", ".join(allowed)},
            ).response()
        return ProblemError(
            404,
            "not-found",
            "There is nothing at this path; /api/v1/openapi.json says what there is.",
        ).response()

    async def _answer(self, request: web.Request, operation: Operation) -> web.StreamResponse:
        allowance: Allowance | None = None
        try:
            token, allowance = await self._enter(request)
            _may(token, operation)
            response = await self._work(operation, token, await _read(request, operation))
        except Exception as error:
            response = _problem(error, operation.id).response()
        if allowance is not None:
            response.headers["RateLimit"] = (
                f'"minute";r={max(0, allowance.left)};t={allowance.wait}'
            )
        return response

    async def _enter(self, request: web.Request) -> tuple[Token, Allowance]:
        """Who calls, and what is left to it. Raises ProblemError (401, 429)."""
        said = token_of(request)
        async with self._house.db.connection() as conn:
            token = await tokens.recognise(conn, said, self._house.clock.now()) if said else None
        if token is None:
            raise ProblemError(
                401,
                "token",
                "The call needs a token that is good: Authorization: Bearer yike_…",
                headers={"WWW-Authenticate": "Bearer"},
            )
        allowance = await self._house.rates.call(token.row)
        if allowance.left < 0:
            raise ProblemError(
                429,
                "rate",
                f"This token has called more than {allowance.limit} times in this minute;"
                f" it may again in {allowance.wait} s.",
                headers={"Retry-After": str(allowance.wait)},
            )
        return token, allowance

    async def _work(self, operation: Operation, token: Token, read: _Read) -> web.Response:
        if operation.one_instant:
            async with self._house.db.transaction() as conn:
                await see_one_instant(conn)
                answer = await operation.handle(self._call(operation, token, read, conn))
            return _response(operation, answer)
        if not operation.writes:
            async with self._house.db.connection() as conn:
                answer = await operation.handle(self._call(operation, token, read, conn))
            return _response(operation, answer)
        repeatable = Repeatable(self._house.vault, token, operation, read.key, read.path, read.raw)
        async with self._house.db.transaction() as conn:
            kept = await repeatable.kept(conn, self._house.clock.now())
            if kept is not None:
                return kept
            call = self._call(operation, token, read, conn)
            response = _response(operation, await operation.handle(call))
            await repeatable.keep(conn, response)
        for errand in call.errands:
            await errand(self._house.db)
        return response

    def _call(self, operation: Operation, token: Token, read: _Read, conn: Any) -> Call:
        return Call(
            self._house,
            conn,
            token,
            self._house.clock.now(),
            read.path,
            read.query,
            read.body,
            read.revision,
            _name(operation, read.query),
        )


def _may(token: Token, operation: Operation) -> None:
    if operation.scope not in token.scopes:
        raise lacking(operation.scope)


def _name(operation: Operation, query: BaseModel | None) -> str:
    """The list with its filters, which a cursor is good for."""
    filters = query.model_dump_json(exclude={"cursor", "limit"}) if query is not None else ""
    return f"{operation.id}{filters}"


async def _read(request: web.Request, operation: Operation) -> _Read:
    path = path_of(request, operation)
    query = query_of(request, operation)
    raw = await body_of(request) if operation.body is not None else b""
    body = None
    if operation.body is not None:
        try:
            body = operation.body.model_validate_json(raw, strict=True)
        except ValidationError as error:
            raise malformed("body", error) from None
    revision = revision_of(request) if operation.edits else None
    key = idempotency_key(request) if operation.repeatable else ""
    return _Read(path, query, body, raw, revision, key)


def _response(operation: Operation, answer: Answer) -> web.Response:
    headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
    if answer.revision is not None:
        headers["ETag"] = f'"{answer.revision}"'
    if answer.location:
        headers["Location"] = answer.location
    body = answer.said.model_dump_json().encode()
    return web.Response(status=operation.status, body=body, headers=headers)


def _problem(error: Exception, operation: str) -> ProblemError:
    """What is said of an error: those of ours by their sentence, a fault by none."""
    match error:
        case ProblemError():
            return error
        case StaleEditError():
            return ProblemError(
                412, "stale", "It was changed since you read it; read it again, then change it."
            )
        case InputError():
            return ProblemError(422, "unusable", str(error))
        case NotAllowedError():
            return ProblemError(403, "not-allowed", str(error))
        case StorageUnavailableError():
            return ProblemError(
                503,
                "storage",
                "The call could not be stored now; make it again with the same Idempotency-Key.",
                headers={"Retry-After": "2"},
            )
        case _:
            log.error("a call failed", operation=operation, fault=fault(error))
            return ProblemError(
                500, "fault", "A fault of ours; the log of the deployment names it."
            )
