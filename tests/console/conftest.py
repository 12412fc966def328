"""The console of a town whose program is running: signed in as whoever a test needs."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, FormData

from adapters.embedded import dbmate_url
from bot.domain.errors import StorageUnavailableError
from bot.domain.pseudonyms import person_hash
from bot.storage import Storage
from bot.store import grants
from bot.store.staff_invites import own_group
from bot.texts.console import console_texts
from tests.flow.town import TEACHER, WECHAT, Town, open_town

SECRET = b"p" * 32
"""The town's pseudonym key."""
_FORM = re.compile(r'name="form" value="([^"]+)"')
_CODE = re.compile(r"<strong>控制台 (\d{4}) (\d{4})</strong>")
_LINK = re.compile(r"/console/enter/([A-Z0-9]+)")


@dataclass
class Page:
    """What came back: the status, the HTML, where it was in the end."""

    status: int
    html: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """What a person reads of it."""
        bare = re.sub(r"<script.*?</script>|<style.*?</style>", " ", self.html, flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


@dataclass
class Browser:
    """A browser at the console; ``form`` is what its forms carry."""

    town: Town
    http: ClientSession
    form: str = ""
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.address = f"{self.town.settings.server.public_url}/console"

    async def get(self, path: str, **query: str) -> Page:
        """Look at a page (``groups/7``)."""
        async with self.http.get(f"{self.address}/{path}", params=query) as answer:
            return await self._page(answer)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        """Send a form, with what its page carries; the page that follows."""
        pairs: list[tuple[str, str]] = [("form", self.form)]
        for name, value in (fields or {}).items():
            pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        if files is None:
            data: object = pairs
        else:
            data = FormData(pairs)
            for name, (called, content) in files.items():
                data.add_field(name, content, filename=called)
        async with self.http.post(f"{self.address}/{path}", data=data) as answer:
            return await self._page(answer)

    async def sign_in(self, openid: str = TEACHER) -> Page:
        """As a person does: ask, say the code in WeChat, open the link that comes."""
        async with self.http.post(f"{self.address}/sign-in", data={"to": ""}) as answer:
            found = _CODE.search(await answer.text())
        assert found is not None
        said = await self.town.wechat_says(f"控制台 {found[1]}{found[2]}", openid)
        link = _LINK.search(said)
        assert link is not None, said
        return await self.get(f"enter/{link[1]}")

    async def _page(self, answer: object) -> Page:
        body = await answer.read()  # type: ignore[attr-defined]
        kind = answer.headers.get("Content-Type", "")  # type: ignore[attr-defined]
        html = body.decode() if kind.startswith("text/html") else ""
        if found := _FORM.search(html):
            self.form = found[1]
        return Page(answer.status, html, str(answer.url), answer.headers, body)  # type: ignore[attr-defined]


@dataclass
class Office:
    """The town with its console; ``browser`` opens another one."""

    town: Town
    browsers: list[Browser] = field(default_factory=list)

    async def browser(self) -> Browser:
        """A browser that nobody is signed in with."""
        one = Browser(self.town, ClientSession(cookie_jar=CookieJar(unsafe=True)))
        self.browsers.append(one)
        return one

    async def known(self, *roles: str, openid: str = TEACHER) -> None:
        """Somebody follows the account and has these roles."""
        await self.town.wechat_follows(openid)
        async with self.town.program.db.transaction() as conn:
            for role in roles:
                person = person_hash(SECRET, WECHAT, openid)
                await grants.grant(conn, WECHAT, person, role, self.town.clock.now())

    async def owns(self, group: int, openid: str = TEACHER) -> None:
        """A group is somebody's own."""
        async with self.town.program.db.transaction() as conn:
            person = person_hash(SECRET, WECHAT, openid)
            await own_group(conn, group, WECHAT, person, self.town.clock.now())

    async def signed_in(self, *roles: str, openid: str = TEACHER) -> Browser:
        """A browser in which somebody with these roles is signed in."""
        await self.known(*roles, openid=openid)
        browser = await self.browser()
        page = await browser.sign_in(openid)
        assert page.status == 200, page.text
        return browser


@pytest.fixture
def place(database_url: str, redis_url: str) -> Storage:
    """Where a test's fresh database and the session's Valkey are."""
    return Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)


@pytest.fixture
async def office(place: Storage, tmp_path: Path) -> AsyncIterator[Office]:
    """A town on a fresh database with its console."""
    async with open_town(place, tmp_path) as town:
        await town.start()
        opened = Office(town)
        try:
            yield opened
            with suppress(StorageUnavailableError):  # a test that took the database away
                await _noted_in_words(town)
        finally:
            for one in opened.browsers:
                await one.http.close()


async def _noted_in_words(town: Town) -> None:
    """Whatever acts a test did: each field that the audit log noted of them has its words."""
    rows = await town.rows(
        """
        select distinct jsonb_object_keys(coalesce(facts, '{}')) as field
        from audit_entry cross join lateral (values (before), (after)) as noted (facts)
        """
    )
    t = console_texts("zh-Hans")
    fields = {str(row["field"]).replace("_", "-") for row in rows}
    assert not {one for one in fields if not t.has(f"audit-field-{one}")}
