"""What a forecast is about: a competition's announcement, an organiser's news, a reminder."""

from dataclasses import replace
from datetime import datetime

from bot.domain.competitions import StageKind
from bot.domain.concern import OF_ACTS, Telling, masks, said_in_chats, tells_outsiders
from bot.domain.delivery import Kind
from bot.store.db import Connection, Row
from bot.store.reach.forecasts import About
from bot.store.reach.people import Group, Subject

ONCE = "once"
"""The occurrence of what is told once."""

_GROUPS = """
select g.id, g.account, g.channel, g.zone from {source} s
join chat_group g on g.account = s.account and g.platform_id = s.platform_id and g.state = 'known'
where s.{key} = $1 and {wanted} order by {order}
"""
_NOT_TOLD = "(s.{done} is null or s.{done} > $2)"
_COMPETITION = _GROUPS.format(
    source="competition_group",
    key="competition_key",
    wanted=_NOT_TOLD.format(done="announced_at"),
    order="g.account, g.platform_id",
)
_NEWS = _GROUPS.format(
    source="announcement_group",
    key="announcement_key",
    wanted=_NOT_TOLD.format(done="planned_at"),
    order="g.account, g.platform_id",
)
_REMINDED = _GROUPS.format(
    source="competition_group", key="competition_key", wanted="true", order="g.id"
)


async def _groups(conn: Connection, query: str, *values: object) -> tuple[Group, ...]:
    rows = await conn.fetch(query, *values)
    return tuple(Group(row["id"], row["account"], row["channel"], row["zone"]) for row in rows)


async def announcement(
    conn: Connection, key: str, told_since: datetime | None = None
) -> Subject | None:
    """A competition's announcement to the groups that were not told, or only since a moment; None:
    there is no such competition.
    """
    row = await conn.fetchrow(
        """
        select min(s.opens) as opens, max(s.closes) as closes from competition c
        join stage s on s.competition_key = c.key where c.key = $1 and c.state <> 'cancelled' group by c.key
        """,
        key,
    )
    if row is None:
        return None
    groups = await _groups(conn, _COMPETITION, key, told_since)
    return Subject(About(Kind.ANNOUNCEMENT, key, ONCE), row["opens"], row["closes"], groups)


async def news(conn: Connection, key: str, told_since: datetime | None = None) -> Subject | None:
    """An organiser's announcement to the groups that were not told, or only since a moment; None:
    there is none such.
    """
    row = await conn.fetchrow(
        "select due, expires from announcement where key = $1 and cancelled_at is null", key
    )
    if row is None:
        return None
    groups = await _groups(conn, _NEWS, key, told_since)
    return Subject(About(Kind.NEWS, key, ONCE), row["due"], row["expires"], groups)


async def reminders(
    conn: Connection, competition: str, planned_since: datetime | None = None
) -> list[Subject]:
    """A competition's reminders that are not planned, or only since a moment; the next one first."""
    rows = await conn.fetch(
        """
        select m.stage_key, m.rule, m.revision, m.due, m.expires, s.kind, s.position,
          not exists (select from stage r where r.competition_key = $1 and r.kind = 'registration') as open_to_all
        from stage_moment m join stage s on s.competition_key = m.competition_key and s.key = m.stage_key
        where m.competition_key = $1 and m.rule <> all($3)
          and (m.planned_at is null or m.planned_at > $2 and m.dropped is null)
        order by m.due, m.stage_key
        """,
        competition,
        planned_since,
        list(OF_ACTS),
    )
    groups = await _groups(conn, _REMINDED, competition)
    return [_reminder(competition, row, groups) for row in rows]


def _reminder(competition: str, row: Row, groups: tuple[Group, ...]) -> Subject:
    rule = row["rule"]
    telling = Telling(rule, StageKind(row["kind"]), open_to_all=row["open_to_all"])
    chats, cohorts = said_in_chats(rule), tells_outsiders(telling)
    return Subject(
        About(Kind.REMINDER, competition, f"{row['stage_key']}/{rule}/{row['revision']}"),
        row["due"],
        row["expires"],
        tuple(one for one in groups if (cohorts if one.channel == "wechat" else chats)),
        row["stage_key"],
        row["kind"],
        row["position"],
        tuple(masks(telling)),
    )


async def find(
    conn: Connection, about: About, begun_since: datetime, now: datetime
) -> Subject | None:
    """The subject of a forecast that is due, as a whole: also those whom planning, which may have
    begun since then, has told meanwhile. None: it is gone, or over.
    """
    match about.kind:
        case Kind.ANNOUNCEMENT:
            found = await announcement(conn, about.subject, begun_since)
        case Kind.NEWS:
            found = await news(conn, about.subject, begun_since)
        case _:
            every = await reminders(conn, about.subject, begun_since)
            found = next((one for one in every if one.about == about), None)
    return replace(found, everybody=True) if found and found.expires > now else None
