"""One learner: state, courses, what was delivered and what is planned."""

from datetime import UTC, datetime, timedelta

from bot.domain.content import Track
from bot.store.console import learner_list, learner_page
from bot.store.console.learner_page import Delivered
from bot.store.db import Connection
from bot.web.console.groups_common import number
from bot.web.console.learners import groups_of
from bot.web.console.learners_words import named, reason_words
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Shown, Visit, unknown
from bot.web.console.ways import look

LAST_SECOND = 253_402_300_799
"""Of the year 9999."""
TONES = {
    "sent": "good",
    "failed": "bad",
    "expired": "wait",
    "held": "wait",
    "active": "good",
    "accepted": "good",
    "rejected": "bad",
}


async def show(visit: Visit) -> Shown:
    """The learner that the path names."""
    return await page(visit, {}, 200)


async def seen(visit: Visit, conn: Connection) -> int:
    """The learner's row. Raises PageError (404) for one who is not there, or not theirs to see."""
    learner = number(visit.path.get("row", ""))
    if not learner or not await learner_list.may_see(conn, learner, groups_of(visit)):
        raise unknown()
    return learner


async def page(visit: Visit, faults: dict[str, str], status: int) -> Shown:
    """The page of one learner, with what is wrong in a form of it."""
    before = _place(visit.query.get("before", ""))
    mine, whole = groups_of(visit), visit.staff.is_operator
    async with visit.reading() as conn:
        learner = await seen(visit, conn)
        past = await learner_page.past(conn, learner, visit.now, before, mine)
        facts = await learner_page.facts(conn, learner)
        if facts is None:
            raise unknown()
        values = {
            "learner": facts,
            "addresses": await learner_page.addresses(conn, learner),
            "groups": await learner_page.groups_of(conn, learner, mine),
            "courses": await learner_page.courses(conn, learner),
            "entries": await learner_page.entries(conn, learner, mine),
            "claims": await learner_page.claims(conn, learner) if whole else [],
            "consents": await learner_page.consents(conn, learner) if whole else [],
            "owed": await learner_page.owed(conn, learner, mine),
        }
    older = ""
    if len(past) > learner_page.A_PAGE:
        past = past[: learner_page.A_PAGE]
        older = f"{visit.house.root}/learners/{learner}?before={place(past[-1])}#past"
    t = visit.t
    return Shown(
        "learners_one",
        {
            **values,
            "past": past,
            "older": older,
            "before": before,
            "whole": whole,
            "faults": faults,
            "form": visit.form,
            "tones": TONES,
            "tracks": [(one.value, t(f"learners-track-{one.value}")) for one in Track],
            "named": lambda prefix, word: named(t, prefix, word),
            "reason": lambda one: reason_words(t, one),
            "place": place,
            "now": visit.now,
            "times": " ".join(f"{one:%H:%M}" for one in facts.times),
        },
        status,
    )


def place(one: Delivered) -> str:
    """Where a delivery stands among what has ended: when, to the microsecond, and its row."""
    since = one.at - datetime.fromtimestamp(0, UTC)
    return f"{since // timedelta(seconds=1)}.{since.microseconds:06d}-{one.row}"


def _place(written: str) -> tuple[datetime, int] | None:
    return read_place(written) if written else None


def read_place(written: str) -> tuple[datetime, int]:
    """What ``place`` wrote. Raises PageError (404)."""
    at, _, row = written.partition("-")
    seconds, _, micros = at.partition(".")
    if not (
        number(seconds)
        and len(micros) == 6
        and micros.isascii()
        and micros.isdigit()
        and number(row)
    ):
        raise unknown()
    if number(seconds) > LAST_SECOND:
        raise unknown()
    since = timedelta(seconds=number(seconds), microseconds=int(micros))
    return datetime.fromtimestamp(0, UTC) + since, number(row)


WAYS = [look("learners/{row}", show, ORGANISERS)]
