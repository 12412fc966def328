"""Customer messages (客服消息 custom/send): what one page becomes, and what replaces it if refused."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from adapters.wechat.client import AsyncWeChat, sent
from adapters.wechat.errcodes import MEDIA_GONE, NO_PERMISSION_FOR_MENU
from adapters.wechat.errors import CallFailedError
from adapters.wechat.media import MediaKeeper, NoMediaError
from adapters.wechat.pages import in_one
from adapters.wechat.render import clean, menu_message, text_of
from bot.domain.delivery import Outcome
from bot.domain.messages import Card, Media, Message, Reply

_OWN_PICTURE = re.compile(r"(?:^|/)([0-9a-f]{64})(?:\.[a-z]{3,4})?(?:[?#].*)?$")


def shown_alone(page: Reply) -> Message | None:
    """The message of a page that shows a file or a card, None where the page is text."""
    for message in page.messages:
        if message.media is not None or message.card is not None:
            return message
    return None


class CustomerMessages:
    """Sends pages as customer messages of one account. Every call raises CallFailedError."""

    def __init__(self, client: AsyncWeChat, media: MediaKeeper) -> None:
        """Menu messages are tried until the account is refused one."""
        self._client = client
        self._media = media
        self._click_menus = True

    async def send(self, chat: str, page: Reply) -> Outcome:
        """Bring one page to a person."""
        alone = shown_alone(page)
        if alone is None:
            return await self._words(chat, page)
        if alone.card is not None:
            return await self._card(chat, alone, alone.card)
        if alone.media is not None and alone.media.kind != "video":
            return await self._file(chat, alone, alone.media)
        return await self._text(chat, page)  # a video needs a picture we have not got

    async def _words(self, chat: str, page: Reply) -> Outcome:
        menu = menu_message(page) if self._click_menus else None
        if menu is not None:
            try:
                return sent(await self._client.message.send_msg_menu(chat, menu))
            except CallFailedError as error:
                if error.code != NO_PERMISSION_FOR_MENU:
                    raise
                # Undocumented which accounts may; those that may not get numbers instead.
                self._click_menus = False
        return await self._text(chat, page)

    async def _text(self, chat: str, page: Reply) -> Outcome:
        return sent(await self._client.message.send_text(chat, in_one(text_of(page.messages))))

    async def _file(self, chat: str, message: Message, media: Media) -> Outcome:
        message_api = self._client.message
        send = message_api.send_image if media.kind == "image" else message_api.send_voice
        try:
            return sent(await with_media(self._media, media.hash, lambda got: send(chat, got)))
        except NoMediaError:
            return await self._text(chat, Reply((message,)))

    async def _card(self, chat: str, message: Message, card: Card) -> Outcome:
        if card.mini_app:
            return await self._mini_card(chat, message, card)
        return sent(await self._client.message.send_articles(chat, [article(card)]))

    async def _mini_card(self, chat: str, message: Message, card: Card) -> Outcome:
        """A mini program's card needs a picture at the platform; without one, a text that opens it."""
        own = _OWN_PICTURE.search(card.picture)
        if own is None:
            return await self._text(chat, Reply((message,)))
        try:
            return sent(await with_media(self._media, own[1], partial(self._mini, chat, card)))
        except NoMediaError:
            return await self._text(chat, Reply((message,)))

    def _mini(self, chat: str, card: Card, thumb: str) -> Awaitable[dict[str, Any]]:
        body = {
            "title": clean(card.title),
            "appid": card.mini_app,
            "pagepath": card.mini_page,
            "thumb_media_id": thumb,
        }
        call: Awaitable[dict[str, Any]] = self._client.message.send_mini_program_page(chat, body)
        return call


def article(card: Card) -> dict[str, str]:
    """A card as the one article a news message may have."""
    return {
        "title": clean(card.title),
        "description": clean(card.text),
        "url": clean(card.url),
        "picurl": clean(card.picture),
    }


async def with_media(
    media: MediaKeeper, file_hash: str, send: Callable[[str], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """The answer to a call that carries a file; where the platform has lost the file, it is
    uploaded and the call made again, once. Raises NoMediaError or CallFailedError.
    """
    media_id = await media.media_id(file_hash)
    try:
        return await send(media_id)
    except CallFailedError as error:
        if error.code != MEDIA_GONE:
            raise
    return await send(await media.media_id(file_hash, bad=media_id))
