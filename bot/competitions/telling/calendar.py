"""Competitions as a calendar that phones can subscribe to (RFC 5545, RFC 7986).

Each stage is an event from its opening to its closing. Its UID never changes, its SEQUENCE is the
competition's revision, and what was cancelled stays in the calendar as cancelled, so that a phone
takes over every change instead of showing the stage twice.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, Timezone

from bot.competitions.moments import ACTED_IN
from bot.competitions.telling.present import stage_name
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.domain.names import clean_name
from bot.texts.catalogue import Texts

CONTENT_TYPE = "text/calendar"
REFRESH = timedelta(hours=6)
"""How often a phone should look again (RFC 7986 section 5.7)."""
ALARM = timedelta(days=-1)
FIRST_YEAR, LAST_YEAR = 2020, 2037
"""The years for which a calendar tells how clocks change."""
LONGEST_LINE = 300
"""Characters of a title or place; whatever is longer is a mistake."""
LONGEST_FOLDED = 74
"""Octets of a line; RFC 5545 section 3.1 asks for no more than 75."""
_END = b"END:VCALENDAR\r\n"
_WEB = re.compile(r"https?://[\x21-\x7e]{1,2000}")


@dataclass(frozen=True, slots=True)
class House:
    """Where events come from: ``domain`` makes their UIDs ours; ``zone`` (IANA) is the one of
    competitions that name none.
    """

    domain: str
    zone: str

    def zone_of(self, competition: Competition) -> str:
        """In which zone its dates are written."""
        return competition.zone or self.zone


USUAL_ZONE = "Asia/Shanghai"
"""The zone in a calendar in which nothing is written yet."""


def calendar(parts: Iterable[bytes], zones: Iterable[str], name: str) -> bytes:
    """A whole calendar called ``name`` out of the ``events`` of competitions and the zones (IANA)
    that they are written in. One without events yet still holds a zone: a calendar has at least one
    component (RFC 5545, section 3.6).
    """
    head = Calendar()
    head.add("prodid", "-//Yike//Competitions//ZH")
    head.add("version", "2.0")
    head.add("calscale", "GREGORIAN")
    head.add("method", "PUBLISH")
    head.add("name", name)
    head.add("x-wr-calname", name)
    head.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    head.add("x-published-ttl", "PT6H")
    begun = _lines(head).removesuffix(_END)
    written_in = sorted(set(zones)) or [USUAL_ZONE]
    return b"".join((begun, *map(_timezone, written_in), *parts, _END))


@lru_cache(maxsize=32)
def _timezone(zone: str) -> bytes:
    found = Timezone.from_tzid(
        zone, first_date=date(FIRST_YEAR, 1, 1), last_date=date(LAST_YEAR, 12, 31)
    )
    return _lines(found)


def events(
    competition: Competition, changed_at: datetime, house: House, t: Texts, until: int = 0
) -> bytes:
    """Its stages, one event each; ``until``: only so many of them (0: all). ``changed_at`` is
    when it became what it is.
    """
    stages: Sequence[Stage] = competition.stages[:until] if until else competition.stages
    made = (_event(competition, stage, changed_at, house, t) for stage in stages)
    return b"".join(map(_lines, made))


def _lines(component: Component) -> bytes:
    """As it is sent. The library folds lines of Latin letters at 75 octets, which some phones count
    as one too many; so all are folded once more.
    """
    whole: str = component.to_ical().decode("utf-8").replace("\r\n ", "")
    return "\r\n".join(map(_folded, whole.split("\r\n"))).encode("utf-8")


def _folded(line: str) -> str:
    """``line`` in pieces of at most LONGEST_FOLDED octets, none of which ends within a character."""
    if len(line.encode("utf-8")) <= LONGEST_FOLDED:
        return line
    pieces, size = [""], 0
    for char in line:
        octets = len(char.encode("utf-8"))
        if size + octets > LONGEST_FOLDED:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += octets
    return "\r\n".join(pieces)


def _event(
    competition: Competition, stage: Stage, changed_at: datetime, house: House, t: Texts
) -> Event:
    zone = ZoneInfo(house.zone_of(competition))
    cancelled = competition.state is CompetitionState.CANCELLED
    title = _line(t("contest-calendar-event", title=competition.title, stage=stage_name(stage, t)))
    event = Event()
    event.add("uid", f"{competition.key}/{stage.key}@{house.domain}")
    event.add("sequence", competition.revision)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", stage.opens.astimezone(zone))
    event.add("dtend", stage.closes.astimezone(zone))
    event.add("summary", title)
    event.add("description", _description(competition, t))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if stage.kind is StageKind.LIVE else "TRANSPARENT")
    if stage.place:
        event.add("location", _line(stage.place))
    if _WEB.fullmatch(competition.link):
        event.add("url", competition.link)
    if stage.kind in ACTED_IN and not cancelled:
        event.add_component(_alarm(stage, title))
    return event


def _alarm(stage: Stage, title: str) -> Alarm:
    """The day before one must be there, or before it is too late."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    related = "START" if stage.kind is StageKind.LIVE else "END"
    alarm.add("trigger", ALARM, parameters={"related": related})
    return alarm


def _description(competition: Competition, t: Texts) -> str:
    lines = [t("contest-calendar-organiser", organiser=_line(competition.organiser))]
    if competition.state is CompetitionState.CANCELLED:
        reason = _line(competition.cancel_reason)
        lines.insert(0, t("contest-calendar-cancelled", reason=reason).strip())
    if competition.contact:
        lines.append(t("contest-calendar-contact", contact=_line(competition.contact)))
    if _WEB.fullmatch(competition.link):
        lines.append(competition.link)
    return "\n".join(lines)


def _line(text: str) -> str:
    """One line, without what is not shown or turns the direction of what stands behind it."""
    return clean_name(text, LONGEST_LINE)
