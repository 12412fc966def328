"""Noticing what became of a competition, so that those whom it concerns are told.

The planner keeps, with each published competition, the dates and places that entrants know, who was
told of going on, and which results were told. What is not as it was when it last looked is told,
however it came about: by the console, by a file, by the API, by the clock. So no act can forget to
tell, and several changes in a row are told as one.
"""

from datetime import datetime, timedelta
from itertools import chain

from bot.competitions.desk.judged import is_being_judged
from bot.competitions.telling.changes import Known, changes, is_urgent, known_of
from bot.domain.competitions import Competition, CompetitionState
from bot.store.competitions import load_competition
from bot.store.db import Connection
from bot.store.planning import contest_news

LOOK_BACK = timedelta(days=7)
"""What is older is no news, however long nothing was planned."""
CANCELLED_IS_NEWS = timedelta(days=2)
"""So long at least it is told that a competition does not take place."""


async def notice_changes(conn: Connection, now: datetime, most: int) -> int:
    """Look at ``most`` competitions that changed since the last look, within a transaction; how
    many were looked at. What must be told is noted for the reminders' planner.
    """
    unseen = await contest_news.unseen(conn, most)
    for row in unseen:
        competition = await load_competition(conn, row["key"])
        if competition is None:
            raise AssertionError("a competition that is locked is there")
        if competition.state is CompetitionState.CANCELLED:
            await _cancelled(conn, competition, now)
        elif row["seen_stages"] is not None:
            before = tuple(Known.from_json(one) for one in row["seen_stages"])
            await _changed(conn, competition, before, now)
        known = [one.to_json() for one in known_of(competition)]
        await contest_news.mark_seen(conn, competition.key, known)
    return len(unseen)


async def _cancelled(conn: Connection, competition: Competition, now: datetime) -> None:
    dates = chain.from_iterable((one.opens, one.closes) for one in competition.stages)
    ends = max(stage.closes for stage in competition.stages)
    await contest_news.tell_cancelled(
        conn,
        competition.key,
        competition.revision,
        at=now,
        expires=max(ends, now + CANCELLED_IS_NEWS),
        any_hour=is_urgent(dates, now),
    )


async def _changed(
    conn: Connection, competition: Competition, before: tuple[Known, ...], now: datetime
) -> None:
    found = changes(before, known_of(competition), now)
    if not found:
        return
    await contest_news.tell_changed(
        conn,
        competition.key,
        competition.revision,
        {one.key: one.before.to_json() if one.before else None for one in found},
        at=now,
        expires=max(one.ends for one in found),
        any_hour=is_urgent(chain.from_iterable(one.dates() for one in found), now),
    )


async def notice_results(conn: Connection, now: datetime) -> int:
    """Within a transaction: results that were made final or corrected, and selections; of how many
    of them entrants will hear now.

    Who went on after a judged stage is told once no entry in it waits for a judge any more.
    """
    told = 0
    for row in await contest_news.untold_results(conn, now - LOOK_BACK):
        await contest_news.tell_results(conn, row["competition_key"], row["revision"], now)
        told += 1
    for row in await contest_news.untold_selections(conn, now - LOOK_BACK):
        competition = await load_competition(conn, row["competition_key"])
        stages = competition.stages if competition is not None else ()
        stage = next((one for one in stages if one.key == row["key"]), None)
        if competition is None or stage is None or await is_being_judged(conn, competition, stage):
            continue
        told += bool(await contest_news.tell_selected(conn, competition.key, stage.key, now))
    return told
