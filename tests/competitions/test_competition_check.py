"""Whether a competition fits together: each fault and each warning, at its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from bot.content.competition_check import check, faults_of
from bot.content.competition_findings import WARNINGS, Fault, in_words
from bot.domain.competitions import Competition, GroupName, StageKind
from bot.domain.contests import (
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Counts,
    Criterion,
    Division,
    EntryKind,
    Occupation,
    Open,
    Per,
    RankKey,
    Rule,
    Sheet,
    TeamAverageAge,
    TeamRule,
    Ties,
    WorkRule,
)
from bot.texts.faults import LANGUAGES
from tests.competitions.contest_samples import contest, stage
from tests.competitions.whole_competitions import whole

DAY = date(2027, 3, 1)
SHEET = Sheet((Criterion("all", "总分", Decimal(100)),))
ENTRY = stage(StageKind.REGISTRATION, 0, 1, "entry")
QUIZ = replace(stage(StageKind.QUIZ, 1, 2), draw=10, course="songs")
WORKS = stage(StageKind.UPLOAD, 2, 3)
JUDGING = replace(stage(StageKind.JUDGING, 3, 4), judging=SHEET)
LIVE = replace(stage(StageKind.LIVE, 5, 6), judging=SHEET)
GOOD = contest(ENTRY, QUIZ, WORKS, JUDGING, LIVE)

Change = Callable[[Competition], Competition]


def fields(**values: object) -> Change:
    """Other values of the competition itself."""
    return lambda one: replace(one, **values)  # type: ignore[arg-type]  # named fields of their types


def of_stage(number: int, **values: object) -> Change:
    """Other values of one stage, counted from 1."""

    def change(one: Competition) -> Competition:
        stages = list(one.stages)
        stages[number - 1] = replace(stages[number - 1], **values)  # type: ignore[arg-type]  # as above
        return replace(one, stages=tuple(stages))

    return change


def ranking(**values: object) -> Change:
    """Other values of the ranking."""
    return lambda one: replace(one, ranking=replace(one.ranking, **values))  # type: ignore[arg-type]  # as above


def divided(*rules: Rule) -> Change:
    """Divisions of these rules, called d1, d2, …"""
    return fields(
        divisions=tuple(Division(f"d{n}", f"第{n}组", rule) for n, rule in enumerate(rules, 1))
    )


AGE = AgeOn(DAY, 55, None)
CASES: list[tuple[Change, str, Fault]] = [
    (fields(key="合唱"), "id", Fault.BAD_ID),
    (fields(title=" "), "title", Fault.EMPTY),
    (fields(organiser=""), "organiser", Fault.EMPTY),
    (fields(zone="Mars/Olympus"), "zone", Fault.UNKNOWN_ZONE),
    (fields(zone="../../etc/passwd"), "zone", Fault.UNKNOWN_ZONE),
    (fields(groups=(GroupName("city", "1"),) * 2), "groups[2]", Fault.TWICE),
    (fields(reminders=(timedelta(days=1),) * 2), "reminders[2]", Fault.TWICE),
    (fields(stages=()), "stages", Fault.NO_STAGES),
    (fields(team=TeamRule()), "team", Fault.TEAM_OF_PERSONS),
    (fields(entry=EntryKind.TEAM, team=TeamRule(9, 3)), "team.most", Fault.REVERSED),
    (fields(entry=EntryKind.TEAM, stages=(QUIZ,)), "stages", Fault.NO_REGISTRATION),
    (of_stage(2, key="entry"), "stages[2].id", Fault.TWICE),
    (of_stage(2, key="Quiz 1"), "stages[2].id", Fault.BAD_ID),
    (of_stage(2, closes=QUIZ.opens), "stages[2].closes", Fault.CLOSES_FIRST),
    (of_stage(3, opens=ENTRY.opens), "stages[3].opens", Fault.OUT_OF_ORDER),
    (of_stage(3, opens=QUIZ.opens), "stages[3].opens", Fault.OVERLAPS),
    (of_stage(1, seconds=30), "stages[1].seconds", Fault.MISPLACED),
    (of_stage(1, counts=Counts.BEST), "stages[1].counts", Fault.MISPLACED),
    (of_stage(1, works=WorkRule(())), "stages[1].works", Fault.MISPLACED),
    (of_stage(1, judging=SHEET), "stages[1].judging", Fault.MISPLACED),
    (of_stage(2, course=None), "stages[2].course", Fault.COURSE_MISSING),
    (of_stage(2, course=None, draw=None), "stages[2].course", Fault.ASKED_ELSEWHERE),
    (of_stage(2, draw=None), "stages[2].draw", Fault.ALL_ITEMS),
    (of_stage(2, attempts=2, per_day=3), "stages[2].per_day", Fault.PER_DAY_TOO_MANY),
    (of_stage(2, seconds=0), "stages[2].seconds", Fault.NOT_POSITIVE),
    (of_stage(3, works=WorkRule(())), "stages[3].works.kinds", Fault.EMPTY),
    (of_stage(3, works=WorkRule((), 0)), "stages[3].works.megabytes", Fault.NOT_POSITIVE),
    (of_stage(4, judging=None), "stages[4].judging", Fault.SHEET_MISSING),
    (of_stage(4, judging=Sheet(())), "stages[4].judging.criteria", Fault.EMPTY),
    (
        of_stage(4, judging=Sheet(SHEET.criteria * 2)),
        "stages[4].judging.criteria[2].id",
        Fault.TWICE,
    ),
    (
        of_stage(4, judging=Sheet((Criterion("总", "总分", Decimal(9)),))),
        "stages[4].judging.criteria[1].id",
        Fault.BAD_ID,
    ),
    (
        of_stage(4, judging=Sheet((Criterion("all", "总分", Decimal(0)),))),
        "stages[4].judging.criteria[1].most",
        Fault.NOT_POSITIVE,
    ),
    (of_stage(5, advance=Advance(3)), "stages[5].advance", Fault.ADVANCE_NOWHERE),
    (of_stage(1, advance=Advance(3)), "stages[1].advance", Fault.ADVANCE_WITHOUT_SCORE),
    (of_stage(2, advance=Advance(0)), "stages[2].advance.top", Fault.NOT_POSITIVE),
    (
        of_stage(2, advance=Advance(3, Per.UNIT)),
        "stages[2].advance.per",
        Fault.ADVANCE_WITHOUT_UNITS,
    ),
    (
        of_stage(2, advance=Advance(3), closes=WORKS.closes),
        "stages[3].opens",
        Fault.BEFORE_SELECTION,
    ),
    (fields(divisions=(Division("甲", "甲组", AGE),)), "divisions[1].id", Fault.BAD_ID),
    (
        fields(divisions=(Division("a", "甲组", AGE), Division("a", "乙组", Open()))),
        "divisions[2].id",
        Fault.TWICE,
    ),
    (fields(divisions=(Division("a", "", AGE),)), "divisions[1].title", Fault.EMPTY),
    (fields(divisions=(Division("a", "甲组", AGE, 0),)), "divisions[1].quota", Fault.NOT_POSITIVE),
    (
        divided(TeamAverageAge(DAY, Decimal(60), None)),
        "divisions[1].team_average_age",
        Fault.AVERAGE_OF_PERSONS,
    ),
    (divided(AgeOn(DAY, 62, 55)), "divisions[1].age", Fault.REVERSED),
    (divided(BirthWindow(DAY, date(2000, 1, 1))), "divisions[1].born", Fault.REVERSED),
    (divided(BirthWindow(None, None)), "divisions[1].born", Fault.EMPTY_RULE),
    (divided(Occupation((" ",))), "divisions[1].occupation", Fault.EMPTY),
    (divided(AgeOn(DAY, 55, 63), AgeOn(DAY, 63, 70)), "divisions[2]", Fault.DIVISIONS_OVERLAP),
    (divided(AgeOn(DAY, 63, 70), AgeOn(DAY, 55, 63)), "divisions[2]", Fault.DIVISIONS_OVERLAP),
    (divided(AgeOn(DAY, 55, 62), AgeOn(DAY, 64, 70)), "divisions[2]", Fault.DIVISIONS_GAP),
    (
        divided(BirthWindow(None, date(1960, 1, 1)), BirthWindow(date(1960, 1, 3), None)),
        "divisions[2]",
        Fault.DIVISIONS_GAP,
    ),
    (
        divided(Occupation(("工人", "农民")), Occupation(("农民",))),
        "divisions[2].occupation",
        Fault.DIVISIONS_OVERLAP,
    ),
    (divided(Open(), AGE), "divisions[2]", Fault.NEVER_REACHED),
    (ranking(keys=()), "ranking.keys", Fault.NOTHING_COMPARED),
    (ranking(keys=(RankKey.SCORE,) * 2), "ranking.keys[2]", Fault.TWICE),
    (ranking(keys=(RankKey.SCORE, RankKey.AGE)), "ranking.keys", Fault.AGE_UNKNOWN),
    (ranking(ties=Ties.DRAWN), "ranking.seed", Fault.SEED_MISSING),
    (ranking(weights=(("party", Decimal(1)),)), "ranking.weights.party", Fault.WEIGHT_UNKNOWN),
    (ranking(weights=(("upload", Decimal(1)),)), "ranking.weights.upload", Fault.WEIGHT_UNSCORED),
    (ranking(weights=(("quiz", Decimal(1)),) * 2), "ranking.weights.quiz", Fault.TWICE),
    (ranking(weights=(("quiz", Decimal(0)),)), "ranking.weights.quiz", Fault.NOT_POSITIVE),
    (ranking(awards=(Award(" ", 1, 1),)), "ranking.awards[1].title", Fault.EMPTY),
    (ranking(awards=(Award("奖", 0, 1),)), "ranking.awards[1].first", Fault.NOT_POSITIVE),
    (ranking(awards=(Award("奖", 3, 1),)), "ranking.awards[1].last", Fault.REVERSED),
    (
        ranking(awards=(Award("一", 1, 3), Award("二", 3, 4))),
        "ranking.awards[2].first",
        Fault.AWARDS_OVERLAP,
    ),
    (
        ranking(awards=(Award("一", 1, 1), Award("二", 3, 4))),
        "ranking.awards[2].first",
        Fault.AWARDS_GAP,
    ),
]


def test_a_good_competition_has_nothing() -> None:
    assert check(GOOD) == ()


@pytest.mark.parametrize(("change", "path", "fault"), CASES)
def test_each_fault_at_its_place(change: Change, path: str, fault: Fault) -> None:
    found = check(change(GOOD))
    assert (path, fault) in [(one.path, one.fault) for one in found]
    for one in found:
        for language in LANGUAGES:
            assert in_words(one).told(language)
            assert "{" not in in_words(one).told(language)
    serious = [one for one in found if one.fault not in WARNINGS]
    assert list(faults_of(change(GOOD))) == serious


def test_every_fault_has_a_case() -> None:
    assert {fault for _, _, fault in CASES} == set(Fault)


SENIORS = (AgeOn(DAY, 55, 62), AgeOn(DAY, 63, 70), AgeOn(DAY, 71, 77), AgeOn(DAY, 78, None))
CHOIRS = (TeamAverageAge(DAY, None, Decimal(60)), TeamAverageAge(DAY, Decimal(60), None))


@pytest.mark.parametrize(
    "change",
    [
        divided(*SENIORS),
        divided(*reversed(SENIORS)),
        divided(AgeOn(DAY, 55, 62), AgeOn(DAY, 71, 77), Open()),  # the rest are not left out
        divided(BirthWindow(None, date(1960, 1, 1)), BirthWindow(date(1960, 1, 2), None)),
        divided(AgeOn(DAY, 55, 62), AgeOn(date(2027, 3, 2), 55, 62)),  # not the same measure
        lambda one: divided(*CHOIRS)(replace(one, entry=EntryKind.TEAM)),
        ranking(awards=(Award("一", 1, 1), Award("二", 2, 3), Award("三", 4, 6))),
        ranking(weights=(("quiz", Decimal("0.4")), ("live", Decimal("0.6")))),
        of_stage(2, advance=Advance(3)),
    ],
)
def test_what_is_meant_so_is_left_in_peace(change: Change) -> None:
    assert check(change(GOOD)) == ()


def test_a_wide_division_does_not_make_a_gap_behind_a_narrow_one() -> None:
    found = check(divided(AgeOn(DAY, 50, 90), AgeOn(DAY, 55, 60), AgeOn(DAY, 70, 80))(GOOD))
    assert [(one.path, one.fault, one.values) for one in found] == [
        ("divisions[2]", Fault.DIVISIONS_OVERLAP, ("第1组",)),
        ("divisions[3]", Fault.DIVISIONS_OVERLAP, ("第1组",)),
    ]


@given(whole())
def test_whatever_fits_or_not_is_said_in_words(competition: Competition) -> None:
    for one in check(competition):
        assert all(in_words(one).told(language) for language in LANGUAGES)
