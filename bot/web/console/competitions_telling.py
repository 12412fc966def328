"""What the form of a competition is told: faults at their fields, what follows, two versions."""

from collections.abc import Mapping, Sequence

from bot.competitions.desk.changes import Consequence
from bot.competitions.desk.following import consequences
from bot.content.competition_check import check
from bot.content.competition_findings import Finding
from bot.domain.competitions import Competition, CompetitionState
from bot.store.contests.counting import has_entries
from bot.store.contests.overview import entry_counts
from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.web.console.competitions_common import desk_of, stage_names, zone_of
from bot.web.console.competitions_fields import FormFault
from bot.web.console.competitions_written import Written
from bot.web.console.visit import Visit


def differences(t: Texts, theirs: Written, ours: Written) -> list[tuple[str, str, str]]:
    """Where two versions of the form differ: what it is, theirs, ours."""
    found = [
        (t(f"competitions-{name.rstrip('1234').rstrip('-')}"), theirs.head.get(name, ""), value)
        for name, value in ours.head.items()
        if name != "zone" and value != theirs.head.get(name, "")
    ]
    for name in ("divisions", "stages"):
        found += _row_differences(t, name, getattr(theirs, name), getattr(ours, name))
    if sorted(theirs.groups) != sorted(ours.groups):
        counts = str(len(theirs.groups)), str(len(ours.groups))
        found.append((t("competitions-groups"), *counts))
    if sorted(theirs.reminders) != sorted(ours.reminders):
        reminders = ", ".join(theirs.reminders), ", ".join(ours.reminders)
        found.append((t("competitions-reminders"), *reminders))
    return found


def _row_differences(
    t: Texts, name: str, theirs: Sequence[Mapping[str, str]], ours: Sequence[Mapping[str, str]]
) -> list[tuple[str, str, str]]:
    found = []
    by_key = {row["key"]: row for row in theirs}
    kept = {row["key"] for row in ours}
    for row in ours:
        before = by_key.get(row["key"], {})
        called = row["title"] or (t(f"competitions-kind-{row['kind']}") if row.get("kind") else "")
        for column, value in row.items():
            if column != "key" and value != before.get(column, ""):
                label = f"{called} · {t(f'competitions-{column}')}"
                found.append((label, before.get(column, ""), value))
    gone = [row for row in theirs if row["key"] not in kept]
    found += [(t(f"competitions-{name}"), row["title"] or row["key"], "") for row in gone]
    return found


def sentences(t: Texts, competition: Competition, faults: Sequence[FormFault]) -> dict[str, str]:
    """The first fault of each field in words: of single values, then of what does not fit."""
    found: dict[str, str] = {}
    for one in faults:
        found.setdefault(one.field, t(f"competitions-fault-{one.said}", **one.values))
    undated = {one.field.rsplit("-", 1)[0] for one in faults if one.said == "no-time"}
    for finding in check(competition):
        name = field_of(finding, competition)
        if not finding.warning and name.rsplit("-", 1)[0] not in undated:
            found.setdefault(name, finding_words(t, finding, competition))
    return found


def finding_words(t: Texts, finding: Finding, competition: Competition) -> str:
    """What does not fit, as a sentence that tells the mend."""
    names = stage_names(t, competition)
    values = [names.get(one, one) for one in finding.values] + ["", ""]
    return t(f"competitions-finding-{finding.fault.value}", value1=values[0], value2=values[1])


_HEAD_FIELDS = {
    "id": "title",
    "title": "title",
    "organiser": "organiser",
    "zone": "title",
    "stages": "add-kind",
    "team": "entry",
}
_COLUMNS = {"id": "title", "born": "rule", "age": "rule", "team_average_age": "rule"}
_COLUMNS |= {"occupation": "words", "works": "kinds", "judging": "criteria", "advance": "top"}


def field_of(finding: Finding, competition: Competition) -> str:
    """The field of the form that a finding's path (``stages[2].closes``) is about."""
    first, _, rest = finding.path.partition(".")
    name, _, place = first.partition("[")
    if name in {"stages", "divisions"} and place:
        column, _, inner = rest.partition(".")
        if inner in {"megabytes", "seconds"}:
            column = {"megabytes": "megabytes", "seconds": "length"}[inner]
        if column == "title" or not column:
            column = "title"
        return f"{name}-{place.rstrip(']')}-{_COLUMNS.get(column, column)}"
    if name == "ranking":
        return _ranking_field(rest, competition)
    if name == "team" and rest:
        return f"team-{rest}"
    return _HEAD_FIELDS.get(name, name)


def _ranking_field(rest: str, competition: Competition) -> str:
    if rest.startswith("weights."):
        keys = [one.key for one in competition.stages]
        key = rest.removeprefix("weights.")
        return f"stages-{keys.index(key) + 1}-weight" if key in keys else "key-1"
    return "awards" if rest.startswith("awards") else "ties" if rest == "seed" else "key-1"


async def follows_of(
    visit: Visit, conn: Connection, before: Competition, after: Competition
) -> tuple[list[str], list[str]]:
    """What saving brings to those who entered, in sentences; and what forbids it."""
    if not await has_entries(conn, before.key):
        return [], []
    t, names = visit.t, stage_names(visit.t, before)
    names |= {one.key: one.title for one in before.divisions}
    found = await consequences(conn, desk_of(visit), before, after)
    blocks = [_words(t, one, names) for one in found if one.blocks]
    said = [_words(t, one, names) for one in found if not one.blocks]
    counts = await entry_counts(conn, before.key)
    entered = sum(one.number for one in counts if one.state == "entered")
    moved = _moved(visit, before, after)
    if moved and before.state is CompetitionState.PUBLISHED:
        said = [*moved, *said, t("competitions-follow-told", count=entered)]
        said.append(t("competitions-follow-calendars"))
    return said, blocks


def _words(t: Texts, one: Consequence, names: Mapping[str, str]) -> str:
    name = f"competitions-follow-{one.follow.name.lower().replace('_', '-')}"
    return t(name, subject=names.get(one.subject, one.subject), count=one.count)


def _moved(visit: Visit, before: Competition, after: Competition) -> list[str]:
    """Which dates and places change, old and new."""
    zone, names = zone_of(visit, before), stage_names(visit.t, before)
    stages = {one.key: one for one in after.stages}
    said = []
    for one in before.stages:
        now = stages.get(one.key)
        if now is None or (now.opens, now.closes, now.place) == (one.opens, one.closes, one.place):
            continue
        was, is_now = (
            f"{s.opens.astimezone(zone):%Y-%m-%d %H:%M} – {s.closes.astimezone(zone):%m-%d %H:%M}"
            + (f" {s.place}" if s.place else "")
            for s in (one, now)
        )
        said.append(
            visit.t("competitions-follow-moved", stage=names[one.key], was=was, now=is_now)
        )
    return said
