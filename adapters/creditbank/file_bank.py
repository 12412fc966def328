"""A credit bank that takes files: kind ``file``.

In its folder, ``collecting/`` has what came today, ``hand-in/`` a folder for every day that is
over, for a person to hand in, and ``receipts/`` takes what the bank gave back. Many processes may
work in it at once.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from adapters.creditbank import hand_in
from adapters.creditbank.answers import shortened
from adapters.creditbank.collecting import Index, lines_in
from adapters.creditbank.file_rows import RECORD, WITHDRAW, columns, row_of
from adapters.creditbank.hand_in import DamagedHandInError, Kept, Label
from adapters.creditbank.lists import SHAPES, ListName, UnreadableRecordError, read_record
from adapters.creditbank.private_files import keep_names, locked, make_folder
from adapters.creditbank.receipts import READ, Receipts
from bot.domain.credits import Form, Holding, Parcel, RecognitionPage, Target
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import Clock, PushAnswer, PushResult

log = structlog.get_logger("credit bank")
T = TypeVar("T")


class FileBank:
    """One folder as a target for records; implements bot.ports.CreditBank."""

    def __init__(
        self,
        target: Target,
        folder: Path,
        clock: Clock,
        *,
        record: ListName = "training",
        zone: str = "Asia/Shanghai",
        institution: str = "",
    ) -> None:
        """``record``: the list a passed course goes into. ``zone``: where a day begins and ends.

        Nothing is touched before the first call. Raises ValueError for a target that takes no
        records.
        """
        if target.form is not Form.RECORD:
            raise ValueError("a hand-in takes records")
        self._target, self._clock = target, clock
        self._shape, self._zone = SHAPES[record], ZoneInfo(zone)
        self._folder, self._institution = folder, institution
        self._collecting, self._hand_in = folder / "collecting", folder / "hand-in"
        self._index = Index(self._collecting, self._hand_in)
        self._receipts = Receipts(folder / "receipts", self._zone, target.name)
        self._alone = asyncio.Lock()

    @property
    def target(self) -> Target:
        """Its name in the settings, and that it takes records."""
        return self._target

    @property
    def name(self) -> str:
        """The target's name."""
        return self._target.name

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        """Write parcels into the day's file; what was written before is not written again."""
        now = self._clock.now()
        try:
            rows = {parcel.id: self._kept(parcel, now) for parcel in parcels}
            await self._work(lambda: self._add(rows, now))
        except UnreadableRecordError as error:
            return PushAnswer(PushResult.INVALID, shortened(str(error)))
        except PlatformUnavailableError as error:
            return PushAnswer(PushResult.UNAVAILABLE, shortened(str(error)))
        return PushAnswer(PushResult.STORED)

    async def holds(self, parcel: Parcel) -> bool | None:
        """Whether this parcel was written down with equal meaning; see bot.ports.CreditBank."""
        try:
            kept = await self._work(lambda: self._find(parcel))
        except PlatformUnavailableError:
            return None
        return None if kept is None else self.means_the_same(parcel.body, _told(kept))

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        """What the hand-ins say as they stand now, and what is being collected.

        A hand-in without its manifest is named in the log, and what was in it is missing; one
        that was changed is named too, and its rows are compared as they are.
        """
        places = await self._work(self._places)
        withdrawn = await self._work(lambda: self._withdrawn(places))
        for place in places:
            kept = await self._work(lambda place=place: list(self._rows(place)))  # type: ignore[misc]
            for one in kept:
                if since <= one.stored_at < until:
                    voided = one.action == RECORD and one.outer_id in withdrawn
                    yield Holding(one.id, _told(one), voided)

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        """Whether a stored body and a row are equal, but for the account number, which only the
        row has.
        """
        try:
            row = json.loads(theirs)
            wanted = row_of(read_record(ours), "", self._shape, self._zone)
        except (ValueError, RecursionError):
            return False
        return isinstance(row, dict) and all(
            row.get(name) == cell for name, cell in wanted.items() if name != "cb_id"
        )

    async def recognitions(self, cursor: str) -> RecognitionPage:
        """Make hand-ins of the days that are over, then read the next receipt behind ``cursor``;
        see bot.ports.CreditBank.
        """

        def work() -> RecognitionPage:
            self._close_days()
            return self._receipts.next_page(cursor)

        return await self._work(work)

    async def check(self) -> str:
        """Whether the folder can be written, and what waits there; see bot.ports.CreditBank."""
        try:
            days, receipts = await self._work(self._count)
        except PlatformUnavailableError as error:
            raise PlatformMisconfiguredError(
                f"{error} Check folder of credit_bank {self.name} and its rights."
            ) from error
        return (
            f"Credit bank {self.name} is a folder that can be written; "
            f"{days} hand-ins are there, {receipts} receipts wait."
        )

    async def stop(self) -> None:
        """There is nothing to let go of."""

    async def _work(self, what: Callable[[], T]) -> T:
        """Do something in the folder, in a thread and with the lock held.

        Raises PlatformUnavailableError where the folder cannot be used.
        """

        def work() -> T:
            for one in (self._collecting, self._hand_in, self._folder / "receipts" / READ):
                make_folder(one)
            with locked(self._folder / ".lock"):
                self._index.refresh()
                return what()

        try:
            async with self._alone:
                return await asyncio.to_thread(work)
        except OSError as error:
            raise PlatformUnavailableError(
                f"Credit bank {self.name} cannot be written: {error.strerror or 'no answer'}."
            ) from error

    def _kept(self, parcel: Parcel, now: datetime) -> Kept:
        cells = row_of(read_record(parcel.body), parcel.account, self._shape, self._zone)
        return Kept(str(parcel.id), now, cells)

    def _add(self, rows: dict[UUID, Kept], now: datetime) -> None:
        fresh = [kept for id_, kept in rows.items() if id_ not in self._index]
        if fresh:
            self._index.add(self._collecting / f"{self._day(now)}.jsonl", fresh)

    def _day(self, now: datetime) -> str:
        return now.astimezone(self._zone).date().isoformat()

    def _close_days(self) -> None:
        """A day that is over becomes a hand-in; what a crash left half done is done again."""
        now = self._clock.now()
        today = self._day(now)
        for path in sorted(self._collecting.glob("*.jsonl")):
            if path.stem >= today:
                continue
            made = self._in_hand_ins(path.stem)
            if rows := [one for one in lines_in(path) if one.id not in made]:
                self._make(path.stem, rows, now)
            path.unlink()
            keep_names(self._collecting)

    def _in_hand_ins(self, day: str) -> set[str]:
        """The ids in the hand-ins that a day has already."""
        found: set[str] = set()
        for place in hand_in.of_day(self._hand_in, self.name, day):
            try:
                found |= {one["id"] for one in hand_in.manifest_in(place)["records"]}
            except DamagedHandInError:
                continue
        return found

    def _make(self, day: str, rows: Sequence[Kept], now: datetime) -> None:
        label = Label(self.name, self._institution, self._shape.name, day, now)
        hand_in.make(self._hand_in, rows, columns(self._shape), label)
        log.info("a hand-in is ready", target=self.name, day=day, rows=len(rows))

    def _places(self) -> list[Path]:
        """Where rows are, oldest first."""
        made = [one for one in self._hand_in.iterdir() if not one.name.startswith(".")]
        return [*sorted(made), *sorted(self._collecting.glob("*.jsonl"))]

    def _rows(self, place: Path) -> Iterator[Kept]:
        if place.suffix == ".jsonl":
            if place.exists():
                yield from lines_in(place)
                return
            for made in hand_in.of_day(self._hand_in, self.name, place.stem):  # it is one since
                yield from self._rows(made)
            return
        try:
            told = hand_in.manifest_in(place)
        except DamagedHandInError as error:
            self._name_damage(place, str(error))
            return
        for name in (hand_in.CSV, hand_in.XLSX):
            if not hand_in.is_as_made(place, told, name):
                self._name_damage(place, f"{name} is not what its manifest says")
        yield from hand_in.rows_in(place, told)

    def _name_damage(self, place: Path, what: str) -> None:
        log.error(
            "a hand-in is not as it was made", target=self.name, hand_in=place.name, what=what
        )

    def _withdrawn(self, places: Sequence[Path]) -> set[str]:
        """What was taken back, by the id that it has; read from the rows as they stand."""
        return {
            one.outer_id
            for place in places
            for one in self._quiet_rows(place)
            if one.action == WITHDRAW
        }

    def _quiet_rows(self, place: Path) -> Iterator[Kept]:
        """The rows of a place; a damaged one is named when it is read for itself."""
        if place.suffix == ".jsonl":
            yield from lines_in(place)
            return
        try:
            yield from hand_in.rows_in(place, hand_in.manifest_in(place))
        except DamagedHandInError:
            return

    def _find(self, parcel: Parcel) -> Kept | None:
        if parcel.id not in self._index:
            return None
        rows = (one for place in self._places() for one in self._quiet_rows(place))
        return next((one for one in rows if one.id == str(parcel.id)), None)

    def _count(self) -> tuple[int, int]:
        made = [one for one in self._hand_in.iterdir() if not one.name.startswith(".")]
        return len(made), len(self._receipts.waiting())


def _told(kept: Kept) -> bytes:
    """A row as the one JSON object that a holding is."""
    return json.dumps(dict(kept.cells), ensure_ascii=False, separators=(",", ":")).encode()
