"""One Telegram bot as a channel: webhook or long polling in, messages and quizzes out."""

import asyncio
import hmac
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Literal, get_args

import structlog
from aiogram import Bot
from aiogram.methods import GetMe, GetUpdates
from aiogram.utils.token import TokenValidationError

from adapters.telegram import chats, visitors
from adapters.telegram.calls import Calls, Keyboards
from adapters.telegram.face import BotCommandText, CommandMenu, MenuPage, Profile
from adapters.telegram.fetching import Fetcher
from adapters.telegram.files import Files, MediaShelf
from adapters.telegram.outcomes import outcome_of
from adapters.telegram.pages import pages
from adapters.telegram.parse import UnreadableUpdateError, parse_body, parse_value
from adapters.telegram.polling import Poller
from adapters.telegram.sending import Sender
from adapters.telegram.session import LeanSession, get_updates
from adapters.telegram.setup import (
    MAX_CONNECTIONS,
    Mode,
    Setup,
    examine,
    identify,
    set_up,
)
from adapters.telegram.shown import shown
from adapters.telegram.touches import answer_to
from adapters.telegram.updates import WANTED_UPDATES, NamelessError, Reader, TapEvent
from adapters.telegram.wire import Wire
from bot.chat_ports import FetchedFile, FetchFault, ShownPage, Visitor
from bot.domain.delivery import Filled, Outcome, Result, Rung
from bot.domain.errors import (
    CallbackRefusedError,
    SettingsError,
)
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Reply
from bot.ports import Ability, Clock, EventSink, RawRequest, RawResponse

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
BODY_BYTES = 256 * 1024
"""Far above what Telegram sends: it drops updates over 64 KiB itself."""

POLL_SECONDS = 30
"""How long Telegram holds getUpdates open when nothing comes (the server allows 50)."""

CALL_SECONDS = 5
"""How long an answer may take beyond that; also what answering a touched button is worth."""

ABILITY = Ability(replies_in_response=False, pushes=frozenset({Rung.SEND}))

log = structlog.get_logger(__name__)


class TelegramChannel:
    """One bot. Implements ``bot.ports`` and ``bot.chat_ports``: Channel, GroupChats, ShowsWork,
    FetchesFiles and SignedPages.
    """

    def __init__(  # noqa: PLR0913 - what stands in the settings, and what people see of a bot
        self,
        *,
        account: str,
        token: str,
        mode: Mode,
        webhook_secret: str,
        webhook_url: str,
        api_url: str,
        clock: Clock,
        commands: Sequence[BotCommandText],
        menus: Sequence[CommandMenu] = (),
        profiles: Sequence[Profile] = (),
        page: MenuPage | None = None,
        keyboards: Keyboards | None = None,
        media: MediaShelf | None = None,
        quizzes: Literal["native", "buttons"] = "buttons",
        paid_broadcast: bool = False,
        max_connections: int = MAX_CONNECTIONS,
        group_words: frozenset[str] = frozenset(),
    ) -> None:
        """Check the settings; nothing is connected yet.

        ``webhook_url`` is the full public address of ``POST /telegram/{account}``. ``page`` opens
        from the menu button (None: the button is left as it is). Without ``media`` files are told
        in words. ``paid_broadcast``: messages above the free rate may be paid for. ``group_words``
        are commands in a group beside those with a slash. Raises SettingsError for a mode or an
        ``api_url`` that is none, and for a token or secret that Telegram could not take: a webhook
        without a secret would let anybody speak for Telegram.
        """
        if mode not in get_args(Mode):
            raise SettingsError(
                f"mode of the Telegram account {account} must be webhook or polling."
            )
        if mode == "webhook" and not SECRET.fullmatch(webhook_secret):
            raise SettingsError(
                f"webhook_secret of the Telegram account {account} must be 1 to 256 letters, "
                "digits, _ or -; make one with: openssl rand -hex 32."
            )
        self._token = token
        self._session = LeanSession(api_url)
        try:
            self._bot = Bot(token, session=self._session)
        except TokenValidationError:
            raise SettingsError(
                f"token of the Telegram account {account} is not a bot token: "
                "BotFather gives one that reads like 123456:ABC-DEF."
            ) from None
        try:
            wire = Wire(self._session.api.api_url(token, ""))
        except ValueError:
            raise SettingsError(
                f"api_url of the Telegram account {account} is not an address of http or https."
            ) from None
        upload = partial(self._session.upload, token)
        self._sender = Sender(
            wire,
            clock,
            calls=Calls(keyboards, files=media is not None, paid=paid_broadcast),
            files=None if media is None else Files(media, clock, upload),
        )
        self._fetcher = Fetcher(self._sender, self._session, token)
        self._pages = partial(pages, native=quizzes == "native", files=media is not None)
        self._setup = Setup(
            account,
            mode,
            webhook_url,
            webhook_secret,
            tuple(commands),
            tuple(menus),
            tuple(profiles),
            page,
            max_connections,
        )
        self._secret = webhook_secret.encode()
        self._clock = clock
        self._reader = Reader(account, group_words=group_words)
        self._username = ""

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        return self._setup.account

    @property
    def kind(self) -> ChannelKind:
        """Telegram."""
        return ChannelKind.TELEGRAM

    @property
    def ability(self) -> Ability:
        """Every answer is sent as a message of its own."""
        return ABILITY

    async def start(self) -> None:
        """Learn the bot's username, then set or remove the webhook and set the commands.

        Updates that wait at Telegram stay there. Raises PlatformUnavailableError or
        PlatformMisconfiguredError.
        """
        self._is(await identify(self._bot, self._setup.account))
        await set_up(self._bot, self._setup)

    async def check(self) -> str:
        """One sentence on token, webhook and waiting updates; raises as ``start`` does."""
        return await examine(self._bot, self._setup)

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        """The event in a webhook call, or an empty 200 where there is nothing to handle.

        503 where a group command names a bot and ours is not known yet: Telegram sends it again.
        Raises CallbackRefusedError: 405 not POST, 401 missing or wrong secret (and any call to
        an account that polls), 413 over 256 KiB, 400 not an update.
        """
        self._let_in(request)
        try:
            update = parse_body(request.body)
        except UnreadableUpdateError:
            raise CallbackRefusedError(400, "The body is not a Telegram update.") from None
        try:
            return self._reader.event(update, self._clock.now()) or RawResponse()
        except NamelessError:
            return RawResponse(503)

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """200; for a touched button also the call that stops its waiting sign.

        That call shows ``reply`` to whoever touched it, and to nobody else in a group. The
        outcome of a call made in a webhook's answer is never told, so what has to arrive travels
        as a delivery: to anything but a touched button nothing is said here.
        """
        if not isinstance(event, TapEvent):
            return RawResponse()
        answer = {"method": "answerCallbackQuery", **answer_to(event, reply)}
        return RawResponse(200, json.dumps(answer).encode(), "application/json")

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:  # noqa: ARG002
        """``reply`` cut into what fits one Telegram message each; see ``pages.pages``."""
        return self._pages(reply)

    def shown(
        self,
        reply: Reply,
        *,
        rung: Rung,  # noqa: ARG002 - Telegram has but one
        filled: Filled | None = None,  # noqa: ARG002 - and no forms
    ) -> Sequence[ShownPage]:
        """The messages that ``send`` would make of ``reply``, as the phone shows them."""
        return [shown(page) for page in self.pages(reply)]

    async def poll(self, sink: EventSink) -> None:
        """Fetch updates until cancelled where the account is set to polling; else return.

        What the sink returns is shown to whoever touched a button, as in ``respond``.
        """
        if self._setup.mode != "polling":
            return

        async def answered(event: InboundEvent) -> Reply | None:
            reply = await sink(event)
            if isinstance(event, TapEvent):
                await self._answer(event, reply)
            return reply

        await Poller(self.account, fetch=self._fetch, read=self._read_polled).run(answered)

    async def send(
        self,
        chat: str,
        reply: Reply,
        *,
        rung: Rung,  # noqa: ARG002
        key: str,  # noqa: ARG002
        filled: Filled | None = None,  # noqa: ARG002
    ) -> Outcome:
        """Send one page to ``chat``; never raises for what Telegram or the network does.

        ``key`` is of no use: Telegram takes no idempotency key. Every rung is the same here.
        """
        try:
            outcome = await self._sender.send(chat, reply)
        except Exception as error:  # the engine gets an outcome, whatever happens
            outcome = outcome_of(error, chat)
        if outcome.result is Result.SENT and not outcome.platform_id:
            # It was put in the place of another, or stood there already, word by word.
            return replace(outcome, platform_id=reply.aim.replaces)
        return outcome

    async def fetch_file(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        """A file that somebody sent, by its ``file_id``; else why there is none. Raises nothing."""
        return await self._fetcher.fetch(ref, most_bytes)

    async def working(self, event: InboundEvent) -> None:
        """Show "typing" in the event's chat for 5 s; best effort, raises nothing."""
        await self._sender.act(event.chat, "typing", event.thread)

    async def learn_name(self) -> None:
        """Learn the bot's username where it is not known yet; raises as ``start`` does."""
        if not self._username:
            self._is(await identify(self._bot, self._setup.account))

    def link(self, payload: str) -> str:
        """A t.me link that says ``/start PAYLOAD``; empty while our username is not known."""
        return f"https://t.me/{self._username}?start={payload}" if self._username else ""

    async def administrators(self, chat: str) -> frozenset[str]:
        """The ids of those who run a group. Raises PlatformCallError."""
        return await chats.administrators(self._sender, chat)

    async def remove(self, chat: str, message_id: str) -> bool:
        """Delete a message; False where it is gone or may not be. Raises PlatformCallError."""
        return await chats.remove(self._sender, chat, message_id)

    async def waiting(self) -> int:
        """How many updates Telegram keeps for us, in either mode. Raises PlatformCallError."""
        return await chats.waiting(self._sender)

    def visitor(self, proof: str) -> Visitor:
        """Who opened a page, from its ``initData``. Raises CallbackRefusedError (403)."""
        return visitors.visitor(self._token, proof, self._clock.now())

    async def stop(self) -> None:
        """Close the connections; the webhook stays set."""
        await self._sender.close()
        await self._session.close()

    def _let_in(self, request: RawRequest) -> None:
        """Raise CallbackRefusedError for a call that is not Telegram's."""
        if request.method != "POST":
            raise CallbackRefusedError(405, "Telegram's webhook takes POST only.")
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        # An account that polls has no secret, so nobody can prove to be Telegram.
        if self._setup.mode != "webhook" or not hmac.compare_digest(given, self._secret):
            raise CallbackRefusedError(401, "The webhook secret is missing or wrong.")
        if len(request.body) > BODY_BYTES:
            raise CallbackRefusedError(413, "The body is larger than any Telegram update.")

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        if self._reader.username is None:
            self._is((await self._bot(GetMe())).username)
        ask = GetUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=WANTED_UPDATES)
        return await get_updates(self._bot, ask, POLL_SECONDS + CALL_SECONDS)

    def _read_polled(self, update: dict[str, Any]) -> InboundEvent | None:
        try:
            return self._reader.event(parse_value(update), self._clock.now())
        except UnreadableUpdateError:
            log.warning("unreadable update left aside", account=self.account)
            return None

    async def _answer(self, tap: TapEvent, reply: Reply | None) -> None:
        """Stop the button's waiting sign; whether it worked changes nothing."""
        with suppress(Exception):
            async with asyncio.timeout(CALL_SECONDS):
                await self._sender.call("answerCallbackQuery", answer_to(tap, reply))

    def _is(self, username: str | None) -> None:
        self._username = username or ""
        self._reader = self._reader.named(username)
