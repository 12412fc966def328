"""`yike grant helper` and `yike revoke helper`: who is reached with 人 by the members of a group."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.errors import InputError
from bot.store import helpers
from bot.store.db import Connection
from bot.store.groups.membership import known_row

LONGEST_NAME = 12
"""Characters: members read it in a short sentence."""


def place(written: str, known: Collection[str], what: str) -> tuple[str, str]:
    """The account and the id in ``ACCOUNT:ID``. Raises InputError where it names none."""
    account, colon, rest = written.partition(":")
    if not colon or not account or not rest:
        raise InputError(f"A helper needs {what}.")
    if account not in known:
        raise InputError(
            f'The settings have no account "{account}"; known are: {", ".join(sorted(known)) or "none"}.'
        )
    return account, rest


def helper_name(name: str) -> str:
    """The name as members read it. Raises InputError for none, or one that is too long."""
    tidy = " ".join(name.split())
    if not tidy or not tidy.isprintable() or len(tidy) > LONGEST_NAME:
        raise InputError(
            f"A helper needs a name of 1 to {LONGEST_NAME} characters, as members know him or her; give one with --name."
        )
    return tidy


async def helper_command(
    conn: Connection,
    address: tuple[str, str],
    group: tuple[str, str],
    name: str | None,
    now: datetime,
) -> str:
    """Make the person at ``address`` a helper of ``group`` under ``name``; None: he or she is one no
    more. Returns what became of it.

    Raises InputError where the group is not known, or nobody has written from the address.
    """
    row = await known_row(conn, *group)
    if row is None:
        raise InputError(
            f"No group {':'.join(group)} is known: add the bot to it, or make it with yike group create."
        )
    person = await helpers.learner_at(conn, *address)
    if person is None:
        raise InputError(
            "Nobody has written from this address: the helper writes to the bot once, then try again."
        )
    if name is None:
        ended = await helpers.end_helper(conn, row, person)
        return "revoked" if ended else "was not granted; nothing changed"
    new = await helpers.make_helper(conn, row, person, name, now)
    return "granted" if new else "was granted before; the name is as given now"
