"""A courier in a private chat, with short and long lessons."""

from dataclasses import replace
from datetime import time

from bot.domain.content import Course, Lesson, Track
from bot.domain.messages import Reply
from bot.domain.quiet_hours import QuietHours
from bot.store.db import Database
from tests.handlers.private_chat import PrivateChats
from tests.handlers.school import course, lesson, single

LI = "city:71"
LUNCH = QuietHours(time(11), time(13, 30))
SUPPER = QuietHours(time(17), time(20))


def long_lesson(key: str) -> Lesson:
    """Five minutes, of which a question takes half a one; six sentences."""
    text = "".join(f"{key}课的第{n}句，路上先停车再看手机。" for n in "一二三四五六")
    return replace(lesson(key, single(key)), minutes=5, text=text)


def riding(*lessons: Lesson) -> Course:
    """A course for couriers."""
    return replace(course(*lessons), track=Track.COURIERS)


def chats_of(db: Database) -> PrivateChats:
    """Chats where meals are known."""
    chats = PrivateChats(db)
    chats.deployment = replace(chats.deployment, meal_peaks=(LUNCH, SUPPER))
    return chats


async def courier(chats: PrivateChats, *lessons: Lesson, at: str = "9:30 15:00") -> Reply:
    """LI, through the greeting; the first lesson."""
    await chats.teach(riding(*lessons))
    await chats.say(LI, "开始")
    await chats.say(LI, "送外卖")
    return await chats.say(LI, at)


async def times_of(chats: PrivateChats) -> str:
    """LI's times, as stored."""
    return " ".join(f"{at:%H:%M}" for at in (await chats.learner(LI))["times"])
