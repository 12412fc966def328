"""Learners, by their pseudonyms."""

from bot.domain.api import Scope
from bot.store.api import learners
from bot.store.api.learners import LearnerFacts
from bot.web.api.house import House
from bot.web.api.models_people import (
    LearnerOut,
    LearnerPage,
    LearnerPlace,
    LearnerQuery,
    Progress,
)
from bot.web.api.operation import Answer, Call, Operation
from bot.web.api.problems import not_found


async def _list(call: Call) -> Answer:
    asked = call.asks(LearnerQuery)
    (after,) = call.after(asked.cursor, [0])
    found = await learners.learners_after(
        call.conn,
        after,
        asked.limit + 1,
        state=asked.state,
        track=asked.track,
        group=asked.group,
    )
    page = found[: asked.limit]
    more = [page[-1].row] if len(found) > asked.limit else None
    items = [_shown(one, call.house) for one in page]
    return Answer(LearnerPage(items=items, next=call.next(more)))


async def _one(call: Call) -> Answer:
    key = call.house.issuer.pseudonym_key
    found = await learners.learner_by_pseudonym(call.conn, call.path["id"], key)
    if found is None:
        raise not_found("learner")
    return Answer(_shown(found, call.house))


def _shown(one: LearnerFacts, house: House) -> LearnerOut:
    return LearnerOut(
        id=house.issuer.pseudonym(one.key),
        state=one.state,  # type: ignore[arg-type]  # the table's check allows these only
        track=one.track,
        language=one.language,
        since=one.since,
        groups=list(one.groups),
        progress=Progress(
            active_course=one.active_course,
            lessons_completed=one.lessons_completed,
            courses_passed=one.courses_passed,
            questions_answered=one.questions_answered,
            questions_right=one.questions_right,
        ),
    )


OPERATIONS = (
    Operation(
        "listLearners",
        "GET",
        "/learners",
        Scope.LEARNERS_READ,
        "Learners, page by page",
        _list,
        LearnerPage,
        query=LearnerQuery,
    ),
    Operation(
        "getLearner",
        "GET",
        "/learners/{id}",
        Scope.LEARNERS_READ,
        "One learner",
        _one,
        LearnerOut,
        place=LearnerPlace,
    ),
)
