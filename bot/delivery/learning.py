"""What an outcome tells beyond its own delivery: of the account, the way, the chat, the person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.leavings import NOTHING_LEFT
from bot.delivery.outcomes import NOT_SENT
from bot.delivery.record import Record
from bot.domain.delivery import Lack, Result, Rung, Scope
from bot.store import (
    consents,
    polls,
    push_stops,
    quotas,
    receipts,
    windows,
)
from bot.store.db import Connection
from bot.store.groups import passing
from bot.store.groups import standing as group_standing
from bot.store.groups.membership import group_gone, migrate_group
from bot.store.inbound import address_gone
from bot.store.receipts import Receipt

FORMS = frozenset({Rung.NOTICE, Rung.TEMPLATE})
"""What a platform takes first, and says later what became of it."""

MENDS = {
    Scope.TEMPLATE: "check the template and its fields in the account's console and in the settings",
    Scope.RUNG: "check in the account's console whether it may send this way",
}


NO_RIGHTS = "no rights"
"""How the code of a refusal ends that means: we may say nothing at all in this group."""

FRESH = timedelta(minutes=1)
"""A refusal that is recorded later (it lay in the spool) says nothing of our rights now, nor of
whether we are in the group: nothing would tell us of either again."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A template or a rung that is left alone for a day; one alarm for each. Which template it
    is, ``yike deliveries status`` shows.
    """

    account: str
    rung: str
    reason: str


async def learn(
    conn: Connection, records: Sequence[Record], ours: Collection[int], now: datetime
) -> list[Halt]:
    """Keep what ``records`` tell of accounts and of addresses, as these were when we began to
    send; the alarms that we are the first to give.

    ``ours`` are the rows that were written just now (``now``) and for the first time: their places
    in windows and their consents are still to be given back, their receipts to be kept.
    """
    failed = [one for one in records if one.result is not Result.SENT]
    spent = {
        (one.account, one.rung.value, quotas.day_of(one.at)) for one in failed if _day_is_over(one)
    }
    for account, rung, day in sorted(spent):
        await quotas.use_up(conn, (account, rung), day)
    for one in failed:
        if one.address is None:
            await _learn_of_group(conn, one, now)
        else:
            await _learn_of_person(conn, one, one.address, ours=one.row in ours)
    if taken := [_receipt(one, now) for one in records if one.row in ours and _waits(one)]:
        await receipts.keep(conn, taken, now)
    await _keep_left(conn, [one for one in records if one.left is not NOTHING_LEFT])
    return await _halt(conn, failed)


def _day_is_over(one: Record) -> bool:
    return one.result is Result.QUOTA_USED_UP and one.scope is Scope.ACCOUNT


def _waits(one: Record) -> bool:
    """Whether the platform will say what became of it."""
    sent = one.result is Result.SENT and one.rung in FORMS
    return sent and one.address is not None and one.platform_id != ""


def _receipt(one: Record, ended_at: datetime) -> Receipt:
    return Receipt(one.account, one.platform_id, one.row, one.address or 0, ended_at)


async def _halt(conn: Connection, failed: Sequence[Record]) -> list[Halt]:
    """Nobody else is tried with a template or a rung that the platform refuses to the account."""
    refused: dict[tuple[str, str], Record] = {}
    for one in failed:
        if one.result is Result.REFUSED and one.scope in MENDS:
            by_template = one.scope is Scope.TEMPLATE and one.template
            refused[one.account, one.template if by_template else one.rung.value] = one
    halts = []
    for (account, what), one in sorted(refused.items()):
        reason = f"{one.reason}; {MENDS[one.scope]}"
        if await push_stops.stop(conn, account, what, reason, one.at):
            halts.append(Halt(account, one.rung.value, reason))
    return halts


async def _keep_left(conn: Connection, leaving: Sequence[Record]) -> None:
    """What pages left behind counts whoever the delivery belongs to by now: they have arrived."""
    if shown := [poll for one in leaving for poll in one.left.polls]:
        await polls.keep(conn, shown)
    if going := [message for one in leaving for message in one.left.passing]:
        await passing.keep(conn, going)
    for one in leaving:
        if one.left.lost_thread:
            await group_standing.lose_thread(conn, one.account, one.chat, one.left.lost_thread)


async def _learn_of_group(conn: Connection, one: Record, now: datetime) -> None:
    if one.result is Result.MIGRATED and one.platform_id:
        await migrate_group(conn, one.account, one.chat, one.platform_id)
    elif now - one.at > FRESH:
        return
    elif one.result is Result.GONE:
        await group_gone(conn, one.account, one.chat)
    elif _silenced(one):
        await group_standing.mute_group(conn, one.account, one.chat, now)


def _silenced(one: Record) -> bool:
    """Whether the group refused a message for being one of ours, not for what it carried."""
    return (
        one.result is Result.REFUSED and one.lack is Lack.NOTHING and one.code.endswith(NO_RIGHTS)
    )


async def _learn_of_person(conn: Connection, one: Record, address: int, *, ours: bool) -> None:
    if one.result is Result.GONE:
        await address_gone(conn, address, one.code, heard_before=one.began)
    elif one.result is Result.REFUSED and one.scope is Scope.PERSON:
        await push_stops.mute(conn, address, heard_before=one.began)
    if one.place is not None and one.result is not Result.GONE:
        await _learn_of_window(conn, address, one, ours=ours)
    if one.rung is Rung.NOTICE and one.template:
        await _learn_of_consent(conn, address, one, ours=ours)


def _nothing_went(one: Record) -> bool:
    """Surely nothing was sent, and nothing was wrong with the window or the consent."""
    return not one.tried or one.result in NOT_SENT or _day_is_over(one)


async def _learn_of_window(conn: Connection, address: int, one: Record, *, ours: bool) -> None:
    place = one.place
    if place is None:
        return
    if _nothing_went(one):
        if ours:
            await windows.return_place(conn, address, place.window, place.until)
    elif one.result in {Result.WINDOW_CLOSED, Result.QUOTA_USED_UP}:
        await windows.close_window(conn, address, place.window, place.until)


async def _learn_of_consent(conn: Connection, address: int, one: Record, *, ours: bool) -> None:
    if _nothing_went(one) or one.result is Result.GONE:
        if ours:
            await consents.give_back(conn, address, one.template, one.row, one.at)
    elif one.result is Result.QUOTA_USED_UP:
        await consents.gone(conn, address, one.template, one.at)
