"""Who waits sees that an answer is being made; who gets it at once does not."""

import pytest

from handlers import inbound
from tests.flow.town import COURIER, TELEGRAM, Town


def shown(town: Town) -> list[object]:
    """To whom "typing" was shown."""
    return [
        call["chat_id"]
        for where, call in town.simulator.calls
        if where == "telegram:sendChatAction" and call["action"] == "typing"
    ]


async def test_a_quick_answer_needs_no_sign(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "WORK_IS_SHOWN_AFTER", 20.0)  # on a busy machine a second passes
    await town.telegram_starts()
    assert shown(town) == []


async def test_a_slow_answer_shows_that_it_is_being_made(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "WORK_IS_SHOWN_AFTER", 0.0)
    await town.telegram_starts()
    await town.simulator.until(lambda: bool(shown(town)))
    assert {int(str(chat)) for chat in shown(town)} == {COURIER}


async def test_a_group_is_not_shown_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "WORK_IS_SHOWN_AFTER", 0.0)
    telegram = town.simulator.telegram
    group = telegram.make_group(TELEGRAM, "一个班", COURIER)
    await telegram.add_bot(TELEGRAM, group)
    await town.nothing_due()
    assert telegram.chat(TELEGRAM, group)[-1].text
    assert shown(town) == []
