"""Stop a text early that the platform takes from nobody: refusals of one subject in a row.

Pure functions of what was counted and an outcome; ``Contents`` only keeps the counts.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.delivery import Kind, Outcome, Result, Scope

REFUSALS = 3
"""So many refusals of a subject's content in a row stop the rest of it. One may be one person's
own words in the text, two a coincidence; each further one costs a chat its message and, on
Telegram, counts as a faulty request."""

OF_EACH_GROUP = frozenset({Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD, Kind.HOOK})
"""Kinds whose words each group has its own of, whatever their subject says: what one group's post
is refused for says nothing of another's."""

SUBJECTS = 1000
"""How many subjects are remembered; the one not heard of for the longest is forgotten."""

BEGUN_AT_MOST = timedelta(seconds=60)
"""A send that ends now was not begun earlier (a lease lasts so long)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Refusals in a row of one subject, and when it was last stopped."""

    refused: int = 0
    stopped: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContentStop:
    """The rest of a subject is not to be sent; ``reason`` names the mend. One alarm."""

    account: str
    kind: Kind
    subject: str
    reason: str


def tally(before: Tally, outcome: Outcome, began: datetime) -> Tally:
    """``outcome`` of a send that began at ``began``, counted.

    What was on its way when the subject was stopped says nothing new; what was begun after it
    (somebody has mended the text and retried) is counted from the start.
    """
    stopped = before.stopped
    if stopped is not None and stopped - BEGUN_AT_MOST <= began <= stopped:
        return before
    if outcome.result is Result.SENT:
        return Tally()
    return replace(before, refused=before.refused + 1) if refuses_content(outcome) else before


def refuses_content(outcome: Outcome) -> bool:
    """The same would be said to the next recipient: the content, its template or its interface
    is refused, not this chat.
    """
    refused = outcome.result is Result.REFUSED and outcome.scope is Scope.ACCOUNT
    return refused or outcome.result is Result.BAD_REQUEST


class Contents:
    """What each subject's content met with lately, in one process."""

    def __init__(self) -> None:
        """Nothing was refused."""
        self._tallies: OrderedDict[tuple[str, Kind, str], Tally] = OrderedDict()

    def note(
        self,
        account: str,
        kind: Kind,
        subject: str,
        outcome: Outcome,
        *,
        began: datetime,
        now: datetime,
    ) -> ContentStop | None:
        """Take in an outcome; a stop when it is the last of REFUSALS in a row. Never one of a kind
        whose words differ from group to group.

        The caller fails what is still planned of the subject, with the stop's reason.
        """
        if kind in OF_EACH_GROUP:
            return None
        key = (account, kind, subject)
        before = self._tallies.get(key)
        if before is None and not refuses_content(outcome):
            return None
        after = tally(before or Tally(), outcome, began)
        stops = after.refused >= REFUSALS
        self._keep(key, Tally(stopped=now) if stops else after)
        if not stops:
            return None
        what = f"{outcome.result.value} {outcome.code}".strip()
        mend = (
            "mend the text"
            if outcome.result is Result.BAD_REQUEST
            else "mend the template, or what the account may do"
        )
        reason = f"stopped after {REFUSALS} refusals in a row: {what}; {mend}, then retry"
        return ContentStop(account, kind, subject, reason)

    def _keep(self, key: tuple[str, Kind, str], after: Tally) -> None:
        self._tallies.pop(key, None)
        if after != Tally():
            self._tallies[key] = after
        if len(self._tallies) > SUBJECTS:
            self._tallies.popitem(last=False)
