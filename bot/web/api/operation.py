"""One thing that can be called: what it takes, what it answers, what a token needs for it.

Routes, checks and the OpenAPI document are all made from these.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.domain.api import Scope, Token
from bot.store.db import Connection, Database
from bot.web.api.cursors import Cursors
from bot.web.api.house import House
from bot.web.api.problems import ProblemError

Model = TypeVar("Model", bound=BaseModel)
ROOT = "/api/v1"
Errand = Callable[[Database], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call comes to. ``revision``: of what is shown, for its ETag."""

    said: BaseModel
    revision: int | None = None
    location: str = ""


@dataclass(slots=True)
class Call:
    """One call that was let in: who calls, with what, and the connection it works on.

    What changes something runs in one transaction, with its audit entry. ``errands`` are done
    after it, outside of any transaction.
    """

    house: House
    conn: Connection
    token: Token
    now: datetime
    path: Mapping[str, Any]
    query: BaseModel | None
    body: BaseModel | None
    revision: int | None
    of: str
    errands: list[Errand] = field(default_factory=list)

    def asks(self, model: type[Model]) -> Model:
        """The query."""
        if not isinstance(self.query, model):
            raise TypeError(f"the operation takes no {model.__name__}")
        return self.query

    def says(self, model: type[Model]) -> Model:
        """The body."""
        if not isinstance(self.body, model):
            raise TypeError(f"the operation takes no {model.__name__}")
        return self.body

    def after(self, cursor: str | None, first: list[Any]) -> list[Any]:
        """Where the page begins: behind ``cursor``, or ``first``."""
        return self.cursors.read(self.of, cursor) if cursor is not None else first

    def next(self, place: list[Any] | None) -> str | None:
        """The cursor at ``place``; None: there is none behind it."""
        return self.cursors.make(self.of, place) if place is not None else None

    @property
    def cursors(self) -> Cursors:
        """Who signs cursors."""
        return self.house.cursors

    def may(self, scope: Scope) -> None:
        """Raises ProblemError (403) where the token has no such scope."""
        if scope not in self.token.scopes:
            raise lacking(scope)


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path. ``path`` is below ``/api/v1``; its parameters are the fields of
    ``place``. ``edits``: it needs If-Match, and answers with an ETag (``tagged``).
    ``one_instant``: all it reads is as of one moment.
    """

    id: str
    method: str
    path: str
    scope: Scope
    summary: str
    handle: Handler
    answer: type[BaseModel]
    status: int = 200
    place: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    edits: bool = False
    tagged: bool = False
    one_instant: bool = False
    problems: Sequence[int] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"

    @property
    def repeatable(self) -> bool:
        """Whether it takes an Idempotency-Key: what is done a second time by a second call."""
        return self.method == "POST"


def lacking(scope: Scope) -> ProblemError:
    """The token may not do this."""
    return ProblemError(
        403,
        "scope",
        f"This token may not do that; it needs the scope {scope.value}.",
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope.value}"'},
    )


def allowed_at(path: str, operations: Sequence[Operation]) -> list[str]:
    """The methods that there are at ``path`` (without a slash at its beginning)."""
    asked = path.split("/")
    found = set()
    for one in operations:
        parts = one.path.strip("/").split("/")
        pairs = zip(parts, asked, strict=False)
        if len(parts) == len(asked) and all(p[0] == "{" or p == a for p, a in pairs):
            found.add(one.method)
    return sorted(found)
