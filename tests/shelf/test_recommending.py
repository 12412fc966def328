"""One course is recommended, for the first reason that holds."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bot.content.load import load_pack
from bot.domain.content import Course, Track
from bot.learning.library import Library
from bot.learning.milestones import Of, after_lesson, reached
from bot.learning.recommending import NO_HINTS, Hints, Recommendation, Why, recommend
from bot.learning.shelf_search import find_courses
from bot.texts.catalogue import texts
from handlers.milestones import in_words
from handlers.shelf_words import Part, Wanted, read_wanted
from tests.content.test_load import SMALL
from tests.flow.town import PACKS


def one(key: str, track: Track = Track.SENIORS) -> Course:
    return replace(SMALL, key=key, title=key, track=track)


PAY, PHONE, WELL, LAW = one("pay"), one("phone"), one("well"), one("law", Track.EVERYONE)
SHELF = (PAY, PHONE, WELL, LAW)


@pytest.mark.parametrize(
    ("states", "hints", "found"),
    [
        ({}, NO_HINTS, Recommendation(PAY, Why.FITS)),
        ({"pay": "active"}, NO_HINTS, Recommendation(PHONE, Why.FITS)),
        ({"pay": "active", "well": "waiting"}, NO_HINTS, Recommendation(WELL, Why.BEGUN)),
        ({"well": "waiting"}, Hints(new=frozenset({"law"})), Recommendation(LAW, Why.NEW)),
        (
            {},
            Hints(frozenset({"well"}), frozenset({"phone"})),
            Recommendation(WELL, Why.IN_GROUP),
        ),
        (
            {"pay": "passed"},
            Hints(frozenset({"law"}), passed_last=PAY),
            Recommendation(PHONE, Why.AFTER, PAY),
        ),
        ({"law": "passed"}, Hints(passed_last=LAW), Recommendation(PAY, Why.FITS)),
        (dict.fromkeys(("pay", "phone", "well", "law"), "passed"), Hints(passed_last=LAW), None),
        ({}, Hints(new=frozenset({"not on this shelf"})), Recommendation(PAY, Why.FITS)),
    ],
)
def test_the_first_reason_that_holds(
    states: dict[str, str], hints: Hints, found: Recommendation | None
) -> None:
    assert recommend(SHELF, states, hints) == found


def test_nothing_is_recommended_from_an_empty_shelf() -> None:
    assert recommend((), {}) is None


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", Wanted(Part.MINE)),
        ("全部", Wanted(Part.ALL)),
        ("所有的课", Wanted(Part.ALL)),
        ("第二级", Wanted(Part.LEVEL, "2")),
        ("2級", Wanted(Part.LEVEL, "2")),
        ("level 1", Wanted(Part.LEVEL, "1")),
        ("第八级", Wanted(Part.WORDS, "第八级")),
        ("骑手", Wanted(Part.TRACK, "couriers")),
        ("退休的课", Wanted(Part.TRACK, "seniors")),
        ("会手机", Wanted(Part.WORDS, "会手机")),
        ("track/couriers/1", Wanted(Part.TRACK, "couriers", 1)),
        ("track/kings/0", Wanted(Part.ALL)),
        ("level//0", Wanted(Part.ALL)),
        ("mine//2", Wanted(Part.MINE, "", 2)),
        ("mine//-2", Wanted(Part.WORDS, "mine//-2")),
    ],
)
def test_which_part_of_the_shelf_is_wanted(said: str, wanted: Wanted) -> None:
    assert read_wanted(said) == wanted
    if wanted.part is not Part.WORDS:
        assert read_wanted(wanted.data().removeprefix("courses:")) == wanted


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("会手机", "smart"),
        ("怎么扫码付钱", "smart-payments"),
        ("煲湯", "cantonese-cooking"),
        ("清蒸鱼", "cantonese-cooking"),
        ("直播卖货", "sell-what-you-grow"),
        ("头盔", "courier-safety"),
        ("兵役登记", "defence-literacy"),
        ("绣十字绣", ""),
        ("?!", ""),
    ],
)
def test_courses_are_found_by_what_they_teach(words: str, first: str) -> None:
    library = Library(1, load_pack(PACKS).courses)
    found = [course.key for course in find_courses(library, words)]
    assert found[0].startswith(first) if first else found == []


def test_milestones_stand_where_they_should_and_neighbours_differ() -> None:
    assert [n for n in range(120) if reached(Of.LESSONS, n)] == [1, 3, 7, 10, 30, 50, 100]
    assert after_lesson(8, 7, 1) == reached(Of.DAYS, 7)
    assert after_lesson(9, 7, 2) is None, "said with the first lesson of that day"
    assert after_lesson(7, 7, 1) == reached(Of.LESSONS, 7), "one at a time"
    for language in ("zh-Hans", "zh-Hant", "en"):
        t = texts(language)
        for kind, counts in (
            (Of.LESSONS, (1, 3, 7, 10, 30)),
            (Of.DAYS, (7, 30, 100)),
            (Of.COURSES, (1, 3)),
        ):
            found = [reached(kind, n) for n in counts]
            said = [in_words(one, t).replace(str(one.count), "#") for one in found if one]
            assert len(said) == len(counts)
            assert all(a != b for a, b in pairwise(said)), said
