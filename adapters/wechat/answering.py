"""The one message that answers a callback, with its file brought to the platform in time."""

import asyncio

from adapters.wechat.customer import shown_alone
from adapters.wechat.errors import CallFailedError
from adapters.wechat.media import MediaKeeper
from adapters.wechat.pages import in_one
from adapters.wechat.passive import Heading, card_reply, media_reply, text_reply
from adapters.wechat.render import text_of
from bot.domain.messages import Media, Reply

PATIENCE = 2.0
"""Seconds an upload may take of the five in which the platform waits for the answer."""


class Answers:
    """Writes the answers of one account."""

    def __init__(self, media: MediaKeeper, patience: float = PATIENCE) -> None:
        """``patience`` is in seconds of real time."""
        self._media = media
        self._patience = patience

    async def xml(self, head: Heading, page: Reply) -> str | None:
        """``page`` as a passive reply, None where it says nothing. Raises nothing.

        A file that is not there in time goes in its words; its upload goes on for the next.
        """
        alone = shown_alone(page)
        if alone is not None and alone.card is not None and not alone.card.mini_app:
            return card_reply(head, alone.card)
        if alone is not None and alone.media is not None:
            media_id = await self._in_time(alone.media)
            if media_id is not None:
                return media_reply(head, alone.media, media_id)
        text = in_one(text_of(page.messages))
        return text_reply(head, text) if text else None

    async def _in_time(self, media: Media) -> str | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self._media.media_id(media.hash)
        except (CallFailedError, TimeoutError):
            return None
