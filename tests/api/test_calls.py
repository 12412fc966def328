"""Calls that change something: once each, on what was read, and each told in the audit log."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from bot.domain.competitions import CompetitionState
from bot.domain.delivery import Outcome, Result
from bot.domain.events import ChannelKind
from bot.ports import Channel
from bot.store.audit import Wanted, acts
from bot.store.competitions import put_state
from bot.store.db import Connection
from bot.store.redis import connect
from tests.api.town_hall import (
    Reply,
    TownHall,
    announcement,
    competition,
    group,
    town_hall,
)
from tests.delivery.channels import ScriptedChannel, wechat
from tests.delivery.owing import rows
from tests.followers.official import ScriptedOfficial


async def _noted(hall: TownHall) -> list[tuple[str, str, str]]:
    async with hall.db.connection() as conn:
        found = await acts(conn, Wanted(actor="token hall"))
    return [(one.act, one.kind, one.about) for one in reversed(found)]


async def _post(hall: TownHall, path: str, said: object = None, key: str = "") -> Reply:
    return await hall.call("POST", path, said, headers={"Idempotency-Key": key} if key else {})


# Competitions ------------------------------------------------------------------------------------


async def test_a_competition_is_a_draft_until_people_publish_it(hall: TownHall) -> None:
    row = await group(hall.db)
    made = await _post(hall, "/competitions", competition(groups=[row]))
    assert (made.status, made.said["state"], made.said["groups"]) == (201, "draft", [row])
    assert made.headers["Location"] == "/api/v1/competitions/law-2026"
    assert made.said["stages"][0]["opens"] == "2026-12-01T01:00:00Z"
    assert made.said["reminders"] == ["P7D", "PT3H"]
    shown = await hall.call("GET", "/competitions/law-2026")
    assert (shown.said, shown.headers["ETag"]) == (made.said, made.headers["ETag"])
    sent = await _post(hall, "/competitions/law-2026/submit")
    assert sent.said["state"] == "waiting"
    again = await _post(hall, "/competitions/law-2026/submit")
    assert (again.status, again.said["code"]) == (409, "state")
    (line,) = (await hall.get("/competitions?state=waiting"))["items"]
    assert (line["id"], line["entries"]) == ("law-2026", 0)
    assert await _noted(hall) == [
        ("competition.make", "competition", "law-2026"),
        ("competition.submit", "competition", "law-2026"),
    ]


async def test_dates_of_a_draft_are_moved_on_the_revision_that_was_read(hall: TownHall) -> None:
    await _post(hall, "/competitions", competition())
    tag = (await hall.call("GET", "/competitions/law-2026")).headers["ETag"]
    later = {
        "id": "round-1",
        "opens": "2026-12-12T09:00:00+08:00",
        "closes": "2026-12-14T18:00:00+08:00",
    }
    path, said = "/competitions/law-2026", {"stages": [later]}
    without = await hall.call("PATCH", path, said)
    assert (without.status, without.said["code"]) == (428, "if-match")
    moved = await hall.call("PATCH", path, said, headers={"If-Match": tag})
    assert moved.status == 200
    assert moved.said["stages"][1]["opens"] == "2026-12-12T01:00:00Z"
    assert moved.said["stages"][0]["opens"] == "2026-12-01T01:00:00Z", "what is left out stays"
    assert moved.headers["ETag"] != tag
    second = await hall.call("PATCH", path, {"title": "另一个"}, headers={"If-Match": tag})
    assert (second.status, second.said["code"]) == (412, "stale")
    strange = await hall.call("PATCH", path, said, headers={"If-Match": '"x"'})
    assert (strange.status, strange.said["code"]) == (400, "if-match")
    assert (await hall.get(path))["title"] == "全民法治知识竞赛"


async def test_what_is_published_is_not_changed_here(hall: TownHall) -> None:
    await _post(hall, "/competitions", competition())
    async with hall.db.transaction() as conn:
        await put_state(conn, "law-2026", CompetitionState.PUBLISHED, "operator 1")
    reply = await hall.call(
        "PATCH", "/competitions/law-2026", {"title": "新"}, headers={"If-Match": '"1"'}
    )
    assert (reply.status, reply.said["code"]) == (409, "published")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"groups": [1, 99]}, "groups"),
        ({"reminders": ["P61D"]}, "reminders.0"),
        ({"reminders": ["P"]}, "reminders.0"),
        ({"title": "转发朋友圈集赞送礼品"}, "title"),
    ],
)
async def test_what_does_not_fit_together_is_refused(
    hall: TownHall, change: dict[str, Any], where: str
) -> None:
    reply = await _post(hall, "/competitions", competition() | change)
    assert (reply.status, reply.said["faults"][0]["where"]) == (422, where)
    assert await rows(hall.db, "select 1 from competition") == []


@pytest.mark.parametrize(
    ("stage", "change", "where"),
    [
        (0, {"closes": "2026-11-30T09:00:00+08:00"}, "stages.0.closes"),
        (1, {"opens": "2026-11-30T09:00:00+08:00"}, "stages.1.opens"),
        (1, {"id": "registration"}, "stages.1.id"),
        (0, {"draw": 10}, "stages.0.draw"),
    ],
)
async def test_stages_that_do_not_fit_are_refused(
    hall: TownHall, stage: int, change: dict[str, Any], where: str
) -> None:
    said = competition()
    said["stages"][stage] |= change
    reply = await _post(hall, "/competitions", said)
    assert (reply.status, reply.said["faults"][0]["where"]) == (422, where)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Law 2026"},
        {"title": "两\u0000行"},
        {"title": "\u202e反的"},
        {"title": ""},
        {"link": "javascript:alert(1)"},
        {"stages": []},
        {"unknown": 1},
        {"groups": ["1"]},
        {"groups": [2**63]},
        {"category": "no-such"},
    ],
)
async def test_what_is_malformed_is_told_by_its_place(
    hall: TownHall, change: dict[str, Any]
) -> None:
    reply = await _post(hall, "/competitions", competition() | change)
    assert (reply.status, reply.said["code"]) == (400, "malformed")
    assert reply.said["faults"][0]["where"].startswith(next(iter(change)))
    assert reply.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("1999-12-31T23:59:59Z", 422),
        ("2100-01-01T00:00:00Z", 422),
        ("0001-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-14:00", 422),
        ("2026-12-01T09:00:00", 400),
        ("soon", 400),
    ],
)
async def test_moments_are_plausible_and_have_an_offset(
    hall: TownHall, moment: str, status: int
) -> None:
    said = announcement("saturday", await group(hall.db)) | {"due": moment}
    reply = await _post(hall, "/announcements", said)
    assert (reply.status, reply.said["faults"][0]["where"]) == (status, "due")


# Announcements -----------------------------------------------------------------------------------


async def test_an_announcement_waits_for_people(hall: TownHall) -> None:
    row = await group(hall.db)
    made = await _post(hall, "/announcements", announcement("saturday", row))
    assert (made.status, made.said["phase"], made.said["groups"]) == (201, "draft", [row])
    taken = await _post(hall, "/announcements", announcement("saturday", row))
    assert (taken.status, taken.said["code"]) == (409, "taken")
    sent = await _post(hall, "/announcements/saturday/submit")
    assert sent.said["phase"] == "waiting"
    assert (await _post(hall, "/announcements/saturday/submit")).status == 409
    (stored,) = await rows(hall.db, "select state, approved_by, made_by from announcement")
    assert tuple(stored) == ("waiting", "", "token hall")
    report = await hall.get("/announcements/saturday/report")
    assert (report["planned"], report["lines"]) == (0, [])
    assert [one for one, _, _ in await _noted(hall)] == [
        "announcement.create",
        "announcement.submit",
    ]


async def test_a_report_adds_up(hall: TownHall) -> None:
    row = await group(hall.db)
    await _post(hall, "/announcements", announcement("saturday", row))
    async with hall.db.connection() as conn:
        await _owe(conn, row)
    report = await hall.get("/announcements/saturday/report")
    parts = ("unplanned", "waiting", "in_flight", "held", "sent", "expired", "failed")
    assert [report[name] for name in parts] == [0, 1, 0, 0, 2, 0, 1]
    assert (report["total"], report["planned"]) == (4, 4)
    assert sum(one["people"] for one in report["lines"]) == 4
    assert {"part": "sent", "name": "send", "people": 2} in report["lines"]


async def _owe(conn: Connection, row: int) -> None:
    await conn.execute(
        """
        insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
        values ($1, 'city-wechat', 'news', 'saturday', 'once', 4, now(), now(), now())
        """,
        row,
    )
    for state, reason in (("sent", "a"), ("sent", "b"), ("failed", "gone")):
        await conn.execute(
            """
            insert into delivery_past (id, lane, kind, subject, occurrence, priority, state, due, attempts, uncertain,
              rung, reason, detail, steps, planned_at, decided_at, ended_at)
            values (1, 'city', 'news', 'saturday', 'once', 4, $1, now(), 1, false, 'send', $2, '{}', '[]', now(), now(), now())
            """,
            state,
            reason,
        )


async def test_pages_of_announcements_bring_each_once(hall: TownHall) -> None:
    row = await group(hall.db)
    for number in range(5):
        assert (
            await _post(hall, "/announcements", announcement(f"a-{number}", row))
        ).status == 201
    found = await hall.pages("/announcements", 2)
    assert [one["id"] for one in found] == [f"a-{number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"expires": "2026-11-24T09:00:00+08:00"}, "expires"),
        ({"due": "2026-11-01T09:00:00Z", "expires": "2026-11-02T09:00:00Z"}, "expires"),
        ({"text": "转发朋友圈集赞送礼品"}, "text"),
        ({"text": "长" * 600}, "text"),
        ({"groups": [99]}, "groups"),
        ({"title": " "}, "title"),
        ({"title": "\u3000"}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"organiser": "\u2800"}, "organiser"),
        ({"link": "https://[::"}, "link"),
    ],
)
async def test_announcements_that_make_no_sense(
    hall: TownHall, change: dict[str, Any], where: str
) -> None:
    said = announcement("saturday", await group(hall.db)) | change
    reply = await _post(hall, "/announcements", said)
    assert (reply.status, reply.said["faults"][0]["where"]) == (422, where)


# Groups ------------------------------------------------------------------------------------------


@dataclass
class Cohorts(ScriptedOfficial):
    """An official account, as the API is given it."""

    kind: ChannelKind = ChannelKind.WECHAT


async def test_a_cohort_is_made_with_its_code(hall: TownHall, redis_url: str) -> None:
    redis, official = connect(redis_url), Cohorts("city-wechat")
    said = {"account": "city-wechat", "scene": "class-7", "title": "七班"}
    async with town_hall(
        hall.db, redis, {"city-wechat": cast("Channel", official)}, name="other"
    ) as there:
        official.fails = lambda call, people: Outcome(Result.UNAVAILABLE, "500 down")
        made = await there.call("POST", "/groups", said)
        assert (made.status, made.said["join_url"]) == (201, None)
        official.fails = lambda call, people: None
        again = await there.call("POST", "/groups", said)
        assert again.said["id"] == made.said["id"]
        shown = await there.get(f"/groups/{made.said['id']}")
    await redis.aclose()
    assert (shown["title"], shown["zone"], shown["state"]) == ("七班", "Asia/Shanghai", "known")
    assert shown["join_url"].startswith("http")


async def test_only_wechat_cohorts_are_made(hall: TownHall, redis_url: str) -> None:
    redis = connect(redis_url)
    channels = {"city": ScriptedChannel("city"), "city-wechat": wechat("city-wechat")}
    async with town_hall(hall.db, redis, channels, name="other") as there:
        for account in ("city", "nobody", "city-wechat"):
            said = {"account": account, "scene": "class-7", "title": "七班"}
            reply = await there.call("POST", "/groups", said)
            assert (reply.status, reply.said["faults"][0]["where"]) == (422, "account")
    await redis.aclose()
    assert await rows(hall.db, "select 1 from chat_group") == []


# Bodies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"id": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"id=1", "application/x-www-form-urlencoded", 415),
        (b"[" + b"1," * 40_000 + b"1]", "application/json", 413),
    ],
)
async def test_bodies_that_cannot_be_read(
    hall: TownHall, data: bytes, kind: str, status: int
) -> None:
    reply = await hall.call("POST", "/announcements", data=data, headers={"Content-Type": kind})
    assert reply.status == status
    assert reply.said["status"] == status


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=a",
        "limit=1&limit=2",
        "state=lost",
        "x=1",
        "group=0",
        "track=%00",
    ],
)
async def test_queries_that_mean_nothing(hall: TownHall, query: str) -> None:
    reply = await hall.call("GET", f"/learners?{query}")
    assert (reply.status, reply.said["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "path", ["/groups/0", "/groups/x", "/groups/99999999999999999999", "/learners/x", "/hooks/%00"]
)
async def test_paths_that_name_nothing(hall: TownHall, path: str) -> None:
    assert (await hall.call("GET", path)).status == 404


async def test_without_storage_it_says_so(hall: TownHall) -> None:
    await hall.db.close()
    reply = await hall.call("GET", "/learners")
    assert (reply.status, reply.said["code"]) == (503, "storage")
    assert reply.headers["Retry-After"] == "2"
