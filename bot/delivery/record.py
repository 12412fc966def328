"""What came of one flight, complete: it is written to the database, or kept on disk until then."""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.flight import InFlight, Place
from bot.delivery.leavings import NOTHING_LEFT, Leavings
from bot.delivery.outcomes import Following, Step
from bot.domain.delivery import Lack, Outcome, Result, Rung, Scope


@dataclass(slots=True)
class Record:
    """An outcome and what follows from it, for the claim ``row`` with its token ``attempts``.

    ``began`` is when the send began, ``at`` when it ended. ``tried`` is False where nothing was
    sent at all. ``pages_sent`` are those that have arrived by now. ``template`` is the id of the
    form it went as, if it did. ``lack`` goes with a refusal. ``left`` is what the pages that
    arrived leave behind. What has a default may be missing in a spool that an earlier release left.
    """

    row: int
    attempts: int
    account: str
    chat: str
    address: int | None
    rung: Rung
    place: Place | None
    result: Result
    code: str
    scope: Scope
    platform_id: str
    step: Step
    reason: str
    until: datetime | None
    uncertain: bool
    tried: bool
    pages_sent: int
    began: datetime
    at: datetime
    followed: bool = False
    template: str = ""
    lack: Lack = Lack.NOTHING
    left: Leavings = NOTHING_LEFT


def landed(
    flight: InFlight,
    outcome: Outcome,
    following: Following,
    *,
    arrived: int,
    began: datetime,
    at: datetime,
    left: Leavings = NOTHING_LEFT,
) -> Record:
    """What came of ``flight``, of whose pages ``arrived`` by now, and what these ``left``."""
    return Record(
        row=flight.row,
        attempts=flight.attempts,
        account=flight.account,
        chat=flight.chat,
        address=flight.address,
        rung=flight.rung,
        place=flight.place,
        result=outcome.result,
        code=outcome.code,
        scope=outcome.scope,
        platform_id=outcome.platform_id,
        step=following.step,
        reason=following.reason,
        until=following.until,
        uncertain=following.uncertain,
        tried=True,
        pages_sent=arrived,
        began=began,
        at=at,
        followed=flight.followed,
        template=flight.template,
        lack=outcome.lack,
        left=left,
    )


def turned_back(flight: InFlight, reason: str, *, until: datetime, at: datetime) -> Record:
    """``flight`` was not sent; it is planned again for ``until``."""
    return Record(
        row=flight.row,
        attempts=flight.attempts,
        account=flight.account,
        chat=flight.chat,
        address=flight.address,
        rung=flight.rung,
        place=flight.place,
        result=Result.THROTTLED,
        code="",
        scope=Scope.ACCOUNT,
        platform_id="",
        step=Step.AGAIN,
        reason=reason,
        until=until,
        uncertain=False,
        tried=False,
        pages_sent=flight.pages_sent,
        began=at,
        at=at,
        followed=flight.followed,
        template=flight.template,
    )
