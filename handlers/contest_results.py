"""Standings, public lists and results, as entrants read them."""

from dataclasses import replace
from decimal import Decimal

from bot.competitions.entering.sealed import open_facts
from bot.competitions.windows import Window, window_of
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.messages import Message, Option, Reply
from bot.domain.names import masked
from bot.keys.vault import SealedError
from bot.store.contests import entering as store
from bot.store.contests import objections_in_chat, shown_results
from bot.store.contests.entering import MyEntry
from bot.store.contests.entries import EntryState
from bot.store.contests.shown_results import Listed, MyStanding
from handlers.contest_excluded import why_out
from handlers.contest_objecting import may_file
from handlers.contest_room import division_named, gone, look, shown, stage_called
from handlers.contest_round_end import results_line, short
from handlers.turn import Turn
from handlers.understand import tap_data

FINAL = ""
"""Stands for the list of the final result."""
_SCORED = frozenset({StageKind.QUIZ, StageKind.JUDGING, StageKind.LIVE})
MOST_LISTED = 20
"""Lines of a list in a chat; the whole one is the organiser's to put up."""


async def mine(turn: Turn, key: str) -> Reply:
    """One's own scores and places, as far as they are made, the result once it is final, and what
    became of an objection.
    """
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    entry = await store.my_entry(turn.conn, key, turn.learner.row)
    lines = await objected(turn, competition)
    if entry is None and not lines:
        return turn.back(Message(turn.t("entrant-not-in", title=competition.title)))
    if entry is not None:
        lines = [*await _own(turn, competition, entry), *lines]
    if not lines:
        later = results_line(turn, competition)
        lines = [turn.t("entrant-no-result"), *([later] if later else [])]
    options = [look(turn, competition)]
    if await public_lists(turn, competition):
        options.insert(0, Option(turn.t("entrant-list"), tap_data("ranks", key)))
    if await may_file(turn, competition):
        options.append(Option(turn.t("entrant-object"), tap_data("object", key)))
    return turn.aside(
        Message(
            "\n".join(lines),
            title=competition.title,
            options=tuple(options),
            hint=_hint(turn, options),
        )
    )


async def _own(turn: Turn, competition: Competition, entry: MyEntry) -> list[str]:
    """One's scores and places; for who was disqualified, why there are none."""
    if entry.state is EntryState.DISQUALIFIED:
        return why_out(turn, competition, entry)
    return await lines_of(turn, competition, entry)


async def objected(turn: Turn, competition: Competition) -> list[str]:
    """What became of one's last objection, also for who has not entered; no line where there is
    none.
    """
    found = await objections_in_chat.newest(turn.conn, competition.key, turn.learner.row)
    if found is None:
        return []
    return [turn.t(f"entrant-objection-{found.state}", answer=found.answer)]


async def listed(turn: Turn, argument: str) -> Reply:
    """``COMPETITION`` or ``COMPETITION:NUMBER``: the first places, of the frozen result or of what is
    made public now; one's own division or the one with that number, and the way to the others.
    """
    key, _, number = argument.partition(":")
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    stages = await public_lists(turn, competition)
    if not stages:
        return turn.back(Message(turn.t("entrant-no-list")))
    entry = await store.my_entry(turn.conn, key, turn.learner.row)
    division = _division_of(competition, number, entry)
    rows = await _rows(turn, competition, stages, division)
    found = division_named(competition, division)
    title = f"{competition.title} {found.title}" if found else competition.title
    lines = [_line(turn, one) for one in rows] or [turn.t("entrant-no-list")]
    others = [
        Option(one.title, tap_data("ranks", f"{key}:{n}"))
        for n, one in enumerate(competition.divisions, 1)
        if one.key != division
    ]
    options = [*others, look(turn, competition)]
    said = Message("\n".join(lines), title=title, options=tuple(options))
    return turn.aside(replace(said, hint=_hint(turn, options)))


def _division_of(competition: Competition, number: str, entry: MyEntry | None) -> str | None:
    """The division with that number, else one's own, else the first."""
    divisions = competition.divisions
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    if 0 < at <= len(divisions):
        return divisions[at - 1].key
    first = divisions[0].key if divisions else None
    return entry.division if entry else first


async def lines_of(turn: Turn, competition: Competition, entry: MyEntry) -> list[str]:
    """What is known of one's own scores, one line for each stage that is over; the final result
    stands alone.
    """
    result = await shown_results.my_result(turn.conn, competition.key, entry.row)
    if result is not None:
        lines = [_place_line(turn, turn.t("entrant-final"), result.score, result.rank)]
        if result.award:
            lines.append(turn.t("entrant-award", award=result.award))
        return lines
    standings = {one.stage: one for one in await shown_results.my_standings(turn.conn, entry.row)}
    return [
        _standing_line(turn, _what(turn, stage), standings[stage.key])
        for stage in competition.stages
        if stage.key in standings and _is_told(turn, stage)
    ]


async def public_lists(turn: Turn, competition: Competition) -> tuple[str, ...]:
    """The stages whose list may be seen now, the one to be shown first; an empty key is the final
    result. Nothing: none is public.
    """
    if await objections_in_chat.is_frozen(turn.conn, competition.key):
        return (FINAL,)
    stages = competition.stages
    public = [n for n, one in enumerate(stages) if _is_publicity(turn, one)]
    if not public:
        return ()
    before = [one.key for one in reversed(stages[: public[-1]]) if one.kind in _SCORED]
    return stages[public[-1]].key, *before[:1]


def _is_publicity(turn: Turn, stage: Stage) -> bool:
    return stage.kind is StageKind.PUBLICITY and window_of(stage, turn.now) is not Window.NOT_YET


def _is_told(turn: Turn, stage: Stage) -> bool:
    """A stage's places once it is over; the ranking of them all as soon as it is public."""
    if stage.kind is StageKind.PUBLICITY:
        return _is_publicity(turn, stage)
    return window_of(stage, turn.now) is Window.CLOSED


def _what(turn: Turn, stage: Stage) -> str:
    total = stage.kind is StageKind.PUBLICITY
    return turn.t("entrant-total") if total else stage_called(turn, stage)


async def _rows(
    turn: Turn, competition: Competition, stages: tuple[str, ...], division: str | None
) -> list[Listed]:
    """The first of the lists that has anybody on it."""
    key = competition.key
    for stage in stages:
        if stage == FINAL:
            return await shown_results.listed_results(turn.conn, key, division, MOST_LISTED)
        rows = await shown_results.listed_standings(turn.conn, key, stage, division, MOST_LISTED)
        if rows:
            return rows
    return []


def _line(turn: Turn, one: Listed) -> str:
    """A place on the list. Where there is no name, the number stands."""
    name = turn.t("entrant-list-number", number=one.number or 0)
    vault = turn.deployment.vault
    if one.sealed is not None and vault is not None:
        try:
            whole = open_facts(vault, one.sealed).name
        except SealedError:
            whole = ""
        if whole:
            name = masked(whole) if one.masked else whole
    said = turn.t("entrant-list-line", rank=one.rank, name=name, score=_score(one.score))
    return f"{said}{turn.t('mark-gap')}{one.award}" if one.award else said


def _standing_line(turn: Turn, stage: str, one: MyStanding) -> str:
    said = _place_line(turn, stage, one.score, one.rank)
    if one.goes_on is None:
        return said
    return said + turn.t("mark-gap") + turn.t("entrant-on" if one.goes_on else "entrant-not-on")


def _place_line(turn: Turn, what: str, score: Decimal | None, rank: int | None) -> str:
    if rank is None:
        return turn.t("entrant-place-none", what=what)
    if score is None:
        return turn.t("entrant-place", what=what, rank=rank)
    return turn.t("entrant-place-score", what=what, score=_score(score), rank=rank)


def _score(score: Decimal | None) -> str:
    return "" if score is None else short(str(score))


def _hint(turn: Turn, options: list[Option]) -> str:
    return turn.t("hint-number") if len(options) > 1 else ""
