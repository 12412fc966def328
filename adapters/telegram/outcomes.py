"""What Telegram says to a call, in the words all channels share (design 4.7).

The descriptions are no stable contract, so they are looked for as parts, ignoring case.
Source: Bot API server source and aiogram's exceptions; Bots FAQ on limits.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ConnectionTimeoutError,
)
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from adapters.telegram.answers import TelegramFloodError
from adapters.telegram.faults import (
    NoAnswerError,
    NoFileError,
    NotConnectedError,
    UntrustedServerError,
)
from bot.domain.delivery import Lack, Outcome, Result, Scope

CHAT_WAIT = 5
"""Seconds up to which a 429 is taken to speak of one private chat (about 1 message a second)."""

GROUP_WAIT = 60
"""The same for a group, whose limit is 20 messages a minute."""

SLOW_MODE_WAIT = 60
"""Seconds for which a slow group that names no time is left alone."""

WRONG_FILE_ID = "400 file id"
"""The code of a file that Telegram does not know under its id: it may be brought once more."""

Row = tuple[str, Result, str, Lack]
"""A part of a description, in small letters, and what it means."""


def _lacks(lack: Lack, code: str, *parts: str) -> tuple[Row, ...]:
    """What a chat has not or does not take; the same words go there without it."""
    return tuple((part, Result.REFUSED, code, lack) for part in parts)


def _means(result: Result, code: str, *parts: str) -> tuple[Row, ...]:
    return tuple((part, result, code, Lack.NOTHING) for part in parts)


NOT_OURS = (
    "rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_",
    "chat_admin_required",
    "user_banned_in_channel",
    "chat_guest_send_forbidden",
    "allow_payment_required",
)
"""What a chat says that takes nothing at all from us, whatever we write: no right to write, only
administrators may, our account may not write in such chats, members only, paid messages only.
Source: Telegram API, errors of messages.sendMessage, which the Bot API server hands on."""

FORBIDDEN = (
    *_lacks(Lack.QUIZ, "403 quiz", "poll"),
    *_lacks(Lack.FILE, "403 file", "photo", "voice", "video"),
    *_means(Result.REFUSED, "403 no rights", *NOT_OURS),
    *_means(Result.GONE, "403 blocked", "blocked"),
    *_means(Result.GONE, "403 deactivated", "deactivated"),
    *_means(Result.GONE, "403 kicked", "kicked"),
    *_means(Result.GONE, "403 not a member", "not a member", "channel_private"),
    *_means(Result.GONE, "403 deleted", "deleted"),
    *_means(Result.GONE, "403 never started", "initiate"),
)
"""Parts of a 403's description: any other 403 means the chat is gone too."""

BAD_REQUESTS = (
    *_means(Result.BAD_REQUEST, "400 markup", "can't parse entities"),
    *_means(Result.SENT, "400 not modified", "message is not modified"),
    *_means(Result.SENT, "400 too old", "query is too old", "query id is invalid"),
    *_means(Result.SENT, "400 deleted", "message to delete not found"),
    *_lacks(
        Lack.MESSAGE,
        "400 message",
        "message to edit not found",
        "message can't be edited",
        "no text in the message to edit",
        "message_id_invalid",
        "message identifier is not specified",
    ),
    *_lacks(Lack.TOPIC, "400 topic closed", "topic_closed"),
    *_lacks(Lack.TOPIC, "400 topic deleted", "topic_deleted"),
    *_lacks(Lack.TOPIC, "400 thread not found", "thread not found"),
    *_lacks(Lack.FILE, WRONG_FILE_ID, "wrong file", "wrong remote file", "file_reference"),
    *_lacks(Lack.QUIZ, "400 quiz", "poll"),
    *_lacks(Lack.FILE, "400 file", "photo", "voice", "video", "image_process", "file is too big"),
    *_means(
        Result.GONE, "400 chat not found", "chat not found", "peer_id_invalid", "user not found"
    ),
    *_means(Result.GONE, "400 deactivated", "deactivated"),
    *_means(Result.GONE, "400 not a member", "channel_private"),
    *_means(Result.REFUSED, "400 no rights", *NOT_OURS),
    *_means(Result.BAD_REQUEST, "400 too long", "too long", "too_long"),
    *_means(Result.BAD_REQUEST, "400 empty", "text is empty"),
    *_means(
        Result.BAD_REQUEST,
        "400 button",
        "button_data_invalid",
        "button_url_invalid",
        "inline keyboard button",
    ),
)
"""Parts of a 400's description: any other 400 means our message is wrong. SENT: what was asked for
is so already, or matters no more."""

SLOW_MODE = re.compile(r"slow_?mode_wait_(\d{1,7})|slow ?mode")
"""A group in which we may write now and then only, and in how many seconds, where it says so."""


NOT_CONNECTED = Outcome(Result.UNAVAILABLE, "no connection", scope=Scope.ACCOUNT)
UNTRUSTED = Outcome(Result.MISCONFIGURED, "certificate", scope=Scope.ACCOUNT)
NO_ANSWER = Outcome(Result.UNKNOWN, "no answer")
NO_FILE = Outcome(Result.REFUSED, "no file", lack=Lack.FILE)


def outcome_of(error: Exception, chat: str = "") -> Outcome:
    """What ``error``, raised by a call about ``chat``, means for the engine."""
    for kind, tell in _TELL:
        if isinstance(error, kind):
            return tell(error, chat)
    return Outcome(Result.UNKNOWN, type(error).__name__)


def _throttled(error: Any, chat: str) -> Outcome:
    """429 names no scope: a long wait in a private chat can only be the whole account's."""
    wait = error.retry_after
    limit = GROUP_WAIT if chat.startswith("-") else CHAT_WAIT
    slow = SLOW_MODE.search(error.message.lower()) is not None
    scope = Scope.CHAT if slow or (chat and wait <= limit) else Scope.ACCOUNT
    return Outcome(Result.THROTTLED, "429", retry_after=float(wait), scope=scope)


def _flooded(error: Any, _chat: str) -> Outcome:
    """429 that does not say how long to wait."""
    return _slowed(error) or Outcome(Result.THROTTLED, "429", scope=Scope.ACCOUNT)


def _slowed(error: Any) -> Outcome | None:
    """A group's slow mode, which speaks of that group only, in whatever answer it is told."""
    found = SLOW_MODE.search(error.message.lower())
    if found is None:
        return None
    wait = float(found[1] or SLOW_MODE_WAIT)
    return Outcome(Result.THROTTLED, "slow mode", retry_after=wait, scope=Scope.CHAT)


def _migrated(error: Any, _chat: str) -> Outcome:
    return Outcome(Result.MIGRATED, "400 migrated", platform_id=str(error.migrate_to_chat_id))


def _forbidden(error: Any, _chat: str) -> Outcome:
    return _slowed(error) or _read(error, FORBIDDEN) or Outcome(Result.GONE, "403")


def _bad_request(error: Any, _chat: str) -> Outcome:
    return _slowed(error) or _read(error, BAD_REQUESTS) or Outcome(Result.BAD_REQUEST, "400")


def _read(error: Any, table: Iterable[Row]) -> Outcome | None:
    said = error.message.lower()
    for part, result, code, lack in table:
        if part in said:
            return Outcome(result, code, lack=lack)
    return None


def _network(error: Any, _chat: str) -> Outcome:
    """Without a connection nothing was sent; after that, nobody knows."""
    if isinstance(error.__cause__, ClientConnectorCertificateError):
        return UNTRUSTED
    if isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError):
        return NOT_CONNECTED
    return NO_ANSWER


def _always(result: Result, code: str, scope: Scope) -> Callable[[Any, str], Outcome]:
    return _just(Outcome(result, code, scope=scope))


def _just(outcome: Outcome) -> Callable[[Any, str], Outcome]:
    return lambda _error, _chat: outcome


# In this order: TelegramEntityTooLarge is a TelegramNetworkError, and all are TelegramAPIErrors.
_TELL: tuple[tuple[type[Exception], Callable[[Any, str], Outcome]], ...] = (
    (NotConnectedError, _just(NOT_CONNECTED)),
    (UntrustedServerError, _just(UNTRUSTED)),
    (NoAnswerError, _just(NO_ANSWER)),
    (NoFileError, _just(NO_FILE)),
    (TelegramEntityTooLarge, _always(Result.BAD_REQUEST, "413", Scope.CHAT)),
    (TelegramNetworkError, _network),
    (TelegramRetryAfter, _throttled),
    (TelegramFloodError, _flooded),
    (TelegramMigrateToChat, _migrated),
    (TelegramForbiddenError, _forbidden),
    (TelegramBadRequest, _bad_request),
    (TelegramUnauthorizedError, _always(Result.MISCONFIGURED, "401", Scope.ACCOUNT)),
    (TelegramNotFound, _always(Result.MISCONFIGURED, "404", Scope.ACCOUNT)),
    (TelegramConflictError, _always(Result.MISCONFIGURED, "409", Scope.ACCOUNT)),
    (TelegramServerError, _always(Result.UNAVAILABLE, "5xx", Scope.ACCOUNT)),
    (TelegramAPIError, _always(Result.BAD_REQUEST, "4xx", Scope.CHAT)),
    (ValidationError, _always(Result.BAD_REQUEST, "unfit for Telegram", Scope.CHAT)),
    (PydanticSerializationError, _always(Result.BAD_REQUEST, "unfit for Telegram", Scope.CHAT)),
    (UnicodeEncodeError, _always(Result.BAD_REQUEST, "unfit for Telegram", Scope.CHAT)),
    (ClientDecodeError, _always(Result.UNKNOWN, "not Telegram's answer", Scope.CHAT)),
)
