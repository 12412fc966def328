"""Where the public API is served: one route for each operation, and its document."""

import asyncio
from functools import cache

from aiohttp import web

from bot.web.api import (
    announcements,
    competitions,
    completions,
    courses,
    groups,
    hooks,
    learners,
    places,
)
from bot.web.api.door import Door
from bot.web.api.house import House
from bot.web.api.operation import ROOT, Operation

OPERATIONS: tuple[Operation, ...] = (
    *learners.OPERATIONS,
    *groups.OPERATIONS,
    *courses.OPERATIONS,
    *completions.OPERATIONS,
    *competitions.OPERATIONS,
    *places.OPERATIONS,
    *announcements.OPERATIONS,
    *hooks.OPERATIONS,
)


def routes(house: House) -> list[web.RouteDef]:
    """All of ``/api/v1/``. Only the document is there for everybody."""
    door = Door(house, OPERATIONS)

    @cache
    def said() -> bytes:
        """Made once somebody asks: few processes are ever asked."""
        from bot.web.api.document import document  # noqa: PLC0415 - loads the models of OpenAPI

        return document(OPERATIONS, house.public_url)

    async def openapi(request: web.Request) -> web.Response:
        del request
        body = await asyncio.to_thread(said)
        return web.Response(body=body, content_type="application/json")

    return [
        web.get(f"{ROOT}/openapi.json", openapi),
        *(web.route(one.method, ROOT + one.path, door.serves(one)) for one in OPERATIONS),
        web.route("*", ROOT + "/{rest:.*}", door.unknown),
    ]
