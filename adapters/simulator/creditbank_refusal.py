"""What the simulated credit bank says when it refuses."""

from collections.abc import Sequence
from typing import Any

from bot.domain.errors import YikeError


class CreditBankRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer: its HTTP status, its code, and the outer ids it is about."""

    def __init__(self, status: int, code: str, words: str, outer_ids: Sequence[str] = ()) -> None:
        """``words`` become the message."""
        super().__init__(words)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": words, "outer_ids": list(outer_ids)}


def invalid(words: str, *outer_ids: str) -> CreditBankRefusal:
    """The request breaks a rule of form."""
    return CreditBankRefusal(422, "invalid", words, outer_ids)
