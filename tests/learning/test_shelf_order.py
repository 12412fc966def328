"""The order of a shelf: what has a place first, then by level and title; everyone's courses last."""

from dataclasses import replace
from pathlib import Path

from bot.content.load import load_pack
from bot.domain.content import Course, Track
from bot.learning.library import Library
from tests.content.test_load import SMALL


def one(key: str, level: int, place: int = 0, track: Track = Track.SENIORS) -> Course:
    """A course that is told from others by where it stands."""
    return replace(SMALL, key=key, title=key, level=level, place=place, track=track)


def test_places_come_first_within_a_track() -> None:
    library = Library(
        1,
        [
            one("for-all", 1, 1, Track.EVERYONE),
            one("early", 1),
            one("also-early", 1),
            one("second", 3, 2),
            one("first", 5, 1),
            one("couriers", 1, 1, Track.COURIERS),
        ],
    )
    order = [course.key for course in library.shelf("seniors")]
    assert order == ["first", "second", "also-early", "early", "for-all"]


def test_the_shipped_courses_begin_where_they_did() -> None:
    packs = Path(__file__).parents[2] / "packs" / "yike-basics"
    library = Library(1, load_pack(packs).courses)
    first = {track: library.shelf(track)[0].key for track in ("seniors", "couriers", "youth")}
    assert first == {
        "seniors": "smart-payments",
        "couriers": "courier-safety",
        "youth": "law-basics",
    }
