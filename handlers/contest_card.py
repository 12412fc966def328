"""A competition's page: what it is, what to do now and until when, how one stands, in few lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.competitions.scoring.rounds import Tried, attempts_left
from bot.competitions.windows import Entering, entering, next_stage, open_stages
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.domain.contests import EntryKind
from bot.domain.messages import Message, Option
from bot.store.contests import entering as store
from bot.store.contests import rounds, shown_results
from bot.store.contests.entering import MyEntry
from bot.store.contests.entries import EntryState
from bot.store.contests.objections_in_chat import is_frozen
from bot.store.contests.rounds import PastAttempt
from handlers.contest_excluded import why_out
from handlers.contest_objecting import may_file
from handlers.contest_results import lines_of, objected, public_lists
from handlers.contest_room import (
    division_named,
    is_in,
    is_over,
    stage_called,
    stage_number,
    when,
    zone_of,
)
from handlers.roles import reach
from handlers.turn import Turn
from handlers.understand import tap_data

_DONE_HERE = frozenset({StageKind.QUIZ, StageKind.UPLOAD})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page goes by. ``entry`` None: not in, or not any more; ``out``: it was disqualified."""

    competition: Competition
    entry: MyEntry | None
    out: MyEntry | None


async def card(turn: Turn, competition: Competition) -> Message:
    """The page with what can be done now."""
    mine = await store.my_entry(turn.conn, competition.key, turn.learner.row)
    inside = mine if mine is not None and mine.state is EntryState.ENTERED else None
    out = mine if mine is not None and mine.state is EntryState.DISQUALIFIED else None
    standing = Standing(competition, inside, out)
    lines = [turn.t("entrant-by", organiser=competition.organiser)]
    if competition.state is CompetitionState.CANCELLED:
        reason = competition.cancel_reason
        lines.append(turn.t("entrant-cancelled", title=competition.title, reason=reason))
        return Message(
            "\n".join(lines), title=competition.title, options=_always(turn, competition)
        )
    lines += [line for line in (_now(turn, competition), _mine(turn, standing)) if line]
    todo, options = await _todo(turn, standing)
    lines += todo
    if inside is not None:
        lines += await lines_of(turn, competition, inside)
    lines += await objected(turn, competition)
    if told := await reach(turn, competition.key):
        lines.append(told)
    entered = "competition-entered-line" if inside else "competition-line"
    return Message(
        "\n".join(lines),
        title=turn.t(entered, title=competition.title),
        options=(*options, *await _more(turn, standing), *_always(turn, competition)),
    )


def _now(turn: Turn, competition: Competition) -> str:
    """What is open until when, or comes next; empty where all is over."""
    opened = open_stages(competition, turn.now)
    if opened:
        stage = opened[0]
        closes = when(turn, stage, closes=True)
        said = turn.t("entrant-now", stage=stage_called(turn, stage), closes=closes)
    elif coming := next_stage(competition, turn.now):
        stage = coming
        said = turn.t("entrant-next", stage=stage_called(turn, stage), opens=when(turn, stage))
    else:
        return turn.t("entrant-over")
    return (
        f"{said}{turn.t('mark-gap')}{turn.t('entrant-at', place=stage.place)}"
        if stage.place
        else said
    )


def _mine(turn: Turn, standing: Standing) -> str:
    """Whether one is in, under which number and in which division."""
    if standing.out is not None:
        return "\n".join(why_out(turn, standing.competition, standing.out))
    entry = standing.entry
    if entry is None:
        return ""
    division = division_named(standing.competition, entry.division)
    if division is not None:
        return turn.t("entrant-in-as", number=entry.number or 0, division=division.title)
    return turn.t("entrant-in", number=entry.number) if entry.number else ""


async def _todo(turn: Turn, standing: Standing) -> tuple[list[str], list[Option]]:
    """What can be done now, with how far it is."""
    competition, entry = standing.competition, standing.entry
    options: list[Option] = []
    lines: list[str] = []
    stages = [one for one in open_stages(competition, turn.now) if one.kind in _DONE_HERE]
    how = entering(competition, turn.now)
    may_enter = how is Entering.OPEN or (how is Entering.WITHOUT and bool(stages))
    if entry is None:
        if may_enter and standing.out is None:
            enter = tap_data("enter", competition.key)
            options.append(Option(turn.t("competition-enter"), enter))
        return lines, options
    if competition.entry is EntryKind.TEAM and may_enter:
        lines.append(turn.t("entrant-team-size", size=entry.members))
        options.append(Option(turn.t("entrant-write-team"), tap_data("team", competition.key)))
    for stage in stages:
        inside = await is_in(turn, competition, entry.row, stage)
        if inside is None:
            lines.append(turn.t("entrant-chosen-soon"))
        elif inside:
            line, option = await _doing(turn, competition, entry, stage)
            lines.append(line)
            options += option
    return lines, options


async def _doing(
    turn: Turn, competition: Competition, entry: MyEntry, stage: Stage
) -> tuple[str, list[Option]]:
    """How far one is in an open stage, and the way on."""
    if stage.kind is StageKind.UPLOAD:
        there = await shown_results.has_work(turn.conn, entry.row, stage.key)
        name = "entrant-work-again" if there else "entrant-hand-in"
        line = turn.t("entrant-work-there" if there else "entrant-work-missing")
        return line, [Option(turn.t(name), f"work:{entry.row}:{stage_number(competition, stage)}")]
    past = await rounds.attempts(turn.conn, entry.row, stage.key)
    if any(one.finished_at is None for one in past):
        return turn.t("entrant-waits"), [Option(turn.t("entrant-go-on"), "goon")]
    return _round(turn, competition, stage, past)


def _round(
    turn: Turn, competition: Competition, stage: Stage, past: Sequence[PastAttempt]
) -> tuple[str, list[Option]]:
    """An open round without an open attempt."""
    tried = [Tried(one.started_at, one.finished_at) for one in past]
    left = attempts_left(stage, tried, turn.now, zone_of(turn, competition))
    counts = [one for one in (left.round, left.today) if one is not None]
    more = min(counts, default=1)
    done = turn.t("entrant-tried", count=len(past)) if past else turn.t("entrant-untried")
    if not more:
        used = "entrant-round-used-today" if left.round != 0 else "entrant-round-used"
        return turn.t(used, closes=when(turn, stage, closes=True)), []
    number = stage_number(competition, stage)
    again = turn.t("entrant-once-more" if past else "entrant-start")
    return done, [Option(again, f"round:{competition.key}:{number}")]


async def _more(turn: Turn, standing: Standing) -> list[Option]:
    """Results, objections, and the way out."""
    competition, entry, key = standing.competition, standing.entry, standing.competition.key
    options: list[Option] = []
    over = any(stage.closes <= turn.now for stage in competition.stages)
    if entry is not None and over:
        options.append(Option(turn.t("entrant-my-score"), tap_data("score", key)))
    elif await public_lists(turn, competition):
        options.append(Option(turn.t("entrant-list"), tap_data("ranks", key)))
    if await may_file(turn, competition):
        options.append(Option(turn.t("entrant-object"), tap_data("object", key)))
    final = is_over(turn, competition) or await is_frozen(turn.conn, key)
    if entry is not None and not final:
        options.append(Option(turn.t("entrant-leave"), tap_data("leave", key)))
    return options


def _always(turn: Turn, competition: Competition) -> tuple[Option, ...]:
    return (Option(turn.t("entrant-rules"), tap_data("about", competition.key)),)
