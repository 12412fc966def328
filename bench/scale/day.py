"""One day on simulated time: each delivery is decided by the program's own ladder, each answer
of a platform followed by the program's own rules; only people and platforms are played.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bench.scale.assumptions import (
    CUSTOMER_A_DAY,
    DAY_BEGINS,
    MORNING,
    QUIET,
    WINDOW_HOURS,
    WINDOW_PLACES,
    ZONE,
    Assumptions,
)
from bench.scale.population import MINUTES_A_DAY, Person
from bot.delivery.deciding import Action, Decision, decide
from bot.delivery.outcomes import Step, follow
from bot.domain.delivery import Kind, Outcome, Result, Rung, Scope
from bot.ports import Ability
from bot.store.deliveries import Delivery, Reachable

ABILITIES = {
    "wechat": Ability(replies_in_response=True, pushes=frozenset({Rung.CUSTOMER})),
    "telegram": Ability(replies_in_response=False, pushes=frozenset({Rung.SEND})),
}
"""A verified service account and a bot, as their channels describe themselves."""

FETCHED = "fetched before it was due"
PUSHED_TELEGRAM = "pushed by Telegram"
PUSHED_CUSTOMER = "pushed as a customer message"
HANDED_OVER = "held, handed over with the next contact"
NOT_REACHED = "held, no contact before the next lesson"
WAYS = (PUSHED_TELEGRAM, PUSHED_CUSTOMER, FETCHED, HANDED_OVER, NOT_REACHED)

SESSION_MINUTES = 4
"""Over how many minutes the requests of one session are spread."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many identities there are to send with."""

    accounts: int
    bots: int


@dataclass(slots=True)
class Day:
    """What came of a day; counts are of the whole province, waits of the sample.

    ``by_minute`` holds, for each minute from 04:00, how many lessons became due, were sent, were
    held, and how many requests came in; ``sent_by_minute`` parts the sent ones by channel.
    ``waits`` are seconds from due to sent, by channel.
    """

    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by_minute: dict[str, list[float]] = field(
        default_factory=lambda: {
            what: [0.0] * MINUTES_A_DAY for what in ("due", "sent", "held", "requests")
        }
    )
    sent_by_minute: dict[str, list[float]] = field(
        default_factory=lambda: {name: [0.0] * MINUTES_A_DAY for name in ABILITIES}
    )
    waits: dict[str, list[float]] = field(default_factory=lambda: {"wechat": [], "telegram": []})
    sessions: float = 0
    last_of_morning: dict[str, float] = field(default_factory=dict)

    def way(self, *ways: str) -> float:
        """How many lessons went by any of ``ways``, over all tracks."""
        return sum(n for (_, way), n in self.ways.items() if way in ways)

    @property
    def lessons(self) -> float:
        """Lessons owed that day."""
        return sum(self.ways.values())

    def peak(self, what: str) -> float:
        """The most in one minute, as a rate per second."""
        return max(self.by_minute[what]) / 60


@dataclass(slots=True)
class _Window:
    """What is left of one learner's message window while the day goes on."""

    opened: float | None
    places: int

    def at(self, account: str) -> Reachable:
        """The address with this window, as the claim query would read it."""
        if self.opened is None:
            return Reachable(1, account, "someone")
        until = instant(self.opened) + timedelta(hours=WINDOW_HOURS)
        return Reachable(1, account, "someone", (until, self.places))

    def spoke(self, minute: float) -> None:
        """A message at ``minute`` opens a new one; the same message opens it once."""
        if self.opened is None or self.opened < minute:
            self.opened, self.places = minute, WINDOW_PLACES


@dataclass(order=True, slots=True)
class _Owed:
    """One lesson: when it is sent at the earliest, whose, and for which break."""

    minute: float
    person: int
    slot: int


def instant(minute: float) -> datetime:
    """A minute of the simulated day as an instant."""
    return DAY_BEGINS + timedelta(minutes=minute)


class Simulation:
    """The day of a sample, each person standing for ``weight`` learners."""

    def __init__(
        self,
        people: Sequence[Person],
        a: Assumptions,
        fleet: Fleet,
        tolerance: float,
        seed: int,
    ) -> None:
        """``tolerance`` is how many minutes a lesson may be moved back to smooth a peak."""
        self._people = people
        self._a = a
        self._tolerance = tolerance
        self._rng = Random(seed)
        self._weight = a.learners / len(people)
        rates = {
            "wechat": fleet.accounts * a.wechat_rate,
            "telegram": fleet.bots * a.telegram_rate,
        }
        self._minutes_each = {name: self._weight / rate / 60 for name, rate in rates.items()}
        self._free = dict.fromkeys(rates, 0.0)
        self._quota = {"wechat": fleet.accounts * float(CUSTOMER_A_DAY), "telegram": float("inf")}
        self._windows = [_Window(p.last_message, p.places) for p in people]
        self._session: dict[int, float] = {}
        self._day = Day()

    def run(self) -> Day:
        """From 04:00 to 04:00."""
        for owed in sorted(self._owed()):
            self._deliver(owed)
        for person in self._people:
            if person.served and person.lag is not None:
                self._day.sessions += self._weight
        return self._day

    def _owed(self) -> Iterator[_Owed]:
        """What the planner owes today, each moved back within its tolerance."""
        for number, person in enumerate(self._people):
            if not person.served:
                continue
            for slot, minute in enumerate(person.slots):
                yield _Owed(minute + self._tolerance * self._rng.random(), number, slot)

    def _deliver(self, owed: _Owed) -> None:
        person = self._people[owed.person]
        self._count("due", owed.minute)
        session = self._session_of(owed, person, arrived=None)
        if session is not None:
            self._done(person, FETCHED)
            return
        decision = self._decide(person, owed, owed.minute)
        sends_at = max(owed.minute, self._free[person.channel])
        if decision.action is Action.SEND and sends_at > owed.minute:
            decision = self._decide(person, owed, sends_at)
        if decision.action is Action.SEND and self._send(person, owed, sends_at):
            self._session_of(owed, person, arrived=sends_at)
            return
        self._hold(person, owed, decision)

    def _decide(self, person: Person, owed: _Owed, minute: float) -> Decision:
        window = self._windows[owed.person]
        session = self._session.get(owed.person)
        if session is not None and person.writes and session <= minute:
            window.spoke(session)
        delivery = delivery_of(person, owed.person, owed.slot, window.at(person.channel))
        return decide(delivery, ABILITIES, QUIET, instant(minute))

    def _send(self, person: Person, owed: _Owed, minute: float) -> bool:
        """Put it to the platform; False when that says the account's day is used up."""
        channel = person.channel
        outcome = Outcome(Result.SENT)
        if self._quota[channel] < self._weight:
            outcome = Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)
        if follow(outcome, Kind.LESSON, 1, instant(minute), 0.5).step is not Step.SENT:
            self._day.reasons[str(outcome.result)] += round(self._weight)
            return False
        self._quota[channel] -= self._weight
        self._free[channel] = minute + self._minutes_each[channel]
        if channel == "wechat":
            self._windows[owed.person].places -= 1
        self._count("sent", minute)
        self._day.sent_by_minute[channel][int(minute) % MINUTES_A_DAY] += self._weight
        self._day.waits[channel].append(60 * (minute - owed.minute))
        if person.slots[owed.slot] == MORNING:
            self._day.last_of_morning[channel] = minute
        self._done(person, PUSHED_CUSTOMER if channel == "wechat" else PUSHED_TELEGRAM)
        return True

    def _hold(self, person: Person, owed: _Owed, decision: Decision) -> None:
        """Into the inbox, until the next contact or until the next lesson takes its place."""
        self._count("held", owed.minute)
        if decision.action is not Action.SEND:
            self._day.reasons[str(decision.reason)] += round(self._weight)
        session = self._session_of(owed, person, arrived=person.slots[owed.slot])
        self._done(person, HANDED_OVER if session is not None else NOT_REACHED)

    def _session_of(self, owed: _Owed, person: Person, arrived: float | None) -> float | None:
        """When today's session of this break begins, if there is one.

        It follows the lesson by the person's lag; before it ``arrived`` only the early come.
        """
        if person.lag is None or person.session_slot != owed.slot:
            return None
        if owed.person in self._session:
            return self._session[owed.person]
        usual = person.slots[owed.slot] + person.lag
        if arrived is None and not (person.early and usual <= owed.minute):
            return None
        start = usual if arrived is None else arrived + person.lag
        self._session[owed.person] = start
        for minute in range(SESSION_MINUTES):
            self._count("requests", start + minute, self._a.requests / SESSION_MINUTES)
        return start

    def _count(self, what: str, minute: float, each: float = 1.0) -> None:
        self._day.by_minute[what][int(minute) % MINUTES_A_DAY] += each * self._weight

    def _done(self, person: Person, way: str) -> None:
        self._day.ways[person.track, way] += round(self._weight)


def delivery_of(
    person: Person,
    learner: int,
    slot: int,
    address: Reachable,
    kind: Kind = Kind.LESSON,
    due: float | None = None,
) -> Delivery:
    """One thing owed to a person of the sample, as the claim query would bring it."""
    ends = [*person.slots[slot + 1 :], person.slots[0] + MINUTES_A_DAY]
    return Delivery(
        row=learner,
        kind=kind,
        subject="course",
        occurrence="today",
        due=instant(person.slots[slot] if due is None else due),
        expires=instant(ends[0] if due is None else due + 180),
        attempts=0,
        uncertain=False,
        detail={},
        learner=learner,
        group=None,
        zone=ZONE,
        recipient_state=person.state,
        addresses=() if person.gone else (address,),
    )


def remind(people: Sequence[Person], a: Assumptions, minute: float) -> Mapping[str, float]:
    """A competition closes three hours after ``minute``: who is reminded how, by the ladder."""
    weight = a.learners / len(people)
    found: Counter[str] = Counter()
    for number, person in enumerate(people):
        if not (person.entrant and person.served):
            continue
        window = _Window(person.last_message, person.places)
        session = _usual_session(person)
        if session is not None and person.writes and session <= minute:
            window.spoke(session)
        address = window.at(person.channel)
        delivery = delivery_of(person, number, 0, address, Kind.REMINDER, minute)
        if decide(delivery, ABILITIES, QUIET, instant(minute)).action is Action.SEND:
            way = PUSHED_CUSTOMER if person.channel == "wechat" else PUSHED_TELEGRAM
        else:
            comes = session is not None and minute < session < minute + 180
            way = HANDED_OVER if comes else NOT_REACHED
        found[way] += round(weight)
    return found


def _usual_session(person: Person) -> float | None:
    return None if person.lag is None else person.slots[person.session_slot] + person.lag
