"""Learners by the hundred: what they finish, agree to, take back and have erased meanwhile."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from bot.clock import MovableClock
from bot.domain.content import Course, Lesson
from bot.domain.credits import Target
from bot.domain.errors import StorageUnavailableError
from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.facts import CourseFinished, Fact, LessonCompleted, QuizFinished
from bot.ledger.statements import Issuer
from bot.store.db import Connection, Database
from schedules.forgetting import Forgetter
from tests.ledger.samples import course as made_up

Act = Callable[[], Awaitable[None]]
SPACE = UUID("5b0c9a52-6a53-4c0e-9d6b-0a8e6f1d2c3b")
MOST_TRIES = 50


class Fate(Enum):
    """What becomes of somebody's consent."""

    AGREES = auto()
    AGREES_LATE = auto()
    WAVERS = auto()
    """Withdraws it twice, and gives it again."""
    LEAVES = auto()
    """Withdraws it for good."""
    IS_ERASED = auto()


@dataclass
class Learner:
    """``parts`` are what he or she finishes, recorded one after the other; ``row`` comes with
    ``settle_in``.
    """

    key: UUID
    fate: Fate
    parts: list[list[Fact]] = field(default_factory=list)
    row: int = 0

    @property
    def facts(self) -> list[Fact]:
        """All of them."""
        return [fact for part in self.parts for fact in part]

    @property
    def stands(self) -> bool:
        """Whether the banks are to have everything in the end."""
        return self.fate not in (Fate.LEAVES, Fate.IS_ERASED)


@dataclass
class Town:
    """Learners, and the means to act for them. ``numbers`` are their encrypted account numbers, by
    their rows, given with each consent: a withdrawal deletes them. ``recorded`` counts completions,
    ``raced`` acts that met another's lock and were done again, as an event that comes again is.
    """

    db: Database
    clock: MovableClock
    issuer: Issuer
    targets: Sequence[Target]
    learners: list[Learner]
    numbers: dict[int, bytes] = field(default_factory=dict)
    recorded: int = 0
    raced: int = 0

    async def settle_in(self) -> None:
        """Rows for everybody, with an address each."""
        async with self.db.transaction() as conn:
            for one in self.learners:
                one.row = await conn.fetchval(
                    "insert into learner (key, zone, times, created_at) "
                    "values ($1, 'Asia/Shanghai', '{07:30}', $2) returning id",
                    *(one.key, self.clock.now()),
                )
                await conn.execute(
                    "insert into address (learner_id, channel, account, platform_id, last_in_at, created_at) "
                    "values ($1, 'telegram', 'city', $2, $3, $3)",
                    *(one.row, f"made-up-{one.row}", self.clock.now()),
                )

    def acts(self, chance: random.Random) -> Iterator[Act]:
        """Everything that happens, each learner's in order, between the learners by chance."""
        left = [list(self.life(one)) for one in self.learners]
        while left:
            one = chance.choice(left)
            yield partial(self.do, one.pop(0))
            left = [acts for acts in left if acts]

    def life(self, one: Learner) -> Iterator[Callable[[Connection], Awaitable[None]]]:
        give, withdraw = partial(self._give, one), partial(self._withdraw, one)
        if one.fate is not Fate.AGREES_LATE:
            yield give
        for number, part in enumerate(one.parts):
            yield partial(self._record, one, part)
            if one.fate is Fate.WAVERS and number in (0, 2):
                yield withdraw
                yield give
        if one.fate is Fate.AGREES_LATE:
            yield give
        if one.fate is Fate.LEAVES:
            yield withdraw
        if one.fate is Fate.IS_ERASED:
            yield partial(self._erase, one)

    def second_thoughts(self, one: Learner) -> Iterator[Act]:
        """Withdraw consent, and give it again."""
        yield partial(self.do, partial(self._withdraw, one))
        yield partial(self.do, partial(self._give, one))

    async def do(self, act: Callable[[Connection], Awaitable[None]]) -> None:
        """Do it, in a transaction of its own, as often as it takes."""
        for _ in range(MOST_TRIES):
            try:
                async with self.db.transaction() as conn:
                    await act(conn)
            except StorageUnavailableError:
                self.raced += 1
            else:
                return
        raise AssertionError("an act was never done")

    async def _give(self, one: Learner, conn: Connection) -> None:
        now = self.clock.now()
        await consent.give(conn, one.row, self.targets, now)
        if number := self.numbers.get(one.row):
            for target in self.targets:
                await consent.set_account(conn, one.row, target, number, now)

    async def _withdraw(self, one: Learner, conn: Connection) -> None:
        await consent.withdraw(conn, one.row, self.issuer, self.clock.now())

    async def _record(self, one: Learner, part: Sequence[Fact], conn: Connection) -> None:
        for fact in part:
            object.__setattr__(fact, "learner", one.row)
        now = self.clock.now()
        made = await record_completions(conn, part, self.issuer, self.targets, now)
        assert len(made) == len(part)
        self.recorded += len(made)

    async def _erase(self, one: Learner, conn: Connection) -> None:
        del conn  # it has a transaction of its own
        forgetter = Forgetter(self.db, self.clock, self.issuer)
        assert await forgetter.erase(one.row) is not None


def course(number: int, lessons: int) -> Course:
    """One with so many lessons."""
    made = tuple(Lesson(f"l{n}", f"第{n}课", 2, "……") for n in range(1, lessons + 1))
    return made_up(key=f"course-{number}", title=f"课程{number}", lessons=made)


def finished(one: Learner, taught: Course, at_first: timedelta, clock: MovableClock) -> list[Fact]:
    """All lessons and quizzes of a course, some quizzes failed, and the course passed."""
    begun = clock.now() - at_first
    registration = uuid5(one.key, taught.key)
    common: dict[str, Any] = {
        "learner": 0,
        "learner_key": one.key,
        "course": taught,
        "registration": registration,
        "platform": "wechat",
    }
    facts: list[Fact] = []
    for n, lesson in enumerate(taught.lessons):
        at = begun + timedelta(minutes=3 * n)
        facts.append(LessonCompleted(**common, lesson=lesson, seconds=100 + n, at=at))
        score: dict[str, Any] = {"attempt": 1, "raw": n % 6, "maximum": 5, "pass_mark": 0.6}
        facts.append(QuizFinished(**common, lesson=lesson, seconds=60 + n, at=at, **score))
    end = begun + timedelta(minutes=3 * len(taught.lessons))
    passed: dict[str, Any] = {"started_at": begun, "raw": 9, "maximum": 10}
    facts.append(CourseFinished(**common, seconds=3000, at=end, **passed))
    return facts


def people(
    fates: dict[Fate, int], courses: Sequence[Course], more: int, clock: MovableClock, seed: int
) -> list[Learner]:
    """So many of each fate, who all pass all ``courses`` and begin another one: ``more`` facts of
    it.
    """
    made: list[Learner] = []
    another = course(len(courses) + 1, max(1, more))
    for fate, count in fates.items():
        for _ in range(count):
            one = Learner(uuid5(SPACE, f"{seed} {len(made)}"), fate)
            long_ago = [timedelta(days=9 - n, minutes=len(made)) for n in range(len(courses) + 1)]
            pairs = zip(courses, long_ago, strict=False)
            one.parts = [finished(one, taught, ago, clock) for taught, ago in pairs]
            if more:
                one.parts.append(finished(one, another, long_ago[-1], clock)[:more])
            made.append(one)
    return made
