"""Places, lots, awards and who goes on."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.advancing import Going, gate_of, going_on, selection_stands
from bot.competitions.scoring.drawing import lot
from bot.competitions.scoring.ranking import (
    Out,
    Performance,
    Placing,
    award_of,
    compared,
    out_of,
    rank,
)
from bot.domain.competitions import StageKind
from bot.domain.contests import Advance, Award, Per, Ranking, RankKey, Ties
from tests.competitions.contest_samples import (
    SECOND,
    START,
    many_performances,
    scored,
    stage,
)

BY_TIME = Ranking(keys=(RankKey.SCORE, RankKey.TIME))
DRAWN = replace(BY_TIME, ties=Ties.DRAWN, seed="2027-03-01 第 27018 期")
RANKINGS = st.builds(
    Ranking,
    keys=st.permutations(list(RankKey)).map(tuple),
    ties=st.sampled_from(Ties),
    seed=st.just("seed"),
)


def ranks(performances: list[Performance], ranking: Ranking) -> dict[int, int | None]:
    """Places by number."""
    return {one.performance.number: one.rank for one in rank(performances, ranking)}


def test_score_then_time_then_a_shared_place() -> None:
    found = rank(
        [
            scored(1, "90", 5000),
            scored(2, "95", 9000),
            scored(3, "90", 5000),
            scored(4, "90", 4999),
            scored(5, "90", 5001),
            scored(6, "90"),
            scored(7, None, 1),
        ],
        BY_TIME,
    )
    assert [(one.performance.number, one.rank, one.placing, one.out) for one in found] == [
        (2, 1, Placing.ALONE, None),
        (4, 2, Placing.ALONE, None),
        (1, 3, Placing.SHARED, None),
        (3, 3, Placing.SHARED, None),
        (5, 5, Placing.ALONE, None),
        (6, 6, Placing.ALONE, None),  # no time: behind every time
        (7, None, Placing.NONE, Out.NO_SCORE),
    ]


def test_1_2_2_4() -> None:
    field = [scored(n, score, 1) for n, score in enumerate(("80", "90", "90", "100"), 1)]
    assert ranks(field, BY_TIME) == {4: 1, 2: 2, 3: 2, 1: 4}


def test_equal_numbers_written_differently_are_equal() -> None:
    assert ranks([scored(1, "90.0", 1), scored(2, "90.00", 1)], BY_TIME) == {1: 1, 2: 1}


def test_the_earlier_moment_and_the_earlier_birth_are_better() -> None:
    one, other = scored(1, "90"), scored(2, "90")
    early = replace(one, finished_at=START, born=date(1950, 1, 2))
    late = replace(other, finished_at=START + SECOND / 1_000_000, born=date(1950, 1, 1))
    assert ranks([early, late], Ranking(keys=(RankKey.SCORE, RankKey.FINISHED))) == {1: 1, 2: 2}
    assert ranks([early, late], Ranking(keys=(RankKey.SCORE, RankKey.AGE))) == {1: 2, 2: 1}


def test_a_lot_is_drawn_by_the_seed_and_can_be_drawn_again() -> None:
    field = [scored(n, "90", 1) for n in range(1, 9)]
    found = rank(field, DRAWN)
    assert [one.rank for one in found] == list(range(1, 9))
    assert {one.placing for one in found} == {Placing.BY_LOT}
    by_hand = sorted(range(1, 9), key=lambda number: lot(DRAWN.seed, str(number)))
    assert [one.performance.number for one in found] == by_hand
    assert ranks(field, replace(DRAWN, seed="another")) != ranks(field, DRAWN)


def test_who_is_out_takes_nobodys_place() -> None:
    field = [replace(scored(1, "99", 1), out=Out.DISQUALIFIED), scored(2, "90", 1)]
    assert ranks(field, BY_TIME) == {1: None, 2: 1}


def test_awards_go_by_place_and_are_shared_with_it() -> None:
    awards = (Award("一等奖", 1, 1), Award("二等奖", 2, 3), Award("优秀奖", 4, 10))
    ranking = Ranking(awards=awards)
    titles = [award_of(ranking, place) for place in (None, 1, 2, 2, 4, 10, 11)]
    assert titles == ["", "一等奖", "二等奖", "二等奖", "优秀奖", "优秀奖", ""]


def test_what_was_compared_holds_no_birth() -> None:
    one = replace(scored(1, "90.50", 81_234), finished_at=START, born=date(1950, 1, 1))
    ranking = Ranking(keys=tuple(RankKey))
    assert compared(one, ranking) == {
        "score": "90.50",
        "time": 81_234,
        "finished": "2027-03-01T01:00:00+00:00",
    }
    assert compared(scored(1, None), ranking) == {}
    assert list(compared(one, Ranking(keys=(RankKey.TIME, RankKey.SCORE)))) == ["time", "score"]


@given(many_performances(), RANKINGS, st.sampled_from(Per), st.randoms(use_true_random=False))
def test_the_order_of_entries_makes_no_difference(
    field: list[Performance], ranking: Ranking, per: Per, randoms: random.Random
) -> None:
    shuffled = field[:]
    randoms.shuffle(shuffled)
    assert rank(field, ranking, per) == rank(shuffled, ranking, per)


@given(many_performances(), RANKINGS)
def test_a_place_is_one_more_than_those_before_it(
    field: list[Performance], ranking: Ranking
) -> None:
    groups: dict[str | None, list[int]] = defaultdict(list)
    for one in rank(field, ranking):
        assert (one.rank is None) is (out_of(one.performance) is not None)
        if one.rank is not None:
            groups[one.performance.division].append(one.rank)
    for places in groups.values():
        assert places == sorted(places)
        for place, count in Counter(places).items():
            assert place == 1 + sum(other < place for other in places)
            assert count == 1 or ranking.ties is Ties.SHARED


@given(many_performances(), st.integers(1, 5), st.sampled_from(Per), RANKINGS)
def test_nobody_goes_on_before_somebody_better(
    field: list[Performance], top: int, per: Per, ranking: Ranking
) -> None:
    found = going_on(Advance(top, per), field, ranking)
    assert len(found) == len(field)
    placed = rank(field, ranking, per)
    for one, other in zip(found, placed, strict=True):
        assert one.performance is other.performance
        no_unit = per is Per.UNIT and one.performance.unit is None
        expected = other.rank is not None and other.rank <= top and not no_unit
        assert one.goes_on is expected


def test_ties_at_the_line_go_on_together() -> None:
    field = [scored(n, score, 1) for n, score in enumerate(("99", "98", "97", "97", "96"), 1)]
    found = going_on(Advance(3), field, BY_TIME)
    assert [(one.place, one.goes_on, one.why) for one in found] == [
        (1, True, Going.AMONG_FIRST),
        (2, True, Going.AMONG_FIRST),
        (3, True, Going.TIED_AT_LINE),
        (3, True, Going.TIED_AT_LINE),
        (5, False, Going.BEHIND),
    ]
    by_lot = going_on(Advance(3), field, DRAWN)
    assert sum(one.goes_on is True for one in by_lot) == 3


def test_a_shared_place_that_ends_at_the_line_is_no_tie_at_it() -> None:
    field = [scored(n, score, 1) for n, score in enumerate(("99", "97", "97", "96"), 1)]
    whys = [one.why for one in going_on(Advance(3), field, BY_TIME)]
    assert whys == [Going.AMONG_FIRST] * 3 + [Going.BEHIND]


def test_the_first_of_each_library_and_division() -> None:
    field = [
        replace(scored(n, str(100 - n), 1), division="ab"[n % 2], unit=n % 3 or None)
        for n in range(1, 13)
    ]
    per_unit = {
        one.performance.number: one for one in going_on(Advance(1, Per.UNIT), field, BY_TIME)
    }
    assert {n for n, one in per_unit.items() if one.goes_on} == {1, 2, 4, 5}
    assert {one.why for n, one in per_unit.items() if n in {3, 6}} == {Going.NO_UNIT}
    of_all = going_on(Advance(2, Per.ALL), field, BY_TIME)
    assert [one.performance.number for one in of_all if one.goes_on] == [1, 2]


def test_without_a_selection_and_without_a_place() -> None:
    field = [scored(1, "90", 1), scored(2, None)]
    assert [one.goes_on for one in going_on(None, field, BY_TIME)] == [None, None]
    assert going_on(Advance(5), field, BY_TIME)[1].why is Going.NO_PLACE


def test_which_selection_lets_into_a_stage_and_until_when_it_may_change() -> None:
    first = replace(stage(StageKind.QUIZ, 0, 1, "first"), advance=Advance(3))
    second = replace(stage(StageKind.QUIZ, 2, 3, "second"), advance=Advance(1))
    stages = (
        stage(StageKind.REGISTRATION, -2, -1),
        first,
        second,
        stage(StageKind.LIVE, 4, 5, "live"),
    )
    gates = [gate_of(stages, one.key) for one in stages]
    assert gates == [None, None, "first", "second"]
    assert gate_of(stages, "elsewhere") is None
    day = timedelta(days=1)
    assert not selection_stands(stages, "first", START + 2 * day - SECOND)
    assert selection_stands(stages, "first", START + 2 * day)
    assert not selection_stands(stages, "second", START + 2 * day)


def test_decimals_stay_as_they_were() -> None:
    [one] = rank([scored(1, "88.250")], BY_TIME)
    assert one.performance.score == Decimal("88.250")
