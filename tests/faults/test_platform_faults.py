"""The platform fails in every way it can: errors, 429, slowness, silence, cut connections."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.bot_api_faults import Fault
from tests.faults.fleet import Fleet, names, open_fleet
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 2000
A_RETRY = timedelta(seconds=20)
"""Longer than the first waits between the attempts of one delivery."""
ROUNDS = 30
"""One in seven fails: after so many attempts nobody is left who has only met with failures."""

UNSURE = {
    Fault.DROPPED: 0.01,
    Fault.DROPPED_TAKEN: 0.01,
    Fault.SILENT: 0.01,
    Fault.SILENT_TAKEN: 0.01,
}
SURE = {
    Fault.SERVER_ERROR: 0.05,
    Fault.CHAT_RESTS: 0.05,
    Fault.ACCOUNT_RESTS: 0.001,
    Fault.SLOW: 0.02,
}
MOST = {Fault.SILENT: 4, Fault.SILENT_TAKEN: 4, Fault.ACCOUNT_RESTS: 2}
"""The program waits 20 s for a silent platform."""


async def until_all_have_it(fleet: Fleet) -> None:
    """Whenever nothing comes any more, the time of the next attempts is brought about."""
    owed = await fleet.owed()
    for _ in range(ROUNDS):
        if owed <= (await fleet.api.taken()).accepted.keys():
            break
        await fleet.reach(fleet.api.until_quiet(fleet.senders.values()))
        await fleet.move(A_RETRY)


async def test_each_chat_gets_its_message_and_a_second_one_only_where_nobody_could_know(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        await fleet.api.misbehave(SURE | UNSURE, MOST, seed=1)
        await fleet.start(*names("worker", 2), "schedules-1")
        await fleet.api.until(PEOPLE // 2)
        await until_all_have_it(fleet)
        taken = await fleet.api.taken()
        title = f"a bad platform ({_in_words(taken.dealt)})"
        _, uncertain = await assert_all_got_it_once(
            fleet, tell, title, allowed=taken.unknown, why="taken without a word"
        )
        assert set(taken.dealt) == {fault.value for fault in Fault}
        assert len(uncertain) <= sum(taken.dealt[fault] for fault in UNSURE)


async def test_a_platform_that_is_down_for_an_hour_costs_nobody_a_message(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        await fleet.start(*names("worker", 2), "schedules-1")
        await fleet.api.until(PEOPLE // 4)
        await fleet.api.misbehave({Fault.SERVER_ERROR: 1})
        for _ in range(6):
            await fleet.api.until_quiet(fleet.senders.values())
            await fleet.move(timedelta(minutes=10))
        await fleet.api.misbehave({})
        await until_all_have_it(fleet)
        taken = await fleet.api.taken()
        title = f"an hour of nothing but 500 ({_in_words(taken.dealt)})"
        _, uncertain = await assert_all_got_it_once(fleet, tell, title)
        assert not uncertain
        assert taken.dealt[Fault.SERVER_ERROR] < PEOPLE // 4  # nobody is worn out by asking


def _in_words(dealt: Counter[str]) -> str:
    return ", ".join(f"{count} {fault}" for fault, count in dealt.items())
