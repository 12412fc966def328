"""Whether a competition's stages fit together: dates, what belongs to which kind, who goes on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.content.competition_findings import Fault, Finding
from bot.content.table import is_id
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.contests import Per

QUIZ_ONLY = ("draw", "seconds", "attempts", "per_day", "counts", "course")
"""What belongs to a quiz round, as a stage's fields and a file's keys are called."""

JUDGED = frozenset({StageKind.JUDGING, StageKind.LIVE})
_ENTERED = frozenset({StageKind.UPLOAD, StageKind.QUIZ, StageKind.LIVE, StageKind.JUDGING})


def gives_score(stage: Stage) -> bool:
    """Whether entries have a score after the stage."""
    return stage.kind is StageKind.QUIZ or (stage.kind in JUDGED and stage.judging is not None)


def check_stages(competition: Competition) -> Iterator[Finding]:
    """What does not fit in the stages, one after the other."""
    stages = competition.stages
    if not stages:
        yield Finding("stages", Fault.NO_STAGES)
    for place, stage in enumerate(stages):
        for one in _findings(competition, place, stage):
            yield Finding(f"stages[{place + 1}].{one.path}", one.fault, one.values)


def _findings(competition: Competition, place: int, stage: Stage) -> Iterator[Finding]:
    before = competition.stages[:place]
    if not is_id(stage.key):
        yield Finding("id", Fault.BAD_ID, (stage.key,))
    elif any(one.key == stage.key for one in before):
        yield Finding("id", Fault.TWICE, (stage.key,))
    yield from _dates(stage, before)
    yield from _misplaced(stage)
    if stage.kind is StageKind.QUIZ:
        yield from _quiz(stage)
    if stage.kind in JUDGED:
        yield from _judged(stage)
    if stage.works is not None:
        yield from _works(stage)
    yield from _advance(competition, place, stage)


def _dates(stage: Stage, before: Sequence[Stage]) -> Iterator[Finding]:
    if stage.opens >= stage.closes:
        yield Finding("closes", Fault.CLOSES_FIRST)
    gate = next((one for one in reversed(before) if one.advance is not None), None)
    if before and stage.opens < max(one.opens for one in before):
        yield Finding("opens", Fault.OUT_OF_ORDER)
    elif gate is not None and stage.opens < gate.closes:
        yield Finding("opens", Fault.BEFORE_SELECTION, (gate.key,))
    elif (still := _still_open(before, stage.opens)) is not None:
        yield Finding("opens", Fault.OVERLAPS, (still.key,))


def _still_open(before: Sequence[Stage], opens: datetime) -> Stage | None:
    return next((one for one in before if one.closes > opens), None)


def _misplaced(stage: Stage) -> Iterator[Finding]:
    wrong: list[tuple[str, str]] = []
    if stage.kind is not StageKind.QUIZ:
        wrong += [(name, "quiz") for name in QUIZ_ONLY if getattr(stage, name) is not None]
    if stage.kind is not StageKind.UPLOAD and stage.works is not None:
        wrong.append(("works", "upload"))
    if stage.kind not in JUDGED and stage.judging is not None:
        wrong.append(("judging", "judging"))
    for name, owner in wrong:
        yield Finding(name, Fault.MISPLACED, (owner, stage.kind.value))


def _quiz(stage: Stage) -> Iterator[Finding]:
    said = any(getattr(stage, name) is not None for name in QUIZ_ONLY if name != "course")
    if stage.course is None:
        yield Finding("course", Fault.COURSE_MISSING if said else Fault.ASKED_ELSEWHERE)
    elif stage.draw is None:
        yield Finding("draw", Fault.ALL_ITEMS)
    if stage.attempts is not None and (stage.per_day or 0) > stage.attempts:
        yield Finding("per_day", Fault.PER_DAY_TOO_MANY, (str(stage.attempts),))
    for name in ("draw", "seconds", "attempts", "per_day"):
        value = getattr(stage, name)
        if value is not None and value <= 0:
            yield Finding(name, Fault.NOT_POSITIVE, (str(value),))


def _judged(stage: Stage) -> Iterator[Finding]:
    sheet = stage.judging
    if sheet is None:
        yield Finding("judging", Fault.SHEET_MISSING)
        return
    if not sheet.criteria:
        yield Finding("judging.criteria", Fault.EMPTY)
    keys = [one.key for one in sheet.criteria]
    for number, one in enumerate(sheet.criteria, 1):
        path = f"judging.criteria[{number}]"
        if not is_id(one.key):
            yield Finding(f"{path}.id", Fault.BAD_ID, (one.key,))
        elif one.key in keys[: number - 1]:
            yield Finding(f"{path}.id", Fault.TWICE, (one.key,))
        if one.most <= 0:
            yield Finding(f"{path}.most", Fault.NOT_POSITIVE, (str(one.most),))


def _works(stage: Stage) -> Iterator[Finding]:
    works = stage.works
    if works is None:
        return
    if not works.kinds:
        yield Finding("works.kinds", Fault.EMPTY)
    for name, value in (("megabytes", works.megabytes), ("seconds", works.seconds)):
        if value is not None and value <= 0:
            yield Finding(f"works.{name}", Fault.NOT_POSITIVE, (str(value),))


def _advance(competition: Competition, place: int, stage: Stage) -> Iterator[Finding]:
    advance = stage.advance
    if advance is None:
        return
    if advance.top <= 0:
        yield Finding("advance.top", Fault.NOT_POSITIVE, (str(advance.top),))
    if not gives_score(stage):
        yield Finding("advance", Fault.ADVANCE_WITHOUT_SCORE)
    if not any(one.kind in _ENTERED for one in competition.stages[place + 1 :]):
        yield Finding("advance", Fault.ADVANCE_NOWHERE)
    if advance.per is Per.UNIT and not competition.groups:
        yield Finding("advance.per", Fault.ADVANCE_WITHOUT_UNITS)
