"""Mass messages (群发): to chosen people, or to everybody with a tag."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from adapters.wechat.client import AsyncWeChat, sent
from adapters.wechat.customer import shown_alone, with_media
from adapters.wechat.errors import understood
from adapters.wechat.media import MediaKeeper, NoMediaError
from adapters.wechat.pages import in_one, pages
from adapters.wechat.render import text_of
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.messages import Media, Reply
from bot.ports import Ability, MassState, MassWay

FEWEST, MOST = 2, 10_000
"""How many people one call takes (根据OpenID列表群发); with fewer it fails with 40130."""

KEY_LIMIT = 32
"""ASCII characters of ``clientmsgid``."""

_STATES = {
    "SEND_SUCCESS": MassState.SENT,
    "SENDING": MassState.SENDING,
    "SEND_FAIL": MassState.FAILED,
    "DELETE": MassState.DELETED,
}


def refused_here(
    ability: Ability, reply: Reply, key: str, people: Sequence[str], tag: int | None
) -> Outcome | None:
    """Why the platform is not even asked; None where it is."""
    if ability.mass is None or (people and ability.mass is not MassWay.PEOPLE):
        return Outcome(Result.REFUSED, code="no such mass message here", scope=Scope.RUNG)
    if (tag is None) != bool(people) or (people and not FEWEST <= len(people) <= MOST):
        return Outcome(Result.BAD_REQUEST, code="mass message without proper receivers")
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= KEY_LIMIT):
        return Outcome(Result.BAD_REQUEST, code="client message id malformed")
    if len(pages(reply, by_word=False)) > 1:
        return Outcome(Result.BAD_REQUEST, code="mass message longer than one message")
    return None


class MassMessages:
    """Hands mass messages of one account to the platform. Every call raises CallFailedError."""

    def __init__(self, client: AsyncWeChat, media: MediaKeeper) -> None:
        """Pictures and sounds go as such, all else as text."""
        self._client = client
        self._media = media

    async def send(
        self, page: Reply, *, key: str, people: Sequence[str], tag: int | None
    ) -> Outcome:
        """Hand over one; a file that cannot be brought goes in its words."""
        to: dict[str, Any] = {"touser": list(people)}
        if tag is not None:
            to = {"filter": {"is_to_all": False, "tag_id": tag}}
        alone = shown_alone(page)
        media = alone.media if alone is not None else None
        if media is not None and media.kind != "video":
            try:
                return await self._file(media, to, key)
            except NoMediaError:
                pass
        text = {"text": {"content": in_one(text_of(page.messages))}, "msgtype": "text"}
        return _taken(await self._call(to, text, key))

    async def state(self, message_id: str) -> MassState:
        """How far one is."""
        answer = await self._client.message.get_mass(message_id)
        with understood():
            return _STATES[answer["msg_status"]]

    async def _file(self, media: Media, to: Mapping[str, Any], key: str) -> Outcome:
        def call(media_id: str) -> Awaitable[dict[str, Any]]:
            if media.kind == "image":
                images = {"media_ids": [media_id], "recommend": ""}
                return self._call(to, {"images": images, "msgtype": "image"}, key)
            return self._call(to, {"voice": {"media_id": media_id}, "msgtype": "voice"}, key)

        return _taken(await with_media(self._media, media.hash, call))

    def _call(
        self, to: Mapping[str, Any], content: Mapping[str, Any], key: str
    ) -> Awaitable[dict[str, Any]]:
        path = "message/mass/sendall" if "filter" in to else "message/mass/send"
        call: Awaitable[dict[str, Any]] = self._client.post(
            path, data={**to, **content, "clientmsgid": key}
        )
        return call


def _taken(answer: Mapping[str, Any]) -> Outcome:
    """Taken only with the id by which its end is told; else a repeat with the same key brings it."""
    outcome = sent(answer, "msg_id")
    if outcome.result is Result.SENT and not outcome.platform_id:
        return Outcome(Result.UNKNOWN, code="HTTP 200 without msg_id")
    return outcome
