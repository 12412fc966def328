"""What one person writes at once is taken up in the order in which it was written."""

from pathlib import Path

import pytest

from bot.storage import Storage
from tests.flow.telegram_person import MODES, Mode, Person, all_taken, fetch_updates
from tests.flow.ten_questions import COURSE, begins
from tests.flow.town import TELEGRAM, open_town

SEVEN = range(70601, 70608)
SAID = {"退订": "不再给您发消息", "开始": "欢迎回来", "学分": "我的学分", "进度": "我的进度"}


@pytest.mark.parametrize("mode", MODES)
async def test_answers_come_in_the_order_of_the_words(
    place: Storage, tmp_path: Path, mode: Mode
) -> None:
    async with open_town(place, tmp_path) as town:
        fetch_updates(town, mode)
        await town.teach(COURSE)
        await town.start()
        people = [await begins(Person(town, user)) for user in SEVEN]
        counts = [len(one.heard) for one in people]
        orders = [
            [list(SAID)[(number + step * (1 + number % 3)) % len(SAID)] for step in range(12)]
            for number in range(len(people))
        ]
        for step in range(12):  # nobody waits for an answer
            for one, order in zip(people, orders, strict=True):
                town.simulator.telegram.say(TELEGRAM, one.user, order[step])
        await all_taken(town)
        for one, order, count in zip(people, orders, counts, strict=True):
            said = [bubble.text for bubble in one.heard[count:]]
            # An open question may be shown again behind an answer.
            told = [next((w for w in SAID if SAID[w] in text), "") for text in said]
            assert [word for word in told if word] == order, one.user
