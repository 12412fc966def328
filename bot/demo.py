"""The demo: the real program with its real adapters, talking to platforms that are played.

It keeps everything under ``data_dir/demo``, so that a second run goes on where it was.
"""

import asyncio
import fcntl
import hmac
import string
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import demo_month
from bot.app import Program, Role
from bot.clock import MovableClock
from bot.competitions.moments import moments_of
from bot.config import Settings, check, secret_keys
from bot.content.load import load_pack
from bot.domain.competitions import Category, Competition, Stage, StageKind
from bot.domain.errors import InputError
from bot.domain.pseudonyms import person_hash
from bot.ports import Clock
from bot.storage import Storage, storage
from bot.store import grants, inbox_days
from bot.store.competitions import import_competition, load_competitions
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database

if TYPE_CHECKING:
    from aiohttp import web

    from adapters.simulator import Simulator
    from adapters.simulator.phones_month import Waited

PACK = Path(__file__).parent.parent / "packs" / "yike-basics"
TELEGRAM, WECHAT = "demo-telegram", "demo-wechat"
RECORDS, BANK = "demo-records", "demo-bank"
ACCOUNTS = ("GD20260001", "GD20260002", "GD20260003")
"""Account numbers that the played credit bank knows, for who tries the demo to give."""
DECIDES_AFTER = 60.0
"""Seconds of the demo's clock after which the played bank accepts, and again until it converts."""
CLASSMATES = ("oYikeDemo0LiAyi000000000002", "oYikeDemo0ZhouBobo0000000003")
"""Others in the class: a mass message goes to two people at least."""
GREETED = ("1", "1")
"""What a classmate answers to the two questions of the greeting: a senior, at the usual time."""


async def demo(given: Settings, say: Callable[[str], None]) -> bool:
    """Run the demo until a signal; ``say`` tells the person at the terminal where to look.

    False when a task died.
    """
    folder = given.storage.data_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        running_well = await _run(given, folder, say)
    say(f"已停下，都存在 {folder}  (stopped; everything is kept)")
    return running_well


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One demo at a time in a folder: two simulators would each keep their own half.

    Raises InputError when another one runs there.
    """
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"Another demo runs in {folder}; stop it, or set YIKE_STORAGE__DATA_DIR to another folder."
            ) from None
        yield


async def _run(given: Settings, folder: Path, say: Callable[[str], None]) -> bool:
    """The demo itself."""
    from adapters.simulator import Simulator

    clock = MovableClock()
    simulator = Simulator(clock, folder / "simulator.json", zone=given.learning.zone)
    await simulator.start()
    try:
        settings = demo_settings(given, simulator.url)
        play(settings, simulator)
        say("正在准备数据库……  (getting the database ready)")
        async with storage(settings) as place:
            await fill(place, settings, clock)
            say("正在启动……  (starting)")
            program = Program(settings, clock, tuple(Role), phones(simulator, settings))
            program.life.stop_on_signals()
            try:
                await program.start(place)
                simulator.next_due = program.next_due
                address = settings.server.public_url
                say(f"好了，请打开  (ready, open)  {address}/phones/")
                say(f"组织者的控制台  (the organisers' console)  {address}/console/")
                await program.life.stopping.wait()
            finally:
                await program.stop()
            return not program.life.failed
    finally:
        await simulator.stop()


def demo_settings(given: Settings, platforms: str) -> Settings:
    """The settings of the demo: the server and the learning of ``given``, accounts of its own
    whose platforms are played at ``platforms``.
    """
    folder = given.storage.data_dir / "demo"
    kept = check({"storage": {"data_dir": folder}})
    secret = secret_keys(kept)["signing_key"]
    host = given.server.host
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - a comparison, nothing is bound
    return check(
        {
            "server": {
                "host": host,
                "port": given.server.port,
                "public_url": f"http://{shown}:{given.server.port}",
            },
            "storage": {"data_dir": folder},
            "learning": given.learning.model_dump(),
            "security": {"id_base": given.security.id_base},
            "telegram": [
                {
                    "name": TELEGRAM,
                    "token": f"7000000001:{_made(secret, 'telegram token', 35)}",
                    "webhook_secret": _made(secret, "telegram secret", 40),
                    "api_url": f"{platforms}/telegram-api",
                }
            ],
            "wechat": [
                {
                    "name": WECHAT,
                    "kind": "service",
                    "verified": True,
                    "app_id": "wxdemo0000000000001",
                    "app_secret": _made(secret, "wechat secret", 32),
                    "token": _made(secret, "wechat token", 16),
                    "aes_key": _aes_key(secret),
                    "api_url": f"{platforms}/wechat-api",
                    "backup_url": "",
                    "script_url": f"{platforms}/wechat-api/jweixin.js",
                    "authorize_url": f"{platforms}/wechat-api/connect/oauth2/authorize",
                    "templates": demo_month.TEMPLATES,
                }
            ],
            "credit_bank": [
                {
                    "name": RECORDS,
                    "title": "演示学习记录库",
                    "kind": "xapi",
                    "url": f"{platforms}/bank/xAPI",
                    "username": "yike",
                    "password": _made(secret, "bank password", 24),
                },
                {
                    "name": BANK,
                    "title": "演示学分银行",
                    "kind": "bank",
                    "url": f"{platforms}/creditbank",
                    "key_id": "yike-demo",
                    "secret": _made(secret, "bank secret", 32),
                    "account_pattern": "GD[0-9]{8}",
                    "ask_seconds": 10,
                },
            ],
        }
    )


def play(settings: Settings, simulator: "Simulator") -> None:
    """Let the platforms know the demo's accounts, as their consoles would; and a group chat of
    neighbours, which the bot is not in yet.
    """
    from adapters.simulator.phones_groups import seed_group

    bot, account = settings.telegram[0], settings.wechat[0]
    records, bank = settings.credit_bank
    simulator.add_telegram(bot.name, bot.token.get_secret_value())
    simulator.add_wechat(
        account.name,
        account.app_id,
        account.app_secret.get_secret_value(),
        account.token.get_secret_value(),
        account.aes_key.get_secret_value(),
        f"{settings.server.public_url}/wechat/{account.name}",
        account.kind,
        account.verified,
    )
    for one in account.templates:
        title, labels = demo_month.FORMS[one.id]
        simulator.wechat.add_template(
            account.name, one.id, labels, use=one.use, title=title, long_term=one.long_term
        )
    simulator.add_bank(records.username, records.password.get_secret_value())
    simulator.creditbank.add_key(bank.key_id, bank.secret.get_secret_value())
    for number in ACCOUNTS:
        simulator.creditbank.add_account(number)
    simulator.creditbank.auto_accept_after = DECIDES_AFTER
    seed_group(simulator.telegram, bot.name)


async def fill(place: Storage, settings: Settings, clock: Clock) -> None:
    """Import the shipped packs, and a competition to look at while there is none."""
    pack = await asyncio.to_thread(load_pack, PACK)
    db = await Database.connect(place.database_url, size=1)
    try:
        async with db.transaction() as conn:
            now = clock.now()
            await import_courses(conn, pack.courses, at=now, approver="demo")
            await demo_month.make_cohort(conn, WECHAT, settings.learning.zone, now)
            await _make_operators(conn, settings, now)
            if not await load_competitions(conn, now):
                shown = competition(clock)
                quiet = settings.learning.quiet
                moments = moments_of(
                    shown, now, (quiet.begin, quiet.end), settings.learning.zone_info
                )
                await import_competition(conn, shown, moments.kept, at=now)
    finally:
        await db.close()


async def _make_operators(conn: Connection, settings: Settings, now: datetime) -> None:
    """Whoever tries the demo may look into the console too, from either phone."""
    from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON

    secret = secret_keys(settings)["pseudonym_key"]
    for account, person in ((WECHAT, WECHAT_PERSON), (TELEGRAM, str(TELEGRAM_PERSON))):
        await grants.grant(conn, account, person_hash(secret, account, person), "operator", now)


def competition(clock: Clock) -> Competition:
    """A competition whose registration has just opened."""
    today = clock.now().replace(hour=1, minute=0, second=0, microsecond=0)
    closes = today + timedelta(days=10)
    return Competition(
        key=f"law-quiz-{today:%Y%m%d}",
        title="身边的法律知识竞赛（演示）",
        category=Category.LEGAL_LITERACY,
        organiser="一课演示图书馆",
        link="https://yike.example.org/rules",
        groups=(),
        stages=(
            Stage("registration", StageKind.REGISTRATION, today - timedelta(days=1), closes),
            Stage("award", StageKind.AWARD, closes, closes + timedelta(days=5)),
        ),
        reminders=(timedelta(days=1), timedelta(hours=3)),
    )


def phones(
    simulator: "Simulator", settings: Settings
) -> "Callable[[Program], Mapping[str, web.Application]]":
    """What mounts the page of the phones beside a program, so that it can play a month."""
    from adapters.simulator.phones_app import PHONES
    from adapters.simulator.phones_month import Behind, Cohort

    def applications(program: Program) -> "Mapping[str, web.Application]":
        backstage = Backstage(program, simulator, settings)
        app = simulator.phones_app()
        app[PHONES].cohort = Cohort(demo_month.SCENE, demo_month.COHORT)
        app[PHONES].behind = Behind(backstage.plan, backstage.waited, backstage.at_work)
        return {"/phones/": app}

    return applications


@dataclass(frozen=True, slots=True)
class Backstage:
    """What the phones page is told by the bot's side while it plays a month."""

    program: Program
    simulator: "Simulator"
    settings: Settings

    async def plan(self, first: datetime) -> None:
        """Classmates join, and organisers plan their month."""
        for openid in CLASSMATES:
            if not self.simulator.wechat.chat(WECHAT, openid):
                await self.simulator.wechat.scan(WECHAT, openid, demo_month.SCENE)
                for answer in GREETED:
                    await self.simulator.wechat.say(WECHAT, openid, answer)
        learning = self.settings.learning
        async with self.program.db.transaction() as conn:
            await demo_month.plan_month(conn, WECHAT, first, learning.quiet, learning.zone_info)

    async def waited(self, since: datetime) -> "list[Waited]":
        """What was held for the person of the WeChat phone."""
        from adapters.simulator.phones_month import Waited
        from adapters.simulator.phones_state import WECHAT_PERSON

        async with self.program.db.connection() as conn:
            found = await inbox_days.kept_for(conn, WECHAT, WECHAT_PERSON, since)
        return [Waited(one.kind, one.since, one.state, one.until) for one in found]

    async def at_work(self) -> bool:
        """Whether something is due that has not been done yet."""
        async with self.program.db.connection() as conn:
            return await demo_month.at_work(conn, WECHAT, self.program.clock.now())


def _made(secret: bytes, what: str, length: int) -> str:
    """A secret of the demo, the same at each run: letters and digits."""
    letters = string.ascii_letters + string.digits
    stream = b"".join(hmac.digest(secret, f"{what} {n}".encode(), "sha256") for n in range(3))
    return "".join(letters[byte % len(letters)] for byte in stream[:length])


def _aes_key(secret: bytes) -> str:
    """An EncodingAESKey: 32 bytes as 43 characters of base64."""
    return b64encode(hmac.digest(secret, b"wechat aes key", "sha256")).decode().rstrip("=")
