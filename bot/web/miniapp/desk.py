"""Shows pages to who is signed in, and takes their forms, each in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlencode

import structlog
from aiohttp import web

from bot.domain.errors import StorageUnavailableError
from bot.learning.silence import heard
from bot.store import returning
from bot.store.app_pages import load_person, lock_person
from bot.store.db import Connection
from bot.texts.catalogue import texts
from bot.web.miniapp import cookies
from bot.web.miniapp.guard import from_here, read_form
from bot.web.miniapp.house import House
from bot.web.miniapp.paper import HEADERS, Handler, Paper
from bot.web.miniapp.seals import Session
from bot.web.miniapp.visits import Done, Shown, Visit

Show = Callable[[Visit], Awaitable[Shown]]
Act = Callable[[Visit], Awaitable[Done | Shown]]

log = structlog.get_logger("web")


class Desk:
    """Turns what a page says into what a browser gets."""

    def __init__(self, house: House, paper: Paper) -> None:
        """Serve the pages of ``house`` on ``paper``."""
        self._house = house
        self._paper = paper

    def shows(self, page: str, show: Show) -> Handler:
        """A handler that shows ``page`` (its name in the navigation)."""

        async def handle(request: web.Request) -> web.StreamResponse:
            session = cookies.read_session(self._house, request)
            if session is None:
                return self.note(request, 401, "app-over")
            try:
                async with self._house.db.connection() as conn:
                    visit = await self._visit(conn, request, session)
                    shown = await show(visit) if visit else None
            except StorageUnavailableError as lost:
                return self.trouble(request, lost)
            if visit is None or shown is None:
                return self.note(request, 401, "app-newcomer")
            return self._page(request, page, visit, shown, session)

        return handle

    def takes(self, page: str, act: Act) -> Handler:
        """A handler of a form on ``page``: it takes effect whole, or not at all."""

        async def handle(request: web.Request) -> web.StreamResponse:
            form = await read_form(request)
            session = cookies.read_session(self._house, request)
            if session is None:
                return self.note(request, 401, "app-over")
            meant = self._house.seals.is_form_token(session, form.get("token", ""))
            if not meant or not from_here(self._house, request):
                log.info("a form was refused", route=f"app/{page}")
                return self.note(request, 403, "app-form-old", onward=True)
            try:
                async with self._house.db.transaction() as conn:
                    await lock_person(conn, session.address)
                    visit = await self._visit(conn, request, session, form)
                    outcome = await self._act(visit, act) if visit else None
            except StorageUnavailableError as lost:
                return self.trouble(request, lost)
            if visit is None or outcome is None:
                return self.note(request, 401, "app-newcomer")
            if visit.to_push:
                self._house.pushed()
            if isinstance(outcome, Shown):
                return self._page(request, page, visit, outcome, session)
            return self._onward(outcome, visit, request)

        return handle

    async def _act(self, visit: Visit, act: Act) -> Done | Shown:
        """A form is as good as a word in the chat: who was silent for long is back."""
        person, conn = visit.person, visit.conn
        await returning.note_heard(conn, person.address, visit.now)
        state = heard(person.learner.state)
        if state is not person.learner.state:
            await returning.bring_back(conn, person.learner.row, visit.now)
            visit.person = replace(person, learner=replace(person.learner, state=state))
        return await act(visit)

    def note(
        self,
        request: web.Request,
        status: int,
        name: str,
        *,
        chat: str = "",
        onward: bool = False,
    ) -> web.Response:
        """A page that says one thing: the texts called ``name`` and ``name-next``. ``chat`` is the way back into a chat, ``onward`` gives the
        way to the courses instead.
        """
        looks = cookies.read_looks(request)
        t = texts(looks.language)
        values = {
            "title": t(name),
            "text": t(f"{name}-next"),
            "chat": chat,
            "onward": onward,
            "again": "",
        }
        return self._paper.page("note", looks, values, status)

    def trouble(self, request: web.Request, lost: StorageUnavailableError) -> web.Response:
        """The database is away; where the page was only looked at, it can be tried again."""
        log.warning("a page could not be shown", reason=str(lost))
        again = request.path if request.method == "GET" else f"{self._house.root}/courses"
        looks = cookies.read_looks(request)
        t = texts(looks.language)
        values = {
            "title": t("app-trouble"),
            "text": t("app-trouble-next"),
            "chat": "",
            "onward": False,
            "again": again,
        }
        page = self._paper.page("note", looks, values, 503)
        page.headers["Retry-After"] = "5"
        return page

    async def _visit(
        self,
        conn: Connection,
        request: web.Request,
        session: Session,
        form: dict[str, str] | None = None,
    ) -> Visit | None:
        """Who is signed in, as he or she now stands; None when the address is known no more."""
        person = await load_person(conn, session.address)
        if person is None or person.account not in self._house.channels:
            return None
        spoken = person.learner.language
        return Visit(
            self._house,
            conn,
            self._house.clock.now(),
            person,
            await self._house.shelf.library(conn, person.revision),
            replace(cookies.read_looks(request), language=texts(spoken).language),
            request.query,
            form or {},
            _key(request.match_info.get("key", "")),
        )

    def _page(
        self, request: web.Request, page: str, visit: Visit, shown: Shown, session: Session
    ) -> web.Response:
        account = visit.person.account
        values = {
            "page": page,
            "token": self._house.seals.form_token(session),
            "telegram": self._house.in_telegram(account),
            "said": (),
            "chat": "",
            **shown.values,
        }
        response = self._paper.page(shown.template, visit.looks, values, shown.status)
        self._keep_looks(request, response, visit)
        if renewed := self._house.seals.renewed(session):
            cookies.keep_session(self._house, response, renewed)
        return response

    def _onward(self, done: Done, visit: Visit, request: web.Request) -> web.Response:
        """Sent on to the page, so that looking at it again does nothing again."""
        said = {"said": done.said} | ({"about": done.about} if done.about else {})
        where = f"{self._house.root}/{done.page}?{urlencode(said)}"
        response = web.Response(status=303, headers={**HEADERS, "Location": where})
        self._keep_looks(request, response, visit)
        return response

    def _keep_looks(self, request: web.Request, response: web.Response, visit: Visit) -> None:
        if visit.looks != cookies.read_looks(request):
            cookies.keep_looks(self._house, response, visit.looks)


def _key(written: str) -> str:
    """A name in a path; empty where it holds what no name of ours does, nor PostgreSQL takes."""
    return written if written.isprintable() else ""
