"""Where everything of /console/ is served: the table of all ways, and the doors."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web.console import (
    announcements,
    audit_page,
    competitions,
    courses,
    courses_acts,
    courses_bring,
    courses_one,
    courses_telling,
    credit_banks,
    groups,
    groups_merge,
    groups_one,
    groups_people,
    groups_requests,
    home,
    learners,
    learners_acts,
    learners_one,
    questions,
    questions_edit,
    questions_files,
    settings_page,
    staff_page,
    wishes,
)
from bot.web.console.desk import Desk
from bot.web.console.house import House
from bot.web.console.limits import Limits
from bot.web.console.paper import FILES, Paper, serve
from bot.web.console.sessions import Sessions
from bot.web.console.sign_in import Door
from bot.web.console.ways import Way


def all_ways() -> list[Way]:
    """Every page and form that asks who is there."""
    return [
        *home.WAYS,
        *announcements.WAYS,
        *competitions.WAYS,
        *groups.WAYS,
        *groups_requests.WAYS,
        *groups_one.WAYS,
        *groups_people.WAYS,
        *groups_merge.WAYS,
        *courses.WAYS,
        *courses_bring.WAYS,
        *courses_one.WAYS,
        *courses_acts.WAYS,
        *courses_telling.WAYS,
        *questions.WAYS,
        *questions_edit.WAYS,
        *questions_files.WAYS,
        *wishes.WAYS,
        *credit_banks.WAYS,
        *learners.WAYS,
        *learners_one.WAYS,
        *learners_acts.WAYS,
        *staff_page.WAYS,
        *settings_page.WAYS,
        *audit_page.WAYS,
    ]


def routes(house: House) -> list[web.RouteDef]:
    """The console of ``house``: its pages, forms, files, and the ways to sign in and out."""
    ways = all_ways()
    desk = Desk(
        house,
        Paper(house),
        Sessions(house.redis, house.clock),
        Limits(house.redis, house.clock),
        ways,
    )
    return [
        *(web.get(f"/console/{name}", _file(name)) for name in FILES),
        *Door(desk).routes(),
        web.get("/console", _to_slash),
        *(
            web.route(
                way.method, f"/console/{'' if way.path == 'home' else way.path}", desk.answers(way)
            )
            for way in ways
        ),
    ]


def _file(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:  # noqa: ARG001 - a file is a file
        return serve(name)

    return answer


async def _to_slash(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{request.path}/")
