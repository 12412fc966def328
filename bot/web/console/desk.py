"""Runs each page and form: who is it, may he or she, what is sent, what is given back."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

import structlog
from aiohttp import web

from bot.domain.errors import (
    InputError,
    NotAllowedError,
    StaleEditError,
    StorageUnavailableError,
    YikeError,
)
from bot.store.staff import staff_at
from bot.texts.catalogue import ENGLISH, SIMPLIFIED
from bot.texts.console import console_texts
from bot.web.console import cookies, guard
from bot.web.console.faults_told import told
from bot.web.console.house import House
from bot.web.console.limits import Limits
from bot.web.console.paper import HEADERS, SECTIONS, Frame, Paper
from bot.web.console.parts import partly
from bot.web.console.sessions import AwayError, Session, Sessions
from bot.web.console.staff import Staff, StaffRole
from bot.web.console.visit import Bare, Done, File, PageError, Part, Result, Shown, Stream, Visit
from bot.web.console.ways import Way

log = structlog.get_logger("console")

PAGES_A_MINUTE, ACTS_A_MINUTE = 600, 120
SAID = "said"
"""In the query: which text a form before this page left, and its values behind it."""

Request = web.Request
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Desk:
    """Makes answers of ways."""

    def __init__(
        self, house: House, paper: Paper, sessions: Sessions, limits: Limits, ways: list[Way]
    ) -> None:
        """``ways`` are all there are, for the menu."""
        self.house = house
        self.paper = paper
        self.sessions = sessions
        self.limits = limits
        self._menu = {
            name: frozenset[StaffRole]().union(
                *(way.may for way in ways if way.section == name and way.method == "GET")
            )
            for name in SECTIONS
        }

    def answers(self, way: Way) -> Answer:
        """What the server calls for ``way``."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await self._answer(request, way)
            except (AwayError, StorageUnavailableError):
                return self._fault(request, None, PageError(503, "error-away"))
            except web.HTTPException:
                raise
            except ConnectionError:
                raise  # the browser has gone in the middle of a file
            except Exception:
                log.exception("a page failed", page=way.path)
                return self._fault(request, None, PageError(500, "error-ours"))

        return answer

    async def _answer(self, request: web.Request, way: Way) -> web.StreamResponse:
        found = await self._who(request)
        if found is None:
            return self._to_sign_in(request)
        session, staff, name = found
        visit = self._visit(request, session, staff)
        try:
            await self._let_in(request, way, visit)
            result = await way.handler(visit)
        except (PageError, YikeError) as error:
            response: web.StreamResponse = self._fault(
                request, visit, _page_error(error, visit.language), way
            )
        else:
            response = await self._give(request, result, visit, way, name)
        if not response.prepared:
            self._rename(request, response, name)
        return response

    def _rename(self, request: web.Request, response: web.StreamResponse, name: str) -> None:
        """Tell the browser its session's new name, before anything of the answer is sent."""
        if name != request.cookies.get(cookies.SESSION):
            cookies.keep_session(self.house, response, name)

    async def _who(self, request: web.Request) -> tuple[Session, Staff, str] | None:
        found = await self.sessions.find(request.cookies.get(cookies.SESSION, ""))
        if found is None:
            return None
        session, name = found
        staff = await self.staff(session.address)
        return None if staff is None else (session, staff, name)

    async def staff(self, address: int) -> Staff | None:
        """Who is reached at ``address``, with the roles of this moment; None: nobody of the staff."""
        async with self.house.db.connection() as conn:
            facts = await staff_at(conn, address, self.house.hashed)
        if facts is None or not (facts.roles or facts.groups):
            return None
        return Staff(
            facts.address,
            facts.learner,
            facts.key,
            facts.language,
            frozenset(StaffRole(one) for one in facts.roles),
            facts.groups,
            facts.judges,
            facts.people,
        )

    def _visit(self, request: web.Request, session: Session, staff: Staff) -> Visit:
        return Visit(
            self.house,
            self.house.clock.now(),
            staff,
            session,
            language_of(request, staff.language),
            path=dict(request.match_info),
            query=_query(request),
            url=request.path_qs,
        )

    async def _let_in(self, request: web.Request, way: Way, visit: Visit) -> None:
        if not visit.staff.may(way.may):
            raise PageError(403, "error-not-allowed")
        if not all(one.isprintable() for one in visit.path.values()):
            raise PageError(404, "error-unknown")
        kind, most = ("GET", PAGES_A_MINUTE) if way.asks else ("POST", ACTS_A_MINUTE)
        if not await self.limits.take(kind, str(visit.staff.learner), most):
            raise PageError(429, "error-too-often")
        if way.method == "GET":
            return
        if not guard.from_here(self.house, request):
            raise PageError(403, "error-foreign-form")
        form = await guard.read_form(request, way.most)
        if not guard.is_token(visit.session.form, form.last.get("form", "")):
            raise PageError(403, "error-old-form")
        visit.form, visit.fields, visit.files = form.last, form.every, form.files

    async def _give(
        self, request: web.Request, result: Result, visit: Visit, way: Way, name: str
    ) -> web.StreamResponse:
        match result:
            case Shown():
                frame = self._frame(request, visit, way)
                return self.paper.page(result.template, frame, result.values, result.status)
            case Bare():
                html = self.paper.html(
                    result.template, self._frame(request, visit, way), result.values
                )
                return web.Response(text=html, content_type="text/html", headers=HEADERS)
            case Done():
                said = {SAID: result.said, **result.values} if result.said else {}
                where = f"{self.house.root}/{result.page}" + (
                    f"?{urlencode(said)}" if said else ""
                )
                return web.Response(status=303, headers={**HEADERS, "Location": where})
            case File():
                headers = _file_headers(result.name, inline=result.inline)
                return web.Response(
                    body=result.content, content_type=result.content_type, headers=headers
                )
            case Stream():
                response = web.StreamResponse(
                    headers=_file_headers(result.name, inline=result.inline)
                )
                self._rename(request, response, name)
                return await _streamed(request, response, result)
            case Part():
                headers = _file_headers(result.name, inline=result.inline)
                return await partly(
                    request, result, headers, lambda one: self._rename(request, one, name)
                )

    def _frame(self, request: web.Request, visit: Visit, way: Way | None) -> Frame:
        menu = tuple(name for name in SECTIONS if visit.staff.may(self._menu[name]))
        return Frame(
            visit.language,
            theme_of(request),
            menu,
            way.section if way else "",
            _said(visit),
            f"{visit.t('role-' + visit.staff.title.value)} {visit.staff.key[:4]}",
            visit.session.form,
            visit.url,
        )

    def _fault(
        self, request: web.Request, visit: Visit | None, error: PageError, way: Way | None = None
    ) -> web.Response:
        """A sentence that says what to do, in the frame that somebody knows."""
        if visit is None:
            language = language_of(request, "")
            frame = Frame(language, theme_of(request))
        else:
            frame = self._frame(request, visit, way)
        t = console_texts(frame.language)
        said = t(error.said, **error.values) if t.has(error.said) else error.said
        return self.paper.page("fault", frame, {"sentence": said}, error.status)

    def _to_sign_in(self, request: web.Request) -> web.Response:
        """Whoever is not known signs in first, and comes back to a page that was looked at."""
        back = request.path_qs if request.method == "GET" else ""
        query = f"?{urlencode({'to': back})}" if back else ""
        where = f"{self.house.root}/sign-in{query}"
        response = web.Response(status=303, headers={**HEADERS, "Location": where})
        if cookies.SESSION in request.cookies:
            cookies.drop_session(self.house, response)
        return response


def language_of(request: web.Request, usual: str) -> str:
    """The console's language: as chosen in this browser, else as somebody reads lessons."""
    chosen = request.cookies.get(cookies.LANGUAGE, "") or usual
    if not chosen:
        chosen = (
            ENGLISH if request.headers.get("Accept-Language", "zh")[:2] == "en" else SIMPLIFIED
        )
    return ENGLISH if chosen == ENGLISH else SIMPLIFIED


def theme_of(request: web.Request) -> str:
    """Light or dark as chosen in this browser; empty: as the machine has it."""
    chosen = request.cookies.get(cookies.THEME, "")
    return chosen if chosen in {"light", "dark"} else ""


def _said(visit: Visit) -> str:
    """What the form before did, in words; a made-up name says nothing."""
    name = visit.query.get(SAID, "")
    if not name.startswith("done-") or not visit.t.has(name):
        return ""
    try:
        return visit.t(name, **{k: v for k, v in visit.query.items() if k != SAID})
    except YikeError:
        return ""


def _query(request: web.Request) -> dict[str, str]:
    """What stands behind the question mark, without what PostgreSQL takes in no text."""
    return {
        name: value.replace("\x00", "").encode(errors="replace").decode()
        for name, value in request.query.items()
    }


def _page_error(error: PageError | YikeError, language: str) -> PageError:
    """Errors with a sentence of their own keep it, in ``language`` where they speak it."""
    match error:
        case PageError():
            return error
        case StaleEditError():
            return PageError(409, "error-stale")
        case NotAllowedError():
            return PageError(403, "error-not-allowed")
        case InputError():
            return PageError(422, "\n".join(told(error, language)))
        case _:
            log.error("a page failed", reason=type(error).__name__)
            return PageError(503, str(error))


def _file_headers(name: str, *, inline: bool) -> dict[str, str]:
    how = "inline" if inline else "attachment"
    return {**HEADERS, "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}


async def _streamed(
    request: web.Request, response: web.StreamResponse, result: Stream
) -> web.StreamResponse:
    response.content_type = result.content_type
    await response.prepare(request)
    async for part in result.parts():
        await response.write(part)
    await response.write_eof()
    return response
