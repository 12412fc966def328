"""An official account whose platform is played by a script: followers, tags, codes, menus."""

from collections import Counter
from collections.abc import Callable, Sequence
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
from tests.delivery.owing import OFFICIAL

SERVICE = Ability(True, frozenset({Rung.CUSTOMER, Rung.MASS}), mass=MassWay.PEOPLE)
SUBSCRIPTION = Ability(True, frozenset({Rung.CUSTOMER, Rung.MASS}), mass=MassWay.TAG)
UNVERIFIED = Ability(True)

REFUSED = Outcome(Result.BAD_REQUEST, "45159 no such tag")
BUSY = Outcome(Result.THROTTLED, "45169 tags change elsewhere")


@dataclass
class ScriptedOfficial:
    """``followers_there`` are the platform's; ``unions`` their ids in all accounts; ``page`` how
    many a page has. ``calls`` counts what was asked; ``fails`` may answer a call with an error.
    """

    account: str = OFFICIAL
    ability: Ability = SERVICE
    followers_there: list[str] = field(default_factory=list)
    unions: dict[str, str] = field(default_factory=dict)
    unfollowed: set[str] = field(default_factory=set)
    page: int = 2
    tags_there: dict[str, int] = field(default_factory=dict)
    tagged: dict[int, set[str]] = field(default_factory=dict)
    not_taken: set[str] = field(default_factory=set)
    menus: list[Sequence[TaggedMenu]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    fails: Callable[[str, Sequence[str]], Outcome | None] = lambda call, people: None
    on_page: Callable[[str], None] = lambda after: None

    def _called(self, call: str, people: Sequence[str] = ()) -> None:
        self.calls[call] += 1
        if outcome := self.fails(call, people):
            raise PlatformCallError(outcome, int(outcome.code.split()[0]))

    async def send_mass(
        self, reply: Reply, *, key: str, people: Sequence[str] = (), tag: int | None = None
    ) -> Outcome:
        raise AssertionError("no mass message is sent here")

    async def mass_state(self, message_id: str) -> MassState:
        raise AssertionError("no mass message is sent here")

    async def followers(self, after: str = "") -> FollowerPage:
        self._called("followers")
        self.on_page(after)
        there = self.followers_there
        begin = there.index(after) + 1 if after else 0
        some = tuple(there[begin : begin + self.page])
        more = begin + self.page < len(there)
        return FollowerPage(some, len(there), some[-1] if more else "")

    async def people(self, platform_ids: Sequence[str]) -> list[PlatformPerson]:
        assert 1 <= len(platform_ids) <= 100
        self._called("people", platform_ids)
        return [
            PlatformPerson(one, one not in self.unfollowed, self.unions.get(one, ""))
            for one in platform_ids
        ]

    async def group_code(self, scene: str) -> GroupCode:
        self._called("group_code")
        self.codes.append(scene)
        return GroupCode(f"http://weixin.example/q/{scene}", f"ticket-of-{scene}")

    async def tags(self) -> dict[str, int]:
        self._called("tags")
        return dict(self.tags_there)

    async def make_tag(self, name: str) -> int:
        self._called("make_tag")
        assert name not in self.tags_there
        self.tags_there[name] = tag = 100 + len(self.tags_there)
        self.tagged[tag] = set()
        return tag

    async def delete_tag(self, tag: int) -> None:
        raise AssertionError("tags of tracks stay")

    async def tag_people(self, tag: int, platform_ids: Sequence[str], *, on: bool) -> list[str]:
        assert 1 <= len(platform_ids) <= 50
        assert len(set(platform_ids)) == len(platform_ids)
        self._called("tag" if on else "untag", platform_ids)
        there = self.tagged.setdefault(tag, set())
        taken = set(platform_ids) - self.not_taken
        there.update(taken) if on else there.difference_update(taken)
        return [one for one in platform_ids if one in self.not_taken]

    async def set_menus(self, menus: Sequence[TaggedMenu]) -> None:
        self._called("set_menus")
        self.menus.append(menus)

    async def page_signature(self, url: str) -> dict[str, str]:
        raise AssertionError("no page is shown here")

    async def quotas(self) -> list[CallQuota]:
        return []

    async def renew_media(self) -> int:
        return 0
