"""The way in: a browser asks, its code is said in chat, the bot's link lets that browser in, once."""

import secrets
from urllib.parse import urlsplit

from aiohttp import web

from bot.domain.deep_links import DeepLink, Target, payload_of
from bot.domain.errors import StorageUnavailableError
from bot.store import audit, sign_ins
from bot.store.sign_ins import Entered
from bot.texts.catalogue import ENGLISH, SIMPLIFIED
from bot.web.console import cookies, guard
from bot.web.console.desk import Answer, Desk, language_of, theme_of
from bot.web.console.house import House
from bot.web.console.paper import HEADERS, Frame
from bot.web.console.sessions import AwayError, Session
from bot.web.console.staff import Staff
from bot.web.console.visit import PageError

ASKS, ASKS_SECONDS = 20, 600
"""So often one address of the network may ask for a code."""
WORDS_A_MINUTE = 10


class Door:
    """Lets the staff in and out."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` knows sessions and the staff."""
        self._desk = desk
        self._house: House = desk.house

    def routes(self) -> list[web.RouteDef]:
        """The pages that are open to everybody."""
        return [
            web.get("/console/sign-in", self._also_away(self.page)),
            web.post("/console/sign-in", self._also_away(self.ask)),
            web.get("/console/enter/{link}", self._also_away(self.enter)),
            web.post("/console/enter", self._also_away(self.type_word)),
            web.post("/console/leave", self._also_away(self.leave)),
            web.post("/console/leave-everywhere", self._also_away(self.leave_everywhere)),
            web.post("/console/look", self._also_away(self.look)),
        ]

    def _also_away(self, answer: Answer) -> Answer:
        """``answer``, with a sentence while the database or Redis is away."""

        async def safely(request: web.Request) -> web.StreamResponse:
            try:
                return await answer(request)
            except (AwayError, StorageUnavailableError):
                return self._page(request, fault=PageError(503, "error-away"))

        return safely

    async def page(self, request: web.Request) -> web.Response:
        """What the console is, and how to get in."""
        return self._page(request, to=_inside(self._house, request.query.get("to", "")))

    async def ask(self, request: web.Request) -> web.Response:
        """A browser asks: it gets a code to say in chat."""
        house = self._house
        try:
            form = await self._form(request)
            await self._slow_down("ask", request, ASKS, ASKS_SECONDS)
        except PageError as error:
            return self._page(request, fault=error)
        browser = request.cookies.get(cookies.BROWSER) or secrets.token_urlsafe(24)
        code = await self._new_code(house.keyed("browser", browser))
        to = _inside(house, form.last.get("to", ""))
        response = self._page(request, code=code, to=to)
        cookies.keep_browser(house, response, browser)
        return response

    async def enter(self, request: web.Request) -> web.Response:
        """The link from the chat is opened."""
        return await self._let_in(request, request.match_info["link"], "")

    async def type_word(self, request: web.Request) -> web.Response:
        """The word from the chat is typed into the page that asked."""
        try:
            form = await self._form(request)
            await self._slow_down("word", request, WORDS_A_MINUTE)
        except PageError as error:
            return self._page(request, fault=error)
        word = form.last.get("word", "").replace("-", "").replace(" ", "").upper()
        return await self._let_in(request, word, _inside(self._house, form.last.get("to", "")))

    async def leave(self, request: web.Request) -> web.Response:
        """Sign out of this browser."""
        return await self._leave(request, everywhere=False)

    async def leave_everywhere(self, request: web.Request) -> web.Response:
        """Sign out of all browsers."""
        return await self._leave(request, everywhere=True)

    async def look(self, request: web.Request) -> web.Response:
        """Choose a language or a theme, for this browser."""
        try:
            form = await self._form(request)
        except PageError as error:
            return self._page(request, fault=error)
        back = _inside(self._house, form.last.get("to", "")) or f"{self._house.root}/"
        response = web.Response(status=303, headers={**HEADERS, "Location": back})
        if (chosen := form.last.get("language", "")) in {SIMPLIFIED, ENGLISH}:
            cookies.keep_look(self._house, response, cookies.LANGUAGE, chosen)
        if (chosen := form.last.get("theme", "")) in {"light", "dark", "auto"}:
            cookies.keep_look(self._house, response, cookies.THEME, chosen)
        return response

    # -------------------------------------------------------------------------------------------

    async def _form(self, request: web.Request) -> guard.Form:
        if not guard.from_here(self._house, request):
            raise PageError(403, "error-foreign-form")
        return await guard.read_form(request, 4096)

    async def _slow_down(
        self, what: str, request: web.Request, most: int, seconds: int = 60
    ) -> None:
        if not await self._desk.limits.take(
            what,
            self._house.caller(request.remote, request.headers.getall("X-Forwarded-For", [])),
            most,
            seconds,
        ):
            raise PageError(429, "error-too-often")

    async def _new_code(self, browser: bytes) -> str:
        house = self._house
        while True:
            code = f"{secrets.randbelow(100_000_000):08d}"
            async with house.db.transaction() as conn:
                if await sign_ins.ask(conn, house.keyed("code", code), browser, house.clock.now()):
                    return code

    async def _let_in(self, request: web.Request, word: str, to: str) -> web.Response:
        house, sessions = self._house, self._desk.sessions
        browser = house.keyed("browser", request.cookies.get(cookies.BROWSER, ""))
        link, now = house.keyed("link", word), house.clock.now()
        async with house.db.transaction() as conn:
            what, address = await sign_ins.look_at(conn, link, browser, now)
            if what is Entered.UNKNOWN:
                await sign_ins.miss(conn, browser)
        staff = await self._desk.staff(address) if what is Entered.IN else None
        if staff is None:
            said = "nobody" if what is Entered.IN else what.value
            return self._page(request, fault=PageError(403, f"enter-{said}"))
        # The session first: a link is not used up by a sign-in that did not come about.
        name = await sessions.begin(staff.address, staff.learner)
        if not await self._use_up(link, staff):
            await sessions.end(name)
            return self._page(request, fault=PageError(403, f"enter-{Entered.USED.value}"))
        response = web.Response(
            status=303, headers={**HEADERS, "Location": to or f"{house.root}/"}
        )
        cookies.keep_session(house, response, name)
        return response

    async def _use_up(self, link: bytes, staff: Staff) -> bool:
        now = self._house.clock.now()
        async with self._house.db.transaction() as conn:
            if not await sign_ins.use_up(conn, link, now):
                return False
            await audit.note(
                conn,
                at=now,
                actor=staff.actor,
                act="console.sign-in",
                kind="staff",
                about=staff.key,
            )
        return True

    async def _leave(self, request: web.Request, *, everywhere: bool) -> web.Response:
        house, sessions = self._house, self._desk.sessions
        name = request.cookies.get(cookies.SESSION, "")
        try:
            form = await self._form(request)
            found = await sessions.find(name)
            if found is not None:
                _check_token(form, found[0])
                await sessions.end(found[1])
                await sessions.end(name)
                if everywhere:
                    await sessions.end_everywhere(found[0].learner)
        except PageError as error:
            return self._page(request, fault=error)
        response = web.Response(
            status=303, headers={**HEADERS, "Location": f"{house.root}/sign-in"}
        )
        cookies.drop_session(house, response)
        return response

    def _page(
        self,
        request: web.Request,
        *,
        code: str = "",
        to: str = "",
        fault: PageError | None = None,
    ) -> web.Response:
        house = self._house
        links = []
        if code:
            payload = payload_of(DeepLink(Target.SIGN_IN, code), house.secret)
            links = [link for one in house.chats.values() if (link := one.link(payload))]
        values = {"code": code, "links": links, "to": to, "fault": fault}
        frame = Frame(language_of(request, ""), theme_of(request), url=f"{house.root}/sign-in")
        return self._desk.paper.page("sign_in", frame, values, fault.status if fault else 200)


def _check_token(form: guard.Form, session: Session) -> None:
    if not guard.is_token(session.form, form.last.get("form", "")):
        raise PageError(403, "error-old-form")


def _inside(house: House, where: str) -> str:
    """``where``, if it is a page of the console; else nothing: nobody is sent elsewhere."""
    try:
        parts = urlsplit(where)
    except ValueError:
        return ""
    below = parts.path.startswith(f"{house.root}/") and ".." not in parts.path
    safe = where.isprintable() and "\\" not in where and not parts.scheme and not parts.netloc
    return where if below and safe else ""
