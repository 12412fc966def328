"""A page as the call that sends it: its JSON put together by hand, and kept for equal pages.

aiogram's models cost more than the whole call; tests hold the two against each other.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from adapters.telegram import quizzes
from adapters.telegram.files import FORMS
from adapters.telegram.render import Button, Rows, render
from bot.domain.messages import Link, Media, Quiz, Reply

EDIT = "editMessageText"

PAGES_KEPT = 64
"""A broadcast is one page for very many chats; kept ones take at most some 30 KiB each."""

Keyboards = Mapping[str, Sequence[Sequence[str]]]
"""The labels of the standing keyboard, by language and by rows."""


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call without its chat: ``tail`` are the JSON's bytes behind it.

    ``quiz`` and ``media`` are what still has to be told: when the poll closes, and the file's id.
    """

    method: str
    tail: bytes
    quiz: Quiz | None = None
    media: Media | None = None


class Calls:
    """Makes the calls of one bot. ``of(page)`` is the call that sends ``page``."""

    def __init__(
        self, keyboards: Keyboards | None = None, *, files: bool = False, paid: bool = False
    ) -> None:
        """``files``: pages may show a file; without, it is told in words. ``paid``: what is
        above the free rate may be paid for.
        """
        self._keyboards = keyboards or {}
        self._files = files
        self._paid = paid
        self.of: Callable[[Reply], Call] = lru_cache(maxsize=PAGES_KEPT)(self._made)

    def _made(self, page: Reply) -> Call:
        method, fields = self.fields(page)
        tail = as_json(fields)[1:]
        quiz, media = quizzes.quiz_of(page), self._media(page)
        return Call(method, b"," + tail if fields else tail, quiz, media)

    def fields(self, page: Reply) -> tuple[str, dict[str, Any]]:
        """The method that sends ``page``, and its fields but the chat and the file.

        A text takes the place of another message where the page says so; nothing else can.
        """
        bubble = render(page, files=self._files)
        markup = self._markup(page, bubble.rows)
        quiz, media = quizzes.quiz_of(page), self._media(page)
        if quiz is not None:
            links = self._markup(page, _links(bubble.rows))
            return "sendPoll", {**quizzes.fields(quiz), **links, **self._where(page)}
        if media is not None:
            caption = {"caption": bubble.html, "parse_mode": "HTML"} if bubble.html else {}
            return FORMS[media.kind].method, {**caption, **markup, **self._where(page)}
        text = {"text": bubble.html, "parse_mode": "HTML"}
        if page.aim.replaces.isdecimal():
            inline = _inline(bubble.rows)
            return EDIT, {"message_id": int(page.aim.replaces), **text, **inline}
        return "sendMessage", {**text, **markup, **self._where(page)}

    def _media(self, page: Reply) -> Media | None:
        """The file a page is sent as: ``pages`` puts it first."""
        return page.messages[0].media if self._files and page.messages else None

    def _where(self, page: Reply) -> dict[str, Any]:
        where: dict[str, Any] = {"allow_paid_broadcast": True} if self._paid else {}
        if page.aim.thread.isdecimal():
            where["message_thread_id"] = int(page.aim.thread)
        return where

    def _markup(self, page: Reply, rows: Rows) -> dict[str, Any]:
        """The buttons below, else the standing keyboard where the page brings it."""
        labels = self._keyboards.get(page.keyboard)
        if rows or not labels:
            return _inline(rows)
        keyboard = [[{"text": label} for label in row] for row in labels]
        shown = {"keyboard": keyboard, "is_persistent": True, "resize_keyboard": True}
        return {"reply_markup": shown}


def as_json(value: object) -> bytes:
    """Compact JSON. Raises UnicodeEncodeError for half a character."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _links(rows: Rows) -> Rows:
    """Only what opens a page: a poll shows its options itself."""
    return tuple(row for row in rows if isinstance(row[0], Link))


def _inline(rows: Rows) -> dict[str, Any]:
    keyboard = [[_button(button) for button in row] for row in rows]
    return {"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}


def _button(button: Button) -> dict[str, str]:
    if isinstance(button, Link):
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
