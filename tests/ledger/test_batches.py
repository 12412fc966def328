"""Batches: nothing lost, order kept, limits held."""

from collections import deque
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.pushing.batches import MOST_BYTES, MOST_STATEMENTS, halves, take_batch
from bot.store.ledger.push import Owed
from tests.ledger.samples import NOW

sizes = st.lists(
    st.sampled_from([1, 1200, 5000, MOST_BYTES // 2 - 2, MOST_BYTES - 2, MOST_BYTES - 1, 10**6]),
    max_size=130,
)


def rows(of: list[int]) -> list[Owed]:
    return [Owed(UUID(int=k), b"x" * size, 0, NOW) for k, size in enumerate(of)]


def wire_size(batch: list[Owed]) -> int:
    return len(b"[" + b",".join(row.body for row in batch) + b"]")


def in_batches(owed: list[Owed], most: int = MOST_STATEMENTS) -> list[list[Owed]]:
    left, batches = deque(owed), []
    while batch := take_batch(left, most):
        batches.append(batch)
    assert not left
    return batches


@given(sizes, st.integers(1, MOST_STATEMENTS))
def test_batches_keep_order_and_limits(of: list[int], most: int) -> None:
    owed = rows(of)
    batches = in_batches(owed, most)
    assert [row for batch in batches for row in batch] == owed
    for batch in batches:
        assert 1 <= len(batch) <= most
        assert wire_size(batch) <= MOST_BYTES or len(batch) == 1


def test_a_batch_is_filled_to_the_last_byte() -> None:
    half = MOST_BYTES // 2 - 1
    assert [len(batch) for batch in in_batches(rows([half, half - 1]))] == [2]
    assert [len(batch) for batch in in_batches(rows([half, half]))] == [1, 1]


@given(st.integers(2, 50))
def test_halves_are_both_smaller_and_whole_together(size: int) -> None:
    owed = rows([1] * size)
    first, second = halves(owed)
    assert first + second == owed
    assert abs(len(first) - len(second)) <= 1
