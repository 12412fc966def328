"""What ``yike keys`` does; how its commands are called stands in ``bot/cli_keys.py``."""

from collections import Counter
from collections.abc import Iterator

from bot.domain.errors import YikeError
from bot.keys.renewing import renew
from bot.keys.vault import NAME_BYTES, Vault
from bot.progress import Advance, progress
from bot.store.db import Database
from bot.store.ledger import vault_rows
from bot.store.ledger.vault_rows import PLACES, START, Place

BATCH = 1_000
"""Values that are sealed anew in one transaction."""


class KeyUnknownError(YikeError):
    """Something stayed under a key that the settings do not have, or cannot be opened."""


async def renew_all(db: Database, vault: Vault) -> list[str]:
    """`yike keys renew`: everything that is not under the present data_key is sealed anew.

    Returns what was done; what cannot be opened is named there and left as it is. May be stopped at
    any time and run again. Raises StorageUnavailableError.
    """
    async with db.connection() as conn:
        counts = {place: await vault_rows.count(conn, place) for place in PLACES}
    lines: list[str] = []
    with progress("Sealing anew", sum(counts.values())) as advance:
        for place, total in counts.items():
            lines += await _renew_place(db, vault, place, total, advance)
    return lines


async def _renew_place(
    db: Database, vault: Vault, place: Place, total: int, advance: Advance
) -> list[str]:
    after, done = START, 0
    left: Counter[tuple[str, str]] = Counter()
    while True:
        async with db.transaction() as conn:
            rows = await vault_rows.page(conn, place, after, BATCH)
            found = renew(vault, place.purpose, rows)
            if found.fresh:
                done += await vault_rows.replace(conn, place, found.fresh)
        left += found.left
        advance(len(rows))
        if len(rows) < BATCH:
            break
        after = (rows[-1].number, rows[-1].text)
    lines = [f"{done:,} of {total:,} {place.words} sealed anew"]
    for (name, why), count in sorted(left.items()):
        lines.append(f"  {count:,} of them stay as they are (key {name}): {why}")
    return lines


async def none_left(db: Database, vault: Vault) -> None:
    """Raises KeyUnknownError while anything is not under the present key."""
    async with db.connection() as conn:
        others = 0
        for place in PLACES:
            found = await vault_rows.by_key(conn, place, NAME_BYTES)
            others += sum(n for name, n in found.items() if not vault.is_present(name))
    if others:
        raise KeyUnknownError(
            f"Not under the present data_key: {others:,} in all; keep the earlier keys in"
            " [security] previous_data_keys, and run yike keys renew again."
        )


async def status_lines(db: Database, vault: Vault) -> list[str]:
    """`yike keys status`: how much is under which key. A key is named by what its values begin
    with, of which nothing follows about the key.
    """
    lines: list[str] = []
    async with db.connection() as conn:
        for place in PLACES:
            found = await vault_rows.by_key(conn, place, NAME_BYTES)
            lines.append(f"{sum(found.values()):,} {place.words}")
            lines += _by_key(found, vault)
    return lines


def _by_key(found: dict[bytes, int], vault: Vault) -> Iterator[str]:
    for name, count in found.items():
        if vault.is_present(name):
            said = "the present data_key"
        elif vault.knows(name):
            said = "an earlier data_key; run: yike keys renew"
        else:
            said = (
                "a data_key that the settings do not have;"
                " add it to [security] previous_data_keys, then run: yike keys renew"
            )
        yield f"  {count:,} under key {name.hex()}: {said}"
