"""What a learner's words cost: the whole program answering encrypted WeChat callbacks."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import aiohttp

from adapters.embedded import embedded_servers
from bench.http import free_port
from bench.platforms import platforms
from bench.program import data_folder, deployed, settings
from bench.scale.measured import Cost, TableSize
from bench.scale.server import Server, connected, cost, grown
from bench.talk import GREETING, ROUND, Kind
from bench.wechat import LEARNERS, Account

ROUNDS = 3
SESSION_TABLES = (
    *("lesson_progress", "question_state", "answer", "completion", "statement", "push", "claim"),
)
REQUEST_TABLES = ("inbound_event",)


@dataclass(frozen=True, slots=True)
class RequestCosts:
    """The mean cost of a callback, and what sessions and callbacks leave in the tables."""

    request: Cost
    session_tables: dict[str, TableSize]
    request_tables: dict[str, TableSize]


async def measure(say: Callable[[str], None]) -> RequestCosts:
    """240 learners are greeted and then hold ``ROUNDS`` sessions of five words, each answer
    checked. Raises BenchFaultError when one is wrong.
    """
    say("learners talking to the whole program")
    connector = aiohttp.TCPConnector(limit=400)
    async with (
        platforms() as played,
        data_folder() as folder,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        port = free_port()
        file = settings(folder, port, played.url, telegram=False)
        async with (
            deployed(folder, port, file, ["web"]) as program,
            embedded_servers(folder / "var", redis=False) as urls,
            connected(urls.database_url) as conn,
        ):
            one = Server(urls.database_url, folder / "var", conn)
            ours = Account(http, program, port)
            for words in GREETING:
                await ours.burst(Kind("a greeting", words, bool))
            sizes = await one.sizes(*SESSION_TABLES, *REQUEST_TABLES)
            before, cpu, begun = await one.read(), program.cpu(), perf_counter()
            for _ in range(ROUNDS):
                for kind in ROUND:
                    await ours.burst(kind)
            seconds, used = perf_counter() - begun, program.cpu() - cpu
            after, later = await one.read(), await one.sizes(*SESSION_TABLES, *REQUEST_TABLES)
    sessions = LEARNERS * ROUNDS
    return RequestCosts(
        cost(before, after, sessions * len(ROUND), seconds, used),
        grown(
            {table: sizes[table] for table in SESSION_TABLES},
            {table: later[table] for table in SESSION_TABLES},
            sessions,
        ),
        grown(
            {table: sizes[table] for table in REQUEST_TABLES},
            {table: later[table] for table in REQUEST_TABLES},
            sessions * len(ROUND),
        ),
    )
