"""What happens in the month, and to whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.learning.silence import goes_out, silent_days
from tests.month.city import (
    EVENING_BEFORE,
    LASTING,
    ONE_TIME,
    SERVICE,
    SMALL,
    WEEKLY,
    City,
    contest,
    news,
    openid,
)

DAYS = 31
FIRST = datetime.fromisoformat("2026-12-01T00:00+08:00")
COHORTS = 4
TURNS = 9
"""Who learns comes by on one day in so many."""
HOURS = (4.0, 7.5, 10.0, 15.1, 18.1, 19.0, 19.02, 20.5)
"""The hours of a day at which the clock stops: the day's count, lessons, closings, mass messages
and their reports."""


def at(day: int, hour: float = 0) -> datetime:
    """An hour of a day of December, in Shanghai."""
    return FIRST + timedelta(days=day - 1, hours=hour)


def every(step: int, people: int, offset: int = 0) -> range:
    """Each ``step``-th follower."""
    return range(offset, people, step)


def enrolled(people: int) -> range:
    """Who learns; all others only follow."""
    return every(8, people)


async def join(city: City) -> None:
    """Everybody scans the code of a cohort; who learns goes through the greeting."""
    wechat = city.simulator.wechat
    await city.everybody(
        range(city.people),
        lambda n: wechat.scan(SERVICE, openid(n), f"class-{n % COHORTS}"),
    )
    await city.everybody(range(300), lambda n: wechat.scan(WEEKLY, openid(n), "readers"))
    await city.everybody(range(60), lambda n: wechat.follow(SMALL, openid(n)))
    for word in ("1", "1"):
        await city.say(enrolled(city.people), word)
        await city.say(range(40), word, SMALL)
    await city.move_to(EVENING_BEFORE + timedelta(minutes=5))


async def consent(city: City) -> None:
    """Some allow notices, once, three times or lastingly; some refuse; some want no messages."""
    wechat, people = city.simulator.wechat, city.people
    for times, step in ((1, 16), (3, 80)):
        for _ in range(times):
            # Two sheets answered within one second would be one event to WeChat's receivers.
            await city.move_to(city.clock.now() + timedelta(minutes=1))
            await city.everybody(
                every(step, people),
                lambda n: wechat.notices(SERVICE, openid(n), {ONE_TIME: "accept"}),
            )
    await city.everybody(
        every(56, people), lambda n: wechat.notices(SERVICE, openid(n), {LASTING: "accept"})
    )
    await city.everybody(
        every(104, people), lambda n: wechat.notices(SERVICE, openid(n), {ONE_TIME: "reject"})
    )
    for n in every(96, people, 1):
        wechat.refuse_messages(SERVICE, openid(n))
    for n in every(112, people, 2):
        wechat.blacklist(SERVICE, openid(n))
    for n in every(72, people, 3):
        wechat.block_templates(SERVICE, openid(n))


async def plan(city: City) -> None:
    """What organisers want to say this month, more than the platform takes."""
    groups = [f"{SERVICE}:class-{n}" for n in range(COHORTS)]
    await city.announce(
        contest("law", at(2, 9), 7, groups),
        contest("songs", at(8, 9), 6, [*groups[:2], f"{WEEKLY}:readers"]),
        contest("classics", at(14, 9), 6, groups),
        contest("science", at(20, 9), 8, groups),
        contest("defence", at(22, 9), 8, groups[2:]),
        news("opening", at(5, 10), groups),
        news("moved", at(16, 11), groups[:1], urgent=True),
        news("readers", at(9, 10), [f"{WEEKLY}:readers"]),
    )


async def live(city: City, day: int) -> None:
    """One day, from four in the morning to the evening."""
    wechat, people = city.simulator.wechat, city.people
    for hour in HOURS:
        await city.move_to(at(day, hour))
        if hour == 10.0:
            await mornings(city, day)
    if day == 3:
        await city.everybody(leaving(people), lambda n: wechat.unfollow(SERVICE, openid(n)))
    if day == 10:
        await city.everybody(
            list(leaving(people))[::2],
            lambda n: wechat.scan(SERVICE, openid(n), f"class-{n % COHORTS}"),
        )
    if day == 12:
        await city.everybody(
            every(160, people), lambda n: wechat.refuse_notice(SERVICE, openid(n), LASTING)
        )
    if day == DAYS:
        await city.everybody(
            every(90, people, 7),
            lambda n: wechat.notices(SERVICE, openid(n), {ONE_TIME: "accept"}),
        )
    await city.nothing_due()


def lesson_days(people: int, learner: int) -> list[int]:
    """The days on which a lesson is owed to one of those who learn: it comes at 07:30 unless he or
    she has been silent too long (everybody spoke on the eve of the month), and is fetched at ten.
    """
    place = enrolled(people).index(learner)
    spoke = [day for day in range(1, DAYS + 1) if place % TURNS == day % TURNS]
    days, heard = [], FIRST.date() - timedelta(days=1)
    for day in range(1, DAYS + 1):
        today = at(day).date()
        if goes_out(silent_days(heard, today)) or day in spoke:
            days.append(day)
        if day in spoke:
            heard = today
    return days


def leaving(people: int) -> range:
    """Who leaves on the third; every other one comes back a week later."""
    return every(64, people, 5)


async def mornings(city: City, day: int) -> None:
    """Some of those who learn fetch their lesson, some others write a word."""
    here = Here(city, day)
    await city.touch(here.among(enrolled(city.people), TURNS), "today")
    await city.say(here.among(enrolled(city.people), TURNS), "1")
    await city.say(here.among(range(1, city.people, 8), 24), "比赛")
    await city.say(here.among(range(40), 5), "今日一课", SMALL)
    await city.say(here.among(range(300), 30), "比赛", WEEKLY)


class Here:
    """Who is about on a day: those of a turn, less who has left."""

    def __init__(self, city: City, day: int) -> None:
        """``day`` of the month."""
        self._day = day
        gone = list(leaving(city.people))
        self._gone = set(gone if 3 < day <= 10 else gone[1::2] if day > 10 else ())

    def among(self, people: Iterable[int], turns: int) -> list[int]:
        """Each of ``people`` is about on one day in ``turns``."""
        return [
            n
            for k, n in enumerate(people)
            if k % turns == self._day % turns and n not in self._gone
        ]
