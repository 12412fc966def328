"""What people wish to learn, and asked without an answer, as organisers see it: of their own groups, or
all of it.

The newest are read, so many that a page stays quick whatever was wished in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.asked import Refused
from bot.store.db import Connection, Row
from bot.store.wishes import Kept

MOST_LOOKED_AT = 20_000
MOST = 2_000
A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose, since when: ``groups`` are the rows of one's own groups, None: everybody. ``track`` names
    a shelf, empty: any. ``seen``: also what somebody looked at before.
    """

    since: datetime
    groups: Sequence[int] | None = None
    track: str = ""
    seen: bool = False

    def values(self) -> tuple[datetime, list[int] | None, str, bool]:
        """Parameters $1 to $4."""
        own = None if self.groups is None else list(self.groups)
        return self.since, own, self.track, self.seen


_OWN = """
  ($2::bigint[] is null or exists (
    select from group_member m where m.learner_id = w.learner_id and m.group_id = any($2)))
"""

_WISHES = f"""
select w.id, w.learner_id, w.words, w.wished_at, w.seen_at is not null as seen from (
  select * from wish where wished_at >= $1 and ($4 or seen_at is null)
  order by wished_at desc, id desc limit {MOST_LOOKED_AT}) w
where {_OWN} and ($3 = '' or w.track = $3) order by w.wished_at desc, w.id desc limit {MOST}
"""

_ASKED = f"""
select w.id, w.learner_id, w.words, w.asked_at, w.course_key, w.lesson_key, w.seen_at is not null as seen from (
  select * from asked where outcome = 'refused' and asked_at >= $1 and ($4 or seen_at is null)
  order by asked_at desc, id desc limit {MOST_LOOKED_AT}) w
where {_OWN} and ($3 = '' or exists (select from learner l where l.id = w.learner_id and l.track = $3))
order by w.asked_at desc, w.id desc limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that no lesson answered; ``nearest`` are the keys of course and lesson."""

    row: int
    learner: int
    words: str
    asked_at: datetime
    nearest: tuple[str, str] | None
    seen: bool

    def refused(self) -> Refused:
        """The same as what tallies count."""
        return Refused(self.words, self.learner, self.asked_at, self.nearest)


async def load_wishes(conn: Connection, scope: Scope) -> list[Kept]:
    """The newest first."""
    rows = await conn.fetch(_WISHES, *scope.values())
    return [
        Kept(row["id"], row["learner_id"], row["words"], row["wished_at"], row["seen"])
        for row in rows
    ]


async def load_questions(conn: Connection, scope: Scope) -> list[Question]:
    """The newest first."""
    rows = await conn.fetch(_ASKED, *scope.values())
    return [_question(row) for row in rows]


async def one_question(
    conn: Connection, row: int, groups: Sequence[int] | None
) -> Question | None:
    """One question of one's own groups, locked; None: there is none, or it is not theirs."""
    found = await conn.fetchrow(
        f"""
        select w.*, w.seen_at is not null as seen from asked w
        where w.id = $1 and w.outcome = 'refused' and {_OWN} for update of w
        """,
        row,
        None if groups is None else list(groups),
    )
    return _question(found) if found else None


def _question(row: Row) -> Question:
    nearest = (row["course_key"], row["lesson_key"]) if row["lesson_key"] is not None else None
    return Question(
        row["id"], row["learner_id"], row["words"], row["asked_at"], nearest, row["seen"]
    )
