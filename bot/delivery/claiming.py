"""One claim: take what is due, decide, reserve, find the words, and hold it with a lease.

All in one short transaction that holds the recipients, so that what is claimed has its words,
and no network call falls into it (design 4.3).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.delivery.batch import Batch
from bot.delivery.composing import Composer, Composing, ComposingFaultError, Faulty, Words
from bot.delivery.decision import Decision, Reason
from bot.delivery.faults import SaidOnce
from bot.delivery.flight import LEASE, InFlight, Place
from bot.delivery.outcomes import backoff
from bot.delivery.settling import Settling, target
from bot.delivery.watching import Watch
from bot.domain.delivery import Composed, Filled, Kind, NotNeeded, NotNow
from bot.domain.events import ChannelKind
from bot.domain.messages import Reply
from bot.domain.quiet_hours import QuietHours
from bot.ports import Channel, Clock
from bot.store import claims, consents, learners, windows
from bot.store.claims import Choice, Wish
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from bot.store.quotas import Use

NOTHING = -1
"""The room of an account that can take nothing now, not even replies."""
FOLLOWED = frozenset({Kind.REPLY, Kind.HOOK})
"""Behind these the next one for the same recipient often waits."""

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
        peaks: Sequence[QuietHours] = (),
    ) -> None:
        """``daily`` are the platforms' daily quotas, by account and rung; ``peaks`` are those in
        which couriers ride.
        """
        self._db = db
        self._channels = channels
        self._composing = Composing(composers)
        self._settling = Settling(channels, quiet, daily, peaks)
        self._clock = clock
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
        batch = Batch(self._clock.now())
        async with self._db.transaction() as conn:
            found = await claims.lock_candidates(
                conn, batch.now, most, self._composing.kinds, rooms
            )
            if not found:
                return Round()
            await self._settling.settle(conn, batch, found, resting)
            flights = await self._take(conn, batch, careful=careful) if batch.sending else []
            await batch.write(conn)
            self._tell(found, batch)
        return Round(flights, batch.settled, len(batch.waits))

    # what is to be sent -------------------------------------------------------------------

    async def _take(self, conn: Connection, batch: Batch, *, careful: bool) -> list[InFlight]:
        chosen = await _reserve(conn, batch)
        if not chosen:
            return []
        words = await self._composing.compose(conn, [one for one, _ in chosen], careful=careful)
        ready: list[tuple[InFlight, Choice]] = []
        for one, decision in chosen:
            said = self._fitting(one, words.get(one.row, Faulty()))
            if isinstance(said, Composed):
                ready.append(await self._ready(conn, batch, one, decision, said))
            else:
                await self._settling.give_back(conn, decision, batch.now)
                await _not_said(conn, batch, one, decision, said)
        if not ready:
            return []
        attempts = await claims.claim(
            conn, [choice for _, choice in ready], lease_until=batch.now + LEASE, now=batch.now
        )
        return [flight for flight, _ in ready if attempts.get(flight.row) == flight.attempts]

    def _fitting(self, one: Delivery, said: Words) -> Words:
        """``said``, unless it has nothing to fill a form with: a fault of its composer."""
        if not one.brief or not isinstance(said, Composed) or said.facts:
            return said
        if self._said.is_new("facts", one.kind.value):
            log.error("a delivery has no facts for its notice", kind=one.kind.value)
        return Faulty()

    async def _ready(
        self, conn: Connection, batch: Batch, one: Delivery, decision: Decision, said: Composed
    ) -> tuple[InFlight, Choice]:
        address, rung = target(decision)
        pages = _aimed(await self._pages(conn, batch, one, decision, said), one)
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
            pages,
            one.attempts + 1,
            one.due,
            one.expires,
            _place(decision),
            arrived if same and arrived < len(pages) else 0,
            followed=one.kind in FOLLOWED,
            unsent=one.unsent,
            filled=_filled(decision, said),
        )
        return flight, Choice(one.row, row, rung.value, detail, decision.steps_down)

    async def _pages(
        self, conn: Connection, batch: Batch, one: Delivery, decision: Decision, said: Composed
    ) -> Sequence[Reply]:
        """What goes out now; what is left of it comes with 继续. A form is one page."""
        if one.brief:
            return [said.reply]
        address, _ = target(decision)
        channel = self._channels[address.account]
        pages = batch.pages(channel, said.reply)
        # Each customer message takes a place in the window, so the rest comes with 继续.
        more: Sequence[Reply] = pages[1:] if channel.kind is ChannelKind.WECHAT else ()
        if one.learner is not None and said.dialog is not None:
            batch.dialogs[one.learner] = replace(said.dialog, more=tuple(more))
        elif one.learner is not None and more:
            await learners.add_pages(conn, one.learner, more)
        return pages[: len(pages) - len(more)]

    # afterwards ---------------------------------------------------------------------------

    def _tell(self, found: Sequence[Delivery], batch: Batch) -> None:
        now = batch.now
        for one in found:
            if one.decided_at is None:
                self._watch.decided(one.lane, one.kind, (now - one.due).total_seconds())
        for one, ending in batch.endings:
            self._watch.ended(one.lane, one.kind, ending.state)


async def _reserve(conn: Connection, batch: Batch) -> list[tuple[Delivery, Decision]]:
    """Those whose recipient is free, and whose place in the window or consent is left, which is
    reserved. What goes as a form is asked for in brief.
    """
    if not batch.sending:
        return []
    wishes = [_wish(one, decision) for one, decision in batch.sending]
    free = await claims.reserve(conn, wishes, batch.now)
    chosen = []
    for one, decision in batch.sending:
        if one.row not in free:
            batch.wait(one, batch.now, Reason.NOT_FREE.value)  # the next look leaves it out
        elif decision.template is not None:
            chosen.append((replace(one, brief=True), decision))
        else:
            chosen.append((one, decision))
    return chosen


def _wish(one: Delivery, decision: Decision) -> Wish:
    address = decision.address.row if decision.address else 0
    return Wish(one.row, address, decision.window, decision.notice)


async def _not_said(
    conn: Connection, batch: Batch, one: Delivery, decision: Decision, said: Words
) -> None:
    """Nothing is sent: the place in the window is free again, and the consent left."""
    place, address = _place(decision), decision.address
    if place is not None and address is not None:
        await windows.return_place(conn, address.row, place.window, place.until)
    elif decision.notice and address is not None:
        await consents.give_back(conn, address.row, decision.notice, one.row, batch.now)
    if isinstance(said, NotNeeded):
        batch.end(one, "expired", said.reason)
    elif isinstance(said, NotNow):
        batch.wait(one, said.until, said.reason)
    else:
        late = (batch.now - one.due).total_seconds()
        tries = min(12, 1 + int(late // 60))
        batch.wait(one, batch.now + backoff(tries, 0.5), Reason.FAULT.value)


def _aimed(pages: Sequence[Reply], one: Delivery) -> Sequence[Reply]:
    """What we post in a group goes to the topic it gave us. An answer stays where it was asked for,
    and without a topic that is where everybody talks.
    """
    if not one.thread or one.kind is Kind.REPLY:
        return pages
    return [
        page if page.aim.thread else replace(page, aim=replace(page.aim, thread=one.thread))
        for page in pages
    ]


def _filled(decision: Decision, said: Composed) -> Filled | None:
    """The form with its facts, where the rung takes one; ``url`` among them is what it opens."""
    if decision.template is None:
        return None
    facts = dict(said.facts)
    return Filled(decision.template, facts, facts.pop("url", ""))


def _place(decision: Decision) -> Place | None:
    """The place that is reserved in a window, if the rung needs one."""
    address, window = decision.address, decision.window
    if address is None or not window:
        return None
    until = (address.click_window if window == "click" else address.message_window)[0]
    return Place(window, until) if until else None
