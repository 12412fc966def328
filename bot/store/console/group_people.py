"""Who runs a group and who helps in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Organiser:
    """Somebody whose group it is: the account, and the keyed hash that roles are granted to."""

    account: str
    person: bytes
    since: datetime


@dataclass(frozen=True, slots=True)
class GroupHelper:
    """Somebody who helps: the learner's row and the beginning of the key, the name that members read,
    and how many requests wait for an answer.
    """

    learner: int
    key: str
    name: str
    since: datetime
    open: int


async def organisers(conn: Connection, group: int) -> list[Organiser]:
    """Whose group it is, the first first."""
    rows = await conn.fetch(
        "select account, person, since from group_organiser where group_id = $1 order by since, account, person",
        group,
    )
    return [Organiser(row["account"], bytes(row["person"]), row["since"]) for row in rows]


async def end_organiser(conn: Connection, group: int, account: str, person: bytes) -> bool:
    """A group is somebody's no more; False where it was not."""
    ended = await conn.fetchval(
        "delete from group_organiser where group_id = $1 and account = $2 and person = $3 returning true",
        group,
        account,
        person,
    )
    return bool(ended)


async def group_helpers(conn: Connection, group: int) -> list[GroupHelper]:
    """Who helps in a group."""
    rows = await conn.fetch(
        """
        select h.learner_id as learner, left(replace(l.key::text, '-', ''), 8) as key, h.name, h.since,
          (select count(*) from help_request r where r.helper_id = h.learner_id and r.group_id = h.group_id
            and r.answered_at is null)::int as open
        from group_helper h join learner l on l.id = h.learner_id where h.group_id = $1 order by h.since, h.learner_id
        """,
        group,
    )
    return [GroupHelper(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenInvite:
    """An invitation that nobody has used; ``number`` names it to who ends it: the beginning of its
    keyed hash, from which nobody gets back to the word.
    """

    number: str
    role: str
    name: str
    competition: str | None
    group: int | None
    made_by: str
    expires_at: datetime


async def invites(conn: Connection, now: datetime, group: int | None = None) -> list[OpenInvite]:
    """Open invitations, of one group or all, the newest first."""
    rows = await conn.fetch(
        """
        select left(encode(code, 'hex'), 16) as number, role, name, competition_key as competition, group_id as group,
          made_by, expires_at
        from staff_invite where used_at is null and expires_at > $1 and ($2::bigint is null or group_id = $2)
        order by made_at desc, code limit 200
        """,
        now,
        group,
    )
    return [OpenInvite(**dict(row)) for row in rows]


async def end_invite(conn: Connection, number: str, group: int | None = None) -> str | None:
    """Take an open invitation back (only one of ``group``, if one is named); its role. None: there is
    none such.
    """
    role: str | None = await conn.fetchval(
        """
        delete from staff_invite where left(encode(code, 'hex'), 16) = $1 and used_at is null
          and ($2::bigint is null or group_id = $2) returning role
        """,
        number,
        group,
    )
    return role


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for help: ``who`` stands for the asker towards this helper, as in chat."""

    row: int
    group: int | None
    group_title: str
    helper: int
    helper_name: str
    who: int
    lesson: str
    words: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str


A_PAGE = 30


async def requests(
    conn: Connection,
    groups: Sequence[int] | None,
    learner: int,
    *,
    after: int | None = None,
    waiting: bool = True,
) -> list[Asked]:
    """Requests of ``groups`` (None: of all) and those asked of ``learner``, the newest first, behind
    row ``after``; with ``waiting`` only those without an answer. At most ``A_PAGE`` and one more.
    """
    rows = await conn.fetch(
        """
        select r.id as row, r.group_id as group, coalesce(g.title, '') as group_title, r.helper_id as helper,
          coalesce(h.name, '') as helper_name,
          (select min(f.id) from help_request f where f.learner_id = r.learner_id and f.helper_id = r.helper_id) as who,
          coalesce((select l.title from course c join lesson l on l.version_id = c.current_version and l.key = r.lesson_key
            where c.key = r.course_key), '') as lesson,
          r.words, r.asked_at, r.answered_at, r.answer
        from help_request r left join chat_group g on g.id = r.group_id
        left join group_helper h on h.group_id = r.group_id and h.learner_id = r.helper_id
        where ($1::bigint[] is null or r.group_id = any($1) or r.helper_id = $2) and ($3::bigint is null or r.id < $3)
          and (not $4 or r.answered_at is null)
        order by r.id desc limit $5
        """,
        None if groups is None else list(groups),
        learner,
        after,
        waiting,
        A_PAGE + 1,
    )
    return [Asked(**dict(row)) for row in rows]
