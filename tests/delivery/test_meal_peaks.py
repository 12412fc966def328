"""A courier who rides is not disturbed, unless he asked for it at that very time."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.clock import FrozenClock
from bot.config_learning import Learning
from bot.delivery.deciding import Action, Outlook, Reason, decide, riding
from bot.delivery.kinds import RULES
from bot.delivery.worker import Manner
from bot.domain.delivery import Kind
from bot.domain.quiet_hours import QuietHours
from bot.store.db import Database
from bot.store.deliveries import Delivery
from tests.delivery.office import Office
from tests.delivery.owing import BOT, all_of, learner, owe
from tests.delivery.rungs import ABILITIES
from tests.delivery.test_deciding import GROUP, QUIET, owed, shanghai

LUNCH, DINNER = QuietHours(time(11), time(13, 30)), QuietHours(time(17), time(20))
PEAKS = (LUNCH, DINNER)
MORNING, AFTERNOON = time(9, 30), time(15)
TEN_PAST_TWELVE = shanghai(23, 12, 10)


def courier(kind: Kind = Kind.LESSON, **changes: Any) -> Delivery:
    """Something owed to a courier with two breaks between the peaks, since eleven."""
    given: dict[str, Any] = {
        "breaks": (MORNING, AFTERNOON),
        "due": shanghai(23, 11),
        "expires": shanghai(24, 9),
    }
    return replace(owed(kind), **{**given, **changes})


def decided(delivery: Delivery, now: datetime = TEN_PAST_TWELVE) -> tuple[Action, Reason]:
    found = decide(delivery, Outlook(ABILITIES), QUIET, now, PEAKS)
    return found.action, found.reason


def test_the_peaks_are_the_ones_of_the_settings() -> None:
    assert Learning().peaks == PEAKS


@pytest.mark.parametrize(
    "kind", [Kind.LESSON, Kind.QUIZ, Kind.ANNOUNCEMENT, Kind.NEWS, Kind.DIGEST]
)
def test_it_waits_until_the_meal_is_over(kind: Kind) -> None:
    found = decide(courier(kind), Outlook(ABILITIES), QUIET, TEN_PAST_TWELVE, PEAKS)
    assert (found.action, found.reason) == (Action.WAIT, Reason.MEAL_PEAK)
    assert found.until == shanghai(23, 13, 30)
    assert decided(courier(kind), found.until)[1] is not Reason.MEAL_PEAK


@pytest.mark.parametrize(
    ("now", "rides"),
    [
        (shanghai(23, 10, 59), False),
        (shanghai(23, 11), True),
        (shanghai(23, 13, 29), True),
        (shanghai(23, 13, 30), False),
        (shanghai(23, 17), True),
        (shanghai(23, 20), False),
    ],
)
def test_a_peak_has_its_first_minute_and_not_its_last(now: datetime, rides: bool) -> None:
    assert (riding(courier(), PEAKS, now) is not None) == rides


def test_everybody_else_gets_it() -> None:
    assert decided(courier(breaks=())) == (Action.SEND, Reason.SEND)


def test_a_group_gets_it() -> None:
    assert decided(owed(Kind.ANNOUNCEMENT, **GROUP)) == (Action.SEND, Reason.SEND)


def test_a_lesson_comes_to_who_has_a_break_in_that_very_peak() -> None:
    eats_at_noon = courier(breaks=(MORNING, time(12)))
    assert decided(eats_at_noon) == (Action.SEND, Reason.SEND)
    assert decided(replace(eats_at_noon, due=shanghai(23, 17)), shanghai(23, 17, 10)) == (
        Action.WAIT,
        Reason.MEAL_PEAK,
    )


def test_a_break_in_the_peak_asks_for_lessons_and_for_nothing_else() -> None:
    assert decided(courier(Kind.NEWS, breaks=(time(12),))) == (Action.WAIT, Reason.MEAL_PEAK)


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if RULES[kind].asked_for or kind is Kind.HELP]
)
def test_an_answer_is_awaited_whatever_the_hour(kind: Kind) -> None:
    assert decided(courier(kind)) == (Action.SEND, Reason.SEND)


def test_a_lesson_that_is_hours_late_by_then_goes_into_the_inbox() -> None:
    """Due at 15:00 and held up until 17:05: at 20:00 it is five hours late."""
    late = courier(due=shanghai(23, 15))
    assert decided(late, shanghai(23, 17, 5)) == (Action.HOLD, Reason.LATE)


def test_a_lesson_that_gives_way_to_the_next_one_before_the_end_expires() -> None:
    short = courier(expires=shanghai(23, 13))
    assert decided(short) == (Action.EXPIRE, Reason.MEAL_PEAK)


@pytest.mark.parametrize("kind", [Kind.REMINDER, Kind.ANNOUNCEMENT])
def test_the_last_hour_of_a_stage_does_not_wait(kind: Kind) -> None:
    assert decided(courier(kind, expires=shanghai(23, 13, 30))) == (Action.SEND, Reason.SEND)
    after = courier(kind, expires=shanghai(23, 13, 31))
    assert decided(after) == (Action.WAIT, Reason.MEAL_PEAK)


def test_quiet_hours_still_rule() -> None:
    """A peak that reaches into the night ends in the night, and the night goes on."""
    supper = (QuietHours(time(20), time(22)),)
    found = decide(
        courier(due=shanghai(23, 20)), Outlook(ABILITIES), QUIET, shanghai(23, 21), supper
    )
    assert found.until == shanghai(23, 22)
    news = courier(Kind.NEWS, expires=shanghai(29, 9))
    found = decide(news, Outlook(ABILITIES), QUIET, shanghai(23, 22), supper)
    assert (found.reason, found.until) == (Reason.QUIET_HOURS, shanghai(24, 7, 30))


async def test_the_worker_lets_couriers_ride(db: Database) -> None:
    """What the claim tells of a courier is enough to decide by."""
    clock = FrozenClock(TEN_PAST_TWELVE)
    office = Office(db, clock, manner=Manner(peaks=PEAKS))
    people: list[int] = []
    for track, times in (
        ("couriers", (MORNING, AFTERNOON)),
        ("couriers", (MORNING, time(12))),
        ("seniors", (time(7, 30),)),
        (None, (time(7, 30),)),
    ):
        person = await learner(db, f"{BOT}:{len(people)}", times=times)
        async with db.connection() as conn:
            await conn.execute("update learner set track = $2 where id = $1", person, track)
        people.append(await owe(db, person, due=TEN_PAST_TWELVE))
    await office.work()
    states = [row["state"] for row in await all_of(db)]
    assert states == ["planned", "sent", "sent", "sent"]
    waiting = (await all_of(db, "state = 'planned'"))[0]
    assert waiting["next_try"] == shanghai(23, 13, 30)
    assert waiting["steps"][-1]["reason"] == Reason.MEAL_PEAK
    clock.move(timedelta(minutes=80))
    await office.work()
    assert [row["state"] for row in await all_of(db)] == ["sent"] * 4
