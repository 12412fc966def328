"""What a new competition begins with: one of four usual forms, its dates laid out from tomorrow."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.competitions.moments import USUAL_REMINDERS
from bot.domain.competitions import Category, Competition, CompetitionState, Stage, StageKind
from bot.domain.contests import (
    Advance,
    AgeOn,
    Award,
    Counts,
    Criterion,
    Division,
    Ranking,
    RankKey,
    Sheet,
    WorkKind,
    WorkRule,
)
from bot.texts.catalogue import Texts

STARTS = ("quiz", "singing", "reading", "empty")
BEGINS, ENDS = 9, 18
"""Hours of the day at which stages open and close: while the library is open."""


class _Days:
    """Lays stages one behind the other, whole days."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        today = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        self.begins = today.replace(hour=BEGINS) + timedelta(days=1)

    def take(self, days: int) -> tuple[datetime, datetime]:
        """The next ``days`` days; the day after them is the next one's."""
        opens = self.begins
        closes = (opens + timedelta(days=days - 1)).replace(hour=ENDS)
        self.begins = opens + timedelta(days=days)
        return opens, closes


def start(name: str, now: datetime, zone: ZoneInfo, t: Texts) -> Competition:
    """A competition to begin with; ``name`` is one of ``STARTS``, anything else the empty one."""
    days = _Days(now, zone)
    made = {"quiz": _quiz, "singing": _singing, "reading": _reading}.get(name, _empty)
    return made(days, t)


def _blank(
    category: Category,
    stages: tuple[Stage, ...],
    divisions: tuple[Division, ...] = (),
    ranking: Ranking | None = None,
) -> Competition:
    return Competition(
        key="",
        title="",
        category=category,
        organiser="",
        link="",
        groups=(),
        stages=stages,
        reminders=USUAL_REMINDERS,
        divisions=divisions,
        ranking=ranking or Ranking(),
        state=CompetitionState.DRAFT,
    )


def _awards(t: Texts) -> tuple[Award, ...]:
    return (
        Award(t("competitions-start-first"), 1, 1),
        Award(t("competitions-start-second"), 2, 3),
        Award(t("competitions-start-third"), 4, 6),
    )


def _registration(days: _Days, length: int) -> Stage:
    return Stage("registration", StageKind.REGISTRATION, *days.take(length))


def _publicity(days: _Days) -> Stage:
    return Stage("publicity", StageKind.PUBLICITY, *days.take(5))


def _quiz(days: _Days, t: Texts) -> Competition:
    registration = _registration(days, 7)
    round_ = Stage(
        "quiz",
        StageKind.QUIZ,
        *days.take(7),
        draw=10,
        seconds=30,
        attempts=3,
        per_day=1,
        counts=Counts.BEST,
    )
    ranking = Ranking(awards=_awards(t))
    stages = (registration, round_, _publicity(days))
    return _blank(Category.CLASSICAL_READING, stages, ranking=ranking)


def _singing(days: _Days, t: Texts) -> Competition:
    registration = _registration(days, 10)
    kinds = (WorkKind.VIDEO, WorkKind.AUDIO, WorkKind.LINK)
    works = Stage("works", StageKind.UPLOAD, *days.take(10), works=WorkRule(kinds, 20, 300))
    sheet = Sheet(
        (
            Criterion("pitch", t("competitions-start-pitch"), Decimal(40)),
            Criterion("voice", t("competitions-start-voice"), Decimal(30)),
            Criterion("feeling", t("competitions-start-feeling"), Decimal(30)),
        )
    )
    judging = Stage("judging", StageKind.JUDGING, *days.take(5), judging=sheet, advance=Advance(3))
    final = Stage("final", StageKind.LIVE, *days.take(1), judging=sheet)
    day = registration.closes.date()
    divisions = (
        Division("middle", t("competitions-start-middle"), AgeOn(day, 55, 69)),
        Division("old", t("competitions-start-old"), AgeOn(day, 70, None)),
    )
    ranking = Ranking(keys=(RankKey.SCORE,), awards=_awards(t))
    stages = (registration, works, judging, final, _publicity(days))
    return _blank(Category.CANTONESE_SONGS, stages, divisions, ranking)


def _reading(days: _Days, t: Texts) -> Competition:
    registration = _registration(days, 7)
    kinds = (WorkKind.VIDEO, WorkKind.AUDIO, WorkKind.LINK)
    works = Stage("works", StageKind.UPLOAD, *days.take(10), works=WorkRule(kinds, 20, 300))
    sheet = Sheet(
        (
            Criterion("speech", t("competitions-start-speech"), Decimal(40)),
            Criterion("feeling", t("competitions-start-feeling"), Decimal(40)),
            Criterion("bearing", t("competitions-start-bearing"), Decimal(20)),
        )
    )
    judging = Stage("judging", StageKind.JUDGING, *days.take(5), judging=sheet)
    ranking = Ranking(keys=(RankKey.SCORE,), awards=_awards(t))
    stages = (registration, works, judging, _publicity(days))
    return _blank(Category.CLASSICAL_READING, stages, ranking=ranking)


def _empty(days: _Days, t: Texts) -> Competition:  # noqa: ARG001 - it says nothing
    return _blank(Category.OTHER, (_registration(days, 7),))
