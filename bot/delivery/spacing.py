"""The arithmetic of sliding windows, and one process's own limits while Redis is away.

A window is kept by the times of its messages, in order: one more may go at an instant where no
``width`` microseconds (closed at their start, open at their end) come to hold more than ``most``.
Nothing coarser is exact: counters of whole seconds let twice the limit pass around the second's
turn, and leaky buckets with a burst of b let limit + b pass in one window.

``OwnLimits`` answers exactly as the script in ``bot/store/limits.py`` does; a test compares them.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from typing import TypeVar

from bot.store.limits import AHEAD, HORIZON, NO_LIMITS, Answer, Ask, Item, Rules

REMEMBERED = 10_000
"""Chats a process remembers before it forgets those that are free again."""
Name = TypeVar("Name")


def window(rate: float | None, width: int, parts: int = 1) -> tuple[int, int, int]:
    """At most how many in how long (microseconds), and how far apart that spreads them.

    Of a window in equal ``parts`` one is kept: who keeps to a tenth in each tenth of a second
    keeps to the whole in any second, with a tenth to remember.
    """
    if not rate:
        return 0, 0, 0
    rate, width = rate / parts, ceil(width / parts)
    if rate < 1:
        width = ceil(width / rate)
    most = max(1, floor(rate))
    return most, width, -(-width // most)


def places_at(rules: Rules, opens: int, now: int) -> int:
    """How many bulk messages may be reserved now if the first may go at ``opens``."""
    begins = now if opens < now - 2 * HORIZON else max(opens, now - HORIZON)
    places = 1 + (now + HORIZON - begins) // rules.bulk_spacing
    return max(0, min(rules.bulk_most, places))


def first_fit(log: list[int], most: int, width: int, n: int, at: int) -> int:
    """The first instant from ``at`` on at which ``n`` more leave at most ``most`` in every
    ``width`` microseconds; ``log`` is in order. More than ``most`` at once count as ``most``.
    """
    n = min(n, most)
    while True:
        before = bisect_right(log, at)
        full = _last_full_window(log, most - n, width, before, at)
        if full is not None:
            at = full + width
            continue
        last = before + most - n
        if last >= len(log) or log[last] >= at + width:
            return at
        at = log[before]


def _last_full_window(log: list[int], spare: int, width: int, before: int, at: int) -> int | None:
    """The latest message up to ``at`` whose window reaches over ``at`` and holds more than
    ``spare`` messages.
    """
    i = min(before, len(log) - spare) - 1
    while i >= 0 and log[i] + width > at:
        if log[i + spare] < log[i] + width:
            return log[i]
        i -= 1
    return None


@dataclass(slots=True)
class _Room:
    """One account: its messages, when bulk is next in turn, and who was put off in this batch."""

    rules: Rules
    log: list[int] = field(default_factory=list)
    turn: int = 0
    kept: int = 0
    till: int = 0
    full: bool = False
    cursor: dict[bool, int] = field(default_factory=dict)
    behind: dict[str, int] = field(default_factory=dict)

    def begin(self, now: int, till: int) -> None:
        """Forget what no longer counts, and the batch before. Who was late makes up for it; who
        had nothing to send begins evenly.
        """
        reach = max(self.rules.width, self.rules.bulk_width)
        del self.log[: bisect_right(self.log, now - reach)]
        self.turn = self.kept if self.kept >= now - 2 * HORIZON else now
        self.till, self.full = till, False
        self.cursor.clear()
        self.behind.clear()

    def fit(self, waited: bool, n: int, at: int) -> int:
        """The first instant from ``at`` on at which the account takes ``n`` more."""
        rules = self.rules
        if waited:
            return first_fit(self.log, rules.most, rules.width, n, at) if rules.most else at
        if not rules.bulk_most:
            return at
        return first_fit(self.log, rules.bulk_most, rules.bulk_width, n, max(at, self.turn))

    def put(self, waited: bool, n: int, at: int) -> None:
        """Take the place that ``fit`` found."""
        rules = self.rules
        if not waited:
            self.turn = max(self.turn, at - HORIZON) + n * rules.bulk_spacing
        if rules.most or (rules.bulk_most and not waited):
            self.kept = self.turn
            for _ in range(n):
                insort(self.log, at)


class OwnLimits:
    """What one process allows itself while Redis is away; its rules are a safe share already.

    What nobody waits for begins one window after ``since``: what was sent through Redis just
    before is not known here.
    """

    def __init__(self, rules: Mapping[str, Rules], since: int) -> None:
        """Nothing was sent yet; ``since`` is when Redis was lost (microseconds)."""
        self._rules = rules
        self._since = since
        self._rooms: dict[str, _Room] = {}
        self._paid: dict[tuple[str, str], int] = {}
        self._groups: dict[tuple[str, str], list[int]] = {}

    def reserve(self, ask: Ask, now: int) -> Answer:
        """Take the turns of a batch; nothing is taken for those that must wait."""
        self._forget(now)
        rooms = [
            self._open(name, now, pause)
            for name, pause in zip(ask.accounts, ask.pauses, strict=True)
        ]
        opened = [self._next_bulk(room, now) - now for room in rooms]
        turns = [
            self._turn(ask.accounts[item[0]], rooms[item[0]], item, now) for item in ask.items
        ]
        pauses = [max(0, room.till - now) for room in rooms]
        opens = [self._next_bulk(room, now) - now for room in rooms]
        return Answer(turns, pauses, opened, opens)

    def _open(self, name: str, now: int, pause: int) -> _Room:
        room = self._rooms.setdefault(name, _Room(self._rules.get(name, NO_LIMITS)))
        room.begin(now, now + pause if pause else 0)
        return room

    def _free(self, room: _Room, waited: bool, now: int) -> int:
        """When the account works, and what is not known any more no longer counts."""
        begins = 0 if waited else self._since + room.rules.bulk_width
        return max(now, room.till, begins)

    def _next_bulk(self, room: _Room, now: int) -> int:
        return room.fit(False, 1, self._free(room, False, now))

    def _turn(self, account: str, room: _Room, item: Item, now: int) -> int:
        _, name, group, waiting, n, pause = item
        waited = bool(waiting)
        spacing = room.rules.spacing if waited else room.rules.bulk_spacing
        counts = max(1, min(n, room.rules.most if waited else room.rules.bulk_most))
        if not waited and room.full:
            return _put_off(room.cursor, waited, 0, counts * spacing, now + HORIZON // 2)
        reach = AHEAD if waited else HORIZON
        limit = now + reach + (counts - 1) * spacing
        free = self._free(room, waited, now)
        chat = self._chat_fit(account, room, item, max(free, now + pause))
        if chat > limit and chat > free:
            apart = room.rules.group_spacing if group else room.rules.chat_spacing
            return _put_off(room.behind, name, chat, n * apart, now + reach // 2)
        at = self._both_fit(account, room, item, counts, chat)
        if at > limit:
            room.full = not waited and self._next_bulk(room, now) > now + HORIZON
            return _put_off(room.cursor, waited, at, counts * spacing, now + reach // 2)
        room.put(waited, counts, at)
        self._chat_put(account, room, item, at)
        return at - now

    def _both_fit(self, account: str, room: _Room, item: Item, counts: int, at: int) -> int:
        """The first instant from ``at`` on that suits the account and the chat."""
        _, name, group, waited, n, _ = item
        log = self._groups.get((account, name), []) if group else []
        while True:
            settled = room.fit(bool(waited), counts, at)
            at = settled
            if group and room.rules.group_most:
                at = first_fit(log, room.rules.group_most, room.rules.group_width, n, settled)
            if at == settled:
                return at

    def _chat_fit(self, account: str, room: _Room, item: Item, at: int) -> int:
        _, name, group, _, n, _ = item
        rules = room.rules
        if group:
            log = self._groups.get((account, name), [])
            most = rules.group_most
            return first_fit(log, most, rules.group_width, n, at) if most else at
        paid = self._paid.get((account, name), 0)
        return max(at, paid - max(0, rules.chat_burst - n) * rules.chat_spacing)

    def _chat_put(self, account: str, room: _Room, item: Item, at: int) -> None:
        _, name, group, _, n, _ = item
        rules = room.rules
        if group and rules.group_most:
            log = self._groups.setdefault((account, name), [])
            del log[: bisect_right(log, at - AHEAD - n * rules.spacing - rules.group_width)]
            for _ in range(min(n, rules.group_most)):
                insort(log, at)
        elif not group and rules.chat_spacing:
            paid = max(self._paid.get((account, name), 0), at)
            self._paid[account, name] = paid + n * rules.chat_spacing

    def _forget(self, now: int) -> None:
        """Keep the memory small: drop the chats that are free again."""
        if len(self._paid) + len(self._groups) < REMEMBERED:
            return
        self._paid = {key: paid for key, paid in self._paid.items() if paid > now}
        self._groups = {
            key: log
            for key, log in self._groups.items()
            if log[-1] > now - self._rules[key[0]].group_width
        }


def _put_off(row: dict[Name, int], name: Name, at: int, spacing: int, soonest: int) -> int:
    """Not before ``at``, behind those of the row that were put off before: minus the wait."""
    at = max(at, row.get(name, 0))
    row[name] = at + spacing
    return soonest - at
