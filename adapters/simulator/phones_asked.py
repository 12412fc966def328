"""What the phones page asks for: the fields of its small JSON bodies, read with care."""

from typing import Any

from bot.domain.errors import YikeError

Body = dict[str, Any]
"""What a post of the page holds."""


class NonsenseError(YikeError):
    """A request of the page's that makes no sense; ``str`` is the sentence for its reader."""


def text_in(body: Body, name: str) -> str:
    """A text that is not empty. Raises NonsenseError."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise NonsenseError("这个请求里少了内容。")
    return value


def id_in(body: Body, name: str) -> int | None:
    """A platform's number, None where it is left out. Raises NonsenseError."""
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise NonsenseError("这个请求里的编号不对。")
    return value


def numbers_in(body: Body, name: str) -> list[int]:
    """A list of whole numbers, which may be empty. Raises NonsenseError."""
    value = body.get(name)
    if not isinstance(value, list) or any(type(one) is not int for one in value):
        raise NonsenseError("这个请求里少了内容。")
    return value
