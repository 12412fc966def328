"""A group chat's settings, and when it gets what: in its own zone."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class GroupTimes:
    """Local times of day (without a zone). ``course_time`` is on Mondays, ``board_time`` on Sundays;
    ``answer_time`` is the morning after a question.
    """

    course_time: time = time(9, 0)
    question_time: time = time(12, 0)
    answer_time: time = time(8, 30)
    board_time: time = time(19, 0)


class GroupState(StrEnum):
    """``muted``: the platform lets us say nothing there until our rights change."""

    KNOWN = "known"
    MUTED = "muted"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a group's administrators have chosen. ``row`` is its database id.

    ``quiet`` is a span such as ``21:30-07:30``, or ``NEVER_QUIET``; empty: as the deployment has
    it. ``thread`` is the topic that is ours; empty: where everybody talks. ``track`` is whose
    courses it learns and ``course`` the key of the course of the week; None: nobody has said.
    ``rotates``: another course each week. ``question_time`` is that of the daily question; None:
    there is none. ``board``: there is a weekly board.
    """

    row: int
    account: str
    zone: str
    language: str = "zh-Hans"
    quiet: str = ""
    thread: str = ""
    track: str | None = None
    course: str | None = None
    rotates: bool = True
    question_time: time | None = None
    board: bool = True
    state: GroupState = GroupState.KNOWN


NEVER_QUIET = "00:00-00:00"
"""A span without an instant in it: something may come at any hour."""
