"""Two hundred learners of all tracks for six weeks, through the functions that the program uses.

Nothing is sent and nothing stored: the clock goes from slot to slot, and what a learner is given,
shown, asked and graded is what ``bot.learning`` says. What a learner does follows from the
cohort and a seed, so the weeks are the same every time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.content.load import load_pack
from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from bot.domain.learners import Enrolment, LessonProgress, QuestionState
from bot.learning.choose import Next, Situation, choose_next
from bot.learning.day import day_begins
from bot.learning.grading import Remembered, finish_reading, grade
from bot.learning.library import Library
from bot.learning.read_answer import Reading
from bot.learning.reviews import answered_on, newer, reviews_of
from bot.learning.silence import Rhythm, goes_out, rhythm, silent_days
from bot.store.reviews import MOST_DUE, Due

ZONE = "Asia/Shanghai"
BEGIN = date(2026, 11, 23)
"""A Monday; day 1."""
DAYS = 42
EACH = 20
"""Learners of each of the ten cohorts."""
PACK = Path(__file__).parents[2] / "packs" / "yike-basics"
MORNING, SECOND, THIRD = time(7, 30), time(9, 30), time(15)


@dataclass(frozen=True, slots=True)
class Event:
    """One item given, or the farewell (``item`` None): whether it was taken up, and how its
    questions were answered (course, question, rightly).
    """

    day: int
    asked: bool
    situation: Situation
    item: Next | None
    taken: bool = False
    answers: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who behave alike. ``answers(day, rng)``: whether somebody answers on a day, from 1;
    ``right``: how often rightly; ``breaks``: how many of 2 to 5
    minutes (0: once a day, at leisure). ``thirty_at``: where in the row of courses the made-up one is.
    """

    name: str
    track: Track
    answers: Callable[[int, Random], bool]
    right: float = 0.9
    breaks: int = 0
    eager: bool = False
    paused: range = range(0)
    thirty_at: int | None = None


def _daily(_day: int, _rng: Random) -> bool:
    return True


def _mostly(_day: int, rng: Random) -> bool:
    return rng.random() < 0.85


def _weekend(day: int, _rng: Random) -> bool:
    return day % 7 in {6, 0}


COHORTS = (
    Cohort("diligent", Track.SENIORS, _daily),
    Cohort("all right", Track.EVERYONE, _daily, right=1.0, thirty_at=0),
    Cohort("weekends only", Track.WORKERS, _weekend),
    Cohort("three breaks", Track.COURIERS, _mostly, breaks=3, thirty_at=1),
    Cohort("away days 5-8", Track.FARMERS, lambda day, _: day not in range(5, 9)),
    Cohort("silent from day 4", Track.EVERYONE, lambda day, _: day < 4),
    Cohort("half wrong", Track.YOUTH, _daily, right=0.5),
    Cohort("pauses days 8-14", Track.SENIORS, _daily, paused=range(8, 15)),
    Cohort("asks for more", Track.YOUTH, _daily, eager=True),
    Cohort("back on day 27", Track.FARMERS, lambda day, _: day < 3 or day >= 27, thirty_at=0),
)


@dataclass(slots=True)
class Person:
    """One simulated learner."""

    cohort: Cohort
    library: Library
    to_learn: list[Course]
    rng: Random
    active: Course | None = None
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    heard_on: date = BEGIN
    away: bool = False
    events: list[Event] = field(default_factory=list)
    passed_on: dict[str, int] = field(default_factory=dict)

    def live(self, number: int) -> None:
        """Day ``number``: what comes by itself, and what is asked for."""
        day = BEGIN + timedelta(days=number - 1)
        if number in self.cohort.paused:
            self.heard_on = day
            return
        willing = self.cohort.answers(number, self.rng)
        if willing and not goes_out(silent_days(self.heard_on, day), away=self.away):
            # Nothing would come: a word of one's own brings it.
            self._give(number, day, MORNING, self._minutes(), asked=True, answers=True)
            return
        for slot in (MORNING, SECOND, THIRD)[: max(1, self.cohort.breaks)]:
            self._slot(number, day, slot, answers=willing)
        if self.cohort.eager and willing:
            self._give(number, day, time(20), None, asked=True, answers=True)

    def _minutes(self) -> int | None:
        return self.rng.randint(2, 5) if self.cohort.breaks else None

    def _slot(self, number: int, day: date, slot: time, *, answers: bool) -> None:
        silent = silent_days(self.heard_on, day)
        if self.active is None or not goes_out(silent, away=self.away):
            return
        if rhythm(silent) is Rhythm.FAREWELL:
            self.away = True
            self.events.append(Event(number, False, Situation(day, silent=silent), None))
            return
        self._give(number, day, slot, self._minutes(), asked=False, answers=answers)

    def _give(
        self, number: int, day: date, at: time, minutes: int | None, *, asked: bool, answers: bool
    ) -> None:
        situation = self.situation(day, minutes, asked=asked)
        now = datetime.combine(day, at, ZoneInfo(ZONE)).astimezone(UTC)
        enrolment = self.enrolments.get(self.active.key) if self.active else None
        item = choose_next(enrolment, self.active, situation)
        if item.question is None and item.lesson is None:
            return
        self._show(item, now, day)
        done = tuple(self._answer(item, now)) if answers else ()
        self.events.append(Event(number, asked, situation, item, answers, done))
        if answers:
            self.heard_on, self.away = day, False
            self._go_on(number)

    def situation(self, day: date, minutes: int | None, *, asked: bool) -> Situation:
        """What the program would load."""
        states = [state for one in self.enrolments.values() for state in one.questions.values()]
        return Situation(
            day,
            minutes,
            self.cohort.track,
            silent_days(self.heard_on, day),
            asked,
            reviews_of(self.library, self._due(day), ZONE),
            sum(one.answers > 1 and answered_on(one.card) == day for one in states),
            any(
                progress.completed_on == day
                for one in self.enrolments.values()
                for progress in one.lessons.values()
            ),
        )

    def _due(self, day: date) -> list[Due]:
        """As ``bot.store.reviews.load_due``, whose SQL has its own tests."""
        before = day_begins(day + timedelta(days=1), ZONE)
        due = [
            Due(course, key, state.family, state.review_due, state.latest_right, state.answers)
            for course, enrolment in self.enrolments.items()
            for key, state in enrolment.questions.items()
            if state.review_due < before
        ]
        due.sort(
            key=lambda one: (
                one.latest_right,
                one.answers * one.latest_right,
                one.due,
                one.course,
                one.question,
            )
        )
        return due[:MOST_DUE]

    def _show(self, item: Next, now: datetime, day: date) -> None:
        if item.lesson is None or self.active is None:
            return
        enrolment = self.enrolments[self.active.key]
        before = enrolment.lessons.get(item.lesson.key) or LessonProgress(now, day)
        read_to = item.part.read_to if item.part else 0
        shown = LessonProgress(before.shown_at, before.shown_on, read_to=read_to)
        self.enrolments[self.active.key] = enrolment.with_lesson(item.lesson.key, shown)

    def _answer(self, item: Next, now: datetime) -> Iterator[tuple[str, str, bool]]:
        course, lesson = self.active, item.lesson
        if lesson is not None and course is not None:
            yield from self._learn(course, lesson, item, now)
        for one in (*item.reviews, *([item.mixed] if item.mixed else ())):
            yield self._reply(one.course, one.question, now)

    def _learn(
        self, course: Course, lesson: Lesson, item: Next, now: datetime
    ) -> Iterator[tuple[str, str, bool]]:
        enrolment = self.enrolments[course.key]
        left = [one for one in lesson.questions if one.key not in enrolment.questions]
        for question in left[: item.count - (item.mixed is not None)]:
            yield self._reply(course, question, now)
        if not lesson.questions and (item.part is None or item.part.read_to == 0):
            after, *_ = finish_reading(course, enrolment, lesson, now, ZONE)
            self.enrolments[course.key] = after

    def _reply(self, course: Course, question: Question, now: datetime) -> tuple[str, str, bool]:
        right = self.rng.random() < self.cohort.right
        reading = _reading(question, right=right)
        enrolment = self.enrolments[course.key]
        elsewhere = self._elsewhere(course, question)
        graded = grade(course, enrolment, question, reading, now, ZONE, elsewhere=elsewhere)
        self.enrolments[course.key] = graded.enrolment
        return course.key, question.key, graded.right

    def _elsewhere(self, course: Course, question: Question) -> Remembered | None:
        states: list[QuestionState] = [
            state
            for key, one in self.enrolments.items()
            if key != course.key and question.family
            for state in one.questions.values()
            if state.family == question.family
        ]
        newest = max(states, key=lambda one: newer(one.card), default=None)
        return (newest.card, newest.latest_right) if newest else None

    def _go_on(self, number: int) -> None:
        """A passed course is followed by another one."""
        if self.active is None:
            return
        enrolment = self.enrolments[self.active.key]
        if choose_next(enrolment, self.active).question is None and not _left(
            self.active, enrolment
        ):
            self.passed_on[self.active.key] = number
            self.enrol()

    def enrol(self) -> None:
        """Take up the next course of those that are to be learned, if there is one."""
        self.active = self.to_learn.pop(0) if self.to_learn else None
        if self.active is not None:
            number = UUID(int=len(self.enrolments))
            self.enrolments[self.active.key] = Enrolment(0, number, self.active.key)


def _left(course: Course, enrolment: Enrolment) -> bool:
    return any(
        (progress := enrolment.lessons.get(one.key)) is None or progress.completed_at is None
        for one in course.lessons
    )


def _reading(question: Question, *, right: bool) -> Reading:
    if question.kind is QuestionKind.SHORT:
        return Reading(True, accepted=right)
    chosen = frozenset(question.right)
    if right:
        return Reading(True, chosen)
    other = 2 if question.kind is QuestionKind.TRUE_FALSE else len(question.options)
    wrong = next(n for n in range(1, other + 1) if frozenset({n}) != chosen)
    return Reading(True, frozenset({wrong}))


def thirty_days() -> Course:
    """A made-up course of thirty lessons with two questions each; every fifth is a longer one."""
    return Course(
        key="thirty-days",
        title="三十天",
        track=Track.EVERYONE,
        language="zh-Hans",
        level=1,
        hours=2,
        pass_mark=0.6,
        hours_per_credit=16,
        version="1",
        source="",
        licence="CC-BY-4.0",
        reviewed_by="",
        lessons=tuple(_lesson(number) for number in range(1, 31)),
    )


def _lesson(number: int) -> Lesson:
    minutes = 6 if number % 5 == 0 else 2
    text = "\n\n".join(f"第{number}课第{n}段。" + "一句要记住的话。" * 12 for n in range(minutes))
    questions = tuple(
        Question(
            f"q{number}-{n}", QuestionKind.SINGLE, "哪个对？", "有道理。", ("甲", "乙", "丙"), (n,)
        )
        for n in (1, 2)
    )
    return Lesson(f"l{number}", f"第{number}课", minutes, text, questions)


def people() -> list[Person]:
    """All of them, each about to begin."""
    courses = [thirty_days(), *load_pack(PACK).courses]
    library = Library(1, courses)
    everybody = []
    for number, cohort in enumerate(cohort for cohort in COHORTS for _ in range(EACH)):
        real = library.shelf(cohort.track)
        chosen = [one for one in real if one.key != "thirty-days"]
        if cohort.thirty_at is not None:
            chosen.insert(cohort.thirty_at, courses[0])
        one = Person(cohort, library, chosen, Random(number))
        one.enrol()
        everybody.append(one)
    return everybody


def six_weeks() -> list[Person]:
    """Everybody after the last day."""
    everybody = people()
    for number in range(1, DAYS + 1):
        for one in everybody:
            one.live(number)
    return everybody
