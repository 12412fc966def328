"""What goes wrong in a call, as RFC 9457 says it: application/problem+json with a sentence."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError

from bot.domain.errors import YikeError
from bot.web.api.models import Fault, Problem

TYPE = "application/problem+json"


class ProblemError(YikeError):
    """A call comes to nothing; ``code`` is a word for programs, the sentence is for people."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``faults`` say where; ``headers`` go with the answer."""
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.faults = faults
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """The answer."""
        said = Problem(
            type="about:blank",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            code=self.code,
            detail=str(self),
            faults=list(self.faults),
        )
        return web.Response(
            status=self.status,
            body=said.model_dump_json().encode(),
            headers={**self.headers, "Content-Type": TYPE, "Cache-Control": "no-store"},
        )


def not_found(what: str) -> ProblemError:
    """There is no such thing, or the caller may not know of it."""
    return ProblemError(404, "not-found", f"There is no such {what}.")


def conflict(code: str, sentence: str) -> ProblemError:
    """It cannot be done as things stand."""
    return ProblemError(409, code, sentence)


def unusable(sentence: str, where: str) -> ProblemError:
    """It is well formed, and cannot be used: ``where`` names the field."""
    return ProblemError(422, "unusable", sentence, faults=(Fault(where=where, what=sentence),))


def malformed(what: str, error: ValidationError) -> ProblemError:
    """``what`` (the query, the body) is not what the document says; each fault with its place.

    What was sent is never quoted.
    """
    faults = tuple(
        Fault(where=".".join(map(str, one["loc"])) or what, what=_plain(one["type"], one["msg"]))
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:20]
    )
    places = ", ".join(dict.fromkeys(one.where for one in faults))[:200]
    return ProblemError(
        400, "malformed", f"The {what} is not as the document says: {places}.", faults=faults
    )


def _plain(kind: str, message: str) -> str:
    """Pydantic's sentence; a JSON error's may quote what was sent."""
    return "It is not JSON." if kind == "json_invalid" else message[:200]


EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def plausible(at: datetime, where: str) -> datetime:
    """``at`` in UTC. Raises ProblemError (422) for one of another century."""
    if not EARLIEST <= at < LATEST:
        raise unusable("The moment must lie between the years 2000 and 2099.", where)
    return at.astimezone(UTC)
