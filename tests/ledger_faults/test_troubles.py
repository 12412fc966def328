"""What a person has to mend at a bank: it is said once, in words, and shown; nothing is lost, and
after the mend everything goes by itself.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands_credits import status_lines
from bot.identity import issuer_of
from bot.platforms import targets_of
from bot.store.db import Database
from tests.ledger_faults.authority import Authority
from tests.ledger_faults.bank_process import BankProcess, bank_process
from tests.ledger_faults.people import Fate, Learner, Town, course, people
from tests.ledger_faults.pushers import xapi
from tests.ledger_faults.relay import PAGE, Relay, answered, bad_line
from tests.ledger_faults.storm import Storm
from tests.ledger_faults.test_bank import SteppingTogether, bank_settings, give_accounts

pytestmark = [pytest.mark.kill, pytest.mark.timeout(120)]

QUARTER, LULL = timedelta(minutes=15), 0.15
COURSES = [course(number, 3) for number in (1, 2)]
COMPLETIONS, CLAIMS = 4 * 2 * 7, 4 * 2
NOTHING, AGAIN = "credit bank takes nothing now", "credit bank answers again"
JSON = b"application/json"
LONG = b'{"message": "' + b"x" * (5 << 20) + b'"}'
NONSENSE = {
    "a web page with 200": (answered(b"200 OK", b"text/html", PAGE), "web page"),
    "no JSON with 200": (answered(b"200 OK", b"text/plain", b"welcome"), "HTTP 200"),
    "broken JSON with 200": (answered(b"200 OK", JSON, b'{"stored": ["6f1e'), "HTTP 200"),
    "a truncated answer": (answered(b"200 OK", JSON, b"[" + b"1," * 900)[:-700], "no answer"),
    "five megabytes with 200": (answered(b"200 OK", JSON, LONG), "HTTP 200"),
    "five megabytes with 502": (answered(b"502 Bad Gateway", JSON, LONG), "HTTP 502"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "no answer"),
}


@dataclass
class Place:
    """One bank in trouble, of one ``kind``, behind a line; things are owed to it."""

    kind: str
    town: Town
    bank: BankProcess
    relay: Relay
    pushers: SteppingTogether

    @property
    def owed(self) -> int:
        """How many statements or records."""
        return COMPLETIONS if self.kind == "xapi" else CLAIMS

    async def status(self) -> str:
        """What ``yike credits status`` shows."""
        names = [one["name"] for one in self.pushers.banks]
        lines = await status_lines(
            self.town.db, self.pushers.clock, names, ZoneInfo("Asia/Shanghai"), as_json=False
        )
        return "\n".join(lines)

    async def wait(self, times: int) -> None:
        """A quarter of an hour passes so many times."""
        for _ in range(times):
            await self.relay.lull(LULL)
            await self.pushers.move(QUARTER)
        await self.relay.lull(LULL)

    async def until_said(self, words: str) -> None:
        """Until the log has these words."""
        for _ in range(200):
            if self.pushers.lines(words):
                return
            await self.relay.pulse(LULL)
        raise AssertionError(f"never said: {words}; {self.pushers.said()[-2000:]}")

    async def held(self) -> int:
        """How many the bank has."""
        if self.kind == "xapi":
            return len((await self.bank.ask("statements"))[0])
        return len(await self.bank.ask("records"))


@asynccontextmanager
async def open_place(
    db: Database,
    urls: tuple[str, str],
    folder: Path,
    kind: str,
    *,
    tls: ssl.SSLContext | None = None,
    **more: Any,
) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        pushers = SteppingTogether(*urls, folder, [])
        bank = pushers.bank = await stack.enter_async_context(
            bank_process(folder, pushers.clock.offset)
        )
        relay = await stack.enter_async_context(bad_line(bank.port, tls=tls))
        settings = (
            xapi(relay.port, **more) if kind == "xapi" else bank_settings(relay.port, **more)
        )
        if tls is not None:
            settings["url"] = settings["url"].replace("http:", "https:")
        pushers.banks.append(settings)
        stack.push_async_callback(pushers.end)
        checked = pushers.settings
        learners = people({Fate.AGREES: 4}, COURSES, 0, pushers.clock, 1)
        town = Town(db, pushers.clock, issuer_of(checked), targets_of(checked), learners)
        await town.settle_in()
        if kind == "bank":
            await give_accounts(town, bank, pushers)
        for one in learners:
            await settle(town, one)
        yield Place(kind, town, bank, relay, pushers)


async def settle(town: Town, one: Learner) -> None:
    """Somebody's whole life at once."""
    for act in town.life(one):
        await town.do(act)


async def all_goes_well_after(
    place: Place, words: str, reason: str, mend: Callable[[], Awaitable[None]]
) -> None:
    """The trouble is said once and shown; after the mend everything arrives by itself."""
    await place.pushers.start("worker-1")
    await place.until_said(NOTHING)
    await place.wait(6)
    (said,) = place.pushers.lines(NOTHING)
    assert words in said
    assert f'"reason": "{reason}"' in said
    assert await place.held() == 0
    shown = await place.status()
    assert words in shown
    assert "the oldest has waited for" in shown
    await mend()
    await place.pushers.move(QUARTER)
    await Storm(place.town.db, place.relay, place.pushers, 1).until_settled()
    assert await place.held() == place.owed
    async with place.town.db.connection() as conn:
        states = await conn.fetch("select distinct state from push")
    assert [row["state"] for row in states] == ["accepted"]
    assert await place.pushers.stop() == [0]
    assert len(place.pushers.lines(AGAIN)) <= 1
    assert "Traceback" not in place.pushers.said()


@pytest.fixture
def urls(database_url: str, redis_url: str) -> tuple[str, str]:
    """Of both servers."""
    return database_url, redis_url


@pytest.mark.parametrize("kind", ["xapi", "bank"])
@pytest.mark.parametrize("trouble", NONSENSE)
async def test_an_answer_that_is_none(
    db: Database, urls: tuple[str, str], tmp_path: Path, kind: str, trouble: str
) -> None:
    answer, words = NONSENSE[trouble]
    async with open_place(db, urls, tmp_path, kind) as place:
        place.relay.spoilt = answer

        async def mend() -> None:
            place.relay.spoilt = None

        await all_goes_well_after(place, words, "unavailable", mend)
        assert len(place.pushers.lines(AGAIN)) == 1


@pytest.mark.parametrize("kind", ["xapi", "bank"])
async def test_a_wrong_password_or_secret(
    db: Database, urls: tuple[str, str], tmp_path: Path, kind: str
) -> None:
    wrong: dict[str, Any] = {"password" if kind == "xapi" else "secret": "a-new-one"}
    async with open_place(db, urls, tmp_path, kind, **wrong) as place:

        async def mend() -> None:
            await place.bank.ask("set_password", "a-new-one")

        await all_goes_well_after(place, "HTTP 401", "credentials refused", mend)
        assert "a-new-one" not in place.pushers.said() + await place.status()


@pytest.mark.parametrize("kind", ["xapi", "bank"])
async def test_a_certificate_that_has_expired(
    db: Database, urls: tuple[str, str], tmp_path: Path, kind: str
) -> None:
    authority, tls = Authority(tmp_path), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.certify(tls, authority.now - timedelta(days=1))
    trusted = str(authority.file)
    async with open_place(db, urls, tmp_path, kind, tls=tls, ca_file=trusted) as place:

        async def mend() -> None:
            authority.certify(tls, authority.now + timedelta(days=1))

        await all_goes_well_after(place, "its certificate has expired", "unavailable", mend)
        assert len(place.pushers.lines(AGAIN)) == 1


@pytest.mark.parametrize("kind", ["xapi", "bank"])
async def test_a_certificate_of_an_unknown_issuer(
    db: Database, urls: tuple[str, str], tmp_path: Path, kind: str
) -> None:
    authority, tls = Authority(tmp_path), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.certify(tls, authority.now + timedelta(days=1))
    async with open_place(db, urls, tmp_path, kind, tls=tls) as place:

        async def mend() -> None:
            assert await place.pushers.stop() == [0]
            place.pushers.banks[0]["ca_file"] = str(authority.file)
            await place.pushers.start("worker-1")

        words = "its certificate is from an issuer that is not trusted here"
        await all_goes_well_after(place, words, "unavailable", mend)
