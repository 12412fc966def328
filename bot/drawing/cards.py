"""A lesson in large type: pages of words, and its question with big numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.drawing.face import face_of, printable
from bot.drawing.page import Page, lines_of
from bot.drawing.paper import BODY, GREEN, INK, SMALL, TITLE

MOST_LINES = 9
"""Of words on a page: it fits a telephone's screen without being moved."""
ENOUGH_LINES = 4
"""A page with so many may end before a paragraph that does not fit on it."""
MAKER = "cards-2"
"""Changes with every change of the looks, so that what was kept is drawn anew."""
GAP = 36
_SENTENCE = re.compile(r".*?(?:[。！？!?；;]+[”’」』）)]*|\n+|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """One page. ``options`` are numbered from 1; ``hint`` says what to send; ``page`` is its number
    among ``pages``, shown where there are several.
    """

    title: str = ""
    text: str = ""
    options: tuple[str, ...] = ()
    hint: str = ""
    page: int = 1
    pages: int = 1

    @property
    def words(self) -> str:
        """All that stands on it, for who cannot see it."""
        numbered = [f"{n}. {one}" for n, one in enumerate(self.options, 1)]
        return "\n".join(filter(None, (self.title, self.text, *numbered, self.hint)))


def lesson_cards(title: str, text: str, language: str, hint: str = "") -> tuple[Card, ...]:
    """The pages of a lesson's words, cut at the ends of sentences; ``hint`` stands on the last."""
    parts = list(_pages(printable(text), language))
    last = len(parts)
    return tuple(
        Card(printable(title) if n == 1 else "", part, (), hint if n == last else "", n, last)
        for n, part in enumerate(parts, 1)
    )


def question_card(title: str, stem: str, options: Sequence[str], hint: str) -> Card:
    """A question on a page of its own."""
    return Card(printable(title), printable(stem), tuple(map(printable, options)), printable(hint))


def draw_card(card: Card, language: str) -> bytes:
    """The page as a PNG, 1080 pixels wide and as high as its words need."""
    page = Page(face_of(language))
    page.bar()
    if card.title:
        page.words(card.title, TITLE, GREEN, bold=2)
        page.space(GAP // 2)
    for paragraph in filter(None, card.text.split("\n\n")):
        page.words(paragraph, BODY, INK)
        page.space(GAP)
    for number, option in enumerate(card.options, 1):
        page.option(number, option)
    if card.hint:
        page.space(GAP // 2)
        page.words(card.hint, SMALL, GREEN, bold=1)
    if card.pages > 1:
        page.foot(f"{card.page} / {card.pages}")
    return page.png()


def _pages(text: str, language: str) -> Iterator[str]:
    """Pages of at most ``MOST_LINES``: whole paragraphs, or whole sentences where one is longer. A
    paragraph that would be torn begins a page of its own where the page before is full enough.
    """
    face, page = face_of(language), ""
    for paragraph in filter(None, text.split("\n\n")):
        joined = f"{page}\n\n{paragraph}" if page else paragraph
        if _height(joined, face) <= MOST_LINES:
            page = joined
            continue
        if _height(page, face) >= ENOUGH_LINES or _height(paragraph, face) <= MOST_LINES:
            if page:
                yield page
            page, joined = "", paragraph
        *whole, page = _cut(joined, face)
        yield from whole
    if page:
        yield page


def _cut(text: str, face: int) -> list[str]:
    """``text`` at the ends of sentences, in as many pages as it takes."""
    pages = [""]
    for sentence in filter(None, _SENTENCE.findall(text)):
        if pages[-1].strip() and _height(pages[-1] + sentence, face) > MOST_LINES:
            pages.append("")
        pages[-1] += sentence
    return [page.strip() for page in pages]


def _height(text: str, face: int) -> int:
    """Lines that ``text`` takes."""
    return len(lines_of(text.strip(), BODY, face)) if text.strip() else 0
