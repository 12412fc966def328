"""What becomes of each delivery of a batch: the ladder asked, the day's quotas reserved.

What a quota does not allow any more is decided anew without it, so that it falls to the next rung.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery.batch import Batch
from bot.delivery.deciding import decide
from bot.delivery.decision import ENDS, Action, Decision, Reason
from bot.delivery.faults import SaidOnce
from bot.delivery.ladder import MASSES, Outlook
from bot.domain.delivery import Rung
from bot.domain.events import ChannelKind
from bot.domain.faults import fault
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability, Channel
from bot.store import quotas
from bot.store.db import Connection
from bot.store.deliveries import Delivery, Reachable
from bot.store.prospects import Prospects, prospects
from bot.store.quotas import ALL, Use

FAULT_WAIT = timedelta(minutes=5)

log = structlog.get_logger("delivery")

Decided = list[tuple[Delivery, Decision]]


def outlook_of(
    abilities: Mapping[str, Ability],
    resting: Collection[str],
    known: Prospects,
    daily: Mapping[Use, int],
) -> Outlook:
    """What is known of accounts, as the ladder reads it; ``daily`` are the quotas of the day. What
    has no quota of ours is spent once the platform said so.
    """
    spent = {use for use, count in known.used.items() if count >= daily.get(use, ALL)}
    return Outlook(abilities, resting, frozenset(spent), known.stopped, known.masses)


class Settling:
    """Decides batches; says a fault of ours once."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        quiet: QuietHours,
        daily: Mapping[Use, int],
        peaks: Sequence[QuietHours] = (),
    ) -> None:
        """``daily`` are the platforms' daily quotas, by account and rung; ``peaks`` are those in
        which couriers ride.
        """
        self._channels = channels
        self._counting = {
            name for name, channel in channels.items() if channel.kind is ChannelKind.WECHAT
        }
        self._quiet = quiet
        self._peaks = peaks
        self._daily = daily
        self._said = SaidOnce()

    async def settle(
        self,
        conn: Connection,
        batch: Batch,
        found: Sequence[Delivery],
        resting: Mapping[str, float],
    ) -> None:
        """Put each of ``found`` where it belongs in ``batch``: to be sent, ended, or put off.

        ``resting`` are accounts that can take nothing now, with the seconds until another look.
        """
        reached = self._counted(found)
        outlook = await self._look_out(conn, found, reached, batch.now, resting)
        while found:
            asking = self._decide_all(batch, found, outlook, resting)
            found, short = await self._within_quotas(conn, batch, asking, reached)
            outlook = outlook.with_spent(short)

    def _counted(self, found: Sequence[Delivery]) -> set[str]:
        """The accounts with windows, consents and quotas that ``found`` may reach."""
        counting = self._counting
        if not counting:
            return set()
        return {a.account for one in found for a in one.addresses if a.account in counting}

    async def _look_out(
        self,
        conn: Connection,
        found: Sequence[Delivery],
        reached: Collection[str],
        now: datetime,
        resting: Mapping[str, float],
    ) -> Outlook:
        # Asked anew for each batch: what an account may do can change once its platform was asked.
        abilities = {name: channel.ability for name, channel in self._channels.items()}
        if not reached:
            return Outlook(abilities, resting)
        turns = {
            (one.lane, one.kind.value, one.subject, one.occurrence)
            for one in found
            if one.kind in MASSES and one.lane in reached
        }
        known = await prospects(conn, reached, turns, now)
        return outlook_of(abilities, resting, known, self._daily)

    def _decide_all(
        self,
        batch: Batch,
        found: Sequence[Delivery],
        outlook: Outlook,
        resting: Mapping[str, float],
    ) -> Decided:
        """What is to be sent; the rest is settled."""
        asking: Decided = []
        for one in found:
            decision = self._decide(one, outlook, batch.now)
            if decision.action is Action.SEND:
                asking.append((one, decision))
            elif decision.action is Action.WAIT:
                account = decision.address.account if decision.address else ""
                rest = timedelta(seconds=max(1.0, resting.get(account, 1.0)))
                batch.wait(one, decision.until or batch.now + rest, decision.words)
            else:
                batch.end(one, ENDS[decision.action], decision.words)
        return asking

    def _decide(self, one: Delivery, outlook: Outlook, now: datetime) -> Decision:
        try:
            return decide(one, outlook, self._quiet, now, self._peaks)
        except Exception as error:
            if self._said.is_new("decide", words := fault(error)):
                log.error("a delivery cannot be decided", kind=one.kind.value, fault=words)  # noqa: TRY400 - a traceback would quote rows
            return Decision(Action.WAIT, Reason.FAULT, until=now + FAULT_WAIT)

    async def _within_quotas(
        self, conn: Connection, batch: Batch, asking: Decided, reached: Collection[str]
    ) -> tuple[list[Delivery], set[Use]]:
        """What the day still allows is to be sent; the rest, and the quotas that are used up."""
        wanted = Counter(use for _, d in asking if (use := use_of(d)) in self._daily)
        if not wanted:
            batch.sending += asking
            return [], set()
        # All quotas that this batch may fall to are locked at once, and so in one order.
        every = {use: wanted[use] for use in self._daily if use[0] in reached or wanted[use]}
        left = await quotas.reserve(conn, every, self._daily, quotas.day_of(batch.now))
        turned_away: list[Delivery] = []
        short: set[Use] = set()
        for one, decision in asking:
            use = use_of(decision)
            if use not in self._daily:
                batch.sending.append((one, decision))
            elif left[use] > 0:
                left[use] -= 1
                batch.sending.append((one, decision))
            else:
                turned_away.append(one)
                short.add(use)
        return turned_away, short

    async def give_back(self, conn: Connection, decision: Decision, now: datetime) -> None:
        """What a decision to send took of the day's quota, as nothing is sent."""
        if (use := use_of(decision)) in self._daily:
            await quotas.give_back(conn, use, quotas.day_of(now))


def use_of(decision: Decision) -> Use:
    """What a decision to send counts against."""
    address, rung = target(decision)
    return address.account, rung.value


def target(decision: Decision) -> tuple[Reachable, Rung]:
    """Where a decision to send goes, and by which rung."""
    if decision.address is None or decision.rung is None:
        raise AssertionError("a decision to send names its address and rung")
    return decision.address, decision.rung
