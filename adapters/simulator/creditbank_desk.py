"""The desk of the simulated credit bank: what it holds, and what its people decide about it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import islice
from typing import Any, Literal

from adapters.simulator.creditbank_fields import account, decimal
from adapters.simulator.creditbank_fields import reason as is_reason
from adapters.simulator.creditbank_state import CreditBankState, Held, Said
from adapters.simulator.world import World

Decision = Literal["accepted", "rejected", "converted"]
DECIDED_AT_ONCE = 200
"""How many records are decided by themselves at one call, so that a call stays quick."""


@dataclass(frozen=True, slots=True)
class BankRecord:
    """One record as the desk sees it. ``record`` is the entry as it was sent; ``withdrawn`` is
    the sender's reason ('': it stands); ``state``, ``credit`` and ``reason`` are those of the
    last decision ('' and None: undecided).
    """

    outer_id: str
    list: str
    cb_id: str
    record: dict[str, Any]
    stored_at: datetime
    withdrawn: str
    state: str
    credit: str | None
    reason: str


class CreditBankDesk:
    """Accounts, records and decisions.

    ``auto_accept_after``: seconds on the simulator's clock after which a record is accepted by
    itself, and after as many again converted; None: nothing is decided by itself.
    """

    def __init__(self, state: CreditBankState, world: World) -> None:
        """``state`` remembers."""
        self._state = state
        self._world = world
        self.auto_accept_after: float | None = None

    @property
    def count(self) -> int:
        """How many records it holds, withdrawn ones among them."""
        return len(self._state.records)

    @property
    def accounts(self) -> frozenset[str]:
        """The account numbers it knows."""
        return frozenset(self._state.accounts)

    @property
    def records(self) -> list[BankRecord]:
        """All it holds, oldest first."""
        return self.latest(self.count)

    def latest(self, count: int) -> list[BankRecord]:
        """The newest ``count`` records, oldest first."""
        self.decide_what_is_due()
        newest = list(islice(reversed(self._state.records.values()), count))
        return [self._seen(held) for held in reversed(newest)]

    @property
    def withdrawals(self) -> dict[str, str]:
        """The outer ids that were taken back, also unknown ones, with the reasons."""
        return dict(self._state.withdrawn)

    @property
    def decisions(self) -> list[Said]:
        """All that it told, oldest first."""
        self.decide_what_is_due()
        return list(self._state.said)

    def add_account(self, cb_id: str) -> None:
        """Let a person have an account number. Raises ValueError for one of another form."""
        if not account(cb_id):
            raise ValueError("an account number is 6 to 32 letters or digits")
        self._state.add_account(cb_id)
        self._world.notice()

    def decide(
        self,
        outer_id: str,
        state: Decision,
        credit: str | Decimal | None = None,
        reason: str = "",
    ) -> None:
        """Decide about a record, as often as wished. A conversion without ``credit`` gives what
        the record claims.

        Raises KeyError for an unknown outer id; ValueError for a credit that is no number such as
        0.12, or a reason of more than 300 characters.
        """
        held = self._state.records[outer_id]
        given = None if credit is None else str(credit)
        if (given is not None and not decimal(given)) or not is_reason(reason):
            raise ValueError("credit is such as 0.12, a reason has at most 300 characters")
        if state == "converted" and given is None:
            given = self._claimed(held)
        self._state.say([Said(outer_id, state, given, reason, self._world.now())])
        self._world.notice()

    def decide_what_is_due(self) -> None:
        """Let ``auto_accept_after`` take effect, for the first few hundred that it concerns."""
        if self.auto_accept_after is None:
            return
        wait, now = timedelta(seconds=self.auto_accept_after), self._world.now()
        for due in (self._to_accept, self._to_convert):
            if found := list(islice(due(wait, now), DECIDED_AT_ONCE)):
                self._state.say(found)
                self._world.notice()

    def _to_accept(self, wait: timedelta, now: datetime) -> Iterator[Said]:
        state = self._state
        while state.undecided and (at := state.stored_at(state.undecided[0]) + wait) <= now:
            held = state.undecided.popleft()
            if not held.state and held.outer_id not in state.withdrawn:
                yield Said(held.outer_id, "accepted", None, "", at)

    def _to_convert(self, wait: timedelta, now: datetime) -> Iterator[Said]:
        state = self._state
        while state.accepted and (at := state.accepted[0][1] + wait) <= now:
            held, _ = state.accepted.popleft()
            if held.state == "accepted" and held.outer_id not in state.withdrawn:
                yield Said(held.outer_id, "converted", self._claimed(held), "", at)

    def _claimed(self, held: Held) -> str:
        return claimed(json.loads(self._state.record(held)))

    def _seen(self, held: Held) -> BankRecord:
        said = held.last
        return BankRecord(
            outer_id=held.outer_id,
            list=held.list,
            cb_id=held.cb_id,
            record=json.loads(self._state.record(held)),
            stored_at=self._state.stored_at(held),
            withdrawn=self._state.withdrawn.get(held.outer_id, ""),
            state=said.state if said else "",
            credit=said.credit if said else None,
            reason=said.reason if said else "",
        )


def claimed(record: Mapping[str, Any]) -> str:
    """The credit that a record claims, down to the hundredth: as it says, or by its hours."""
    extension = record["extension"]
    worth = Decimal(str(extension["hours"])) / Decimal(str(extension["hours_per_credit"] or 1))
    worth = Decimal(record.get("credit", worth))
    return str(worth.quantize(Decimal("0.01"), ROUND_DOWN))
