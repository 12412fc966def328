"""The table of all pages and forms: each names who may use it, or it cannot be made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.web.console.staff import StaffRole
from bot.web.console.visit import Result, Visit

Handler = Callable[[Visit], Awaitable[Result]]

A_FORM = 64 * 1024
"""Bytes of a form without files."""


@dataclass(frozen=True, slots=True)
class Way:
    """One page (GET) or form (POST) below /console/: ``may`` are the roles that open it; handlers
    look further (own groups). ``section`` is the entry of the menu that it belongs to. ``most`` bytes
    may be sent. ``asks`` is yes for what only looks, however it is sent: it counts among the looks.
    """

    method: str
    path: str
    handler: Handler
    may: frozenset[StaffRole]
    section: str
    most: int = A_FORM
    asks: bool = False


def look(path: str, handler: Handler, may: frozenset[StaffRole]) -> Way:
    """A page; its section is the first part of its path."""
    return Way("GET", path, handler, may, path.split("/", maxsplit=1)[0], asks=True)


def preview(path: str, handler: Handler, may: frozenset[StaffRole]) -> Way:
    """What a form comes to while it is written, sent as the form is: no address holds a long text."""
    return Way("POST", path, handler, may, path.split("/", maxsplit=1)[0], asks=True)


def act(path: str, handler: Handler, may: frozenset[StaffRole], most: int = A_FORM) -> Way:
    """A form that changes something."""
    return Way("POST", path, handler, may, path.split("/", maxsplit=1)[0], most)
