"""The program stops while sixty people write at once, and starts again: nobody notices."""

import asyncio
from pathlib import Path

import pytest

from bot.storage import Storage
from tests.flow.telegram_person import MODES, Mode, Person, all_taken, fetch_updates, words
from tests.flow.ten_questions import COURSE, TEN
from tests.flow.town import TELEGRAM, Town, open_town

SIXTY = range(71000, 71060)
TYPED = "".join(map(str, TEN[0].right))


async def sixty_learners(town: Town) -> list[Person]:
    """All of them have a quiz open."""
    people, telegram = [Person(town, user) for user in SIXTY], town.simulator.telegram
    await asyncio.gather(
        *(telegram.start_chat(TELEGRAM, user, payload="c-ten-questions") for user in SIXTY)
    )
    await all_taken(town)
    await asyncio.gather(*(telegram.say(TELEGRAM, user, "时间 7:30") for user in SIXTY))
    await all_taken(town)
    assert all(one.heard[-1].poll for one in people)
    return people


@pytest.mark.parametrize("mode", MODES)
async def test_a_stop_amid_sixty_answers(place: Storage, tmp_path: Path, mode: Mode) -> None:
    async with open_town(place, tmp_path) as town:
        fetch_updates(town, mode)
        # Telegram calls so many times at once: the sixty come in waves.
        bots = (town.settings.telegram[0].model_copy(update={"max_connections": 6}),)
        town.settings = town.settings.model_copy(update={"telegram": bots})
        await town.teach(COURSE)
        await town.start()
        people = await sixty_learners(town)
        counts = [len(one.heard) for one in people]

        def answered() -> int:
            return sum(len(one.heard) > count for one, count in zip(people, counts, strict=True))

        for number, one in enumerate(people):  # nobody waits: they all write at once
            if number % 2:
                chosen = [place - 1 for place in TEN[0].right]
                town.simulator.telegram.vote(TELEGRAM, one.user, one.heard[-1].id, chosen)
            else:
                town.simulator.telegram.say(TELEGRAM, one.user, TYPED)
        await town.simulator.until(lambda: answered() > 0)
        await town.stop()
        assert 0 < answered() < len(people), "it stopped in the middle"
        await town.start()
        await all_taken(town)

        for one, count in zip(people, counts, strict=True):
            said = one.heard[count:]
            assert [TEN[0].why in new.text for new in said] == [True, False], one.user
            assert said[1].poll, "the next question"
        given = await town.rows("select enrolment_id, is_right, number from answer")
        assert len({row["enrolment_id"] for row in given}) == len(given) == len(people)
        assert {(row["is_right"], row["number"]) for row in given} == {(True, 1)}
        assert words(people[0].heard) == words(people[2].heard)
