"""What can be read: whole, page by page, and nothing of who people are."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.keys.signing import SigningKey
from bot.ledger.journal.sealing import Sealer
from bot.store.db import Database
from tests.api.town_hall import (
    ISSUER,
    TownHall,
    competition,
    completion,
    group,
    people,
    person,
)
from tests.delivery.owing import NOON, learner, rows

KEY = SigningKey(b"s" * 32)


async def _seal(hall: TownHall) -> None:
    await Sealer(hall.db, hall.clock, KEY, most=7).run()


async def test_learners_stand_by_pseudonym_only(hall: TownHall) -> None:
    row = await learner(hall.db, "city:4711007")
    (key,) = [
        one["key"] for one in await rows(hall.db, "select key from learner where id = $1", row)
    ]
    (shown,) = (await hall.get("/learners"))["items"]
    assert shown["id"] == ISSUER.pseudonym(key)
    assert "4711007" not in json.dumps(shown)
    assert str(key) not in json.dumps(shown)
    assert await hall.get(f"/learners/{shown['id']}") == shown


async def test_who_came_later_is_found_by_pseudonym_too(hall: TownHall) -> None:
    for key in await people(hall.db, 3):
        found = await hall.get(f"/learners/{ISSUER.pseudonym(key)}")
        assert found["track"] == "seniors"


async def test_who_turned_out_to_be_somebody_else_is_found_as_that_one(hall: TownHall) -> None:
    one, other = await people(hall.db, 2)
    async with hall.db.connection() as conn:
        await conn.execute(
            "update learner set merged_into = (select id from learner where key = $1) where key = $2",
            one,
            other,
        )
    assert (await hall.get(f"/learners/{ISSUER.pseudonym(other)}"))["id"] == ISSUER.pseudonym(one)
    assert [e["id"] for e in (await hall.get("/learners"))["items"]] == [ISSUER.pseudonym(one)]


async def test_filters_of_learners(hall: TownHall) -> None:
    in_group = await person(hall.db)
    paused = await person(hall.db, state="paused", track="couriers")
    row = await group(hall.db)
    async with hall.db.connection() as conn:
        await conn.execute(
            "insert into group_member (group_id, learner_id, joined_at) select $1, id, $2 from learner where key = $3",
            row,
            NOON,
            in_group,
        )

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await hall.get(f"/learners?{query}"))["items"]]

    assert await ids(f"group={row}") == [ISSUER.pseudonym(in_group)]
    assert await ids("state=paused") == await ids("track=couriers") == [ISSUER.pseudonym(paused)]
    assert (await hall.get(f"/groups/{row}"))["members"] == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
async def test_pages_bring_each_once(hall: TownHall, limit: int) -> None:
    keys = await people(hall.db, 7)
    found = await hall.pages("/learners", limit)
    assert [one["id"] for one in found] == [ISSUER.pseudonym(key) for key in keys]


async def test_past_the_end_is_an_empty_page(hall: TownHall) -> None:
    await people(hall.db, 2)
    first = await hall.get("/learners?limit=1")
    async with hall.db.connection() as conn:
        await conn.execute("delete from learner where id > (select min(id) from learner)")
    past = await hall.get(f"/learners?limit=1&cursor={first['next']}")
    assert past == {"items": [], "next": None}


async def test_a_cursor_is_good_for_its_own_list_only(hall: TownHall) -> None:
    await people(hall.db, 2)
    cursor = (await hall.get("/learners?limit=1"))["next"]
    for path in ("/learners?state=active", "/groups?limit=1", "/learners?limit=1"):
        joined = "&" if "?" in path else "?"
        forged = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
        use = forged if path == "/learners?limit=1" else cursor
        reply = await hall.call("GET", f"{path}{joined}cursor={use}")
        assert (reply.status, reply.said["code"]) == (422, "cursor")


@given(text=st.text(st.characters(codec="ascii"), min_size=1, max_size=60))
def test_no_made_up_cursor_is_read(text: str) -> None:
    from bot.web.api.cursors import Cursors
    from bot.web.api.problems import ProblemError

    cursors = Cursors(b"k" * 32)
    with pytest.raises(ProblemError):
        cursors.read("list", text)


@given(place=st.lists(st.one_of(st.integers(), st.text(max_size=20), st.none()), max_size=4))
def test_a_cursor_leads_where_it_was_made(place: list[Any]) -> None:
    from bot.web.api.cursors import Cursors

    cursors = Cursors(b"k" * 32)
    assert cursors.read("list", cursors.make("list", place)) == place


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limit=st.integers(1, 9))
async def test_completions_come_each_once_in_an_order_that_stays(
    hall: TownHall, limit: int
) -> None:
    who = await person(hall.db)
    before = len(await _all(hall, 200))
    for number in range(9):
        await completion(hall.db, who, at=NOON + timedelta(seconds=number))
    await _seal(hall)
    found = await _all(hall, limit)
    assert len(found) == len({one["id"] for one in found}) == before + 9
    assert found == await _all(hall, 200)


async def _all(hall: TownHall, limit: int) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        page = await hall.get(f"/completions?limit={limit}{cursor}")
        found += page["items"]
        cursor = f"&cursor={page['next']}"
        if not page["more"]:
            return found


async def test_what_is_committed_late_is_not_passed_by(hall: TownHall) -> None:
    """The transaction with the lower number ends last."""
    who, other = await people(hall.db, 2)
    async with hall.db.transaction() as slow:
        await slow.execute(
            "insert into ledger_person (key, learner_id) select key, id from learner where key = $1",
            who,
        )
        late = await slow.fetchval(
            """
            insert into completion (key, person, kind, course_key, content_version, seconds, notional_minutes,
              platform, completed_at, recorded_at)
            values (gen_random_uuid(), $1, 'lesson', 'law', '1', 1, 1, 'telegram', $2, $2) returning id
            """,
            who,
            NOON,
        )
        early = await completion(hall.db, other)
        assert late < early
        await _seal(hall)
        first = await hall.get("/completions")
    await _seal(hall)
    second = await hall.get(f"/completions?cursor={first['next']}")
    assert [one["learner"] for one in first["items"]] == [ISSUER.pseudonym(other)]
    assert [one["learner"] for one in second["items"]] == [ISSUER.pseudonym(who)]
    third = await hall.get(f"/completions?cursor={second['next']}")
    assert (third["items"], third["more"], third["next"]) == ([], False, second["next"])


async def test_filters_of_completions(hall: TownHall) -> None:
    who = await person(hall.db)
    await completion(hall.db, who)
    await completion(hall.db, who, kind="course", course="phones")
    await _seal(hall)
    (course,) = (await hall.get("/completions?kind=course"))["items"]
    assert (course["course"], course["lesson"]) == ("phones", None)
    assert len((await hall.get("/completions?course=law"))["items"]) == 1


async def test_no_list_of_groups_shows_a_subscriber(hall: TownHall) -> None:
    from bot.store.groups.membership import all_groups

    await group(hall.db)
    made = await hall.call(
        "POST", "/hooks", {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    )
    assert made.status == 201
    assert [one["title"] for one in (await hall.get("/groups"))["items"]] == ["群 class-7"]
    async with hall.db.connection() as conn:
        assert [one.platform_id for one in await all_groups(conn)] == ["class-7"]
    (row,) = await rows(hall.db, "select id from chat_group where channel = 'webhook'")
    assert (await hall.call("GET", f"/groups/{row['id']}")).status == 404
    refused = await hall.call("POST", "/competitions", competition(groups=[row["id"]]))
    assert (refused.status, refused.said["faults"][0]["where"]) == (422, "groups")


async def test_the_shelf(hall: TownHall, db: Database) -> None:
    async with db.connection() as conn:
        for key, state in (("law", "approved"), ("old", "approved"), ("new", "draft")):
            version = await conn.fetchval(
                """
                insert into course_version (course_key, version, content_hash, title, track, language, level, hours,
                  pass_mark, hours_per_credit, source, licence, reviewed_by, state, recalled_at, imported_at)
                values ($1, '2026.1', $2, $1, 'seniors', 'zh-Hans', 1, 4, 0.6, 16, 's', 'l', 'r', $3, $4, $5) returning id
                """,
                key,
                key.encode(),
                state,
                NOON if key == "old" else None,
                NOON,
            )
            await conn.execute("insert into course values ($1, $2)", key, version)
    (shown,) = (await hall.get("/courses?track=seniors"))["items"]
    assert (shown["id"], shown["hours"], shown["pass_mark"], shown["lessons"]) == (
        "law",
        4,
        0.6,
        0,
    )
