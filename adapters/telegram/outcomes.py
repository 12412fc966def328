"""What Telegram says to a call, in the words all channels share (design 4.7).

The descriptions are no stable contract, so they are looked for as parts, ignoring case.
Source: Bot API server source and aiogram's exceptions; Bots FAQ on limits.
"""

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
from adapters.telegram.faults import NoAnswerError, NotConnectedError, UntrustedServerError
from bot.domain.delivery import Outcome, Result, Scope

CHAT_WAIT = 5
"""Seconds up to which a 429 is taken to speak of one private chat (about 1 message a second)."""

GROUP_WAIT = 60
"""The same for a group, whose limit is 20 messages a minute."""

FORBIDDEN = (
    ("rights", Result.REFUSED, "403 no rights"),
    ("chat_write_forbidden", Result.REFUSED, "403 no rights"),
    ("blocked", Result.GONE, "403 blocked"),
    ("deactivated", Result.GONE, "403 deactivated"),
    ("kicked", Result.GONE, "403 kicked"),
    ("not a member", Result.GONE, "403 not a member"),
    ("deleted", Result.GONE, "403 deleted"),
    ("initiate", Result.GONE, "403 never started"),
)
"""Parts of a 403's description: any other 403 means the chat is gone too."""

BAD_REQUESTS = (
    ("chat not found", Result.GONE, "400 chat not found"),
    ("peer_id_invalid", Result.GONE, "400 chat not found"),
    ("user not found", Result.GONE, "400 chat not found"),
    ("deactivated", Result.GONE, "400 deactivated"),
    ("not enough rights", Result.REFUSED, "400 no rights"),
    ("no rights", Result.REFUSED, "400 no rights"),
    ("administrator rights", Result.REFUSED, "400 no rights"),
    ("chat_write_forbidden", Result.REFUSED, "400 no rights"),
    ("chat_restricted", Result.REFUSED, "400 no rights"),
    ("chat_send_", Result.REFUSED, "400 no rights"),
    ("topic_closed", Result.REFUSED, "400 topic closed"),
    ("thread not found", Result.REFUSED, "400 thread not found"),
    ("can't parse entities", Result.BAD_REQUEST, "400 markup"),
    ("too long", Result.BAD_REQUEST, "400 too long"),
    ("text is empty", Result.BAD_REQUEST, "400 empty"),
    ("button_data_invalid", Result.BAD_REQUEST, "400 button"),
)
"""Parts of a 400's description: any other 400 means our message is wrong."""


NOT_CONNECTED = Outcome(Result.UNAVAILABLE, "no connection", scope=Scope.ACCOUNT)
UNTRUSTED = Outcome(Result.MISCONFIGURED, "certificate", scope=Scope.ACCOUNT)
NO_ANSWER = Outcome(Result.UNKNOWN, "no answer")


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
    scope = Scope.CHAT if chat and wait <= limit else Scope.ACCOUNT
    return Outcome(Result.THROTTLED, "429", retry_after=float(wait), scope=scope)


def _migrated(error: Any, _chat: str) -> Outcome:
    return Outcome(Result.MIGRATED, "400 migrated", platform_id=str(error.migrate_to_chat_id))


def _forbidden(error: Any, _chat: str) -> Outcome:
    return _read(error, FORBIDDEN) or Outcome(Result.GONE, "403")


def _bad_request(error: Any, _chat: str) -> Outcome:
    return _read(error, BAD_REQUESTS) or Outcome(Result.BAD_REQUEST, "400")


def _read(error: Any, table: Iterable[tuple[str, Result, str]]) -> Outcome | None:
    said = error.message.lower()
    return next((Outcome(result, code) for part, result, code in table if part in said), None)


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
    (TelegramEntityTooLarge, _always(Result.BAD_REQUEST, "413", Scope.CHAT)),
    (TelegramNetworkError, _network),
    (TelegramRetryAfter, _throttled),
    (TelegramFloodError, _always(Result.THROTTLED, "429", Scope.ACCOUNT)),
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
