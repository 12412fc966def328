"""What was completed, for who keeps up with it."""

from datetime import date

from bot.domain.api import Scope
from bot.store.api import completions
from bot.store.api.completions import FIRST, CompletionFacts, Place
from bot.web.api.house import House
from bot.web.api.models_people import CompletionOut, CompletionPage, CompletionQuery
from bot.web.api.operation import Answer, Call, Operation


async def _list(call: Call) -> Answer:
    asked = call.asks(CompletionQuery)
    day, number, place = call.after(asked.cursor, [FIRST.day.isoformat(), 0, 0])
    after = Place(date.fromisoformat(day), number, place)
    read = await completions.completions_after(
        call.conn, after, asked.limit, kind=asked.kind, course=asked.course
    )
    last = read.last
    on = call.cursors.make(call.of, [last.day.isoformat(), last.number, last.place])
    items = [_shown(one, call.house) for one in read.items]
    return Answer(CompletionPage(items=items, next=on, more=read.full))


def _shown(one: CompletionFacts, house: House) -> CompletionOut:
    return CompletionOut(
        id=one.key,
        learner=house.issuer.pseudonym(one.learner),
        actor=house.issuer.pseudonym(one.person),
        kind=one.kind,  # type: ignore[arg-type]  # the table's check allows these only
        course=one.course,
        lesson=one.lesson,
        version=one.version,
        score=one.score,
        score_max=one.score_max,
        success=one.success,
        seconds=one.seconds,
        notional_minutes=one.notional_minutes,
        completed_at=one.completed_at,
        recorded_at=one.recorded_at,
        voided=one.voided,
    )


OPERATIONS = (
    Operation(
        "listCompletions",
        "GET",
        "/completions",
        Scope.COMPLETIONS_READ,
        "What was completed since, each once",
        _list,
        CompletionPage,
        query=CompletionQuery,
    ),
)
