"""What is open when, and when somebody may object."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.competitions.objecting import MOST_WORDS, Objecting, may_object, publicity_at
from bot.competitions.windows import (
    Entering,
    Window,
    day_in,
    entering,
    is_late,
    next_stage,
    open_stages,
    window_of,
)
from bot.domain.competitions import CompetitionState, StageKind
from tests.competitions.contest_samples import DAY, SECOND, START, contest, stage

ENTRY = stage(StageKind.REGISTRATION, 0, 2)
UPLOAD = stage(StageKind.UPLOAD, 1, 3)
PUBLICITY = stage(StageKind.PUBLICITY, 5, 7)
CONTEST = contest(ENTRY, UPLOAD, PUBLICITY)


def test_opening_is_in_and_closing_is_out() -> None:
    assert window_of(ENTRY, ENTRY.opens - SECOND) is Window.NOT_YET
    assert window_of(ENTRY, ENTRY.opens) is Window.OPEN
    assert window_of(ENTRY, ENTRY.closes - SECOND) is Window.OPEN
    assert window_of(ENTRY, ENTRY.closes) is Window.CLOSED
    assert is_late(ENTRY, ENTRY.closes)
    assert not is_late(ENTRY, ENTRY.closes - SECOND)


def test_entering() -> None:
    assert entering(CONTEST, START - SECOND) is Entering.NOT_YET
    assert entering(CONTEST, START) is Entering.OPEN
    assert entering(CONTEST, START + 2 * DAY) is Entering.CLOSED
    assert entering(contest(UPLOAD), START) is Entering.WITHOUT
    cancelled = replace(CONTEST, state=CompetitionState.CANCELLED)
    assert entering(cancelled, START) is Entering.CANCELLED
    for state in (CompetitionState.DRAFT, CompetitionState.WAITING):
        assert entering(replace(CONTEST, state=state), START) is Entering.NOT_PUBLISHED


def test_a_second_registration_opens_the_door_again() -> None:
    late = stage(StageKind.REGISTRATION, 4, 5, "late")
    twice = contest(ENTRY, late)
    assert entering(twice, START + 3 * DAY) is Entering.NOT_YET
    assert entering(twice, START + 4 * DAY) is Entering.OPEN


def test_what_is_open_now_and_what_comes_next() -> None:
    assert open_stages(CONTEST, START + DAY) == (ENTRY, UPLOAD)
    assert open_stages(CONTEST, START + 4 * DAY) == ()
    assert next_stage(CONTEST, START) is UPLOAD
    assert next_stage(CONTEST, START + 5 * DAY) is None


def test_a_contests_day_begins_at_midnight_in_its_zone() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert day_in(zone, datetime.fromisoformat("2027-03-01T15:59:59+00:00")).day == 1
    assert day_in(zone, datetime.fromisoformat("2027-03-01T16:00:00+00:00")).day == 2


@pytest.mark.parametrize(
    ("days", "words", "own", "frozen", "answer"),
    [
        (4, "不对", 0, False, Objecting.NOT_YET),
        (5, "不对", 0, False, Objecting.MAY),
        (5, None, 0, False, Objecting.MAY),
        (5, " ", 0, False, Objecting.NO_WORDS),
        (5, "错" * MOST_WORDS, 0, False, Objecting.MAY),
        (5, "错" * (MOST_WORDS + 1), 0, False, Objecting.TOO_LONG),
        (6, "不对", 1, False, Objecting.ONE_OPEN),
        (6, "不对", 0, True, Objecting.FROZEN),
        (7, "不对", 0, False, Objecting.OVER),
    ],
)
def test_objecting(
    days: int, words: str | None, own: int, frozen: bool, answer: Objecting
) -> None:
    at = START + days * DAY
    assert may_object(CONTEST, at, words, own_open=own, frozen=frozen) is answer
    assert (publicity_at(CONTEST, at) is PUBLICITY) is (5 <= days < 7)


def test_objecting_where_nothing_is_made_public_or_all_is_cancelled() -> None:
    at = START + 5 * DAY
    bare = contest(ENTRY)
    assert may_object(bare, at, "不对", own_open=0, frozen=False) is Objecting.WITHOUT
    cancelled = replace(CONTEST, state=CompetitionState.CANCELLED)
    assert may_object(cancelled, at, "不对", own_open=0, frozen=False) is Objecting.CANCELLED
