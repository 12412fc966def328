"""A call that is made again: the same answer, and nothing is done twice."""

import asyncio
from datetime import timedelta

from schedules.hooks import HookPlanner
from tests.api.town_hall import SECRET, Reply, TownHall, announcement, competition, group
from tests.delivery.owing import rows


async def _post(hall: TownHall, path: str, said: object = None, key: str = "") -> Reply:
    return await hall.call("POST", path, said, headers={"Idempotency-Key": key} if key else {})


async def test_the_same_call_again_changes_nothing(hall: TownHall) -> None:
    row = await group(hall.db)
    said = announcement("saturday", row)
    first = await _post(hall, "/announcements", said, "k1")
    again = await _post(hall, "/announcements", said, "k1")
    assert (again.status, again.said) == (first.status, first.said) == (201, first.said)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    noted = await rows(hall.db, "select 1 from audit_entry where act = 'announcement.create'")
    assert len(noted) == 1


async def test_a_secret_comes_again_with_the_same_call_and_is_kept_sealed(hall: TownHall) -> None:
    said = {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    first = await _post(hall, "/hooks", said, "k1")
    again = await _post(hall, "/hooks", said, "k1")
    assert again.said == first.said
    secret = first.said["secret"].removeprefix("whsec_")
    for table in ("api_answer", "hook", "audit_entry"):
        for one in await rows(hall.db, f"select t::text as row from {table} t"):
            assert secret not in one["row"]
            assert secret.encode().hex() not in one["row"]
    assert len(await rows(hall.db, "select 1 from hook")) == 1


async def test_another_call_with_the_same_key_is_refused(hall: TownHall) -> None:
    row = await group(hall.db)
    await _post(hall, "/announcements", announcement("a-1", row), "k1")
    for path, said in (
        ("/announcements", announcement("a-2", row)),
        ("/announcements/a-1/submit", None),
    ):
        other = await _post(hall, path, said, "k1")
        assert (other.status, other.said["code"]) == (422, "idempotency-key")
    assert (await hall.get("/announcements/a-1"))["phase"] == "draft"


async def test_a_key_is_one_tokens_own_and_lasts_a_day(hall: TownHall) -> None:
    said = {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    first = await _post(hall, "/hooks", said, "k1")
    other = await hall.call(
        "POST", "/hooks", said, token=await hall.new_token(), headers={"Idempotency-Key": "k1"}
    )
    assert other.said["id"] != first.said["id"]
    hall.clock.move(timedelta(hours=24))
    later = await _post(hall, "/hooks", said, "k1")
    assert later.said["id"] != first.said["id"]
    hall.clock.move(timedelta(hours=24))
    planner = HookPlanner(hall.db, hall.clock, lambda: None, SECRET)
    assert await planner.forget() == 2
    assert await rows(hall.db, "select 1 from api_answer") == []


async def test_what_came_to_nothing_can_be_tried_again_with_its_key(hall: TownHall) -> None:
    said = announcement("saturday", 1)
    assert (await _post(hall, "/announcements", said, "k1")).status == 422
    assert await group(hall.db) == 1
    assert (await _post(hall, "/announcements", said, "k1")).status == 201


async def test_a_race_of_one_call_is_done_once(hall: TownHall) -> None:
    said = {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    replies = await asyncio.gather(*(_post(hall, "/hooks", said, "k1") for _ in range(6)))
    assert {one.status for one in replies} == {201}
    assert len({one.said["id"] for one in replies}) == 1
    assert sum("Idempotency-Replayed" in one.headers for one in replies) == 5
    assert len(await rows(hall.db, "select 1 from hook")) == 1


async def test_a_race_for_one_id_has_one_winner(hall: TownHall) -> None:
    row = await group(hall.db)
    replies = await asyncio.gather(
        *(_post(hall, "/announcements", announcement("saturday", row)) for _ in range(5))
    )
    assert sorted(one.status for one in replies) == [201, 409, 409, 409, 409]
    drafts = await asyncio.gather(*(_post(hall, "/competitions", competition()) for _ in range(5)))
    assert sorted(one.status for one in drafts) == [201, 422, 422, 422, 422]
