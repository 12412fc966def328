"""How the Bot API says no."""

from typing import Any

from bot.domain.errors import YikeError


class TelegramRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer: ``{"ok": false, "error_code": …, "description": …, "parameters": …}``."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        """``code`` is also the HTTP status."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        """The body as it travels."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str, **parameters: Any) -> TelegramRefusal:
    """A 400 with the usual beginning."""
    return TelegramRefusal(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> TelegramRefusal:
    """A 403 with the usual beginning."""
    return TelegramRefusal(403, f"Forbidden: {words}")


def too_many(seconds: int) -> TelegramRefusal:
    """A 429 that says how long to wait."""
    return TelegramRefusal(
        429, f"Too Many Requests: retry after {seconds}", retry_after=max(1, seconds)
    )
