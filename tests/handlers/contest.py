"""Competitions for the handlers' tests: a round of questions on the law, and who holds it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.content import Course, Track
from bot.domain.messages import Reply
from bot.keys.vault import Vault
from bot.store.competitions import import_competition
from tests.delivery.owing import NOON
from tests.handlers.private_chat import CITY, PrivateChats, touchable
from tests.handlers.school import course, lesson, single

LI, MEI, OLD = f"{CITY}:901", f"{CITY}:902", "city-wechat:oOldLady0000000000001"
DAY = timedelta(days=1)
ITEMS = 3


def law(version: str = "1") -> Course:
    """Five questions; the right answer is always the second."""
    keys = ("a", "b", "c", "d", "e")
    base = course(lesson("法", *(single(key) for key in keys)), version=version)
    return replace(base, key="law", title="学法", track=Track.EVERYONE)


def stage(kind: StageKind, opens: float, closes: float, key: str = "", **more: object) -> Stage:
    """From so many days after noon to so many."""
    made = Stage(key or kind.value, kind, NOON + opens * DAY, NOON + closes * DAY)
    return replace(made, **more)  # type: ignore[arg-type]


def quiz(opens: float = 0, closes: float = 3, **more: object) -> Stage:
    """Three of the five, 30 seconds each, twice."""
    rules = {"draw": ITEMS, "seconds": 30, "attempts": 2, "course": "law", **more}
    return stage(StageKind.QUIZ, opens, closes, "round", **rules)


def contest(*stages: Stage, **more: object) -> Competition:
    """A competition of the library's; registration and a round unless told otherwise."""
    usual = (stage(StageKind.REGISTRATION, 0, 2), quiz())
    made = Competition(
        "law-2026",
        "学法竞赛",
        Category.LEGAL_LITERACY,
        "天河图书馆",
        "https://example.org/law",
        (GroupName(CITY, "-100"),),
        stages or usual,
        (),
        rules="独立完成。",
        contact="辅导部 020-1234",
    )
    return replace(made, **more)  # type: ignore[arg-type]


async def hold(chats: PrivateChats, *competitions: Competition) -> None:
    """Keep competitions as an import does, and be able to encrypt."""
    chats.deployment = replace(chats.deployment, vault=Vault([b"k" * 32]))
    async with chats.db.transaction() as conn:
        for one in competitions:
            await import_competition(conn, one, (), at=chats.now)


async def enter(chats: PrivateChats, who: str, *answers: str, key: str = "law-2026") -> Reply:
    """Somebody enters and answers what is asked; the last reply."""
    reply = await chats.tap(who, f"enter:{key}")
    for answer in answers:
        reply = await chats.say(who, answer)
    return reply


async def begin_round(chats: PrivateChats, who: str, place: str = "law-2026:2") -> Reply:
    """Somebody begins an attempt; the first item."""
    await chats.tap(who, f"round:{place}")
    return await chats.tap(who, f"begin:{place}")


async def answer_all(chats: PrivateChats, who: str, reply: Reply, *numbers: int) -> Reply:
    """Somebody touches these options, five seconds each; the last reply."""
    for number in numbers:
        chats.later(seconds=5)
        reply = await chats.tap(who, touchable(reply)[number - 1])
    return reply


def labels(reply: Reply) -> list[str]:
    """What can be chosen."""
    return [option.label for option in reply.messages[-1].options]
