"""A contest with everything in it, somebody at its desk, and people who entered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.competitions.desk import entries, writing
from bot.competitions.desk.acting import Desk
from bot.competitions.entering.sealed import Facts, seal_facts
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.contests import (
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Counts,
    Criterion,
    Division,
    EntryKind,
    Open,
    Per,
    Ranking,
    RankKey,
    Sheet,
    TeamRule,
    Ties,
    WorkKind,
    WorkRule,
)
from bot.keys.vault import Vault
from bot.store.content_import import import_courses
from bot.store.contests.entries import Entry
from bot.store.db import Connection, Database, Row
from tests.privacy.lives import COURSE

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VAULT = Vault([b"a data key of the tests"])
DESK = Desk(
    at=NOON,
    actor="organiser 11aa22bb",
    vault=VAULT,
    secret=b"a pseudonym key of the tests",
    quiet=(time(21, 30), time(7, 30)),
    zone=ZoneInfo("Asia/Shanghai"),
)
SHEET = Sheet((Criterion("tone", "音准", Decimal(60)), Criterion("stage", "台风", Decimal(40))))
AWARDS = (Award("一等奖", 1, 1), Award("二等奖", 2, 3))

REGISTRATION = Stage("registration", StageKind.REGISTRATION, NOON, NOON + 10 * DAY)
ROUND = Stage(
    "round-1",
    StageKind.QUIZ,
    NOON + 10 * DAY,
    NOON + 12 * DAY,
    draw=10,
    seconds=30,
    attempts=2,
    course="law-basics",
    title="初赛",
    per_day=1,
    counts=Counts.BEST,
    advance=Advance(3, Per.ALL),
)
UPLOAD = Stage(
    "upload",
    StageKind.UPLOAD,
    NOON + 12 * DAY,
    NOON + 14 * DAY,
    works=WorkRule((WorkKind.VIDEO, WorkKind.LINK), 50, 300),
)
JUDGING = Stage("judging", StageKind.JUDGING, NOON + 14 * DAY, NOON + 16 * DAY, judging=SHEET)
PUBLICITY = Stage("publicity", StageKind.PUBLICITY, NOON + 16 * DAY, NOON + 19 * DAY)
LIVE = Stage("gala", StageKind.LIVE, NOON + 20 * DAY, NOON + 21 * DAY, place="天河图书馆")

WHOLE = Competition(
    key="song-2026",
    title="长者歌唱比赛",
    category=Category.CANTONESE_SONGS,
    organiser="某馆",
    link="https://example.org/rules",
    groups=(GroupName("city", "-100"), GroupName("city-wechat", "class-7")),
    stages=(REGISTRATION, ROUND, UPLOAD, JUDGING, PUBLICITY, LIVE),
    reminders=(7 * DAY, DAY, 3 * HOUR),
    rules="每人限报一首。",
    contact="辅导部",
    zone="Asia/Hong_Kong",
    divisions=(
        Division("young-old", "55–62", AgeOn(date(2026, 12, 31), 55, 62), quota=2),
        Division("born", "生于五十年代", BirthWindow(date(1950, 1, 1), None), unhurried=True),
        Division("open", "公开组", Open()),
    ),
    ranking=Ranking(
        (RankKey.SCORE, RankKey.TIME), Ties.SHARED, (("round-1", Decimal("0.4")),), AWARDS, "seed"
    ),
)
QUIZ = replace(
    WHOLE,
    key="law-2026",
    zone="",
    stages=(REGISTRATION, replace(ROUND, advance=None), replace(PUBLICITY, opens=ROUND.closes)),
    divisions=(Division("public", "公众组", Open()),),
    ranking=Ranking(awards=AWARDS),
)
JUDGED = replace(
    QUIZ,
    key="choir-2026",
    stages=(REGISTRATION, replace(UPLOAD, opens=NOON + 10 * DAY), JUDGING, PUBLICITY),
    ranking=Ranking(keys=(RankKey.SCORE,), awards=AWARDS),
)
CHOIR = replace(
    JUDGED, key="team-2026", entry=EntryKind.TEAM, team=TeamRule(2, 4, certificate_age=70)
)


def at(moment: datetime, desk: Desk = DESK) -> Desk:
    """The desk at another time."""
    return replace(desk, at=moment)


async def published(db: Database, competition: Competition, desk: Desk = DESK) -> None:
    """Written down and approved by one person."""
    async with db.transaction() as conn:
        revision = await writing.save(conn, desk, competition, expected_revision=0)
        await writing.publish(conn, desk, competition.key, expected_revision=revision)


async def by_hand(
    db: Database, competition: Competition, name: str = "陈一", desk: Desk = DESK, **facts: Any
) -> Entry:
    """Somebody written down by the organiser."""
    async with db.transaction() as conn:
        paper = entries.OnPaper(Facts(name, **facts))
        return await entries.enter_by_hand(conn, desk, competition.key, paper)


async def many(conn: Connection, competition: Competition, count: int, division: str) -> list[int]:
    """So many entries at once, named by their number; their rows."""
    rows = await conn.fetch(
        """
        insert into entry (competition_key, number, division_key, sealed, entered_at)
        select $1, n, $2, s, $4 from unnest($3::bytea[]) with ordinality as t (s, n)
        returning id
        """,
        competition.key,
        division,
        [seal_facts(VAULT, Facts(f"选手{n}")) for n in range(1, count + 1)],
        NOON,
    )
    return [row["id"] for row in rows]


async def a_question(conn: Connection) -> int:
    """A row of question, for rounds to ask."""
    await import_courses(conn, [COURSE], at=NOON, approver="operator")
    row: int = await conn.fetchval("select min(id) from question")
    return row


async def attempted(
    conn: Connection, stage: str, attempts: Sequence[tuple[int, int, int, int]]
) -> None:
    """Ended attempts of ten items: (entry, number, right, milliseconds)."""
    await conn.execute(
        """
        insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds, started_at,
          finished_at, right_answers, used_ms, ended)
        select e, $1, n, 's', array_fill(1::bigint, array[10]), 30, $6::timestamptz,
          $6::timestamptz + ms * interval '1 millisecond', r, ms, 'answered'
        from unnest($2::bigint[], $3::int[], $4::int[], $5::bigint[]) as t (e, n, r, ms)
        """,
        stage,
        *(list(column) for column in zip(*attempts, strict=True)),
        ROUND.opens,
    )


async def fetched(db: Database, query: str, *values: Any) -> list[Row]:
    """Rows of a query."""
    async with db.connection() as conn:
        return await conn.fetch(query, *values)


async def audited(db: Database) -> list[str]:
    """The acts in the audit log, in order."""
    return [row["act"] for row in await fetched(db, "select act from audit_entry order by id")]
