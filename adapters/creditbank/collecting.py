"""What was handed in since the last hand-in: a file of lines for each day, and an index of ids."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.creditbank.hand_in import DamagedHandInError, Kept, manifest_in
from adapters.creditbank.private_files import append
from adapters.creditbank.signature import instant


def line_of(kept: Kept) -> bytes:
    """A line for the day's file."""
    told = {"id": kept.id, "at": instant(kept.stored_at), "cells": dict(kept.cells)}
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def lines_in(path: Path) -> Iterator[Kept]:
    """The whole lines of a day's file; a last one without its end was never answered for."""
    with path.open("rb") as file:
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
    """The ids of everything that is in a hand-in or being collected, 16 bytes each.

    ``refresh`` reads only what came since: other processes write beside this one. All methods are
    called with the folder's lock held.
    """

    def __init__(self, collecting: Path, hand_in: Path) -> None:
        """Nothing is read before the first ``refresh``."""
        self._collecting, self._hand_in = collecting, hand_in
        self._ids: set[bytes] = set()
        self._read_to: dict[tuple[str, int], int] = {}
        self._hand_ins: set[str] = set()

    def __contains__(self, id_: UUID) -> bool:
        """Whether it was written down."""
        return id_.bytes in self._ids

    def refresh(self) -> None:
        """Read what is new; mend a day's file that a crash left with half a line."""
        for place in self._hand_in.iterdir():
            if not place.name.startswith(".") and place.name not in self._hand_ins:
                self._read_hand_in(place)
        for path in self._collecting.glob("*.jsonl"):
            self._read_lines(path)

    def add(self, path: Path, rows: Iterable[Kept]) -> None:
        """Write rows to a day's file; they are on the disk when this returns. Raises OSError."""
        found = list(rows)
        append(path, b"".join(map(line_of, found)))
        self._read_lines(path)

    def _read_hand_in(self, place: Path) -> None:
        try:
            told = manifest_in(place)
        except DamagedHandInError:
            return  # its records count as not written, so that they come into the next one
        self._hand_ins.add(place.name)
        self._take(one["id"] for one in told["records"])

    def _read_lines(self, path: Path) -> None:
        state = path.stat()
        key = (path.name, state.st_ino)
        start = self._read_to.get(key, 0)
        if state.st_size <= start:
            return
        whole = start
        with path.open("r+b") as file:
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._take(one.id for one in (_kept(line),) if one is not None)
            if whole < state.st_size:
                file.truncate(whole)
        self._read_to[key] = whole

    def _take(self, ids: Iterable[str]) -> None:
        for one in ids:
            try:
                self._ids.add(UUID(one).bytes)
            except ValueError:
                continue  # somebody wrote into a manifest by hand
