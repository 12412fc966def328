"""From a decision to words: a batch at once, and where that fails each delivery by itself, so
that one that cannot be put into words hurts no other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.delivery.faults import SaidOnce
from bot.domain.delivery import Composed, Kind, NotNeeded, NotNow
from bot.domain.faults import fault
from bot.domain.messages import Reply
from bot.store.db import LOST, Connection
from bot.store.deliveries import Delivery

log = structlog.get_logger("delivery")


class Composer(Protocol):
    """Finds the words of deliveries of one kind, within a transaction that holds their recipients."""

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> Mapping[int, Composed | NotNeeded | NotNow]:
        """By row: the words, or why none are needed, or not now; effects that belong to showing
        them.
        """
        ...


async def compose_reply(
    conn: Connection,  # noqa: ARG001 - a composer's shape
    deliveries: Sequence[Delivery],
) -> dict[int, Composed | NotNeeded]:
    """A reply's words were decided with its event; they are sent as they stand."""
    return {one.row: Composed(Reply.from_json(one.detail)) for one in deliveries}


@dataclass(frozen=True, slots=True)
class Faulty:
    """A composer failed at this one; the log names the fault."""


class ComposingFaultError(Exception):
    """A batch could not be put into words; its transaction must be begun anew, with care."""


Words = Composed | NotNeeded | NotNow | Faulty


class Composing:
    """Puts batches into words."""

    def __init__(self, composers: Mapping[Kind, Composer]) -> None:
        """One composer for each kind that is delivered here."""
        self._composers = composers
        self._said = SaidOnce()

    @property
    def kinds(self) -> list[str]:
        """What can be put into words here."""
        return [kind.value for kind in self._composers]

    async def compose(
        self, conn: Connection, deliveries: Sequence[Delivery], *, careful: bool
    ) -> dict[int, Words]:
        """The words of each, by row.

        Raises ComposingFaultError when a composer fails and not ``careful``; with care, each is
        composed within a savepoint of its own, and what fails is Faulty.
        """
        by_kind: dict[Kind, list[Delivery]] = defaultdict(list)
        for one in deliveries:
            by_kind[one.kind].append(one)
        found: dict[int, Words] = {}
        for kind, batch in by_kind.items():
            if careful:
                for one in batch:
                    found[one.row] = await self._alone(conn, one)
                continue
            try:
                found.update(await self._composers[kind](conn, batch))
            except LOST:
                raise
            except Exception as error:
                raise ComposingFaultError from error
        return found

    async def _alone(self, conn: Connection, delivery: Delivery) -> Words:
        await conn.execute("savepoint composing")
        try:
            words = (await self._composers[delivery.kind](conn, [delivery]))[delivery.row]
        except LOST:
            raise
        except Exception as error:
            kind = delivery.kind.value
            if self._said.is_new(kind, named := fault(error)):
                log.error("a delivery cannot be put into words", kind=kind, fault=named)  # noqa: TRY400 - a traceback would quote texts
            await conn.execute("rollback to savepoint composing")
            return Faulty()
        await conn.execute("release savepoint composing")
        self._said.went_well(delivery.kind.value)
        return words
