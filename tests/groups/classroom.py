"""A class in a Telegram group, as those in it see it; the program behind it is the real one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.simulator import Bubble
from adapters.simulator.telegram_people import TelegramPeople
from tests.flow.telegram_person import all_taken
from tests.flow.town import TELEGRAM, Town

OWNER, HELPER = 80001, 80002
PUPILS = tuple(range(80100, 80130))
TITLE = "天河老友学习群"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Classroom:
    """The group and its people; ``chat`` is its id."""

    town: Town
    chat: int

    @classmethod
    def open(
        cls, town: Town, title: str = TITLE, *, forum: bool = False, supergroup: bool | None = None
    ) -> "Classroom":
        """Make the group: an owner, a helper, thirty pupils."""
        telegram = town.simulator.telegram
        telegram.introduce(TELEGRAM, OWNER, "陈老师")
        telegram.introduce(TELEGRAM, HELPER, "阿珍")
        for number, pupil in enumerate(PUPILS):
            telegram.introduce(TELEGRAM, pupil, f"同学{number:02d}")
        people = (HELPER, *PUPILS)
        made = telegram.make_group(
            TELEGRAM, title, OWNER, people, forum=forum, supergroup=supergroup
        )
        return cls(town, made)

    @property
    def platform(self) -> TelegramPeople:
        """What people do on Telegram."""
        return self.town.simulator.telegram

    @property
    def bubbles(self) -> list[Bubble]:
        """What stands in the group now, by the bot."""
        shown = self.platform.chat(TELEGRAM, self.chat)
        return [one for one in shown if one.via in {"send", "webhook"}]

    @property
    def last(self) -> Bubble:
        """The newest of them."""
        return self.bubbles[-1]

    async def said(self, when: Callable[[], bool]) -> None:
        """Wait until it is so."""
        await self.town.simulator.until(when)

    async def add_bot(self, by: int = OWNER) -> Bubble:
        """Somebody takes the bot in; its greeting."""
        await self.platform.add_bot(TELEGRAM, self.chat, by)
        await self.said(lambda: bool(self.bubbles))
        return self.last

    async def write(
        self, text: str, by: int = OWNER, *, anonymous: bool | None = None, thread: int = 0
    ) -> Bubble:
        """Somebody writes in the group; the bot's next message there."""
        before = {one.id for one in self.bubbles}
        await self.platform.say(TELEGRAM, by, text, self.chat, anonymous=anonymous, thread=thread)
        await self.said(lambda: bool({one.id for one in self.bubbles} - before))
        await all_taken(self.town)
        return self.last

    async def touch(self, label: str, by: int = OWNER, *, of: Bubble | None = None) -> None:
        """Somebody touches the button of that label, under ``of`` or the newest that has it."""
        shown = [of] if of else list(reversed(self.bubbles))
        found = next((b for b in shown if any(words == label for words, _ in b.buttons)), None)
        assert found is not None, (label, [words for b in shown for words, _ in b.buttons])
        data = next(value for words, value in found.buttons if words == label)
        await self.platform.tap(TELEGRAM, by, int(found.id), data, self.chat)
        await all_taken(self.town)

    async def tell(self, text: str, by: int = OWNER) -> None:
        """Somebody writes what may remain without an answer."""
        await self.platform.say(TELEGRAM, by, text, self.chat)
        await all_taken(self.town)

    async def choose_course(self, label: str, shelf: str) -> Bubble:
        """The owner chooses the course of the week by the panel, and closes it."""
        panel = await self.write("/group")
        for touched in ("选课", shelf, label):
            await self.touch(touched)
        return panel

    async def at(self, day: datetime, clock: time) -> None:
        """Let the clock stand at a time of ``day`` in Shanghai, minute by minute of what is due."""
        await self.town.move_to(datetime.combine(day.date(), clock, SHANGHAI))

    async def votes(self, quiz: Bubble, option: int, *people: int) -> None:
        """People choose ``option`` (from 0) of a quiz in the group."""
        for person in people:
            assert await self.platform.vote(TELEGRAM, person, quiz.id, [option], self.chat)

    @property
    def today(self) -> datetime:
        """The present day in Shanghai."""
        return self.town.clock.now().astimezone(SHANGHAI)

    def days(self, count: int) -> datetime:
        """So many days from today."""
        return self.today + timedelta(days=count)


class MinuteBook:
    """When the bot sent something to which chat, whether it was let in or refused."""

    def __init__(self, town: Town) -> None:
        """Write down from now on."""
        self._town = town
        self._read = len(town.simulator.calls)
        self._at = town.clock.now()
        self._sent: list[tuple[datetime, str]] = []
        town.clock.when_moved(self._turn_over)

    def _turn_over(self) -> None:
        calls = self._town.simulator.calls
        for name, given in calls[self._read :]:
            if name.startswith(("telegram:send", "telegram:edit")) and "chat_id" in given:
                self._sent.append((self._at, str(given["chat_id"])))
        self._read, self._at = len(calls), self._town.clock.now()

    def sent(self, chat: int) -> int:
        """How often something was sent there, so far."""
        self._turn_over()
        return sum(one == str(chat) for _, one in self._sent)

    def most_in_a_minute(self) -> int:
        """The most that any group got within any minute."""
        self._turn_over()
        groups = [one for one in self._sent if one[1].startswith("-")]
        minute = timedelta(minutes=1)
        return max(
            (
                sum(chat == other and at <= then < at + minute for then, other in groups)
                for at, chat in groups
            ),
            default=0,
        )
