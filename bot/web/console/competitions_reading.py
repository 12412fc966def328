"""The form of a competition read: the competition that it makes, and everything that is wrong."""

import dataclasses
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.content.durations import parse_duration
from bot.content.inducement import inducement
from bot.domain.competitions import (
    Category,
    Competition,
    CompetitionState,
    GroupName,
    Stage,
    StageKind,
)
from bot.domain.contests import (
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Counts,
    Criterion,
    Division,
    EntryKind,
    Occupation,
    Open,
    Per,
    Ranking,
    RankKey,
    Rule,
    Sheet,
    TeamAverageAge,
    TeamRule,
    Ties,
    WorkKind,
    WorkRule,
)
from bot.domain.names import NameFault, read_name
from bot.web.console.competitions_fields import Fields, FormFault, exact
from bot.web.console.competitions_written import Row, Written

_Word = TypeVar("_Word", bound=StrEnum)
_WITH_NUMBER = re.compile(r"(?P<title>.*?)[\s:：,，]*(?P<number>\d{1,4}(?:\.\d{1,4})?)\s*分?")
_WITH_PLACES = re.compile(
    r"(?P<title>.*?)[\s:：,，]*第?\s*(?P<first>\d{1,6})(?:\s*[-–—~～至到]\s*(?P<last>\d{1,6}))?\s*名?"
)
_SEPARATORS = re.compile(r"[、,，;；\n]+")
OLDEST = 150


@dataclass(frozen=True, slots=True)
class Base:
    """What the form does not hold. ``former``: the competition as it is stored; ``groups``: rows that
    may be chosen, with their names; ``kept``: groups that stay whatever is chosen (not met yet).
    """

    key: str
    zone: ZoneInfo
    former: Competition | None = None
    groups: Mapping[int, GroupName] = dataclasses.field(default_factory=dict)
    kept: Sequence[GroupName] = ()


def read(one: Written, base: Base) -> tuple[Competition, list[FormFault]]:
    """The competition that the form makes, with a stand-in for what cannot be read, and the faults
    of single fields. Whether it fits together is ``bot.content.competition_check``'s to say.
    """
    faults: list[FormFault] = []
    head = Fields(one.head, "", faults)
    zone = base.zone
    stages = _stages(one.stages, base, zone, faults)
    entry = head.choice("entry", EntryKind) or EntryKind.PERSON
    former = base.former
    competition = Competition(
        key=base.key,
        title=_unbaited(head, "title", head.line("title", 100)),
        category=head.choice("category", Category) or Category.OTHER,
        organiser=head.line("organiser", 200),
        link=_link(head),
        groups=(*(base.groups[row] for row in one.groups if row in base.groups), *base.kept),
        stages=stages,
        reminders=_reminders(one.reminders, faults),
        revision=former.revision if former else 0,
        rules=_unbaited(head, "rules", head.words("rules", 5000)),
        contact=head.line("contact", 200),
        zone=former.zone if former else "",
        entry=entry,
        team=_team(head) if entry is EntryKind.TEAM else None,
        divisions=_divisions(one.divisions, faults),
        ranking=_ranking(head, one.stages, stages, former, faults),
        state=former.state if former else CompetitionState.DRAFT,
        cancel_reason=former.cancel_reason if former else "",
    )
    return competition, faults


def _unbaited(head: Fields, name: str, words: str) -> str:
    if bait := inducement(words):
        head.fault(name, "bait", quote=bait)
    return words


def _link(head: Fields) -> str:
    typed = head.raw("link")
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(typed) <= 1000
    except ValueError:
        good = False
    if not good or not typed.isprintable() or any(char.isspace() for char in typed):
        head.fault("link", "link")
    return typed


def _reminders(chosen: Sequence[str], faults: list[FormFault]) -> tuple[timedelta, ...]:
    found = {parse_duration(one) for one in chosen}
    good = {one for one in found if one and one <= timedelta(days=60)}
    if len(good) < len(found) or len(good) > 10:
        faults.append(FormFault("reminders", "choice"))
    return tuple(sorted(good, reverse=True)[:10])


def _team(head: Fields) -> TeamRule:
    usual = TeamRule()
    return TeamRule(
        head.whole("team-least", 1, 1000) or usual.least,
        head.whole("team-most", 1, 1000) or usual.most,
        head.whole("team-certificate", 1, OLDEST),
        bool(head.raw("team-one")),
    )


def _divisions(rows: Sequence[Row], faults: list[FormFault]) -> tuple[Division, ...]:
    taken = {row["key"] for row in rows if row["key"]}
    found = []
    for place, row in enumerate(rows, 1):
        one = Fields(row, f"divisions-{place}-", faults)
        found.append(
            Division(
                row["key"] or _new_key("group", taken),
                one.line("title", 60),
                _rule(one),
                one.whole("quota", 1, 100_000),
                bool(one.raw("unhurried")),
            )
        )
    return tuple(found)


def _new_key(name: str, taken: set[str]) -> str:
    """A key that no other row has; it is added to ``taken``."""
    key, count = name, 1
    while key in taken:
        count += 1
        key = f"{name}-{count}"
    taken.add(key)
    return key


def _rule(one: Fields) -> Rule:
    match one.raw("rule"):
        case "born":
            return BirthWindow(one.day("from"), one.day("to"))
        case "age":
            least, most = one.whole("least", 0, OLDEST), one.whole("most", 0, OLDEST)
            return AgeOn(_needed_day(one), least, most)
        case "mean":
            least_mean, below = one.decimal("least", OLDEST), one.decimal("below", OLDEST)
            return TeamAverageAge(_needed_day(one), least_mean, below)
        case "occupation":
            return Occupation(_occupations(one))
        case _:
            return Open()


def _needed_day(one: Fields) -> date:
    if not one.raw("on"):
        one.fault("on", "day")
    return one.day("on") or date(2000, 1, 1)


def _occupations(one: Fields) -> tuple[str, ...]:
    names = [name.strip() for name in _SEPARATORS.split(one.raw("words")) if name.strip()]
    if len(names) > 50 or any(isinstance(read_name(name), NameFault) for name in names):
        one.fault("words", "occupations")
    return tuple(dict.fromkeys(names))[:50]


def _stages(
    rows: Sequence[Row], base: Base, zone: ZoneInfo, faults: list[FormFault]
) -> tuple[Stage, ...]:
    taken = {row["key"] for row in rows if row["key"]}
    former = {one.key: one for one in base.former.stages} if base.former else {}
    found: list[Stage] = []
    for place, row in enumerate(rows, 1):
        one = Fields(row, f"stages-{place}-", faults)
        kind = one.choice("kind", StageKind) or StageKind.REGISTRATION
        key = row["key"] or _new_key(kind.value, taken)
        stood_in = found[-1].closes if found else datetime(2000, 1, 1, tzinfo=UTC)
        opens, closes = one.instant("opens", zone), one.instant("closes", zone)
        found.append(_stage(one, key, kind, former.get(key), (opens or stood_in, closes)))
    return tuple(found)


def _stage(
    one: Fields,
    key: str,
    kind: StageKind,
    former: Stage | None,
    dates: tuple[datetime, datetime | None],
) -> Stage:
    opens, closes = dates
    quiz, upload = kind is StageKind.QUIZ, kind is StageKind.UPLOAD
    scored = kind in {StageKind.QUIZ, StageKind.JUDGING, StageKind.LIVE}
    return Stage(
        key=key,
        kind=kind,
        opens=opens,
        closes=closes or opens + timedelta(minutes=1),
        draw=one.whole("draw", 1, 200) if quiz else None,
        seconds=one.whole("seconds", 5, 7200) if quiz else None,
        attempts=one.whole("attempts", 1, 1000) if quiz else None,
        course=(one.raw("course") or None) if quiz else None,
        title=one.line("title", 60),
        place=one.line("place", 100) if kind is StageKind.LIVE else "",
        per_day=one.whole("per_day", 1, 1000) if quiz else None,
        counts=one.choice("counts", Counts) if quiz else None,
        works=_works(one) if upload else None,
        judging=_sheet(one, kind, former),
        advance=_advance(one) if scored else None,
    )


def _works(one: Fields) -> WorkRule:
    kinds = [kind for kind in WorkKind if kind.value in one.raw("kinds").split(",")]
    megabytes = one.whole("megabytes", 1, 2000) or WorkRule(()).megabytes
    return WorkRule(tuple(kinds), megabytes, one.whole("length", 1, 86_400))


def _sheet(one: Fields, kind: StageKind, former: Stage | None) -> Sheet | None:
    judged = kind is StageKind.JUDGING or (kind is StageKind.LIVE and one.raw("criteria"))
    if not judged:
        return None
    before = former.judging.criteria if former and former.judging else ()
    trim, decimals = one.whole("trim", 0, 5), one.whole("decimals", 0, 4)
    usual = Sheet(())
    return Sheet(
        _criteria(one, before),
        usual.trim if trim is None else trim,
        usual.decimals if decimals is None else decimals,
    )


def _criteria(one: Fields, before: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """A line each, with its most marks at the end. Marks are kept by key: a criterion keeps that of
    the same title, or of the same place where no title is left for it.
    """
    lines = [line.strip() for line in one.raw("criteria").split("\n") if line.strip()]
    read_ones: list[tuple[str, Decimal]] = []
    for line in lines[:20]:
        parts = _WITH_NUMBER.fullmatch(line)
        most = exact(parts["number"]) if parts else None
        title = read_name(parts["title"], 60) if parts else NameFault.EMPTY
        if most is None or isinstance(title, NameFault) or not 0 < most <= 1000:
            one.fault("criteria", "criteria", quote=line[:40])
            return ()
        read_ones.append((title, most))
    if len(lines) > 20:
        one.fault("criteria", "criteria", quote=lines[20][:40])
    keys = _criterion_keys([title for title, _ in read_ones], before)
    return tuple(
        Criterion(k, title, most) for k, (title, most) in zip(keys, read_ones, strict=True)
    )


def _criterion_keys(titles: Sequence[str], before: Sequence[Criterion]) -> list[str]:
    by_title = {one.title: one.key for one in before}
    taken = {by_title[title] for title in titles if title in by_title}
    keys = []
    for place, title in enumerate(titles):
        key = by_title.pop(title, "")
        if not key and place < len(before) and before[place].key not in taken:
            key = before[place].key
            taken.add(key)
        keys.append(key or _new_key("mark", taken | {one.key for one in before}))
        taken.add(keys[-1])
    return keys


def _advance(one: Fields) -> Advance | None:
    top = one.whole("top", 1, 100_000)
    return None if top is None else Advance(top, one.choice("per", Per) or Per.DIVISION)


def _ranking(
    head: Fields,
    rows: Sequence[Row],
    stages: Sequence[Stage],
    former: Competition | None,
    faults: list[FormFault],
) -> Ranking:
    chosen = (head.choice(f"key-{place}", RankKey) for place in range(1, 5))
    keys = tuple(one for one in chosen if one is not None)
    ties = head.choice("ties", Ties) or Ties.SHARED
    seed = head.line("seed", 200) or (former.ranking.seed if former else "")
    if ties is Ties.DRAWN and not seed:
        seed = secrets.token_hex(16)
    weights = []
    for place, (row, stage) in enumerate(zip(rows, stages, strict=True), 1):
        weight = Fields(row, f"stages-{place}-", faults).decimal("weight", 1000)
        if weight is not None and stage.kind in _WEIGHED:
            weights.append((stage.key, weight))
    return Ranking(keys, ties, tuple(weights), _awards(head), seed if ties is Ties.DRAWN else "")


_WEIGHED: Collection[StageKind] = frozenset({StageKind.QUIZ, StageKind.JUDGING, StageKind.LIVE})


def _awards(head: Fields) -> tuple[Award, ...]:
    """A line each: its title and its places."""
    found = []
    for line in head.raw("awards").split("\n")[:50]:
        if not line.strip():
            continue
        parts = _WITH_PLACES.fullmatch(line.strip())
        title = read_name(parts["title"], 60) if parts else NameFault.EMPTY
        if parts is None or isinstance(title, NameFault):
            head.fault("awards", "awards", quote=line.strip()[:40])
            continue
        first = int(parts["first"])
        found.append(Award(title, first, int(parts["last"] or first)))
    return tuple(found)
