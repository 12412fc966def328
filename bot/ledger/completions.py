"""Completions, their statements, outbox rows and claims: written with the learner's answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bot.ledger.facts import CourseFinished, Fact, QuizFinished, credit_of
from bot.ledger.statements import Issuer, render
from bot.store import ledger
from bot.store.db import Connection
from bot.store.ledger import ClaimRow, CompletionRow


def completion_of(fact: Fact, issuer: Issuer, now: datetime) -> CompletionRow:
    """What is written for one fact, its statement rendered. Pure."""
    said = render(fact, issuer, now)
    quiz = fact if isinstance(fact, QuizFinished) else None
    course = fact if isinstance(fact, CourseFinished) else None
    return CompletionRow(
        learner=fact.learner,
        kind="quiz" if quiz else "course" if course else "lesson",
        course=fact.course.key,
        lesson=None if isinstance(fact, CourseFinished) else fact.lesson.key,
        registration=fact.registration,
        attempt=quiz.attempt if quiz else 1,
        content_version=fact.course.version,
        score=quiz.raw if quiz else None,
        score_max=quiz.maximum if quiz else None,
        success=quiz.passed if quiz else True if course else None,
        seconds=fact.seconds,
        at=fact.at,
        statement=said.id,
        body=said.body,
        claim=_claim(course) if course else None,
    )


def _claim(fact: CourseFinished) -> ClaimRow:
    credit = credit_of(fact.course)
    return ClaimRow(
        level=fact.course.level,
        hours=credit.hours,
        hours_per_credit=credit.hours_per_credit,
        credit=credit.credit,
        rule=credit.rule,
    )


async def record_completions(
    conn: Connection, facts: Sequence[Fact], issuer: Issuer, targets: Sequence[str], now: datetime
) -> frozenset[UUID]:
    """Write facts in the caller's transaction, all in one round trip (none for no facts).

    For each: the completion, its statement, one outbox row a target ('queued' where the learner
    consents to that target, else 'waiting'), and for a course the claim. A fact that is already
    recorded changes nothing. Returns the ids of the statements that are new: where there are
    any, the push worker is worth waking once the transaction is committed.
    """
    if not facts:
        return frozenset()
    rows = [completion_of(fact, issuer, now) for fact in facts]
    return await ledger.record(conn, rows, targets, now)


async def record_completion(
    conn: Connection, fact: Fact, issuer: Issuer, targets: Sequence[str], now: datetime
) -> frozenset[UUID]:
    """Write one fact, as ``record_completions`` does."""
    return await record_completions(conn, (fact,), issuer, targets, now)


async def sweep_unpushed(
    conn: Connection, targets: Sequence[str], now: datetime, *, since: datetime | None = None
) -> int:
    """Give every statement an outbox row for every target, in the state its consent asks for.

    For targets that were configured later, and for what a lost race left behind: a waiting row
    under a standing consent is queued, a queued one without it waits. ``since`` looks only at
    statements made and consents given from then on (for the frequent sweep); None at all of
    them (once at start). Returns how many rows were put right.
    """
    made = await ledger.add_missing(conn, targets, now, since)
    return made + await ledger.settle_consents(conn, targets, now, since)
