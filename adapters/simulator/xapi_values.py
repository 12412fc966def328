"""The small parts of an xAPI statement: ids, IRIs, times, language maps, and how to refuse.

Source: xAPI 1.0.3, part two, sections 2.4 and 4 (xAPI 2.0 differs in none of these, its times
are those of RFC 3339 as well); reference/learning.md section 1.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import YikeError

Check = Callable[[Any, str], None]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DURATION = re.compile(
    r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)"
)
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+\d{2}:\d{2}|-(?!00:00)\d{2}:\d{2})"
)


class StatementRefusedError(YikeError):
    """A statement breaks a rule; ``str`` names the place and the rule."""


def object_of(
    value: Any, where: str, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A JSON object with these fields and no others, none of them null."""
    if not isinstance(value, dict):
        raise StatementRefusedError(f"{where}: must be an object")
    for name in required:
        if name not in value:
            raise StatementRefusedError(f"{where}.{name}: is missing")
    for name, inner in value.items():
        if name not in required and name not in optional:
            raise StatementRefusedError(f"{where}: has a field the specification does not know")
        if inner is None:
            raise StatementRefusedError(f"{where}.{name}: must not be null")
    return value


def string_in(fields: dict[str, Any], name: str) -> str:
    """A field that must hold a string."""
    value = fields[name]
    if not isinstance(value, str):
        raise StatementRefusedError(f"{name}: must be a string")
    return value


def matching(pattern: re.Pattern[str], rule: str) -> Check:
    """A check for strings that match ``pattern`` whole; ``rule`` is what the refusal says."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise StatementRefusedError(f"{where}: {rule}")

    return check


uuid_text = matching(_UUID, "must be a lower-case UUID")
iri = matching(_IRI, "must be an absolute IRI")
language_tag = matching(_TAG, "must be a language tag")
duration = matching(_DURATION, "must be an ISO 8601 duration")
plain_text = matching(re.compile(r".*", re.DOTALL), "must be a string")
_time_text = matching(_TIME, "must be an RFC 3339 time with its zone")


def moment(value: Any, where: str) -> datetime:
    """An RFC 3339 time with its zone (``-00:00`` is none)."""
    _time_text(value, where)
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise StatementRefusedError(f"{where}: is no time") from error


def instant(value: Any, where: str, now: datetime) -> None:
    """A ``moment`` that is not after ``now``."""
    if moment(value, where) > now:
        raise StatementRefusedError(f"{where}: lies in the future")


def language_map(value: Any, where: str) -> None:
    """Texts by language tag."""
    if not isinstance(value, dict):
        raise StatementRefusedError(f"{where}: must be a language map")
    for tag, text in value.items():
        language_tag(tag, where)
        plain_text(text, where)


def extensions(value: Any, where: str) -> None:
    """Anything at all, by IRI; the one place where null may stand."""
    if not isinstance(value, dict):
        raise StatementRefusedError(f"{where}: must be an object")
    for key in value:
        iri(key, where)


def truth(value: Any, where: str) -> None:
    """True or false, not a word or a number for it."""
    if not isinstance(value, bool):
        raise StatementRefusedError(f"{where}: must be true or false")


def strings(value: Any, where: str) -> None:
    """A list of strings."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise StatementRefusedError(f"{where}: must be a list of strings")


def each(fields: dict[str, Any], where: str, checks: dict[str, Check]) -> None:
    """Run the check of each field that has one."""
    for name, value in fields.items():
        if name in checks:
            checks[name](value, f"{where}.{name}")
