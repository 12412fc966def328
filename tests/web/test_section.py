"""Sections whose code is read when somebody first asks."""

import asyncio
import threading
from collections.abc import Sequence
from time import sleep

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.section import Section


class Reading:
    """A section that counts how often it is read, and that can fail."""

    def __init__(self) -> None:
        self.times = 0
        self.fails = False
        self.go_on = threading.Event()
        self.go_on.set()

    def load(self) -> Sequence[web.RouteDef]:
        self.times += 1
        if self.fails:
            raise OSError("no file can be opened")
        sleep(0.05)
        self.go_on.wait(20)
        return [
            web.get("/console", self.answer),
            web.get("/console/{name}", self.answer),
            web.post("/console/only-forms", self.answer),
            web.get("/.well-known/did.json", self.answer),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        route = request.match_info.route.resource
        assert route is not None
        return web.json_response([route.canonical, request.match_info.get("name", "")])


def served(reading: Reading) -> TestClient[web.Request, web.Application]:
    async def beside(request: web.Request) -> web.Response:
        return web.Response(text="beside")

    app = web.Application()
    section = Section(reading.load, "/console", "/.well-known/did.json")
    app.add_routes([web.get("/consoles", beside), section, web.get("/readyz", beside)])
    return TestClient(TestServer(app))


async def test_it_is_read_once_when_somebody_first_asks() -> None:
    reading = Reading()
    async with served(reading) as client:
        assert await (await client.get("/readyz")).text() == "beside"
        assert await (await client.get("/consoles")).text() == "beside"
        assert reading.times == 0
        paths = ["/console", "/console/home", "/.well-known/did.json", "/console/home"]
        answers = await asyncio.gather(*(client.get(path) for path in paths))
        assert [one.status for one in answers] == [200] * 4
        assert await answers[1].json() == ["/console/{name}", "home"]
        assert reading.times == 1


async def test_others_are_answered_while_it_is_read() -> None:
    reading = Reading()
    reading.go_on.clear()
    async with served(reading) as client:
        first = asyncio.create_task(client.get("/console"))
        while not reading.times:
            await asyncio.sleep(0.001)
        assert (await client.get("/readyz")).status == 200
        assert not first.done()
        reading.go_on.set()
        assert (await first).status == 200


async def test_what_it_has_not_is_said_as_by_any_table_of_routes() -> None:
    async with served(Reading()) as client:
        assert (await client.get("/console/a/b")).status == 404
        refused = await client.get("/console/only-forms/x")
        assert refused.status == 404
        wrong = await client.delete("/console/home")
        assert (wrong.status, wrong.headers["Allow"]) == (405, "GET,HEAD")
        assert (await client.head("/console/home")).status == 200


async def test_a_fault_is_the_asker_s_and_the_next_one_has_it_tried_again() -> None:
    reading = Reading()
    reading.fails = True
    async with served(reading) as client:
        assert (await client.get("/console")).status == 500
        reading.fails = False
        assert (await client.get("/console")).status == 200
        assert reading.times == 2


async def test_who_lists_all_routes_sees_its_own() -> None:
    app = web.Application()
    app.add_routes([Section(Reading().load, "/console")])
    listed = {route.resource.canonical for route in app.router.routes() if route.resource}
    assert listed == {
        "/console",
        "/console/{name}",
        "/console/only-forms",
        "/.well-known/did.json",
    }
    assert len(app.router.routes()) == 7
