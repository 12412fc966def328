"""Somebody in a private Telegram chat: what is said and touched there, and all that is answered."""

from collections.abc import Awaitable, Sequence

from adapters.simulator import Bubble
from tests.flow.town import COURIER, TELEGRAM, Town


async def _answers(town: Town, doing: Awaitable[object]) -> list[Bubble]:
    """All that comes after ``doing``, once nothing more is on its way."""
    before = {bubble.id: bubble.text for bubble in town.telegram_chat(COURIER)}
    await doing
    await town.nothing_due()
    chat = town.telegram_chat(COURIER)
    return [one for one in chat if not one.mine and before.get(one.id) != one.text]


async def starts(town: Town, payload: str = "") -> list[Bubble]:
    """The person opens the chat, perhaps by a link."""
    opened = town.simulator.telegram.start_chat(TELEGRAM, COURIER, payload=payload)
    return await _answers(town, opened)


async def says(town: Town, text: str) -> list[Bubble]:
    """The person writes."""
    return await _answers(town, town.simulator.telegram.say(TELEGRAM, COURIER, text))


async def taps(town: Town, data: str) -> list[Bubble]:
    """The person touches the last button that carries ``data``."""
    chat = reversed(town.telegram_chat(COURIER))
    bubble = next(one for one in chat if data in {value for _, value in one.buttons})
    touch = town.simulator.telegram.tap(TELEGRAM, COURIER, bubble.id, data)
    return await _answers(town, touch)


async def votes(town: Town, bubble: Bubble, *numbers: int) -> list[Bubble]:
    """The person answers the quiz in ``bubble``, options counted from 1."""
    chosen = [number - 1 for number in numbers]
    vote = town.simulator.telegram.vote(TELEGRAM, COURIER, bubble.id, chosen)
    return await _answers(town, vote)


async def farmer(town: Town) -> list[Bubble]:
    """A farmer begins; the first lesson."""
    await starts(town)
    await taps(town, "track:farmers")
    return await taps(town, "slot:07:30")


def text(bubbles: Sequence[Bubble]) -> str:
    """All words of an answer."""
    return "\n".join(bubble.text for bubble in bubbles)


def buttons(bubbles: Sequence[Bubble]) -> list[str]:
    """What the buttons of an answer carry."""
    return [data for bubble in bubbles for _, data in bubble.buttons]
