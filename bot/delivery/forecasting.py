"""Reach, counted before it goes out: what the ladder will do with each delivery of a subject.

Pure: whoever is counted comes from ``bot.store.reach.people``, and each is decided by the very
function that decides for the engine, at the moment of his or her turn. What a platform counts by
the day is used up in the order of the turns, so that what does not fit falls to the next rung.

What it cannot know: who writes or clicks before it goes out, and what else goes out meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import floor

from bot.delivery.deciding import Action, Decision, Outlook, decide
from bot.delivery.masses.budget import MassRules
from bot.domain.delivery import Kind, Rung
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability
from bot.store.planning.pacing import Pacing
from bot.store.planning.restraint import Restraint
from bot.store.quotas import Use, day_of
from bot.store.reach.forecasts import About, Bounds, Count, Forecast
from bot.store.reach.lessons import HOLIDAY, OFF_DAY, SILENT
from bot.store.reach.people import Owed

NOT_REACHED = "none"
"""In place of a rung: nobody is there, or nothing may be sent."""
MOST_STEPS = 12
"""A delivery waits for the end of quiet hours once or twice and loses a few rungs; one that is
not decided after so many steps is counted as held with the reason it had."""
MASS_CALL = timedelta(seconds=1)
MASS_RECEIVERS = 10_000
"""A mass message goes in calls of so many, sixty a minute (reference: 群发)."""

REMINDERS_WITHIN = timedelta(minutes=5)
"""Reminders are spread over no more than that, as planning has it (``competitions.moments.LEAD``)."""

LEFT_OUT = {
    "paused": "not planned: the learner has paused",
    "stopped": "not planned: the learner wants no messages",
    "away": "not planned: the learner was silent for two weeks, and had a farewell",
    "gone": "not planned: no address is left",
    SILENT: "not planned: days without an answer, so a lesson comes every third day",
    HOLIDAY: "not planned: a public holiday, which the learner keeps free",
    OFF_DAY: "not planned: the learner wants nothing on this day",
}
"""Of a lesson day: for whom nothing is planned, by the learner's state or what stands against it."""
NOT_STARTED = "not planned: the learner has not begun"


def _nothing_holds_back(_: date) -> Restraint:
    return Restraint()


@dataclass(frozen=True, slots=True)
class World:
    """What holds in this deployment: what its accounts may do, quiet hours, the daily quotas by
    account and rung, how fast deliveries are planned, and the rules of mass messages of the
    accounts that may send them; the meal ``peaks`` in which couriers ride, and what keeps lessons
    of a day from coming by themselves (``restraint``, which may take its time).
    """

    abilities: Mapping[str, Ability]
    quiet: QuietHours
    daily: Mapping[Use, int] = field(default_factory=dict)
    pacing: Pacing = field(default_factory=Pacing)
    masses: Mapping[str, MassRules] = field(default_factory=dict)
    peaks: Sequence[QuietHours] = ()
    restraint: Callable[[date], Restraint] = _nothing_holds_back


class Turns:
    """When each of many gets his turn, as planning will give it (``bot.store.planning.pacing``)."""

    def __init__(self, pacing: Pacing, free: Mapping[str, datetime]) -> None:
        """``free`` says up to when a queue's turns are given out already."""
        self._steps = {lane: 1 / pace for lane, pace in pacing.paces.items()}
        self._step = 1 / pacing.pace
        self._tolerance = pacing.tolerance.total_seconds()
        self._free = {queue: moment.timestamp() for queue, moment in free.items()}

    def turn(self, one: Owed) -> datetime:
        """The next turn in its queue; whole seconds after its start."""
        if not one.queue:
            return one.start
        start = one.start.timestamp()
        place = max(self._free.get(one.queue, start), start)
        self._free[one.queue] = place + self._steps.get(one.delivery.lane, self._step)
        at = one.start + timedelta(seconds=floor(self._folded(place - start)))
        return at if one.latest is None else max(one.start, min(at, one.latest))

    def _folded(self, later: float) -> float:
        """What does not fit into the tolerance is spread over its last third."""
        tolerance = self._tolerance
        if later <= tolerance:
            return later
        return tolerance * 2 / 3 + (later - tolerance) % (tolerance / 3) if tolerance else 0.0


class Budget:
    """What is left of the day's quotas, used up one by one."""

    def __init__(self, limits: Mapping[Use, int], used: Mapping[tuple[Use, str], int]) -> None:
        """``used`` is what was used of them already, by day."""
        self._limits = limits
        self._used = dict(used)

    def take(self, use: Use, day: str) -> bool:
        """Whether one more of ``use`` goes on ``day``; it is counted then."""
        limit = self._limits.get(use)
        if limit is None:
            return True
        taken = self._used.get((use, day), 0)
        if taken >= limit:
            return False
        self._used[use, day] = taken + 1
        return True


@dataclass(slots=True)
class _Tally:
    """What one account came to."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    begins: datetime | None = None
    finishes: datetime | None = None

    def seen(self, turn: datetime) -> None:
        if self.begins is None or turn < self.begins:
            self.begins = turn

    def pushed(self, at: datetime) -> None:
        if self.finishes is None or at > self.finishes:
            self.finishes = at


class Counting:
    """Counts one subject over all accounts; give it everybody, in the order of the turns."""

    def __init__(self, world: World, about: About, bounds: Bounds) -> None:
        """``bounds`` are what is taken already."""
        self._world = world
        self._about = about
        self._turns = Turns(_pacing(world.pacing, about), bounds.free)
        self._budget = Budget(world.daily, bounds.used)
        self._mass_turns = bounds.turns
        self._plain = Outlook(
            world.abilities,
            stopped=bounds.stopped,
            masses={
                (account, about.kind.value, about.subject, about.occurrence): due
                for account, due in bounds.turns.items()
            },
        )
        self._outlooks: dict[str, Outlook] = {}
        self._days: dict[datetime, str] = {}
        self._tallies: dict[str, _Tally] = {}

    def count(self, some: Iterable[Owed]) -> None:
        """Count these, each at the moment of its turn."""
        for one in some:
            turn = self._turns.turn(one)
            if one.delivery.due == one.start:
                one.delivery.due = turn
            decision, at = self._decided(one, turn)
            tally = self._tally(one.delivery.lane)
            tally.seen(turn)
            tally.counts[_line(decision)] += 1
            if decision.action is Action.SEND:
                tally.pushed(at)
                if one.again:
                    _use_up(decision)

    def leave_out(self, some: Sequence[tuple[str, str]], people: int = 1) -> None:
        """Count (account, learner's state) of those for whom nothing is planned, ``people`` each."""
        for account, state in some:
            reason = LEFT_OUT.get(state, NOT_STARTED)
            self._tally(account).counts[NOT_REACHED, reason] += people

    def forecasts(self, now: datetime) -> list[Forecast]:
        """One for each account that came up, as of ``now``."""
        return [
            self._forecast(account, tally, now) for account, tally in sorted(self._tallies.items())
        ]

    def _tally(self, account: str) -> _Tally:
        found = self._tallies.get(account)
        if found is None:
            found = self._tallies[account] = _Tally()
        return found

    def _forecast(self, account: str, tally: _Tally, now: datetime) -> Forecast:
        by_mass = sum(n for (rung, _), n in tally.counts.items() if rung == Rung.MASS)
        if by_mass and account in self._mass_turns:
            calls = -(-by_mass // MASS_RECEIVERS)
            tally.pushed(max(self._mass_turns[account], now) + calls * MASS_CALL)
        counts = sorted(
            tally.counts.items(), key=lambda item: (_ORDER.index(item[0][0]), -item[1])
        )
        lines: tuple[Count, ...] = tuple((rung, why, people) for (rung, why), people in counts)
        begins = tally.begins or now
        people = tally.counts.total()
        return Forecast(account, self._about, now, begins, tally.finishes, people, lines)

    # deciding -----------------------------------------------------------------------------

    def _decided(self, one: Owed, at: datetime) -> tuple[Decision, datetime]:
        """The last step of the ladder for ``one``, and when it comes."""
        decision = self._decide(one, at)
        for _ in range(MOST_STEPS):
            if decision.action is Action.WAIT and decision.until is not None:
                at = decision.until
            elif decision.action is not Action.SEND or self._take(decision, at):
                break
            decision = self._decide(one, at)
        return decision, at

    def _decide(self, one: Owed, at: datetime) -> Decision:
        world = self._world
        return decide(one.delivery, self._outlook(at), world.quiet, at, world.peaks)

    def _take(self, decision: Decision, at: datetime) -> bool:
        """Reserve a place in the day's quota; when there is none, the rung is spent for the day."""
        use, day = _use(decision), self._day(at)
        if self._budget.take(use, day):
            return True
        self._outlooks[day] = self._outlook(at).with_spent([use])
        return False

    def _outlook(self, at: datetime) -> Outlook:
        return self._outlooks.get(self._day(at), self._plain)

    def _day(self, at: datetime) -> str:
        """The platforms' day. Turns are whole seconds, so that there are few of them."""
        found = self._days.get(at)
        if found is None:
            found = self._days[at] = day_of(at)
        return found


def _pacing(pacing: Pacing, about: About) -> Pacing:
    if about.kind is not Kind.REMINDER:
        return pacing
    return replace(pacing, tolerance=min(pacing.tolerance, REMINDERS_WITHIN))


def _use(decision: Decision) -> Use:
    if decision.address is None or decision.rung is None:
        raise AssertionError("a decision to send names its address and rung")
    return decision.address.account, decision.rung.value


def _line(decision: Decision) -> tuple[str, str]:
    """The line of a forecast it is counted in."""
    if decision.action is Action.SEND and decision.rung is not None:
        return decision.rung.value, decision.reason.value
    if decision.action is Action.HOLD:
        rung = decision.rung or Rung.HOLD
        return rung.value, decision.reason.value if rung is Rung.MASS else decision.words
    return NOT_REACHED, decision.words


_ORDER = [*(rung.value for rung in Rung), NOT_REACHED]


def _use_up(decision: Decision) -> None:
    """Who gets more of it on the same day has one place, or one consent, less."""
    address = decision.address
    if address is None:
        return
    if decision.window == "message":
        address.message_window = _one_less(address.message_window)
    elif decision.window == "click":
        address.click_window = _one_less(address.click_window)
    elif decision.template is not None and address.notices.get(decision.template.id, 0) > 0:
        left = address.notices[decision.template.id] - 1
        address.notices = {**address.notices, decision.template.id: left}


def _one_less(window: tuple[datetime | None, int]) -> tuple[datetime | None, int]:
    until, left = window
    return until, left - 1
