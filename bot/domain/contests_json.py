"""The rules of a competition as plain values that JSON can hold, and back again.

What the columns ``division.rule``, ``stage.works``, ``stage.judging``, ``stage.advance``,
``competition.team`` and ``competition.ranking`` hold. Exact: decimals and days are texts. Each
``…_from`` takes what its ``…_json`` wrote and gives an equal value; a key that may be left out
stands for its default. Anything else raises KeyError or ValueError: nobody but us writes them.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.contests import (
    USUAL_RANKING,
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Criterion,
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

Json = dict[str, Any]
"""Texts, whole numbers, yes and no, null, and lists and dicts of them."""


def rule_json(rule: Rule) -> Json:
    """A division's rule; ``by`` says which one it is."""
    match rule:
        case BirthWindow():
            return {"by": "born", "from": _day_json(rule.first), "to": _day_json(rule.last)}
        case AgeOn():
            return {
                "by": "age",
                "on": rule.day.isoformat(),
                "least": rule.least,
                "most": rule.most,
            }
        case TeamAverageAge():
            return {
                "by": "team_average_age",
                "on": rule.day.isoformat(),
                "least": _decimal_json(rule.least),
                "below": _decimal_json(rule.below),
            }
        case Occupation():
            return {"by": "occupation", "any_of": list(rule.any_of)}
        case Open():
            return {"by": "open"}


def rule_from(stored: Mapping[str, Any]) -> Rule:
    """The rule that ``rule_json`` wrote."""
    match stored["by"]:
        case "born":
            return BirthWindow(_day_from(stored["from"]), _day_from(stored["to"]))
        case "age":
            return AgeOn(date.fromisoformat(stored["on"]), stored["least"], stored["most"])
        case "team_average_age":
            least, below = _decimal_from(stored["least"]), _decimal_from(stored["below"])
            return TeamAverageAge(date.fromisoformat(stored["on"]), least, below)
        case "occupation":
            return Occupation(tuple(stored["any_of"]))
        case "open":
            return Open()
        case other:
            raise ValueError(f"no division's rule is called {other!r}")


def works_json(works: WorkRule) -> Json:
    """What an upload stage takes."""
    return {
        "kinds": [kind.value for kind in works.kinds],
        "megabytes": works.megabytes,
        "seconds": works.seconds,
    }


def works_from(stored: Mapping[str, Any]) -> WorkRule:
    """What ``works_json`` wrote."""
    kinds = tuple(WorkKind(kind) for kind in stored["kinds"])
    return WorkRule(kinds, stored["megabytes"], stored["seconds"])


def sheet_json(sheet: Sheet) -> Json:
    """How judges score."""
    return {
        "criteria": [
            {"key": one.key, "title": one.title, "most": str(one.most)} for one in sheet.criteria
        ],
        "trim": sheet.trim,
        "decimals": sheet.decimals,
    }


def sheet_from(stored: Mapping[str, Any]) -> Sheet:
    """What ``sheet_json`` wrote."""
    criteria = tuple(
        Criterion(one["key"], one["title"], Decimal(one["most"])) for one in stored["criteria"]
    )
    return Sheet(criteria, stored["trim"], stored["decimals"])


def advance_json(advance: Advance) -> Json:
    """Who goes on."""
    return {"top": advance.top, "per": advance.per.value}


def advance_from(stored: Mapping[str, Any]) -> Advance:
    """What ``advance_json`` wrote."""
    return Advance(stored["top"], Per(stored["per"]))


def team_json(team: TeamRule) -> Json:
    """What a team must be."""
    return {
        "least": team.least,
        "most": team.most,
        "certificate_age": team.certificate_age,
        "one_team": team.one_team,
    }


def team_from(stored: Mapping[str, Any]) -> TeamRule:
    """What ``team_json`` wrote."""
    return TeamRule(stored["least"], stored["most"], stored["certificate_age"], stored["one_team"])


def ranking_json(ranking: Ranking) -> Json:
    """How places are given; weights keep their order."""
    return {
        "keys": [key.value for key in ranking.keys],
        "ties": ranking.ties.value,
        "weights": [[stage, str(weight)] for stage, weight in ranking.weights],
        "awards": [
            {"title": award.title, "first": award.first, "last": award.last}
            for award in ranking.awards
        ],
        "seed": ranking.seed,
    }


def ranking_from(stored: Mapping[str, Any]) -> Ranking:
    """What ``ranking_json`` wrote; an empty mapping is the usual ranking."""
    if not stored:
        return USUAL_RANKING
    return Ranking(
        keys=tuple(RankKey(key) for key in stored["keys"]),
        ties=Ties(stored["ties"]),
        weights=tuple((stage, Decimal(weight)) for stage, weight in stored["weights"]),
        awards=tuple(Award(one["title"], one["first"], one["last"]) for one in stored["awards"]),
        seed=stored["seed"],
    )


def _day_json(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_from(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _decimal_json(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_from(stored: str | None) -> Decimal | None:
    return None if stored is None else Decimal(stored)
