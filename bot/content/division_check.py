"""Whether divisions fit together: reversed limits, some who fit two, some who fit none.

Overlaps and gaps are looked for among divisions that go by the same thing: birth dates, the age on
the same day, the team's mean age on the same day, occupations.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.content.competition_findings import Fault, Finding
from bot.content.table import is_id
from bot.domain.contests import (
    AgeOn,
    BirthWindow,
    Division,
    EntryKind,
    Occupation,
    Open,
    Rule,
    TeamAverageAge,
)

_NEVER = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class _Span:
    """A division as a half-open interval of what it goes by."""

    place: int
    title: str
    begin: Decimal
    end: Decimal


def check_divisions(divisions: Sequence[Division], entry: EntryKind) -> Iterator[Finding]:
    """What does not fit in ``divisions``, one after the other, then between them."""
    for place, division in enumerate(divisions, 1):
        path = f"divisions[{place}]"
        before = divisions[: place - 1]
        if not is_id(division.key):
            yield Finding(f"{path}.id", Fault.BAD_ID, (division.key,))
        elif any(one.key == division.key for one in before):
            yield Finding(f"{path}.id", Fault.TWICE, (division.key,))
        if not division.title.strip():
            yield Finding(f"{path}.title", Fault.EMPTY)
        if division.quota is not None and division.quota <= 0:
            yield Finding(f"{path}.quota", Fault.NOT_POSITIVE, (str(division.quota),))
        if isinstance(division.rule, TeamAverageAge) and entry is EntryKind.PERSON:
            yield Finding(f"{path}.team_average_age", Fault.AVERAGE_OF_PERSONS)
        yield from _rule(path, division.rule)
        everybody = next((one for one in before if isinstance(one.rule, Open)), None)
        if everybody is not None:
            yield Finding(path, Fault.NEVER_REACHED, (everybody.title,))
    yield from _between(divisions)


def _rule(path: str, rule: Rule) -> Iterator[Finding]:
    match rule:
        case BirthWindow(first, last):
            yield from _limits(f"{path}.born", first, last)
        case AgeOn(_, least, most):
            yield from _limits(f"{path}.age", least, most)
        case TeamAverageAge(_, least, below):
            yield from _limits(f"{path}.team_average_age", least, below, equal_is_empty=True)
        case Occupation(names):
            if not any(name.strip() for name in names):
                yield Finding(f"{path}.occupation", Fault.EMPTY)
        case Open():
            pass


def _limits(
    path: str,
    low: date | Decimal | int | None,
    high: date | Decimal | int | None,
    *,
    equal_is_empty: bool = False,
) -> Iterator[Finding]:
    if low is None and high is None:
        yield Finding(path, Fault.EMPTY_RULE)
    elif low is not None and high is not None:
        begin, end = _number(low), _number(high)
        if end < begin or (equal_is_empty and end == begin):
            yield Finding(path, Fault.REVERSED, (str(low), str(high)))


def _between(divisions: Sequence[Division]) -> Iterator[Finding]:
    everybody = any(isinstance(one.rule, Open) for one in divisions)
    for spans in _scales(divisions).values():
        ordered = sorted(spans, key=lambda span: (span.begin, span.end))
        furthest = ordered[0]
        for one in ordered[1:]:
            first, second = sorted((furthest, one), key=lambda span: span.place)
            if one.begin < furthest.end:
                path = f"divisions[{second.place}]"
                yield Finding(path, Fault.DIVISIONS_OVERLAP, (first.title,))
            elif one.begin > furthest.end and not everybody:
                path = f"divisions[{one.place}]"
                yield Finding(path, Fault.DIVISIONS_GAP, (furthest.title,))
            furthest = max(furthest, one, key=lambda span: span.end)
    yield from _shared_occupations(divisions)


def _scales(divisions: Sequence[Division]) -> dict[str, list[_Span]]:
    """By what they go by, the divisions that let in anybody at all."""
    scales: dict[str, list[_Span]] = defaultdict(list)
    for place, division in enumerate(divisions, 1):
        measured = _measured(division.rule)
        if measured is not None and measured[1] < measured[2]:
            scale, begin, end = measured
            scales[scale].append(_Span(place, division.title, begin, end))
    return scales


def _measured(rule: Rule) -> tuple[str, Decimal, Decimal] | None:
    """What a rule goes by, from where and up to where (exclusive); None: by no measure."""
    match rule:
        case BirthWindow(first, last):
            return ("born", _low(first), _after(last))
        case AgeOn(day, least, most):
            return (f"age on {day}", _low(least), _after(most))
        case TeamAverageAge(day, least, below):
            return (f"mean on {day}", _low(least), _NEVER if below is None else below)
        case _:
            return None


def _low(value: date | Decimal | int | None) -> Decimal:
    return -_NEVER if value is None else _number(value)


def _after(last: date | int | None) -> Decimal:
    """The first value behind an interval that ends with ``last``."""
    return _NEVER if last is None else _number(last) + 1


def _number(value: date | Decimal | int) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)


def _shared_occupations(divisions: Sequence[Division]) -> Iterator[Finding]:
    owners: dict[str, Division] = {}
    for place, division in enumerate(divisions, 1):
        if not isinstance(division.rule, Occupation):
            continue
        shared = {owners[name].title for name in division.rule.any_of if name in owners}
        for title in sorted(shared):
            yield Finding(f"divisions[{place}].occupation", Fault.DIVISIONS_OVERLAP, (title,))
        for name in division.rule.any_of:
            owners.setdefault(name, division)
