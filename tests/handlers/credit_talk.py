"""Somebody who passes courses and talks about credits: two credit banks, one of which needs an
account number, and an institution that seals what is private.
"""

from dataclasses import replace

from bot.domain.content import Track
from bot.domain.credits import Form, Target
from bot.domain.messages import Reply
from bot.keys.vault import Vault
from bot.ledger.statements import Issuer
from bot.store.db import Database
from handlers.turn import Deployment
from tests.delivery.owing import ZONE
from tests.handlers.private_chat import CITY, SECRET, PrivateChats, told
from tests.handlers.school import course, lesson, single

ANN, BEN = f"{CITY}:1", f"{CITY}:2"
VAULT = Vault([b"v" * 32])
NUMBER = "GZ20261234"
"""An account number at the town's bank."""

DEPLOYMENT = Deployment(
    Issuer("https://yike.example.org", b"p" * 32),
    {"lrs": "市学习记录库", "town": "市学分银行"},
    ZONE,
    secret=SECRET,
    targets=(Target("lrs"), Target("town", Form.RECORD, needs_account=True)),
    account_forms={"town": r"[A-Z]{2}[0-9]{6,10}"},
    vault=VAULT,
    public_url="https://yike.example.org",
)


async def make_chats(db: Database, deployment: Deployment = DEPLOYMENT) -> PrivateChats:
    """Chats in a town with two courses of one lesson each, for farmers."""
    chats = PrivateChats(db, deployment=deployment)
    one = course(lesson("甲", single("一")))
    two = course(lesson("乙", single("二")), key="tea")
    await chats.teach(one, two)
    return chats


async def passes(chats: PrivateChats, who: str = ANN) -> Reply:
    """A farmer begins and passes the first course; what is said then."""
    await chats.enrolled(who)
    return await chats.say(who, "2")


async def passes_as_pupil(chats: PrivateChats, who: str = ANN) -> Reply:
    """A pupil passes a course; what is said then."""
    young = replace(course(lesson("甲", single("一"))), key="young", track=Track.YOUTH)
    await chats.teach(young)
    for word in ("开始", "我是学生"):
        await chats.say(who, word)
    await chats.say(who, "早上 7:30")
    return await chats.say(who, "2")


async def passes_another(chats: PrivateChats, who: str = ANN) -> Reply:
    """The other course too; what is said then."""
    await chats.tap(who, "course:tea")
    await chats.say(who, "今日一课")
    return await chats.say(who, "2")


async def with_account(chats: PrivateChats, who: str = ANN) -> None:
    """Passed, agreed, and the account number given."""
    await passes(chats, who)
    for word in ("同意", NUMBER, "对"):
        await chats.say(who, word)


def bubbles(reply: Reply) -> list[int]:
    """How long each message is."""
    return [len(one.text) for one in reply.messages]


async def everything_kept(chats: PrivateChats, *replies: Reply) -> str:
    """All that is kept of a conversation in clear: dialogs, events, replies."""
    kept = await chats.rows(
        "select dialog::text as words from learner union all select coalesce(reply::text, '') from inbound_event"
    )
    words = [str(row["words"]) for row in kept]
    return "\n".join([*words, *(str(reply.to_json()) for reply in replies), *map(told, replies)])
