"""What the simulated credit bank remembers: people's accounts, records, withdrawals, decisions."""

import json
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.simulator.append_log import AppendLog
from adapters.simulator.creditbank_body import Entry
from adapters.simulator.creditbank_fields import LISTS
from bot.domain.errors import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(slots=True)
class Held:
    """A record that is held, without its text, which stays on the disk. ``at`` is in
    milliseconds since 1970; ``last`` is the last decision.
    """

    outer_id: str
    list: str
    cb_id: str
    meaning: bytes
    at: int
    position: int
    size: int
    last: "Said | None" = None

    @property
    def state(self) -> str:
        """What was decided last; '' before any decision."""
        return self.last.state if self.last else ""


@dataclass(frozen=True, slots=True)
class Said:
    """A decision that was told; ``credit`` is a decimal text or None."""

    outer_id: str
    state: str
    credit: str | None
    reason: str
    at: datetime


@dataclass(slots=True)
class CreditBankState:
    """The memory, kept in a file that only grows; what a method returned from survives a kill.

    ``undecided`` and ``accepted`` are the records that may come to be decided by themselves, in
    the order of their time; decided ones are skipped when they are met.
    """

    path: Path | None
    accounts: set[str] = field(default_factory=set)
    records: dict[str, Held] = field(default_factory=dict)
    lists: dict[str, list[Held]] = field(default_factory=lambda: {name: [] for name in LISTS})
    withdrawn: dict[str, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    undecided: deque[Held] = field(default_factory=deque)
    accepted: deque[tuple[Held, datetime]] = field(default_factory=deque)
    _last: int = 0
    _log: AppendLog = field(init=False)

    def __post_init__(self) -> None:
        """Take up what the file holds. Raises InputError where it cannot be read."""
        self._log = AppendLog(self.path)
        try:
            for position, line in self._log.replay():
                self._take_line(position, line)
        except (ValueError, KeyError, TypeError, OSError) as error:
            name = self.path.name if self.path else ""
            raise InputError(
                f"The simulator's credit bank file {name} cannot be read; "
                "move it away to begin anew."
            ) from error

    def add_account(self, cb_id: str) -> None:
        """Let a person have an account."""
        if cb_id not in self.accounts:
            self._log.append([_line("account", [cb_id])])
            self.accounts.add(cb_id)

    def keep(self, entries: Sequence[Entry], withdrawals: dict[str, str], now: datetime) -> None:
        """Keep new entries and withdrawals, all or none. An instant of storing is never before
        an earlier one, also when the clock steps back.
        """
        at = max((now - _EPOCH) // _MILLISECOND, self._last)
        heads = [
            _line("record", [one.outer_id, one.list, one.cb_id, at, one.meaning.hex()]) + b"\t"
            for one in entries
        ]
        texts = [one.record.encode() for one in entries]
        lines = [head + text for head, text in zip(heads, texts, strict=True)]
        lines += [_line("withdrawn", [key, reason]) for key, reason in withdrawals.items()]
        if not lines:
            return
        positions = self._log.append(lines)
        for one, head, text, position in zip(entries, heads, texts, positions, strict=False):
            place = position + len(head), len(text)
            self._take(Held(one.outer_id, one.list, one.cb_id, one.meaning, at, *place))
        self.withdrawn.update(withdrawals)

    def say(self, decisions: Sequence[Said]) -> None:
        """Keep decisions, in this order."""
        if decisions:
            self._log.append([_decision_line(one) for one in decisions])
            for one in decisions:
                self._hear(one)

    def record(self, held: Held) -> str:
        """A record's JSON as it was sent."""
        return self._log.read(held.position, held.size).decode()

    def stored_at(self, held: Held) -> datetime:
        """When it was stored."""
        return _EPOCH + held.at * _MILLISECOND

    def span(self, name: str, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """Where in a list the records stored in ``[since, until)`` begin and end."""
        listed = self.lists[name]

        def at(instant: datetime) -> int:
            reached = -((_EPOCH - instant) // _MILLISECOND)
            return bisect_left(listed, reached, key=lambda held: held.at)

        return at(since) if since else 0, at(until) if until else len(listed)

    def _take_line(self, position: int, line: bytes) -> None:
        kind, said, *text = line.split(b"\t", 2)
        values: list[Any] = json.loads(said)
        match kind:
            case b"account":
                self.accounts.add(values[0])
            case b"record":
                key, name, cb_id, at, digest = values
                place = position + len(line) - len(text[0]), len(text[0])
                self._take(Held(key, name, cb_id, bytes.fromhex(digest), at, *place))
            case b"withdrawn":
                self.withdrawn[values[0]] = values[1]
            case b"said":
                key, decision, credit, reason, at = values
                self._hear(Said(key, decision, credit, reason, datetime.fromisoformat(at)))
            case _:
                raise ValueError("a line of no known kind")

    def _take(self, held: Held) -> None:
        self.records[held.outer_id] = held
        self.lists[held.list].append(held)
        self.undecided.append(held)
        self._last = max(self._last, held.at)

    def _hear(self, one: Said) -> None:
        held = self.records[one.outer_id]
        held.last = one
        self.said.append(one)
        if one.state == "accepted":
            self.accepted.append((held, one.at))


def _line(kind: str, values: list[Any]) -> bytes:
    return f"{kind}\t{json.dumps(values, ensure_ascii=False)}".encode()


def _decision_line(one: Said) -> bytes:
    return _line("said", [one.outer_id, one.state, one.credit, one.reason, one.at.isoformat()])
