"""Learners as the public API shows them: how they are, and how far; nobody's name or platform id."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from bot.store.db import Connection, Row

FILLED_AT_ONCE = 20_000
"""Pseudonyms computed in one statement."""
LATE_ROWS = 10_000
"""Rows of learners that may have been committed after later ones."""

_BLOCK = 64
"""Bytes of a block of SHA-256 (FIPS 180-4)."""


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """One learner. ``groups`` are rows of groups; what follows counts over all his or her courses."""

    row: int
    key: UUID
    state: str
    track: str | None
    language: str
    since: datetime
    groups: tuple[int, ...]
    active_course: str | None
    lessons_completed: int
    courses_passed: int
    questions_answered: int
    questions_right: int


_LEARNER = """
select l.id, l.key, l.state, l.track, l.language, l.created_at,
  array(select m.group_id from group_member m join chat_group g on g.id = m.group_id
    where m.learner_id = l.id and g.state <> 'gone' order by 1) as groups,
  (select e.course_key from enrolment e where e.learner_id = l.id and e.state = 'active') as active_course,
  (select count(*) from enrolment e join lesson_progress p on p.enrolment_id = e.id
    where e.learner_id = l.id and p.completed_at is not null) as lessons,
  (select count(distinct e.course_key) from enrolment e where e.learner_id = l.id and e.passed_at is not null) as passed,
  q.answered, q.rights
from learner l cross join lateral (
  select count(*) as answered, count(*) filter (where s.latest_right) as rights
  from enrolment e join question_state s on s.enrolment_id = e.id where e.learner_id = l.id) q
"""
_THERE = "l.merged_into is null and l.forget_at is null"


async def learners_after(
    conn: Connection,
    after: int,
    most: int,
    *,
    state: str | None,
    track: str | None,
    group: int | None,
) -> list[LearnerFacts]:
    """The next ``most`` learners after row ``after``, in the order in which they came."""
    # Only what is asked for stands in the statement: a group leads to its members.
    asked = (
        ("l.state = {}", state),
        ("l.track = {}", track),
        ("l.id in (select learner_id from group_member where group_id = {})", group),
    )
    wanted = [(text, value) for text, value in asked if value is not None]
    conditions = [text.format(f"${n}") for n, (text, _) in enumerate(wanted, 3)]
    rows = await conn.fetch(
        f"""
        {_LEARNER} where l.id > $1 and {" and ".join([_THERE, *conditions])}
        order by l.id limit $2
        """,
        after,
        most,
        *(value for _, value in wanted),
    )
    return [_facts(row) for row in rows]


async def learner_by_pseudonym(
    conn: Connection, pseudonym: str, key: bytes
) -> LearnerFacts | None:
    """Whose pseudonym it is; of one who became another, that other. None: nobody's.

    ``key`` makes the pseudonyms.
    """
    row = await _look_up(conn, pseudonym)
    if row is None and await name_learners(conn, key):
        row = await _look_up(conn, pseudonym)
    return _facts(row) if row else None


async def _look_up(conn: Connection, pseudonym: str) -> Row | None:
    return await conn.fetchrow(
        f"""
        {_LEARNER} where {_THERE} and l.id = (
          select coalesce(o.merged_into, o.id) from api_learner a join learner o on o.id = a.learner_id
          where a.pseudonym = $1)
        """,
        pseudonym,
    )


async def name_learners(conn: Connection, key: bytes, most: int = FILLED_AT_ONCE) -> int:
    """Keep the pseudonyms of the next ``most`` learners who have none yet; how many.

    The database computes them (RFC 2104), as ``bot.ledger.statements.Issuer.pseudonym`` does: a
    million keys need not leave it.
    """
    inner, outer = _pads(key)
    tag = await conn.execute(
        """
        insert into api_learner (pseudonym, learner_id)
        select left(encode(sha256($2::bytea || sha256($1::bytea || $3::bytea || uuid_send(l.key))), 'hex'), 32), l.id
        from learner l
        where l.id > (select coalesce(max(learner_id), 0) from api_learner) - $5::bigint
          and not exists (select from api_learner a where a.learner_id = l.id)
        order by l.id limit $4 on conflict do nothing
        """,
        inner,
        outer,
        b"xapi-actor\0",
        most,
        LATE_ROWS,
    )
    return int(tag.rsplit(" ", 1)[1])


def _pads(key: bytes) -> tuple[bytes, bytes]:
    block = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def _facts(row: Row) -> LearnerFacts:
    return LearnerFacts(
        row["id"],
        row["key"],
        row["state"],
        row["track"],
        row["language"],
        row["created_at"],
        tuple(row["groups"]),
        row["active_course"],
        row["lessons"],
        row["passed"],
        row["answered"],
        row["rights"],
    )
