"""The rules of a competition beyond its dates: divisions, works, rounds, judging, ranking.

They are written in competition files (``bot.content.competition_file``) and in the console, stored
as JSON, and read by the pure decisions in ``bot.competitions``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class EntryKind(StrEnum):
    """Who enters: one person, or several under one name."""

    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class BirthWindow:
    """Born from ``first`` to ``last``, both days included; None: open at that end."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class AgeOn:
    """``least`` to ``most`` full years old on ``day``, both included; None: open at that end.

    Full years as the Civil Code counts them: a year older from the day of birth on.
    """

    day: date
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class TeamAverageAge:
    """The mean of the members' full years on ``day`` is at least ``least`` and below ``below``;
    None: open at that end.
    """

    day: date
    least: Decimal | None
    below: Decimal | None


@dataclass(frozen=True, slots=True)
class Occupation:
    """One of these occupations, as the organiser writes them."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Anybody."""


Rule = BirthWindow | AgeOn | TeamAverageAge | Occupation | Open


@dataclass(frozen=True, slots=True)
class Division:
    """Who competes with whom. ``quota``: entries at most (None: no limit). ``unhurried``: no item
    of a quiz round has a time limit.
    """

    key: str
    title: str
    rule: Rule
    quota: int | None = None
    unhurried: bool = False


class WorkKind(StrEnum):
    """What can be handed in."""

    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    DOCUMENT = "document"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class WorkRule:
    """What an upload stage takes: ``kinds``, at most ``megabytes`` (of 1,000,000 bytes) and
    ``seconds`` long (None: no limit).
    """

    kinds: tuple[WorkKind, ...]
    megabytes: int = 20
    seconds: int | None = None


class Counts(StrEnum):
    """Which of several attempts at a round counts."""

    BEST = "best"
    LAST = "last"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What judges give marks for: from 0 to ``most``."""

    key: str
    title: str
    most: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """How judges score: ``criteria``; so many of the highest and of the lowest totals are dropped
    (``trim`` each) where more than ``2 * trim`` judges scored; the mean is rounded half up to
    ``decimals``.
    """

    criteria: tuple[Criterion, ...]
    trim: int = 1
    decimals: int = 2


class Per(StrEnum):
    """Among whom the best go on."""

    DIVISION = "division"
    UNIT = "unit"
    """The group that an entry competes for."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Advance:
    """Who goes on: the first ``top`` per division, per unit within a division, or of all. Those who
    share the last place go on together.
    """

    top: int
    per: Per = Per.DIVISION


class RankKey(StrEnum):
    """What is compared, best first."""

    SCORE = "score"
    """Higher is better."""
    TIME = "time"
    """Time used, in milliseconds; shorter is better."""
    FINISHED = "finished"
    """The earlier moment is better."""
    AGE = "age"
    """The earlier birth is better."""


class Ties(StrEnum):
    """What becomes of those whom no key tells apart."""

    SHARED = "shared"
    """They share a place, and the next ones are left out: 1-2-2-4."""
    DRAWN = "drawn"
    """A lot decides, drawn by a recorded seed."""


@dataclass(frozen=True, slots=True)
class Award:
    """``title`` for the places ``first`` to ``last`` of each division."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """How places are given. ``weights``: by stage key, what its score counts in the final one
    (empty: the last stage with a score decides). ``seed`` is for lots.
    """

    keys: tuple[RankKey, ...] = (RankKey.SCORE, RankKey.TIME, RankKey.FINISHED)
    ties: Ties = Ties.SHARED
    weights: tuple[tuple[str, Decimal], ...] = ()
    awards: tuple[Award, ...] = ()
    seed: str = ""


USUAL_RANKING = Ranking()
"""The score, then the time used, then who was earlier; places are shared."""


@dataclass(frozen=True, slots=True)
class TeamRule:
    """What a team must be: so many members; singers of ``certificate_age`` or more full years on the
    division's day need a health certificate (None: nobody does); who is in one team is in no other
    (``one_team``).
    """

    least: int = 2
    most: int = 60
    certificate_age: int | None = None
    one_team: bool = True
