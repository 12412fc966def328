"""A class in a Telegram group: its courses, its settings, its planner, and what is said there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.delivery.composing import Composer
from bot.domain.content import Course
from bot.domain.deep_links import DeepLink
from bot.domain.delivery import Composed, Kind, NotNeeded, NotNow
from bot.domain.groups import GroupTimes
from bot.learning.groups.board import BoardComposer
from bot.learning.groups.course import CourseComposer
from bot.learning.groups.explanation import ExplanationComposer
from bot.learning.groups.question import QuestionComposer
from bot.learning.shelf import Shelf
from bot.store import claims
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database
from bot.store.groups import membership as groups
from bot.store.groups import turns as group_turns
from schedules.groups import GroupPlanner
from tests.delivery.owing import group, rows

ZONE = "Asia/Shanghai"
TIMES = GroupTimes()
KINDS = (Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD)


def at(day: str, local: str, zone: str = ZONE) -> datetime:
    """An instant by the wall clock: ``at("2026-11-23", "12:00")``."""
    moment = datetime.combine(datetime.fromisoformat(day), time.fromisoformat(local))
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


MONDAY, TUESDAY, SUNDAY = "2026-11-23", "2026-11-24", "2026-11-29"
FOUNDED = at("2026-11-22", "10:00")
"""The Sunday before."""


async def teach(db: Database, *courses: Course) -> None:
    """Import and approve."""
    async with db.transaction() as conn:
        await import_courses(conn, courses, at=FOUNDED, approver="测试")


async def club(
    db: Database, platform_id: str = "-100", now: datetime = FOUNDED, **settings: object
) -> int:
    """A group with these columns set (by default it learns FARM, with a question at noon)."""
    row = await group(db, platform_id)
    wanted = {"track": "farmers", "course_key": "farm", "question_time": time(12, 0), **settings}
    await change(db, row, now, **wanted)
    return row


async def change(db: Database, row: int, now: datetime, **settings: object) -> None:
    """The administrators choose something else."""
    async with db.transaction() as conn:
        for column, value in settings.items():
            await conn.execute(f"update chat_group set {column} = $2 where id = $1", row, value)
        await group_turns.begin(conn, row, now, TIMES)


async def turns(db: Database, row: int) -> dict[str, datetime]:
    """When each thing comes next."""
    found = await rows(db, "select * from group_turn where group_id = $1", row)
    return {one["what"]: one["next_due"] for one in found}


def planner(db: Database, now: datetime, planned: list[int] | None = None) -> GroupPlanner:
    """A planner at an instant; ``planned`` grows each time it wakes the workers."""
    woken = planned if planned is not None else []
    return GroupPlanner(db, FrozenClock(now), Shelf(), TIMES, lambda: woken.append(1))


async def plan(db: Database, now: datetime) -> list[tuple[str, str, str]]:
    """Plan at an instant; all that is owed then, by kind, subject and occurrence."""
    await planner(db, now).run()
    return await owed(db)


async def owed(db: Database) -> list[tuple[str, str, str]]:
    found = await rows(db, "select * from delivery order by due, group_id, kind")
    return [(one["kind"], one["subject"], one["occurrence"]) for one in found]


def link(account: str, to: DeepLink) -> str:
    """Links of the account ``city`` only, as another has none yet."""
    return f"https://t.example/{account}?{to.target}-{to.name}" if account == "city" else ""


def composers(now: datetime) -> dict[Kind, Composer]:
    """What the program says to groups by the clock, at an instant."""
    clock, shelf = FrozenClock(now), Shelf()
    return {
        Kind.COURSE: CourseComposer(shelf, link),
        Kind.QUESTION: QuestionComposer(shelf, clock, TIMES),
        Kind.EXPLANATION: ExplanationComposer(clock),
        Kind.BOARD: BoardComposer(link),
    }


async def compose(
    db: Database, now: datetime, kinds: Sequence[Kind] = KINDS
) -> dict[int, Composed | NotNeeded | NotNow]:
    """What is owed by ``now`` put into words, by group; it stays owed, with its detail."""
    async with db.transaction() as conn:
        found = await claims.lock_candidates(conn, now, 500, [kind.value for kind in kinds])
        by_kind = composers(now)
        said: dict[int, Composed | NotNeeded | NotNow] = {}
        for kind in kinds:
            batch = [one for one in found if one.kind is kind]
            words: Mapping[int, Composed | NotNeeded | NotNow] = (
                await by_kind[kind](conn, batch) if batch else {}
            )
            for one in batch:
                said[one.group or 0] = words[one.row]
                await _keep_detail(conn, one.row, words[one.row])
    return said


async def _keep_detail(conn: Connection, row: int, words: Composed | NotNeeded | NotNow) -> None:
    """As a claim does."""
    if isinstance(words, Composed):
        await conn.execute(
            "update delivery set detail = detail || $2::jsonb where id = $1", row, words.detail
        )


async def sent(db: Database) -> None:
    """All that was owed went out."""
    async with db.connection() as conn:
        await conn.execute("delete from delivery")


async def answers(db: Database, question: int, *given: tuple[int | None, bool]) -> None:
    """Answers to a group's question: learner and whether it is right; each by another voter."""
    async with db.transaction() as conn:
        before = await conn.fetchval("select count(*) from group_answer")
        for number, (learner, right) in enumerate(given, before):
            await conn.execute(
                "insert into group_answer values ($1, $2, $3, '1', $4, $5)",
                question,
                str(number).encode(),
                learner,
                right,
                FOUNDED + timedelta(days=1),
            )


async def on_board(db: Database, row: int, learner: int, name: str | None) -> None:
    """A member who chose to be on the board under ``name``; None: did not."""
    async with db.transaction() as conn:
        await groups.join_group(conn, row, learner, FOUNDED)
        await conn.execute(
            "update group_member set board_name = $3 where group_id = $1 and learner_id = $2",
            row,
            learner,
            name,
        )


def question_of(words: Composed | NotNeeded | NotNow) -> str:
    """The stem that is asked, or why none is."""
    if not isinstance(words, Composed):
        return words.reason
    quiz = words.reply.messages[0].quiz
    return quiz.stem if quiz else "no quiz"
