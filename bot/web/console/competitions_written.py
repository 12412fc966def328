"""A competition as the console's form holds it: plain texts by field, in rows; nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.content.durations import duration_text
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.contests import (
    Advance,
    AgeOn,
    BirthWindow,
    Division,
    Occupation,
    Ranking,
    Sheet,
    TeamAverageAge,
    TeamRule,
    WorkRule,
)

Row = dict[str, str]

HEAD = [
    "title",
    "category",
    "organiser",
    "contact",
    "link",
    "rules",
    "zone",
    "entry",
    "team-least",
    "team-most",
    "team-certificate",
    "team-one",
    "ties",
    "seed",
    "awards",
    "key-1",
    "key-2",
    "key-3",
    "key-4",
]
DIVISION = [
    "key",
    "title",
    "rule",
    "from",
    "to",
    "on",
    "least",
    "most",
    "below",
    "words",
    "quota",
    "unhurried",
]
STAGE = [
    "key",
    "kind",
    "title",
    "opens",
    "closes",
    "place",
    "course",
    "draw",
    "seconds",
    "attempts",
    "per_day",
    "counts",
    "kinds",
    "megabytes",
    "length",
    "judged",
    "criteria",
    "trim",
    "decimals",
    "top",
    "per",
    "weight",
]
SEVERAL = frozenset({"kinds"})
MOST_ROWS = 50
_RULES = frozenset({"age", "born", "mean", "occupation", "open"})
_KINDS = frozenset(kind.value for kind in StageKind)
FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(slots=True)
class Written:
    """What stands in the form. ``kinds`` of a stage are joined by commas; ``groups`` are rows of
    chat groups, ``reminders`` durations as in a file (``P7D``).
    """

    head: Row = field(default_factory=dict)
    divisions: list[Row] = field(default_factory=list)
    stages: list[Row] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)


def from_form(form: Mapping[str, str], fields: Mapping[str, Sequence[str]]) -> Written:
    """What was sent."""
    stages = _rows(form, fields, "stages", STAGE)
    divisions = _rows(form, fields, "divisions", DIVISION)
    for row in divisions:
        row["rule"] = row["rule"] if row["rule"] in _RULES else ""
    for row in stages:
        row["kind"] = row["kind"] if row["kind"] in _KINDS else ""
    groups = [int(one) for one in fields.get("groups", ()) if one.isascii() and one.isdigit()]
    return Written(
        {name: form.get(name, "") for name in HEAD},
        divisions,
        stages,
        [one for one in groups if one < 2**62],
        list(fields.get("reminders", ())),
    )


def _rows(
    form: Mapping[str, str],
    fields: Mapping[str, Sequence[str]],
    name: str,
    columns: Sequence[str],
) -> list[Row]:
    found = []
    for place in range(1, MOST_ROWS + 1):
        if f"{name}-{place}-key" not in form:
            break
        row = {
            column: ",".join(fields.get(f"{name}-{place}-{column}", ()))
            if column in SEVERAL
            else form.get(f"{name}-{place}-{column}", "")
            for column in columns
        }
        found.append(row)
    return found


def written(competition: Competition, zone: ZoneInfo, groups: Sequence[int] = ()) -> Written:
    """A competition as the form shows it, its instants in ``zone``."""
    weights = dict(competition.ranking.weights)
    return Written(
        _head(competition),
        [_division(one) for one in competition.divisions],
        [_stage(one, zone, weights.get(one.key)) for one in competition.stages],
        list(groups),
        [duration_text(one) for one in competition.reminders],
    )


def _head(one: Competition) -> Row:
    team = one.team or TeamRule()
    row = {
        "title": one.title,
        "category": one.category.value,
        "organiser": one.organiser,
        "contact": one.contact,
        "link": one.link,
        "rules": one.rules,
        "zone": one.zone,
        "entry": one.entry.value,
        "team-least": str(team.least),
        "team-most": str(team.most),
        "team-certificate": _text(team.certificate_age),
        "team-one": "1" if team.one_team else "",
    }
    return row | _ranking(one.ranking)


def _ranking(ranking: Ranking) -> Row:
    keys = [key.value for key in ranking.keys]
    awards = [
        f"{one.title} {one.first}" + (f"-{one.last}" if one.last != one.first else "")
        for one in ranking.awards
    ]
    row = {"ties": ranking.ties.value, "seed": ranking.seed, "awards": "\n".join(awards)}
    return row | {
        f"key-{place}": keys[place - 1] if place <= len(keys) else "" for place in range(1, 5)
    }


def _division(one: Division) -> Row:
    row = dict.fromkeys(DIVISION, "") | {
        "key": one.key,
        "title": one.title,
        "rule": "open",
        "quota": _text(one.quota),
        "unhurried": "1" if one.unhurried else "",
    }
    match one.rule:
        case BirthWindow(first, last):
            row |= {"rule": "born", "from": _text(first), "to": _text(last)}
        case AgeOn(day, least, most):
            row |= {"rule": "age", "on": str(day), "least": _text(least), "most": _text(most)}
        case TeamAverageAge(day, least, below):
            row |= {"rule": "mean", "on": str(day), "least": _plain(least), "below": _plain(below)}
        case Occupation(names):
            row |= {"rule": "occupation", "words": ", ".join(names)}
        case _:
            pass
    return row


def _stage(one: Stage, zone: ZoneInfo, weight: Decimal | None) -> Row:
    row = dict.fromkeys(STAGE, "") | {
        "key": one.key,
        "kind": one.kind.value,
        "title": one.title,
        "opens": shown(one.opens, zone),
        "closes": shown(one.closes, zone),
        "place": one.place,
        "course": one.course or "",
        "draw": _text(one.draw),
        "seconds": _text(one.seconds),
        "attempts": _text(one.attempts),
        "per_day": _text(one.per_day),
        "counts": one.counts.value if one.counts else "",
        "weight": _plain(weight),
    }
    return row | _works(one.works) | _sheet(one.judging) | _advance(one.advance)


def _works(rule: WorkRule | None) -> Row:
    if rule is None:
        return {}
    kinds = ",".join(kind.value for kind in rule.kinds)
    return {"kinds": kinds, "megabytes": str(rule.megabytes), "length": _text(rule.seconds)}


def _sheet(sheet: Sheet | None) -> Row:
    if sheet is None:
        return {}
    criteria = "\n".join(f"{one.title} {_plain(one.most)}" for one in sheet.criteria)
    return {
        "judged": "1",
        "criteria": criteria,
        "trim": str(sheet.trim),
        "decimals": str(sheet.decimals),
    }


def _advance(advance: Advance | None) -> Row:
    return {} if advance is None else {"top": str(advance.top), "per": advance.per.value}


def shown(at: datetime, zone: ZoneInfo) -> str:
    """An instant as a browser's field has it."""
    return at.astimezone(zone).strftime(FORMAT)


def _text(value: object | None) -> str:
    return "" if value is None else str(value)


def _plain(value: Decimal | None) -> str:
    """Without an exponent or noughts behind the point."""
    if value is None:
        return ""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def changed_rows(one: Written, do: str, add_rule: str, add_kind: str) -> bool:
    """Add, take away or move a row, as the button ``do`` says; False: it is none of these."""
    act, _, rest = do.partition("-")
    name, _, place = rest.partition("-")
    rows = {"division": one.divisions, "stage": one.stages}.get(name)
    if rows is None or act not in {"add", "remove", "up"}:
        return False
    if act == "add":
        if len(rows) < MOST_ROWS:
            rows.append(_new_row(name, add_rule, add_kind, rows))
        return True
    at = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 3 else -1
    if not 0 <= at < len(rows):
        return True
    if act == "remove":
        del rows[at]
    elif at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return True


def _new_row(name: str, rule: str, kind: str, rows: Sequence[Row]) -> Row:
    if name == "division":
        return dict.fromkeys(DIVISION, "") | {"rule": rule if rule in _RULES else ""}
    row = dict.fromkeys(STAGE, "") | {"kind": kind if kind in _KINDS else ""}
    if rows:
        row["opens"] = rows[-1]["closes"]
    if kind == "judging":
        row |= {"judged": "1", "trim": "1", "decimals": "2"}
    if kind == "live":
        row |= {"trim": "1", "decimals": "2"}
    if kind == "upload":
        row |= {"kinds": "video,audio,image,link", "megabytes": "20"}
    return row
