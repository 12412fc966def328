"""One Telegram bot as a channel: webhook or long polling in, ``sendMessage`` out."""

import hmac
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, get_args

import structlog
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, GetMe, GetUpdates
from aiogram.utils.token import TokenValidationError

from adapters.telegram import render
from adapters.telegram.outcomes import outcome_of
from adapters.telegram.parse import UnreadableUpdateError, parse_body, parse_value
from adapters.telegram.polling import Poller
from adapters.telegram.sending import Sender
from adapters.telegram.session import LeanSession, get_updates
from adapters.telegram.setup import (
    FAILURES,
    BotCommandText,
    Mode,
    Setup,
    examine,
    identify,
    set_up,
)
from adapters.telegram.updates import WANTED_UPDATES, NamelessError, Reader, TapEvent
from adapters.telegram.wire import Wire
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
    """One bot. Implements ``bot.ports.Channel``."""

    def __init__(
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
    ) -> None:
        """Check the settings; nothing is connected yet.

        ``webhook_url`` is the full public address of ``POST /telegram/{account}``. Raises
        SettingsError for a mode or an ``api_url`` that is none, and for a token or secret that
        Telegram could not take: a webhook without a secret would let anybody speak for Telegram.
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
        session = LeanSession(api_url)
        try:
            self._bot = Bot(token, session=session)
        except TokenValidationError:
            raise SettingsError(
                f"token of the Telegram account {account} is not a bot token: "
                "BotFather gives one that reads like 123456:ABC-DEF."
            ) from None
        try:
            self._sender = Sender(Wire(session.api.api_url(token, "sendMessage")))
        except ValueError:
            raise SettingsError(
                f"api_url of the Telegram account {account} is not an address of http or https."
            ) from None
        self._setup = Setup(account, mode, webhook_url, webhook_secret, tuple(commands))
        self._secret = webhook_secret.encode()
        self._clock = clock
        self._reader = Reader(account)

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
        self._reader = self._reader.named(await identify(self._bot, self._setup.account))
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

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:  # noqa: ARG002
        """200; for a touched button also the call that stops its waiting sign.

        The ``reply`` travels as a delivery: the outcome of a call made in a webhook's answer is
        never told, so only this disposable one is made there.
        """
        if not isinstance(event, TapEvent):
            return RawResponse()
        answer = {"method": "answerCallbackQuery", "callback_query_id": event.callback_id}
        return RawResponse(200, json.dumps(answer).encode(), "application/json")

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:  # noqa: ARG002
        """``reply`` cut into what fits one Telegram message each; see ``render.pages``."""
        return render.pages(reply)

    async def poll(self, sink: EventSink) -> None:
        """Fetch updates until cancelled where the account is set to polling; else return.

        What the sink returns is left aside: replies are sent as deliveries.
        """
        if self._setup.mode != "polling":
            return

        async def answered(event: InboundEvent) -> Reply | None:
            if isinstance(event, TapEvent):
                await self._answer(event)
            return await sink(event)

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
            sent = await self._sender.send(chat, reply)
            return Outcome(Result.SENT, "200", platform_id=sent)
        except Exception as error:  # the engine gets an outcome, whatever happens
            return outcome_of(error, chat)

    async def stop(self) -> None:
        """Close the connections; the webhook stays set."""
        await self._sender.close()
        await self._bot.session.close()

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
            self._reader = self._reader.named((await self._bot(GetMe())).username)
        ask = GetUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=WANTED_UPDATES)
        return await get_updates(self._bot, ask, POLL_SECONDS + CALL_SECONDS)

    def _read_polled(self, update: dict[str, Any]) -> InboundEvent | None:
        try:
            return self._reader.event(parse_value(update), self._clock.now())
        except UnreadableUpdateError:
            log.warning("unreadable update left aside", account=self.account)
            return None

    async def _answer(self, tap: TapEvent) -> None:
        """Stop the button's waiting sign; whether it worked changes nothing."""
        with suppress(*FAILURES):
            await self._bot(
                AnswerCallbackQuery(callback_query_id=tap.callback_id),
                request_timeout=CALL_SECONDS,
            )
