"""How near two workers come to the platform's limits, and that they never pass them."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

from bench.bot_api import BotApi, bot_api
from bench.owed import announce, announce_to_groups, chat_of, competition, people
from bench.processes import BenchFaultError
from bench.program import data_folder
from bench.servers import Servers, servers
from bench.table import Row, Series
from bench.workers import HEADSTART, OTHER_ACCOUNT, wait_until, wake, workers

A_SECOND, A_MINUTE = 30, 20
"""What the platform takes over all chats, and from one group (Bots FAQ)."""
ALLOWED = {"rate": A_SECOND, "bulk_rate": 28, "chat_rate": 1, "group_rate": A_MINUTE}
"""Our settings' own defaults: what nobody waits for leaves two of the thirty to replies."""
SHARE = 0.98
SECONDS = 64.0
"""A group's minute has to pass once, whole."""
MANY = 28 * 75
GROUPS = 2
REFUSALS = {"bot": "the bot's second", "group": "a group's minute", "chat": "a chat's second"}
CHATS, TO_EACH_CHAT, BURST = 10, 12, 4
"""So many learners of a second bot have twelve announcements coming: four at once, and then one
a second. Its groups get theirs beside them; the first bot has a broadcast."""


async def measure() -> list[Row]:
    """The rows with every limit on, the platform refusing whatever is over."""
    async with (
        data_folder() as folder,
        servers(folder / "var") as at,
        bot_api(folder, a_second=A_SECOND, a_minute=A_MINUTE) as api,
    ):
        await people(at.conn, MANY + CHATS)
        await at.conn.execute(
            "update address set account = $1 where learner_id > $2", OTHER_ACCOUNT, MANY
        )
        await competition(at.database_url)
        async with workers(at, api, 2, limits=ALLOWED):
            await _owe(at, datetime.now(UTC) + HEADSTART)
            await asyncio.sleep(SECONDS)
            return await _rows(api)


async def _owe(at: Servers, due: datetime) -> None:
    await announce(at.conn, MANY, due=due, occurrence="many")
    other = OTHER_ACCOUNT
    await announce_to_groups(at.conn, GROUPS, A_MINUTE + 5, due=due, account=other)
    for number in range(TO_EACH_CHAT):
        await announce(
            at.conn, CHATS, due=due, occurrence=f"chat-{number}", first=MANY + 1, account=other
        )
    await wait_until(due)
    await wake(at.redis_url)


async def _rows(api: BotApi) -> list[Row]:
    moments = [at for _, at in await api.arrivals(chat_of(1), chat_of(MANY))]
    chats = await _by_chat(api, chat_of(MANY + 1), chat_of(MANY + CHATS), TO_EACH_CHAT)
    groups = await _by_chat(api, -(10**6), -1, A_MINUTE + 1)
    if len(moments) < A_SECOND or len(chats) < CHATS or len(groups) < GROUPS:
        raise BenchFaultError(f"too little arrived to be judged: {await api.report()}")
    # What counts is what is kept up after the first second, which may hold a burst.
    steady = [at for at in moments if at >= moments[0] + 1]
    account = (len(steady) - 1) / (steady[-1] - steady[0])
    # From its first message to its 21st, a group served at its limit takes a minute; a chat
    # takes a second for each after the burst.
    group = min(A_MINUTE * 60 / (each[A_MINUTE] - each[0]) for each in groups)
    chat = min((TO_EACH_CHAT - BURST) / (each[TO_EACH_CHAT - 1] - each[0]) for each in chats)
    refused = (await api.report()).refused
    what = "limits on, two workers"
    return [
        _row(f"{what}: to all chats of a bot", "/s", account, ALLOWED["bulk_rate"], SHARE),
        _row(f"{what}: the same, beside what is taken", "/s", account, A_SECOND),
        _row(f"{what}: to a group", "/min", group, A_MINUTE, SHARE),
        _row(f"{what}: to a private chat, after its burst", "/s", chat, 1),
        *(
            Row(
                f"{what}: answers 429 for {name}",
                "",
                Series([float(refused.get(limit, 0))]),
                limit=0,
            )
            for limit, name in REFUSALS.items()
        ),
    ]


async def _by_chat(api: BotApi, low: int, high: int, enough: int) -> list[list[float]]:
    """When each chat of these got its messages, of those that got ``enough``."""
    found: dict[int, list[float]] = defaultdict(list)
    for chat, at in await api.arrivals(low, high):
        found[chat].append(at)
    return [each for each in found.values() if len(each) >= enough]


def _row(what: str, unit: str, rate: float, allowed: float, limit: float | None = None) -> Row:
    return Row(what, unit, Series([rate]), Series([float(allowed)]), limit, at_least=True)
