"""No window of any limit is ever exceeded, whoever asks, whenever and for what."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.delivery.limiting import Limits, Wanted
from bot.delivery.spacing import first_fit, window
from tests.limits.simulation import TELEGRAM, Town, bulk, most_in


def _anything(chance: random.Random) -> Wanted:
    group = chance.random() < 0.3
    return Wanted(
        account="city",
        chat=f"g{chance.randrange(4)}" if group else f"a{chance.randrange(60)}",
        group=group,
        waited_for=chance.random() < 0.25,
        messages=chance.choice((1, 1, 1, 2, 3, 5)),
    )


def _most_of_chat(sent: list[tuple[int, int]], limits: Limits) -> bool:
    """Whether all stretches between two messages hold at most the burst and the rate (a single
    delivery may be larger than the burst; it pays afterwards).
    """
    sent = sorted(sent)
    for first, (begin, _) in enumerate(sent):
        total, largest = 0, limits.chat_burst
        for at, n in sent[first:]:
            total, largest = total + n, max(largest, n)
            if total > largest + (at - begin) / 1e6 * (limits.chat_per_second or 0):
                return False
    return True


@pytest.mark.parametrize("seed", range(3))
async def test_random_demand_from_several_processes(client: Redis, seed: int) -> None:
    chance = random.Random(seed)
    town = Town(client, {"city": TELEGRAM}, processes=4)
    for _ in range(1500):
        town.watch.move(chance.choice((0, 0.001, 0.03, 0.1, 0.1, 0.4)))
        wanted = [_anything(chance) for _ in range(chance.randrange(1, 30))]
        await town.ask(wanted, chance.randrange(4))
    assert most_in(town.sent["city"], 1) == 30, "reached, and not exceeded"
    for name, sent in town.sent.items():
        if name.startswith("city:g"):
            assert most_in(sent, 60) == 20
        elif name.startswith("city:a"):
            assert _most_of_chat(sent, TELEGRAM)


async def test_accounts_of_one_batch_have_limits_of_their_own(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM, "slow": Limits(0.5), "fast": Limits(300, None)})
    for step in range(300):
        wanted = [
            bulk(f"{step}{n}", account=name)
            for n in range(10)
            for name in ("city", "slow", "fast", "free")
        ]
        await town.ask(wanted, step % 3)
        town.watch.move(0.03)
    assert most_in(town.sent["city"], 1) == 28
    assert most_in(town.sent["slow"], 2) == 1
    assert town.count("slow") == 5, "9 s at one in two seconds"
    assert 290 <= most_in(town.sent["fast"], 1) <= 300
    assert town.count("free") == 3000, "no limits are set for it"


async def test_a_limit_of_none_limits_nothing(client: Redis) -> None:
    free = Limits(None, 0, None, 3, 0)
    town = Town(client, {"city": free})
    turns = await town.ask([bulk(1)] * 500 + [Wanted("city", "g1", True, False)] * 500)
    assert all(turn.granted and turn.wait == 0 for turn in turns)
    assert town.limiters[0].room("city") is None


@given(
    log=st.lists(st.integers(0, 40), max_size=12).map(sorted),
    most=st.integers(1, 5),
    width=st.integers(1, 12),
    n=st.integers(1, 5),
    at=st.integers(0, 40),
)
def test_the_first_fit_is_what_counting_every_window_finds(
    log: list[int], most: int, width: int, n: int, at: int
) -> None:
    n = min(n, most)

    def fits(x: int) -> bool:
        mine = [*log, *[x] * n]
        return all(
            sum(begin <= one < begin + width for one in mine) <= most
            for begin in range(x - width + 1, x + 1)
        )

    expected = next(x for x in range(at, 200) if fits(x))
    assert first_fit(log, most, width, n, at) == expected


@given(rate=st.floats(0.01, 2000), parts=st.integers(1, 20))
def test_a_window_in_parts_never_allows_more(rate: float, parts: int) -> None:
    most, width, spacing = window(rate, 1_000_000, parts)
    assert most / width * 1e6 <= rate * (1 + 1e-9)
    assert spacing * most >= width
    assert window(0, 1_000_000, parts) == (0, 0, 0)
