"""One day on simulated time: each lesson gets the turn that the planner's arithmetic gives it, is
decided by the program's own ladder, and goes when its channel's rate and the day's quota let it.
Only people and platforms are played.
"""

import heapq
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import count
from random import Random
from typing import Any

from bench.scale.assumptions import (
    CUSTOMER_A_DAY,
    MORNING,
    PACING,
    QUIET,
    WINDOW_HOURS,
    WINDOW_PLACES,
    ZONE,
    Assumptions,
)
from bench.scale.day import (
    ABILITIES,
    FETCHED,
    HANDED_OVER,
    NOT_REACHED,
    PUSHED_CUSTOMER,
    PUSHED_TELEGRAM,
    Day,
    Fleet,
    instant,
)
from bench.scale.population import MINUTES_A_DAY, Person, minute_of
from bench.scale.turns import Gate, Lane, Stream
from bot.delivery.deciding import Action, Decision, Outlook, Reason, decide
from bot.domain.delivery import Kind
from bot.store.deliveries import Delivery, Reachable

SESSION_MINUTES = 4
"""Over how many minutes the requests of one session are spread."""
QUIET_MARGIN = 1.0
"""Minutes before quiet hours by which the last turn comes (``LATE`` in bot/store/planning/pacing.py)."""
SHORTEST_WAIT = 1 / 60e3
"""Minutes; a millisecond, so that simulated time moves on."""


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


@dataclass(slots=True)
class _Owed:
    """One lesson: whose, for which break, and when its turn is."""

    person: int
    slot: int
    turn: float = 0.0


class _What(IntEnum):
    """What happens; of one minute in this order."""

    REPLY = 0
    SESSION = 1
    SLOT = 2
    TURN = 3
    SERVE = 4


@dataclass(order=True, slots=True)
class _Event:
    """``number`` keeps the order of what falls together; ``person`` and ``slot`` go with all but
    SERVE, which is of a ``channel``.
    """

    minute: float
    what: _What
    number: int
    person: int = 0
    slot: int = 0
    channel: str = ""
    due: float = 0.0


class Simulation:
    """The day of a sample, each person standing for ``a.learners / len(people)`` learners."""

    def __init__(
        self,
        people: Sequence[Person],
        a: Assumptions,
        fleet: Fleet,
        tolerance: float,
        seed: int,
        telegram: Gate | None = None,
    ) -> None:
        """``tolerance`` is how many minutes a lesson may be planned after its time. ``telegram``
        takes the place of the bots' stream.
        """
        self._people = people
        self._a = a
        self._rng = Random(seed)
        self._weight = weight = a.learners / len(people)
        self._lanes = {
            "wechat": Lane(weight / (fleet.accounts * a.pace) / 60, tolerance),
            "telegram": Lane(weight / (fleet.bots * a.bot_pace) / 60, tolerance),
        }
        self._gates: dict[str, Gate] = {
            "wechat": Stream(weight / (fleet.accounts * a.wechat_rate) / 60),
            "telegram": telegram or Stream(weight / (fleet.bots * a.bulk_rate) / 60),
        }
        self._queues: dict[str, deque[_Owed]] = {name: deque() for name in self._gates}
        self._asking: set[str] = set()
        self._quota = {"wechat": fleet.accounts * float(CUSTOMER_A_DAY)}
        self._windows = [_Window(p.last_message, p.places) for p in people]
        self._session: dict[int, float] = {}
        self._events: list[_Event] = []
        self._numbers = count()
        self._day = Day()

    def run(self) -> Day:
        """From 04:00 to 04:00."""
        steps = {
            _What.REPLY: self._reply,
            _What.SESSION: self._early,
            _What.SLOT: self._plan,
            _What.TURN: self._come,
            _What.SERVE: self._serve,
        }
        self._begin()
        while self._events:
            event = heapq.heappop(self._events)
            steps[event.what](event)
        return self._day

    def _later(self, minute: float, what: _What, **more: Any) -> None:
        heapq.heappush(self._events, _Event(minute, what, next(self._numbers), **more))

    def _begin(self) -> None:
        """What is known beforehand: the times people chose, and who comes before them."""
        for number, person in enumerate(self._people):
            if not person.served:
                continue
            self._day.sessions += self._weight if person.lag is not None else 0
            if person.early and person.lag is not None:
                at = person.slots[person.session_slot] + person.lag
                self._later(at, _What.SESSION, person=number)
            for slot, minute in enumerate(person.slots):
                self._later(minute, _What.SLOT, person=number, slot=slot)

    # a lesson's way -----------------------------------------------------------------------

    def _plan(self, event: _Event) -> None:
        """Its time has come: the planner gives it a turn, unless it was fetched."""
        person, slot = self._people[event.person], event.slot
        self._count("chosen", person, event.minute)
        if person.early and person.session_slot == slot and event.person in self._session:
            self._done(person, FETCHED)
            return
        turn = self._lanes[person.channel].turn(event.minute)
        turn = max(event.minute, min(turn, _latest_turn(person, slot)))
        self._count("due", person, turn)
        self._later(turn, _What.TURN, person=event.person, slot=slot)

    def _come(self, event: _Event) -> None:
        """Its turn: behind those of its channel that still wait."""
        channel = self._people[event.person].channel
        self._queues[channel].append(_Owed(event.person, event.slot, event.minute))
        if channel not in self._asking:
            self._work(channel, event.minute)

    def _serve(self, event: _Event) -> None:
        self._asking.discard(event.channel)
        self._work(event.channel, event.minute)

    def _work(self, channel: str, minute: float) -> None:
        """Decide what waits, until the channel takes no more."""
        queue = self._queues[channel]
        while queue:
            wait = self._deliver(queue[0], minute)
            if wait is not None:
                self._asking.add(channel)
                self._later(minute + wait, _What.SERVE, channel=channel)
                return
            queue.popleft()

    def _deliver(self, owed: _Owed, minute: float) -> float | None:
        """Decide one; the minutes to wait where its channel takes nothing now."""
        person = self._people[owed.person]
        decision = self._decide(person, owed, minute)
        reason = decision.reason
        if decision.action is Action.SEND and not self._quota_left(person.channel):
            reason = Reason.DAY_QUOTA
        elif decision.action is Action.SEND:
            wait, granted = self._gates[person.channel].ask(owed.person, minute, waited_for=False)
            if not granted:
                return max(wait, SHORTEST_WAIT)
            self._decided(owed, minute)
            self._sent(person, owed, minute + wait)
            return None
        self._decided(owed, minute)
        self._hold(person, owed, minute, reason)
        return None

    def _decide(self, person: Person, owed: _Owed, minute: float) -> Decision:
        window = self._windows[owed.person]
        session = self._session.get(owed.person)
        if session is not None and person.writes and session <= minute:
            window.spoke(session)
        address = window.at(person.channel)
        delivery = delivery_of(person, owed.person, owed.slot, address, due=owed.turn)
        return decide(delivery, Outlook(ABILITIES), QUIET, instant(minute))

    def _quota_left(self, channel: str) -> bool:
        return self._quota.get(channel, self._weight) >= self._weight

    def _decided(self, owed: _Owed, minute: float) -> None:
        person = self._people[owed.person]
        self._day.waits[person.channel].append(60 * (minute - owed.turn))
        self._day.moved[person.channel].append(minute - person.slots[owed.slot])
        if person.slots[owed.slot] == MORNING:
            self._day.last_of_morning[person.channel] = minute

    def _sent(self, person: Person, owed: _Owed, minute: float) -> None:
        if person.channel in self._quota:
            self._quota[person.channel] -= self._weight
            self._windows[owed.person].places -= 1
        self._count("sent", person, minute)
        if _comes_for(person, owed.slot):
            self._meet(owed.person, minute + (person.lag or 0))
        way = PUSHED_CUSTOMER if person.channel == "wechat" else PUSHED_TELEGRAM
        self._done(person, way)

    def _hold(self, person: Person, owed: _Owed, minute: float, reason: Reason) -> None:
        """Into the inbox, until the next contact or until the next lesson takes its place."""
        self._count("held", person, minute)
        self._day.reasons[str(reason)] += round(self._weight)
        if _comes_for(person, owed.slot):
            self._meet(owed.person, max(minute, person.slots[owed.slot] + (person.lag or 0)))
            self._done(person, HANDED_OVER)
            return
        self._count("expired", person, _ends(person, owed.slot))
        self._done(person, NOT_REACHED)

    # people -------------------------------------------------------------------------------

    def _early(self, event: _Event) -> None:
        self._meet(event.person, event.minute)

    def _meet(self, number: int, start: float) -> None:
        """A session begins; on Telegram each request is answered by a message."""
        self._session[number] = start
        person = self._people[number]
        each = self._a.requests / SESSION_MINUTES
        for minute in range(SESSION_MINUTES):
            self._count("requests", person, start + minute, each)
        if person.channel != "telegram":
            return
        more = self._rng.random() < self._a.requests % 1
        for _ in range(int(self._a.requests) + more):
            at = start + SESSION_MINUTES * self._rng.random()
            self._later(at, _What.REPLY, person=number, due=at)

    def _reply(self, event: _Event) -> None:
        wait, granted = self._gates["telegram"].ask(event.person, event.minute, waited_for=True)
        if granted:
            self._day.replies.append(60 * (event.minute + wait - event.due))
        else:
            again = event.minute + max(wait, SHORTEST_WAIT)
            self._later(again, _What.REPLY, person=event.person, due=event.due)

    def _count(self, what: str, person: Person, minute: float, each: float = 1.0) -> None:
        self._day.count(what, person.channel, minute, each * self._weight)

    def _done(self, person: Person, way: str) -> None:
        self._day.ways[person.track, way] += round(self._weight)


def _comes_for(person: Person, slot: int) -> bool:
    """Whether today's session follows this lesson, and not an earlier hour."""
    return person.lag is not None and not person.early and person.session_slot == slot


def _latest_turn(person: Person, slot: int) -> float:
    """No lesson is moved further than half-way to the next, nor into quiet hours
    (bot/store/planning/lessons.py).
    """
    begin = person.slots[slot]
    half = (begin + _ends(person, slot)) / 2
    if PACING.quiet_from is None:
        return half
    quiet = minute_of(PACING.quiet_from.isoformat("minutes"))
    quiet += MINUTES_A_DAY if quiet <= begin else 0
    return min(half, max(begin, quiet - QUIET_MARGIN))


def _ends(person: Person, slot: int) -> float:
    """When the next lesson takes the place of this one."""
    return [*person.slots[slot + 1 :], person.slots[0] + MINUTES_A_DAY][0]


def delivery_of(
    person: Person,
    learner: int,
    slot: int,
    address: Reachable,
    kind: Kind = Kind.LESSON,
    due: float | None = None,
) -> Delivery:
    """One thing owed to a person of the sample, as the claim query would bring it."""
    since = instant(person.slots[slot] if due is None else due)
    until = _ends(person, slot) if kind is Kind.LESSON or due is None else due + 180
    return Delivery(
        row=learner,
        lane=person.channel,
        kind=kind,
        subject="course",
        occurrence="today",
        due=since,
        expires=instant(until),
        decided_at=None,
        attempts=0,
        unsent=0,
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
        if decide(delivery, Outlook(ABILITIES), QUIET, instant(minute)).action is Action.SEND:
            way = PUSHED_CUSTOMER if person.channel == "wechat" else PUSHED_TELEGRAM
        else:
            comes = session is not None and minute < session < minute + 180
            way = HANDED_OVER if comes else NOT_REACHED
        found[way] += round(weight)
    return found


def _usual_session(person: Person) -> float | None:
    return None if person.lag is None else person.slots[person.session_slot] + person.lag
