"""Drawing lessons in large type, beside Pillow setting the same lines and no more; and a kept card."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter

from PIL import Image, ImageDraw

from bench.program import data_folder
from bench.servers import servers
from bench.table import Row, Series
from bot.content.load import load_pack
from bot.drawing.cards import Card, draw_card, lesson_cards, question_card
from bot.drawing.face import SIMPLIFIED, letters
from bot.drawing.page import lines_of
from bot.drawing.paper import BODY, PAPER, WIDTH, leading
from bot.learning.large_type import pictures_of
from bot.store.db import Database

LIMIT_MS = 150
PACK = Path(__file__).parents[1] / "packs" / "yike-basics"
ROUNDS = 60
NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def measure() -> list[Row]:
    """The rows: a card drawn, a card kept."""
    cards = _cards()
    draw_card(cards[0], "zh-Hans")
    ours, bare = Series(), Series()
    for card in cards[:ROUNDS]:
        ours.add(_milliseconds(lambda card=card: draw_card(card, "zh-Hans")))
        bare.add(_milliseconds(lambda card=card: _bare(card)))
    slowest = Series([max(ours.values)])
    return [
        Row("a large-type card: drawn", "ms", ours, bare, limit=LIMIT_MS, of_ours=True),
        Row("a large-type card: the slowest", "ms", slowest, limit=LIMIT_MS),
        Row("a large-type card: kept, found again", "ms", await _kept(cards[:ROUNDS])),
    ]


async def _kept(cards: list[Card]) -> Series:
    """What a card costs whom it is shown next: one look at the database."""
    found = Series()
    async with data_folder() as folder, servers(folder / "var") as at:
        db = await Database.connect(at.database_url, size=1)
        async with db.transaction() as conn:
            await pictures_of(conn, cards, "zh-Hans", NOW)
            for card in cards:
                begin = perf_counter()
                await pictures_of(conn, [card], "zh-Hans", NOW)
                found.add((perf_counter() - begin) * 1e3)
        await db.close()
    return found


def _cards() -> list[Card]:
    """Pages and questions of the shipped lessons, the fullest first."""
    cards: list[Card] = []
    for course in load_pack(PACK).courses:
        for lesson in course.lessons:
            cards += lesson_cards(lesson.title, lesson.text, "zh-Hans", "看完了，回复“学完了”。")
            cards += [
                question_card("想一想", q.stem, q.options, "回复数字。") for q in lesson.questions
            ]
    return sorted(cards, key=lambda card: len(card.words), reverse=True)


def _bare(card: Card) -> None:
    lines = lines_of(card.words, BODY, SIMPLIFIED)
    page = Image.new("RGB", (WIDTH, leading(BODY) * (len(lines) + 1)), PAPER)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines, 1):
        draw.text((84, number * leading(BODY)), line, "#1c1c1c", letters(BODY), "ls")
    page.save(BytesIO(), "PNG", compress_level=6)


def _milliseconds(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1e3
