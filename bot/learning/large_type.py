"""A lesson and its question as large-type cards: drawn once, in a thread, and kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.domain.messages import Media
from bot.drawing.cards import MAKER, Card, draw_card
from bot.store.db import Connection
from bot.store.made_media import keep_made, made_before, recipe
from bot.store.media import MediaFile


async def pictures_of(
    conn: Connection, cards: Sequence[Card], language: str, now: datetime
) -> tuple[Media, ...]:
    """``cards`` as pictures that can be sent, in their order, each with its words for who cannot see."""
    return tuple([await _picture(conn, card, language, now) for card in cards])


async def _picture(conn: Connection, card: Card, language: str, now: datetime) -> Media:
    page = f"{card.page}/{card.pages}"
    of = recipe(MAKER, language, card.title, card.text, *card.options, card.hint, page)
    hashes = await made_before(conn, of, now)
    if hashes is None:
        png = await asyncio.to_thread(draw_card, card, language)
        hashes = await keep_made(conn, of, [MediaFile("image", "image/png", png)], now)
    return Media("image", hashes[0], card.words)
