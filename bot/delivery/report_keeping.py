"""A report of a large announcement as it is kept: its head, and a row for each group, so that a page
reads as many of these as it shows. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.announcement_report import (
    AccountPart,
    AnnouncementReport,
    GroupPart,
    Line,
    Part,
)
from bot.store.announcing.counting import Bucket, Place


def head_of(made: AnnouncementReport) -> dict[str, Any]:
    """Everything but the groups. ``planned`` and ``sent`` are read by lists of announcements."""
    return {
        "at": made.at.isoformat(),
        "planned": made.planned,
        "sent": made.people(Part.SENT),
        "lines": [[line.part, line.name, line.people] for line in made.lines],
        "groups": made.group_count,
        "accounts": [[one.account, _parts(one.people)] for one in made.accounts],
        "width": made.width.total_seconds(),
        "buckets": [[one.at.isoformat(), one.rung, one.people] for one in made.buckets],
    }


def rows_of(made: AnnouncementReport) -> list[dict[str, Any]]:
    """The groups, in their order."""
    return [
        {"place": asdict(one.place) if one.place else None, "people": _parts(one.people)}
        for one in made.groups
    ]


def from_kept(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> AnnouncementReport:
    """The report again, with the groups of ``rows``."""
    return AnnouncementReport(
        datetime.fromisoformat(head["at"]),
        tuple(Line(Part(part), name, people) for part, name, people in head["lines"]),
        tuple(
            GroupPart(Place(**row["place"]) if row["place"] else None, _read(row["people"]))
            for row in rows
        ),
        tuple(AccountPart(account, _read(people)) for account, people in head["accounts"]),
        timedelta(seconds=head["width"]),
        tuple(Bucket(datetime.fromisoformat(at), rung, n) for at, rung, n in head["buckets"]),
        head["groups"],
    )


def _parts(people: Mapping[Part, int]) -> dict[str, int]:
    return {part.value: count for part, count in people.items()}


def _read(people: Mapping[str, int]) -> dict[Part, int]:
    return {Part(part): count for part, count in people.items()}
