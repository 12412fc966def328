"""A competition written as the file that would be read as the same competition."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.content.durations import duration_text
from bot.domain.competitions import Competition, Stage
from bot.domain.contests import (
    USUAL_RANKING,
    Advance,
    AgeOn,
    BirthWindow,
    Division,
    EntryKind,
    Occupation,
    Open,
    Ranking,
    Rule,
    Sheet,
    TeamAverageAge,
    TeamRule,
    WorkRule,
)

Written = dict[str, Any]


class _Dumper(yaml.SafeDumper):
    """Writes several lines as several lines."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(competition: Competition) -> str:
    """The file of ``competition`` (design section 9), its instants in its own zone where it names
    one, else in UTC. What is at its default is left out; state, revision and the reason of a
    cancellation do not belong into a file.
    """
    written = _said(
        id=competition.key,
        title=competition.title,
        category=competition.category.value,
        organiser=competition.organiser,
        link=competition.link,
        rules=competition.rules,
        contact=competition.contact,
        zone=competition.zone,
        entry=None if competition.entry is EntryKind.PERSON else competition.entry.value,
        team=None if competition.team is None else _team(competition.team),
        groups=[str(group) for group in competition.groups],
        divisions=[_division(one) for one in competition.divisions],
        ranking=None if competition.ranking == USUAL_RANKING else _ranking(competition.ranking),
        stages=[_stage(stage, competition.zone) for stage in competition.stages],
        reminders=[duration_text(one) for one in competition.reminders],
    )
    return yaml.dump(
        written, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000_000
    )


def _team(team: TeamRule) -> Written:
    written = {"least": team.least, "most": team.most, "one_team": team.one_team}
    return written | _said(certificate_age=team.certificate_age)


def _division(division: Division) -> Written:
    written = _said(id=division.key, title=division.title, quota=division.quota)
    return written | ({"unhurried": True} if division.unhurried else {}) | _rule(division.rule)


def _rule(rule: Rule) -> Written:
    match rule:
        case BirthWindow(first, last):
            return {"born": _said(**{"from": first, "to": last})}
        case AgeOn(day, least, most):
            return {"age": _said(on=day, least=least, most=most)}
        case TeamAverageAge(day, least, below):
            limits = _said(on=day, least=_number(least), below=_number(below))
            return {"team_average_age": limits}
        case Occupation(names):
            return {"occupation": list(names)}
        case Open():
            return {}


def _ranking(ranking: Ranking) -> Written:
    return _said(
        keys=[key.value for key in ranking.keys],
        ties=ranking.ties.value,
        weights={key: _number(weight) for key, weight in ranking.weights},
        awards=[
            {"title": one.title, "first": one.first, "last": one.last} for one in ranking.awards
        ],
        seed=ranking.seed,
    )


def _stage(stage: Stage, zone: str) -> Written:
    return _said(
        id=stage.key,
        kind=stage.kind.value,
        title=stage.title,
        opens=_instant(stage.opens, zone),
        closes=_instant(stage.closes, zone),
        place=stage.place,
        draw=stage.draw,
        seconds=stage.seconds,
        attempts=stage.attempts,
        per_day=stage.per_day,
        counts=None if stage.counts is None else stage.counts.value,
        course=stage.course,
        works=None if stage.works is None else _works(stage.works),
        judging=None if stage.judging is None else _sheet(stage.judging),
        advance=None if stage.advance is None else _advance(stage.advance),
    )


def _works(works: WorkRule) -> Written:
    kinds = [kind.value for kind in works.kinds]
    return _said(kinds=kinds, megabytes=works.megabytes, seconds=works.seconds)


def _sheet(sheet: Sheet) -> Written:
    criteria = [
        {"id": one.key, "title": one.title, "most": _number(one.most)} for one in sheet.criteria
    ]
    return {"criteria": criteria, "trim": sheet.trim, "decimals": sheet.decimals}


def _advance(advance: Advance) -> Written:
    return {"top": advance.top, "per": advance.per.value}


def _instant(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone) if zone else UTC).isoformat()


def _number(value: Decimal | None) -> int | float | None:
    """As a person would write it; at most four decimals, so a binary number holds them exactly
    enough to be read back as the same decimal.
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _said(**values: Any) -> Written:
    """``values`` without those that say nothing: None, an empty text, list or mapping."""
    return {key: value for key, value in values.items() if value or value == 0}
