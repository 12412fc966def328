"""A claim as one neutral JSON object, for credit banks that keep records rather than statements.

Each such bank's adapter maps it to that bank's own fields (docs/credit-bank.md). It is rendered in
two parts: between them comes the evidence, which is known only where it is written.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.ledger.facts import CourseFinished, credit_of, plain
from bot.ledger.statements import Issuer, Json, claim_id, compact, language_of, timestamp


@dataclass(frozen=True, slots=True)
class Record:
    """A rendered record: its id, which is the claim's key, and its bytes before and after the
    JSON list of the evidence.
    """

    id: UUID
    head: bytes
    tail: bytes


def render_record(
    fact: CourseFinished, issuer: Issuer, now: datetime, *, revision: int = 1
) -> Record:
    """The record of a passed course. The same arguments give the same bytes.

    Its names are those of the research on credit banks' records (reference/learning.md section 1,
    Record to keep). No instant in it is after ``now``.
    """
    number = claim_id(fact, issuer, revision)
    whole: Json = {
        "outer_id": str(number),
        **_course(fact, issuer),
        **_result(fact),
        "content_version": fact.course.version,
        "started_at": timestamp(min(fact.started_at, fact.at, now)),
        "finished_at": timestamp(min(fact.at, now)),
    }
    head = compact(whole)[:-1] + b',"evidence":'
    tail = b"," + compact({"language": language_of(fact)})[1:]
    return Record(number, head, tail)


def _course(fact: CourseFinished, issuer: Issuer) -> Json:
    return {
        "course": fact.course.key,
        "title": fact.course.title,
        "institution": issuer.institution,
        **({"uscc": issuer.uscc} if issuer.uscc else {}),
        "framework": issuer.framework,
        "level": fact.course.level,
    }


def _result(fact: CourseFinished) -> Json:
    credit = credit_of(fact.course)
    return {
        "hours": plain(credit.hours),
        "seconds": fact.seconds,
        "credit": plain(credit.credit),
        "hours_per_credit": plain(credit.hours_per_credit),
        "rule": credit.rule,
        **({"score": fact.raw, "score_max": fact.maximum} if fact.maximum else {}),
        "pass_mark": plain(Decimal(str(fact.course.pass_mark))),
    }
