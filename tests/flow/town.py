"""A small town to try the whole program in: the real program, the real adapters over HTTP, the
real servers; only the platforms are played.
"""

import asyncio
import os
import random
import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from adapters.simulator import Bubble, Simulator
from bot.app import Program
from bot.clock import FrozenClock
from bot.config import Settings, check
from bot.content.load import load_pack
from bot.domain.content import Course
from bot.domain.errors import StorageUnavailableError
from bot.storage import Storage
from bot.store.content_import import import_courses
from bot.store.db import Database

TELEGRAM, WECHAT, BANK = "city", "city-wechat", "lrs"
TEACHER, COURIER = "oTeacherOfTianhe0000000000001", 70001
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""
PICTURE = "[图片]"
"""What a bubble with a picture says."""
READ_ON = "看完了，回复 1。"
"""Below each step of a senior's lesson but the last."""
PACKS = Path(__file__).parents[2] / "packs" / "yike-basics"


SOMETHING_DUE = """
  select exists (select 1 from lesson_turn where next_due <= $1)
    or exists (select 1 from competition_group cg
      join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
      where cg.announced_at is null and exists (
        select 1 from stage s where s.competition_key = cg.competition_key
        having min(s.opens) <= $1 and max(s.closes) > $1))
    or exists (select 1 from announcement_group o join announcement n on n.key = o.announcement_key
      join chat_group g on g.account = o.account and g.platform_id = o.platform_id and g.state = 'known'
      where o.planned_at is null and n.state = 'approved' and n.paused_at is null and n.cancelled_at is null
        and n.due <= $1 and n.expires > $1)
    or exists (select 1 from group_turn t join chat_group g on g.id = t.group_id and g.state = 'known'
      where t.next_due <= $1)
    or exists (select 1 from stage_moment where planned_at is null and due <= $1)
    or exists (select from competition where (seen_revision <> revision or seen_state <> state)
      and state in ('published', 'cancelled'))
    or exists (select 1 from delivery where state = 'claimed'
               or (state = 'planned' and next_try <= $1))
    or exists (select 1 from push where state = 'leased'
               or (state = 'queued' and next_try <= $1 and not exists
                   (select 1 from push where state = 'queued' and next_try > $1)))
"""
"""Whether something is left to plan, to send or to push at an instant. While a statement waits
for a bank that failed, nothing goes there.
"""


_LANE = 4_000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])  # noqa: TID251 - set by pytest
_NEXT = count(random.randrange(_LANE))


def free_port() -> int:
    """A port that nobody listens on. It is none of those that the system gives to whoever binds or
    connects without naming one, and none of another pytest worker's: nobody takes it meanwhile.
    """
    while True:
        port = 20_000 + _WORKER % 3 * _LANE + next(_NEXT) % _LANE
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def settings_of(platforms: str, port: int, data_dir: Path, **sections: object) -> Settings:
    """The settings of a town whose platforms are played at ``platforms``."""
    return check(
        {
            "server": {"port": port, "public_url": f"http://127.0.0.1:{port}"},
            "storage": {"data_dir": str(data_dir)},
            "telegram": [
                {
                    "name": TELEGRAM,
                    "token": "42:TOKEN-of-the-town",
                    "webhook_secret": "secret-of-the-town",
                    "api_url": f"{platforms}/telegram-api",
                    # Limits go by the town's clock, and that stands still.
                    "rate": 0,
                    "bulk_rate": 0,
                    "chat_rate": 0,
                    "group_rate": 0,
                }
            ],
            "wechat": [
                {
                    "name": WECHAT,
                    "kind": "service",
                    "verified": True,
                    "app_id": "wx0123456789abcdef",
                    "app_secret": "app-secret",
                    "token": "callbacktoken",
                    "aes_key": AES_KEY,
                    # Who is here when a digest is planned gets it; tests/month tells of that.
                    "digest": "",
                    "api_url": f"{platforms}/wechat-api",
                    "script_url": f"{platforms}/wechat-api/jweixin.js",
                    "authorize_url": f"{platforms}/wechat-api/connect/oauth2/authorize",
                }
            ],
            "credit_bank": [
                {
                    "name": BANK,
                    "kind": "xapi",
                    "url": f"{platforms}/bank/xAPI",
                    "username": "bot",
                    "password": "bot-secret",
                }
            ],
            "security": {"pseudonym_key": "p" * 32, "data_key": "d" * 32, "signing_key": "s" * 32},
            **sections,
        }
    )


def play(simulator: Simulator, settings: Settings) -> None:
    """Let the played platforms know the town's accounts."""
    simulator.add_telegram(TELEGRAM, settings.telegram[0].token.get_secret_value())
    account = settings.wechat[0]
    simulator.add_wechat(
        WECHAT,
        account.app_id,
        account.app_secret.get_secret_value(),
        account.token.get_secret_value(),
        account.aes_key.get_secret_value(),
        f"{settings.server.public_url}/wechat/{WECHAT}",
        account.kind,
        account.verified,
    )
    for one in account.templates:
        simulator.wechat.add_template(
            WECHAT,
            one.id,
            {name: name for name in one.fields},
            use=one.use,
            long_term=one.long_term,
        )
    simulator.add_bank("bot", "bot-secret")


class Chats(ABC):
    """What people do and see in their chats; ``simulator`` plays their platforms."""

    simulator: Simulator
    before_each_word: Callable[[], Awaitable[object]] | None = None
    """What a test does to the program before each thing that somebody says or touches."""

    async def _about_to_speak(self) -> None:
        if self.before_each_word is not None:
            await self.before_each_word()

    @abstractmethod
    async def move_to(self, at: datetime) -> None:
        """Let the clock stand at ``at``; returns when everything that is due has happened."""

    @abstractmethod
    async def nothing_due(self) -> None:
        """Wait until nothing is left to plan, to send or to push, as of the clock's now."""

    @abstractmethod
    async def rows(self, query: str, *values: object) -> list[dict[str, object]]:
        """What the database holds."""

    # WeChat --------------------------------------------------------------------------------

    def wechat_chat(self, openid: str = TEACHER) -> list[Bubble]:
        """What a follower sees."""
        return self.simulator.wechat.chat(WECHAT, openid)

    async def wechat_follows(self, openid: str = TEACHER) -> str:
        """Somebody follows the account; what is answered."""
        await self._about_to_speak()
        await self.simulator.wechat.follow(WECHAT, openid)
        return self.wechat_chat(openid)[-1].text

    async def wechat_touches(self, key: str, openid: str = TEACHER) -> str:
        """A follower touches the menu entry of ``key``; what is answered."""
        await self._about_to_speak()
        await self.simulator.wechat.menu(WECHAT, openid, key)
        return self.wechat_chat(openid)[-1].text

    async def wechat_says(self, text: str, openid: str = TEACHER) -> str:
        """A follower writes; what is answered."""
        await self._about_to_speak()
        await self.simulator.wechat.say(WECHAT, openid, text)
        return self.wechat_chat(openid)[-1].text

    async def wechat_reads(self, openid: str = TEACHER) -> str:
        """A follower reads a lesson step by step, as seniors get it; what stands at its end."""
        while READ_ON in (shown := self._words_shown(openid)):
            await self.wechat_says("继续", openid)
        return shown

    def _words_shown(self, openid: str) -> str:
        """The words that stand last; a picture follows the words of its lesson some seconds later."""
        return next(one.text for one in reversed(self.wechat_chat(openid)) if one.text != PICTURE)

    # Telegram ------------------------------------------------------------------------------

    def telegram_chat(self, chat: int = COURIER) -> list[Bubble]:
        """What a Telegram user sees."""
        return self.simulator.telegram.chat(TELEGRAM, chat)

    def _theirs(self, chat: int) -> list[Bubble]:
        return [bubble for bubble in self.telegram_chat(chat) if not bubble.mine]

    async def telegram_answer(self, chat: int, before: int) -> Bubble:
        """The answer that follows the ``before`` bubbles there were."""
        await self.simulator.until(lambda: len(self._theirs(chat)) > before)
        return self._theirs(chat)[-1]

    async def telegram_starts(self, user: int = COURIER) -> Bubble:
        """Somebody opens the chat; what is answered."""
        before = len(self._theirs(user))
        await self._about_to_speak()
        await self.simulator.telegram.start_chat(TELEGRAM, user)
        return await self.telegram_answer(user, before)

    async def telegram_says(self, text: str, user: int = COURIER) -> Bubble:
        """A user writes; what is answered."""
        before = len(self._theirs(user))
        await self._about_to_speak()
        await self.simulator.telegram.say(TELEGRAM, user, text)
        return await self.telegram_answer(user, before)

    async def telegram_taps(self, data: str, user: int = COURIER) -> Bubble:
        """A user touches the button that carries ``data`` under the last bubble that has it."""
        bubble = next(
            b for b in reversed(self._theirs(user)) if data in {value for _, value in b.buttons}
        )
        before = self._shown(user)
        await self._about_to_speak()
        await self.simulator.telegram.tap(TELEGRAM, user, bubble.id, data)
        return await self._changed(user, before)

    async def telegram_chooses(self, label: str, user: int = COURIER) -> Bubble:
        """A user touches the button, or the option of a quiz, of that ``label``: the newest there
        is; what is answered.
        """
        await self.simulator.until(lambda: self._newest(label, user) is not None)
        bubble = self._newest(label, user)
        assert bubble is not None
        data = dict(bubble.buttons).get(label)
        before = self._shown(user)
        await self._about_to_speak()
        if data is not None:
            await self.simulator.telegram.tap(TELEGRAM, user, bubble.id, data)
        else:
            chosen = self.quiz_options(bubble, user).index(label)
            await self.simulator.telegram.vote(TELEGRAM, user, bubble.id, [chosen])
        return await self._changed(user, before)

    def quiz_options(self, bubble: Bubble, user: int = COURIER) -> list[str]:
        """What can still be chosen of a quiz; nothing where the bubble is none, or is answered."""
        if not bubble.poll:
            return []
        poll = self.simulator.telegram.poll(TELEGRAM, user, bubble.id)
        if str(user) in poll.votes:
            return []
        return [option["text"] for option in poll.body["options"]]

    def _shown(self, user: int) -> dict[str, tuple[str, object]]:
        """What the bot's messages say, by their ids."""
        return {
            one.id: ("a quiz", 0) if one.poll else (one.text, one.rows)
            for one in self._theirs(user)
        }

    async def _changed(self, user: int, before: dict[str, tuple[str, object]]) -> Bubble:
        """The newest of the bot's messages that came, or were put in another's place, since."""
        try:
            await self.simulator.until(lambda: self._shown(user) != before)
        except TimeoutError:
            seen = [(one.text[:40], one.mine, one.poll) for one in self.telegram_chat(user)[-5:]]
            raise AssertionError(f"nothing came after {seen}") from None
        now = self._shown(user)
        new = [one for one in self._theirs(user) if before.get(one.id) != now[one.id]]
        return (new or self._theirs(user))[-1]

    def _newest(self, label: str, user: int) -> Bubble | None:
        """The last bubble with that choice."""
        return next(
            (
                bubble
                for bubble in reversed(self._theirs(user))
                if label in dict(bubble.buttons) or label in self.quiz_options(bubble, user)
            ),
            None,
        )


@dataclass
class Town(Chats):
    """The program with its people; ``start`` and ``stop`` as often as a test likes."""

    clock: FrozenClock
    simulator: Simulator
    settings: Settings
    place: Storage
    programs: list[Program] = field(default_factory=list)

    @property
    def program(self) -> Program:
        """The program that was started last."""
        return self.programs[-1]

    async def start(self) -> Program:
        """Start the program; its platforms are set up when this returns."""
        program = Program(self.settings, self.clock)
        self.programs.append(program)
        await program.start(self.place)
        await program.life.settle()
        return program

    async def stop(self) -> None:
        """Stop the program gracefully."""
        await self.programs.pop().stop()

    async def teach(self, *courses: Course) -> None:
        """Import courses; the shipped ones when none is given."""
        db = await Database.connect(self.place.database_url, size=1)
        async with db.transaction() as conn:
            chosen = courses or load_pack(PACKS).courses
            await import_courses(conn, chosen, at=self.clock.now(), approver="test")
        await db.close()

    async def move_to(self, at: datetime) -> None:
        """Let the clock stand at ``at``; returns when everything that is due has happened."""
        self.clock.set(at)
        await self.nothing_due()

    async def nothing_due(self) -> None:
        """Wait until nothing is left to plan, to send or to push, as of the clock's now."""
        async with asyncio.timeout(60):
            if await self._due():
                self.program.ticker.tick_all()  # else a job waits for its interval's end
            while await self._due():
                await asyncio.sleep(0.01)
        await self.simulator.settle()

    async def _due(self) -> bool:
        try:
            async with self.program.db.connection() as conn:
                return bool(await conn.fetchval(SOMETHING_DUE, self.clock.now()))
        except StorageUnavailableError:
            return True

    async def rows(self, query: str, *values: object) -> list[dict[str, object]]:
        """What the database holds."""
        async with self.program.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(query, *values)]


@asynccontextmanager
async def open_town(place: Storage, data_dir: Path, **sections: object) -> AsyncIterator[Town]:
    """A town on a fresh database with the shipped courses; its program is not started yet.

    ``sections`` take the place of the settings' own.
    """
    clock = FrozenClock(MORNING)
    simulator = Simulator(clock, retry_delays=(0, 0.05, 0.1, 0.2))
    await simulator.start()
    simulator.telegram.limits = False
    settings = settings_of(simulator.url, free_port(), data_dir, **sections)
    play(simulator, settings)
    town = Town(clock, simulator, settings, place)
    try:
        await town.teach()
        yield town
    finally:
        while town.programs:
            await town.stop()
        await simulator.stop()
