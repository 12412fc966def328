"""A group of 200 people answers its question of the day: all counted, and the group kept quiet."""

import asyncio
import json
import random
from datetime import UTC, datetime
from itertools import count

import aiohttp
import asyncpg

from adapters.embedded import embedded_servers
from bench.http import answers, free_port
from bench.load import on_schedule
from bench.platforms import Platforms, platforms
from bench.processes import BenchFaultError
from bench.program import ACCOUNT, WEBHOOK_SECRET, data_folder, deployed, settings
from bench.table import Row, Series

GROUP = -1_009_000_000_001
PEOPLE = range(920_000_001, 920_000_201)
SECONDS = 10
"""Within which everybody answers; every fourth answer comes twice, as after a lost response."""
ROUNDS = 3
ASKED_WITHIN = 20
A_MINUTE = 20
"""Messages a group may be sent in a minute (Bots FAQ)."""
P99_MS = 100

_NUMBERS = count(50_000_001)
_HEADERS = {
    "Content-Type": "application/json",
    "X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET,
}


async def measure() -> list[Row]:
    """The rows on a group's quiz."""
    counted, said, p99 = Series(), Series(), Series()
    async with platforms() as played, data_folder() as folder, aiohttp.ClientSession() as http:
        port = free_port()
        file = settings(folder, port, played.url, telegram=True)
        async with (
            deployed(folder, port, file, ["web", "worker"]) as program,
            embedded_servers(folder / "var", redis=False) as urls,
        ):
            await answers(program, port, "/readyz")
            conn = await asyncpg.connect(urls.database_url)
            try:
                for number in range(ROUNDS):
                    chat = GROUP - number
                    poll = await _ask(conn, played, chat)
                    address = f"http://127.0.0.1:{port}/telegram/{ACCOUNT}"
                    p99.add(await _answered(http, address, poll))
                    counted.add(await _counted(conn, chat))
                    said.add(played.said[chat])
            finally:
                await conn.close()
    what = f"A group of {len(PEOPLE)} answers a quiz within {SECONDS} s"
    return [
        Row(f"{what}: counted", "people", counted, limit=len(PEOPLE), at_least=True),
        Row(f"{what}: messages to the group", "", said, limit=A_MINUTE),
        Row(f"{what}: p99 of an answer", "ms", p99, limit=P99_MS),
    ]


async def _ask(conn: asyncpg.Connection, played: Platforms, chat: int) -> str:
    """A group with a course of the week is owed its question now; the quiz it gets."""
    now = datetime.now(UTC)
    await conn.execute(
        """
        with g as (
          insert into chat_group (account, channel, platform_id, zone, quiet, track, course_key, known_at)
          select $1, 'telegram', $2, 'Asia/Shanghai', '00:00-00:00', 'seniors', key, $3
          from course where current_version is not null order by key limit 1 returning id, course_key
        )
        insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select id, $1, 'question', course_key, to_char($3 at time zone 'Asia/Shanghai', 'YYYY-MM-DD'), 4, $3, $3,
          $3 + interval '1 hour', $3 from g
        """,
        ACCOUNT,
        str(chat),
        now,
    )
    for _ in range(10 * ASKED_WITHIN):
        known = await conn.fetchval(
            "select q.poll_id from quiz_poll q join chat_group g on g.id = q.group_id where g.platform_id = $1",
            str(chat),
        )
        if known:
            return played.quizzes[chat]
        await asyncio.sleep(0.1)
    raise BenchFaultError("the group was asked nothing")


async def _answered(http: aiohttp.ClientSession, address: str, poll: str) -> float:
    """Everybody answers, some of it told twice; the p99 in ms."""
    updates = [_vote(person, poll) for person in PEOPLE]
    calls = updates + updates[::4]
    random.Random(7).shuffle(calls)

    async def send(body: bytes) -> None:
        async with http.post(address, data=body, headers=_HEADERS) as response:
            await response.read()
            if response.status != 200:
                raise BenchFaultError(f"an answer to a quiz: HTTP {response.status}")

    went = await on_schedule(send, calls, len(calls) / SECONDS)
    return went.at(0.99)


async def _counted(conn: asyncpg.Connection, chat: int) -> int:
    """How many answers there are; as many people, or it would be no count."""
    row = await conn.fetchrow(
        """
        select count(*) as answers, count(distinct voter) as people from group_answer a
        join group_question q on q.id = a.group_question_id join chat_group g on g.id = q.group_id
        where g.platform_id = $1
        """,
        str(chat),
    )
    if row is None or row["answers"] != row["people"]:
        raise BenchFaultError("somebody was counted twice")
    return int(row["answers"])


def _vote(person: int, poll: str) -> bytes:
    """A ``poll_answer`` as the Bot API delivers it."""
    user = {"id": person, "is_bot": False, "first_name": "Bench"}
    answer = {
        "poll_id": poll,
        "user": user,
        "option_ids": [person % 2],
        "option_persistent_ids": [str(person % 2)],
    }
    return json.dumps({"update_id": next(_NUMBERS), "poll_answer": answer}).encode()
