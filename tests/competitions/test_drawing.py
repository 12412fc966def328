"""Items drawn by a recorded seed: the same everywhere, none twice."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.drawing import draw, lot

POOL = tuple(f"lesson-{n // 4}/question-{n % 4}" for n in range(40))
KEYS = st.lists(st.text(min_size=1, max_size=8), max_size=40, unique=True)


def test_the_draw_is_the_one_that_is_described() -> None:
    # printf '%s\n%s' 2027-a lesson-0/question-0 | sha256sum
    assert lot("2027-a", "lesson-0/question-0") == (
        "90a1166b051a54996cc0f86efd67b4b32eac8f1af5e3f08b149e5f171f91215d"
    )
    found = draw("2027-a", POOL, 3)
    by_hand = sorted(POOL, key=lambda key: hashlib.sha256(f"2027-a\n{key}".encode()).digest())
    assert list(found) == by_hand[:3]


@given(st.text(max_size=20), KEYS, st.integers(0, 50), st.randoms())
def test_a_draw_is_stable_has_no_repeats_and_never_more_than_the_pool(
    seed: str, keys: list[str], count: int, randoms: object
) -> None:
    found = draw(seed, keys, count)
    assert found == draw(seed, list(reversed(keys)), count)
    assert len(found) == len(set(found)) == min(count, len(keys))
    assert set(found) <= set(keys)
    assert draw(seed, keys, None)[:count] == found


@given(st.text(max_size=20), KEYS)
def test_questions_in_other_words_come_only_when_nothing_else_is_left(
    seed: str, keys: list[str]
) -> None:
    families = {key: f"family-{len(key) % 3}" for key in keys}
    fresh = len(set(families.values()))
    found = draw(seed, keys, None, families)
    assert len({families[key] for key in found[:fresh]}) == fresh
    assert sorted(found) == sorted(keys)


def test_seeds_differ_and_a_draw_of_less_than_nothing_is_a_slip() -> None:
    assert len({draw(f"seed-{n}", POOL, 10) for n in range(50)}) == 50
    with pytest.raises(ValueError, match="fewer than none"):
        draw("a", POOL, -1)


def test_every_item_has_its_chance() -> None:
    counts = dict.fromkeys(POOL, 0)
    for n in range(2000):
        for key in draw(f"seed-{n}", POOL, 10):
            counts[key] += 1
    assert all(400 < count < 600 for count in counts.values())  # 500 each, 5 deviations of 19
