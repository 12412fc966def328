"""The rules in a competition's file: divisions, teams, works, judging, who goes on, ranking."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bot.content.faults import quoted
from bot.content.table import Table
from bot.content.wrong import wrong
from bot.domain.contests import (
    USUAL_RANKING,
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Criterion,
    Division,
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

DIVISION_REQUIRED = ("id", "title")
DIVISION_RULES = ("born", "age", "team_average_age", "occupation")
DIVISION_OPTIONAL = ("quota", "unhurried", *DIVISION_RULES)
MOST_DIVISIONS = 50
OLDEST = 150
MOST_PLACES = 100_000

_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d", re.ASCII)
_NO_DAY = date.min
_Word = TypeVar("_Word", bound=StrEnum)

Tables = dict[str, Table]
"""By path (``divisions[2]``), the tables of a file, so that a fault that is found later has its line."""


def keep(tables: Tables, *found: Table) -> None:
    """Put ``found`` into ``tables``, each under its path."""
    tables.update({table.place.path: table for table in found})


def _inside(table: Table, key: str, known: tuple[str, ...], tables: Tables) -> Table | None:
    inner = table.inside(key, known)
    if inner is not None:
        keep(tables, inner)
    return inner


def read_divisions(table: Table, tables: Tables) -> tuple[Division, ...]:
    """What stands under ``divisions``."""
    inner = table.tables(
        "divisions", 0, MOST_DIVISIONS, required=DIVISION_REQUIRED, optional=DIVISION_OPTIONAL
    )
    keep(tables, *inner)
    return tuple(_division(one, tables) for one in inner)


def _division(table: Table, tables: Tables) -> Division:
    return Division(
        key=table.id("id"),
        title=table.text("title", 60),
        rule=_rule(table, tables),
        quota=table.whole("quota", 1, MOST_PLACES) or None,
        unhurried=table.yes_no("unhurried"),
    )


def _rule(table: Table, tables: Tables) -> Rule:
    given = [key for key in DIVISION_RULES if key in table]
    if len(given) > 1:
        table.fault(given[1], wrong("rule-beside-rule", other=given[0]))
    if not given:
        return Open()
    if given[0] == "occupation":
        return Occupation(table.texts("occupation", 1, 50, 40))
    return _measured(table, given[0], tables)


def _measured(table: Table, kind: str, tables: Tables) -> Rule:
    keys = {
        "born": ("from", "to"),
        "age": ("on", "least", "most"),
        "team_average_age": ("on", "least", "below"),
    }[kind]
    inner = _inside(table, kind, keys, tables)
    if inner is None:
        return Open()
    if kind == "born":
        return BirthWindow(_day(inner, "from"), _day(inner, "to"))
    if "on" not in inner:
        inner.fault("on", wrong("age-day-missing"))
    day = _day(inner, "on") or _NO_DAY
    if kind == "age":
        return AgeOn(day, _whole(inner, "least", 0, OLDEST), _whole(inner, "most", 0, OLDEST))
    return TeamAverageAge(day, _decimal(inner, "least", OLDEST), _decimal(inner, "below", OLDEST))


def read_team(table: Table, tables: Tables) -> TeamRule | None:
    """What stands under ``team``."""
    inner = _inside(table, "team", ("least", "most", "certificate_age", "one_team"), tables)
    if inner is None:
        return None
    usual = TeamRule()
    return TeamRule(
        least=_whole(inner, "least", 1, 1000) or usual.least,
        most=_whole(inner, "most", 1, 1000) or usual.most,
        certificate_age=_whole(inner, "certificate_age", 1, OLDEST),
        one_team=inner.yes_no("one_team") if "one_team" in inner else usual.one_team,
    )


def read_works(table: Table, tables: Tables) -> WorkRule | None:
    """What stands under a stage's ``works``."""
    inner = _inside(table, "works", ("kinds", "megabytes", "seconds"), tables)
    if inner is None:
        return None
    return WorkRule(
        kinds=_words(inner, "kinds", WorkKind) or tuple(WorkKind),
        megabytes=_whole(inner, "megabytes", 1, 2000) or WorkRule(()).megabytes,
        seconds=_whole(inner, "seconds", 1, 86_400),
    )


def read_sheet(table: Table, tables: Tables) -> Sheet | None:
    """What stands under a stage's ``judging``."""
    inner = _inside(table, "judging", ("criteria", "trim", "decimals"), tables)
    if inner is None:
        return None
    if "criteria" not in inner:
        inner.fault("criteria", wrong("criteria-missing"))
    rows = inner.tables("criteria", 1, 20, required=("id", "title", "most"))
    keep(tables, *rows)
    criteria = [
        Criterion(one.id("id"), one.text("title", 60), _decimal(one, "most", 1000) or Decimal(0))
        for one in rows
    ]
    trim, decimals = _whole(inner, "trim", 0, 5), _whole(inner, "decimals", 0, 4)
    usual = Sheet(())
    return Sheet(
        tuple(criteria),
        usual.trim if trim is None else trim,
        usual.decimals if decimals is None else decimals,
    )


def read_advance(table: Table, tables: Tables) -> Advance | None:
    """What stands under a stage's ``advance``."""
    inner = _inside(table, "advance", ("top", "per"), tables)
    if inner is None:
        return None
    if "top" not in inner:
        inner.fault("top", wrong("top-missing"))
    return Advance(inner.whole("top", 1, MOST_PLACES), inner.choice("per", Per) or Per.DIVISION)


def read_ranking(table: Table, stages: tuple[str, ...], tables: Tables) -> Ranking:
    """What stands under ``ranking``; ``stages`` are the stages' ids."""
    inner = _inside(table, "ranking", ("keys", "ties", "weights", "awards", "seed"), tables)
    if inner is None:
        return USUAL_RANKING
    return Ranking(
        keys=_words(inner, "keys", RankKey) or USUAL_RANKING.keys,
        ties=inner.choice("ties", Ties) or USUAL_RANKING.ties,
        weights=_weights(inner, stages, tables),
        awards=_awards(inner, tables),
        seed=inner.text_or_blank("seed", 200),
    )


def _weights(
    table: Table, stages: tuple[str, ...], tables: Tables
) -> tuple[tuple[str, Decimal], ...]:
    """In the order of the stages."""
    inner = _inside(table, "weights", stages, tables)
    if inner is None:
        return ()
    return tuple((key, _decimal(inner, key, 1000) or Decimal(0)) for key in stages if key in inner)


def _awards(table: Table, tables: Tables) -> tuple[Award, ...]:
    found = []
    inner = table.tables("awards", 0, 50, required=("title", "first", "last"))
    keep(tables, *inner)
    for one in inner:
        first, last = (one.whole(key, 1, MOST_PLACES) for key in ("first", "last"))
        found.append(Award(one.text("title", 60), first, last))
    return tuple(found)


def _day(table: Table, key: str) -> date | None:
    """A day such as 1960-03-08; None where it is absent or wrong."""
    text = table.text(key, 40)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        table.fault(key, wrong("not-a-day", read=quoted(text)))
    return day


def _whole(table: Table, key: str, least: int, most: int) -> int | None:
    return table.whole(key, least, most) if key in table else None


def _decimal(table: Table, key: str, most: int) -> Decimal | None:
    """Exact: at most nine digits and four decimals pass unchanged through the binary number."""
    if key not in table:
        return None
    return plain(Decimal(repr(table.number(key, most, zero=False))))


def plain(value: Decimal) -> Decimal:
    """``value`` without the noughts behind the point: 30.0 is 30, so that equal files are equal."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _words(table: Table, key: str, among: type[_Word]) -> tuple[_Word, ...]:
    known: Mapping[str, _Word] = {word.value: word for word in among}
    found = []
    for number, text in enumerate(table.texts(key, 1, len(known), 40), 1):
        if text and text not in known:
            fault = wrong("not-among", read=quoted(text), known=", ".join(known))
            table.fault(f"{key}[{number}]", fault)
        elif text:
            found.append(known[text])
    return tuple(found)
