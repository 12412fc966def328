"""Where the simulated record store keeps its statements: on the disk, with a small index."""

import asyncio
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.simulator.append_log import AppendLog
from adapters.simulator.lrs_facets import ABSENT
from adapters.simulator.lrs_line import (
    Arriving,
    head_of,
    packed_text,
    read_line,
    unpacked_text,
)
from bot.domain.errors import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND, _MILLISECOND = timedelta(microseconds=1), timedelta(milliseconds=1)
_FORGOTTEN = b"-"
ROWS_AT_ONCE = 2000
"""How many rows are looked at before others have their turn: about a millisecond's work."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What statements are asked for; hashes as in lrs_facets (0: any). ``since`` is exclusive,
    ``until`` inclusive, both by when they were stored.
    """

    agent: int = ABSENT
    verb: int = ABSENT
    activity: int = ABSENT
    registration: int = ABSENT
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False


class StatementStore:
    """Statements by row, in the order of their arrival, and by id.

    A statement costs the same however many are held: one line at the end of a file, and about
    250 bytes of memory. What ``add`` returned from survives a kill of the process.
    """

    def __init__(self, path: Path | None) -> None:
        """Take up what ``path`` holds. Raises InputError where it cannot be read."""
        self._log = AppendLog(path)
        self._rows: dict[bytes, int] = {}
        self._ids = bytearray()
        self._meanings = bytearray()
        self._at, self._position, self._size = array("q"), array("Q"), array("I")
        self._actor, self._verb = array("Q"), array("Q")
        self._object, self._registration = array("Q"), array("Q")
        self._members: dict[int, tuple[int, ...]] = {}
        self._targets: dict[int, bytes] = {}
        self._voiding: dict[bytes, set[int]] = {}
        self._lacks: dict[int, str] = {}
        try:
            for position, line in self._log.replay():
                self._take_line(position, line)
        except (ValueError, KeyError, OSError) as error:
            name = path.name if path else ""
            raise InputError(
                f"The simulator's statements file {name} cannot be read; "
                "move it away to begin anew."
            ) from error

    def __len__(self) -> int:
        """How many statements are held, voided ones among them."""
        return len(self._rows)

    @property
    def last_stored(self) -> datetime:
        """When the newest was stored; long ago where there is none."""
        return _instant(self._at[-1]) if self._at else _EPOCH

    def find(self, key: str) -> int | None:
        """The row of an id."""
        row = self._rows.get(_packed(key))
        return row if row is not None and self.id(row) == key else None

    def rows(self) -> list[int]:
        """The rows of all that is held, in the order of arrival."""
        return sorted(self._rows.values())

    def is_voided(self, row: int) -> bool:
        """Whether a statement has been taken back; one that takes back cannot be."""
        return bool(self._voiding) and self._id(row) in self._voiding and not self._voids(row)

    def id(self, row: int) -> str:
        """The id of a row."""
        text = self._id(row).hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def text(self, row: int) -> str:
        """The exact text that arrived."""
        raw = self._log.read(self._position[row], self._size[row])
        return unpacked_text(raw)

    def stored(self, row: int) -> datetime:
        """When it was stored."""
        return _instant(self._at[row])

    def lacks(self, row: int) -> str:
        """See Arriving."""
        return self._lacks.get(row, "")

    def means(self, row: int, digest: bytes) -> bool:
        """Whether a row means what ``digest`` (lrs_body.meaning) does."""
        return self._meanings[row * 16 : row * 16 + 16] == digest

    def add(self, statements: Sequence[Arriving], now: datetime) -> None:
        """Keep new statements, all or none; one whose id is held replaces it in its place.

        An instant of storing is never before an earlier one, also when the clock steps back.
        """
        at = (now - _EPOCH) // _MILLISECOND * 1000
        at = max(at, self._at[-1] if self._at else 0)
        heads = [head_of(one, at) for one in statements]
        bodies = [packed_text(one.text) for one in statements]
        positions = self._log.append([a + b for a, b in zip(heads, bodies, strict=True)])
        for one, head, body, position in zip(statements, heads, bodies, positions, strict=True):
            self._take(one, at, position + len(head), len(body))

    def forget(self, key: str) -> None:
        """Lose a statement, as a store that was restored from an old copy does.

        Raises KeyError for an unknown id.
        """
        row = self._rows[_packed(key)]
        self._log.append([b"\t".join((_FORGOTTEN, key.encode()))])
        self._drop(row)

    async def search(
        self, sought: Sought, after: int | None, limit: int
    ) -> tuple[list[int], bool]:
        """Up to ``limit`` rows that meet ``sought``, from beyond the row ``after``, and whether
        there are more. Others have their turn while it looks.
        """
        found: list[int] = []
        for number, row in enumerate(self._span(sought, after), start=1):
            if self._meets(row, sought):
                if len(found) == limit:
                    return found, True
                found.append(row)
            if number % ROWS_AT_ONCE == 0:
                await asyncio.sleep(0)
        return found, False

    def _span(self, sought: Sought, after: int | None) -> Iterable[int]:
        low, high = 0, len(self._at)
        if sought.since is not None:
            low = bisect_right(self._at, (sought.since - _EPOCH) // _MICROSECOND)
        if sought.until is not None:
            high = bisect_right(self._at, (sought.until - _EPOCH) // _MICROSECOND)
        if sought.ascending:
            return range(max(low, -1 if after is None else after + 1), high)
        return range(min(high, high if after is None else after) - 1, low - 1, -1)

    def _meets(self, row: int, sought: Sought) -> bool:
        if not self._fits(row, sought) and (
            row not in self._targets
            or not any(self._fits(one, sought) for one in self._about(row))
        ):
            return False
        return self._rows.get(self._id(row)) == row and not self.is_voided(row)

    def _about(self, row: int) -> Iterator[int]:
        """The statements that one refers to, link by link (xAPI 1.0.3, Communication 2.1.3)."""
        seen = {row}
        while row in self._targets:
            target = self._rows.get(self._targets[row])
            if target is None or target in seen:
                return
            seen.add(target)
            yield target
            row = target

    def _fits(self, row: int, sought: Sought) -> bool:
        return (
            (not sought.verb or self._verb[row] == sought.verb)
            and (not sought.activity or self._object[row] == sought.activity)
            and (not sought.registration or self._registration[row] == sought.registration)
            and (
                not sought.agent
                or sought.agent in (self._actor[row], self._object[row])
                or sought.agent in self._members.get(row, ())
            )
        )

    def _take_line(self, position: int, line: bytes) -> None:
        if line.startswith(_FORGOTTEN):
            self._drop(self._rows[_packed(line.split(b"\t")[1].decode())])
            return
        one, at, size = read_line(line)
        self._take(one, at, position + len(line) - size, size)

    def _take(self, one: Arriving, at: int, position: int, size: int) -> None:
        """Into the index; ``one.text`` is not looked at."""
        key = _packed(one.id)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = len(self._at)
            self._ids += key
            self._meanings += one.meaning
            self._at.append(at)
            for column in (self._position, self._size, self._actor, self._verb):
                column.append(0)
            for column in (self._object, self._registration):
                column.append(0)
        else:
            self._unlink(row)
            self._meanings[row * 16 : row * 16 + 16] = one.meaning
        self._position[row], self._size[row] = position, size
        self._actor[row], self._verb[row] = one.facets.actor, one.facets.verb
        self._object[row], self._registration[row] = one.facets.object, one.facets.registration
        self._link(row, one)

    def _link(self, row: int, one: Arriving) -> None:
        if one.facets.members:
            self._members[row] = one.facets.members
        if one.lacks:
            self._lacks[row] = one.lacks
        if one.facets.target:
            self._targets[row] = target = _packed(one.facets.target)
            if one.facets.voiding:
                self._voiding.setdefault(target, set()).add(row)

    def _unlink(self, row: int) -> None:
        self._members.pop(row, None)
        self._lacks.pop(row, None)
        target = self._targets.pop(row, b"")
        by = self._voiding.get(target, set())
        by.discard(row)
        if not by:
            self._voiding.pop(target, None)

    def _drop(self, row: int) -> None:
        self._unlink(row)
        del self._rows[self._id(row)]

    def _voids(self, row: int) -> bool:
        target = self._targets.get(row)
        return target is not None and row in self._voiding.get(target, ())

    def _id(self, row: int) -> bytes:
        return bytes(self._ids[row * 16 : row * 16 + 16])


def _packed(key: str) -> bytes:
    """16 bytes for a UUID; b'' for what is none, which no statement has."""
    try:
        return bytes.fromhex(key.replace("-", ""))
    except ValueError:
        return b""


def _instant(at: int) -> datetime:
    return _EPOCH + at * _MICROSECOND
