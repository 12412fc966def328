"""The pages of ``/app/`` served over HTTP from a real database, with a few courses and people."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, DummyCookieJar, web

from adapters.telegram.visitors import visitor
from bot.chat_ports import Visitor
from bot.clock import FrozenClock
from bot.competitions.moments import moments_of
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from bot.domain.credits import Form, Target
from bot.domain.events import ChannelKind
from bot.domain.quiet_hours import QuietHours
from bot.keys.vault import Vault
from bot.learning.shelf import Shelf
from bot.ledger.completions import record_completion
from bot.ledger.facts import CourseFinished
from bot.ledger.statements import Issuer
from bot.ports import Channel
from bot.store import learners
from bot.store.competitions import import_competition
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.inbound import add_learner
from bot.web.miniapp import routes
from handlers.turn import Deployment
from tests.miniapp.launch import launch_data

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""
TODAY = date(2026, 11, 23)
TOKEN, SECRET = "42:TOKEN-of-the-stand", b"p" * 32
ANNA, BERT, STRANGER = 70001, 70002, 70003
QUIET = QuietHours(time(21, 30), time(7, 30))
ISSUER, VAULT = Issuer("https://y.example", b"k" * 32), Vault([b"v" * 32])
BANKS = {"lrs": "广东学分银行", "town": "市学分银行"}
TARGETS = (Target("lrs"), Target("town", Form.RECORD, needs_account=True))
EVIL = '<script>alert("x")</script>&\'"'


class Telegram:
    """A bot as the pages need it: Telegram's own signature is checked by the adapter's code."""

    kind = ChannelKind.TELEGRAM
    account = "city"

    def __init__(self, clock: FrozenClock, token: str = TOKEN) -> None:
        self._clock, self._token = clock, token

    async def learn_name(self) -> None:
        """It is known."""

    def link(self, payload: str) -> str:
        return f"https://t.me/yike_bot?start={payload}"

    async def administrators(self, chat: str) -> frozenset[str]:
        return frozenset()

    async def remove(self, chat: str, message_id: str) -> bool:
        return False

    def visitor(self, proof: str) -> Visitor:
        return visitor(self._token, proof, self._clock.now())


def lesson(course: str, number: int, questions: int = 1) -> Lesson:
    """A lesson with some questions."""
    return Lesson(
        key=f"{course}-{number}",
        title=f"第{number}件事怎么做",
        minutes=2,
        text="正文。",
        questions=tuple(
            Question(
                f"{course}-{number}-q{n}", QuestionKind.TRUE_FALSE, "对吗？", "道理。", right=(1,)
            )
            for n in range(questions)
        ),
    )


def course(
    key: str, title: str, track: Track = Track.SENIORS, lessons: int = 3, level: int = 1
) -> Course:
    """A course as it is imported."""
    return Course(
        key=key,
        title=title,
        track=track,
        language="zh-Hans",
        level=level,
        hours=4,
        pass_mark=0.6,
        hours_per_credit=16,
        version="1",
        source="测试",
        licence="CC-BY-4.0",
        reviewed_by="测试",
        lessons=tuple(lesson(key, n) for n in range(1, lessons + 1)),
    )


COURSES = (
    course("pay", "手机支付不求人", lessons=12),
    course("fraud", "防骗一点通", lessons=8, level=2),
    course("health", "看懂体检单", Track.EVERYONE, lessons=6),
    course("ride", "骑行安全", Track.COURIERS, lessons=5),
)


def competition(key: str, title: str, opens: int = -1, closes: int = 9) -> Competition:
    """A competition whose registration opens and closes so many days from now."""
    day = timedelta(days=1)
    return Competition(
        key=key,
        title=title,
        category=Category.LEGAL_LITERACY,
        organiser="越秀区图书馆",
        link="https://example.org/rules",
        groups=(GroupName("city", "-100"),),
        stages=(
            Stage("registration", StageKind.REGISTRATION, NOW + opens * day, NOW + closes * day),
            Stage("round-1", StageKind.QUIZ, NOW + 10 * day, NOW + 12 * day, 10, 30, 1, "fraud"),
        ),
        reminders=(day,),
    )


@dataclass
class Answer:
    """What a browser got."""

    status: int
    text: str
    headers: Mapping[str, str]
    cookies: list[str]


@dataclass
class Visitors:
    """A browser without a screen: it keeps cookies and sends forms with their token."""

    stand: "Stand"
    cookies: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """One call; no redirect is followed."""
        headers = dict(options.pop("headers", {}))
        if self.cookies:
            headers["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items()
            )
        url = f"{self.stand.origin}{path}"
        async with self.stand.http.request(
            method, url, headers=headers, allow_redirects=False, **options
        ) as answer:
            kept = answer.headers.getall("Set-Cookie", [])
            for one in kept:
                name, value = one.split(";", 1)[0].split("=", 1)
                self.cookies[name] = value
            return Answer(answer.status, await answer.text(), answer.headers, kept)

    async def get(self, path: str) -> Answer:
        """Look at a page."""
        return await self.ask("GET", path)

    async def sign_in(self, user: int, **changes: Any) -> Answer:
        """As the entry page's script does."""
        proof = changes.pop("proof", None) or self.stand.proof(user)
        body = {"account": "city", "proof": proof, **changes}
        return await self.ask("POST", "/app/session", json=body)

    async def send(self, path: str, token: str | None = None, **fields: str) -> Answer:
        """Send a form of ours; the token is the one that the pages carry."""
        if token is None:
            token = token_in((await self.get("/app/settings")).text)
        return await self.ask("POST", path, **form(token=token, **fields))

    async def agrees(self, **fields: str) -> Answer:
        """Answer the question about credit banks that the page asks now."""
        return await self.send("/app/credits/agree", asked=await self.asked(), **fields)

    async def asked(self) -> str:
        """The mark of the question that the page of credits asks; empty where it asks none."""
        found = re.search(
            r'name="asked" value="([0-9a-f]{16})"', (await self.get("/app/credits")).text
        )
        return found[1] if found else ""


def form(**fields: str) -> dict[str, Any]:
    """A form as a browser sends it."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return {"data": urlencode(fields).encode(), "headers": kind}


def token_in(html: str) -> str:
    """The token that a page's forms carry."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


@dataclass
class Stand:
    """The pages with their database; ``pushed`` counts how often the push worker was woken.

    ``account``: a second credit bank is there, which needs an account number.
    """

    db: Database
    clock: FrozenClock
    http: ClientSession
    channels: dict[str, Channel]
    public_url: str = ""
    pushed: int = 0
    account: bool = False
    port: int = 0
    runner: web.AppRunner | None = None

    @property
    def origin(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def proof(self, user: int, at: datetime | None = None, token: str = TOKEN) -> str:
        """What Telegram hands the page for that user."""
        return launch_data(token, {"id": user, "first_name": "阿姨"}, at or self.clock.now())

    def browser(self) -> Visitors:
        """A browser that has never been here."""
        return Visitors(self)

    async def visits(self, user: int) -> Visitors:
        """A browser in which that user is signed in."""
        one = self.browser()
        assert (await one.sign_in(user)).status == 200
        return one

    async def serve(self, public_url: str = "", port: int = 0) -> None:
        """Listen; ``public_url`` is where browsers are told to find us, if not here."""
        listening = socket.create_server(("127.0.0.1", port))
        self.port = listening.getsockname()[1]
        self.public_url = public_url or self.origin
        app = web.Application(client_max_size=256 * 1024)
        app.add_routes(
            routes(
                db=self.db,
                clock=self.clock,
                shelf=Shelf(),
                channels=self.channels,
                deployment=self.deployment(),
                quiet=QUIET,
                public_url=self.public_url,
                secret=SECRET,
                pushed=self._push,
            )
        )
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self.runner.setup()
        await web.SockSite(self.runner, listening).start()

    def deployment(self) -> Deployment:
        """One credit bank, or two, the second of which needs an account number."""
        count = 2 if self.account else 1
        return Deployment(
            ISSUER,
            dict(list(BANKS.items())[:count]),
            "Asia/Shanghai",
            targets=TARGETS[:count],
            account_forms={"town": r"[A-Z]{2}[0-9]{6,10}"} if self.account else {},
            vault=VAULT,
        )

    def _push(self) -> None:
        self.pushed += 1

    async def stop(self) -> None:
        """Listen no more."""
        if self.runner is not None:
            await self.runner.cleanup()

    async def learner(
        self,
        user: int | str,
        account: str = "city",
        track: str | None = "seniors",
        state: str = "active",
    ) -> int:
        """Somebody who has written to us; the learner's row."""
        async with self.db.transaction() as conn:
            row, _ = await add_learner(
                conn,
                account=account,
                channel="telegram",
                platform_id=str(user),
                key=uuid4(),
                zone="Asia/Shanghai",
                at=(time(7, 30), NOW),
            )
            await conn.execute(
                "update learner set track = $2, state = $3 where id = $1", row, track, state
            )
        return row

    async def enrol(
        self, learner: int, key: str, done: Mapping[date, int], right: int = 0
    ) -> None:
        """Learn a course: so many lessons on each day, each with its question answered, of which
        ``right`` rightly.
        """
        async with self.db.transaction() as conn:
            await learners.enrol(conn, learner, key, uuid4(), NOW)
            row = await conn.fetchval(
                "select id from enrolment where learner_id = $1 and state = 'active'", learner
            )
            number = 0
            for day, count in done.items():
                for _ in range(count):
                    number += 1
                    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
                    await conn.execute(
                        "insert into lesson_progress values ($1, $2, '{}', $3, $4, $3, $4)",
                        *(row, f"{key}-{number}", at, day),
                    )
                    await conn.execute(
                        "insert into question_state values ($1, $2, $2, $3, $4, $4, 1, '{}', $5)",
                        *(row, f"{key}-{number}-q0", f"{key}-{number}", number <= right),
                        NOW + timedelta(days=3),
                    )

    async def compete(self, *competitions: Competition) -> None:
        """Import competitions."""
        async with self.db.transaction() as conn:
            for one in competitions:
                kept = moments_of(
                    one, NOW, (QUIET.begin, QUIET.end), ZoneInfo("Asia/Shanghai")
                ).kept
                await import_competition(conn, one, kept, at=NOW)

    async def value(self, query: str, *values: object) -> Any:
        """One value of the database."""
        async with self.db.connection() as conn:
            return await conn.fetchval(query, *values)


async def make_stand(database_url: str, clock: FrozenClock) -> Stand:
    """A stand with its courses, not yet listening."""
    db = await Database.connect(database_url, size=4)
    telegram = cast("Channel", Telegram(clock))
    stand = Stand(db, clock, ClientSession(cookie_jar=DummyCookieJar()), {"city": telegram})
    async with db.transaction() as conn:
        await import_courses(conn, COURSES, at=NOW, approver="test")
    return stand


async def passed(stand: Stand, row: int, key: str) -> None:
    """A course is passed: the ledger has its claim."""
    [taught] = [one for one in COURSES if one.key == key]
    async with stand.db.transaction() as conn:
        learner = (await learners.load_learners(conn, [row]))[row]
        assert learner.enrolment is not None
        fact = CourseFinished(
            learner=row,
            learner_key=learner.key,
            platform="telegram",
            course=taught,
            registration=learner.enrolment.registration,
            at=NOW,
            seconds=600,
            started_at=NOW - timedelta(hours=1),
            raw=0,
            maximum=len(taught.questions),
        )
        await record_completion(conn, fact, ISSUER, stand.deployment().targets, NOW)
