"""One claim: take what is due, decide, reserve, find the words, and hold it with a lease.

All in one short transaction that holds the recipients, so that what is claimed has its words,
and no network call falls into it (design 4.3).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.composing import Composer, Composing, ComposingFaultError, Faulty, Words
from bot.delivery.deciding import ENDS, Action, Decision, Reason, decide
from bot.delivery.faults import SaidOnce, fault
from bot.delivery.flight import LEASE, InFlight, Place
from bot.delivery.kinds import RULES
from bot.delivery.outcomes import backoff
from bot.delivery.watching import Watch
from bot.domain.delivery import Composed, Kind, NotNeeded, Rung
from bot.domain.events import ChannelKind
from bot.domain.learners import Dialog
from bot.domain.messages import Reply
from bot.domain.quiet_hours import QuietHours
from bot.ports import Channel, Clock
from bot.store import claims, endings, learners, quotas, windows
from bot.store.claims import Choice
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery, Reachable
from bot.store.endings import Ending
from bot.store.quotas import Use

NOTHING = -1
"""The room of an account that can take nothing now, not even replies."""
FAULT_WAIT = timedelta(minutes=5)

log = structlog.get_logger("delivery")


@dataclass(slots=True)
class Round:
    """What one claim came to: what is to be sent, and how many were settled without; of these,
    ``waiting`` were only put off.
    """

    flights: list[InFlight] = field(default_factory=list)
    settled: int = 0
    waiting: int = 0

    @property
    def worked(self) -> int:
        """How many deliveries were taken a step further."""
        return self.settled + len(self.flights)


@dataclass(slots=True)
class _Batch:
    """A batch within its transaction: each delivery with its decision, and what becomes of it."""

    now: datetime
    sending: list[tuple[Delivery, Decision]] = field(default_factory=list)
    endings: list[tuple[Delivery, Ending]] = field(default_factory=list)
    waits: list[tuple[Delivery, datetime, str]] = field(default_factory=list)
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    cut: dict[tuple[str, int], tuple[Reply, Sequence[Reply]]] = field(default_factory=dict)

    def pages(self, channel: Channel, reply: Reply) -> Sequence[Reply]:
        """The pages of ``reply``; many deliveries of a batch share one, which is cut once."""
        found = self.cut.get((channel.account, id(reply)))
        if found is None:
            found = self.cut[channel.account, id(reply)] = (reply, list(channel.pages(reply)))
        return found[1]

    def end(self, one: Delivery, state: str, reason: str) -> None:
        self.endings.append((one, Ending(one.row, one.attempts, state, reason)))

    def wait(self, one: Delivery, until: datetime, reason: str) -> None:
        self.waits.append((one, until, reason))

    @property
    def settled(self) -> int:
        return len(self.endings) + len(self.waits)


class Claiming:
    """Claims for one process; any number may claim side by side."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        composers: Mapping[Kind, Composer],
        clock: Clock,
        quiet: QuietHours,
        daily: Mapping[Use, int],
        watch: Watch,
    ) -> None:
        """``daily`` are the platforms' daily quotas, by account and rung."""
        self._db = db
        self._channels = channels
        self._abilities = {name: channel.ability for name, channel in channels.items()}
        self._composing = Composing(composers)
        self._clock = clock
        self._quiet = quiet
        self._daily = daily
        self._watch = watch
        self._said = SaidOnce()

    async def claim(
        self, most: int, rooms: Mapping[str, int], resting: Mapping[str, float]
    ) -> Round:
        """Claim at most ``most`` of what is due, and settle what is not to be sent now.

        ``rooms`` are accounts that can take only so many (0: only replies); ``resting`` are those that can take
        nothing now, with the seconds until it is worth another look.
        Raises StorageUnavailableError when nothing was claimed.
        """
        tight = {**rooms, **dict.fromkeys(resting, NOTHING)}
        try:
            return await self._claim(most, tight, resting, careful=False)
        except ComposingFaultError:
            return await self._claim(most, tight, resting, careful=True)

    async def claim_behind(
        self, most: int, accounts: Collection[str], stopped: Mapping[str, float]
    ) -> Round:
        """The same for what is due behind ``stopped`` accounts only: to be held, dropped, sent
        to another address, or put off for those seconds.
        """
        rooms = {name: NOTHING for name in accounts if name not in stopped}
        try:
            return await self._claim(most, rooms, stopped, careful=False)
        except ComposingFaultError:
            return await self._claim(most, rooms, stopped, careful=True)

    async def _claim(
        self, most: int, rooms: Mapping[str, int], resting: Mapping[str, float], *, careful: bool
    ) -> Round:
        batch = _Batch(self._clock.now())
        async with self._db.transaction() as conn:
            found = await claims.lock_candidates(
                conn, batch.now, most, self._composing.kinds, rooms
            )
            if not found:
                return Round()
            for one in found:
                self._settle(batch, one, self._decide(one, batch.now, resting), resting)
            flights = await self._take(conn, batch, careful=careful) if batch.sending else []
            await _write(conn, batch)
            self._tell(found, batch)
        return Round(flights, batch.settled, len(batch.waits))

    def _decide(self, one: Delivery, now: datetime, resting: Collection[str]) -> Decision:
        try:
            return decide(one, self._abilities, self._quiet, now, resting)
        except Exception as error:
            if self._said.is_new("decide", words := fault(error)):
                log.error("a delivery cannot be decided", kind=one.kind.value, fault=words)  # noqa: TRY400 - a traceback would quote rows
            return Decision(Action.WAIT, Reason.FAULT, until=now + FAULT_WAIT)

    def _settle(
        self, batch: _Batch, one: Delivery, decision: Decision, resting: Mapping[str, float]
    ) -> None:
        if decision.action is Action.SEND:
            batch.sending.append((one, decision))
        elif decision.action is Action.WAIT:
            account = decision.address.account if decision.address else ""
            rest = timedelta(seconds=max(1.0, resting.get(account, 1.0)))
            batch.wait(one, decision.until or batch.now + rest, decision.reason.value)
        else:
            batch.end(one, ENDS[decision.action], decision.reason.value)

    # what is to be sent -------------------------------------------------------------------

    async def _take(self, conn: Connection, batch: _Batch, *, careful: bool) -> list[InFlight]:
        chosen = await self._within_quotas(conn, batch)
        chosen = await _reserve(conn, batch, chosen)
        if not chosen:
            return []
        words = await self._composing.compose(conn, [one for one, _ in chosen], careful=careful)
        ready: list[tuple[InFlight, Choice]] = []
        for one, decision in chosen:
            said = words.get(one.row, Faulty())
            if isinstance(said, Composed):
                ready.append(await self._ready(conn, batch, one, decision, said))
            else:
                await _not_said(conn, batch, one, decision, said)
        if not ready:
            return []
        attempts = await claims.claim(
            conn, [choice for _, choice in ready], lease_until=batch.now + LEASE, now=batch.now
        )
        return [flight for flight, _ in ready if attempts.get(flight.row) == flight.attempts]

    async def _within_quotas(
        self, conn: Connection, batch: _Batch
    ) -> list[tuple[Delivery, Decision]]:
        """What the day still allows; the rest is held, or dropped where it cannot be."""
        if not self._daily:
            return batch.sending
        wanted = Counter(use for _, d in batch.sending if (use := _use(d)) in self._daily)
        if not wanted:
            return batch.sending
        left = await quotas.reserve(conn, wanted, self._daily, quotas.day_of(batch.now))
        kept = []
        for one, decision in batch.sending:
            use = _use(decision)
            if use in self._daily and left[use] <= 0:
                holdable = one.group is None and RULES[one.kind].holdable
                state = "held" if holdable else "expired"
                batch.end(one, state, Reason.DAY_QUOTA.value)
                continue
            if use in self._daily:
                left[use] -= 1
            kept.append((one, decision))
        return kept

    async def _ready(
        self, conn: Connection, batch: _Batch, one: Delivery, decision: Decision, said: Composed
    ) -> tuple[InFlight, Choice]:
        address, rung = _target(decision)
        channel = self._channels[address.account]
        pages = batch.pages(channel, said.reply)
        # Each customer message takes a place in the window, so the rest comes with 继续.
        more: Sequence[Reply] = pages[1:] if channel.kind is ChannelKind.WECHAT else ()
        if one.learner is not None and said.dialog is not None:
            batch.dialogs[one.learner] = replace(said.dialog, more=tuple(more))
        elif one.learner is not None and more:
            await learners.add_pages(conn, one.learner, more)
        detail = one.detail | said.detail
        same = detail == one.detail
        arrived = int(detail.pop(claims.PAGES_SENT, 0))
        row = address.row or None
        flight = InFlight(
            one.row,
            one.kind,
            one.subject,
            address.account,
            address.platform_id,
            row,
            one.group,
            rung,
            pages[: len(pages) - len(more)],
            one.attempts + 1,
            one.due,
            one.expires,
            _place(decision),
            arrived if same and arrived < len(pages) else 0,
            followed=one.kind is Kind.REPLY,
            unsent=one.unsent,
        )
        return flight, Choice(one.row, row, rung.value, detail)

    # afterwards ---------------------------------------------------------------------------

    def _tell(self, found: Sequence[Delivery], batch: _Batch) -> None:
        now = batch.now
        for one in found:
            if one.decided_at is None:
                self._watch.decided(one.lane, one.kind, (now - one.due).total_seconds())
        for one, ending in batch.endings:
            self._watch.ended(one.lane, one.kind, ending.state)


async def _reserve(
    conn: Connection, batch: _Batch, chosen: list[tuple[Delivery, Decision]]
) -> list[tuple[Delivery, Decision]]:
    """Those whose recipient is free and whose window has a place, which is reserved."""
    if not chosen:
        return chosen
    rows = [(one.row, d.address.row if d.address else 0, d.window) for one, d in chosen]
    free = await claims.reserve(conn, rows, batch.now)
    for one, _ in chosen:
        if one.row not in free:
            batch.wait(one, batch.now, Reason.NOT_FREE.value)  # the next look leaves it out
    return [(one, decision) for one, decision in chosen if one.row in free]


async def _not_said(
    conn: Connection, batch: _Batch, one: Delivery, decision: Decision, said: Words
) -> None:
    """Nothing is sent: the place in the window is free again."""
    place, address = _place(decision), decision.address
    if place is not None and address is not None:
        await windows.return_place(conn, address.row, place.window, place.until)
    if isinstance(said, NotNeeded):
        batch.end(one, "expired", said.reason)
    else:
        late = (batch.now - one.due).total_seconds()
        tries = min(12, 1 + int(late // 60))
        batch.wait(one, batch.now + backoff(tries, 0.5), Reason.FAULT.value)


async def _write(conn: Connection, batch: _Batch) -> None:
    if batch.dialogs:
        await learners.save_dialogs(conn, batch.dialogs)
    if batch.endings:
        await endings.end(conn, [ending for _, ending in batch.endings], batch.now)
    if batch.waits:
        waits = [(one.row, until, reason) for one, until, reason in batch.waits]
        await claims.put_off(conn, waits, batch.now)


def _use(decision: Decision) -> Use:
    address, rung = _target(decision)
    return address.account, rung.value


def _target(decision: Decision) -> tuple[Reachable, Rung]:
    if decision.address is None or decision.rung is None:
        raise AssertionError("a decision to send names its address and rung")
    return decision.address, decision.rung


def _place(decision: Decision) -> Place | None:
    """The place that is reserved in a window, if the rung needs one."""
    address, window = decision.address, decision.window
    if address is None or not window:
        return None
    until = (address.click_window if window == "click" else address.message_window)[0]
    return Place(window, until) if until else None
