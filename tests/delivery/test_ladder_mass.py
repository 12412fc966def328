"""The turn in a mass message, by table; and what all the tables have in common."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.delivery.deciding import Action, Reason
from bot.delivery.ladder import MASS_A_MONTH
from tests.delivery import test_ladder, test_ladder_people
from tests.delivery.rungs import (
    ANNOUNCED,
    BOT,
    DAY,
    DIGEST,
    HOUR,
    LESSON,
    MASS_TONIGHT,
    NEWS,
    NO_FORM,
    NOON,
    PAPER,
    PLAIN,
    SERVICE,
    SHEET,
    SMALL,
    TEMPLATE_SPENT,
    TG,
    TURN,
    WX,
    WX_HAD,
    WX_MESSAGE,
    C,
    Case,
    R,
    check,
    decided,
    held,
    mass,
    owed,
    sent,
)

MASS = [
    mass(
        "a mass message comes tonight",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): NOON + 7 * HOUR},
        expect={"address": WX, "window": "", "template": None},
    ),
    mass(
        "an announcement once the templates of the day are used up",
        owed(ANNOUNCED, WX),
        R.NO_WINDOW,
        R.TEMPLATE_QUOTA,
        spent=TEMPLATE_SPENT,
        masses=MASS_TONIGHT,
    ),
    sent(
        "what can be had at once does not wait for it",
        owed(ANNOUNCED, WX_MESSAGE),
        R.CUSTOMER_MESSAGE_WINDOW,
        C,
        masses=MASS_TONIGHT,
    ),
    mass(
        "one that is under way takes who comes late",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): NOON - HOUR},
    ),
    held(
        "none is planned",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.NO_MASS_TURN,
    ),
    held(
        "another's is",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.NO_MASS_TURN,
        masses={(SERVICE, "news", "other", "once"): NOON + HOUR, TURN: NOON + HOUR},
    ),
    held(
        "it would come too late",
        owed(NEWS, WX, expires=NOON + HOUR),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.NO_MASS_TURN,
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    held(
        "four were had this month",
        owed(NEWS, WX_HAD),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.MASS_USED_UP,
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    mass(
        "three were",
        owed(NEWS, replace(WX, mass_used=("2026-11", MASS_A_MONTH - 1))),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    mass(
        "four were last month",
        owed(NEWS, replace(WX, mass_used=("2026-10", MASS_A_MONTH))),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    mass(
        "four were this month, and its turn is in the next",
        owed(NEWS, WX_HAD, expires=NOON + 30 * DAY),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): datetime(2026, 11, 30, 16, 0, tzinfo=UTC)},
    ),
    held(
        "the month is Beijing's",
        owed(NEWS, WX_HAD, expires=NOON + 30 * DAY),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.MASS_USED_UP,
        masses={(SERVICE, "news", "course", "once"): datetime(2026, 11, 30, 15, 59, tzinfo=UTC)},
    ),
    mass(
        "a turn of last month that has not begun counts now",
        owed(NEWS, replace(WX, mass_used=("2026-10", 4)), expires=None),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): datetime(2026, 10, 31, 4, 0, tzinfo=UTC)},
    ),
    mass(
        "an account that sends by tag counts nobody's month",
        owed(NEWS, replace(SHEET, mass_used=("2026-11", 9)), lane=PAPER),
        R.NO_WINDOW,
        masses={(PAPER, "news", "course", "once"): NOON + HOUR},
    ),
    held(
        "mass messages are stopped",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        R.MASS_STOPPED,
        stopped=frozenset({(SERVICE, "mass")}),
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    held(
        "a mass message takes its receivers from its own lane",
        owed(NEWS, WX, lane=PAPER),
        R.NO_WINDOW,
        R.NO_CONSENT,
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
    held(
        "a lesson is nobody else's",
        owed(LESSON, WX),
        *NO_FORM,
        R.TEMPLATE_QUOTA,
        spent=TEMPLATE_SPENT,
        masses={(SERVICE, "lesson", "course", "2026-11-23"): NOON + HOUR},
    ),
    held("an account that may only answer", owed(NEWS, SMALL, lane=PLAIN), R.NO_PUSH),
    mass(
        "a digest goes by mass only",
        owed(DIGEST, replace(WX_MESSAGE, notices={"daily": 1, "lasting": -1})),
        masses={(SERVICE, "digest", "course", "once"): NOON + HOUR},
    ),
    Case(
        "a digest without a turn",
        owed(DIGEST, WX_MESSAGE),
        Action.EXPIRE,
        R.NO_MASS_TURN,
        why=(R.NO_MASS_TURN,),
    ),
    Case(
        "a digest to whom the month's four were sent",
        owed(DIGEST, WX_HAD),
        Action.EXPIRE,
        R.MASS_USED_UP,
        why=(R.MASS_USED_UP,),
        masses={(SERVICE, "digest", "course", "once"): NOON + HOUR},
    ),
    Case(
        "a digest to Telegram",
        owed(DIGEST, TG, lane=BOT),
        Action.EXPIRE,
        R.NO_PUSH,
        why=(R.NO_PUSH,),
    ),
    Case(
        "a group has no inbox to wait in",
        owed(ANNOUNCED, SHEET, lane=PAPER, learner=None, group=5, recipient_state="known"),
        Action.EXPIRE,
        R.NO_WINDOW,
        why=(R.NO_WINDOW,),
        masses={(PAPER, "announcement", "course", "once"): NOON + HOUR},
    ),
]

CASES = MASS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_who_waits_for_a_mass_message(case: Case) -> None:
    check(case)


EVERY = [*test_ladder.CASES, *CASES, *test_ladder_people.CASES]


def test_every_reason_of_the_ladder_is_met() -> None:
    met = {one for case in EVERY for one in (case.reason, *case.why)}
    elsewhere = {
        Reason.PAUSED,
        Reason.GROUP_GONE,
        Reason.GROUP_MUTED,
        Reason.NO_ADDRESS,
        Reason.UNCERTAIN,
        Reason.NOT_FREE,
        Reason.FAULT,
        Reason.MEAL_PEAK,  # tests/delivery/test_meal_peaks.py
        Reason.AWAY,  # tests/delivery/test_away.py
    }
    assert met == set(Reason) - elsewhere


def test_what_is_held_says_why_in_words() -> None:
    (case,) = (one for one in EVERY if one.name == "four were had this month")
    assert decided(case).words == (
        "no window is open; no consent left; four mass messages of the month had; "
        "waits for the next contact"
    )


def test_what_waits_for_its_mass_message_says_so() -> None:
    (case,) = (one for one in EVERY if one.name == "a mass message comes tonight")
    assert decided(case).words == "no window is open; no consent left; waits for its mass message"


def test_what_is_dropped_waits_for_nothing() -> None:
    (case,) = (one for one in EVERY if one.name == "an answer has no inbox, and is no notice")
    assert decided(case).words == "no window is open"


def test_what_is_sent_says_what_it_stepped_down_from() -> None:
    (case,) = (one for one in EVERY if one.name == "a template fits")
    assert decided(case).steps_down == "no window is open; no consent left"
    (first,) = (one for one in EVERY if one.name == "a message window")
    assert decided(first).steps_down == ""


def test_the_plain_words_of_other_steps() -> None:
    late = decided(next(one for one in EVERY if one.reason is Reason.LATE))
    assert late.words == "too late to push; waits for the next contact"
    gone = decided(next(one for one in EVERY if one.reason is Reason.MOMENT_PASSED))
    assert gone.words == "its moment has passed"
