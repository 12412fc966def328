"""An official account's platform as a test plays it: it keeps keys, tags and jobs as WeChat does."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.delivery import Outcome, Result, Rung
from bot.domain.errors import PlatformCallError
from bot.domain.messages import Reply
from bot.ports import (
    Ability,
    CallQuota,
    FollowerPage,
    GroupCode,
    MassState,
    MassWay,
    PlatformPerson,
    TaggedMenu,
)


@dataclass(frozen=True)
class MassCall:
    """One call of ``send_mass``."""

    key: str
    text: str
    people: tuple[str, ...]
    tag: int | None


@dataclass
class ScriptedOfficial:
    """Implements ``bot.ports.Official`` as far as mass messages go.

    ``script`` are the next outcomes of ``send_mass``; without them each is taken, and a repeated
    key is answered with the id it had. ``states`` are what ``mass_state`` answers, ``broken`` the
    methods that fail; who is in ``full`` has 20 tags already. ``before`` and ``after`` run around a call; what is raised there is a crash.
    """

    account: str = "city-wechat"
    way: MassWay = MassWay.PEOPLE
    script: deque[Outcome] = field(default_factory=deque)
    calls: list[MassCall] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    states: dict[str, MassState] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: dict[str, Outcome] = field(default_factory=dict)
    known_tags: dict[str, int] = field(default_factory=dict)
    tagged: dict[int, set[str]] = field(default_factory=dict)
    tag_calls: list[int] = field(default_factory=list)
    untaggable: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    before: Callable[[], Awaitable[None]] | None = None
    after: Callable[[str], Awaitable[None]] | None = None

    @property
    def ability(self) -> Ability:
        return Ability(True, frozenset({Rung.CUSTOMER, Rung.MASS}), mass=self.way)

    async def send_mass(
        self, reply: Reply, *, key: str, people: Sequence[str] = (), tag: int | None = None
    ) -> Outcome:
        if self.before is not None:
            await self.before()
        text = reply.messages[0].text
        self.calls.append(MassCall(key, text, tuple(people), tag))
        if self.script:
            return self.script.popleft()
        message = self.taken.setdefault(key, str(1000 + len(self.taken)))
        if self.after is not None:
            await self.after(message)
        return Outcome(Result.SENT, "0", platform_id=message)

    async def mass_state(self, message_id: str) -> MassState:
        self._fail("mass_state")
        self.asked.append(message_id)
        return self.states.get(message_id, MassState.SENDING)

    async def tags(self) -> dict[str, int]:
        self._fail("tags")
        return dict(self.known_tags)

    async def make_tag(self, name: str) -> int:
        assert name not in self.known_tags, "the platform answers 45157"
        tag = 100 + len(self.tagged)
        self.known_tags[name] = tag
        self.tagged[tag] = set()
        self._fail("make_tag")
        return tag

    async def delete_tag(self, tag: int) -> None:
        self._fail("delete_tag")
        self.known_tags = {name: one for name, one in self.known_tags.items() if one != tag}

    async def tag_people(self, tag: int, platform_ids: Sequence[str], *, on: bool) -> list[str]:
        assert 1 <= len(platform_ids) <= 50
        assert on
        self._fail("tag_people")
        if self.full & set(platform_ids):
            raise PlatformCallError(Outcome(Result.BAD_REQUEST, "45059 tag limit"), 45059)
        self.tag_calls.append(len(platform_ids))
        failed = [one for one in platform_ids if one in self.untaggable]
        self.tagged[tag].update(set(platform_ids) - set(failed))
        return failed

    def _fail(self, method: str) -> None:
        if method in self.broken:
            raise PlatformCallError(self.broken.pop(method))

    async def followers(self, after: str = "") -> FollowerPage:
        raise NotImplementedError

    async def people(self, platform_ids: Sequence[str]) -> list[PlatformPerson]:
        raise NotImplementedError

    async def group_code(self, scene: str) -> GroupCode:
        raise NotImplementedError

    async def set_menus(self, menus: Sequence[TaggedMenu]) -> None:
        raise NotImplementedError

    async def page_signature(self, url: str) -> dict[str, str]:
        raise NotImplementedError

    async def quotas(self) -> list[CallQuota]:
        raise NotImplementedError

    async def renew_media(self) -> int:
        raise NotImplementedError
