"""A claim's record as an entry of one of a credit bank's three lists.

The names are those published for the Shanghai credit bank (Alipay Open Platform,
``alipay.commerce.educate.creditbank.studyprofile.modify``). What each means here, and what is left
empty and why, stands in docs/credit-bank.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

ListName = Literal["training", "certificate", "credit"]
Record = Mapping[str, Any]
"""A stored record of the form ``record``, parsed."""


@dataclass(frozen=True, slots=True)
class ListShape:
    """How a list is called: in a profile, in its count, and the field with our outer id."""

    name: ListName
    entries: str
    count: str
    outer_id: str
    fields: tuple[str, ...]


SHAPES: Mapping[ListName, ListShape] = {
    "training": ListShape(
        "training",
        "training_list",
        "training_count",
        "training_outer_id",
        (
            "training_outer_id",
            "project_name",
            "inst_name",
            "experience_time",
            "have_project_certificate",
        ),
    ),
    "certificate": ListShape(
        "certificate",
        "certificate_experience_list",
        "certificate_experience_count",
        "cert_exp_outer_id",
        (
            "cert_exp_outer_id",
            "certificate_name",
            "certificate_level",
            "inst_name",
            "experience_time",
        ),
    ),
    "credit": ListShape(
        "credit",
        "credit_list",
        "credit_count",
        "credit_outer_id",
        (
            "credit_outer_id",
            "course_name",
            "course_subject",
            "course_property",
            "course_score",
            "course_result_code",
            "course_year",
            "course_season",
            "learning_stage",
            "credit",
            "credit_hour",
            "inst_name",
            "experience_time",
        ),
    ),
}

EXTENSION = (
    "course",
    "framework",
    "level",
    "hours",
    "seconds",
    "hours_per_credit",
    "rule",
    "content_version",
    "pass_mark",
    "score",
    "score_max",
    "started_at",
    "finished_at",
    "evidence",
    "uscc",
)
"""What the published lists have no field for; what a record has not is left out."""

PASSED = "1"
HAS_CERTIFICATE = "1"
SPRING, AUTUMN = "50", "51"
"""The published codes of ``course_season``."""


class UnreadableRecordError(ValueError):
    """A stored record is not what the ledger writes; the words name what is missing."""


def read_record(body: bytes) -> dict[str, Any]:
    """A stored body, parsed. Raises UnreadableRecordError."""
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableRecordError("the stored record is not JSON") from None
    if not isinstance(record, dict) or not isinstance(record.get("outer_id"), str):
        raise UnreadableRecordError("the stored record has no outer_id")
    return record


def entry_of(record: Record, name: ListName, zone: ZoneInfo) -> dict[str, Any]:
    """The entry of a record in the list ``name``; days are those of ``zone``.

    Raises UnreadableRecordError.
    """
    try:
        entry = _MAKERS[name](record, _local(record["finished_at"], zone))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        what = str(error) if isinstance(error, KeyError) else type(error).__name__
        raise UnreadableRecordError(f"the stored record cannot be mapped: {what}") from None
    entry["extension"] = {key: record[key] for key in EXTENSION if key in record}
    return entry


def _training(record: Record, finished: datetime) -> dict[str, Any]:
    return {
        "training_outer_id": record["outer_id"],
        "project_name": record["title"],
        "inst_name": record["institution"],
        "experience_time": _day(finished),
        "have_project_certificate": HAS_CERTIFICATE,
    }


def _certificate(record: Record, finished: datetime) -> dict[str, Any]:
    return {
        "cert_exp_outer_id": record["outer_id"],
        "certificate_name": record["title"],
        "certificate_level": str(record["level"]),
        "inst_name": record["institution"],
        "experience_time": _day(finished),
    }


def _credit(record: Record, finished: datetime) -> dict[str, Any]:
    return {
        "credit_outer_id": record["outer_id"],
        "course_name": record["title"],
        "course_subject": "",
        "course_property": "",
        "course_score": _score(record),
        "course_result_code": PASSED,
        "course_year": f"{finished:%Y}",
        "course_season": SPRING if finished.month <= 6 else AUTUMN,
        "learning_stage": "",
        "credit": number(record["credit"]),
        "credit_hour": number(record["hours"]),
        "inst_name": record["institution"],
        "experience_time": _day(finished),
    }


_MAKERS = {"training": _training, "certificate": _certificate, "credit": _credit}


def number(value: float | str) -> str:
    """A number as its plain decimal digits: 0.25, 4, 100."""
    return f"{Decimal(str(value)).normalize():f}"


def _score(record: Record) -> str:
    """Right answers in a hundred, rounded down; empty for a course without questions."""
    most = record.get("score_max")
    return str(int(record["score"]) * 100 // int(most)) if most else ""


def _local(finished: str, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(finished)
    if at.tzinfo is None:
        raise ValueError("finished_at has no zone")
    return at.astimezone(zone)


def _day(at: datetime) -> str:
    return at.date().isoformat()
