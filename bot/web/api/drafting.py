"""Drafts of competitions out of what a call says; whatever does not fit together is a problem."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.content.durations import parse_duration
from bot.content.inducement import inducement
from bot.domain.competitions import Competition, CompetitionState, GroupName, Stage, StageKind
from bot.store.api import groups
from bot.web.api.models_contests import CompetitionIn, CompetitionPatch, StageDates, StageIn
from bot.web.api.operation import Call
from bot.web.api.problems import plausible, unusable

LONGEST_REMINDER = timedelta(days=60)
QUIZ_ONLY = ("draw", "seconds", "attempts", "per_day", "counts", "course")


async def written(call: Call, wanted: CompetitionIn) -> Competition:
    """A new draft. Raises ProblemError (422)."""
    _no_bait(wanted.title)
    return Competition(
        key=wanted.id,
        title=wanted.title,
        category=wanted.category,
        organiser=wanted.organiser,
        link=wanted.link,
        groups=await groups_of(call, wanted.groups),
        stages=_in_order([_stage(one, n) for n, one in enumerate(wanted.stages)]),
        reminders=_reminders(wanted.reminders),
        rules=wanted.rules,
        contact=wanted.contact,
        state=CompetitionState.DRAFT,
    )


async def changed(call: Call, before: Competition, patch: CompetitionPatch) -> Competition:
    """The draft ``before`` with what ``patch`` says. Raises ProblemError (422)."""
    if patch.title is not None:
        _no_bait(patch.title)
    said = {
        name: value
        for name in ("title", "organiser", "link", "rules", "contact")
        if (value := getattr(patch, name)) is not None
    }
    after = replace(before, **said)
    if patch.groups is not None:
        after = replace(after, groups=await groups_of(call, patch.groups))
    if patch.stages is not None:
        after = replace(after, stages=_in_order(_moved(before.stages, patch.stages)))
    return after


async def groups_of(call: Call, rows: Sequence[int]) -> tuple[GroupName, ...]:
    """Groups by their rows, each once. Raises ProblemError (422) where one is not there."""
    wanted = list(dict.fromkeys(rows))
    found = await groups.names_of(call.conn, wanted)
    lacking = [row for row in wanted if row not in found]
    if lacking:
        raise unusable(f"There is no group {lacking[0]}.", "groups")
    return tuple(GroupName(*found[row]) for row in wanted)


def _no_bait(title: str) -> None:
    if inducement(title):
        raise unusable("The title promises something for sharing, which WeChat forbids.", "title")


def _stage(one: StageIn, place: int) -> Stage:
    if one.kind is not StageKind.QUIZ:
        for name in QUIZ_ONLY:
            if getattr(one, name) is not None:
                raise unusable(
                    "This belongs to a quiz only; leave it out.", f"stages.{place}.{name}"
                )
    return Stage(
        key=one.id,
        kind=one.kind,
        opens=plausible(one.opens, f"stages.{place}.opens"),
        closes=plausible(one.closes, f"stages.{place}.closes"),
        draw=one.draw,
        seconds=one.seconds,
        attempts=one.attempts,
        course=one.course,
        title=one.title,
        place=one.place,
        per_day=one.per_day,
        counts=one.counts,
    )


def _in_order(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    keys: set[str] = set()
    for place, stage in enumerate(stages):
        if stage.opens >= stage.closes:
            raise unusable("A stage closes after it opens.", f"stages.{place}.closes")
        if stage.key in keys:
            raise unusable("Two stages have the same id.", f"stages.{place}.id")
        if place and stage.opens < stages[place - 1].opens:
            raise unusable(
                "Stages stand in the order in which they open.", f"stages.{place}.opens"
            )
        keys.add(stage.key)
    return tuple(stages)


def _moved(stages: Sequence[Stage], dates: Sequence[StageDates]) -> list[Stage]:
    new = {one.id: one for one in dates}
    unknown = new.keys() - {stage.key for stage in stages}
    if unknown:
        raise unusable(f'The competition has no stage "{min(unknown)}".', "stages")
    return [_dated(stage, new.get(stage.key)) for stage in stages]


def _dated(stage: Stage, dates: StageDates | None) -> Stage:
    if dates is None:
        return stage
    where = f"stages.{stage.key}"
    return replace(
        stage,
        opens=plausible(dates.opens, f"{where}.opens"),
        closes=plausible(dates.closes, f"{where}.closes"),
    )


def _reminders(texts: Sequence[str]) -> tuple[timedelta, ...]:
    found: set[timedelta] = set()
    for place, text in enumerate(texts):
        span = parse_duration(text)
        if span is None or not timedelta(0) < span <= LONGEST_REMINDER:
            raise unusable("A reminder is at most 60 days before closing.", f"reminders.{place}")
        found.add(span)
    return tuple(sorted(found, reverse=True))
