"""A quiz round in which 5,000 people answer within the same minute, and how exactly it is ranked."""

import secrets
import sys
import time
from datetime import UTC, datetime, timedelta
from time import perf_counter

import aiohttp
from wechatpy.utils import WeChatSigner
from yarl import URL

from adapters.embedded import embedded_servers
from bench.http import free_port
from bench.load import Went, at_once, on_schedule
from bench.platforms import platforms
from bench.processes import BenchFaultError
from bench.program import ACCOUNT, TOKEN, data_folder, deployed, read_settings, settings
from bench.table import Row, Series
from bench.talk import Kind
from bench.wechat import CRYPTO, XML, Call, fields_of, sealed
from bot.competitions.desk.standing import make, stage_of
from bot.config import Settings
from bot.contest_office import clocks_desk
from bot.domain.competitions import Category, Competition, Stage, StageKind
from bot.domain.contests import Counts
from bot.store.competitions import import_competition, load_competition
from bot.store.db import Database

PEOPLE = 5_000
MINUTE = 60.0
P99_MS = 300
RANK_SECONDS = 2.0
KEY, ROUND = "bench-round", "round"
OPENIDS = [f"oBenchRound{number:017d}" for number in range(1, PEOPLE + 1)]
_AN_ITEM = Kind("an answer in a round", "1", lambda text: "题，共" in text)

_PEOPLE = """
with made as (
  insert into learner (key, state, track, zone, times, created_at)
  select gen_random_uuid(), 'active', 'everyone', 'Asia/Shanghai', '{07:30}', $1 from generate_series(1, $2::bigint) returning id
), numbered as (select id, row_number() over (order by id) as n from made
), reached as (
  insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
  select id, $3, 'wechat', 'oBenchRound' || lpad(n::text, 17, '0'), $1, $1 from numbered
)
insert into entry (competition_key, learner_id, number, entered_at) select $4, id, n, $1 from numbered
"""

_WRONG = """
with sums as (
  select a.entry_id, count(*) filter (where g.is_right) as right_answers, a.finished_at,
    sum(least(60000, floor(extract(epoch from g.answered_at - g.shown_at) * 1000)))
      + 60000 * (cardinality(a.questions) - count(g.item)) as used
  from round_attempt a join round_answer g on g.attempt_id = a.id group by a.id
), ranked as (
  select entry_id, rank() over (order by right_answers desc, used, finished_at) as place from sums
)
select count(*) from ranked r full join (
  select entry_id, rank from stage_standing where competition_key = $1 and rank is not null) s
  on s.entry_id = r.entry_id where s.rank is distinct from r.place
"""
"""Another way to the same places: how many differ."""


async def measure() -> list[Row]:
    """The rows of the table."""
    connector = aiohttp.TCPConnector(limit=400)
    async with (
        platforms() as played,
        data_folder() as folder,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        port = free_port()
        file = settings(folder, port, played.url, telegram=False)
        async with deployed(folder, port, file, ["web"]), embedded_servers(folder / "var") as urls:
            own = read_settings(file, folder)
            await _prepare(urls.database_url)
            crowd = _Crowd(http, f"http://127.0.0.1:{port}/wechat/{ACCOUNT}")
            return await _measured(crowd, own, urls.database_url)


async def _measured(crowd: "_Crowd", own: Settings, url: str) -> list[Row]:
    begun = await at_once(crowd.begin, OPENIDS, 16)
    print(f"contest-round: {PEOPLE} began in {begun.seconds:.0f} s", file=sys.stderr)
    p99, middle, burst = Series(), Series(), Series()
    for _ in range(2):
        went: Went = await on_schedule(crowd.answer, OPENIDS, PEOPLE / MINUTE)
        p99.add(went.at(0.99))
        middle.add(went.at(0.5))
    burst.add((await at_once(crowd.answer, OPENIDS, 64)).rate)
    ranked, wrong = Series(), Series()
    seconds, differ = await _ranked(own, url)
    ranked.add(seconds)
    wrong.add(differ)
    return [
        Row(f"contest round: {PEOPLE:,} answers in a minute, p99", "ms", p99, limit=P99_MS),
        Row("contest round: the same, median", "ms", middle),
        Row("contest round: answers as fast as they go", "/s", burst),
        Row(f"contest round: {PEOPLE:,} ranked", "s", ranked, limit=RANK_SECONDS),
        Row("contest round: places that differ from another way's", "", wrong, limit=0),
    ]


async def _prepare(url: str) -> None:
    """People, the competition, everybody's entry."""
    now = datetime.now(UTC)
    db = await Database.connect(url, size=1)
    contest = Competition(
        key=KEY,
        title="千人答题",
        category=Category.LEGAL_LITERACY,
        organiser="某某图书馆",
        link="https://yike.example.org/rules",
        groups=(),
        stages=(
            Stage(
                ROUND,
                StageKind.QUIZ,
                now - timedelta(hours=1),
                now + timedelta(hours=1),
                draw=10,
                seconds=60,
                attempts=1,
                course="law-basics",
                counts=Counts.BEST,
            ),
        ),
        reminders=(),
    )
    async with db.transaction() as conn:
        await import_competition(conn, contest, (), at=now)
        await conn.execute(_PEOPLE, now, PEOPLE, ACCOUNT, KEY)
    async with db.connection() as conn:
        await conn.execute("analyze")
    await db.close()


async def _ranked(own: Settings, url: str) -> tuple[float, float]:
    """The round closes: seconds until the standing is made, and how many places are wrong."""
    db = await Database.connect(url, size=1)
    now = datetime.now(UTC)
    async with db.transaction() as conn:
        await conn.execute("update stage set closes = $1 where competition_key = $2", now, KEY)
    desk = clocks_desk(own, now + timedelta(seconds=1))
    async with db.transaction() as conn:
        found = await load_competition(conn, KEY)
        if found is None:
            raise BenchFaultError("the competition is gone")
        begun = perf_counter()
        rows = await make(conn, desk, found, stage_of(found, ROUND))
        seconds = perf_counter() - begun
    if len(rows) != PEOPLE:
        raise BenchFaultError(f"{len(rows)} places were given, not {PEOPLE}")
    async with db.connection() as conn:
        wrong = await conn.fetchval(_WRONG, KEY)
    await db.close()
    return seconds, float(wrong)


class _Crowd:
    """Everybody in the round."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self._address = address

    async def begin(self, openid: str) -> None:
        """Touch 开始答题."""
        call = _touched(self._address, openid, f"begin:{KEY}:1")
        await self._send(call)

    async def answer(self, openid: str) -> None:
        """Answer the item that is open."""
        await self._send(sealed(self._address, openid, _AN_ITEM))

    async def _send(self, call: Call) -> None:
        async with self._http.post(call.url, data=call.body, headers=XML) as response:
            call.status, call.answer = response.status, await response.read()
        call.check()


def _touched(address: str, openid: str, key: str) -> Call:
    """A touched menu entry or msgmenu link, sealed as ``bench.wechat.sealed`` does a text."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(5)
    xml = (
        f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[{openid}]]>"
        f"</FromUserName><CreateTime>{stamp}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[CLICK]]></Event><EventKey><![CDATA[{key}]]></EventKey></xml>"
    )
    outer = fields_of(CRYPTO.encrypt_message(xml, nonce, stamp))
    body = (
        f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName>"
        f"<Encrypt><![CDATA[{outer['Encrypt']}]]></Encrypt></xml>"
    )
    signer = WeChatSigner()
    signer.add_data(TOKEN, stamp, nonce)
    query = (
        f"signature={signer.signature}&timestamp={stamp}&nonce={nonce}&openid={openid}"
        f"&encrypt_type=aes&msg_signature={outer['MsgSignature']}"
    )
    return Call(_AN_ITEM, openid, URL(f"{address}?{query}", encoded=True), body.encode())
