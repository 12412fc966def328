"""What the pages of ``/app/`` show of one person, each in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.learners import Learner
from bot.store.db import Connection
from bot.store.learners import ENROLMENT_COLUMNS, LEARNER_COLUMNS, learner_of


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks at a page: the learner behind an address, and what hangs on it.

    ``entered`` are the keys of the competitions he or she has entered; ``revision`` is that of
    the courses being taught.
    """

    address: int
    account: str
    learner: Learner
    entered: frozenset[str]
    revision: int


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """How far somebody is in one course. ``done`` are the keys of the lessons finished; ``right``
    of ``answered`` questions have a latest answer that is right.
    """

    course: str
    state: str
    """active (also where it was passed before), passed or waiting."""
    done: tuple[str, ...]
    right: int
    answered: int


async def address_of(conn: Connection, account: str, platform_id: str) -> int:
    """The row of an address; 0 for somebody who never wrote to us."""
    row = await conn.fetchval(
        "select id from address where account = $1 and platform_id = $2", account, platform_id
    )
    return row or 0


async def lock_person(conn: Connection, address: int) -> None:
    """Lock the learner of an address, as an event does, until the transaction ends. Whose it is
    may change while the lock is waited for, when two people become one: then it is taken anew.
    """
    while True:
        locked = await conn.fetchval(
            """
            select id from learner where id = (select learner_id from address where id = $1)
            for no key update
            """,
            address,
        )
        owner = "select learner_id from address where id = $1"
        if locked == await conn.fetchval(owner, address):
            return


# The join through the competitions, of which there are few, reaches an entry by its unique index.
_PERSON = f"""
select a.id as address_id, a.account, r.revision,
  array(select n.competition_key from competition k
    join entry n on n.competition_key = k.key and n.learner_id = l.id and n.state = 'entered') as entered,
  {LEARNER_COLUMNS}, {ENROLMENT_COLUMNS}
from address a join learner l on l.id = a.learner_id cross join content_revision r
left join enrolment e on e.learner_id = l.id and e.state = 'active'
where a.id = $1
"""


async def load_person(conn: Connection, address: int) -> Person | None:
    """Who is reached at an address; None when it is known no more."""
    row = await conn.fetchrow(_PERSON, address)
    if row is None:
        return None
    return Person(
        row["address_id"],
        row["account"],
        learner_of(row),
        frozenset(row["entered"]),
        row["revision"],
    )


async def standings(conn: Connection, learner: int) -> Sequence[CourseStanding]:
    """All courses that are not dropped, each with its newest enrolment, the active one first,
    then the newest.
    """
    rows = await conn.fetch(
        """
        select * from (
          select distinct on (e.course_key) e.course_key, e.started_at, e.state as stands,
            bool_or(e.passed_at is not null) over (partition by e.course_key) as passed,
            array(select p.lesson_key from lesson_progress p
              where p.enrolment_id = e.id and p.completed_at is not null) as done,
            (select count(*) from question_state q where q.enrolment_id = e.id) as answered,
            (select count(*) from question_state q where q.enrolment_id = e.id and q.latest_right) as rights
          from enrolment e
          where e.learner_id = $1 and (e.state <> 'dropped' or e.passed_at is not null)
          order by e.course_key, e.started_at desc, e.id desc) s
        order by stands = 'active' desc, started_at desc
        """,
        learner,
    )
    return [
        CourseStanding(
            row["course_key"],
            "active" if row["stands"] == "active" else "passed" if row["passed"] else "waiting",
            tuple(row["done"]),
            row["rights"],
            row["answered"],
        )
        for row in rows
    ]


async def lessons_by_day(conn: Connection, learner: int) -> dict[date, int]:
    """How many lessons were finished on each learning day; the newest 400 days."""
    rows = await conn.fetch(
        """
        select p.completed_on, count(*) as lessons
        from lesson_progress p join enrolment e on e.id = p.enrolment_id
        where e.learner_id = $1 and p.completed_on is not null
        group by 1 order by 1 desc limit 400
        """,
        learner,
    )
    return {row["completed_on"]: row["lessons"] for row in rows}
