"""The web face of the demo: the phones page, its state as JSON, its events, and what it does."""

import asyncio
import inspect
import json
import math
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web

from adapters.simulator.phones_asked import Body, NonsenseError, text_in
from adapters.simulator.phones_attaching import Attaching, read_attached
from adapters.simulator.phones_bank import BankPane
from adapters.simulator.phones_calendar import calendar
from adapters.simulator.phones_chats import telegram_view
from adapters.simulator.phones_code import code_picture
from adapters.simulator.phones_files import HEADERS, PhonesFiles
from adapters.simulator.phones_month import Behind, Cohort, Month
from adapters.simulator.phones_state import (
    TELEGRAM_PERSON,
    WECHAT_PERSON,
    local,
    wechat_phone,
)
from adapters.simulator.phones_telegram import TelegramActions
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_people import TelegramPeople
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_api import WechatApi
from adapters.simulator.wechat_people import WechatPeople
from adapters.simulator.world import World
from bot.domain.errors import InputError, YikeError

Posted = TypeVar("Posted")
NextDue = Callable[[], Awaitable[datetime | None]]

EVENTS_APART = 0.1
ALIVE_EVERY = 15.0
_NUMBER = re.compile(r"[0-9]{1,15}")
LONGEST_MOVE = 60 * 24 * 366
"""Minutes the clock may be moved at once."""


class Phones:
    """Two phones, a record store and a credit bank; the Telegram phone may be that of anybody in its groups.

    ``behind`` and ``cohort`` may be set by who mounts the page: what the bot's side knows, and
    the class whose poster lies beside the phone.
    """

    def __init__(
        self,
        world: World,
        telegram: TelegramApi,
        telegram_people: TelegramPeople,
        wechat: WechatApi,
        wechat_people: WechatPeople,
        banks: BankPane,
        zone: ZoneInfo,
        next_due: NextDue,
    ) -> None:
        """``next_due`` says when the next lesson is due, None where none is."""
        self._world = world
        self._telegram = telegram
        self._telegram_people = telegram_people
        self._telegram_actions = TelegramActions(telegram, telegram_people)
        self._attaching = Attaching(telegram, telegram_people, wechat, wechat_people)
        self._wechat = wechat
        self._wechat_people = wechat_people
        self._banks = banks
        self._zone = zone
        self._next_due = next_due
        self._month = Month(wechat_people, WECHAT_PERSON, zone)
        self.behind = Behind()
        self.cohort: Cohort | None = None
        self._closing = False

    def app(self) -> web.Application:
        """An application to mount at ``/phones/``."""
        app = web.Application()
        app[PHONES] = self
        app.router.add_get("/api/state", self._get_state)
        app.router.add_get("/api/events", self._get_events)
        app.router.add_post("/api/clock", self._post_clock)
        app.router.add_post("/api/month", self._post_month)
        app.router.add_post("/api/{phone}/attach", self._post_file)
        app.router.add_post("/api/{phone}/{action}", self._post_action)
        app.router.add_get("/code.svg", self._code)
        app.add_routes(PhonesFiles(self._wechat.files).routes())
        app.on_shutdown.append(self._close)
        return app

    async def _close(self, _: web.Application) -> None:
        self._closing = True
        self._world.touch()

    async def _code(self, _: web.Request) -> web.StreamResponse:
        """The code on the cohort's poster."""
        if self.cohort is None:
            raise web.HTTPNotFound
        picture = code_picture(self.cohort.scene)
        return web.Response(body=picture, content_type="image/svg+xml", headers=HEADERS)

    async def _state(self, request: web.Request) -> dict[str, Any]:
        """All of it. ``?person=`` says whose Telegram phone is looked at, by Telegram id."""
        due = await self._due()
        asked = request.query.get("person", "")
        person = int(asked) if _NUMBER.fullmatch(asked) else TELEGRAM_PERSON
        telegram = telegram_view(self._telegram, self._telegram_people, self._zone, person)
        phones = (wechat_phone(self._wechat, self._zone), telegram.phone() if telegram else None)
        return {
            "now": local(self._world.now(), self._zone),
            "next_due": local(due, self._zone) if due else None,
            "zone": self._zone.key,
            "phones": [phone for phone in phones if phone is not None],
            **self._banks.shown(self._zone),
            "telegram": telegram.more() if telegram else None,
            "wechat_person": WECHAT_PERSON,
            "cohort": self.cohort.title if self.cohort else "",
            "month": await self._calendar(),
        }

    async def _calendar(self) -> dict[str, Any] | None:
        account = next(iter(self._wechat.accounts), None)
        if account is None or self._month.began is None:
            return None
        try:
            waited = await self.behind.waited(self._month.began)
        except YikeError:
            # The bot cannot say right now; what came by itself is shown nevertheless.
            waited = []
        sent = self._wechat_people.sent(account, WECHAT_PERSON)
        return calendar(self._month, sent, waited, self._zone)

    async def _due(self) -> datetime | None:
        try:
            return await self._next_due()
        except YikeError:
            # The bot cannot say right now; the page shows no next lesson rather than nothing.
            return None

    async def _get_state(self, request: web.Request) -> web.Response:
        body = json.dumps(await self._state(request), ensure_ascii=False)
        return web.Response(text=body, content_type="application/json", headers=HEADERS)

    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            while not self._closing:
                revision = self._world.revision
                body = json.dumps(await self._state(request), ensure_ascii=False)
                await response.write(f"event: state\ndata: {body}\n\n".encode())
                await asyncio.sleep(EVENTS_APART)
                while not await self._world.changed_since(revision, ALIVE_EVERY):
                    await response.write(b": alive\n\n")
        except ConnectionError:
            pass
        return response

    async def _post_action(self, request: web.Request) -> web.Response:
        phone, action = request.match_info["phone"], request.match_info["action"]
        return await self._do(request, lambda body: self._act(phone, action, body))

    async def _post_file(self, request: web.Request) -> web.Response:
        phone, person = request.match_info["phone"], request.query.get("person", "")
        return await self._answered(
            request, read_attached, lambda file: self._attaching.send(phone, person, file)
        )

    async def _post_clock(self, request: web.Request) -> web.Response:
        due = await self._due()
        return await self._do(request, lambda body: self._move(body, due))

    async def _post_month(self, request: web.Request) -> web.Response:
        return await self._do(request, self._play)

    def _play(self, body: Body) -> Awaitable[None]:
        account = self._first_account()
        if body.get("do") == "begin":
            return self._month.begin(account, self.behind)
        if body.get("do") == "step":
            return self._month.step(account, self.behind, self.cohort)
        raise NonsenseError("一个月只会开始，或者往前走一步。")

    def _first_account(self) -> WechatAccount:
        account = next(iter(self._wechat.accounts.values()), None)
        if account is None:
            raise NonsenseError("这里没有公众号。")
        return account

    async def _do(self, request: web.Request, act: Callable[[Body], object]) -> web.Response:
        return await self._answered(request, _body, act)

    async def _answered(
        self,
        request: web.Request,
        read: Callable[[web.Request], Awaitable[Posted]],
        act: Callable[[Posted], object],
    ) -> web.Response:
        """Check the caller, read what was posted, act, and tell what came of it where there is
        something to tell. What is set going runs on by itself; only a coroutine, a step of the
        month, is awaited.
        """
        if request.headers.get("X-Requested-With") != "phones":
            return _sentence(403, "只有这个页面可以操作手机。")
        try:
            going = act(await read(request))
            if inspect.iscoroutine(going):
                await going
        except InputError:
            return _sentence(400, "现在不能这样做。")
        except NonsenseError as error:
            return _sentence(400, str(error))
        except YikeError:
            return _sentence(503, "机器人现在没有回应，等一下再试。")
        if isinstance(going, dict):
            return web.json_response(going, headers=HEADERS)
        return web.Response(status=204, headers=HEADERS)

    def _act(self, phone: str, action: str, body: Body) -> object:
        actions = {
            "wechat": self._wechat_actions,
            "telegram": self._telegram_actions.named,
            "desk": self._banks.actions,
        }
        chosen = actions[phone]().get(action) if phone in actions else None
        if chosen is None:
            raise NonsenseError("没有这部手机，或者它不会这个动作。")
        return chosen(body)

    def _wechat_actions(self) -> dict[str, Callable[[Body], object]]:
        account = next(iter(self._wechat.accounts), "")
        people, person = self._wechat_people, WECHAT_PERSON
        return {
            "join": lambda _: people.follow(account, person),
            "leave": lambda _: people.unfollow(account, person),
            "say": lambda body: people.say(account, person, text_in(body, "text")),
            "menu": lambda body: people.menu(account, person, text_in(body, "key")),
            "open": lambda body: people.view(account, person, text_in(body, "url")),
            "scan": lambda _: people.scan(account, person, self._scene()),
            "tap": lambda body: people.tap(
                account, person, text_in(body, "bubble"), text_in(body, "data")
            ),
        }

    def _scene(self) -> str:
        if self.cohort is None:
            raise NonsenseError("这里没有海报可以扫。")
        return self.cohort.scene

    def _move(self, body: Body, due: datetime | None) -> None:
        if body.get("to") == "next":
            if due is None:
                raise NonsenseError("还没有排好下一课。")
            self._world.clock.move(max(timedelta(0), due - self._world.now()))
            return
        minutes = body.get("minutes")
        if isinstance(minutes, bool) or not isinstance(minutes, int | float):
            raise NonsenseError("请说明要把时间往前拨多少分钟。")
        if not math.isfinite(minutes) or not 0 < minutes <= LONGEST_MOVE:
            raise NonsenseError("时间只能往前拨，一次最多一年。")
        self._world.clock.move(timedelta(minutes=minutes))


PHONES = web.AppKey("phones", Phones)
"""Where the application keeps them, for who mounts it."""


async def _body(request: web.Request) -> Body:
    """The JSON of a post. Raises NonsenseError."""
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise NonsenseError("读不懂这个请求。")
    return body


def _sentence(status: int, words: str) -> web.Response:
    body = json.dumps({"error": words}, ensure_ascii=False)
    return web.Response(status=status, text=body, content_type="application/json", headers=HEADERS)
