"""An entry that is wrong is voided, and where there is a right one that is added: nothing changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from bot.domain.content import Course
from bot.domain.credits import Target
from bot.domain.errors import YikeError
from bot.ledger.completions import completion_of
from bot.ledger.facts import CourseFinished, Fact, LessonCompleted, QuizFinished
from bot.ledger.statements import Issuer
from bot.ledger.taking_back import take_back, voiding_id
from bot.store import content
from bot.store.db import Connection
from bot.store.ledger import certificates, settling, voiding
from bot.store.ledger import entries as ledger
from bot.store.ledger.voiding import Entry
from bot.texts.catalogue import SIMPLIFIED, texts


class CorrectionError(YikeError):
    """An entry cannot be voided or corrected as asked; nothing was changed."""


class _Common(TypedDict):
    """The fields that all facts have."""

    learner: int
    learner_key: UUID
    course: Course
    registration: UUID
    seconds: int
    platform: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Voided:
    """What became of an entry: its key, at how many targets it is asked back, and the keys of claims
    that still count with it among their evidence.
    """

    key: UUID
    asked_back: int
    evidence_of: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The entry that counts no more, None where it was voided before, and the one in its place."""

    voided: Voided | None
    key: UUID


async def void(
    conn: Connection,
    key: UUID,
    reason: str,
    by: str,
    now: datetime,
    issuer: Issuer,
    targets: Sequence[Target],
) -> Voided:
    """Make an entry count no more, in the caller's transaction.

    ``key`` is the entry's, its claim's, or that of any statement of it. Every target that may hold
    it is asked to take it back, what was not sent is not sent, and its certificate is revoked. A
    claim that stood back behind it may go now. Raises CorrectionError for an unknown key, and for
    one that was voided before.
    """
    entry = await _entry(conn, key)
    if entry.voided:
        raise CorrectionError(f"{entry.key} was voided already.")
    return await _void(conn, entry, reason, by, now, issuer, targets)


async def correct(
    conn: Connection,
    key: UUID,
    reason: str,
    by: str,
    now: datetime,
    issuer: Issuer,
    targets: Sequence[Target],
) -> Corrected:
    """Void an entry, where it still counts, and add the next revision of it: from the course as it
    is taught now, with what was measured then.

    In the caller's transaction. Raises CorrectionError for an unknown key, an entry that was
    corrected before, where the course or lesson is taught no more, and where its pass mark is above
    what was scored.
    """
    entry = await _entry(conn, key)
    if entry.replaced:
        raise CorrectionError(f"{entry.key} was corrected already; correct the newer entry.")
    fact = _fact(entry, await _taught(conn, entry))
    voided = None
    if not entry.voided:
        voided = await _void(conn, entry, reason, by, now, issuer, targets)
    row = completion_of(fact, issuer, now, revision=entry.revision + 1)
    await ledger.record(conn, [row], targets, now)
    await settling.settle(conn, entry.learner, now, targets)
    return Corrected(voided, row.key)


async def _entry(conn: Connection, key: UUID) -> Entry:
    entry = await voiding.find(conn, key)
    if entry is None:
        raise CorrectionError(f"The ledger has no entry {key}.")
    return entry


async def _void(
    conn: Connection,
    entry: Entry,
    reason: str,
    by: str,
    now: datetime,
    issuer: Issuer,
    targets: Sequence[Target],
) -> Voided:
    number = voiding_id(entry.key)
    may_be_held = await voiding.void(conn, entry.row, number, reason, by, now)
    asked = take_back(may_be_held, issuer, "entry voided")
    await settling.take_back(conn, asked, now)
    await certificates.revoke_for(conn, entry.row, reason, now)
    await certificates.replace_repeats(
        conn, entry.learner, texts(SIMPLIFIED)("certificate-repeated")
    )
    await settling.settle(conn, entry.learner, now, targets)
    resting = await voiding.resting_on(conn, entry.key)
    return Voided(entry.key, sum(len(one.targets) for one in asked), resting)


async def _taught(conn: Connection, entry: Entry) -> Course:
    found = await content.load_versions(conn, [entry.taught] if entry.taught else [])
    if not found:
        raise CorrectionError(
            f"The course {entry.course} is taught no more; {entry.key} can only be voided."
        )
    return found[0]


def _fact(entry: Entry, course: Course) -> Fact:
    """What the entry is of, as it would be recorded now."""
    common = _Common(
        learner=entry.learner,
        learner_key=entry.person,
        course=course,
        registration=entry.registration,
        seconds=entry.seconds,
        platform=entry.platform,
        at=entry.completed_at,
    )
    if entry.kind == "course":
        return _finished(entry, common)
    lesson = next((one for one in course.lessons if one.key == entry.lesson), None)
    if lesson is None:
        raise CorrectionError(
            f"The lesson {entry.lesson} is taught no more in {entry.course}; "
            f"{entry.key} can only be voided."
        )
    if entry.kind == "lesson":
        return LessonCompleted(**common, lesson=lesson)
    return QuizFinished(
        **common,
        lesson=lesson,
        attempt=entry.attempt,
        raw=entry.score or 0,
        maximum=entry.score_max or 1,
        pass_mark=course.pass_mark,
    )


def _finished(entry: Entry, common: _Common) -> CourseFinished:
    """A course that was passed; also by the mark that it asks for now."""
    right, asked = entry.score or 0, entry.score_max or 0
    if Decimal(right) < Decimal(str(common["course"].pass_mark)) * asked:
        raise CorrectionError(
            f"{entry.key} has {right} of {asked} right; the course {entry.course} asks for "
            f"{common['course'].pass_mark:g} of them now. It can only be voided."
        )
    started = entry.started_at or entry.completed_at
    return CourseFinished(**common, started_at=started, raw=right, maximum=asked)
