"""The simulated credit bank over HTTP, at ``{url}/creditbank`` (docs/credit-bank.md)."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.simulator.creditbank_body import Entry, HandIn, read_hand_in
from adapters.simulator.creditbank_desk import CreditBankDesk
from adapters.simulator.creditbank_fields import LISTS
from adapters.simulator.creditbank_fields import instant as is_instant
from adapters.simulator.creditbank_refusal import CreditBankRefusal, invalid
from adapters.simulator.creditbank_signature import Doorkeeper
from adapters.simulator.creditbank_state import CreditBankState, Held
from adapters.simulator.faults import Faults
from adapters.simulator.lrs_answer import written
from adapters.simulator.world import World

PATH = "/creditbank"
INSTITUTION = "演示学分银行"
LARGEST_BODY = 512 << 10
PAGE = 500
"""The most records or decisions that one answer holds."""

_Answer = Callable[[web.Request, bytes], Awaitable[str]]


class CreditBank(CreditBankDesk):
    """The bank: its desk (see CreditBankDesk), and its HTTP face.

    ``largest_body`` is in bytes; a larger one is refused with 413.
    """

    def __init__(self, world: World, faults: Faults, path: Path | None = None) -> None:
        """Take up what ``path`` holds. Nobody may come in until a key is added.

        Raises InputError where the file cannot be read.
        """
        super().__init__(CreditBankState(path), world)
        self._faults = faults
        self._door = Doorkeeper(world.now)
        self.largest_body = LARGEST_BODY

    def add_key(self, key_id: str, secret: str) -> None:
        """Let whoever signs with this key in."""
        self._door.add_key(key_id, secret)

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        gets: dict[str, tuple[str, _Answer]] = {
            "/about": ("about", self._about),
            "/v1/records/{outer_id}": ("records", self._one),
            "/v1/recognitions": ("recognitions", self._recognitions),
        } | {f"/v1/{name}/query": ("query", self._listed(name)) for name in LISTS}
        routes = [
            web.route("*", PATH + path, self._served(call, "GET", answer))
            for path, (call, answer) in gets.items()
        ]
        modify = self._served("modify", "POST", self._modify)
        return [*routes, web.route("*", f"{PATH}/v1/studyprofiles/modify", modify)]

    def _served(
        self, call: str, method: str, answer: _Answer
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def strictly(request: web.Request) -> web.Response:
            try:
                raw = await self._body(request, method)
                given = request.headers.get("Authorization", "")
                self._door.check(given, request.method, request.raw_path, raw)
                text, status = await answer(request, raw), 200
            except CreditBankRefusal as refusal:
                text, status = json.dumps(refusal.body, ensure_ascii=False), refusal.status
            return web.Response(text=text, status=status, content_type="application/json")

        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._faults.serve(
                request, f"creditbank:{call}", lambda: strictly(request)
            )

        return serve

    async def _body(self, request: web.Request, method: str) -> bytes:
        if request.method != method:
            raise CreditBankRefusal(405, "invalid", f"Only {method} is served here.")
        if (request.content_length or 0) > self.largest_body:
            raise CreditBankRefusal(413, "too_large", "The body is too large; send fewer at once.")
        raw = await request.read()
        if len(raw) > self.largest_body:
            raise CreditBankRefusal(413, "too_large", "The body is too large; send fewer at once.")
        return raw

    async def _about(self, request: web.Request, _: bytes) -> str:
        _known(request.query, set())
        about = {"interface": "yike-credit-bank", "versions": ["1"], "institution": INSTITUTION}
        return json.dumps(about, ensure_ascii=False)

    async def _modify(self, request: web.Request, raw: bytes) -> str:
        """All of it or nothing; on return it is safe from a kill of the process."""
        _known(request.query, set())
        if request.content_type != "application/json":
            raise CreditBankRefusal(400, "invalid", "Content-Type must be application/json.")
        found = await read_hand_in(raw, self._world.now())
        fresh = self._fresh(found)
        new = {
            key: reason
            for key, reason in found.withdrawals.items()
            if key not in self._state.withdrawn
        }
        self._state.keep(fresh, new, self._world.now())
        counts = {"entries": len(found.entries), "withdrawals": len(found.withdrawals)}
        self._world.record("creditbank:modify", counts)
        if fresh or new:
            self._world.notice()
        return json.dumps({"stored": [one.outer_id for one in fresh]})

    def _fresh(self, found: HandIn) -> list[Entry]:
        """The entries that are new. Raises CreditBankRefusal 422 and 409."""
        known = self._state.accounts
        if strangers := [one.outer_id for one in found.entries if one.cb_id not in known]:
            words = "There is no account of this number here."
            raise CreditBankRefusal(422, "unknown_account", words, strangers)
        fresh, other = [], []
        for one in found.entries:
            held = self._state.records.get(one.outer_id)
            if held is None:
                fresh.append(one)
            elif held.meaning != one.meaning:
                other.append(one.outer_id)
        if other:
            words = "This outer id is held with other content."
            raise CreditBankRefusal(409, "conflict", words, other)
        return fresh

    async def _one(self, request: web.Request, _: bytes) -> str:
        _known(request.query, set())
        key = request.match_info["outer_id"]
        held = self._state.records.get(key)
        self._world.record("creditbank:records", {"outer_id": key})
        if held is None:
            raise CreditBankRefusal(404, "unknown", "There is no record of this outer id.")
        return self._item(held)

    def _listed(self, name: str) -> _Answer:
        async def answer(request: web.Request, _: bytes) -> str:
            query = request.query
            _known(query, {"since", "until", "cursor", "limit"})
            low, high = self._state.span(name, _moment(query, "since"), _moment(query, "until"))
            low = max(low, _cursor(query, "cursor"))
            chosen = self._state.lists[name][low : min(high, low + _limit(query))]
            end = low + len(chosen)
            items = ",".join(map(self._item, chosen))
            return _page(items, end, end < high)

        return answer

    async def _recognitions(self, request: web.Request, _: bytes) -> str:
        _known(request.query, {"after", "limit"})
        self.decide_what_is_due()
        said, start = self._state.said, _cursor(request.query, "after")
        if start > len(said):
            raise invalid("after: is none of this bank's cursors.")
        chosen = said[start : start + _limit(request.query)]
        items = [
            {
                "outer_id": one.outer_id,
                "state": one.state,
                "credit": one.credit,
                "reason": one.reason,
                "said_at": written(one.at),
            }
            for one in chosen
        ]
        end = start + len(chosen)
        listed = ",".join(json.dumps(item, ensure_ascii=False) for item in items)
        return _page(listed, end, end < len(said))

    def _item(self, held: Held) -> str:
        head: dict[str, Any] = {
            "outer_id": held.outer_id,
            "list": held.list,
            "cb_id": held.cb_id,
            "withdrawn": held.outer_id in self._state.withdrawn,
            "stored_at": written(self._state.stored_at(held)),
        }
        return f'{json.dumps(head)[:-1]}, "record": {self._state.record(held)}}}'


def _page(items: str, cursor: int, more: bool) -> str:
    return f'{{"items": [{items}], "cursor": "{cursor}", "more": {json.dumps(more)}}}'


def _known(query: Mapping[str, str], names: set[str]) -> None:
    if len(set(query)) != len(query) or set(query) - names:
        raise invalid("A parameter is not known here, or stands twice.")


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    if not is_instant(query[name]):
        raise invalid(f"{name}: must be an instant such as 2026-11-22T08:00:00.000Z.")
    return datetime.fromisoformat(query[name])


def _limit(query: Mapping[str, str]) -> int:
    limit = _number(query.get("limit", str(PAGE)), "limit")
    if not 1 <= limit <= PAGE:
        raise invalid(f"limit: must be 1 to {PAGE}.")
    return limit


def _cursor(query: Mapping[str, str], name: str) -> int:
    return _number(query.get(name) or "0", name)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise invalid(f"{name}: must be a number that this bank gave, or none.")
    return int(text)
