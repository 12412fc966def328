"""Send what is in flight and record what came of it."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any

import structlog

from bot.delivery.faults import fault
from bot.delivery.flight import InFlight, step
from bot.delivery.outcomes import NOT_SENT, SENTENCES, Following, Step, follow
from bot.delivery.pace import Pace
from bot.domain.delivery import Kind, Outcome, Result, Scope
from bot.domain.errors import StorageUnavailableError
from bot.ports import Channel, Clock
from bot.store import claims, windows
from bot.store.db import Connection, Database
from bot.store.groups import group_gone, migrate_group
from bot.store.inbound import address_gone

SEND_SECONDS = 30.0
"""An answer that took longer is not waited for: the lease has to last for the record too."""

RECORD_AGAIN = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to record an outcome while storage is away; together with the send
less than the lease, so that a short outage makes nobody get a message twice."""

log = structlog.get_logger("delivery")


class Sending:
    """The last step of a delivery. Raises nothing but its own cancellation."""

    def __init__(
        self, db: Database, channels: Mapping[str, Channel], clock: Clock, pace: Pace
    ) -> None:
        """Nothing is sent yet."""
        self._db = db
        self._channels = channels
        self._clock = clock
        self._pace = pace

    async def send(self, flight: InFlight) -> None:
        """Send one claimed delivery; its outcome is recorded even if we are cancelled then."""
        began = self._clock.now()
        outcome, arrived = await self._send_pages(flight)
        await _to_the_end(self._record(flight, outcome, arrived, began))

    async def _send_pages(self, flight: InFlight) -> tuple[Outcome, int]:
        """The outcome of the last page tried, and how many pages have arrived by now."""
        channel, arrived = self._channels[flight.account], flight.pages_sent
        outcome = Outcome(Result.SENT)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for page in flight.pages[arrived:]:
                    key = f"{flight.row}-{arrived}"
                    outcome = await channel.send(flight.chat, page, rung=flight.rung, key=key)
                    if outcome.result is not Result.SENT:
                        break
                    arrived += 1
        except TimeoutError:
            outcome = Outcome(Result.UNKNOWN, "no answer in time")
        except Exception as error:  # a channel never raises; if one does, nobody knows
            outcome = Outcome(Result.UNKNOWN, fault(error))
        return outcome, arrived

    async def _record(
        self, flight: InFlight, outcome: Outcome, arrived: int, began: datetime
    ) -> None:
        following = follow(outcome, flight.kind, flight.attempts, self._clock.now())
        if following.rest is not None:
            self._pace.rest(flight.account, following.rest)
        if outcome.result is not Result.SENT:
            log.info(
                "delivery attempt",
                account=flight.account,
                kind=flight.kind.value,
                result=outcome.result.value,
                code=outcome.code,
                meaning=SENTENCES[outcome.result],
            )
        why = ""
        for pause in (0, *RECORD_AGAIN):
            await asyncio.sleep(pause)
            try:
                await self._write(flight, outcome, following, arrived, began)
            except StorageUnavailableError as error:
                why = str(error)
            except Exception as error:
                why = fault(error)
                break
            else:
                return
        log.warning("an outcome is not recorded; its lease will end", reason=why)

    async def _write(
        self,
        flight: InFlight,
        outcome: Outcome,
        following: Following,
        arrived: int,
        began: datetime,
    ) -> None:
        if following.step is Step.SENT:
            async with self._db.connection() as conn:
                await self._end(conn, flight, following)
            return
        async with self._db.transaction() as conn:
            if following.step in {Step.HOLD, Step.FAIL}:
                await self._end(conn, flight, following)
            else:
                await self._put_back(conn, flight, outcome, following, arrived)
            await self._learn(conn, flight, outcome, began)

    async def _end(self, conn: Connection, flight: InFlight, following: Following) -> None:
        now = self._clock.now()
        states = {Step.SENT: "sent", Step.HOLD: "held"}
        await claims.finish(
            conn,
            flight.row,
            flight.attempts,
            states.get(following.step, "failed"),
            reason=following.reason,
            now=now,
            step=step(now, following.reason, flight.rung),
            uncertain=following.uncertain,
        )

    async def _put_back(
        self,
        conn: Connection,
        flight: InFlight,
        outcome: Outcome,
        following: Following,
        arrived: int,
    ) -> None:
        now = self._clock.now()
        until = following.until or now
        ours = await claims.put_back(
            conn,
            flight.row,
            flight.attempts,
            until=until,
            step=step(now, following.reason, flight.rung),
            uncertain=following.uncertain,
            pages_sent=arrived,
        )
        chat_rests = outcome.result is Result.THROTTLED and outcome.scope is Scope.CHAT
        if ours and (chat_rests or flight.kind is Kind.REPLY):
            await claims.hold_back(conn, flight.row, until, replies=not chat_rests)

    async def _learn(
        self, conn: Connection, flight: InFlight, outcome: Outcome, began: datetime
    ) -> None:
        """What an outcome tells about the address itself, as it was when we began to send."""
        if flight.address is None:
            if outcome.result is Result.MIGRATED and outcome.platform_id:
                await migrate_group(conn, flight.account, flight.chat, outcome.platform_id)
            elif outcome.result is Result.GONE:
                await group_gone(conn, flight.account, flight.chat)
        elif outcome.result is Result.GONE:
            await address_gone(conn, flight.address, outcome.code, heard_before=began)
        elif flight.place is not None:
            await self._learn_of_window(conn, flight.address, flight, outcome)

    async def _learn_of_window(
        self, conn: Connection, address: int, flight: InFlight, outcome: Outcome
    ) -> None:
        place = flight.place
        if place is None:
            return
        whole_account = outcome.scope is Scope.ACCOUNT
        if outcome.result in NOT_SENT or (
            outcome.result is Result.QUOTA_USED_UP and whole_account
        ):
            await windows.return_place(conn, address, place.window, place.until)
        elif outcome.result in {Result.WINDOW_CLOSED, Result.QUOTA_USED_UP}:
            await windows.close_window(conn, address, place.window, place.until)


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` to its end, also when we are cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
