"""What organisers have planned for the month that the demo plays: a class, a competition that is
announced to it and reminds, and an announcement of their own.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.competitions.moments import moments_of
from bot.domain.announcements import Announcement
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.quiet_hours import QuietHours
from bot.store import announcements
from bot.store.competitions import import_competition
from bot.store.db import Connection
from bot.store.delivery_reports import open_counts, overdue_planning
from bot.store.groups import membership as groups
from bot.store.masses import planned as masses
from bot.store.masses.calls import calls_open
from bot.store.planning.lessons import next_lesson_due

SCENE = "tianhe"
COHORT = "天河老年大学一班"
ORGANISER = "天河老年大学"
OPENS, CLOSES, NEWS = (7, time(10)), (15, time(18)), (20, time(10))
"""Days of the month, from 1, when the learner of the demo has not looked for a while."""
NEWS_LASTS = timedelta(days=5)
TEMPLATES = (
    {
        "id": "demo-notice-study",
        "use": "notice",
        "kinds": ["lesson", "reminder"],
        "fields": {"thing1": "title", "time2": "time", "thing3": "text"},
    },
    {
        "id": "demo-template-competition",
        "use": "template",
        "kinds": ["reminder", "announcement"],
        "fields": {"thing1": "title", "time2": "time", "thing3": "text"},
    },
)
"""What the account has in its console: one reminder for each consent, and one form that needs
none; so that each rung has its place in a month.
"""
FORMS = {
    "demo-notice-study": ("学习提醒", {"thing1": "课程", "time2": "时间", "thing3": "说明"}),
    "demo-template-competition": (
        "比赛提醒",
        {"thing1": "比赛", "time2": "时间", "thing3": "说明"},
    ),
}
"""How they look: their titles, and their fields' labels."""


async def make_cohort(conn: Connection, account: str, zone: str, now: datetime) -> None:
    """The class, whose poster stands beside the phone; nothing changes where it is known."""
    await groups.know_group(
        conn,
        account=account,
        channel="wechat",
        platform_id=SCENE,
        title=COHORT,
        zone=zone,
        now=now,
    )


async def plan_month(
    conn: Connection, account: str, first: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    """Take in what a month brings that begins at ``first``; once, however often it is asked."""
    shown = competition(account, first, zone)
    moments = moments_of(shown, first, (quiet.begin, quiet.end), zone)
    await import_competition(conn, shown, moments.kept, at=first)
    news = announcement(account, first, zone)
    await announcements.import_announcement(conn, news, at=first, approver="demo")


def competition(account: str, first: datetime, zone: ZoneInfo) -> Competition:
    """Poems read aloud; who has not registered is reminded a day before the end."""
    opens, closes = _at(first, OPENS, zone), _at(first, CLOSES, zone)
    return Competition(
        key=f"reading-{first.astimezone(zone):%Y%m%d-%H%M}",
        title="经典诵读比赛（演示）",
        category=Category.CLASSICAL_READING,
        organiser=ORGANISER,
        link="https://yike.example.org/reading",
        groups=(GroupName(account, SCENE),),
        stages=(Stage("registration", StageKind.REGISTRATION, opens, closes),),
        reminders=(timedelta(days=1), timedelta(hours=3)),
    )


def announcement(account: str, first: datetime, zone: ZoneInfo) -> Announcement:
    """The class tells its people something; no template fits, so a mass message brings it."""
    due = _at(first, NEWS, zone)
    return Announcement(
        key=f"open-day-{first.astimezone(zone):%Y%m%d-%H%M}",
        title="下周三校园开放日",
        text="上午九点，在学校礼堂。带上老花镜，有老师一对一教手机。可以带老伴一起来。",
        organiser=ORGANISER,
        link="",
        groups=(GroupName(account, SCENE),),
        due=due,
        expires=due + NEWS_LASTS,
    )


async def at_work(conn: Connection, account: str, now: datetime) -> bool:
    """Whether something is due at ``now`` that has not been planned or sent yet."""
    if any(one.waiting or one.in_flight for one in await open_counts(conn, now)):
        return True
    for mass in await masses.rows_of(conn, account, now):
        if mass.due <= now and not mass.went:
            return True
    # Once a call is taken it is the platform that needs its time.
    if await calls_open(conn, account, now):
        return True
    due = await next_lesson_due(conn)
    if due is not None and due <= now:
        return True
    # It allows for a minute of planning, which the month does not have.
    return (await overdue_planning(conn, now + timedelta(minutes=1))).total > 0


def _at(first: datetime, moment: tuple[int, time], zone: ZoneInfo) -> datetime:
    day, at = moment
    local = first.astimezone(zone).date() + timedelta(days=day - 1)
    return datetime.combine(local, at, zone)
