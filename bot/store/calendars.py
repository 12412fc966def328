"""What calendars are made of: which competitions, how each stands, and whose link it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.competitions import Competition
from bot.store.contests.loading import whole
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Listed:
    """One competition in a calendar: in which ``revision`` it is, and since when. ``until``: the
    place, from 1, of the last stage that concerns the reader; 0: all do.
    """

    key: str
    revision: int
    changed_at: datetime
    until: int = 0


_ENDS = "(select competition_key as key, max(closes) as ends from stage group by 1)"
_CHANGED = "greatest(c.imported_at, c.cancelled_at) as changed_at"


async def listed(conn: Connection, since: datetime, most: int, skip: int) -> list[Listed]:
    """The competitions that everybody may see and that were not over at ``since``: those that end
    last come first; so many, after the first ``skip``.
    """
    rows = await conn.fetch(
        f"""
        select c.key, c.revision, {_CHANGED} from competition c join {_ENDS} s on s.key = c.key
        where c.state in ('published', 'cancelled') and s.ends > $1
        order by s.ends desc, c.key limit $2 offset $3
        """,
        since,
        most,
        skip,
    )
    return [Listed(row["key"], row["revision"], row["changed_at"]) for row in rows]


async def listed_of(conn: Connection, learner: int, since: datetime, most: int) -> list[Listed]:
    """The same of those that a learner has entered; who did not go on after a stage is shown
    nothing that comes behind it.
    """
    rows = await conn.fetch(
        f"""
        select c.key, c.revision, {_CHANGED}, coalesce((
            select min(x.position) from stage x join stage_standing t
              on t.competition_key = x.competition_key and t.stage_key = x.key and t.entry_id = e.id
            where x.competition_key = c.key and t.goes_on is false), 0) as until
        from entry e join competition c on c.key = e.competition_key
        cross join lateral (select max(closes) as ends from stage where competition_key = c.key) s
        where e.learner_id = $1 and e.state = 'entered' and c.state in ('published', 'cancelled') and s.ends > $2
        order by s.ends desc, c.key limit $3
        """,
        learner,
        since,
        most,
    )
    return [Listed(row["key"], row["revision"], row["changed_at"], row["until"]) for row in rows]


async def load_listed(conn: Connection, keys: Sequence[str]) -> dict[str, Competition]:
    """These competitions, whole."""
    rows = await conn.fetch("select * from competition where key = any($1)", list(keys))
    return {one.key: one for one in await whole(conn, rows)}


async def link_of(conn: Connection, learner: int, code: bytes, now: datetime) -> bytes:
    """The code of a learner's link; ``code`` becomes it where there is none yet."""
    found: bytes = await conn.fetchval(
        """
        insert into calendar_link as l (learner_id, code, made_at) values ($1, $2, $3)
        on conflict (learner_id) do update set code = l.code returning code
        """,
        learner,
        code,
        now,
    )
    return found


async def new_link(conn: Connection, learner: int, code: bytes, now: datetime) -> None:
    """A learner's link has ``code`` from now on; the one before leads nowhere."""
    await conn.execute(
        """
        insert into calendar_link (learner_id, code, made_at) values ($1, $2, $3)
        on conflict (learner_id) do update set code = excluded.code, made_at = excluded.made_at
        """,
        learner,
        code,
        now,
    )


async def owner_of(conn: Connection, code: bytes) -> tuple[int, str] | None:
    """Whose link has ``code``, and the language he or she is spoken to in; None: nobody's."""
    row = await conn.fetchrow(
        """
        select l.id, l.language from calendar_link c join learner l on l.id = c.learner_id
        where c.code = $1
        """,
        code,
    )
    return (row["id"], row["language"]) if row else None
