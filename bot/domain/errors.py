"""Every error of ours has one base and one sentence for the person who will read it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.delivery import Outcome


class YikeError(Exception):
    """Base of all errors raised on purpose; ``str(error)`` is one plain sentence.

    The sentence names what is wrong and the mend. It never carries a secret, a platform id,
    a person's name or message text.
    """


class SettingsError(YikeError):
    """A setting is unknown, missing or malformed; the program does not start (exit 2)."""


class InputError(YikeError):
    """A file or argument given by a person cannot be used; nothing was changed (exit 2)."""


class StorageUnavailableError(YikeError):
    """PostgreSQL or Redis cannot be reached right now; the caller may try again."""


class ServerStartError(YikeError):
    """An embedded server cannot be started; the sentence names the mend."""


class SpoolError(YikeError):
    """What must outlive this process cannot be kept on disk; the sentence names the mend."""


class CallbackRefusedError(YikeError):
    """A webhook call is not let in.

    ``status`` is the HTTP status the platform gets: 400 unreadable, 401 missing or wrong
    Telegram secret, 403 forged or stale, 413 oversized (design section 6).
    """

    def __init__(self, status: int, sentence: str) -> None:
        """Keep the status beside the sentence."""
        super().__init__(sentence)
        self.status = status


class PlatformUnavailableError(YikeError):
    """A platform or credit bank cannot be reached or answers nonsense; try again later."""


class PlatformMisconfiguredError(YikeError):
    """A platform refuses our credentials or our settings; a person must mend something."""


class PlatformCallError(YikeError):
    """One call to a platform failed; ``outcome`` says how, in the words of a delivery's outcome.

    ``code`` is the platform's own number; None where it gave none.
    """

    def __init__(self, outcome: "Outcome", code: int | None = None) -> None:
        """Say which code came, nothing of what was sent."""
        super().__init__(f"The platform did not take a call: {outcome.code}.")
        self.outcome = outcome
        self.code = code


class StaleEditError(YikeError):
    """Somebody else has changed the same thing since it was read; nothing was saved."""


class NotAllowedError(YikeError):
    """Who asks may not do this; the sentence says who may."""
