"""Every route but the document asks for a token that may do it; nothing else opens anything."""

from datetime import timedelta

import pytest

from bot.domain.api import Scope
from bot.store.api import tokens
from bot.store.redis import connect
from bot.web.api import OPERATIONS, routes
from bot.web.api.operation import Operation
from tests.api.town_hall import ALL, TownHall, town_hall
from tests.delivery.owing import rows

OPEN = {"/api/v1/openapi.json"}
FILLED = {"id": "h-0123456789abcdef", "stage": "round-1"}


def _path(operation: Operation) -> str:
    """The operation's path with something in its parameters."""
    found = operation.path
    for name, value in FILLED.items():
        found = found.replace(f"{{{name}}}", value)
    return found


async def test_every_route_is_an_operation_with_a_scope(hall: TownHall) -> None:
    served = {(route.method, route.path) for route in routes(hall.house) if route.path not in OPEN}
    named = {(one.method, f"/api/v1{one.path}") for one in OPERATIONS}
    assert served == named | {("*", "/api/v1/{rest:.*}")}
    assert all(isinstance(one.scope, Scope) for one in OPERATIONS)
    reading = {one.scope for one in OPERATIONS if not one.writes}
    assert not {scope for scope in reading if scope.endswith(":write")}
    assert not {one.scope for one in OPERATIONS if one.writes} & reading


async def test_without_a_token_nothing_opens(hall: TownHall) -> None:
    for operation in OPERATIONS:
        for token in ("", "yike_forged", hall.token[:-1], f"{hall.token}x"):
            reply = await hall.call(operation.method, _path(operation), {}, token=token)
            assert (reply.status, reply.said["code"]) == (401, "token"), operation.id
            assert reply.headers["WWW-Authenticate"] == "Bearer"


async def test_another_scope_opens_nothing(hall: TownHall) -> None:
    for operation in OPERATIONS:
        others = [scope for scope in ALL if scope is not operation.scope]
        token = await hall.new_token(*others)
        reply = await hall.call(operation.method, _path(operation), {}, token=token)
        assert (reply.status, reply.said["code"]) == (403, "scope"), operation.id
        assert operation.scope.value in reply.said["detail"]
        assert f'scope="{operation.scope.value}"' in reply.headers["WWW-Authenticate"]


async def test_an_expired_token_opens_nothing(hall: TownHall) -> None:
    token = await hall.new_token(days=1)
    assert (await hall.call("GET", "/learners", token=token)).status == 200
    hall.clock.move(timedelta(days=1))
    assert (await hall.call("GET", "/learners", token=token)).status == 401


async def test_a_revoked_token_opens_nothing_at_once(hall: TownHall) -> None:
    token = await hall.new_token(name="city-hall")
    assert (await hall.call("GET", "/learners", token=token)).status == 200
    async with hall.db.transaction() as conn:
        assert await tokens.revoke_token(
            conn, name="city-hall", actor="command line", at=hall.clock.now()
        )
    assert (await hall.call("GET", "/learners", token=token)).status == 401
    async with hall.db.transaction() as conn:
        assert not await tokens.revoke_token(
            conn, name="city-hall", actor="command line", at=hall.clock.now()
        )


async def test_a_token_is_kept_nowhere(hall: TownHall) -> None:
    await hall.get("/learners")
    for table in ("api_token", "audit_entry", "api_answer"):
        found = await rows(hall.db, f"select t::text as row from {table} t")
        assert all(hall.token[12:] not in one["row"] for one in found)


async def test_its_last_use_is_known_to_the_minute(hall: TownHall) -> None:
    async def used() -> object:
        return (await rows(hall.db, "select last_used_at from api_token order by id"))[0][
            "last_used_at"
        ]

    await hall.get("/learners")
    first = await used()
    hall.clock.move(timedelta(seconds=59))
    await hall.get("/learners")
    assert await used() == first == hall.clock.now() - timedelta(seconds=59)
    hall.clock.move(timedelta(seconds=1))
    await hall.get("/learners")
    assert await used() == hall.clock.now()


async def test_the_document_is_there_for_everybody(hall: TownHall) -> None:
    reply = await hall.call("GET", "/openapi.json", token="")
    assert (reply.status, reply.said["openapi"]) == (200, "3.1.1")


async def test_who_has_no_token_learns_nothing_of_other_paths(hall: TownHall) -> None:
    assert (await hall.call("GET", "/nothing", token="")).status == 401
    reply = await hall.call("GET", "/nothing")
    assert (reply.status, reply.said["code"]) == (404, "not-found")


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE"])
async def test_browsers_of_other_origins_get_no_leave(hall: TownHall, method: str) -> None:
    reply = await hall.call(method, "/learners", headers={"Origin": "https://evil.example"})
    assert (reply.status, reply.said["code"]) == (405, "method")
    assert reply.headers["Allow"] == "GET"
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]


async def test_too_many_calls_in_a_minute(hall: TownHall, redis_url: str) -> None:
    redis = connect(redis_url)
    async with town_hall(hall.db, redis, per_minute=3, name="other") as there:
        token = await hall.new_token()
        there.clock.move(timedelta(seconds=20))
        seen = [(await there.call("GET", "/groups", token=token)) for _ in range(4)]
        assert [one.status for one in seen] == [200, 200, 200, 429]
        assert [one.headers.get("RateLimit") for one in seen[:3]] == [
            f'"minute";r={left};t=40' for left in (2, 1, 0)
        ]
        assert seen[3].headers["Retry-After"] == "40"
        assert (await there.call("GET", "/groups")).status == 200, "another token is not meant"
        there.clock.move(timedelta(seconds=40))
        assert (await there.call("GET", "/groups", token=token)).status == 200
    await redis.aclose()


async def test_limits_hold_while_redis_is_away(hall: TownHall) -> None:
    redis = connect("redis://127.0.0.1:1/0")
    async with town_hall(hall.db, redis, per_minute=8, name="other") as there:
        token = await hall.new_token()
        seen = [(await there.call("GET", "/groups", token=token)).status for _ in range(3)]
        assert seen == [200, 200, 429], "a process grants a quarter"
    await redis.aclose()
