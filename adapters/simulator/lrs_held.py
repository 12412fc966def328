"""What the simulated bank holds, for those who look at it and those who meddle with it."""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from adapters.simulator.lrs_body import parse
from adapters.simulator.lrs_line import arriving
from adapters.simulator.lrs_store import StatementStore
from adapters.simulator.world import World
from adapters.simulator.xapi_rules import check_statement

Json = dict[str, Any]


class Kept(Sequence[tuple[Json, datetime]]):
    """Statements that stand, with the instants they were stored at, in the order of arrival;
    read from the disk only where they are looked at.
    """

    def __init__(self, store: StatementStore, rows: Sequence[int]) -> None:
        """``rows`` are those that stand."""
        self._store = store
        self._rows = rows

    def __len__(self) -> int:
        """How many."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> tuple[Json, datetime]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[Json, datetime]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Json, datetime] | list[tuple[Json, datetime]]:
        """One, or a list of some."""
        if isinstance(at, slice):
            return [self._one(row) for row in self._rows[at]]
        return self._one(self._rows[at])

    def __iter__(self) -> Iterator[tuple[Json, datetime]]:
        """All of them."""
        return map(self._one, self._rows)

    def _one(self, row: int) -> tuple[Json, datetime]:
        return json.loads(self._store.text(row)), self._store.stored(row)


@dataclass(frozen=True, slots=True)
class Shown:
    """A held statement as it lies there; ``at`` is when it was stored."""

    id: str
    statement: Json
    at: datetime
    voided: bool


class Held:
    """The statements of the bank, and what may happen to them without our doing."""

    def __init__(self, store: StatementStore, world: World) -> None:
        """``store`` keeps them."""
        self._store = store
        self._world = world

    @property
    def count(self) -> int:
        """How many it holds, voided ones among them."""
        return len(self._store)

    @property
    def statements(self) -> list[Json]:
        """Everything it holds, parsed, in the order of arrival."""
        return [json.loads(self._store.text(row)) for row in self._store.rows()]

    @property
    def raw(self) -> dict[str, bytes]:
        """The exact bytes it got, by statement id."""
        return {self._store.id(row): self._store.text(row).encode() for row in self._store.rows()}

    @property
    def kept(self) -> Kept:
        """What it holds with the instants it was stored at; voided statements are left out."""
        store = self._store
        return Kept(store, [row for row in store.rows() if not store.is_voided(row)])

    def latest(self, count: int) -> list[Shown]:
        """The newest ``count`` statements, oldest first, voided ones among them."""
        store = self._store
        return [
            Shown(
                store.id(row), json.loads(store.text(row)), store.stored(row), store.is_voided(row)
            )
            for row in store.rows()[-count:]
        ]

    def holds(self, key: str) -> bool:
        """Whether it holds a statement of this id, voided or not."""
        return self._store.find(key) is not None

    def is_voided(self, key: str) -> bool:
        """Whether a statement has been taken back. Raises KeyError for an unknown id."""
        return self._store.is_voided(self._row(key))

    def plant(self, statement: Json) -> str:
        """Have it hold a statement that somebody else has put there; returns its id.

        Raises StatementRefusedError where it breaks a rule, ValueError where the id is held.
        """
        key = str(statement.get("id") or uuid.uuid4())
        if self.holds(key):
            raise ValueError("a statement of this id is held already")
        self._put(key, statement)
        return key

    def forget(self, key: str) -> None:
        """Lose a statement, as after a fall back to an old copy.

        Raises KeyError for an unknown id.
        """
        self._store.forget(self._store.id(self._row(key)))
        self._world.notice()

    def alter(self, key: str, **fields: Any) -> None:
        """Change a held statement in its place: each of ``fields`` is set, or taken out by None.

        Raises KeyError for an unknown id, StatementRefusedError where the outcome breaks a rule.
        """
        changed = json.loads(self._store.text(self._row(key))) | fields
        self._put(key, {name: value for name, value in changed.items() if value is not None})

    def _put(self, key: str, statement: Json) -> None:
        family = "2.0" if statement.get("version", "").startswith("2.") else "1.0"
        text = json.dumps(statement, ensure_ascii=False)
        parsed = parse(text.encode())
        check_statement(parsed, self._world.now(), family)
        self._store.add([arriving(key, text, parsed)], self._world.now())
        self._world.notice()

    def _row(self, key: str) -> int:
        row = self._store.find(key)
        if row is None:
            raise KeyError(key)
        return row
