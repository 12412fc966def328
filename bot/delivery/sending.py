"""Send what is in flight, and tell what came of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.alarms import Alarms
from bot.delivery.circuit import Permit
from bot.delivery.deciding import Reason
from bot.delivery.flight import InFlight
from bot.delivery.leavings import Progress
from bot.delivery.limiting import Limiter
from bot.delivery.outcomes import LONGEST_TOLD, SENTENCES, follow
from bot.delivery.record import landed, turned_back
from bot.delivery.recording import STATES, Recorder
from bot.delivery.simpler import without, without_all
from bot.delivery.watching import Watch
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.faults import fault
from bot.domain.messages import Reply
from bot.ports import Channel, Clock

SEND_SECONDS = 30.0
"""An answer that took longer is not waited for: the lease has to last for the record too."""

SAY_EVERY = 100
"""Of the attempts of an account that end alike, each hundredth is logged after the first ten."""

log = structlog.get_logger("delivery")


class Sending:
    """The last step of a delivery. Raises nothing but its own cancellation."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        clock: Clock,
        limiter: Limiter,
        alarms: Alarms,
        recorder: Recorder,
        watch: Watch,
    ) -> None:
        """Nothing is sent yet."""
        self._channels = channels
        self._clock = clock
        self._limiter = limiter
        self._alarms = alarms
        self._recorder = recorder
        self._watch = watch
        self._said: dict[tuple[str, str, str], int] = {}

    async def send(self, flight: InFlight) -> None:
        """Send one claimed delivery; what came of it is recorded soon, even if we are cancelled."""
        pause = self._limiter.paused(flight.account)
        if pause > 0:
            self.turn_back(flight, pause)
            return
        permit = self._alarms.may_send(flight.account)
        if not isinstance(permit, Permit):
            self.turn_back(flight, permit)
            return
        began, progress = self._clock.now(), Progress(flight.pages_sent)
        try:
            outcome = await self._send_pages(flight, progress)
        except asyncio.CancelledError:
            stopped = Outcome(Result.UNKNOWN, "we were stopped while it was sent")
            self._alarms.give_back(flight.account, permit)
            self._land(flight, stopped, progress, began)
            raise
        self._alarms.note(flight, outcome, permit, began)
        if outcome.result is Result.THROTTLED:
            await self._pause(flight, outcome)
        self._land(flight, outcome, progress, began)

    def turn_back(self, flight: InFlight, wait: float) -> None:
        """Nothing was sent: it is planned again for ``wait`` seconds from now."""
        now = self._clock.now()
        until = now + timedelta(seconds=wait)
        reason = Reason.ACCOUNT_RESTS.value
        self._recorder.add(turned_back(flight, reason, until=until, at=now))

    async def _send_pages(self, flight: InFlight, progress: Progress) -> Outcome:
        """The outcome of the last page tried; ``progress`` tells how far it came by then."""
        outcome = Outcome(Result.SENT)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for page in flight.pages[progress.arrived :]:
                    outcome = await self._send_page(flight, page, progress)
                    if outcome.result is not Result.SENT:
                        break
        except TimeoutError:
            outcome = Outcome(Result.UNKNOWN, "no answer in time")
        except Exception as error:  # a channel never raises; if one does, nobody knows
            outcome = Outcome(Result.UNKNOWN, fault(error))
        if outcome.result is Result.BAD_REQUEST and flight.filled is not None:
            # The form and its fields do not fit; the words themselves were not tried.
            outcome = replace(outcome, result=Result.REFUSED, scope=Scope.TEMPLATE)
        return outcome

    async def _send_page(self, flight: InFlight, page: Reply, progress: Progress) -> Outcome:
        """One page; refused for want of something, it is said at once without that, once each."""
        if progress.lacks:
            page = without_all(page, progress.lacks)
        channel, key = self._channels[flight.account], f"{flight.row}-{progress.arrived}"
        while True:
            outcome = await channel.send(
                flight.chat, page, rung=flight.rung, key=key, filled=flight.filled
            )
            if outcome.result is Result.SENT:
                progress.sent(flight, page, outcome, self._clock.now())
            if outcome.result is not Result.REFUSED or not outcome.lack:
                return outcome
            simpler = without(page, outcome.lack)
            if simpler is None:
                return outcome
            progress.lacked(flight, page, outcome.lack)
            page = simpler

    async def _pause(self, flight: InFlight, outcome: Outcome) -> None:
        """What the platform asks for holds in all processes: of the chat, or of the account."""
        chat = flight.chat_name if outcome.scope is Scope.CHAT else ""
        told = min(LONGEST_TOLD.total_seconds(), max(1.0, outcome.retry_after or 5.0))
        await self._limiter.pause(flight.account, told, chat)

    def _land(
        self, flight: InFlight, outcome: Outcome, progress: Progress, began: datetime
    ) -> None:
        now = self._clock.now()
        following = follow(
            outcome,
            flight.kind,
            flight.tries,
            now,
            age=now - flight.since,
            expires=flight.expires,
            inbox=flight.group is None,
        )
        self._watch.attempted(flight.account, flight.kind, outcome.result.value)
        if following.step in STATES:
            self._watch.ended(flight.account, flight.kind, STATES[following.step])
        if outcome.result is not Result.SENT:
            self._say(flight, outcome)
        self._recorder.add(
            landed(
                flight,
                outcome,
                following,
                arrived=progress.arrived,
                began=began,
                at=now,
                left=progress.leavings,
            )
        )

    def _say(self, flight: InFlight, outcome: Outcome) -> None:
        """Log an attempt; the same one over and over not a thousand times."""
        about = (flight.account, flight.kind.value, outcome.result.value + outcome.code)
        count = self._said[about] = self._said.get(about, 0) + 1
        if count > 10 and count % SAY_EVERY:
            return
        log.info(
            "delivery attempt",
            account=flight.account,
            kind=flight.kind.value,
            result=outcome.result.value,
            code=outcome.code,
            meaning=SENTENCES[outcome.result],
            times=count,
        )
