"""What can come between us and the Bot API's answer; none of it names the token or the message."""

from bot.domain.errors import YikeError


class WireError(YikeError):
    """A call brought no answer of HTTP; the subclass tells what may have become of it."""


class NotConnectedError(WireError):
    """No connection came about (refused, unknown host, too slow), so nothing was sent."""


class UntrustedServerError(WireError):
    """The server's certificate does not prove that it is the server; nothing was sent."""


class NoAnswerError(WireError):
    """The request was written and no whole answer came: it may or may not have taken effect."""


class NoFileError(YikeError):
    """A file is not there, or is none that Telegram takes; nothing was sent."""
