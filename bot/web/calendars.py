"""Calendars of competitions: everybody's, and each learner's own."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from aiohttp import web

from bot.competitions.telling.calendar_links import SHAPE, read_token
from bot.domain.competitions import Competition
from bot.ports import Clock
from bot.store import calendars
from bot.store.calendars import Listed
from bot.store.db import Database
from bot.texts.catalogue import LANGUAGE_NAMES, SIMPLIFIED, texts

OVER_FOR = timedelta(days=90)
"""What is over for longer is in no calendar any more."""
PAGE = 200
"""Competitions in one answer; the next ones are behind the ``Link`` header's ``next``."""
MOST_PAGES = 1000
KEPT = 2000
"""Competitions whose events are kept as they were written, some 2 kB each."""
_PATH = "/competitions.ics"


def routes(
    *, db: Database, clock: Clock, secret: bytes, public_url: str, domain: str, zone: str
) -> list[web.RouteDef]:
    """``/competitions.ics`` and ``/competitions/{token}.ics``.

    ``secret`` signs the links, ``domain`` is that of ``security.id_base`` (of the UIDs), ``zone``
    the deployment's; ``public_url`` is without a slash at its end.
    """
    shelf = Calendars(db, clock, secret, public_url, domain, zone)
    return [
        web.get(_PATH, shelf.public),
        web.get(f"/competitions/{{token:{SHAPE}}}.ics", shelf.own),
    ]


class Calendars:
    """Writes calendars; what did not change is not written again."""

    def __init__(
        self, db: Database, clock: Clock, secret: bytes, public_url: str, domain: str, zone: str
    ) -> None:
        """See ``routes``."""
        self._db = db
        self._clock = clock
        self._secret = secret
        self._public_url = public_url
        self._domain = domain
        self._zone = zone
        self._written: OrderedDict[tuple[Listed, str], tuple[str, bytes]] = OrderedDict()

    async def public(self, request: web.Request) -> web.Response:
        """The competitions that are published, page by page; 404 for a page that is not there.
        ``lang`` chooses the language.
        """
        language = request.query.get("lang", SIMPLIFIED)
        language = language if language in LANGUAGE_NAMES else SIMPLIFIED
        page = _page(request.query.get("page", "1"))
        since = self._clock.now() - OVER_FOR
        async with self._db.connection() as conn:
            found = await calendars.listed(conn, since, PAGE + 1, (page - 1) * PAGE)
        if not found and page > 1:
            raise web.HTTPNotFound(text="There is no such page of the calendar.")
        headers = {"Cache-Control": "public, max-age=300"}
        if len(found) > PAGE:
            following = f"{self._public_url}{_PATH}?page={page + 1}&lang={language}"
            headers["Link"] = f'<{following}>; rel="next"'
        return await self._answer(request, found[:PAGE], language, "contest-calendar", headers)

    async def own(self, request: web.Request) -> web.Response:
        """The dates of what somebody has entered; 404 for a link that is not, or no more, ours."""
        code = read_token(request.match_info["token"], self._secret)
        since = self._clock.now() - OVER_FOR
        async with self._db.connection() as conn:
            owner = await calendars.owner_of(conn, code) if code is not None else None
            if owner is None:
                raise web.HTTPNotFound(text="This calendar is not here any more.")
            learner, language = owner
            found = await calendars.listed_of(conn, learner, since, PAGE)
        headers = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
        return await self._answer(request, found, language, "contest-calendar-own", headers)

    async def _answer(
        self,
        request: web.Request,
        found: Sequence[Listed],
        language: str,
        name: str,
        headers: dict[str, str],
    ) -> web.Response:
        """The calendar of ``found``; 304 where the caller has it."""
        tag = _tag(found, language, name)
        headers |= {"ETag": f'"{tag}"', "X-Content-Type-Options": "nosniff"}
        known = request.if_none_match or ()
        if any(one.value in {tag, "*"} for one in known):
            return web.Response(status=304, headers=headers)
        written = await self._events(found, language)
        zones = {zone for zone, _ in written}
        from bot.competitions.telling.calendar import CONTENT_TYPE, calendar  # noqa: PLC0415 - loads icalendar

        body = calendar((part for _, part in written), zones, texts(language)(name))
        headers["Content-Disposition"] = 'inline; filename="competitions.ics"'
        return web.Response(body=body, content_type=CONTENT_TYPE, charset="utf-8", headers=headers)

    async def _events(self, found: Sequence[Listed], language: str) -> list[tuple[str, bytes]]:
        """Zone and events of each; the loop is not held up by writing what is not written yet."""
        lacking = [one for one in found if (one, language) not in self._written]
        made: dict[Listed, tuple[str, bytes]] = {}
        if lacking:
            async with self._db.connection() as conn:
                whole = await calendars.load_listed(conn, [one.key for one in lacking])
            made = await asyncio.to_thread(self._write, lacking, whole, language)
        answer: list[tuple[str, bytes]] = []
        for one in found:
            part = made.get(one) or self._written.get((one, language))
            if part is not None:
                answer.append(part)
        for one, part in made.items():
            self._written[one, language] = part
        while len(self._written) > KEPT:
            self._written.popitem(last=False)
        return answer

    def _write(
        self, lacking: Sequence[Listed], whole: dict[str, Competition], language: str
    ) -> dict[Listed, tuple[str, bytes]]:
        from bot.competitions.telling.calendar import House, events  # noqa: PLC0415 - loads icalendar

        t, house = texts(language), House(self._domain, self._zone)
        return {
            one: (
                house.zone_of(whole[one.key]),
                events(whole[one.key], one.changed_at, house, t, one.until),
            )
            for one in lacking
            if one.key in whole
        }


def _page(text: str) -> int:
    """Which page is asked for, from 1."""
    page = int(text) if text.isascii() and text.isdigit() and len(text) <= len("1000") else 0
    if not 1 <= page <= MOST_PAGES:
        raise web.HTTPNotFound(text="There is no such page of the calendar.")
    return page


def _tag(found: Sequence[Listed], language: str, name: str) -> str:
    """Changes when anything in the calendar does."""
    parts: list[datetime | int | str] = [language, name]
    for one in found:
        parts += [one.key, one.revision, one.changed_at, one.until]
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
