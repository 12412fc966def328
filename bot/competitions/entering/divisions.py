"""Which division an entry belongs to, and why it belongs to none."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.competitions.entering.ages import full_years, mean_years
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What divisions go by. ``births``: of the person, or of the team's counted members
    (``bot.competitions.entering.teams.counted``); None where it is not known.
    """

    kind: EntryKind
    births: tuple[date | None, ...]
    occupation: str = ""


class Fits(StrEnum):
    """What became of looking for a division; the first two are good."""

    DIVISION = "found a division"
    NONE_NEEDED = "the competition has no divisions"
    NOWHERE = "fits no division"
    FULL = "the division is full"
    BIRTH_MISSING = "the birth date is needed"
    OCCUPATION_MISSING = "the occupation is needed"


@dataclass(frozen=True, slots=True)
class Found:
    """The division, where there is one (also a full one), and why."""

    division: Division | None
    why: Fits

    @property
    def good(self) -> bool:
        """Whether the entry can be taken."""
        return self.why in {Fits.DIVISION, Fits.NONE_NEEDED}


class Ask(StrEnum):
    """What an entrant has to say so that a division can be found."""

    BIRTH = "birth"
    OCCUPATION = "occupation"


def division_of(
    divisions: Sequence[Division], facts: Facts, taken: Mapping[str, int] | None = None
) -> Found:
    """The first division in order that ``facts`` fit. ``taken``: by division key, the entries it
    has already (without this one). A full one is not passed over for the next: who belongs to the
    seniors does not sing with the young because the seniors are many.
    """
    if not divisions:
        return Found(None, Fits.NONE_NEEDED)
    for division in divisions:
        verdict = _fits(division.rule, facts)
        if isinstance(verdict, Fits):
            return Found(None, verdict)
        if verdict:
            full = division.quota is not None and (taken or {}).get(division.key, 0) >= (
                division.quota
            )
            return Found(division, Fits.FULL if full else Fits.DIVISION)
    return Found(None, Fits.NOWHERE)


def asked_of(divisions: Sequence[Division]) -> frozenset[Ask]:
    """What has to be asked before ``division_of`` can answer."""
    asks = {_needs(division.rule) for division in divisions}
    return frozenset(ask for ask in asks if ask is not None)


def occupations(divisions: Sequence[Division]) -> tuple[str, ...]:
    """The occupations to choose from, each once, in the order in which the organiser wrote them."""
    named = (
        name for one in divisions if isinstance(one.rule, Occupation) for name in one.rule.any_of
    )
    return tuple(dict.fromkeys(named))


def _needs(rule: Rule) -> Ask | None:
    match rule:
        case BirthWindow() | AgeOn() | TeamAverageAge():
            return Ask.BIRTH
        case Occupation():
            return Ask.OCCUPATION
        case Open():
            return None


def _fits(rule: Rule, facts: Facts) -> bool | Fits:
    """Whether ``facts`` fit ``rule``; what is missing where that cannot be told."""
    if isinstance(rule, Open):
        return True
    if isinstance(rule, Occupation):
        return _has_occupation(rule, facts)
    if isinstance(rule, TeamAverageAge) and facts.kind is EntryKind.PERSON:
        return False
    births = [born for born in facts.births if born is not None]
    if len(births) < len(facts.births) or not births:
        return Fits.BIRTH_MISSING
    if isinstance(rule, TeamAverageAge):
        return _has_mean(rule, births)
    return all(_has_birth(rule, born) for born in births)


def _has_occupation(rule: Occupation, facts: Facts) -> bool | Fits:
    if not facts.occupation.strip():
        return Fits.OCCUPATION_MISSING
    return _plain(facts.occupation) in {_plain(name) for name in rule.any_of}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _has_mean(rule: TeamAverageAge, births: Sequence[date]) -> bool:
    mean = mean_years(births, rule.day)
    return (rule.least is None or mean >= Fraction(rule.least)) and (
        rule.below is None or mean < Fraction(rule.below)
    )


def _has_birth(rule: BirthWindow | AgeOn, born: date) -> bool:
    if isinstance(rule, BirthWindow):
        return (rule.first or date.min) <= born <= (rule.last or date.max)
    years = full_years(born, rule.day)
    return years >= (rule.least or 0) and (rule.most is None or years <= rule.most)
