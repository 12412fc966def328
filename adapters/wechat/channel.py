"""One official account as a ``Channel``: the callback in, the passive reply and the API out."""

from collections.abc import Sequence
from typing import Literal

from adapters.wechat.ability import AccountKind, ability_of, in_words
from adapters.wechat.answering import Answers
from adapters.wechat.customer import CustomerMessages
from adapters.wechat.envelope import Envelope
from adapters.wechat.errors import CallFailedError, explained
from adapters.wechat.forms import send_form
from adapters.wechat.granting import Credentials
from adapters.wechat.hosts import Hosts
from adapters.wechat.inbound import WeChatEvent, event_of
from adapters.wechat.line import Line, Shelves
from adapters.wechat.media import MediaShelf
from adapters.wechat.menus import menu_json
from adapters.wechat.official import OfficialAccount
from adapters.wechat.pages import pages
from adapters.wechat.passive import Heading
from adapters.wechat.shown import shown_form, shown_words
from adapters.wechat.sign_in import AUTHORIZE, sign_in_url, visitor_by_code
from adapters.wechat.tokens import TokenShelf
from bot.chat_ports import ShownPage, Visitor
from bot.domain.delivery import Filled, Outcome, Result, Rung, Scope, Template
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import ChannelKind, InboundEvent, Left, Report
from bot.domain.messages import Reply
from bot.ports import Clock, EventSink, MenuItem, RawRequest, RawResponse

_NOTHING_TO_SAY = RawResponse(body=b"success")


class WeChatChannel(OfficialAccount):
    """One official account, both half-pipes, and all it does beyond conversations."""

    def __init__(  # noqa: PLR0913 - one argument for each setting of an account
        self,
        *,
        account: str,
        kind: AccountKind,
        verified: bool,
        app_id: str,
        app_secret: str,
        token: str,
        aes_key: str,
        api_url: str,
        clock: Clock,
        menu: Sequence[MenuItem],
        templates: Sequence[Template] = (),
        tokens: TokenShelf | None = None,
        tickets: TokenShelf | None = None,
        media: MediaShelf | None = None,
        backup_url: str = "",
        token_call: Literal["stable", "classic"] = "stable",  # noqa: S107 - names an interface
        previous_aes_key: str = "",
        allow_plaintext: bool = False,
        authorize_url: str = AUTHORIZE,
    ) -> None:
        """Connect to nothing yet. Raises SettingsError when a key is malformed.

        ``tokens``, ``tickets`` and ``media`` are what all processes share; without one, each
        keeps its own (no files, then). ``backup_url`` is called while ``api_url`` takes no
        connections; empty: none. ``authorize_url`` is where visitors of our pages are sent to say
        who they are.
        """
        line = Line(
            account,
            Credentials(app_id, app_secret, token_call),
            Hosts(api_url, backup_url, clock),
            clock,
            Shelves(tokens, tickets, media),
        )
        super().__init__(account, ability_of(kind, verified, templates), line, menu, clock)
        self._may_have_menu = verified or kind == "service"
        self._authorize_url = authorize_url if verified and kind == "service" else ""
        self._envelope = Envelope(
            app_id=app_id,
            token=token,
            aes_key=aes_key,
            previous_aes_key=previous_aes_key,
            allow_plaintext=allow_plaintext,
            clock=clock,
        )
        self._answers = Answers(line.media)
        self._customer = CustomerMessages(line.client, line.media)

    @property
    def kind(self) -> ChannelKind:
        """The platform."""
        return ChannelKind.WECHAT

    async def start(self) -> None:
        """Get a token and set the menu, where the account may have one.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        try:
            await self._line.tokens.get()
            if self._menu and self._may_have_menu:
                await self._line.client.menu.create(menu_json(self._menu))
        except CallFailedError as error:
            raise explained(self._account, error) from None

    async def check(self) -> str:
        """One sentence on whether the platform takes our credentials, and what we may do.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        try:
            await self._line.prove()
        except CallFailedError as error:
            raise explained(self._account, error) from None
        may = in_words(self._ability, menu=self._may_have_menu)
        return f"WeChat takes the app_id and app_secret; the account may {may}."

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        """The event in a callback, or the answer to the console's check of our URL.

        Raises CallbackRefusedError: 400 unreadable, 403 forged or stale, 413 over 256 KiB, 415
        no XML.
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
        platform takes one message for an answer. A file is waited for 2 s, then its words go.
        """
        if not isinstance(event, WeChatEvent):
            raise TypeError("a WeChat answer needs the event that the callback gave")
        if reply is None or isinstance(event.body, Report | Left):
            return _NOTHING_TO_SAY
        seconds = int(self._clock.now().timestamp())
        head = Heading(own_id=event.own_id, to=event.sender, seconds=seconds)
        xml = await self._answers.xml(head, pages(reply)[0])
        if xml is None:
            return _NOTHING_TO_SAY
        body = self._envelope.seal(xml, event.sealed) if event.sealed else xml
        return RawResponse(body=body.encode(), content_type="application/xml")

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
        """``reply`` cut into what is one message each, in order; one where it fits."""
        return pages(reply, by_word=by_word)

    def shown(
        self, reply: Reply, *, rung: Rung, filled: Filled | None = None
    ) -> Sequence[ShownPage]:
        """The messages that ``send``, or a mass message, would make of it, as the phone shows them."""
        if rung in {Rung.NOTICE, Rung.TEMPLATE} and filled is not None:
            return shown_form(filled)
        return shown_words(reply)

    async def poll(self, sink: EventSink) -> None:
        """Return at once: WeChat only calls back."""
        del sink

    async def send(
        self, chat: str, reply: Reply, *, rung: Rung, key: str, filled: Filled | None = None
    ) -> Outcome:
        """Bring one page to a person. Never raises for anything a platform or network does.

        A template message carries ``key``, so that a repeat within 10 minutes does not arrive
        twice; customer messages and notices take no such key.
        """
        if rung not in self._ability.pushes or rung is Rung.MASS:
            return Outcome(Result.REFUSED, code=f"no {rung.value} message here", scope=Scope.RUNG)
        try:
            if rung is Rung.CUSTOMER:
                return await self._customer.send(chat, reply)
            if filled is None:
                raise TypeError(f"a {rung.value} message needs its template")
            return await send_form(self._line.client, chat, filled, key=key)
        except CallFailedError as error:
            return error.outcome

    def sign_in_url(self, back: str, state: str) -> str:
        """Where to send a visitor of our pages; empty where the account may not ask who that is
        (only a verified service account may).
        """
        if not self._authorize_url:
            return ""
        return sign_in_url(self._authorize_url, self._line.credentials.app_id, back, state)

    async def visitor_by_code(self, code: str) -> Visitor:
        """Who came back with ``code``. Raises PlatformCallError, also for a used or old code."""
        return await visitor_by_code(self._line.transport, self._line.credentials, code)

    async def stop(self) -> None:
        """Close the connections. Menu and callback URL stay: the platform keeps what comes."""
        await self._line.close()
