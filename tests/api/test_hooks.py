"""Subscribers are told of what happens: each event once, signed, by the engine that delivers all."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.api import HookEvent
from bot.store.api import tokens
from tests.api.post import Post, subscribe, verified
from tests.api.town_hall import (
    ISSUER,
    Receiver,
    TownHall,
    announcement,
    competition,
    completion,
    group,
    person,
)
from tests.delivery.owing import NOON, rows


async def test_a_passed_course_is_told_signed_with_facts_only(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    made = await subscribe(hall, there.url)
    who = await person(hall.db)
    row = await completion(hall.db, who, kind="course")
    await post.work()
    first, second = (verified(made["secret"], one) for one in there.got)
    assert [first["type"], second["type"]] == ["completion.recorded", "course.passed"]
    (stored,) = await rows(hall.db, "select key from completion where id = $1", row)
    assert (
        first["data"]
        == second["data"]
        == {
            "id": str(stored["key"]),
            "learner": ISSUER.pseudonym(who),
            "actor": ISSUER.pseudonym(who),
            "kind": "course",
            "course": "law",
            "lesson": None,
            "score": None,
            "score_max": None,
            "success": None,
            "completed_at": NOON.isoformat(),
        }
    )
    assert str(who) not in there.got[0].body.decode()
    assert there.got[0].headers["webhook-id"] != there.got[1].headers["webhook-id"]
    assert there.got[0].headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert await post.outcomes() == [("sent", "sent HTTP 204")] * 2
    assert await rows(hall.db, "select 1 from hook_event") == []


async def test_competitions_entries_results_and_announcements(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    made = await subscribe(hall, there.url)
    who, chat = await person(hall.db), await group(hall.db)
    await hall.call("POST", "/competitions", competition())
    async with hall.db.transaction() as conn:
        await conn.execute("update competition set state = 'published'")
        await conn.execute("update competition set revision = 2")
        entry = await conn.fetchval(
            """
            insert into entry (competition_key, learner_id, number, entered_at)
            select 'law-2026', id, 1, $2 from learner where key = $1 returning id
            """,
            who,
            NOON,
        )
        for revision in (1, 2):
            await conn.execute(
                "insert into result_revision values ('law-2026', $1, '\\xaa', 'operator 1', $2)",
                revision,
                NOON,
            )
    await hall.call("POST", "/announcements", announcement("saturday", chat))
    async with hall.db.transaction() as conn:
        await conn.execute("update announcement set state = 'approved'")
        await conn.execute("update announcement_group set planned_at = $1", NOON)
    hall.clock.move(timedelta(days=2))
    await post.work()
    told = [
        (said["type"], said["data"])
        for said in (verified(made["secret"], one) for one in there.got)
    ]
    frozen = {"competition": "law-2026", "hash": "aa", "frozen_at": NOON.isoformat()}
    assert told == [
        ("competition.changed", {"competition": "law-2026", "revision": 1, "state": "published"}),
        ("competition.changed", {"competition": "law-2026", "revision": 2, "state": "published"}),
        (
            "entry.created",
            {
                "competition": "law-2026",
                "entry": entry,
                "number": 1,
                "learner": ISSUER.pseudonym(who),
                "kind": "person",
                "division": None,
                "entered_at": NOON.isoformat(),
            },
        ),
        ("result.frozen", frozen | {"revision": 1}),
        ("result.corrected", frozen | {"revision": 2}),
        ("announcement.finished", {"announcement": "saturday"}),
    ]
    await post.work()
    assert len(there.got) == 6, "nothing is told twice"


async def test_drafts_are_nobodys_business(hall: TownHall, post: Post, there: Receiver) -> None:
    await subscribe(hall, there.url)
    await hall.call("POST", "/competitions", competition())
    await hall.call("POST", "/competitions/law-2026/submit")
    await post.work()
    assert there.got == []


async def test_what_happens_is_told_only_if_it_was_committed(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    await subscribe(hall, there.url)
    who = await person(hall.db)

    async def fail() -> None:
        async with hall.db.transaction() as conn:
            await conn.execute(
                "insert into ledger_person (key, learner_id) select key, id from learner"
            )
            await conn.execute(
                """
                insert into completion (key, person, kind, content_version, seconds, notional_minutes, platform,
                  completed_at, recorded_at)
                values (gen_random_uuid(), $1, 'course', '1', 1, 1, 'telegram', $2, $2)
                """,
                who,
                NOON,
            )
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    await post.work()
    assert there.got == []


async def test_nothing_is_kept_where_nobody_subscribes(hall: TownHall) -> None:
    await completion(hall.db, await person(hall.db))
    await subscribe(hall, "http://127.0.0.1:9/", HookEvent.COURSE_PASSED)
    await completion(hall.db, await person(hall.db))
    assert await rows(hall.db, "select 1 from hook_event") == []


async def test_many_planners_tell_each_event_once(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    for _ in range(2):
        await subscribe(hall, there.url, HookEvent.COMPLETION_RECORDED)
    who = await person(hall.db)
    for _ in range(20):
        await completion(hall.db, who)
    await asyncio.gather(*(post.planner.plan() for _ in range(4)))
    await post.work()
    ids = [one.headers["webhook-id"] for one in there.got]
    assert len(ids) == 40
    assert all(ids.count(one) == 2 for one in ids), "one event has one id for all subscribers"
    assert len(set(ids)) == 20


@pytest.mark.parametrize("status", [500, 503, 404, 401, 302])
async def test_what_is_not_taken_goes_again_with_the_same_id_and_bytes(
    hall: TownHall, post: Post, there: Receiver, status: int
) -> None:
    made = await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    there.answers = [status, status]
    there.headers = {"Location": f"{there.url}/elsewhere"}
    await completion(hall.db, await person(hall.db), kind="course")
    for _ in range(3):
        await post.work()
        hall.clock.move(timedelta(minutes=1))
    assert [one.path for one in there.got] == ["/events"] * 3
    for one in there.got:
        verified(made["secret"], one)
    assert len({one.headers["webhook-id"] for one in there.got}) == 1
    assert len({one.body for one in there.got}) == 1
    assert len({one.headers["webhook-timestamp"] for one in there.got}) == 3
    assert await post.outcomes() == [("sent", "sent HTTP 204")]


async def test_a_receiver_that_is_down_holds_back_nobody_else(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    """Not even one that fails twenty times in a row stops the account."""
    dead = await subscribe(hall, "http://127.0.0.1:9/", HookEvent.COURSE_PASSED)
    await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    who = await person(hall.db)
    for _ in range(20):
        await completion(hall.db, who, kind="course")
        await post.work()
        hall.clock.move(timedelta(seconds=3))
    assert len(there.got) == 20
    assert await rows(hall.db, "select 1 from account_stop") == []
    open_ones = await rows(
        hall.db,
        """
        select d.steps -> -1 ->> 'reason' as reason from delivery d join hook h on h.group_id = d.group_id
        where h.key = $1 and d.attempts > 0
        """,
        dead["id"],
    )
    assert {one["reason"] for one in open_ones} <= {
        "unavailable no answer (ClientConnectorError)",
        "unavailable no answer (ClientOSError)",
    }
    assert open_ones


async def test_what_hangs_is_given_up_and_goes_again(hall: TownHall, there: Receiver) -> None:
    post = Post(hall, patience=1.5)
    await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    there.hang = asyncio.Event()
    await completion(hall.db, await person(hall.db), kind="course")
    await post.work()
    (waiting,) = await rows(hall.db, "select steps, uncertain from delivery where kind = 'hook'")
    assert waiting["steps"][-1]["reason"] == "unavailable no answer in time"
    assert not waiting["uncertain"]
    there.hang.set()
    hall.clock.move(timedelta(minutes=1))
    await post.work()
    assert len({one.headers["webhook-id"] for one in there.got}) == 1
    assert await post.outcomes() == [("sent", "sent HTTP 204")]
    await post.channel.stop()


async def test_who_asks_for_a_pause_gets_it(hall: TownHall, post: Post, there: Receiver) -> None:
    await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    there.answers, there.headers = [429], {"Retry-After": "120"}
    await completion(hall.db, await person(hall.db), kind="course")
    await post.work()
    hall.clock.move(timedelta(seconds=119))
    await post.work()
    assert len(there.got) == 1
    hall.clock.move(timedelta(seconds=3))
    await post.work()
    assert len(there.got) == 2
    assert await post.outcomes() == [("sent", "sent HTTP 204")]


async def test_who_is_gone_is_told_nothing_more(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    made = await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    there.answers = [410]
    who = await person(hall.db)
    for _ in range(3):
        await completion(hall.db, who, kind="course")
    await post.work()
    await post.work()
    assert len(there.got) == 1
    shown = await hall.get(f"/hooks/{made['id']}")
    assert shown["end_reason"] == "the receiver answered 410 Gone"
    assert "secret" not in shown
    await completion(hall.db, who, kind="course")
    assert await rows(hall.db, "select 1 from hook_event") == []
    assert await rows(hall.db, "select 1 from delivery") == []


async def test_after_three_days_it_is_given_up(
    hall: TownHall, post: Post, there: Receiver
) -> None:
    await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    there.answers = [500] * 1000
    await completion(hall.db, await person(hall.db), kind="course")
    await post.work()
    hall.clock.move(timedelta(days=3, minutes=20))
    await post.work()
    ((state, reason),) = await post.outcomes()
    assert state == "failed"
    assert reason.startswith("gave up after 72 h")


Ending = Callable[[TownHall, str], Awaitable[None]]


async def _end(hall: TownHall, key: str) -> None:
    assert (await hall.call("DELETE", f"/hooks/{key}")).said["ended_at"] is not None


async def _revoke(hall: TownHall, key: str) -> None:
    del key
    async with hall.db.transaction() as conn:
        await tokens.revoke_token(conn, name="hall", actor="command line", at=hall.clock.now())


async def _expire(hall: TownHall, key: str) -> None:
    del key
    hall.clock.move(timedelta(days=31))


@pytest.mark.parametrize("how", [_end, _revoke, _expire])
async def test_what_is_ended_is_told_nothing_more(
    hall: TownHall, post: Post, there: Receiver, how: Ending
) -> None:
    made = await subscribe(hall, there.url, HookEvent.COURSE_PASSED)
    who = await person(hall.db)
    there.answers = [500]
    await completion(hall.db, who, kind="course")
    await post.work()
    await completion(hall.db, who, kind="course")
    await how(hall, made["id"])
    hall.clock.move(timedelta(minutes=1))
    await post.work()
    assert len(there.got) == 1
    assert {state for state, _ in await post.outcomes()} <= {"expired", "failed"}
    (stored,) = await rows(hall.db, "select ended_at, end_reason from hook")
    assert stored["ended_at"] is not None
    assert stored["end_reason"]
    assert await rows(hall.db, "select 1 from delivery") == []


async def test_who_was_erased_is_not_told_of(hall: TownHall, post: Post, there: Receiver) -> None:
    await subscribe(hall, there.url, HookEvent.ENTRY_CREATED)
    who = await person(hall.db)
    await hall.call("POST", "/competitions", competition())
    async with hall.db.transaction() as conn:
        await conn.execute(
            "insert into entry (competition_key, learner_id, entered_at) select 'law-2026', id, $2 from learner where key = $1",
            who,
            NOON,
        )
    await post.planner.plan()
    async with hall.db.transaction() as conn:
        await conn.execute("delete from entry")
    await post.work()
    assert there.got == []
    assert await post.outcomes() == [("expired", "what it tells of was erased meanwhile")]
