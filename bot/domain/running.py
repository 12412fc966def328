"""Settings that may be changed while the program runs: what each is, and what it may be.

All others are read once at the start: what depends on them (accounts, addresses, keys, quiet hours
and rates that workers have begun to go by) would be half old and half new for a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from bot.domain.errors import InputError


class Changeable(StrEnum):
    """The keys, as a settings file has them (``[console] two_people``)."""

    TWO_PEOPLE = "console.two_people"
    CONTENT_TWO_PEOPLE = "content.two_people"
    DAILY_TIME = "learning.daily_time"
    HELPER = "learning.helper"


TWO_PEOPLE = frozenset({Changeable.TWO_PEOPLE, Changeable.CONTENT_TWO_PEOPLE})
LONGEST_HELPER = 120


@dataclass(frozen=True, slots=True)
class Running:
    """What holds now. ``daily_time`` is when newcomers' lessons come until they say otherwise;
    ``helper`` says who helps those whose groups have no helper, and how to reach him or her.
    """

    two_people: bool = False
    content_two_people: bool = False
    daily_time: time = time(7, 30)
    helper: str = ""

    def value(self, key: Changeable) -> Any:
        """One of them as JSON has it."""
        match key:
            case Changeable.TWO_PEOPLE:
                return self.two_people
            case Changeable.CONTENT_TWO_PEOPLE:
                return self.content_two_people
            case Changeable.DAILY_TIME:
                return f"{self.daily_time:%H:%M}"
            case Changeable.HELPER:
                return self.helper


def read_value(key: Changeable, written: str) -> Any:
    """What somebody wrote for ``key``, as JSON has it. Raises InputError."""
    if key in TWO_PEOPLE:
        if written not in {"true", "false"}:
            raise InputError("Choose yes or no.")
        return written == "true"
    if key is Changeable.DAILY_TIME:
        try:
            return f"{time.fromisoformat(written):%H:%M}"
        except ValueError:
            raise InputError("Write a time of day, for example 07:30.") from None
    said = " ".join(written.split())
    if len(said) > LONGEST_HELPER or not all(c.isprintable() for c in said):
        raise InputError(f"Write at most {LONGEST_HELPER} characters in one line.")
    return said


def loosens(key: Changeable, was: Any, becomes: Any) -> bool:
    """Pure: whether a change lets one person do what took two. One alone may not do that: a
    second operator has to ask for the same.
    """
    return key in TWO_PEOPLE and was is True and becomes is False


def overlaid(file: Running, changed: Mapping[str, Any]) -> Running:
    """``file`` with what was changed; a value that nobody could have written is passed over."""

    def chosen(key: Changeable) -> Any:
        value = changed.get(key.value)
        if value is None:
            return file.value(key)
        try:
            return read_value(key, str(value).lower() if isinstance(value, bool) else str(value))
        except InputError:
            return file.value(key)

    return Running(
        chosen(Changeable.TWO_PEOPLE),
        chosen(Changeable.CONTENT_TWO_PEOPLE),
        time.fromisoformat(chosen(Changeable.DAILY_TIME)),
        chosen(Changeable.HELPER),
    )
