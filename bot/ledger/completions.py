"""Completions, their statements, outbox rows and claims: written with the learner's answer."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.domain.credits import Target
from bot.ledger.facts import CourseFinished, Fact, LessonCompleted, QuizFinished, credit_of
from bot.ledger.records import render_record
from bot.ledger.statements import Issuer, render
from bot.store.db import Connection
from bot.store.ledger import entries as ledger
from bot.store.ledger.entries import ClaimRow, CompletionRow


def completion_of(
    fact: Fact, issuer: Issuer, now: datetime, *, revision: int = 1
) -> CompletionRow:
    """What is written for one fact, its statement rendered. Pure.

    ``revision``: 2 and more for an entry in the place of one that was voided.
    """
    said = render(fact, issuer, now, revision=revision)
    quiz = fact if isinstance(fact, QuizFinished) else None
    course = fact if isinstance(fact, CourseFinished) else None
    return CompletionRow(
        learner=fact.learner,
        person=fact.learner_key,
        key=said.id,
        kind="quiz" if quiz else "course" if course else "lesson",
        course=fact.course.key,
        lesson=None if isinstance(fact, CourseFinished) else fact.lesson.key,
        registration=fact.registration,
        attempt=quiz.attempt if quiz else 1,
        revision=revision,
        content_version=fact.course.version,
        score=quiz.raw if quiz else None,
        score_max=quiz.maximum if quiz else None,
        success=quiz.passed if quiz else True if course else None,
        seconds=fact.seconds,
        notional_minutes=notional_minutes(fact),
        platform=fact.platform,
        at=fact.at,
        body=said.body,
        claim=_claim(course, issuer, now, revision) if course else None,
    )


def notional_minutes(fact: Fact) -> int:
    """The minutes that were meant for it: a quiz's are its lesson's."""
    match fact:
        case LessonCompleted():
            return fact.lesson.minutes
        case QuizFinished():
            return 0
        case CourseFinished():
            return round(fact.course.hours * 60)


def _claim(fact: CourseFinished, issuer: Issuer, now: datetime, revision: int) -> ClaimRow:
    credit, record = credit_of(fact.course), render_record(fact, issuer, now, revision=revision)
    return ClaimRow(
        key=record.id,
        title=fact.course.title,
        institution=issuer.institution,
        framework=issuer.framework,
        level=fact.course.level,
        hours=credit.hours,
        hours_per_credit=credit.hours_per_credit,
        credit=credit.credit,
        rule=credit.rule,
        score=fact.raw if fact.maximum else None,
        score_max=fact.maximum or None,
        pass_mark=Decimal(str(fact.course.pass_mark)),
        started_at=min(fact.started_at, fact.at, now),
        finished_at=min(fact.at, now),
        head=record.head,
        tail=record.tail,
    )


async def record_completions(
    conn: Connection,
    facts: Sequence[Fact],
    issuer: Issuer,
    targets: Sequence[Target],
    now: datetime,
) -> frozenset[UUID]:
    """Write facts in the caller's transaction, all in one round trip (none for no facts).

    For each: the completion and its statement; for a course the claim and its record; and an
    outbox row for each target that takes the form ('queued' where the learner consents to that
    target, and gave an account number where it needs one, else 'waiting'). A fact that is already
    recorded changes nothing. Returns the keys of the completions that are new: where there are
    any, the push worker is worth waking once the transaction is committed.
    """
    if not facts:
        return frozenset()
    rows = [completion_of(fact, issuer, now) for fact in facts]
    return await ledger.record(conn, rows, targets, now)


async def record_completion(
    conn: Connection, fact: Fact, issuer: Issuer, targets: Sequence[Target], now: datetime
) -> frozenset[UUID]:
    """Write one fact, as ``record_completions`` does."""
    return await record_completions(conn, (fact,), issuer, targets, now)
