"""Where completions stand: for the learner (`/credits`) and the operator (`yike credits`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.ledger.decisions import Reason
from bot.store import ledger_status, push
from bot.store.db import Connection
from bot.store.ledger_status import ClaimFacts, PushState, TargetFacts


class ClaimState(StrEnum):
    """How far a claim has come.

    ``recorded``: kept here only (no consent yet, or no bank configured); ``queued``: on its
    way; ``accepted``: every bank said that it has it; ``rejected``: a bank will not take it.
    """

    RECORDED = "recorded"
    QUEUED = "queued"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


_OF_ROW = {
    "waiting": ClaimState.RECORDED,
    "queued": ClaimState.QUEUED,
    "leased": ClaimState.QUEUED,
    "accepted": ClaimState.ACCEPTED,
    "dead": ClaimState.REJECTED,
}


@dataclass(frozen=True, slots=True)
class AtTarget:
    """A claim at one bank. ``reason`` is a named reason (``decisions.Reason``) and ``words``
    are the bank's, where it said anything last."""

    target: str
    state: ClaimState
    reason: Reason | None
    words: str
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One claim as its learner may be told. ``state`` sums up ``at``, worst news first, and
    says accepted only when every bank has accepted."""

    course: str
    title: str
    level: int
    hours: Decimal
    credit: Decimal
    rule: str
    claimed_at: datetime
    state: ClaimState
    at: tuple[AtTarget, ...]


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One target as its operator sees it. ``oldest`` is the age of the oldest statement that
    is queued; ``reason`` and ``words`` are of the last try."""

    target: str
    queued: int
    waiting_for_consent: int
    accepted: int
    dead: int
    oldest: timedelta | None
    reason: str
    words: str


async def claims_of(
    conn: Connection, learner: int, targets: Sequence[str]
) -> tuple[ClaimStatus, ...]:
    """A learner's claims, oldest first, as they stand with the configured targets.

    A target that is no longer configured is shown only where it has accepted.
    """
    return tuple(_claim(facts, targets) for facts in await ledger_status.claims(conn, learner))


def _claim(facts: ClaimFacts, targets: Collection[str]) -> ClaimStatus:
    shown = [row for row in facts.pushes if row.target in targets or row.state == "accepted"]
    at = tuple(_at(row) for row in shown)
    return ClaimStatus(
        *(facts.course, facts.title, facts.level, facts.hours, facts.credit, facts.rule),
        facts.claimed_at,
        summed_up([one.state for one in at]),
        at,
    )


def _at(row: PushState) -> AtTarget:
    reason = Reason(row.reason) if row.reason else None
    return AtTarget(row.target, _OF_ROW[row.state], reason, row.words or "", row.accepted_at)


def summed_up(states: Collection[ClaimState]) -> ClaimState:
    """One state for several banks: rejected, else queued, else accepted by all, else recorded."""
    for state in (ClaimState.REJECTED, ClaimState.QUEUED):
        if state in states:
            return state
    if states and all(state is ClaimState.ACCEPTED for state in states):
        return ClaimState.ACCEPTED
    return ClaimState.RECORDED


async def targets_status(
    conn: Connection, targets: Sequence[str], now: datetime
) -> tuple[TargetStatus, ...]:
    """Each configured target's outbox, in the order given."""
    return tuple(_target(facts, now) for facts in await ledger_status.targets(conn, targets))


def _target(facts: TargetFacts, now: datetime) -> TargetStatus:
    return TargetStatus(
        *(facts.target, facts.queued, facts.waiting, facts.accepted, facts.dead),
        now - facts.oldest if facts.oldest else None,
        facts.reason or "",
        facts.words or "",
    )


async def retry_dead(conn: Connection, target: str | None, now: datetime) -> int:
    """Queue refused statements again, of one target or (None) of all; returns how many.

    Those whose learner has no standing consent wait for it instead.
    """
    return await push.retry_dead(conn, target, now)
