"""The singing contest: what was written down beforehand is what the decisions come to."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.competitions.entering.divisions import Facts, division_of
from bot.competitions.objecting import may_object
from bot.competitions.scoring.advancing import Selected, going_on, selection_stands
from bot.competitions.scoring.judging import Judged, judgement, total_of
from bot.competitions.scoring.judging_panel import Panel, judged_by, seats
from bot.competitions.scoring.ranking import Out, Performance, Placed, award_of, rank
from bot.competitions.scoring.results import (
    What,
    final_performances,
    may_correct,
    may_freeze,
    result_hash,
)
from bot.competitions.windows import Window, window_of
from bot.domain.competitions import Stage
from bot.domain.contests import EntryKind
from tests.contests.sheets import (
    Line,
    by_number,
    frozen_rows,
    frozen_text,
    lines,
    rules,
    written,
)

CONTEST = "seniors_singing"
COMPETITION = rules(CONTEST)
STAGES = {stage.key: stage for stage in COMPETITION.stages}
ENTRANTS = {int(line["number"]): line for line in lines(CONTEST, "entrants") if line["number"]}
COLUMNS = ("first", "second", "third")
JUDGES = 7
Sheets = dict[tuple[str, int], dict[str, dict[str, Decimal]]]


def sheets() -> Sheets:
    """Every judge's marks: by stage and number, by judge, by criterion."""
    found: Sheets = defaultdict(dict)
    for line in lines(CONTEST, "marks"):
        rule = STAGES[line["stage"]].judging
        assert rule is not None
        keys = [one.key for one in rule.criteria]
        marks = {key: Decimal(line[column]) for key, column in zip(keys, COLUMNS, strict=True)}
        found[line["stage"], int(line["number"])][line["judge"]] = marks
    return found


def stage_performances(
    stage: Stage, marks: Sheets, inside: Mapping[int, bool], disqualified: set[int]
) -> list[Performance]:
    """What everybody brings to one judged stage."""
    assert stage.judging is not None
    found = []
    for number, line in ENTRANTS.items():
        totals = [total_of(stage.judging, one) for one in marks[stage.key, number].values()]
        out = None if inside.get(number, True) else Out.NOT_IN
        found.append(
            Performance(
                entry=number,
                number=number,
                division=line["division"],
                score=judgement(stage.judging, totals, JUDGES).score,
                out=Out.DISQUALIFIED if number in disqualified else out,
            )
        )
    return found


def first_selection(marks: Sheets) -> tuple[Selected, ...]:
    """Who goes on to the live final; nothing that comes later changes it."""
    stage = STAGES["judging"]
    return going_on(
        stage.advance, stage_performances(stage, marks, {}, set()), COMPETITION.ranking
    )


def results(marks: Sheets, disqualified: set[int]) -> tuple[Placed, ...]:
    """The final places."""
    inside = {one.performance.number: one.goes_on is True for one in first_selection(sheets())}
    by_stage = {
        "judging": stage_performances(STAGES["judging"], marks, {}, disqualified),
        "final": stage_performances(STAGES["final"], marks, inside, disqualified),
    }
    finals = final_performances(COMPETITION.ranking, COMPETITION.stages, by_stage)
    return rank(finals, COMPETITION.ranking)


def corrected() -> tuple[Sheets, set[int]]:
    """The marks and the disqualified once all that happened in the publicity stage has happened."""
    marks, disqualified = sheets(), set[int]()
    for event in lines(CONTEST, "events"):
        if event["act"] == "disqualify":
            disqualified.add(int(event["number"]))
        if event["act"] == "correct marks":
            sheet = marks[event["stage"], int(event["number"])][event["judge"]]
            assert sheet["pitch"] == Decimal(event["before"])
            sheet["pitch"] = Decimal(event["after"])
    return marks, disqualified


def expected(phase: str) -> Iterator[Line]:
    """The lines of one phase."""
    found = [line for line in lines(CONTEST, "expected") if line["phase"] == phase]
    assert len(found) == len(ENTRANTS)
    yield from found


def test_birthdays_on_the_edge_find_their_division() -> None:
    for line in lines(CONTEST, "entrants"):
        born = date.fromisoformat(line["born"])
        found = division_of(COMPETITION.divisions, Facts(EntryKind.PERSON, (born,)))
        assert found.why.value == line["found"]
        assert (found.division.key if found.division else "") == line["division"], line


def test_what_is_handed_in_is_held_to_the_rule() -> None:
    rule = STAGES["works"].works
    assert rule is not None
    for line in lines(CONTEST, "works"):
        sent = datetime.fromisoformat(line["sent"])
        reasons = []
        if window_of(STAGES["works"], sent) is not Window.OPEN:
            reasons.append("the stage is closed")
        if line["kind"] not in {kind.value for kind in rule.kinds}:
            reasons.append("a kind that is not taken")
        if line["seconds"] and Decimal(line["seconds"]) > (rule.seconds or 0):
            reasons.append(f"longer than {rule.seconds} seconds")
        if line["megabytes"] and Decimal(line["megabytes"]) > rule.megabytes:
            reasons.append(f"larger than {rule.megabytes} megabytes")
        assert "".join(reasons) == line["why"], line
        assert (line["taken"] == "yes") is not bool(reasons)


def test_only_works_that_were_taken_are_judged() -> None:
    taken = {int(line["number"]) for line in lines(CONTEST, "works") if line["taken"] == "yes"}
    judged = {number for stage, number in sheets() if stage == "judging"}
    assert judged == taken == set(ENTRANTS) - {14, 21}


def test_the_judging_and_who_goes_on() -> None:
    selected = {one.performance.number: one for one in first_selection(sheets())}
    stage = STAGES["judging"]
    placed = by_number(rank(stage_performances(stage, sheets(), {}, set()), COMPETITION.ranking))
    for line in expected("judging"):
        one, chosen = placed[int(line["number"])], selected[int(line["number"])]
        assert line["score"] == written(one.performance.score)
        assert line["rank"] == written(one.rank)
        assert line["goes_on"] == ("yes" if chosen.goes_on else "no")
        assert line["why"] == chosen.why.value
        assert line["out"] == written(one.out)
    assert not selection_stands(COMPETITION.stages, "judging", stage.closes)
    assert selection_stands(COMPETITION.stages, "judging", STAGES["final"].opens)


def test_a_judge_who_stood_aside_is_missed_and_does_not_spoil_the_mean() -> None:
    sheet = STAGES["judging"].judging
    assert sheet is not None
    totals = [total_of(sheet, one) for one in sheets()["judging", 6].values()]
    found = judgement(sheet, totals, JUDGES)
    assert (found.why, found.used, found.score) == (Judged.JUDGES_MISSING, 4, Decimal("85.01"))
    six = dict(zip((1, 2, 4, 5, 6, 7), totals, strict=True))
    entry = seats(Panel(frozenset(range(1, 8))), six, {3}, sheet.trim)
    assert judged_by(sheet, entry, six) == replace(found, why=Judged.COMPLETE)


def test_the_live_final() -> None:
    inside = {one.performance.number: one.goes_on is True for one in first_selection(sheets())}
    found = stage_performances(STAGES["final"], sheets(), inside, set())
    placed = by_number(rank(found, COMPETITION.ranking))
    for line in expected("final"):
        one = placed[int(line["number"])]
        assert line["score"] == written(one.performance.score)
        assert line["rank"] == written(one.rank)
        assert line["out"] == written(one.out)


@pytest.mark.parametrize("phase", ["publicity", "frozen"])
def test_the_result_as_made_public_and_as_frozen(phase: str) -> None:
    marks, disqualified = corrected() if phase == "frozen" else (sheets(), set[int]())
    placed = by_number(results(marks, disqualified))
    for line in expected(phase):
        one = placed[int(line["number"])]
        assert line["division"] == one.performance.division
        assert line["score"] == written(one.performance.score), line
        assert line["rank"] == written(one.rank), line
        assert line["award"] == award_of(COMPETITION.ranking, one.rank)
        assert line["out"] == written(one.out)


def test_the_frozen_result_has_the_hash_of_what_was_written_down() -> None:
    rows = frozen_rows(results(*corrected()), COMPETITION.ranking)
    assert result_hash(COMPETITION.key, 1, rows) == hashlib.sha256(frozen_text(CONTEST)).digest()
    assert result_hash(COMPETITION.key, 2, rows) != hashlib.sha256(frozen_text(CONTEST)).digest()


def test_objections_corrections_and_freezing_in_their_order() -> None:
    waiting: set[str] = set()
    frozen = False
    for event in lines(CONTEST, "events"):
        at, act, said = datetime.fromisoformat(event["at"]), event["act"], ""
        if act == "object":
            own = len(waiting & {event["number"]})
            said = may_object(COMPETITION, at, event["words"], own_open=own, frozen=frozen).value
            waiting |= {event["number"]} if said == "may object" else set()
        elif act in {"uphold", "dismiss"}:
            waiting.remove(event["number"])
        elif act == "freeze":
            may = may_freeze(
                COMPETITION, at, frozen=frozen, unjudged=0, open_objections=len(waiting)
            )
            said, frozen = may.value, frozen or may.value == "may be frozen"
        elif act == "correct marks":
            before, after = {"pitch": event["before"]}, {"pitch": event["after"]}
            may_be = may_correct(What.MARKS, before, after, event["words"], frozen=frozen)
            said = may_be.value
        assert said == event["expected"], event
    assert frozen
    assert not waiting
