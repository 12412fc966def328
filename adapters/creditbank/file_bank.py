"""A credit bank that takes files: kind ``file``.

In its folder, ``collecting/`` has what came today, ``hand-in/`` a folder for every day that is
over, for a person to hand in, and ``receipts/`` takes what the bank gave back. Many processes may
work in it at once. What happens in the folder is in ``folder.py``.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from adapters.creditbank.file_rows import RECORD, row_of
from adapters.creditbank.folder import Folder, is_left_out
from adapters.creditbank.hand_in import Kept
from adapters.creditbank.lists import SHAPES, ListName, UnreadableRecordError, read_record
from adapters.creditbank.receipts import Receipts
from bot.domain.credits import Form, Holding, Parcel, RecognitionPage, Target
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import Clock, PushAnswer, PushResult

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
        keep_days: int = 90,
    ) -> None:
        """``record``: the list a passed course goes into. ``zone``: where a day begins and ends.
        ``keep_days``: how long account numbers stay in a hand-in that was made, and a receipt that
        was read.

        Nothing is touched before the first call. Raises ValueError for a target that takes no
        records.
        """
        if target.form is not Form.RECORD:
            raise ValueError("a hand-in takes records")
        self._target, self._clock = target, clock
        self._shape, self._zone = SHAPES[record], ZoneInfo(zone)
        self._keep = timedelta(days=keep_days)
        self._folder = Folder(
            folder, target.name, self._shape, self._zone, institution, self._keep
        )
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
            await self._work(lambda: self._folder.add(list(rows.values()), now))
        except UnreadableRecordError as error:
            return PushAnswer(PushResult.INVALID, str(error))
        except PlatformUnavailableError as error:
            return PushAnswer(PushResult.UNAVAILABLE, str(error))
        return PushAnswer(PushResult.STORED)

    async def holds(self, parcel: Parcel) -> bool | None:
        """Whether this parcel was written down with equal meaning; see bot.ports.CreditBank.

        What was left out of its hand-in counts: only its id is kept.
        """
        try:
            kept = await self._work(lambda: self._folder.find(str(parcel.id)))
        except PlatformUnavailableError:
            return None
        if kept is None:
            return None
        return is_left_out(kept) or self.means_the_same(parcel.body, _told(kept))

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        """What the hand-ins say as they stand now, and what is being collected; of what was taken
        back before it left only that it was.

        A hand-in without its manifest is named in the log, and what was in it is missing; one
        that was changed is named too, and its rows are compared as they are.
        """
        places, left_out, withdrawn = await self._work(self._read)
        for one in left_out:
            if since <= one.stored_at < until:
                yield Holding(one.id, b"", voided=True)
        for place in places:
            kept = await self._work(lambda place=place: self._folder.rows(place))  # type: ignore[misc]  # mypy infers no type for a lambda with a default
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
            now = self._clock.now()
            self._folder.close_days(now)
            self._receipts.forget(now - self._keep)
            return self._receipts.next_page(cursor, now)

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
            with self._folder.opened():
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

    def _read(self) -> tuple[list[Path], list[Kept], set[str]]:
        """The places, what was left out, and what was taken back."""
        return self._folder.places(), self._folder.left_out(), self._folder.withdrawn()

    def _count(self) -> tuple[int, int]:
        return len(self._folder.hand_ins()), len(self._receipts.waiting())


def _told(kept: Kept) -> bytes:
    """A row as the one JSON object that a holding is."""
    return json.dumps(dict(kept.cells), ensure_ascii=False, separators=(",", ":")).encode()
