"""The fields of the three lists, and what may stand in them.

The names are those published for the Shanghai credit bank (Alipay Open Platform,
``alipay.commerce.educate.creditbank.studyprofile.modify``); the lengths and forms are ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Check = Callable[[Any], bool]
"""Whether a value may stand in a field."""


def text(most: int, least: int = 1) -> Check:
    """A text of so many characters, without control characters."""
    pattern = re.compile(rf"[^\x00-\x1f\x7f\ud800-\udfff]{{{least},{most}}}")
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def form(pattern: str) -> Check:
    """A text of a certain form."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def whole(least: int, most: int) -> Check:
    """A whole number."""
    return lambda value: type(value) is int and least <= value <= most


def amount(most: float) -> Check:
    """A number that is not negative."""
    return lambda value: type(value) in (int, float) and 0 <= value <= most


def day(value: Any) -> bool:
    """A date, YYYY-MM-DD."""
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def instant(value: Any) -> bool:
    """An instant in UTC with three decimals and Z."""
    if not _INSTANT(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def ids(value: Any) -> bool:
    """A list of outer ids, at most 2,000."""
    return isinstance(value, list) and len(value) <= 2000 and all(map(outer_id, value))


_INSTANT = form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
decimal = form(r"\d{1,5}(\.\d{1,4})?")
_DECIMAL_OR_NONE = form(r"(\d{1,5}(\.\d{1,4})?)?")
reason = text(300, 0)
outer_id = form(r"[A-Za-z0-9_-]{1,64}")
account = form(r"[A-Za-z0-9]{6,32}")

EXTENSION: Mapping[str, Check] = {
    "course": text(200),
    "framework": text(100),
    "level": whole(1, 7),
    "hours": amount(100_000),
    "seconds": whole(0, 10**9),
    "hours_per_credit": amount(1_000),
    "rule": text(200),
    "content_version": text(100),
    "pass_mark": amount(1),
    "score": whole(0, 10**6),
    "score_max": whole(1, 10**6),
    "started_at": instant,
    "finished_at": instant,
    "evidence": ids,
    "uscc": form(r"[0-9A-HJ-NPQRTUWXY]{18}"),
}
OPTIONAL = {"score", "score_max", "uscc"}


@dataclass(frozen=True, slots=True)
class ListForm:
    """One of the three: how it and its count are called in a profile, which field is the sender's
    own id, and what its entries hold besides ``extension``.
    """

    name: str
    entries: str
    count: str
    outer_id: str
    fields: Mapping[str, Check]


_COMMON: Mapping[str, Check] = {"inst_name": text(100), "experience_time": day}
LISTS: Mapping[str, ListForm] = {
    "training": ListForm(
        "training",
        "training_list",
        "training_count",
        "training_outer_id",
        {
            "training_outer_id": outer_id,
            "project_name": text(200),
            "have_project_certificate": form("[12]"),
            **_COMMON,
        },
    ),
    "certificate": ListForm(
        "certificate",
        "certificate_experience_list",
        "certificate_experience_count",
        "cert_exp_outer_id",
        {
            "cert_exp_outer_id": outer_id,
            "certificate_name": text(200),
            "certificate_level": text(20, 0),
            **_COMMON,
        },
    ),
    "credit": ListForm(
        "credit",
        "credit_list",
        "credit_count",
        "credit_outer_id",
        {
            "credit_outer_id": outer_id,
            "course_name": text(200),
            "course_subject": text(50, 0),
            "course_property": text(50, 0),
            "course_score": _DECIMAL_OR_NONE,
            "course_result_code": form(r"\d{1,2}"),
            "course_year": form(r"\d{4}"),
            "course_season": form(r"(\d{1,2})?"),
            "learning_stage": text(50, 0),
            "credit": decimal,
            "credit_hour": decimal,
            **_COMMON,
        },
    ),
}
