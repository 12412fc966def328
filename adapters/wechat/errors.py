"""How a call to the WeChat API fails, and what a person is told about it."""

import re

from adapters.wechat.errcodes import MENDS
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError, YikeError

_PASSING = frozenset({Result.UNAVAILABLE, Result.UNKNOWN, Result.THROTTLED, Result.QUOTA_USED_UP})
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NOT_IN_WHITELIST = 40164


class CallFailedError(YikeError):
    """A call did not succeed.

    ``outcome`` is what that means for a send; ``errcode`` the platform's code, None where it
    gave none; ``words`` the platform's own, never shown as they are: they may name a person's
    id.
    """

    def __init__(self, outcome: Outcome, errcode: int | None = None, words: str = "") -> None:
        """Say which code came, nothing of what was sent."""
        super().__init__(f"The WeChat call failed: {outcome.code}.")
        self.outcome = outcome
        self.errcode = errcode
        self.words = words


def explained(
    account: str, error: CallFailedError
) -> PlatformUnavailableError | PlatformMisconfiguredError:
    """The error as the sentence an operator reads at the start or from ``yike doctor``."""
    code = error.outcome.code
    if error.outcome.result in _PASSING:
        return PlatformUnavailableError(
            f"WeChat account {account}: the platform cannot be used right now ({code})."
        )
    mend = MENDS.get(error.errcode or 0, "the platform refuses our settings; look the code up")
    return PlatformMisconfiguredError(f"WeChat account {account}: {mend} ({code}{_seen(error)}).")


def _seen(error: CallFailedError) -> str:
    """The address WeChat sees us at, which is what belongs into its whitelist."""
    address = _IPV4.search(error.words) if error.errcode == _NOT_IN_WHITELIST else None
    return f"; WeChat sees us at {address[0]}" if address else ""
