"""Calendars as a phone fetches them: read back by a parser of their own format."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar

from bot.clock import FrozenClock
from bot.competitions.moments import moments_of
from bot.competitions.telling.calendar_links import calendar_link, read_token, token_of
from bot.domain.competitions import (
    Category,
    Competition,
    CompetitionState,
    Stage,
    StageKind,
)
from bot.store import entries
from bot.store.competitions import cancel, import_competition, put_state
from bot.store.db import Database
from bot.web import calendars
from bot.web.calendars import routes
from tests.delivery.owing import learner

Client = TestClient[web.Request, web.Application]
NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECRET, PUBLIC = b"s" * 32, "https://yike.example.org/y"
REGISTRATION = Stage("registration", StageKind.REGISTRATION, NOW + DAY, NOW + 9 * DAY)
ROUND = Stage("round-1", StageKind.QUIZ, NOW + 10 * DAY, NOW + 12 * DAY, title="初赛")
FINAL = Stage(
    "final", StageKind.LIVE, NOW + 20 * DAY, NOW + 20 * DAY + 3 * HOUR, title="决赛", place="礼堂"
)
CONTEST = Competition(
    "law",
    "全民法治知识竞赛",
    Category.LEGAL_LITERACY,
    "某某图书馆",
    "https://example.org/rules",
    (),
    (REGISTRATION, ROUND, FINAL),
    (DAY,),
    contact="辅导部",
)


@pytest.fixture
async def client(db: Database) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(
        routes(
            db=db,
            clock=FrozenClock(NOW),
            secret=SECRET,
            public_url=PUBLIC,
            domain="yike.example.org",
            zone="Asia/Shanghai",
        )
    )
    async with TestClient(TestServer(app)) as client:
        yield client


async def put(db: Database, *competitions: Competition, at: datetime = NOW) -> None:
    async with db.transaction() as conn:
        for one in competitions:
            kept = moments_of(one, at, (time(21, 30), time(7, 30)), ZoneInfo("Asia/Shanghai")).kept
            await import_competition(conn, one, kept, at=at)


async def fetched(client: Client, path: str = "/competitions.ics") -> tuple[bytes, Any]:
    """The bytes, in lines as the format demands them, and what a parser reads in them."""
    async with client.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        body = await answer.read()
    assert body.endswith(b"\r\n")
    lines = body[:-2].split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(len(line) for line in lines) <= 74
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    parsed = Calendar.from_ical(body)
    assert isinstance(parsed, Calendar)
    assert not [one.errors for one in parsed.walk() if one.errors]
    return body, parsed


def events(parsed: Any) -> dict[str, Any]:
    found = {str(one["UID"]): one for one in parsed.walk("VEVENT")}
    assert len(found) == len(parsed.walk("VEVENT")), "each UID stands once"
    return found


async def test_each_stage_is_an_event_that_stays_the_same_one(
    db: Database, client: Client
) -> None:
    await put(db, CONTEST)
    _, parsed = await fetched(client)
    found = events(parsed)
    assert set(found) == {
        f"law/{key}@yike.example.org" for key in ("registration", "round-1", "final")
    }
    first = found["law/registration@yike.example.org"]
    assert first["SUMMARY"] == "《全民法治知识竞赛》报名"
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (first.start, first.end) == (REGISTRATION.opens, REGISTRATION.closes)
    assert (first["SEQUENCE"], first["STATUS"]) == (1, "CONFIRMED")
    assert first["LAST-MODIFIED"].dt == NOW
    assert first["URL"] == "https://example.org/rules"
    assert "某某图书馆" in first["DESCRIPTION"]
    [alarm] = first.walk("VALARM")
    assert alarm["TRIGGER"].dt == -DAY
    assert alarm["TRIGGER"].params["RELATED"] == "END"
    last = found["law/final@yike.example.org"]
    assert (last["SUMMARY"], last["LOCATION"]) == ("《全民法治知识竞赛》决赛", "礼堂")
    assert [one["TZID"] for one in parsed.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert parsed["VERSION"] == "2.0"


async def test_a_change_and_a_cancellation_reach_the_same_events(
    db: Database, client: Client
) -> None:
    await put(db, CONTEST)
    later = replace(FINAL, opens=FINAL.opens + DAY, closes=FINAL.closes + DAY)
    await put(db, replace(CONTEST, stages=(REGISTRATION, ROUND, later)), at=NOW + HOUR)
    final = events((await fetched(client))[1])["law/final@yike.example.org"]
    assert (final["SEQUENCE"], final.start) == (2, later.opens)
    assert final["LAST-MODIFIED"].dt == NOW + HOUR
    async with db.transaction() as conn:
        await cancel(conn, "law", "台风，安全第一", NOW + 2 * HOUR)
    found = events((await fetched(client))[1])
    assert len(found) == 3
    for one in found.values():
        assert (one["STATUS"], one["SEQUENCE"]) == ("CANCELLED", 3)
        assert one["LAST-MODIFIED"].dt == NOW + 2 * HOUR
        assert one.walk("VALARM") == []
        assert "台风，安全第一" in one["DESCRIPTION"]


async def test_only_what_is_published_and_not_long_over_is_there(
    db: Database, client: Client
) -> None:
    for key, closes in (("gone", NOW - 90 * DAY), ("just", NOW - 90 * DAY + HOUR)):
        stage = replace(REGISTRATION, opens=closes - DAY, closes=closes)
        await put(db, replace(CONTEST, key=key, stages=(stage,)), at=closes - 2 * DAY)
    await put(db, replace(CONTEST, key="hidden"))
    for hidden in (CompetitionState.DRAFT, CompetitionState.WAITING):
        async with db.transaction() as conn:
            await put_state(conn, "hidden", hidden, "")
        found = events((await fetched(client))[1])
        assert set(found) == {"just/registration@yike.example.org"}


async def test_an_empty_calendar_is_a_calendar(client: Client) -> None:
    _, parsed = await fetched(client)
    assert parsed.walk("VEVENT") == []


async def test_hostile_words_stay_words(db: Database, client: Client) -> None:
    nasty = replace(
        CONTEST,
        title='=HYPERLINK("http://x")\u202e<script>alert(1)</script>;,\\n\r\nBEGIN:VEVENT'
        + "长" * 90,
        organiser="@SUM(1)\u2066馆\x07",
        contact="a\nSTATUS:CANCELLED",
        link="javascript:alert(1)\r\nX-EVIL:1",
        stages=(replace(FINAL, place="礼堂\r\nUID:stolen", title="\u200f决赛"),),
    )
    await put(db, nasty)
    body, parsed = await fetched(client)
    [(uid, event)] = events(parsed).items()
    assert uid == "law/final@yike.example.org"
    assert b"\r\nX-EVIL" not in body
    assert "URL" not in event
    assert event["STATUS"] == "CONFIRMED"
    text = body.decode("utf-8")
    assert not any(mark in text for mark in "\u202e\u2066\u200f\x07")
    assert event["LOCATION"] == "礼堂 UID:stolen"
    assert str(event["SUMMARY"]).startswith('《=HYPERLINK("http://x")<script>')


async def test_what_has_not_changed_is_not_sent_again(db: Database, client: Client) -> None:
    await put(db, CONTEST)
    async with client.get("/competitions.ics") as answer:
        tag = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    known = {"If-None-Match": f'"other", {tag}'}
    async with client.get("/competitions.ics", headers=known) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == tag
    async with client.get("/competitions.ics?lang=en", headers=known) as answer:
        assert answer.status == 200
    await put(db, replace(CONTEST, title="新的名字"), at=NOW + HOUR)
    async with client.get("/competitions.ics", headers=known) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] != tag
    async with client.head("/competitions.ics") as answer:
        assert answer.status == 200


async def test_languages(db: Database, client: Client) -> None:
    await put(db, CONTEST)
    for language, summary in (
        ("zh-Hans", "《全民法治知识竞赛》报名"),
        ("zh-Hant", "《全民法治知识竞赛》報名"),
        ("en", "全民法治知识竞赛: Entry"),
        ("xx", "《全民法治知识竞赛》报名"),
    ):
        _, parsed = await fetched(client, f"/competitions.ics?lang={language}")
        assert events(parsed)["law/registration@yike.example.org"]["SUMMARY"] == summary


async def test_many_come_in_pages_without_loss_or_doubling(
    db: Database, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "PAGE", 4)
    monkeypatch.setattr(calendars, "KEPT", 3)
    many = [replace(CONTEST, key=f"c{n:02}", stages=(REGISTRATION,)) for n in range(9)]
    await put(db, *many)
    seen: list[str] = []
    path = "/competitions.ics"
    while path:
        _, parsed = await fetched(client, path)
        seen += events(parsed)
        async with client.head(path) as answer:
            link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix(f"<{PUBLIC}")
    assert sorted(seen) == [f"c{n:02}/registration@yike.example.org" for n in range(9)]
    for page in ("4", "0", "-1", "x", "99999", "٣"):
        async with client.get("/competitions.ics", params={"page": page}) as answer:
            assert (answer.status, await answer.text()) == (
                404,
                "There is no such page of the calendar.",
            )


# One's own --------------------------------------------------------------------------------------------


async def link(db: Database, person: int, *, new: bool = False) -> str:
    async with db.transaction() as conn:
        url = await calendar_link(conn, person, secret=SECRET, public_url=PUBLIC, now=NOW, new=new)
    assert url.startswith(f"{PUBLIC}/competitions/")
    return url.removeprefix(PUBLIC)


async def test_ones_own_calendar_has_what_one_has_entered(db: Database, client: Client) -> None:
    other = replace(CONTEST, key="songs", stages=(REGISTRATION,), zone="Europe/Berlin")
    left = replace(CONTEST, key="left", stages=(REGISTRATION,))
    await put(db, CONTEST, other, left, replace(CONTEST, key="foreign"))
    person = await learner(db, "city:1")
    async with db.transaction() as conn:
        for key in ("law", "songs", "left"):
            await entries.enter(conn, key, person, NOW)
        await conn.execute("update entry set state = 'withdrawn' where competition_key = 'left'")
        await conn.execute("update learner set language = 'en' where id = $1", person)
    path = await link(db, person)
    _, parsed = await fetched(client, path)
    assert {uid.partition("/")[0] for uid in events(parsed)} == {"law", "songs"}
    assert {one["TZID"] for one in parsed.walk("VTIMEZONE")} == {"Asia/Shanghai", "Europe/Berlin"}
    berlin = events(parsed)["songs/registration@yike.example.org"]
    assert berlin["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert berlin.start == REGISTRATION.opens
    assert berlin["SUMMARY"] == "全民法治知识竞赛: Entry"
    async with client.get(path) as answer:
        assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_who_did_not_go_on_has_no_later_dates(db: Database, client: Client) -> None:
    await put(db, CONTEST)
    person = await learner(db, "city:1")
    async with db.transaction() as conn:
        await entries.enter(conn, "law", person, NOW)
    path = await link(db, person)
    assert len(events((await fetched(client, path))[1])) == 3
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into stage_standing (competition_key, stage_key, entry_id, keys, goes_on, why, made_at)
            select 'law', 'round-1', id, '{}', false, 'ranked', $1 from entry
            """,
            NOW,
        )
    found = events((await fetched(client, path))[1])
    assert {uid.partition("@")[0] for uid in found} == {"law/registration", "law/round-1"}


async def test_a_new_link_ends_the_old_one_and_so_does_erasure(
    db: Database, client: Client
) -> None:
    person = await learner(db, "city:1")
    old = await link(db, person)
    assert await link(db, person) == old, "the same one, however often it is asked for"
    new = await link(db, person, new=True)
    assert new != old
    for path, status in ((old, 404), (new, 200)):
        async with client.get(path) as answer:
            assert answer.status == status
    async with db.connection() as conn:
        await conn.execute("delete from learner where id = $1", person)
    async with client.get(new) as answer:
        assert (answer.status, await answer.text()) == (404, "This calendar is not here any more.")


async def test_a_link_cannot_be_forged(db: Database, client: Client) -> None:
    person = await learner(db, "city:1")
    path = await link(db, person)
    token = path.rpartition("/")[2].removesuffix(".ics")
    code = read_token(token, SECRET)
    assert code is not None
    assert token_of(code, SECRET) == token
    forged = [token_of(code, b"another"), token[:-1] + ("A" if token[-1] != "A" else "B")]
    forged += [token[::-1], "A" * 32, "short", token + "A", "%3D" * 8]
    for one in forged:
        assert len(one) != 32 or read_token(one, SECRET) is None
        async with client.get(f"/competitions/{one}.ics") as answer:
            assert answer.status == 404, one
