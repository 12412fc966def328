"""Final scores over the stages, freezing, correcting, the hash of a frozen result."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.ranking import Out, Performance
from bot.competitions.scoring.results import (
    Correcting,
    Freezing,
    Frozen,
    What,
    deciding_stages,
    final_performances,
    frozen_row,
    may_correct,
    may_freeze,
    result_hash,
    scored_stages,
)
from bot.domain.competitions import CompetitionState, StageKind
from bot.domain.contests import Advance, Criterion, Ranking, RankKey, Sheet
from tests.competitions.contest_samples import DAY, START, contest, scored, stage

SHEET = Sheet((Criterion("all", "总分", Decimal(100)),), decimals=3)
ENTRY = stage(StageKind.REGISTRATION, 0, 1)
QUIZ = stage(StageKind.QUIZ, 1, 2)
LIVE = replace(stage(StageKind.LIVE, 3, 4), judging=SHEET)
PARTY = stage(StageKind.LIVE, 4, 5, "party")
PUBLICITY = stage(StageKind.PUBLICITY, 5, 6)
CONTEST = contest(ENTRY, QUIZ, LIVE, PARTY, PUBLICITY)
WEIGHTED = Ranking(weights=(("quiz", Decimal("0.3")), ("live", Decimal("0.7"))))


def test_which_stages_give_a_score_and_which_decide() -> None:
    assert scored_stages(CONTEST.stages) == (QUIZ, LIVE)
    assert deciding_stages(Ranking(), CONTEST.stages) == (LIVE,)
    assert deciding_stages(WEIGHTED, CONTEST.stages) == (QUIZ, LIVE)
    assert deciding_stages(Ranking(), (ENTRY, PUBLICITY)) == ()


def finals(
    ranking: Ranking, quiz: list[Performance], live: list[Performance], *, gated: bool = False
) -> dict[int, Performance]:
    """The final performances by number."""
    first = replace(QUIZ, advance=Advance(1)) if gated else QUIZ
    found = final_performances(ranking, (ENTRY, first, LIVE), {"quiz": quiz, "live": live})
    assert [one.number for one in found] == sorted(one.number for one in found)
    return {one.number: one for one in found}


def test_without_weights_the_last_scored_stage_decides() -> None:
    live = [scored(2, "80"), scored(1, "70")]
    assert finals(Ranking(), [scored(1, "99"), scored(2, "1")], live) == {1: live[1], 2: live[0]}
    assert final_performances(Ranking(), (ENTRY,), {}) == ()


def test_weighted_scores_are_rounded_once() -> None:
    quiz = [scored(1, "88.25", 5000), scored(2, "90.00", 7000), scored(3, None)]
    live = [scored(1, "90.125"), scored(2, None), scored(3, None)]
    found = finals(WEIGHTED, quiz, live)
    assert found[1].score == Decimal("89.563")  # 26.475 + 63.0875 = 89.5625, to three places
    assert found[1].time_ms == 5000
    assert found[2].score == Decimal("27.000")  # missed: counts nothing
    assert (found[3].score, found[3].out) == (None, None)


def test_who_missed_a_round_has_no_time_to_compare() -> None:
    second = stage(StageKind.QUIZ, 2, 3, "second")
    ranking = Ranking(weights=(("quiz", Decimal(1)), ("second", Decimal(1))))
    by_stage = {
        "quiz": [scored(1, "90", 100), scored(2, "90", 100)],
        "second": [scored(1, "0", 50), scored(2, None)],
    }
    one, other = final_performances(ranking, (QUIZ, second), by_stage)
    assert (one.score, one.time_ms) == (Decimal("90.00"), 150)
    assert (other.score, other.time_ms) == (Decimal("90.00"), None)


def test_who_did_not_go_on_has_no_final_score() -> None:
    quiz = [scored(1, "90"), scored(2, "80"), scored(3, "70")]
    live = [scored(1, "90"), replace(scored(3, None), out=Out.NOT_IN)]
    found = finals(WEIGHTED, quiz, live, gated=True)
    assert (found[1].score, found[1].out) == (Decimal("90.000"), None)
    for number in (2, 3):
        assert (found[number].score, found[number].out) == (None, Out.NOT_IN)


def test_who_is_put_out_in_any_stage_is_out() -> None:
    quiz = [replace(scored(1, "90"), out=Out.DISQUALIFIED)]
    found = finals(WEIGHTED, quiz, [scored(1, "90")])
    assert found[1].out is Out.DISQUALIFIED


@pytest.mark.parametrize(
    ("days", "unjudged", "objections", "frozen", "answer"),
    [
        (3, 0, 0, False, Freezing.STAGE_OPEN),
        (4, 1, 0, False, Freezing.UNJUDGED),
        (4, 0, 0, False, Freezing.PUBLICITY_OPEN),
        (6, 0, 1, False, Freezing.OBJECTIONS_OPEN),
        (6, 0, 0, False, Freezing.MAY),
        (6, 0, 0, True, Freezing.FROZEN),
    ],
)
def test_freezing(
    days: int, unjudged: int, objections: int, frozen: bool, answer: Freezing
) -> None:
    at = START + days * DAY
    found = may_freeze(CONTEST, at, frozen=frozen, unjudged=unjudged, open_objections=objections)
    assert found is answer


def test_what_is_never_frozen() -> None:
    at = START + 10 * DAY
    for state, answer in (
        (CompetitionState.CANCELLED, Freezing.CANCELLED),
        (CompetitionState.DRAFT, Freezing.NOT_PUBLISHED),
        (CompetitionState.WAITING, Freezing.NOT_PUBLISHED),
    ):
        competition = replace(CONTEST, state=state)
        assert may_freeze(competition, at, frozen=False, unjudged=0, open_objections=0) is answer
    bare = contest(ENTRY, PARTY)
    found = may_freeze(bare, at, frozen=False, unjudged=0, open_objections=0)
    assert found is Freezing.NOTHING_SCORED


@pytest.mark.parametrize(
    ("what", "after", "reason", "frozen", "answer"),
    [
        (What.MARKS, "9", "录入有误", False, Correcting.MAY),
        (What.MARKS, "9", "录入有误", True, Correcting.MAY),
        (What.MARKS, "8", "录入有误", True, Correcting.SAME),
        (What.MARKS, "9", "  ", True, Correcting.NO_REASON),
        (What.RESULT, "9", "录入有误", False, Correcting.NOT_FROZEN),
        (What.RESULT, "9", "录入有误", True, Correcting.MAY),
    ],
)
def test_correcting(what: What, after: str, reason: str, frozen: bool, answer: Correcting) -> None:
    assert may_correct(what, {"v": "8"}, {"v": after}, reason, frozen=frozen) is answer


ROWS = [
    frozen_row(scored(2, "90.50", 5000), 1, "一等奖", Ranking(keys=(RankKey.SCORE, RankKey.TIME))),
    Frozen(1, "a", 2, "", Decimal("80.00"), {"score": "80.00"}),
    Frozen(3, "a", None, "", None, {}),
]


def test_the_hash_is_of_the_lines_that_are_described() -> None:
    text = (
        '["contest",1]\n'
        '[2,"",1,"\\u4e00\\u7b49\\u5956","90.50",{"score":"90.50","time":5000}]\n'
        '[1,"a",2,"","80.00",{"score":"80.00"}]\n'
        '[3,"a",null,"",null,{}]\n'
    )
    assert result_hash("contest", 1, ROWS) == hashlib.sha256(text.encode()).digest()


@given(st.permutations(ROWS), st.sampled_from(["entry", "division", "rank", "award", "score"]))
def test_the_hash_minds_every_field_and_no_order(rows: list[Frozen], field: str) -> None:
    other = {"entry": 9, "division": "b", "rank": 7, "award": "奖", "score": Decimal("80.0")}
    changed = [replace(one, **{field: other[field]}) if one.entry == 1 else one for one in rows]  # type: ignore[arg-type]  # one field of its own type
    assert result_hash("contest", 1, rows) == result_hash("contest", 1, ROWS)
    assert result_hash("contest", 1, changed) != result_hash("contest", 1, ROWS)
