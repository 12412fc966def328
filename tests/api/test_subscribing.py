"""Who may subscribe to what, and how what is told is signed."""

import hmac
from base64 import b64encode
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from adapters.webhook.signing import signature
from bot.domain.api import HookEvent, Scope
from tests.api.post import subscribe
from tests.api.town_hall import TownHall
from tests.delivery.owing import rows


async def test_what_a_token_may_not_read_it_is_not_told(hall: TownHall) -> None:
    token = await hall.new_token(Scope.HOOKS_WRITE, Scope.COMPLETIONS_READ)
    said = {"url": "http://127.0.0.1:9/", "events": ["course.passed", "entry.created"]}
    reply = await hall.call("POST", "/hooks", said, token=token)
    assert (reply.status, reply.said["code"]) == (403, "scope")
    assert "competitions:read" in reply.said["detail"]
    assert await rows(hall.db, "select 1 from hook") == []


async def test_each_token_sees_its_own_only(hall: TownHall) -> None:
    other = await hall.new_token()
    made = await subscribe(hall, "http://127.0.0.1:9/", token=other)
    assert (await hall.get("/hooks"))["items"] == []
    assert (await hall.call("GET", f"/hooks/{made['id']}")).status == 404
    assert (await hall.call("DELETE", f"/hooks/{made['id']}")).status == 404
    assert (await hall.call("GET", f"/hooks/{made['id']}", token=other)).status == 200


async def test_a_token_has_twenty_at_most(hall: TownHall) -> None:
    for _ in range(20):
        await subscribe(hall, "http://127.0.0.1:9/", HookEvent.COURSE_PASSED)
    said = {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    assert (await hall.call("POST", "/hooks", said)).status == 422
    (first, *_) = (await hall.get("/hooks"))["items"]
    await hall.call("DELETE", f"/hooks/{first['id']}")
    assert (await hall.call("POST", "/hooks", said)).status == 201
    assert len(await hall.pages("/hooks", 7)) == 21


@given(
    key=st.binary(min_size=24, max_size=64),
    message=st.uuids(),
    at=st.integers(0, 2**33),
    body=st.binary(max_size=100),
)
def test_the_signature_is_as_the_standard_says(
    key: bytes, message: UUID, at: int, body: bytes
) -> None:
    secret = "whsec_" + b64encode(key).decode()
    expected = hmac.new(key, f"{message}.{at}.".encode() + body, sha256).digest()
    assert signature(secret, str(message), at, body) == f"v1,{b64encode(expected).decode()}"
