"""Competitions: their list and drafts. What comes here is a draft; people publish it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.competitions.desk import writing
from bot.competitions.desk.acting import Desk
from bot.content.durations import duration_text
from bot.domain.api import Scope
from bot.domain.competitions import Competition, CompetitionState, GroupName
from bot.store.api import contests, groups
from bot.store.competitions import head_of, load_competition
from bot.web.api.drafting import changed, written
from bot.web.api.models_contests import (
    CompetitionIn,
    CompetitionLine,
    CompetitionOut,
    CompetitionPage,
    CompetitionPatch,
    CompetitionPlace,
    CompetitionQuery,
    DivisionOut,
    StageOut,
)
from bot.web.api.operation import Answer, Call, Operation
from bot.web.api.problems import conflict, not_found

DRAFTS = frozenset({CompetitionState.DRAFT, CompetitionState.WAITING})


async def _list(call: Call) -> Answer:
    asked = call.asks(CompetitionQuery)
    (after,) = call.after(asked.cursor, [""])
    found = await contests.contests_after(
        call.conn, after, asked.limit + 1, state=asked.state, category=asked.category
    )
    page = found[: asked.limit]
    more = [page[-1].key] if len(found) > asked.limit else None
    items = [
        CompetitionLine(
            id=one.key,
            title=one.title,
            category=one.category,  # type: ignore[arg-type]  # kept as it was checked
            organiser=one.organiser,
            state=one.state,  # type: ignore[arg-type]  # the table's check allows these only
            revision=one.revision,
            opens=one.opens,
            closes=one.closes,
            entries=one.entries,
            frozen_at=one.frozen_at,
        )
        for one in page
    ]
    return Answer(CompetitionPage(items=items, next=call.next(more)))


async def _one(call: Call) -> Answer:
    return await _shown(call, await known(call, call.path["id"]))


async def _create(call: Call) -> Answer:
    wanted = call.says(CompetitionIn)
    draft = await written(call, wanted)
    await writing.save(call.conn, _desk(call), draft, expected_revision=0)
    answer = await _shown(call, await known(call, wanted.id))
    return Answer(answer.said, answer.revision, f"/api/v1/competitions/{wanted.id}")


async def _patch(call: Call) -> Answer:
    key = call.path["id"]
    head = await head_of(call.conn, key)
    if head is None:
        raise not_found("competition")
    if head.state not in DRAFTS:
        raise conflict(
            "published",
            "What is published is changed by people in the console, who see what follows from it.",
        )
    before = await known(call, key)
    after = await changed(call, before, call.says(CompetitionPatch))
    await writing.save(call.conn, _desk(call), after, expected_revision=call.revision or 0)
    return await _shown(call, await known(call, key))


async def _submit(call: Call) -> Answer:
    key = call.path["id"]
    head = await head_of(call.conn, key)
    if head is None:
        raise not_found("competition")
    if head.state is not CompetitionState.DRAFT:
        raise conflict("state", "Only a draft can be submitted; this is none any more.")
    await writing.submit(call.conn, _desk(call), key, expected_revision=head.revision)
    return await _shown(call, await known(call, key))


async def known(call: Call, key: str) -> Competition:
    """The competition. Raises ProblemError (404)."""
    found = await load_competition(call.conn, key)
    if found is None:
        raise not_found("competition")
    return found


def _desk(call: Call) -> Desk:
    house = call.house
    return Desk(
        call.now,
        call.token.actor,
        house.vault,
        house.issuer.pseudonym_key,
        (house.quiet.begin, house.quiet.end),
        house.zone,
        two_people=True,
    )


async def rows_of(call: Call, named: Sequence[GroupName]) -> list[int]:
    """The rows of groups that are known, ascending."""
    rows = await groups.rows_of(call.conn, [(one.account, one.platform_id) for one in named])
    return sorted(rows.values())


async def _shown(call: Call, one: Competition) -> Answer:
    rows = await rows_of(call, one.groups)
    said = CompetitionOut(
        id=one.key,
        title=one.title,
        category=one.category,
        organiser=one.organiser,
        link=one.link,
        rules=one.rules,
        contact=one.contact,
        zone=one.zone or call.house.zone.key,
        entry=one.entry,
        state=one.state,
        cancel_reason=one.cancel_reason,
        revision=one.revision,
        groups=rows,
        divisions=[DivisionOut(id=d.key, title=d.title, quota=d.quota) for d in one.divisions],
        stages=[
            StageOut(
                id=s.key, kind=s.kind, title=s.title, place=s.place, opens=s.opens, closes=s.closes
            )
            for s in one.stages
        ],
        reminders=[duration_text(max(span, timedelta(0))) for span in one.reminders],
    )
    return Answer(said, one.revision)


OPERATIONS = (
    Operation(
        "listCompetitions",
        "GET",
        "/competitions",
        Scope.COMPETITIONS_READ,
        "Competitions, page by page",
        _list,
        CompetitionPage,
        query=CompetitionQuery,
    ),
    Operation(
        "getCompetition",
        "GET",
        "/competitions/{id}",
        Scope.COMPETITIONS_READ,
        "One competition",
        _one,
        CompetitionOut,
        place=CompetitionPlace,
        tagged=True,
    ),
    Operation(
        "createCompetition",
        "POST",
        "/competitions",
        Scope.COMPETITIONS_WRITE,
        "Write a competition down as a draft",
        _create,
        CompetitionOut,
        status=201,
        body=CompetitionIn,
        tagged=True,
    ),
    Operation(
        "changeCompetition",
        "PATCH",
        "/competitions/{id}",
        Scope.COMPETITIONS_WRITE,
        "Change a draft",
        _patch,
        CompetitionOut,
        place=CompetitionPlace,
        body=CompetitionPatch,
        edits=True,
        tagged=True,
        problems=(409,),
    ),
    Operation(
        "submitCompetition",
        "POST",
        "/competitions/{id}/submit",
        Scope.COMPETITIONS_WRITE,
        "Have a draft wait for somebody's approval",
        _submit,
        CompetitionOut,
        place=CompetitionPlace,
        tagged=True,
        problems=(409,),
    ),
)
