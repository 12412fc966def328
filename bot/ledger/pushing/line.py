"""What one process knows about its line to one credit bank, between two batches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from bot.domain.faults import fault
from bot.ledger.pushing.batches import MOST_STATEMENTS
from bot.ledger.pushing.decisions import STOPPED_FOR, Decision, Reason, Step
from bot.ports import CreditBank

ALARM_AGE = timedelta(days=1)
"""Statements are tried without end; when the oldest is older than this, somebody must know."""
GROWS_AFTER = 20
"""After so many full requests in a row twice as much is tried again: what was too large once, by a
proxy's whim, need not be so for ever, and a bank that means it refuses one in twenty."""


class PushWatch(Protocol):
    """Who wants to know how pushing goes, for measures."""

    def accepted(self, target: str, count: int) -> None:
        """A target has so many statements more."""
        ...

    def stopped(self, target: str, reason: str | None) -> None:
        """A target takes nothing now, and why; None: it takes again."""
        ...


class Unwatched:
    """Nobody wants to know."""

    def accepted(self, target: str, count: int) -> None:
        """Let it pass."""

    def stopped(self, target: str, reason: str | None) -> None:
        """Let it pass."""


@dataclass(slots=True)
class Line:
    """The line to one target: whether it is open, and how much it takes at once.

    It is memory only: a process that starts afresh tries at once and learns the same again.
    """

    bank: CreditBank
    log: FilteringBoundLogger
    watch: PushWatch
    failures: int = 0
    closed_until: datetime | None = None
    trouble: Reason | None = None
    alarmed: bool = False
    sealed: bool = False
    most: int = MOST_STATEMENTS
    fitting: int = 0

    def is_open(self, now: datetime) -> bool:
        """Whether anything may be sent now."""
        return self.closed_until is None or self.closed_until <= now

    def learn(self, decision: Decision, size: int, words: str = "") -> None:
        """Take in what came of a batch of ``size``: open, close, or take less at once.

        ``words`` are the adapter's on why nothing came of it.
        """
        if decision.step in (Step.PAUSE, Step.STOP):
            self._close(decision, words)
            return
        if decision.reason is Reason.FAILING:
            return  # nobody knows by that one how others fare
        if self.trouble is not None:
            self.log.info("credit bank answers again", target=self.bank.name)
            self.watch.stopped(self.bank.name, None)
        self.failures, self.closed_until, self.trouble = 0, None, None
        if decision.reason is Reason.BATCH_TOO_LARGE:
            self.most, self.fitting = max(1, min(self.most, size // 2)), 0
        if decision.step is Step.ACCEPT:
            self.alarmed = False
            self._fits(size)

    def _fits(self, size: int) -> None:
        """Try more at once again after many requests that were as large as may be."""
        self.fitting += size >= self.most
        if self.fitting >= GROWS_AFTER:
            self.most, self.fitting = min(self.most * 2, MOST_STATEMENTS), 0

    def broke(self, error: Exception, now: datetime) -> None:
        """Close for a while after an error that nobody foresaw, which is said once: it must not
        hold up the other banks. What the error says may quote a person's data, and is not told.
        """
        if self.trouble is not Reason.ERROR_HERE:
            self.log.error(
                "pushing to a credit bank failed by an error in this program",
                target=self.bank.name,
                fault=fault(error),
            )
        self.closed_until, self.trouble = now + STOPPED_FOR, Reason.ERROR_HERE
        self.watch.stopped(self.bank.name, self.trouble.value)

    def _close(self, decision: Decision, words: str) -> None:
        """Close until the decision's next try; say it once for each kind of trouble."""
        self.closed_until = decision.next_try
        stopped = decision.step is Step.STOP
        self.failures += 0 if stopped else 1
        if self.trouble is None or (stopped and self.trouble is not decision.reason):
            say = self.log.error if stopped else self.log.warning
            say(
                "credit bank takes nothing now",
                target=self.bank.name,
                reason=decision.reason.value,
                said=words.partition(":")[0],  # what follows are the server's words
            )
        self.trouble = decision.reason
        self.watch.stopped(self.bank.name, decision.reason.value)

    def watch_age(self, oldest: datetime, now: datetime) -> None:
        """Raise the alarm once when the oldest statement put back has waited too long."""
        if not self.alarmed and now - oldest > ALARM_AGE:
            self.alarmed = True
            hours = int((now - oldest).total_seconds() // 3600)
            self.log.error(
                "completions have been waiting for the credit bank for over a day",
                target=self.bank.name,
                hours=hours,
            )

    def cannot_decrypt(self, count: int) -> None:
        """Say once that account numbers are under a key that the settings do not have."""
        if not self.sealed:
            self.sealed = True
            self.log.error(
                "account numbers cannot be decrypted: add their key to [security] previous_data_keys",
                target=self.bank.name,
                statements=count,
            )
