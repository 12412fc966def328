"""The simulation's arithmetic beside the program's: turns of the planner, limits of a bot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.scale.assumptions import LIMITS, PACING, Assumptions
from bench.scale.one_bot import one_bot
from bench.scale.turns import Lane, Limited, Stream, rules
from bot.delivery import limiting
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from tests.delivery.owing import rows
from tests.schedules.due import HALF_PAST_SEVEN, many, planner


@pytest.mark.parametrize("tolerance", [0.0, 0.5, 1.0, 15.0])
async def test_the_turns_are_those_of_the_planner(db: Database, tolerance: float) -> None:
    await many(db, 150)
    pacing = Pacing({"city": 2.0}, tolerance=timedelta(minutes=tolerance))
    await planner(db, HALF_PAST_SEVEN, pacing=pacing).lessons()
    found = await rows(db, "select next_try from delivery order by learner_id")
    theirs = [(row["next_try"] - HALF_PAST_SEVEN).total_seconds() / 60 for row in found]
    lane = Lane(1 / 2 / 60, tolerance)
    assert theirs == pytest.approx([lane.turn(0.0) for _ in theirs], abs=1e-6)


def test_a_later_hour_waits_for_what_is_left_of_the_one_before() -> None:
    lane = Lane(step=1.0, tolerance=30.0)
    assert [lane.turn(0.0) for _ in range(3)] == [0, 1, 2]
    assert lane.turn(1.5) == 3
    assert lane.turn(10.0) == 10


def test_what_does_not_fit_comes_in_the_last_third() -> None:
    lane = Lane(step=1.0, tolerance=6.0)
    assert [lane.turn(0.0) for _ in range(10)] == [0, 1, 2, 3, 4, 5, 6, 5, 4, 5]


def test_a_bot_is_limited_as_the_program_limits_it() -> None:
    ours = rules(LIMITS.bulk_per_second or 0)
    assert ours == limiting._rules(LIMITS, 1)


def send(gate: Limited, minute: float, *, waited_for: bool, many: int) -> list[float]:
    """When each of ``many`` goes, in seconds; those put off ask again."""
    gone = []
    for chat in range(many):
        at = minute
        while True:
            wait, granted = gate.ask(chat, at, waited_for=waited_for)
            at += wait
            if granted:
                break
        gone.append(60 * at)
    return gone


def test_lessons_leave_room_for_replies_which_go_first() -> None:
    gate = Limited(28)
    lessons = send(gate, 0.0, waited_for=False, many=280)
    assert lessons[-1] == pytest.approx(10, abs=0.4)
    replies = send(gate, lessons[-1] / 60, waited_for=True, many=2)
    assert max(replies) - lessons[-1] < 0.2


def test_a_stream_lets_replies_go_and_lessons_wait() -> None:
    stream = Stream(step=1.0)
    assert stream.ask(1, 0.0, waited_for=False) == (0.0, True)
    assert stream.ask(1, 0.5, waited_for=False) == (0.5, False)
    assert stream.ask(1, 0.5, waited_for=True) == (0.0, True)
    assert stream.ask(1, 1.0, waited_for=False) == (1.0, False)
    assert stream.ask(1, 2.0, waited_for=False) == (0.0, True)


def test_one_bot_is_as_punctual_as_its_stream_says() -> None:
    a = replace(Assumptions(), residents=129_000_000 / 10)  # 20,600 on Telegram
    half, full = one_bot(a, 2, 1, 14.0), one_bot(a, 2, 1, 28.0)
    assert half.lessons == full.lessons == pytest.approx(9_400, rel=0.03)
    assert half.punctual("telegram") == 1
    assert max(full.waits["telegram"]) > 1 > max(half.waits["telegram"])
    assert max(half.moved["telegram"]) == pytest.approx(2 * max(full.moved["telegram"]), rel=0.1)


def test_the_assumptions_are_the_program_s_settings() -> None:
    a = Assumptions()
    assert (a.pace, a.bulk_rate, a.keep_months, a.seats) == (500, 28, 13, 40)
    assert a.tolerance == PACING.tolerance.total_seconds() / 60 == 15
    assert a.bot_pace == PACING.paces["bot"] <= a.bulk_rate


def test_quiet_hours_bound_the_planner_as_they_bound_us() -> None:
    assert PACING.quiet_from is not None
    begins = datetime.combine(datetime(2026, 11, 23, tzinfo=UTC), PACING.quiet_from)
    assert f"{begins:%H:%M}" == "21:30"
