"""Learners by the thousand, and an announcement that is owed to all of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.store.competitions import import_competition
from bot.store.db import Connection

ACCOUNTS = {"east": "101", "west": "102"}
"""Two bots, each with the number that its token begins with."""
HALL = "hall"
"""The account of the cohorts: another deployment's, here nobody is reached by it."""
KEY = "law-2026"

_PEOPLE = """
with person as (
  insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', $2, '{07:30}', $3::timestamptz from generate_series(1, $1::int)
  returning id
)
insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
select id, ($4::text[])[1 + id % cardinality($4)], 'telegram', (700000 + id)::text, $3, $3 from person
"""

_OWED = """
insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
select learner_id, account, 'announcement', $1, 'once', 4, $2::timestamptz, $2, $3, $2 from address order by id
"""

_COHORT = """
with cohort as (
  insert into chat_group (account, channel, platform_id, zone, known_at)
  values ($1, 'wechat', $2, $3, $4) returning id
)
insert into group_member (group_id, learner_id, joined_at)
select cohort.id, l.id, $4 from cohort, learner l where l.id between $5 and $6
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a broadcast begins, and the zone of all who get it: far from all quiet hours."""

    now: datetime
    zone: str


MORNING = Moment(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "Asia/Shanghai")
"""A Monday, 09:00 in Shanghai."""


def at_noon(now: datetime) -> Moment:
    """``now``, in a zone where it is noon."""
    behind = now.hour - 12
    return Moment(now, f"Etc/GMT{behind:+d}")


def competition(now: datetime, *groups: GroupName) -> Competition:
    """One that has begun and lasts for days."""
    opens, closes = now - timedelta(hours=1), now + timedelta(days=9)
    return Competition(
        key=KEY,
        title="全民法治知识竞赛",
        category=Category.LEGAL_LITERACY,
        organiser="某某图书馆",
        link="https://example.org/rules",
        groups=groups,
        stages=(Stage("registration", StageKind.REGISTRATION, opens, closes),),
        reminders=(),
    )


async def settle_in(conn: Connection, count: int, at: Moment = MORNING) -> None:
    """``count`` active learners, each with one Telegram address, by turns of both accounts."""
    await conn.execute(_PEOPLE, count, at.zone, at.now - timedelta(days=20), list(ACCOUNTS))


async def owe_all(conn: Connection, at: Moment = MORNING) -> None:
    """The announcement is planned for everybody, as if the planner had just done it."""
    await import_competition(conn, competition(at.now), (), at=at.now)
    await conn.execute(_OWED, KEY, at.now, at.now + timedelta(days=9))
    await conn.execute("insert into competition_told select $1, id from learner", KEY)


async def owe_cohorts(conn: Connection, *members: tuple[int, int], at: Moment = MORNING) -> None:
    """The announcement is owed to cohorts, and nothing is planned yet; ``members`` are the first
    and the last learner of each.
    """
    groups = [GroupName(HALL, f"class-{number}") for number in range(1, len(members) + 1)]
    for group, (first, last) in zip(groups, members, strict=True):
        await conn.execute(_COHORT, HALL, group.platform_id, at.zone, at.now, first, last)
    await import_competition(conn, competition(at.now, *groups), (), at=at.now)
