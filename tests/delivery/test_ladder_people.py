"""Muted people, accounts that rest, moments that pass: by table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.deciding import Action
from bot.domain.delivery import Rung
from tests.delivery.rungs import (
    ANNOUNCED,
    BOT,
    CUSTOMER_SPENT,
    HOUR,
    LESSON,
    MASS_TONIGHT,
    NEWS,
    NO_FORM,
    NOON,
    REMINDER,
    REPLY,
    SERVICE,
    TEMPLATE_SPENT,
    TG,
    WX,
    WX_CLICK,
    WX_MESSAGE,
    WX_MUTED,
    WX_ONE,
    C,
    Case,
    R,
    T,
    check,
    held,
    mass,
    owed,
    sent,
)

PEOPLE = [
    Case(
        "a group is sent no form",
        owed(ANNOUNCED, WX, learner=None, group=5, recipient_state="known"),
        Action.EXPIRE,
        R.NO_WINDOW,
        why=(R.NO_WINDOW,),
    ),
    held("muted: not even within a window", owed(LESSON, WX_MUTED), R.MUTED),
    held(
        "muted: no mass message either",
        owed(ANNOUNCED, WX_MUTED),
        R.MUTED,
        masses=MASS_TONIGHT,
    ),
    sent(
        "muted until now, and no longer",
        owed(LESSON, replace(WX_MESSAGE, muted_until=NOON)),
        R.CUSTOMER_MESSAGE_WINDOW,
        C,
    ),
    sent("muted there, but not here", owed(LESSON, WX_MUTED, TG), R.SEND, Rung.SEND, R.MUTED),
    sent(
        "what is free elsewhere goes before a consent here",
        owed(LESSON, WX_ONE, TG),
        R.SEND,
        Rung.SEND,
        R.NO_WINDOW,
        expect={"address": TG},
    ),
    Case(
        "one who stopped gets no news",
        owed(NEWS, WX_MESSAGE, recipient_state="stopped"),
        Action.EXPIRE,
        R.STOPPED,
    ),
    sent(
        "one who paused does",
        owed(NEWS, WX_MESSAGE, recipient_state="paused"),
        R.CUSTOMER_MESSAGE_WINDOW,
        C,
    ),
    held(
        "two addresses, each reason once",
        owed(LESSON, WX, replace(WX, row=8)),
        *NO_FORM,
        R.TEMPLATE_QUOTA,
        spent=TEMPLATE_SPENT,
    ),
]

RESTING = [
    Case(
        "a resting account with a consent: wait for it",
        owed(LESSON, WX_ONE),
        Action.WAIT,
        R.ACCOUNT_RESTS,
        resting=frozenset({SERVICE}),
        expect={"address": WX_ONE, "until": None},
    ),
    sent(
        "another account is awake, if only with a template",
        owed(LESSON, TG, WX),
        R.TEMPLATE,
        T,
        *NO_FORM,
        resting=frozenset({BOT}),
        expect={"address": WX},
    ),
    Case(
        "better wait for an account than for a mass message",
        owed(ANNOUNCED, WX, TG),
        Action.WAIT,
        R.ACCOUNT_RESTS,
        resting=frozenset({BOT, SERVICE}),
        masses=MASS_TONIGHT,
    ),
    mass(
        "a mass message does not mind that its account rests now",
        owed(NEWS, WX),
        R.NO_WINDOW,
        R.NO_CONSENT,
        resting=frozenset({SERVICE}),
        masses={(SERVICE, "news", "course", "once"): NOON + HOUR},
    ),
]

MOMENTS = [
    Case(
        "quiet hours: no template at night",
        owed(REMINDER, WX),
        Action.WAIT,
        R.QUIET_HOURS,
        now=NOON + 11 * HOUR,
        expect={"until": NOON + 19 * HOUR + HOUR / 2},
    ),
    Case("its moment has passed", owed(NEWS, WX, expires=NOON), Action.EXPIRE, R.MOMENT_PASSED),
    held(
        "a lesson that is late is not told of",
        owed(LESSON, WX_ONE),
        R.LATE,
        now=NOON + 4 * HOUR,
    ),
    sent(
        "a further page of an answer in the window that the question opened",
        owed(REPLY, WX_MESSAGE),
        R.CUSTOMER_MESSAGE_WINDOW,
        C,
    ),
    sent(
        "also at night",
        owed(REPLY, WX_CLICK),
        R.CUSTOMER_CLICK_WINDOW,
        C,
        now=NOON + timedelta(seconds=40),
    ),
    Case(
        "an answer has no inbox, and is no notice",
        owed(REPLY, WX_ONE),
        Action.EXPIRE,
        R.NO_WINDOW,
        why=(R.NO_WINDOW,),
    ),
    Case(
        "an answer when the day's messages are used up",
        owed(REPLY, WX_MESSAGE),
        Action.EXPIRE,
        R.DAY_QUOTA,
        why=(R.DAY_QUOTA,),
        spent=CUSTOMER_SPENT,
    ),
]

CASES = [*PEOPLE, *RESTING, *MOMENTS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whom_a_rung_reaches(case: Case) -> None:
    check(case)
