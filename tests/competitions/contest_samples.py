"""Stages, competitions and performances for tests of the decisions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.competitions.scoring.ranking import Out, Performance
from bot.domain.competitions import Category, Competition, Stage, StageKind

START = datetime(2027, 3, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def stage(kind: StageKind, opens: int = 0, closes: int = 1, key: str = "") -> Stage:
    """A stage from so many days after the start to so many."""
    return Stage(key or kind.value, kind, START + opens * DAY, START + closes * DAY)


def contest(*stages: Stage) -> Competition:
    """A competition of these stages."""
    return Competition(
        key="contest",
        title="知识竞赛",
        category=Category.OTHER,
        organiser="某某图书馆",
        link="",
        groups=(),
        stages=stages,
        reminders=(),
    )


def scored(number: int, score: str | None, time_ms: int | None = None) -> Performance:
    """One entry's score and time."""
    value = None if score is None else Decimal(score)
    return Performance(entry=number, number=number, score=value, time_ms=time_ms)


def many_performances() -> st.SearchStrategy[list[Performance]]:
    """Up to 30 entries with many ties, missing values, several divisions and units."""
    scores = st.none() | st.integers(0, 4).map(lambda n: Decimal(n) / 4)
    one = st.builds(
        Performance,
        entry=st.integers(1, 10_000),
        number=st.integers(1, 10_000),
        division=st.sampled_from([None, "a", "b"]),
        unit=st.sampled_from([None, 1, 2]),
        score=scores,
        time_ms=st.none() | st.integers(0, 3),
        finished_at=st.none() | st.integers(0, 2).map(lambda n: START + n * DAY),
        born=st.none() | st.integers(1950, 1952).map(lambda year: date(year, 1, 1)),
        out=st.sampled_from([None, None, None, Out.DISQUALIFIED, Out.NOT_IN]),
    )
    return st.lists(one, max_size=30, unique_by=lambda found: found.number)
