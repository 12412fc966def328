"""What a bank with the three lists tells back: its records, its decisions, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from bot.domain.credits import Recognised, Recognition

MOST_CREDIT = Decimal(10_000)
MOST_CURSOR = 1000


class UnreadableAnswerError(ValueError):
    """An answer is not what the interface says; the words name where."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing."""

    items: tuple[Any, ...]
    cursor: str
    more: bool


def page_of(said: Any, after: str) -> Page:
    """The page in an answer; ``after`` is the cursor it was asked with.

    Raises UnreadableAnswerError, also for a cursor that does not lead on.
    """
    if not isinstance(said, dict):
        raise UnreadableAnswerError("it is not a JSON object")
    items, cursor, more = said.get("items"), said.get("cursor"), said.get("more")
    if not isinstance(items, list):
        raise UnreadableAnswerError("items is not a list")
    if not isinstance(cursor, str) or not isinstance(more, bool):
        raise UnreadableAnswerError("cursor must be a text and more true or false")
    if len(cursor) > MOST_CURSOR or not cursor.isprintable():
        raise UnreadableAnswerError("cursor must have at most 1,000 characters, all printable")
    if more and cursor == after:
        raise UnreadableAnswerError("more is promised behind the same cursor")
    return Page(tuple(items), cursor, more)


def decisions_in(page: Page) -> tuple[tuple[Recognition, ...], tuple[UUID, ...], int]:
    """The decisions of a page; the outer ids of those that cannot be read, which hold up nothing
    behind them; and how many are about nothing of ours, whose ids are all UUIDs.
    """
    found, unreadable, strangers = [], [], 0
    for item in page.items:
        claim = _claim_in(item)
        if claim is None:
            strangers += 1
            continue
        try:
            found.append(_recognition(item, claim))
        except UnreadableAnswerError:
            unreadable.append(claim)
    return tuple(found), tuple(unreadable), strangers


def _claim_in(item: Any) -> UUID | None:
    try:
        return UUID(str(item.get("outer_id"))) if isinstance(item, dict) else None
    except ValueError:
        return None


def _recognition(item: Mapping[str, Any], claim: UUID) -> Recognition:
    try:
        state = Recognised(str(item.get("state")))
    except ValueError:
        raise UnreadableAnswerError("state must be accepted, rejected or converted") from None
    reason = item.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise UnreadableAnswerError("reason must be a text")
    return Recognition(claim, state, _said_at(item.get("said_at")), _credit(item), reason or "")


def _said_at(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise UnreadableAnswerError("said_at has no zone")
        return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise UnreadableAnswerError("said_at must be an instant with its zone") from None


def _credit(item: Mapping[str, Any]) -> Decimal | None:
    value = item.get("credit")
    return None if value is None else credit_in(value)


def credit_in(value: Any) -> Decimal:
    """An amount of credit: not negative, at most 10,000, at most 4 decimals.

    Raises UnreadableAnswerError.
    """
    try:
        credit = Decimal(value) if isinstance(value, str) else Decimal(str(value))
        exact = credit == credit.quantize(Decimal("0.0001"))
    except InvalidOperation:
        exact, credit = False, Decimal(-1)
    if not exact or not 0 <= credit <= MOST_CREDIT or isinstance(value, bool):
        raise UnreadableAnswerError("credit must be a number such as 0.12")
    return credit
