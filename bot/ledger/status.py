"""Where completions stand: for the learner (`/credits`) and the operator (`yike credits`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from bot.domain.credits import Form
from bot.store.db import Connection
from bot.store.ledger import status as ledger_status
from bot.store.ledger.measures import left_behind
from bot.store.ledger.status import AtBank, ClaimFacts, Reconciled, TargetFacts


class ClaimState(StrEnum):
    """How far a claim has come.

    ``recorded``: kept here only (no consent or account number yet, or no bank configured);
    ``queued``: on its way; ``received``: the bank said that it has it; ``accepted``: it said that
    it counts; ``credited``: it turned it into credit; ``rejected``: it does not count there, or the
    bank did not take it; ``dropped``: it did not get there, and an operator gave that up;
    ``withdrawing``: the bank is asked to take it back, and did not say yet that it has;
    ``withdrawn``: taken back there; ``voided``: an operator voided the entry.
    """

    RECORDED = "recorded"
    QUEUED = "queued"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    CREDITED = "credited"
    REJECTED = "rejected"
    DROPPED = "dropped"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


_OF_ROW = {
    "waiting": ClaimState.RECORDED,
    "queued": ClaimState.QUEUED,
    "leased": ClaimState.QUEUED,
    "accepted": ClaimState.RECEIVED,
    "dead": ClaimState.REJECTED,
    "dropped": ClaimState.DROPPED,
    "voided": ClaimState.WITHDRAWN,
}
_DECIDED = {
    "accepted": ClaimState.ACCEPTED,
    "converted": ClaimState.CREDITED,
    "rejected": ClaimState.REJECTED,
}
_HAD = (ClaimState.RECEIVED, ClaimState.ACCEPTED, ClaimState.CREDITED)
_TAKEN_BACK = (ClaimState.WITHDRAWING, ClaimState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class AtTarget:
    """A claim at one bank. ``reason`` is a named reason of the outbox and ``words`` are the
    bank's, where it said anything last: of its decision, if it made one. ``credit`` is what the
    bank gave, in its own credits, where it was converted. ``decides``: it keeps records, and says
    what it thinks of them; a store of statements never does.
    """

    target: str
    decides: bool
    state: ClaimState
    reason: str
    words: str
    accepted_at: datetime | None
    credit: Decimal | None


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One claim as its learner may be told. ``state`` sums up ``at``, worst news first, and
    says received, accepted or credited only when every bank that decides has said at least that. ``reason`` is
    why it is rejected or voided, in the words of who said so, where there are any.
    """

    key: UUID
    course: str
    title: str
    framework: str
    level: int
    hours: Decimal
    credit: Decimal
    rule: str
    claimed_at: datetime
    state: ClaimState
    reason: str
    at: tuple[AtTarget, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """A learner's credits, each figure within the one before: ``claimed``; ``received``, of claims
    that a bank has; ``accepted``, of those that count at one; ``credited``, in the banks' own
    credits, what was converted. ``rejected``: of claims that some bank did not take and none
    accepted. ``hours``: notional ones of all claims, by level. What was voided, or repeats another
    claim, is in none of them.
    """

    claimed: Decimal
    received: Decimal
    accepted: Decimal
    credited: Decimal
    rejected: Decimal
    hours: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One target as its operator sees it. ``oldest`` is the age of the oldest statement that
    is queued; ``reason`` and ``words`` are of the last try; ``trouble`` is why the target could not
    be asked for its decisions last; ``unread``: claims about which it decided something that cannot
    be read, and the outer id of the first; ``reconciled`` is the newest comparison of books;
    ``configured``: it is in the settings.
    """

    target: str
    queued: int
    waiting_for_consent: int
    accepted: int
    dead: int
    voided: int
    dropped: int
    oldest: timedelta | None
    reason: str
    words: str
    trouble: str
    unread: int
    first_unread: UUID | None
    reconciled: Reconciled | None
    configured: bool


async def claims_of(
    conn: Connection, learner: int, targets: Sequence[str]
) -> tuple[ClaimStatus, ...]:
    """A learner's claims, oldest first, as they stand with the configured targets.

    A target that is no longer configured is shown only where it has the claim. A course that was
    claimed twice is shown once, and a voided claim until another takes its place.
    """
    return tuple(_claim(facts, targets) for facts in await ledger_status.claims(conn, learner))


def _claim(facts: ClaimFacts, targets: Collection[str]) -> ClaimStatus:
    everywhere = [_at(row) for row in facts.at]
    at = tuple(one for one in everywhere if one.target in targets or one.state in _HAD)
    state = summed_up([one.state for one in _speaking(at)])
    refused = (one.words for one in at if one.state is ClaimState.REJECTED and one.words)
    reason = next(refused, "") if state is ClaimState.REJECTED else ""
    if facts.voided is not None:
        state, reason = ClaimState.VOIDED, facts.voided
    return ClaimStatus(
        key=facts.key,
        course=facts.course,
        title=facts.title,
        framework=facts.framework,
        level=facts.level,
        hours=facts.hours,
        credit=facts.credit,
        rule=facts.rule,
        claimed_at=facts.claimed_at,
        state=state,
        reason=reason,
        at=at,
    )


def _at(row: AtBank) -> AtTarget:
    state, words = _of_row(row), row.words or ""
    if row.decided and row.state != "voided":
        state, words = _DECIDED[row.decided], row.said or ""
    credit = row.given if state is ClaimState.CREDITED else None
    decides = row.form == Form.RECORD
    return AtTarget(row.target, decides, state, row.reason or "", words, row.accepted_at, credit)


def _of_row(row: AtBank) -> ClaimState:
    """What was accepted before is there, also while it is handed in again or waits to be. What was
    voided is when the bank has taken the voiding; None: nothing was to be taken back.
    """
    if row.state == "voided" and row.taking_back not in (None, "accepted"):
        return ClaimState.WITHDRAWING
    if row.state in ("waiting", "queued", "leased") and row.accepted_at is not None:
        return ClaimState.RECEIVED
    return _OF_ROW[row.state]


def _speaking(at: Sequence[AtTarget]) -> Sequence[AtTarget]:
    """Those whose word counts for the whole: a store that has the statements has said all it ever
    will, and is not waited for where a bank is asked that decides.
    """
    asked = [one for one in at if one.decides or one.state is not ClaimState.RECEIVED]
    return asked if any(one.state not in _TAKEN_BACK for one in asked) else at


def summed_up(states: Collection[ClaimState]) -> ClaimState:
    """One state for several banks: rejected, else given up, else queued, else the least that all of
    them said.

    A bank that it is withdrawn from says nothing, unless no other has it.
    """
    for state in (ClaimState.REJECTED, ClaimState.DROPPED, ClaimState.QUEUED):
        if state in states:
            return state
    rest = [one for one in states if one not in _TAKEN_BACK]
    if rest and all(one in _HAD for one in rest):
        return min(rest, key=_HAD.index)
    if len(rest) == len(states):
        return ClaimState.RECORDED
    return next(one for one in _TAKEN_BACK if one in states)


async def balance(conn: Connection, learner: int) -> Balance:
    """A learner's balance: one query over the ledger."""
    row = await ledger_status.balance(conn, learner)
    hours = {int(level): Decimal(str(hours)) for level, hours in row["hours"].items()}
    return Balance(
        claimed=row["claimed"],
        received=row["received"],
        accepted=row["accepted"],
        credited=row["credited"],
        rejected=row["rejected"],
        hours=dict(sorted(hours.items())),
    )


async def targets_status(
    conn: Connection, targets: Sequence[str], now: datetime
) -> tuple[TargetStatus, ...]:
    """Each configured target's outbox, in the order given; then those of targets that are not in
    the settings any more and have something open.
    """
    names = [*targets, *await left_behind(conn, targets)]
    found = await ledger_status.targets(conn, names)
    return tuple(_target(facts, now, facts.target in targets) for facts in found)


def _target(facts: TargetFacts, now: datetime, configured: bool) -> TargetStatus:
    return TargetStatus(
        target=facts.target,
        queued=facts.queued,
        waiting_for_consent=facts.waiting,
        accepted=facts.accepted,
        dead=facts.dead,
        voided=facts.voided,
        dropped=facts.dropped,
        oldest=now - facts.oldest if facts.oldest else None,
        reason=facts.reason or "",
        words=facts.words or "",
        trouble=facts.trouble,
        unread=facts.unread,
        first_unread=facts.first_unread,
        reconciled=facts.reconciled,
        configured=configured,
    )
