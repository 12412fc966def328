"""One official account as a ``Channel``: the callback in, the passive reply and the API out."""

from collections.abc import Sequence
from typing import Literal

from adapters.wechat.client import AsyncWeChat, fetch_token
from adapters.wechat.envelope import Envelope
from adapters.wechat.errcodes import NO_PERMISSION_FOR_MENU
from adapters.wechat.errors import CallFailedError, explained
from adapters.wechat.inbound import WeChatEvent, event_of
from adapters.wechat.menu import MenuEntry, menu_json
from adapters.wechat.pages import pages
from adapters.wechat.passive import text_reply
from adapters.wechat.render import menu_message, text_of
from adapters.wechat.tokens import Granted, TokenKeeper, TokenShelf
from adapters.wechat.transport import Transport
from bot.domain.delivery import Filled, Outcome, Result, Rung, Scope
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import ChannelKind, InboundEvent, Left, Notice
from bot.domain.messages import Reply
from bot.ports import Ability, Clock, EventSink, RawRequest, RawResponse

_NOTHING_TO_SAY = RawResponse(body=b"success")


class WeChatChannel:
    """One official account, both half-pipes."""

    def __init__(  # noqa: PLR0913 - one argument for each setting of an account
        self,
        *,
        account: str,
        kind: Literal["service", "subscription"],
        verified: bool,
        app_id: str,
        app_secret: str,
        token: str,
        aes_key: str,
        api_url: str,
        clock: Clock,
        tokens: TokenShelf,
        menu: Sequence[MenuEntry],
        allow_plaintext: bool = False,
    ) -> None:
        """Connect to nothing yet. Raises SettingsError when ``aes_key`` is malformed."""
        self._account = account
        self._verified = verified
        self._may_have_menu = verified or kind == "service"
        self._app_id = app_id
        self._app_secret = app_secret
        self._clock = clock
        self._menu = menu
        self._click_menus = True
        self._envelope = Envelope(
            app_id=app_id,
            token=token,
            aes_key=aes_key,
            allow_plaintext=allow_plaintext,
            clock=clock,
        )
        self._transport = Transport(api_url)
        self._tokens = TokenKeeper(self._fetch_token, tokens, clock)
        self._client = AsyncWeChat(app_id, self._transport, self._tokens)

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        return self._account

    @property
    def kind(self) -> ChannelKind:
        """The platform."""
        return ChannelKind.WECHAT

    @property
    def ability(self) -> Ability:
        """Replies to all; customer messages only once the account is verified (微信认证)."""
        pushes = frozenset({Rung.CUSTOMER}) if self._verified else frozenset[Rung]()
        return Ability(replies_in_response=True, pushes=pushes)

    async def start(self) -> None:
        """Get a token and set the menu, where the account may have one.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        try:
            await self._tokens.get()
            if self._menu and self._may_have_menu:
                await self._client.menu.create(menu_json(self._menu))
        except CallFailedError as error:
            raise explained(self._account, error) from None

    async def check(self) -> str:
        """One sentence on whether the platform takes our credentials, and what we may do.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        try:
            await self._fetch_token(force=False)
        except CallFailedError as error:
            raise explained(self._account, error) from None
        may = ["answer"]
        if self._verified:
            may.append("send customer messages")
        if self._may_have_menu:
            may.append("have a menu")
        return f"WeChat takes the app_id and app_secret; the account may {', '.join(may)}."

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        """The event in a callback, or the answer to the console's check of our URL.

        Raises CallbackRefusedError: 400 unreadable, 403 forged or stale, 413 over 256 KiB.
        """
        if request.method == "GET":
            return RawResponse(body=self._envelope.echo(request.query))
        if request.method != "POST":
            raise CallbackRefusedError(400, "A WeChat callback is neither GET nor POST.")
        letter = self._envelope.open(request)
        return event_of(letter.xml, account=self._account, sealed=letter.sealed)

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """The passive reply, or ``success`` where nothing can or need be said.

        ``event`` is one that ``read`` gave. Only the first page of ``reply`` goes out: the
        platform takes one message for an answer.
        """
        if not isinstance(event, WeChatEvent):
            raise TypeError("a WeChat answer needs the event that the callback gave")
        if reply is None or isinstance(event.body, Notice | Left):
            return _NOTHING_TO_SAY
        text = text_of(pages(reply)[0].messages)
        if not text:
            return _NOTHING_TO_SAY
        seconds = int(self._clock.now().timestamp())
        xml = text_reply(own_id=event.own_id, to=event.sender, text=text, seconds=seconds)
        body = self._envelope.seal(xml) if event.sealed else xml
        return RawResponse(body=body.encode(), content_type="application/xml")

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
        """``reply`` cut into texts of at most 2048 bytes, in order; one where it fits."""
        return pages(reply, by_word=by_word)

    async def poll(self, sink: EventSink) -> None:
        """Return at once: WeChat only calls back."""
        del sink

    async def send(
        self, chat: str, reply: Reply, *, rung: Rung, key: str, filled: Filled | None = None
    ) -> Outcome:
        """Bring one page to a person. Never raises for anything a platform or network does.

        ``key`` stays unused: a customer message takes no idempotency key.
        """
        del key, filled
        if rung not in self.ability.pushes:
            return Outcome(
                Result.REFUSED, code=f"no {rung.value} message here", scope=Scope.ACCOUNT
            )
        try:
            return await self._customer_message(chat, reply)
        except CallFailedError as error:
            return error.outcome

    async def stop(self) -> None:
        """Close the connections. Menu and callback URL stay: the platform keeps what comes."""
        await self._transport.close()

    async def _customer_message(self, chat: str, reply: Reply) -> Outcome:
        menu = menu_message(reply) if self._click_menus else None
        if menu is not None:
            try:
                return _sent(await self._client.message.send_msg_menu(chat, menu))
            except CallFailedError as error:
                if error.errcode != NO_PERMISSION_FOR_MENU:
                    raise
                # Undocumented which accounts may; those that may not get numbers instead.
                self._click_menus = False
        return _sent(await self._client.message.send_text(chat, text_of(reply.messages)))

    async def _fetch_token(self, force: bool) -> Granted:
        return await fetch_token(self._transport, self._app_id, self._app_secret, force=force)


def _sent(answer: dict[str, object]) -> Outcome:
    """The outcome of a call that failed with no errcode; without ``errcode: 0`` it is unsure."""
    if answer.get("errcode") != 0:
        return Outcome(Result.UNKNOWN, code="HTTP 200 without errcode")
    return Outcome(Result.SENT, code="0", platform_id=str(answer.get("msgid", "")))
