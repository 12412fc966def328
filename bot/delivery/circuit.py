"""Stop early what fails for everybody: the circuit of an account (``contents``: of one text).

While a platform is down, or refuses our credentials, each further send would only wear out a
delivery and fill the log. So an account's sends stop after a few failures in a row, one probe at
a time finds out when it is over, and the account goes on by itself. All of it is a pure function
of state, outcome and time; ``Circuit`` only keeps the state.

A pause the platform asks for (THROTTLED) is the limiter's: here it only shows that somebody
answers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.outcomes import LONGEST_REST, MISCONFIGURED_PAUSE, SHORTEST, in_words
from bot.domain.delivery import Outcome, Result, Scope

AFTER = 8
"""So many silences in a row stop an account. A platform that fails one call in twenty gives five
in a row every 3.4 million calls, a province's day; eight in a row come once in 27 thousand
million. And one that is down shows eight at once, being asked by dozens of sends at a time."""

WITHIN = timedelta(minutes=2)
"""The row must fit into this. One delivery that fails alone, repeated by its own backoff (after
2, 4, 8, 16, 32 s), comes to six in that time: it stops nobody else."""

PROBE_PATIENCE = timedelta(seconds=60)
"""A probe without an outcome for so long is lost with its task; a send takes at most 30 s."""

LOOK_AGAIN = timedelta(seconds=1)
"""How soon to ask again while a probe is under way: its answer opens the way at any moment."""

ALARM_AGAIN = timedelta(minutes=10)
"""A platform that comes and goes is one trouble: within this time it raises no second alarm."""


class Cause(StrEnum):
    """Why an account is stopped."""

    SILENCE = "the platform is down or does not answer"
    REFUSAL = "the platform refuses our credentials or settings"


PAUSES: dict[Cause, tuple[timedelta, timedelta]] = {
    Cause.SILENCE: (SHORTEST, LONGEST_REST),
    Cause.REFUSAL: (timedelta(seconds=30), MISCONFIGURED_PAUSE),
}
"""The first pause and the longest; each probe that fails doubles it. The longest is what the
trouble costs an account at most after it is over: a platform comes back by itself at any second,
a setting is mended by a person, and refused credentials are not to be worn out."""

_MENDS: dict[Cause, str] = {
    Cause.SILENCE: "if it lasts, check this machine's network and the platform's notices",
    Cause.REFUSAL: "run yike doctor",
}


class Turn(StrEnum):
    """What a step did to a circuit."""

    OPENED = "opened"
    REOPENED = "reopened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Stop:
    """Why an account rests: since when, on which code of the platform, for how long a pause."""

    cause: Cause
    code: str
    since: datetime
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Closed:
    """All may go. ``failures`` are the times of the last silences in a row."""

    generation: int = 0
    failures: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing goes until ``until``."""

    generation: int
    stop: Stop
    until: datetime


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """One probe is under way; it counts as lost after ``until``."""

    generation: int
    stop: Stop
    until: datetime


State = Closed | Open | HalfOpen
"""Every change has a new generation: what was begun in an older one says nothing any more."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One delivery may go; ``generation`` goes back with its outcome."""

    generation: int
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A turn of a circuit, in words for an operator; ``alarm``: new enough to call a person."""

    turn: Turn
    reason: str
    alarm: bool


def ask(state: State, now: datetime) -> tuple[State, Permit | timedelta]:
    """A permit for one delivery, or how long to wait before asking again (more than nothing)."""
    if isinstance(state, Closed):
        return state, Permit(state.generation)
    wait = _wait(state, now)
    if wait:
        return state, wait
    probing = HalfOpen(state.generation + 1, state.stop, now + PROBE_PATIENCE)
    return probing, Permit(probing.generation, probe=True)


def judge(
    state: State, outcome: Outcome, generation: int, now: datetime
) -> tuple[State, Turn | None]:
    """What ``outcome`` of a send permitted in ``generation`` makes of the circuit.

    What was begun before the last turn changes nothing: neither do late failures lengthen a
    pause, nor does a late success end it.
    """
    if generation != state.generation or isinstance(state, Open):
        return state, None
    cause = cause_of(outcome)
    if isinstance(state, HalfOpen):
        if cause is None:
            return Closed(state.generation + 1), Turn.CLOSED
        return _reopened(state, cause, outcome.code, now), Turn.REOPENED
    if cause is None:
        return (replace(state, failures=()) if state.failures else state), None
    return _failed(state, cause, outcome.code, now)


def give_back(state: State, permit: Permit, now: datetime) -> State:
    """A permit that was not used: a probe's goes to the next who asks."""
    if isinstance(state, HalfOpen) and permit.generation == state.generation:
        return Open(state.generation + 1, state.stop, now)
    return state


def cause_of(outcome: Outcome) -> Cause | None:
    """What ``outcome`` says against the whole account; None: its platform works.

    An answer that never came (UNKNOWN) cannot speak of one chat, whatever its scope says.
    """
    match outcome.result, outcome.scope:
        case Result.MISCONFIGURED, _:
            return Cause.REFUSAL
        case (Result.UNKNOWN, _) | (Result.UNAVAILABLE, Scope.ACCOUNT):
            return Cause.SILENCE
        case _:
            return None


def _wait(state: Open | HalfOpen, now: datetime) -> timedelta:
    """How long until asking again may help. A clock set back must not lengthen a pause."""
    left = state.until - now
    longest = state.stop.pause if isinstance(state, Open) else PROBE_PATIENCE
    if not timedelta(0) < left <= longest:
        return timedelta(0)
    return left if isinstance(state, Open) else min(left, LOOK_AGAIN)


def _failed(state: Closed, cause: Cause, code: str, now: datetime) -> tuple[State, Turn | None]:
    recent = [at for at in state.failures if timedelta(0) <= now - at <= WITHIN]
    failures = (*recent, now)
    if cause is Cause.SILENCE and len(failures) < AFTER:
        return replace(state, failures=failures), None
    stop = Stop(cause, code, now, PAUSES[cause][0])
    return Open(state.generation + 1, stop, now + stop.pause), Turn.OPENED


def _reopened(state: HalfOpen, cause: Cause, code: str, now: datetime) -> Open:
    first, longest = PAUSES[cause]
    same = cause is state.stop.cause
    pause = min(state.stop.pause * 2, longest) if same else first
    stop = Stop(cause, code, state.stop.since, pause)
    return Open(state.generation + 1, stop, now + pause)


class Circuit:
    """The circuit of one account in one process: keeps the state, and says what happened."""

    def __init__(self, account: str) -> None:
        """Closed: all may go."""
        self._account = account
        self._state: State = Closed()
        self._alarmed: dict[Cause, datetime] = {}

    @property
    def state(self) -> State:
        """For metrics and status: Closed, Open or HalfOpen, with the reason of a stop."""
        return self._state

    def may_send(self, now: datetime) -> Permit | float:
        """A permit, to be answered by ``note`` or ``give_back``; or the seconds to wait."""
        self._state, answer = ask(self._state, now)
        return answer if isinstance(answer, Permit) else answer.total_seconds()

    def seconds_until_try(self, now: datetime) -> float:
        """How long nothing of the account can go; 0: ``may_send`` would give a permit."""
        if isinstance(self._state, Closed):
            return 0.0
        return _wait(self._state, now).total_seconds()

    def room(self, now: datetime) -> int | None:
        """How many deliveries are worth claiming now; None: as many as one likes."""
        if isinstance(self._state, Closed):
            return None
        return 0 if _wait(self._state, now) else 1

    def note(self, outcome: Outcome, generation: int, now: datetime) -> Event | None:
        """Take in the outcome of a send with a permit of ``generation``; what it turned."""
        before = self._state
        self._state, turn = judge(before, outcome, generation, now)
        match turn, before, self._state:
            case Turn.CLOSED, HalfOpen(stop=stop), _:
                return Event(turn, self._went_on(stop, now), alarm=False)
            case ((Turn.OPENED | Turn.REOPENED), _, Open(stop=stop)):
                return Event(turn, self._stopped(stop), alarm=self._alarms(stop, now))
            case _:
                return None

    def give_back(self, permit: Permit, now: datetime) -> None:
        """A permit that no send used: nothing was needed after all, or we were stopped."""
        self._state = give_back(self._state, permit, now)

    def _alarms(self, stop: Stop, now: datetime) -> bool:
        """One alarm for one trouble: none again for the same cause within the same stop, and
        none for a stop that soon follows another; if it lasts, a later probe's failure tells.
        """
        told = self._alarmed.get(stop.cause)
        if told is not None and (stop.since <= told <= now or abs(now - told) < ALARM_AGAIN):
            return False
        self._alarmed[stop.cause] = now
        return True

    def _stopped(self, stop: Stop) -> str:
        code = f" ({stop.code})" if stop.code else ""
        return (
            f"account {self._account} stopped: {stop.cause.value}{code}; {_MENDS[stop.cause]};"
            f" it tries again by itself at least every {in_words(PAUSES[stop.cause][1])}"
        )

    def _went_on(self, stop: Stop, now: datetime) -> str:
        return f"account {self._account} sends again after {in_words(now - stop.since)}"
