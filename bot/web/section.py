"""A section of the web whose code is read when somebody first asks for one of its pages.

What few processes are ever asked for costs nobody a start, or memory at rest.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from threading import Lock

from aiohttp import web
from aiohttp.web_urldispatcher import PrefixResource
from yarl import URL

Load = Callable[[], Sequence[web.AbstractRouteDef]]
"""Imports the code of a section and gives its routes; blocks, and is called in a thread."""

_READING = Lock()
"""Code is read by one thread at a time: libraries whose modules import each other in a circle may
be found half made by a second one."""


def read_code(*modules: str) -> None:
    """Import ``modules``, so that a later import has them at once. Blocks; call it in a thread."""
    with _READING:
        for module in modules:
            import_module(module)


class Section(web.AbstractRouteDef):
    """All routes at and below some prefixes (``/console``), beside others in a table of routes.

    They are read once, off the event loop; whoever asks meanwhile waits for that. When it fails,
    the one who asked has an error, and the next one has it tried again.
    """

    def __init__(self, load: Load, *prefixes: str) -> None:
        """Nothing is read yet."""
        self._load = load
        self._prefixes = dict.fromkeys(prefixes)
        self._router: web.UrlDispatcher | None = None

    def register(self, router: web.UrlDispatcher) -> list[web.AbstractRoute]:
        """Stand in ``router``; the routes are not known yet."""
        for prefix in self._prefixes:
            router.register_resource(_Unread(prefix, self))
        return []

    async def router(self) -> web.UrlDispatcher:
        """Where its routes are found."""
        if self._router is None:
            return await asyncio.to_thread(self.read)
        return self._router

    def read(self) -> web.UrlDispatcher:
        """The same; blocks."""
        with _READING:
            if self._router is None:
                router = web.UrlDispatcher()
                router.add_routes(self._load())
                self._router = router
            return self._router


class _Unread(PrefixResource):
    """What aiohttp's router asks; who lists all routes (``router.routes()``) has them read."""

    def __init__(self, prefix: str, section: Section) -> None:
        super().__init__(prefix)
        self._section = section

    async def resolve(
        self, request: web.Request
    ) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """As a table of routes does that was there from the start."""
        router = await self._section.router()
        found = await router.resolve(request)
        match found.http_exception:
            case None:
                return found, set()
            case web.HTTPMethodNotAllowed() as fault:
                return None, set(fault.allowed_methods)
            case _:
                return None, set()

    def url_for(self, **_: str) -> URL:
        return URL(self.canonical)

    def get_info(self) -> dict[str, str]:  # type: ignore[override]  # aiohttp's own shape is private
        return {"prefix": self.canonical}

    def __len__(self) -> int:
        return len(self._section.read().routes())

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(self._section.read().routes())
