"""Competitions in words: cards, announcements, reminders."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.competitions import Competition, Stage
from bot.texts import zh_hans as t
from bot.texts.facts import facts


def instant(at: datetime, zone: str) -> str:
    """A date and time as people read it: 12月1日 09:00."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def stage_lines(competition: Competition, zone: str) -> str:
    """All stages with their dates, one line each."""
    return "\n".join(
        t.STAGE_LINE.format(
            kind=t.STAGE_KINDS[stage.kind.value],
            opens=instant(stage.opens, zone),
            closes=instant(stage.closes, zone),
        )
        for stage in competition.stages
    )


def card(competition: Competition, zone: str) -> str:
    """Organiser, dates, link."""
    return t.COMPETITION_CARD.format(
        organiser=competition.organiser,
        stages=stage_lines(competition, zone),
        link=competition.link,
    )


def announcement(competition: Competition, zone: str) -> str:
    """What a group is told once."""
    return t.ANNOUNCEMENT.format(
        title=competition.title,
        organiser=competition.organiser,
        stages=stage_lines(competition, zone),
        link=competition.link,
    )


def reminder(competition: Competition, stage: Stage, now: datetime, zone: str) -> str:
    """What is about to close, when, and how long there is."""
    return t.REMINDER.format(
        title=competition.title,
        stage=t.STAGE_KINDS[stage.kind.value],
        left=left(stage.closes - now),
        closes=instant(stage.closes, zone),
    )


def announcement_facts(competition: Competition, now: datetime, zone: str) -> dict[str, str]:
    """The same in brief; the time is when what is open now, or comes next, closes."""
    closing = [stage.closes for stage in competition.stages if stage.closes > now]
    return facts(
        title=competition.title,
        text=t.ANNOUNCEMENT_FACT,
        at=min(closing) if closing else competition.stages[-1].closes,
        zone=zone,
        organiser=competition.organiser,
        url=competition.link,
    )


def reminder_facts(competition: Competition, stage: Stage, zone: str) -> dict[str, str]:
    """The same in brief; the time is when the stage closes."""
    return facts(
        title=competition.title,
        text=t.REMINDER_FACT.format(stage=t.STAGE_KINDS[stage.kind.value]),
        at=stage.closes,
        zone=zone,
        organiser=competition.organiser,
        url=competition.link,
    )


def left(span: timedelta) -> str:
    """A span in the largest whole unit, rounded to the nearest: 7 天, 3 小时, 20 分钟."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes >= 36 * 60:
        return t.DAYS.format(count=round(minutes / 1440))
    if minutes >= 90:
        return t.HOURS.format(count=round(minutes / 60))
    if minutes > 59:
        return t.HOURS.format(count=1)
    return t.MINUTES.format(count=minutes)
