"""Entries, standings and results of a competition."""

from typing import Any

from bot.domain.api import Scope
from bot.store.api import contests
from bot.store.api.contests import FIRST_PLACE, UNRANKED, EntryLine, PlaceLine, Ranked
from bot.web.api.competitions import known
from bot.web.api.house import House
from bot.web.api.models import Paged
from bot.web.api.models_contests import (
    CompetitionPlace,
    EntryOut,
    EntryPage,
    EntryQuery,
    ResultLine,
    ResultPage,
    StagePlace,
    StandingLine,
    StandingPage,
)
from bot.web.api.operation import Answer, Call, Operation
from bot.web.api.problems import not_found


async def _entries(call: Call) -> Answer:
    asked, competition = call.asks(EntryQuery), await known(call, call.path["id"])
    (after,) = call.after(asked.cursor, [0])
    found = await contests.entries_after(
        call.conn,
        competition.key,
        after,
        asked.limit + 1,
        division=asked.division,
        state=asked.state,
    )
    page = found[: asked.limit]
    more = [page[-1].row] if len(found) > asked.limit else None
    items = [_entry(one, call.house) for one in page]
    return Answer(EntryPage(items=items, next=call.next(more)))


async def _standing(call: Call) -> Answer:
    asked, competition = call.asks(Paged), await known(call, call.path["id"])
    stage = call.path["stage"]
    if stage not in {one.key for one in competition.stages}:
        raise not_found("stage")
    after: Ranked = tuple(call.after(asked.cursor, list(FIRST_PLACE)))
    found = await contests.standing_after(
        call.conn, competition.key, stage, after, asked.limit + 1
    )
    page, next_page = _cut(call, found, asked.limit)
    items = [StandingLine(**_place(one), goes_on=one.goes_on, why=one.why) for one in page]
    return Answer(StandingPage(items=items, next=next_page))


async def _results(call: Call) -> Answer:
    """A page behind another stays in the revision in which that one was."""
    asked, competition = call.asks(Paged), await known(call, call.path["id"])
    begin = [None, *FIRST_PLACE]
    revision, *after = call.after(asked.cursor, begin)
    frozen = await contests.frozen_results(call.conn, competition.key, revision)
    if frozen is None:
        raise not_found("result; it is not final yet")
    found = await contests.results_after(
        call.conn,
        competition.key,
        frozen.revision,
        tuple(after),
        asked.limit + 1,
    )
    page, next_page = _cut(call, found, asked.limit, frozen.revision)
    return Answer(
        ResultPage(
            revision=frozen.revision,
            hash=frozen.hash,
            frozen_at=frozen.frozen_at,
            reason=frozen.reason,
            items=[ResultLine(**_place(one), award=one.award) for one in page],
            next=next_page,
        )
    )


def _cut(
    call: Call, found: list[PlaceLine], limit: int, *before: int
) -> tuple[list[PlaceLine], str | None]:
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    last = page[-1]
    rank = UNRANKED if last.rank is None else last.rank
    return page, call.next([*before, last.division or "", rank, last.entry])


def _place(one: PlaceLine) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "number": one.number,
        "division": one.division,
        "rank": one.rank,
        "score": None if one.score is None else format(one.score, "f"),
        "keys": one.keys,
    }


def _entry(one: EntryLine, house: House) -> EntryOut:
    return EntryOut(
        id=one.row,
        number=one.number,
        learner=house.issuer.pseudonym(one.learner) if one.learner else None,
        kind=one.kind,  # type: ignore[arg-type]  # the table's check allows these only
        division=one.division,
        unit=one.unit,
        state=one.state,  # type: ignore[arg-type]  # the same
        members=one.members,
        late=one.late,
        stages_done=list(one.done),
        entered_at=one.entered_at,
    )


OPERATIONS = (
    Operation(
        "listEntries",
        "GET",
        "/competitions/{id}/entries",
        Scope.COMPETITIONS_READ,
        "Who takes part, by pseudonym",
        _entries,
        EntryPage,
        place=CompetitionPlace,
        query=EntryQuery,
    ),
    Operation(
        "getStanding",
        "GET",
        "/competitions/{id}/stages/{stage}/standing",
        Scope.COMPETITIONS_READ,
        "A stage's standing as it is now",
        _standing,
        StandingPage,
        place=StagePlace,
        query=Paged,
    ),
    Operation(
        "getResults",
        "GET",
        "/competitions/{id}/results",
        Scope.COMPETITIONS_READ,
        "The final results",
        _results,
        ResultPage,
        place=CompetitionPlace,
        query=Paged,
    ),
)
