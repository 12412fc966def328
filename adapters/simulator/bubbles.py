"""What stands in a pictured chat: one bubble after the other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEPT_BUBBLES = 2000
"""How many bubbles a chat keeps; older ones fall off, as they would scroll out of sight."""


@dataclass(slots=True)
class Bubble:
    """One message as the person sees it.

    ``mine`` marks the person's own. ``buttons`` are (label, data) pairs: callback buttons on
    Telegram, msgmenu items on WeChat. ``via`` says how it came: ``passive``, ``customer``,
    ``notice``, ``template``, ``mass``, ``preview`` (WeChat), ``send``, ``webhook`` (Telegram),
    ``person``, or ``system`` for the platform's own words. ``media`` is where a picture
    or sound is: a path under the simulator's own address, or a card's picture elsewhere. ``links`` are the (label, url)
    pairs that open when touched: links in a text, cards, notices. ``failed``
    marks a message of the person's that the bot never took. ``author`` is the platform id of the
    person who wrote it, empty for the bot and the platform. ``at`` is aware UTC.

    Telegram only: ``name`` is who wrote it, as the chat shows it; ``thread`` the topic (0: none,
    or General); ``poll`` a poll's id; ``reply_to`` the bubble it answers; ``rows`` the buttons
    under it as the bot sent them, row by row, with those that open a page (``url``, ``web_app``).
    """

    id: str
    mine: bool
    text: str
    at: datetime
    via: str
    title: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    failed: bool = False
    author: str = ""
    media: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    name: str = ""
    thread: int = 0
    poll: str = ""
    reply_to: str = ""
    edited: bool = False
    rows: list[list[dict[str, Any]]] = field(default_factory=list)


def append_bubble(bubbles: list[Bubble], bubble: Bubble) -> Bubble:
    """Put ``bubble`` under the others and let the oldest go when there are too many."""
    bubbles.append(bubble)
    del bubbles[:-KEPT_BUBBLES]
    return bubble


def find_bubble(bubbles: list[Bubble], bubble_id: str) -> Bubble | None:
    """The bubble of that id, searched from the newest; None where it is gone."""
    return next((b for b in reversed(bubbles) if b.id == bubble_id), None)
