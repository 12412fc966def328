"""What waits for the organiser of a competition now: one sentence and its button; pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.competitions.scoring.results import Freezing
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.store.contests.overview import Office


@dataclass(frozen=True, slots=True)
class Facts:
    """What the next step follows from: ``waiting`` are entries that wait for a judge by stage key,
    ``too_few`` those of them for which too few judges are left; ``approves``: may approve it.
    """

    competition: Competition
    office: Office
    now: datetime
    waiting: dict[str, int]
    freezing: Freezing
    two_people: bool
    approves: bool
    too_few: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextStep:
    """``name``: of the texts ``competitions-next-NAME`` (the sentence) and ``competitions-do-NAME``
    (its button, empty page: there is none). ``post``: the button is a form.
    """

    name: str
    page: str = ""
    post: bool = False
    values: dict[str, str | int] = field(default_factory=dict)
    at: datetime | None = None


def next_step(facts: Facts) -> NextStep:
    """The first thing that waits."""
    for rule in (_before, _objections, _judges, _judging, _final, _running):
        for found in rule(facts):
            return found
    return NextStep("nothing")


def _before(facts: Facts) -> Iterator[NextStep]:
    match facts.competition.state:
        case CompetitionState.CANCELLED:
            yield NextStep("cancelled")
        case CompetitionState.DRAFT if facts.two_people:
            yield NextStep("submit", "submit", post=True)
        case CompetitionState.DRAFT:
            yield NextStep("publish", "publish", post=True)
        case CompetitionState.WAITING if facts.approves:
            yield NextStep("approve", "publish", post=True)
        case CompetitionState.WAITING:
            yield NextStep("waits")
        case _ if facts.office.frozen_at is not None:
            yield NextStep("frozen", "result")
        case _:
            pass


def _objections(facts: Facts) -> Iterator[NextStep]:
    if facts.office.objections:
        yield NextStep("objections", "objections", values={"count": facts.office.objections})


def _judges(facts: Facts) -> Iterator[NextStep]:
    judged = [s for s in facts.competition.stages if s.judging and facts.now < s.closes]
    if judged and not facts.office.judges:
        yield NextStep("judges", "judging", at=judged[0].opens)


def _judging(facts: Facts) -> Iterator[NextStep]:
    for stage in facts.competition.stages:
        waiting, short = facts.waiting.get(stage.key, 0), facts.too_few.get(stage.key, 0)
        if stage.judging and stage.opens <= facts.now and short:
            yield NextStep("too-few", "judging", values={"count": short})
        if stage.judging and stage.opens <= facts.now and waiting:
            name = "unjudged" if facts.now < stage.closes else "unjudged-late"
            yield NextStep(name, "judging", values={"count": waiting})


def _final(facts: Facts) -> Iterator[NextStep]:
    if facts.freezing is Freezing.MAY:
        yield NextStep("freeze", "ranking")


_NAMES: dict[StageKind, tuple[str, str]] = {
    StageKind.REGISTRATION: ("entering", "entries"),
    StageKind.UPLOAD: ("uploading", "works"),
    StageKind.QUIZ: ("answering", "ranking"),
    StageKind.PUBLICITY: ("publicity", "ranking"),
}


def _running(facts: Facts) -> Iterator[NextStep]:
    stages = facts.competition.stages
    for stage in _first(stages, lambda one: one.opens <= facts.now < one.closes):
        name, page = _NAMES.get(stage.kind, ("running", ""))
        yield NextStep(name, page, at=stage.closes)
    for stage in _first(stages, lambda one: facts.now < one.opens):
        yield NextStep("coming", at=stage.opens)


def _first(stages: tuple[Stage, ...], wanted: Callable[[Stage], bool]) -> Iterator[Stage]:
    for stage in stages:
        if wanted(stage):
            yield stage
            return
