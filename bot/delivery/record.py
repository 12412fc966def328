"""What came of one flight, complete: it is written to the database, or kept on disk until then."""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.flight import InFlight, Place
from bot.delivery.outcomes import Following, Step
from bot.domain.delivery import Outcome, Result, Rung, Scope


@dataclass(slots=True)
class Record:
    """An outcome and what follows from it, for the claim ``row`` with its token ``attempts``.

    ``began`` is when the send began, ``at`` when it ended. ``tried`` is False where nothing was
    sent at all. ``pages_sent`` are those that have arrived by now. ``template`` is the id of the
    form it went as, if it did.
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


def landed(
    flight: InFlight,
    outcome: Outcome,
    following: Following,
    *,
    arrived: int,
    began: datetime,
    at: datetime,
) -> Record:
    """What came of ``flight``, of whose pages ``arrived`` by now."""
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
