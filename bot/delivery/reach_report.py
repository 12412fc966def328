"""The report of a subject, held against its forecast: line by line, with the difference in words.

Pure. Every line counts people; together they are all for whom something was planned.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.delivery.deciding import Reason
from bot.delivery.forecasting import NOT_REACHED
from bot.domain.delivery import Rung
from bot.store.reach.forecasts import About, Forecast
from bot.store.reach.outcomes import MassPart, Outcome

NOT_PLANNED = "not planned: "
"""How the reasons begin for whom a lesson day has nothing planned at all."""


class Way(StrEnum):
    """How people are reached, or are not; the lines of forecast and report."""

    SEND = "send"
    CUSTOMER = "customer"
    NOTICE = "notice"
    TEMPLATE = "template"
    MASS = "mass"
    REPLY = "reply"
    HELD = "hold"
    NOT_REACHED = NOT_REACHED
    OPEN = "open"


WORDS = {
    Way.SEND: "sent on its channel",
    Way.CUSTOMER: "free now, in an open window",
    Way.NOTICE: "by subscription notice",
    Way.TEMPLATE: "by template message",
    Way.MASS: "by mass message",
    Way.REPLY: "free, with a reply: they came by themselves",
    Way.HELD: "held in the inbox for the next contact",
    Way.NOT_REACHED: "not reached",
    Way.OPEN: "still to be decided, or on its way",
}

_MORE = {
    Way.SEND: "more were reached on a channel that takes messages at any time",
    Way.CUSTOMER: "more had written or clicked before it went out, so that a window was open",
    Way.NOTICE: "more had a consent left and no window open",
    Way.TEMPLATE: "more fell to the template: no cheaper way carried them",
    Way.MASS: "more were left to the mass message: no other way carried them",
    Way.REPLY: "more came by themselves and had it with a reply",
    Way.HELD: "more had no way left, and have not come by since",
    Way.NOT_REACHED: "more left, stopped, were refused by the platform, or it was over for them",
    Way.OPEN: "are not decided yet",
}
_FEWER = {
    Way.SEND: "fewer: they left, or had it in another way",
    Way.CUSTOMER: "fewer: their window had closed or was used up, or they had it with a reply",
    Way.NOTICE: "fewer: their consent was used up or withdrawn, or they had it free",
    Way.TEMPLATE: "fewer: they had it free or by notice, or the day's quota went elsewhere",
    Way.MASS: "fewer: another way carried them before, or they could have no more this month",
    Way.REPLY: "fewer came by themselves",
    Way.HELD: "fewer: they came by, or another way opened",
    Way.NOT_REACHED: "fewer: they came back, or were reached after all",
    Way.OPEN: "fewer are open",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """Of a line: why, and how many; ``forecast`` is None where nothing was forecast."""

    reason: str
    forecast: int | None
    came: int


@dataclass(frozen=True, slots=True)
class Line:
    """How many were to be reached in one way, how many were, and the difference in words."""

    way: Way
    forecast: int | None
    came: int
    difference: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One account's part of a subject: ``planned`` is the sum of its lines.

    ``joined`` says in words how many more or fewer were planned than forecast. ``left_out`` are
    those for whom the forecast saw that nothing would be planned.
    """

    account: str
    about: About
    forecast: Forecast | None
    planned: int
    joined: str
    lines: tuple[Line, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    parts: tuple[MassPart, ...] = ()


def reports(
    about: Iterable[About],
    made: Sequence[Forecast],
    came: Sequence[Outcome],
    parts: Sequence[MassPart] = (),
) -> list[Report]:
    """One report for each account and occurrence of a subject that there is anything to say of.

    ``about`` are the occurrences, in the order in which they are told of.
    """
    found = []
    for one in about:
        forecasts = {f.account: f for f in made if f.about.occurrence == one.occurrence}
        theirs = [o for o in came if o.occurrence == one.occurrence]
        for account in sorted({*forecasts, *(o.account for o in theirs)}):
            outcomes = [o for o in theirs if o.account == account]
            calls = tuple(
                p for p in parts if p.account == account and p.occurrence == one.occurrence
            )
            found.append(_report(account, one, forecasts.get(account), outcomes, calls))
    return found


def _report(
    account: str,
    about: About,
    forecast: Forecast | None,
    outcomes: Sequence[Outcome],
    parts: tuple[MassPart, ...],
) -> Report:
    came = Counter[tuple[Way, str]]()
    for one in outcomes:
        came[_way(one), _reason(one)] += one.people
    meant = Counter[tuple[Way, str]]()
    left_out = []
    for rung, reason, people in forecast.counts if forecast else ():
        if reason.startswith(NOT_PLANNED):
            left_out.append((reason.removeprefix(NOT_PLANNED), people))
        else:
            way = Way(rung)
            meant[way, reason if way in _WITH_REASONS else ""] += people
    planned = came.total()
    lines = tuple(
        line for way in Way if (line := _line(way, meant if forecast else None, came)) is not None
    )
    joined = _joined(planned - meant.total()) if forecast else ""
    return Report(account, about, forecast, planned, joined, lines, tuple(left_out), parts)


_WITH_REASONS = frozenset({Way.HELD, Way.NOT_REACHED, Way.MASS})
WENT_OUT, IN_A_CALL, WAITS = "went out", "in a call that is on its way", "waits for its turn"


def _way(one: Outcome) -> Way:
    """The line that an outcome is counted in."""
    match one.state:
        case "sent":
            return Way(one.rung) if one.rung in set(Way) else Way.REPLY
        case "open":
            return Way.OPEN
        case "held":
            return Way.MASS if one.rung == Rung.MASS or _waits_for_mass(one) else Way.HELD
        case _:
            return Way.NOT_REACHED


def _waits_for_mass(one: Outcome) -> bool:
    return one.reason.endswith(Reason.MASS.value)


def _reason(one: Outcome) -> str:
    """What tells people of a line apart."""
    way = _way(one)
    if way is not Way.MASS:
        return one.reason if way in _WITH_REASONS else ""
    if one.state == "sent":
        return WENT_OUT
    return IN_A_CALL if one.rung == Rung.MASS else WAITS


def _line(
    way: Way, meant: Counter[tuple[Way, str]] | None, came: Counter[tuple[Way, str]]
) -> Line | None:
    actual = _of(way, came)
    expected = None if meant is None else _of(way, meant)
    if not actual and not expected:
        return None
    difference = "" if expected is None else in_words(way, sum(actual.values()), expected.total())
    details: tuple[Detail, ...] = ()
    if way in _WITH_REASONS:
        # What was forecast for a mass message says nothing of how far it is now.
        reasons = {**actual, **(expected or {})} if way is not Way.MASS else dict(actual)
        details = tuple(
            Detail(
                reason,
                None if expected is None or way is Way.MASS else expected[reason],
                actual[reason],
            )
            for reason in sorted(reasons, key=lambda r: (-actual[r], r))
        )
    total = None if expected is None else expected.total()
    return Line(way, total, actual.total(), difference, details)


def _of(way: Way, counts: Counter[tuple[Way, str]]) -> Counter[str]:
    found = Counter[str]()
    for (where, reason), people in counts.items():
        if where is way:
            found[reason] += people
    return found


def in_words(way: Way, came: int, forecast: int) -> str:
    """The difference: "412 more came by themselves and had it with a reply"; "as forecast"."""
    more = came - forecast
    if not more:
        return "as forecast"
    said = _MORE[way] if more > 0 else _FEWER[way]
    return f"{abs(more):,} {said}"


def _joined(more: int) -> str:
    if not more:
        return "As many were planned as were forecast."
    if more > 0:
        return f"{more:,} more were planned than were forecast: they joined after it was counted."
    return (
        f"{-more:,} fewer were planned than were forecast: they left before it was planned,"
        " or it is not planned for them yet."
    )
