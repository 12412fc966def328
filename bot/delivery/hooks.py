"""The words of what subscribers are told: facts only, and the same in every attempt."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.api import HookEvent
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Message, Reply
from bot.store.api import completions, contests
from bot.store.db import Connection
from bot.store.deliveries import Delivery

Facts = dict[str, Any]

ERASED = NotNeeded("what it tells of was erased meanwhile")


class HookComposer:
    """Finds the facts of events by their rows when they are sent: what was erased is not told."""

    def __init__(self, pseudonym: Callable[[UUID], str]) -> None:
        """``pseudonym`` is what the deployment's statements call a learner, by his or her key."""
        self._pseudonym = pseudonym
        self._facts: Mapping[HookEvent, Callable[[Connection, Facts], Awaitable[Facts | None]]] = {
            HookEvent.COMPLETION_RECORDED: self._completion,
            HookEvent.COURSE_PASSED: self._completion,
            HookEvent.ENTRY_CREATED: self._entry,
            HookEvent.RESULT_FROZEN: self._result,
            HookEvent.RESULT_CORRECTED: self._result,
            HookEvent.COMPETITION_CHANGED: _as_noted,
            HookEvent.ANNOUNCEMENT_FINISHED: _as_noted,
        }

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """Each as one message: its title is the event's id, its text the body."""
        return {one.row: await self._one(conn, one) for one in deliveries}

    async def _one(self, conn: Connection, one: Delivery) -> Composed | NotNeeded:
        event = HookEvent(one.subject)
        facts = await self._facts[event](conn, one.detail["about"])
        if facts is None:
            return ERASED
        said = {"type": event.value, "timestamp": one.detail["at"], "data": facts}
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_written)
        return Composed(Reply((Message(text=body, title=one.occurrence),)))

    async def _completion(self, conn: Connection, about: Facts) -> Facts | None:
        found = await completions.completion_by_row(conn, about["completion"])
        if found is None:
            return None
        return {
            "id": found.key,
            "learner": self._pseudonym(found.learner),
            "actor": self._pseudonym(found.person),
            "kind": found.kind,
            "course": found.course,
            "lesson": found.lesson,
            "score": found.score,
            "score_max": found.score_max,
            "success": found.success,
            "completed_at": found.completed_at,
        }

    async def _entry(self, conn: Connection, about: Facts) -> Facts | None:
        found = await contests.entry_by_row(conn, about["entry"])
        if found is None:
            return None
        return {
            "competition": found.competition,
            "entry": found.row,
            "number": found.number,
            "learner": self._pseudonym(found.learner) if found.learner else None,
            "kind": found.kind,
            "division": found.division,
            "entered_at": found.entered_at,
        }

    async def _result(self, conn: Connection, about: Facts) -> Facts | None:
        found = await contests.frozen_results(conn, about["competition"], about["revision"])
        if found is None:
            return None
        return {**about, "hash": found.hash, "frozen_at": found.frozen_at}


async def _as_noted(conn: Connection, about: Facts) -> Facts | None:  # noqa: ARG001 - one shape for all
    return about


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
