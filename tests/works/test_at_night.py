"""What becomes of a work is told at once to who has just sent it, also in the evening."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.flow.town import Town
from tests.works.songs import GOOD, LONG, fetch, last, telegram_sends, wechat_sends

EVENING = datetime(2026, 11, 23, 13, 35, tzinfo=UTC)
"""21:35 in Shanghai, five minutes into quiet hours."""
BREAKFAST = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""07:30 of the next morning."""


@pytest.fixture
async def night_town(stage_town: Town) -> Town:
    await stage_town.move_to(EVENING)
    return stage_town


async def told(town: Town, words: str) -> None:
    """What was sent is fetched, whoever does it first, and its sender hears this."""
    await fetch(town)
    await town.simulator.until(lambda: words in last(town))


async def test_a_film_in_the_evening_is_answered_in_the_evening(night_town: Town) -> None:
    town = night_town
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    await told(town, "已经收下了")


async def test_so_is_one_that_is_refused(night_town: Town) -> None:
    town = night_town
    await town.wechat_says("交作品")
    await wechat_sends(town, LONG)
    await fetch(town)
    await town.simulator.until(lambda: "时间太长" in town.wechat_chat()[-1].text)


async def test_what_takes_longer_than_a_quarter_of_an_hour_waits_for_the_morning(
    night_town: Town,
) -> None:
    town = night_town
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    await town.move_to(EVENING + timedelta(minutes=16))
    await fetch(town)
    assert "收下了" not in last(town)
    [waits] = await town.rows("select state, next_try from delivery where subject like 'work:%'")
    assert tuple(waits.values()) == ("planned", BREAKFAST)
    await town.move_to(BREAKFAST)
    await told(town, "已经收下了")


async def test_a_word_that_it_is_one_counts_as_sending_it(night_town: Town) -> None:
    town = night_town
    await telegram_sends(town, GOOD, caption="茉莉花")
    await town.move_to(EVENING + timedelta(minutes=40))
    await town.telegram_chooses("是")
    await told(town, "已经收下了")
