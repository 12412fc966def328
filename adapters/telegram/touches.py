"""The answer to a touched button (Bot API ``answerCallbackQuery``): it stops the waiting sign, and
may say something to the one who touched it, whom nobody else in a group sees.
"""

from typing import Any

from adapters.telegram.cutting import shortened
from adapters.telegram.render import plain, told
from adapters.telegram.updates import TapEvent
from bot.domain.messages import Reply

WORDS = 200
"""Characters that Telegram shows (counted in UTF-16 units)."""


def answer_to(tap: TapEvent, reply: Reply | None) -> dict[str, Any]:
    """The fields of the call. ``reply`` is shown in a window that the person closes."""
    fields: dict[str, Any] = {"callback_query_id": tap.callback_id}
    words = "" if reply is None else "\n".join(filter(None, map(plain, told(reply.messages))))
    if words:
        fields |= {"text": shortened(words, WORDS), "show_alert": True}
    return fields
