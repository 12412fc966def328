"""What was handed in since the last hand-in: a file of lines for each day, and an index of ids."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.creditbank.account_ending import REMOVED_AT
from adapters.creditbank.hand_in import DamagedHandInError, Kept, manifest_in
from adapters.creditbank.private_files import append
from adapters.creditbank.signature import instant

LINES = ".jsonl"


def line_of(kept: Kept) -> bytes:
    """A line for the day's file."""
    told = {"id": kept.id, "at": instant(kept.stored_at), "cells": dict(kept.cells)}
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def lines_in(path: Path) -> Iterator[Kept]:
    """The whole lines of a day's file; a last one without its end was never answered for. None
    where there is no such file.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            if line.endswith(b"\n") and (kept := _kept(line)) is not None:
                yield kept


def _kept(line: bytes) -> Kept | None:
    try:
        told: Mapping[str, Any] = json.loads(line)
        return Kept(str(told["id"]), datetime.fromisoformat(told["at"]), dict(told["cells"]))
    except (ValueError, KeyError, TypeError):
        return None


class Index:
    """Where each id was written down last: the day's file, the hand-in, or what was left out.

    ``refresh`` reads only what came since: other processes write beside this one. What it says of
    a place may be out of date, for people move folders: whoever relies on it looks there. All
    methods are called with the folder's lock held.
    """

    def __init__(self, collecting: Path, hand_in: Path, left_out: Path) -> None:
        """Nothing is read before the first ``refresh``."""
        self._collecting, self._hand_in, self._left_out = collecting, hand_in, left_out
        self._places: dict[bytes, Path] = {}
        self._read_to: dict[tuple[str, int], int] = {}
        self._hand_ins: set[str] = set()
        self._with_accounts: dict[Path, datetime] = {}

    def place_of(self, id_: str) -> Path | None:
        """Where this id was written down last; None: never."""
        number = _bytes(id_)
        return None if number is None else self._places.get(number)

    def with_accounts(self, until: datetime) -> list[Path]:
        """The hand-ins made until then that still had account numbers when they were read."""
        return sorted(place for place, at in self._with_accounts.items() if at <= until)

    def accounts_are_gone(self, place: Path) -> None:
        """Note that a hand-in has no account number left, or is not there any more."""
        self._with_accounts.pop(place, None)

    def refresh(self) -> None:
        """Read what is new; mend a day's file that a crash left with half a line."""
        for place in sorted(self._hand_in.iterdir()):
            if not place.name.startswith(".") and place.name not in self._hand_ins:
                self._read_hand_in(place)
        for path in sorted(self._collecting.glob(f"*{LINES}")):
            self._read_lines(path)
        if self._left_out.exists():
            self._read_lines(self._left_out)

    def add(self, path: Path, rows: Iterable[Kept]) -> None:
        """Write rows to a file of lines; they are on the disk when this returns. Raises OSError."""
        found = list(rows)
        append(path, b"".join(map(line_of, found)))
        self._read_lines(path)

    def _read_hand_in(self, place: Path) -> None:
        try:
            told = manifest_in(place)
        except DamagedHandInError:
            return  # its records count as not written, so that they come into the next one
        self._hand_ins.add(place.name)
        self._take((one["id"] for one in told["records"]), place)
        if REMOVED_AT not in told:
            self._with_accounts[place] = datetime.fromisoformat(told["made_at"])

    def _read_lines(self, path: Path) -> None:
        state = path.stat()
        key = (path.name, state.st_ino)
        start = self._read_to.get(key, 0)
        if state.st_size == start:
            return
        if state.st_size < start:
            start = 0  # a new file in the place of one that is gone
        whole = start
        with path.open("r+b") as file:
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._take((one.id for one in (_kept(line),) if one is not None), path)
            if whole < state.st_size:
                file.truncate(whole)
        self._read_to[key] = whole

    def _take(self, ids: Iterable[str], place: Path) -> None:
        for one in ids:
            if (number := _bytes(one)) is not None:  # else somebody wrote into it by hand
                self._places[number] = place


def _bytes(id_: str) -> bytes | None:
    try:
        return UUID(id_).bytes
    except ValueError:
        return None
