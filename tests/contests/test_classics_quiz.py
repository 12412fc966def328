"""The quiz contest: what was written down beforehand is what the decisions come to."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.competitions.entering.divisions import Facts, division_of
from bot.competitions.scoring.advancing import Selected, gate_of, going_on
from bot.competitions.scoring.ranking import Out, Performance, award_of, rank
from bot.competitions.scoring.results import final_performances, result_hash
from bot.competitions.scoring.round_scores import Attempt, RoundScore, round_score
from bot.competitions.scoring.rounds import (
    Begin,
    Ended,
    Judged,
    Tried,
    finish,
    has_ended,
    judge_answer,
    may_begin,
)
from bot.content.load import load_pack
from bot.domain.competitions import Stage
from bot.domain.contests import EntryKind, Per
from tests.contests.sheets import (
    HERE,
    Line,
    by_number,
    frozen_rows,
    frozen_text,
    lines,
    rules,
    written,
)

CONTEST = "classics_quiz"
POOL = 16
COMPETITION = rules(CONTEST)
STAGES = {stage.key: stage for stage in COMPETITION.stages}
ZONE = ZoneInfo(COMPETITION.zone)
UNITS = {str(name): row for row, name in enumerate(COMPETITION.groups, 1)}
ENTRANTS = {int(line["number"]): line for line in lines(CONTEST, "entrants")}
EXPECTED = {(line["stage"], int(line["number"])): line for line in lines(CONTEST, "expected")}


@dataclass(slots=True)
class Played:
    """What came of playing the sheets: attempts, and how each try to begin was answered."""

    attempts: dict[tuple[str, int], list[Attempt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    began: list[tuple[Line, Begin]] = field(default_factory=list)


def play_attempt(line: Line, stage: Stage, answers: list[Line]) -> tuple[Attempt, datetime]:
    """One attempt, item after item, each shown when the one before it was answered."""
    shown = datetime.fromisoformat(line["begins"])
    judged: list[Judged] = []
    items = stage.draw or 0
    for answer in answers:
        moment = shown + timedelta(milliseconds=int(Decimal(answer["seconds"]) * 1000))
        if has_ended(items, len(judged), stage.closes, moment) is Ended.CLOSED:
            shown = stage.closes
            break
        judged.append(judge_answer(answer["given"] == "right", shown, moment, stage.seconds))
        shown = moment
    sums = finish(judged, items, stage.seconds)
    number = int(line["attempt"])
    return Attempt(number, items, sums.right, sums.used_ms, shown, sums.whole), shown


def play(stage: Stage, played: Played, inside: Mapping[int, bool]) -> None:
    """All tries of one stage, in the order in which they come."""
    answers: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for answer in lines(CONTEST, "answers"):
        if answer["stage"] == stage.key:
            answers[int(answer["number"]), answer["attempt"]].append(answer)
    tried: dict[int, list[Tried]] = defaultdict(list)
    for line in lines(CONTEST, "attempts"):
        if line["stage"] != stage.key:
            continue
        number, begins = int(line["number"]), datetime.fromisoformat(line["begins"])
        may = may_begin(
            stage, tried[number], begins, ZONE, in_round=inside.get(number, True), pool=POOL
        )
        played.began.append((line, may))
        if may is Begin.MAY:
            attempt, end = play_attempt(line, stage, answers[number, line["attempt"]])
            tried[number].append(Tried(begins, end))
            played.attempts[stage.key, number].append(attempt)


def performances(stage: Stage, played: Played, inside: Mapping[int, bool]) -> list[Performance]:
    """What everybody brings to the stage's ranking."""
    return [
        performance(number, round_score(stage.counts, played.attempts[stage.key, number]), inside)
        for number in ENTRANTS
    ]


def performance(number: int, score: RoundScore | None, inside: Mapping[int, bool]) -> Performance:
    """One entrant's."""
    line = ENTRANTS[number]
    out = None if inside.get(number, True) else Out.NOT_IN
    return Performance(
        entry=1000 + number,
        number=number,
        division=line["division"],
        unit=UNITS[line["unit"]],
        score=None if score is None else score.score,
        time_ms=None if score is None else score.time_ms,
        out=Out.WITHDRAWN if line["state"] == "withdrawn" else out,
    )


@dataclass(frozen=True, slots=True)
class Contest:
    """The whole of it."""

    played: Played
    preliminary: list[Performance]
    selected: tuple[Selected, ...]
    final: list[Performance]


@pytest.fixture(scope="module")
def contest() -> Contest:
    """Both rounds played, the second by those whom the first lets in."""
    played = Played()
    first, second = STAGES["preliminary"], STAGES["final"]
    play(first, played, {})
    preliminary = performances(first, played, {})
    selected = going_on(first.advance, preliminary, COMPETITION.ranking)
    assert gate_of(COMPETITION.stages, second.key) == first.key
    inside = {one.performance.number: one.goes_on is True for one in selected}
    play(second, played, inside)
    return Contest(played, preliminary, selected, performances(second, played, inside))


def test_every_entrant_finds_the_division() -> None:
    assert len(ENTRANTS) >= 40
    for line in ENTRANTS.values():
        facts = Facts(EntryKind.PERSON, (None,), line["occupation"])
        found = division_of(COMPETITION.divisions, facts)
        assert found.division is not None
        assert found.division.key == line["division"], line


def test_there_are_enough_questions_for_every_round() -> None:
    [course] = load_pack(HERE / CONTEST / "pack").courses
    for stage in COMPETITION.stages:
        if stage.course is not None:
            assert stage.course == course.key
            assert len(course.questions) == POOL >= (stage.draw or 0)


def test_every_try_to_begin_is_answered_as_written(contest: Contest) -> None:
    began = contest.played.began
    assert len(began) == len(lines(CONTEST, "attempts"))
    assert {may for _, may in began} >= set(Begin) - {Begin.ONE_OPEN, Begin.NOTHING_TO_ASK}
    for line, may in began:
        assert may.value == line["may"], line


def test_the_preliminary(contest: Contest) -> None:
    placed = by_number(rank(contest.preliminary, COMPETITION.ranking))
    in_unit = by_number(rank(contest.preliminary, COMPETITION.ranking, Per.UNIT))
    selected = {one.performance.number: one for one in contest.selected}
    counted = {
        number: round_score(STAGES["preliminary"].counts, attempts)
        for (stage, number), attempts in contest.played.attempts.items()
        if stage == "preliminary"
    }
    for number, line in ENTRANTS.items():
        one, chosen, score = placed[number], selected[number], counted.get(number)
        assert EXPECTED["preliminary", number] == {
            "stage": "preliminary",
            "number": str(number),
            "division": written(one.performance.division),
            "unit": line["unit"],
            "attempt": "" if score is None else str(score.attempts[0]),
            "score": written(one.performance.score),
            "time_ms": written(one.performance.time_ms),
            "rank": written(one.rank),
            "place_in_unit": written(in_unit[number].rank),
            "goes_on": "yes" if chosen.goes_on else "no",
            "why": chosen.why.value,
            "award": "",
            "out": written(one.out),
        }


def test_the_final_and_its_awards(contest: Contest) -> None:
    finals = final_performances(
        COMPETITION.ranking,
        COMPETITION.stages,
        {"preliminary": contest.preliminary, "final": contest.final},
    )
    placed = rank(finals, COMPETITION.ranking)
    for number, one in by_number(placed).items():
        score = round_score(None, contest.played.attempts["final", number])
        assert EXPECTED["final", number] == {
            "stage": "final",
            "number": str(number),
            "division": written(one.performance.division),
            "unit": ENTRANTS[number]["unit"],
            "attempt": "" if score is None else str(score.attempts[0]),
            "score": written(one.performance.score),
            "time_ms": written(one.performance.time_ms),
            "rank": written(one.rank),
            "place_in_unit": "",
            "goes_on": "",
            "why": "",
            "award": award_of(COMPETITION.ranking, one.rank),
            "out": written(one.out),
        }
    public = [one.rank for one in placed if one.performance.division == "public" and one.rank]
    assert public[:4] == [1, 2, 2, 4]
    assert result_hash(COMPETITION.key, 1, frozen_rows(placed, COMPETITION.ranking)) == (
        hashlib.sha256(frozen_text(CONTEST)).digest()
    )
