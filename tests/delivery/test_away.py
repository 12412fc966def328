"""To who was silent for long nothing comes by itself, save the farewell and what he or she awaits."""

import pytest

from bot.clock import FrozenClock
from bot.delivery.deciding import Action, Reason, recipient
from bot.domain.delivery import Kind
from bot.store.db import Database
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, learner, owe
from tests.delivery.test_deciding import GROUP, owed

COMES = {
    Kind.REPLY,
    Kind.ANSWER,
    Kind.HELP,
    Kind.REMINDER,
    Kind.RESULT,
    Kind.CREDIT,
    Kind.CORRECTION,
}
"""What was asked for, and news of competitions entered and of credit."""
OF_GROUPS = {Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD, Kind.HOOK}


@pytest.mark.parametrize("kind", sorted(set(Kind) - OF_GROUPS))
def test_what_comes_to_who_is_away(kind: Kind) -> None:
    found = recipient(owed(kind, recipient_state="away"))
    if kind in COMES:
        assert found is None
    else:
        assert found is not None
        assert (found.action, found.reason) == (Action.EXPIRE, Reason.AWAY)


def test_the_farewell_comes() -> None:
    assert recipient(owed(recipient_state="away", detail={"farewell": True})) is None


@pytest.mark.parametrize("state", ["stopped", "paused"])
def test_the_farewell_does_not_come_to_who_wants_nothing(state: str) -> None:
    found = recipient(owed(recipient_state=state, detail={"farewell": True}))
    assert found is not None
    assert found.action is Action.EXPIRE


@pytest.mark.parametrize(
    ("state", "comes"), [("active", True), ("paused", False), ("away", False)]
)
def test_the_week_is_for_who_is_there(state: str, comes: bool) -> None:
    assert (recipient(owed(Kind.WEEK, recipient_state=state)) is None) == comes


def test_groups_are_never_away() -> None:
    assert recipient(owed(Kind.COURSE, **GROUP)) is None


async def test_the_worker_sends_the_farewell_and_drops_the_news(db: Database) -> None:
    person = await learner(db, f"{BOT}:1", state="away")
    news = await owe(db, person, kind=Kind.NEWS, subject="n")
    farewell = await owe(db, person, detail={"farewell": True})
    office = Office(db, FrozenClock(NOON))
    await office.work()
    found = {row["id"]: (row["state"], row["reason"]) for row in await all_of(db)}
    assert found[news] == ("expired", Reason.AWAY.value)
    assert found[farewell][0] == "sent"
    assert office.words.said == [farewell]
