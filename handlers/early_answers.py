"""Answers to quizzes that we do not know yet: a fast voter may beat the record of the send.

Telegram tells of an answer only by the quiz's id (reference/telegram.md section 7), which we learn
when the send returns and keep with its outcome a moment later.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

PATIENCE = timedelta(seconds=20)
"""So long an unknown quiz may still become known: longer than an outcome waits to be written. What
is unknown then was never ours to count (its record is lost, or older than we keep them)."""
MOST = 10_000


class EarlyAnswers:
    """Which unknown quizzes were heard of since when, in this process."""

    def __init__(self) -> None:
        """Nothing was heard."""
        self._since: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def may_wait(self, account: str, poll: str, now: datetime) -> bool:
        """Whether the platform is to tell of this answer again, since its quiz may be known then."""
        since = self._since.setdefault((account, poll), now)
        if len(self._since) > MOST:
            self._since.popitem(last=False)
        return now - since < PATIENCE
