"""The same words without what a chat lacks: said more simply, rather than not at all."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.delivery import Lack
from bot.domain.messages import Message, Reply

OF_THE_CHAT = frozenset({Lack.TOPIC, Lack.QUIZ})
"""What one page could not have, the next pages of that chat cannot have either."""


def without(page: Reply, lack: Lack) -> Reply | None:
    """``page`` as it goes where ``lack`` is not to be had; None where it asks for no such thing,
    so that there is nothing simpler to try.
    """
    match lack:
        case Lack.TOPIC if page.aim.thread:
            return replace(page, aim=replace(page.aim, thread=""))
        case Lack.MESSAGE if page.aim.replaces:
            return replace(page, aim=replace(page.aim, replaces=""))
        case Lack.QUIZ if any(one.quiz is not None for one in page.messages):
            return replace(page, messages=tuple(replace(one, quiz=None) for one in page.messages))
        case Lack.FILE if any(one.media is not None for one in page.messages):
            return replace(page, messages=_told(page.messages))
        case _:
            return None


def without_all(page: Reply, lacks: Iterable[Lack]) -> Reply:
    """``page`` without any of ``lacks``."""
    for lack in lacks:
        page = without(page, lack) or page
    return page


def _told(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Files told in words, behind the page's own words: these begin with its title."""
    own: list[Message] = []
    told: list[Message] = []
    for one in messages:
        if one.media is None:
            own.append(one)
            continue
        told.append(Message(one.media.alt))
        plain = replace(one, media=None)
        if plain != Message(""):
            own.append(plain)
    return (*own, *told)
