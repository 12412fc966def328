"""A competition as an organiser writes it down (design section 9)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.content.competition_check import check, faults_of
from bot.content.competition_findings import Finding, in_words
from bot.content.competition_rules import (
    Tables,
    keep,
    read_advance,
    read_divisions,
    read_ranking,
    read_sheet,
    read_team,
    read_works,
)
from bot.content.durations import parse_duration
from bot.content.faults import Faults, quoted
from bot.content.files import printable, read_text
from bot.content.inducement import inducement
from bot.content.question_file import induces
from bot.content.stage_check import QUIZ_ONLY
from bot.content.table import Table
from bot.content.values import Place
from bot.content.wrong import Located, WrongInputError, wrong
from bot.content.yaml_tree import compose
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.contests import Counts, EntryKind

REQUIRED = ("id", "title", "category", "organiser", "stages")
OPTIONAL = (
    "link",
    "groups",
    "reminders",
    "rules",
    "contact",
    "zone",
    "entry",
    "team",
    "divisions",
    "ranking",
)
STAGE_REQUIRED = ("id", "kind", "opens", "closes")
STAGE_OPTIONAL = (*QUIZ_ONLY, "title", "place", "works", "judging", "advance")
MOST_RULES = 5000
LONGEST_REMINDER = timedelta(days=60)

_INSTANT = re.compile(
    r"20\d\d-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?(?P<zone>[Zz]| ?[+-]\d\d:?\d\d)?", re.ASCII
)
_GROUP = re.compile(
    r"(?P<account>[A-Za-z0-9][A-Za-z0-9_-]{0,39}):(?P<group>[!-~]{1,64})", re.ASCII
)
NO_TIME = datetime.min.replace(tzinfo=UTC)
_Read = TypeVar("_Read")


def load_competition(path: Path) -> Competition:
    """The competition in the file ``path``; its instants in UTC, its reminders longest first.

    Raises InputError whose lines (up to 20) each name the file, the line and key, what was
    read, and the mend.
    """
    if not path.is_file():
        raise WrongInputError(Located(wrong("competition-absent"), printable(path)))
    name = printable(path.name)
    faults = Faults()
    text = read_text(path.resolve(), name, faults)
    competition = None if text is None else read_competition(text, name, faults)
    faults.stop()
    if competition is None:
        raise WrongInputError(Located(wrong("competition-none"), name))
    return competition


def read_competition(text: str, name: str, faults: Faults) -> Competition | None:
    """The competition that ``text`` is, of a file called ``name``; what is wrong goes to ``faults``.

    Single values come first; only where all are good it is asked whether they fit together.
    """
    node = compose(text, name, faults)
    if node is None:
        return None
    tables: Tables = {"": Table(node, Place(name, faults), required=REQUIRED, optional=OPTIONAL)}
    competition = _competition(tables[""], tables)
    if not faults:
        for finding in faults_of(competition):
            _tell(tables, finding)
    return competition


def warnings_of(competition: Competition) -> tuple[Located, ...]:
    """What may be meant so but is worth a look, each at its path."""
    found = (one for one in check(competition) if one.warning)
    return tuple(Located(in_words(one), "", key=one.path) for one in found)


def _tell(tables: Tables, finding: Finding) -> None:
    """Note ``finding`` at the line of the innermost table it stands in."""
    owner = finding.path
    while owner not in tables:
        owner = owner.rpartition(".")[0]
    key = finding.path[len(owner) :].lstrip(".")
    tables[owner].fault(key, in_words(finding))


def _competition(table: Table, tables: Tables) -> Competition:
    stages = _stages(table, tables)
    return Competition(
        key=table.id("id"),
        title=_unbaited(table, "title", table.text("title", 100)),
        category=table.choice("category", Category) or Category.OTHER,
        organiser=table.text("organiser", 200),
        link=link_of(table),
        groups=tuple(each(table, "groups", 500, group_of)),
        stages=stages,
        reminders=_reminders(table),
        rules=_unbaited(table, "rules", table.text("rules", MOST_RULES, lines=True)),
        contact=table.text_or_blank("contact", 200),
        zone=table.text_or_blank("zone", 60),
        entry=table.choice("entry", EntryKind) or EntryKind.PERSON,
        team=read_team(table, tables),
        divisions=read_divisions(table, tables),
        ranking=read_ranking(table, tuple(one.key for one in stages), tables),
    )


def _unbaited(table: Table, key: str, words: str) -> str:
    if bait := inducement(words):
        table.fault(key, induces(bait))
    return words


def link_of(table: Table) -> str:
    """The address in ``link``; empty after noting a fault."""
    link = table.text_or_blank("link", 1000)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(char.isspace() for char in link):
        table.fault("link", wrong("not-an-address", read=quoted(link)))
    return link


def each(
    table: Table, key: str, most: int, read: Callable[[Table, str, str], _Read | None]
) -> list[_Read]:
    """What ``read`` makes of each text in the list ``key``."""
    found = []
    for number, text in enumerate(table.texts(key, 0, most, 200), 1):
        value = read(table, f"{key}[{number}]", text) if text else None
        if value is not None:
            found.append(value)
    return found


def group_of(table: Table, key: str, text: str) -> GroupName | None:
    """``ACCOUNT:GROUP`` as a name; None after noting a fault."""
    parts = _GROUP.fullmatch(text)
    if parts is None:
        table.fault(key, wrong("not-a-group", read=quoted(text)))
        return None
    return GroupName(parts["account"], parts["group"])


def _reminders(table: Table) -> tuple[timedelta, ...]:
    found = each(table, "reminders", 10, _reminder)
    if len(set(found)) < len(found):
        table.fault("reminders", wrong("reminders-alike"))
    return tuple(sorted(found, reverse=True))


def _reminder(table: Table, key: str, text: str) -> timedelta | None:
    duration = parse_duration(text)
    if duration is None or not timedelta(0) < duration <= LONGEST_REMINDER:
        table.fault(key, wrong("not-a-reminder", read=quoted(text), most=LONGEST_REMINDER.days))
        return None
    return duration


def _stages(table: Table, tables: Tables) -> tuple[Stage, ...]:
    found = table.tables("stages", 1, 50, required=STAGE_REQUIRED, optional=STAGE_OPTIONAL)
    keep(tables, *found)
    return tuple(_stage(one, tables) for one in found)


def _stage(table: Table, tables: Tables) -> Stage:
    return Stage(
        key=table.id("id"),
        kind=table.choice("kind", StageKind) or StageKind.REGISTRATION,
        opens=instant_of(table, "opens"),
        closes=instant_of(table, "closes"),
        draw=table.whole("draw", 1, 200) or None,
        seconds=table.whole("seconds", 5, 7200) or None,
        attempts=table.whole("attempts", 1, 1000) or None,
        course=table.id("course") or None,
        title=table.text_or_blank("title", 60),
        place=table.text_or_blank("place", 100),
        per_day=table.whole("per_day", 1, 1000) or None,
        counts=table.choice("counts", Counts),
        works=read_works(table, tables),
        judging=read_sheet(table, tables),
        advance=read_advance(table, tables),
    )


def instant_of(table: Table, key: str) -> datetime:
    """An aware instant in UTC; the beginning of time after noting a fault."""
    text = table.text(key, 40)
    parts = _INSTANT.fullmatch(text)
    try:
        instant = datetime.fromisoformat(text.upper().replace(" +", "+").replace(" -", "-"))
    except ValueError:
        instant = None
    if parts is not None and instant is not None and instant.tzinfo is not None:
        return instant.astimezone(UTC)
    if text:
        read = quoted(text)
        table.fault(
            key,
            wrong("instant-without-zone", read=read)
            if parts and instant
            else wrong("not-an-instant", read=read),
        )
    return NO_TIME
