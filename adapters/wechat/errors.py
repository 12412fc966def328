"""How a call to the WeChat API fails, and what a person is told about it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from adapters.wechat.errcodes import MENDS
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import (
    PlatformCallError,
    PlatformMisconfiguredError,
    PlatformUnavailableError,
)

_PASSING = frozenset({Result.UNAVAILABLE, Result.UNKNOWN, Result.THROTTLED, Result.QUOTA_USED_UP})
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NOT_IN_WHITELIST = 40164


class CallFailedError(PlatformCallError):
    """A call did not succeed.

    ``outcome`` is what that means for a send; ``code`` the platform's errcode, None where it
    gave none. ``answer`` is all it said, never shown as it is: it may name a person's id.
    """

    def __init__(
        self, outcome: Outcome, code: int | None = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        """Say which code came, nothing of what was sent."""
        super().__init__(outcome, code)
        self.answer: Mapping[str, Any] = answer or {}


def nothing_sent(error: CallFailedError) -> CallFailedError:
    """``error`` of a call before the one that sends: whatever became of it, nothing was sent."""
    if error.outcome.result is not Result.UNKNOWN:
        return error
    outcome = replace(error.outcome, result=Result.UNAVAILABLE, scope=Scope.ACCOUNT)
    return CallFailedError(outcome, error.code, error.answer)


@contextmanager
def understood() -> Iterator[None]:
    """Around reading an answer: one that has not the documented form is a failed call."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise CallFailedError(
            Outcome(Result.UNKNOWN, code="HTTP 200 with an answer of another form")
        ) from None


def explained(
    account: str, error: CallFailedError
) -> PlatformUnavailableError | PlatformMisconfiguredError:
    """The error as the sentence an operator reads at the start or from ``yike doctor``."""
    code = error.outcome.code
    if error.outcome.result in _PASSING:
        return PlatformUnavailableError(
            f"WeChat account {account}: the platform cannot be used right now ({code})."
        )
    mend = MENDS.get(error.code or 0, "the platform refuses our settings; look the code up")
    return PlatformMisconfiguredError(f"WeChat account {account}: {mend} ({code}{_seen(error)}).")


def _seen(error: CallFailedError) -> str:
    """The address WeChat sees us at, which is what belongs into its whitelist."""
    if error.code != _NOT_IN_WHITELIST:
        return ""
    address = _IPV4.search(str(error.answer.get("errmsg", "")))
    return f"; WeChat sees us at {address[0]}" if address else ""
