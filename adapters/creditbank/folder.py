"""The folder of a credit bank that takes files, as it stands on the disk.

``collecting/`` has what came today; what was taken back before its day was over never leaves, and
only its id is kept, in ``left-out.jsonl``. ``hand-in/`` has a folder for every day that is over.
Account numbers go from a hand-in when its record is taken back, and from all of it when its time
is over. All methods of ``Folder`` but ``opened`` are called with it open.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from adapters.creditbank import account_ending, hand_in
from adapters.creditbank.collecting import LINES, Index, lines_in
from adapters.creditbank.file_rows import RECORD, WITHDRAW, columns
from adapters.creditbank.hand_in import DamagedHandInError, Kept, Label
from adapters.creditbank.lists import ListShape
from adapters.creditbank.private_files import keep_names, locked, make_folder, write
from adapters.creditbank.receipts import READ
from bot.domain.errors import PlatformUnavailableError

log = structlog.get_logger("credit bank")


class Folder:
    """What was written down in one target's folder, and where it is now."""

    def __init__(
        self,
        folder: Path,
        target: str,
        shape: ListShape,
        zone: ZoneInfo,
        institution: str,
        keep: timedelta,
    ) -> None:
        """``zone``: where a day begins and ends. ``keep``: how long account numbers stay in a
        hand-in. Nothing is touched before the first ``opened``."""
        self._folder, self._target, self._shape = folder, target, shape
        self._zone, self._institution = zone, institution
        self._keep = keep
        self._collecting, self._hand_in = folder / "collecting", folder / "hand-in"
        self._left_out = folder / f"left-out{LINES}"
        self._index = Index(self._collecting, self._hand_in, self._left_out)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the folder's lock, waiting while another process does.

        Raises OSError, and PlatformUnavailableError where the folder is another target's.
        """
        for one in (self._collecting, self._hand_in, self._folder / "receipts" / READ):
            make_folder(one)
        with locked(self._folder / ".lock"):
            self._be_the_owner()
            account_ending.mend(self._hand_in)
            self._index.refresh()
            yield

    def add(self, rows: Sequence[Kept], now: datetime) -> None:
        """Write down what is not written down yet, or was lost since. Raises OSError."""
        if fresh := self._fresh(rows):
            self._index.add(self._collecting / f"{self._day(now)}{LINES}", fresh)

    def find(self, id_: str) -> Kept | None:
        """What was written down under this id, as it stands; of what was left out, ``cells`` have
        ``outer_id`` and ``action`` alone.
        """
        if (place := self._index.place_of(id_)) is None:
            return None
        return next((one for one in self._rows_quietly(place) if one.id == id_), None)

    def places(self) -> list[Path]:
        """Where rows are, oldest first."""
        return [*sorted(self.hand_ins()), *sorted(self._collecting.glob(f"*{LINES}"))]

    def hand_ins(self) -> list[Path]:
        """The hand-ins that were made."""
        return [one for one in self._hand_in.iterdir() if not one.name.startswith(".")]

    def rows(self, place: Path) -> list[Kept]:
        """The rows of a place as they stand; a hand-in that is not as it was made is named in the
        log.
        """
        if place.suffix != LINES:
            self._name_damage(place)
        return list(self._rows_quietly(place))

    def left_out(self) -> list[Kept]:
        """What was taken back before it left; see ``find``."""
        return list(lines_in(self._left_out))

    def withdrawn(self) -> set[str]:
        """What was taken back, by the id that it has; read from the rows as they stand."""
        rows = (one for place in self.places() for one in self._rows_quietly(place))
        return {one.outer_id for one in rows if one.action == WITHDRAW}

    def close_days(self, now: datetime) -> None:
        """A day that is over becomes a hand-in; what a crash left half done is done again. Account
        numbers are taken out of the hand-ins where it is time. Raises OSError.
        """
        today = self._day(now)
        over = [one for one in sorted(self._collecting.glob(f"*{LINES}")) if one.stem < today]
        if over:
            self._leave_out(now)
        for path in over:
            self._close(path, now)
        for place in self._index.with_accounts(now - self._keep):
            self._take_accounts(place, now)

    def _be_the_owner(self) -> None:
        """The first target that uses a folder writes its name into it."""
        path = self._folder / ".target"
        owner = path.read_text("utf-8", "replace").strip() if path.exists() else ""
        if not owner:
            write(path, f"{self._target}\n".encode())
            keep_names(self._folder)
        elif owner != self._target:
            raise PlatformUnavailableError(
                f"Credit bank {self._target} cannot be written: its folder is that of another, "
                f"{owner[:60]}; give it one of its own."
            )

    def _fresh(self, rows: Sequence[Kept]) -> list[Kept]:
        """Those that stand nowhere: a hand-in, or a row of one, may have been removed since."""
        places = {one.id: self._index.place_of(one.id) for one in rows}
        known = {place for place in places.values() if place is not None}
        standing = {one.id for place in known for one in self._rows_quietly(place)}
        return [one for one in rows if one.id not in standing]

    def _rows_quietly(self, place: Path) -> Iterator[Kept]:
        """The rows of a place; none of one that is gone or damaged."""
        if place.suffix == LINES and place.exists():
            yield from lines_in(place)
            return
        for one in self._made_of(place):
            try:
                yield from hand_in.rows_in(one, hand_in.manifest_in(one))
            except DamagedHandInError:
                continue

    def _made_of(self, place: Path | None) -> list[Path]:
        """The hand-ins of a place: those that a day's file became, or the hand-in itself."""
        if place is None or place.suffix != LINES:
            return [] if place is None else [place]
        return hand_in.of_day(self._hand_in, self._target, place.stem)

    def _name_damage(self, place: Path) -> None:
        try:
            told = hand_in.manifest_in(place)
        except DamagedHandInError as error:
            found = [str(error)]
        else:
            found = [
                f"{name} is not what its manifest says"
                for name in (hand_in.CSV, hand_in.XLSX)
                if not hand_in.is_as_made(place, told, name)
            ]
        for what in found:
            log.error(
                "a hand-in is not as it was made",
                target=self._target,
                hand_in=place.name,
                what=what,
            )

    def _day(self, now: datetime) -> str:
        return now.astimezone(self._zone).date().isoformat()

    def _waiting(self, path: Path) -> list[Kept]:
        """The lines of a day that will leave: not those that are in a hand-in of that day already,
        and not what was left out.
        """
        gone = {one.id for one in self.left_out()}
        for place in hand_in.of_day(self._hand_in, self._target, path.stem):
            try:
                gone |= {one["id"] for one in hand_in.manifest_in(place)["records"]}
            except DamagedHandInError:
                continue
        return [one for one in lines_in(path) if one.id not in gone]

    def _leave_out(self, now: datetime) -> None:
        """What was taken back before it left does not leave; of what left before, the account number
        goes. The row that takes it back goes out in any case: it names nothing but an id, and the
        record may have left once, in a hand-in that was lost since.
        """
        paths = sorted(self._collecting.glob(f"*{LINES}"))
        rows = [one for path in paths for one in self._waiting(path)]
        back = {one.outer_id for one in rows if one.action == WITHDRAW}
        if stay := [one for one in rows if one.action == RECORD and one.outer_id in back]:
            self._index.add(self._left_out, map(_without_content, stay))
        left: dict[Path, set[str]] = {}
        for outer_id in back - {one.outer_id for one in stay}:
            for place in self._made_of(self._index.place_of(outer_id)):
                left.setdefault(place, set()).add(outer_id)
        for place, of in left.items():
            self._take_accounts(place, now, of)

    def _close(self, path: Path, now: datetime) -> None:
        if rows := self._waiting(path):
            label = Label(self._target, self._institution, self._shape.name, path.stem, now)
            hand_in.make(self._hand_in, rows, columns(self._shape), label)
            log.info("a hand-in is ready", target=self._target, day=path.stem, rows=len(rows))
        path.unlink()
        keep_names(self._collecting)

    def _take_accounts(self, place: Path, now: datetime, of: set[str] | None = None) -> None:
        try:
            if place.exists() and account_ending.REMOVED_AT not in hand_in.manifest_in(place):
                account_ending.take_out(place, now, of)
                log.info("account numbers were taken out", target=self._target, hand_in=place.name)
        except DamagedHandInError:
            self._name_damage(place)
        if of is None:
            self._index.accounts_are_gone(place)


def is_left_out(one: Kept) -> bool:
    """Whether nothing is kept of it but what it was: see ``Folder.find``."""
    return one.cells.keys() == {"outer_id", "action"}


def _without_content(one: Kept) -> Kept:
    return Kept(one.id, one.stored_at, {"outer_id": one.outer_id, "action": one.action})
