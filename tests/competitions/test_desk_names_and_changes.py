"""Names as they are typed, what is sealed, and what follows from a change, without a database."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.desk.changes import (
    Consequence,
    EntryUse,
    Follow,
    Uses,
    touches_results,
    what_follows,
)
from bot.competitions.desk.writing import is_same_person
from bot.competitions.entering.divisions import Facts as DivisionFacts
from bot.competitions.entering.sealed import (
    Facts,
    MemberFacts,
    member_hash,
    open_facts,
    open_member,
    seal_facts,
    seal_member,
)
from bot.domain.competitions import Competition
from bot.domain.contests import Counts, Criterion, EntryKind, Sheet
from bot.domain.names import NameFault, read_name
from bot.store.fingerprints import competition_hash
from tests.competitions.desk_house import (
    DAY,
    HOUR,
    JUDGED,
    JUDGING,
    NOON,
    PUBLICITY,
    QUIZ,
    REGISTRATION,
    ROUND,
    SHEET,
    UPLOAD,
    VAULT,
    WHOLE,
)
from tests.competitions.test_competition_store import CONTEST


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 陈 一 ", "陈 一"),
        ("José", "José"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("\U00031350生", "\U00031350生"),
        ("Lee  Ka  Yan", "Lee Ka Yan"),
        ("第3队", "第3队"),
        ("", NameFault.EMPTY),
        ("··", NameFault.EMPTY),
        ("a\u202eb", NameFault.UNSHOWN),
        ("a\u2068b", NameFault.UNSHOWN),
        ("a\u200eb", NameFault.UNSHOWN),
        ("a\u200bb", NameFault.UNSHOWN),
        ("a\tb", NameFault.UNSHOWN),
        ("a\u2028b", NameFault.UNSHOWN),
        ("a\ue000b", NameFault.UNSHOWN),
        ("a\U0002fffeb", NameFault.UNSHOWN),
        ("陈" * 40, "陈" * 40),
        ("陈" * 41, NameFault.TOO_LONG),
    ],
)
def test_a_typed_name(typed: str, name: str | NameFault) -> None:
    assert read_name(typed) == name


@given(st.text(max_size=60))
def test_a_taken_name_is_shown_whole_and_taken_again(typed: str) -> None:
    name = read_name(typed)
    if isinstance(name, NameFault):
        return
    assert read_name(name) == name
    assert 0 < len(name) <= 40
    assert name == name.strip() == unicodedata.normalize("NFC", name)
    assert not [
        c for c in name if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE", "PDF"}
    ]


@given(
    st.builds(
        Facts,
        st.text(max_size=40),
        st.none() | st.dates(),
        st.text(max_size=40),
        st.text(max_size=40),
        st.text(max_size=40),
    )
)
def test_what_is_sealed_comes_back(facts: Facts) -> None:
    assert open_facts(VAULT, seal_facts(VAULT, facts)) == facts
    member = MemberFacts(facts.name, facts.birth)
    assert open_member(VAULT, seal_member(VAULT, member)) == member


def test_a_person_is_known_again_within_a_competition_only() -> None:
    one = MemberFacts("陈 一", date(1950, 1, 1))
    same = member_hash(b"k", "a", replace(one, name="陈一"))
    assert member_hash(b"k", "a", one) == same
    others = {
        member_hash(b"k", "b", one),
        member_hash(b"j", "a", one),
        member_hash(b"k", "a", replace(one, birth=None)),
    }
    assert len(others | {same}) == 4


def use(division: str | None, born: date | None, hours: int = 0) -> EntryUse:
    facts = DivisionFacts(EntryKind.PERSON, (born,))
    return EntryUse(division, NOON + timedelta(hours=hours), facts)


def follows(after: object, uses: Uses) -> list[tuple[Follow, str, int]]:
    assert isinstance(after, type(WHOLE))
    return [(c.follow, c.subject, c.count) for c in what_follows(WHOLE, after, uses)]


def moved(key: str, **changes: object) -> object:
    stages = tuple(
        replace(one, **changes) if one.key == key else one  # type: ignore[arg-type]
        for one in WHOLE.stages
    )
    return replace(WHOLE, stages=stages)


def test_nothing_follows_from_no_change_or_where_nobody_entered() -> None:
    uses = Uses([use("born", date(1990, 1, 1))], {"upload": 3}, {"upload": [NOON]})
    assert follows(WHOLE, uses) == []
    assert follows(replace(WHOLE, stages=WHOLE.stages[:1], divisions=()), Uses()) == []


def test_a_closing_that_moves_is_told_and_makes_late_what_was_in_time() -> None:
    stage = WHOLE.stages[2]
    inside, outside = stage.closes - 2 * HOUR, stage.closes + HOUR
    uses = Uses(told={"upload": 3}, works={"upload": [inside, outside]})
    assert follows(moved("upload", closes=stage.closes - 3 * HOUR), uses) == [
        (Follow.TOLD_OLD_DATE, "upload", 3),
        (Follow.WORK_LATE, "upload", 1),
    ]
    assert follows(moved("upload", closes=stage.closes + DAY), uses) == [
        (Follow.TOLD_OLD_DATE, "upload", 3)
    ]
    assert follows(moved("upload", place="别处"), uses) == []


def test_who_entered_before_the_new_closing_is_not_late() -> None:
    uses = Uses([use("open", None, hours=30), use("open", None, hours=20)])
    assert follows(moved("registration", closes=REGISTRATION.opens + DAY), uses) == [
        (Follow.ENTERED_LATE, "registration", 1)
    ]


def test_divisions_that_change_or_go() -> None:
    uses = Uses([use("young-old", date(1968, 1, 1)), use("young-old", date(1969, 1, 1))])
    first, *others = WHOLE.divisions
    gone = replace(WHOLE, divisions=tuple(others))
    assert follows(gone, uses) == [(Follow.DIVISION_GONE, "young-old", 2)]
    small = replace(WHOLE, divisions=(replace(first, quota=1), *others))
    assert follows(small, uses) == [(Follow.OVER_QUOTA, "young-old", 1)]
    older = replace(first, rule=replace(first.rule, least=58))  # type: ignore[arg-type]
    assert follows(replace(WHOLE, divisions=(older, *others)), uses) == [
        (Follow.OUT_OF_DIVISION, "young-old", 1)
    ]
    unknown = Uses([EntryUse("young-old", NOON, None)])
    assert follows(replace(WHOLE, divisions=(older, *others)), unknown) == []


def test_a_stage_that_goes_or_becomes_another_takes_what_was_done_with_it() -> None:
    uses = Uses(works={"upload": [NOON]}, marks={"judging": 7})
    assert follows(replace(WHOLE, stages=WHOLE.stages[:2]), uses) == [
        (Follow.STAGE_GONE, "upload", 1),
        (Follow.STAGE_GONE, "judging", 7),
    ]
    assert [c.blocks for c in what_follows(WHOLE, replace(WHOLE, stages=()), uses)] == [True, True]
    team = replace(WHOLE, entry=EntryKind.TEAM)
    found = what_follows(WHOLE, team, Uses([use("open", None)]))
    assert found == (Consequence(Follow.KIND_CHANGED, "", 1),)


def test_what_was_done_by_other_rules_is_not_compared() -> None:
    tried = Uses(attempts={"round-1": [ROUND.opens]})
    for changes in ({"course": "other"}, {"draw": 3}, {"seconds": 5}, {"seconds": None}):
        after = moved_in(QUIZ, "round-1", **changes)
        assert what_follows(QUIZ, after, Uses()) == ()
        [found] = what_follows(QUIZ, after, tried)
        assert (found.follow, found.count, found.blocks) == (Follow.STAGE_GONE, 1, True)
    assert what_follows(QUIZ, moved_in(QUIZ, "round-1", place="x", title="x"), tried) == ()
    entered = Uses([use("public", None), use("public", None)])
    fewer = moved_in(QUIZ, "round-1", draw=3)
    assert what_follows(QUIZ, fewer, entered) == (Consequence(Follow.ROUND_RULES, "round-1", 2),)
    given = Uses(marks={"judging": 2})
    half = Sheet((Criterion("tone", "音准", Decimal(6)),))
    [found] = what_follows(JUDGED, moved_in(JUDGED, "judging", judging=half), given)
    assert (found.follow, found.subject, found.count) == (Follow.STAGE_GONE, "judging", 2)
    assert what_follows(JUDGED, moved_in(JUDGED, "judging", judging=half), Uses()) == ()
    assert SHEET.trim == 1
    untrimmed = moved_in(JUDGED, "judging", judging=replace(SHEET, trim=0))
    assert what_follows(JUDGED, untrimmed, given) == (), "the mean is made anew for all"


def test_other_tries_tell_who_answered_and_who_has_none_left() -> None:
    tried = Uses(attempts={"round-1": [ROUND.opens] * 3}, tried={"round-1": [1, 2]})
    both, used_up = (
        Consequence(Follow.TRIES_RULES, "round-1", 2),
        Consequence(Follow.TRIES_USED_UP, "round-1", 1),
    )
    for changes, told in (
        ({"attempts": 5}, (both,)),
        ({"attempts": 1}, (both, used_up)),
        ({"per_day": None}, (both,)),
        ({"counts": Counts.LAST}, (both,)),
        ({"title": "x"}, ()),
    ):
        found = what_follows(QUIZ, moved_in(QUIZ, "round-1", **changes), tried)
        assert found == told
        assert not any(one.blocks for one in found)


def test_other_rules_of_works_tell_who_is_to_go_by_them_and_what_stays() -> None:
    uses = Uses([use("public", None)] * 3, works={"upload": [UPLOAD.opens] * 2})
    rule = UPLOAD.works
    assert rule is not None
    after = moved_in(JUDGED, "upload", works=replace(rule, megabytes=rule.megabytes - 1))
    assert what_follows(JUDGED, after, uses) == (
        Consequence(Follow.WORK_RULES, "upload", 3),
        Consequence(Follow.WORK_STAYS, "upload", 2),
    )


def test_a_division_that_loses_or_gets_its_limit_of_time_is_told_where_items_have_one() -> None:
    uses = Uses([use("public", None)] * 2)
    slow = replace(QUIZ, divisions=(replace(QUIZ.divisions[0], unhurried=True),))
    assert what_follows(QUIZ, slow, uses) == (Consequence(Follow.UNHURRIED, "public", 2),)
    assert what_follows(slow, QUIZ, uses) == (Consequence(Follow.HURRIED, "public", 2),)
    untimed = moved_in(slow, "round-1", seconds=None)
    assert what_follows(moved_in(QUIZ, "round-1", seconds=None), untimed, uses) == ()


def moved_in(competition: Competition, key: str, **changes: Any) -> Competition:
    """A competition one of whose stages is changed."""
    stages = tuple(
        replace(one, **changes) if one.key == key else one for one in competition.stages
    )
    return replace(competition, stages=stages)


def test_only_words_and_dates_that_decide_nothing_may_change_once_results_are_final() -> None:
    assert not touches_results(QUIZ, replace(QUIZ, title="x", rules="y"))
    *scored, publicity = QUIZ.stages
    later = (*scored, replace(publicity, closes=publicity.closes + DAY))
    assert not touches_results(QUIZ, replace(QUIZ, stages=later))
    for key, changes in (
        ("round-1", {"opens": ROUND.opens + DAY, "closes": ROUND.closes + DAY}),
        ("round-1", {"draw": 3}),
        ("round-1", {"course": "other"}),
    ):
        assert touches_results(QUIZ, moved_in(QUIZ, key, **changes))
    for key in ("upload", "judging"):
        assert touches_results(JUDGED, moved_in(JUDGED, key, closes=PUBLICITY.closes + DAY))
    for changed in (
        replace(QUIZ, ranking=replace(QUIZ.ranking, awards=())),
        replace(QUIZ, divisions=()),
        replace(QUIZ, stages=(*QUIZ.stages, JUDGING)),
        replace(QUIZ, entry=EntryKind.TEAM),
    ):
        assert touches_results(QUIZ, changed)


def test_a_person_is_one_whatever_the_role() -> None:
    assert is_same_person("organiser 11aa", "operator 11aa")
    assert not is_same_person("organiser 11aa", "organiser 11ab")


def test_the_first_competitions_keep_the_hash_they_had_before_there_were_divisions() -> None:
    assert competition_hash(CONTEST).hex() == (
        "bd985f6ffbf9c4f0541e2c9968b19f9bcbc80d178aa9ede3ce77893449f2cb25"
    )
