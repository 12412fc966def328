"""What follows from a change to a competition that people have entered: a pure function."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.competitions.entering.divisions import Facts, Fits, division_of
from bot.content.stage_check import gives_score
from bot.domain.competitions import Competition, Stage, StageKind


class Follow(StrEnum):
    """What follows; those of ``BLOCKING`` would take away what entries rest on."""

    TOLD_OLD_DATE = "were reminded of the old date and are told the new one"
    ENTERED_LATE = "entered after the new closing of the registration"
    WORK_LATE = "handed in after the new closing"
    ATTEMPT_OUTSIDE = "ended an attempt outside the new dates of the round"
    ROUND_RULES = "are to answer other questions, more or fewer, or with other seconds"
    TRIES_RULES = "have answered and go by other attempts, or another way of counting them"
    TRIES_USED_UP = "had attempts left and have none any more"
    WORK_RULES = "are to hand in by other rules"
    WORK_STAYS = "works are in already by the old rules and stay"
    UNHURRIED = "have no limit of seconds any more"
    HURRIED = "have a limit of seconds from now on"
    OUT_OF_DIVISION = "do not fit their division any more"
    OVER_QUOTA = "are more than the new quota takes"
    DIVISION_GONE = "are in a division that is taken away"
    STAGE_GONE = "have done something in a stage that is taken away or becomes another"
    KIND_CHANGED = "are entries of another kind"


BLOCKING = frozenset({Follow.DIVISION_GONE, Follow.STAGE_GONE, Follow.KIND_CHANGED})


@dataclass(frozen=True, slots=True)
class Consequence:
    """``count`` people or entries, about the stage or division ``subject`` (empty: the whole)."""

    follow: Follow
    subject: str
    count: int

    @property
    def blocks(self) -> bool:
        """Whether the change is refused for it."""
        return self.follow in BLOCKING


@dataclass(frozen=True, slots=True)
class EntryUse:
    """An entry that counts: where it is, when it came, and what divisions go by (None: its facts
    cannot be opened).
    """

    division: str | None
    entered_at: datetime
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Uses:
    """What rests on a competition as it is. By stage key: how many were ``told`` of its closing,
    when ``works`` came in and ``attempts`` ended (open ones: were at their last item),
    how many attempts each entry that ``tried`` has made, how many ``marks`` were given.
    """

    entries: Sequence[EntryUse] = ()
    told: Mapping[str, int] = field(default_factory=dict)
    works: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    attempts: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)
    tried: Mapping[str, Sequence[int]] = field(default_factory=dict)


def what_follows(before: Competition, after: Competition, uses: Uses) -> tuple[Consequence, ...]:
    """What a change from ``before`` to ``after`` means to those who entered, by stage and division
    in the order of ``before``; empty: nothing.
    """
    stages = {stage.key: stage for stage in after.stages}
    found: list[Consequence] = []
    if before.entry is not after.entry:
        found.append(Consequence(Follow.KIND_CHANGED, "", len(uses.entries)))
    for stage in before.stages:
        now = stages.get(stage.key)
        if now is None or _is_another(stage, now, uses):
            found.append(Consequence(Follow.STAGE_GONE, stage.key, _done_in(stage.key, uses)))
        else:
            found.extend(_of_dates(stage, now, uses))
            found.extend(_of_rules(stage, now, uses))
    found.extend(_of_divisions(before, after, uses))
    return tuple(one for one in found if one.count)


def touches_results(before: Competition, after: Competition) -> bool:
    """Whether a change would alter what final results were made by: only places and words may
    change after them, and the dates of stages in which nothing is answered, handed in or judged.
    """

    def rules(one: Competition) -> tuple[object, ...]:
        stages = tuple(_made_by(stage) for stage in one.stages)
        return (one.entry, one.team, one.divisions, one.ranking, stages)

    return rules(before) != rules(after)


def _made_by(stage: Stage) -> tuple[object, ...]:
    """What results are made by in a stage; of one that gives nothing to them only that it is."""
    rules = (stage.key, stage.kind, stage.counts, stage.judging, stage.advance)
    if stage.kind is not StageKind.UPLOAD and not gives_score(stage):
        return rules
    asked = (stage.course, stage.draw, stage.seconds, stage.attempts, stage.per_day, stage.works)
    return (*rules, stage.opens, stage.closes, *asked)


def _done_in(key: str, uses: Uses) -> int:
    return len(uses.works.get(key, ())) + len(uses.attempts.get(key, ())) + uses.marks.get(key, 0)


def _is_another(before: Stage, after: Stage, uses: Uses) -> bool:
    """Whether what was done in a stage cannot be compared with what is still to be done: marks on
    another sheet, attempts at other questions, at more of them, or with other seconds.
    """
    if before.kind is not after.kind:
        return True
    if uses.marks.get(before.key) and _sheet(before) != _sheet(after):
        return True
    return bool(uses.attempts.get(before.key)) and _asked(before) != _asked(after)


def _asked(stage: Stage) -> object:
    """What an attempt at a round is asked, and in what time."""
    return stage.course, stage.draw, stage.seconds


def _sheet(stage: Stage) -> object:
    """What a judge is asked for; titles and the way to the mean may change."""
    if stage.judging is None:
        return None
    return [(one.key, one.most) for one in stage.judging.criteria]


def _of_dates(before: Stage, after: Stage, uses: Uses) -> Iterator[Consequence]:
    key = before.key
    if before.closes != after.closes:
        yield Consequence(Follow.TOLD_OLD_DATE, key, uses.told.get(key, 0))
    if before.kind is StageKind.REGISTRATION:
        late = _after(before, after, [one.entered_at for one in uses.entries])
        yield Consequence(Follow.ENTERED_LATE, key, late)
    works = _after(before, after, uses.works.get(key, ()))
    yield Consequence(Follow.WORK_LATE, key, works)
    ended = uses.attempts.get(key, ())
    # An attempt that the round's closing ended, ended at that very moment: it is inside.
    outside = sum(not after.opens <= at <= after.closes for at in ended)
    yield Consequence(Follow.ATTEMPT_OUTSIDE, key, outside)


def _of_rules(before: Stage, after: Stage, uses: Uses) -> Iterator[Consequence]:
    """Other rules of a round or of works: who is still to go by them, and what stays as it is."""
    key = before.key
    if _asked(before) != _asked(after):
        yield Consequence(Follow.ROUND_RULES, key, len(uses.entries))
    tried = uses.tried.get(key, ())
    tries = [(one.attempts, one.per_day, one.counts) for one in (before, after)]
    if tries[0] != tries[1]:
        yield Consequence(Follow.TRIES_RULES, key, len(tried))
        used_up = sum(_may_try(before, made) and not _may_try(after, made) for made in tried)
        yield Consequence(Follow.TRIES_USED_UP, key, used_up)
    if before.works != after.works:
        yield Consequence(Follow.WORK_RULES, key, len(uses.entries))
        yield Consequence(Follow.WORK_STAYS, key, len(uses.works.get(key, ())))


def _may_try(stage: Stage, made: int) -> bool:
    """Whether the round itself, whatever the day, leaves an attempt (``attempts_left``)."""
    once = stage.attempts is None and stage.per_day is None
    most = 1 if once else stage.attempts
    return most is None or made < most


def _after(before: Stage, after: Stage, instants: Sequence[datetime]) -> int:
    """Those in time before the change that are not any more."""
    return sum(after.closes <= at < before.closes for at in instants)


def _of_divisions(before: Competition, after: Competition, uses: Uses) -> Iterator[Consequence]:
    sizes = Counter(one.division for one in uses.entries if one.division is not None)
    unfit = Counter(
        one.division
        for one in uses.entries
        if one.division is not None and not _still_fits(one, after)
    )
    known = {one.key: one for one in after.divisions}
    for division in before.divisions:
        key, now = division.key, known.get(division.key)
        if now is None:
            yield Consequence(Follow.DIVISION_GONE, key, sizes[key])
            continue
        if now.unhurried is not division.unhurried and _is_timed(after):
            follow = Follow.UNHURRIED if now.unhurried else Follow.HURRIED
            yield Consequence(follow, key, sizes[key])
        if before.divisions != after.divisions:
            yield Consequence(Follow.OUT_OF_DIVISION, key, unfit[key])
        if now.quota is not None and now.quota != division.quota:
            yield Consequence(Follow.OVER_QUOTA, key, max(0, sizes[key] - now.quota))


def _is_timed(competition: Competition) -> bool:
    return any(stage.seconds is not None for stage in competition.stages)


def _still_fits(entry: EntryUse, after: Competition) -> bool:
    """Whether an entry's division is where it would be put now; unknown facts accuse nobody."""
    if entry.facts is None:
        return True
    found = division_of(after.divisions, entry.facts)
    if found.why in {Fits.BIRTH_MISSING, Fits.OCCUPATION_MISSING}:
        return True
    return found.division is not None and found.division.key == entry.division
