"""What ``yike learner`` does; how its commands are called stands in ``bot/cli_learner.py``."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import InputError
from bot.keys.vault import Vault
from bot.ledger.statements import Issuer
from bot.personal_copy import collect, write_copy
from bot.ports import Clock
from bot.store.db import Database
from bot.store.privacy import tombstones
from bot.store.privacy.forgetting import person_at
from schedules.forgetting import Forgetter

FIRST_LINE = "yike erasures 1"
"""Of a file of erasures: what it is, and in which form."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached."""

    account: str
    platform_id: str


def address_of(words: str) -> Address:
    """``ACCOUNT:PLATFORM_ID``. Raises InputError."""
    account, colon, platform_id = words.partition(":")
    if not colon or not account or not platform_id:
        raise InputError("A person is named by an address as ACCOUNT:PLATFORM_ID.")
    return Address(account, platform_id)


async def learner_at(db: Database, address: Address) -> int:
    """Raises InputError where nobody is known there; also one who was erased is not."""
    async with db.connection() as conn:
        learner = await person_at(conn, address.account, address.platform_id)
    if learner is None:
        raise InputError(
            f'Nobody is known at that address of the account "{address.account}": check the '
            "platform id, or the person was erased already."
        )
    return learner


async def export(
    db: Database, clock: Clock, address: Address, keys: tuple[Vault, Issuer], to: Path | None
) -> list[str]:
    """`yike learner export`: the same ZIP file as the person gets; only its owner may read it.

    Raises InputError when nobody is there or ``to`` exists or cannot be written.
    """
    vault, issuer = keys
    learner = await learner_at(db, address)
    async with db.transaction() as conn:
        sections = await collect(conn, learner, vault, issuer.pseudonym)
    now = clock.now()
    file = to or Path(f"yike-learner-{now:%Y%m%d-%H%M%S}.zip")
    with tempfile.SpooledTemporaryFile() as whole:
        write_copy(whole, sections, now)
        whole.seek(0)
        _write_private(file, iter(lambda: whole.read(1 << 20), b""))
    count = sum(len(rows) for rows in sections.values())
    return [f"{count:,} rows written to {file}; it is personal, hand it to that person only."]


def _write_private(file: Path, parts: Iterable[bytes]) -> None:
    try:
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.writelines(parts)
    except FileExistsError:
        raise InputError(f"{file} exists already; name another file with --to.") from None
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error.strerror}).") from None


async def erase(
    db: Database, clock: Clock, address: Address, issuer: Issuer, *, yes: bool
) -> list[str]:
    """`yike learner erase`: what it would do; with ``yes``, what it did. Raises InputError."""
    learner = await learner_at(db, address)
    if not yes:
        return [
            "Everything of this person would be erased, at all addresses.",
            "Courses, answers, completions, claims, certificates, consents, messages: all of it.",
            "Credit banks that hold anything of it would be asked to take it back.",
            "This cannot be undone. Nothing is erased yet; to do it, give the same command with --yes.",
        ]
    done = await Forgetter(db, clock, issuer).erase(learner)
    if done is None:
        raise InputError("The person was erased in this very moment by somebody else.")
    return [
        f"Erased, with {_count(done.addresses, 'address', 'addresses')}. Nothing here leads back.",
        f"{_count(done.taken_back, 'statement', 'statements')} will ask credit banks to take back "
        "what they hold."
        if done.taken_back
        else "No credit bank holds anything of it.",
        "Backups made before keep the person until they are deleted; a restore erases again.",
    ]


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


async def write_erasures(db: Database, to: Path) -> list[str]:
    """`yike learner erasures`: all tombstones, for a restore on another machine. Raises InputError."""
    async with db.connection() as conn:
        found = await tombstones.every(conn)
    lines = [FIRST_LINE, *(f"{person.hex()} {at.isoformat()}" for person, at in found)]
    _write_private(to, (f"{line}\n".encode() for line in lines))
    return [f"{len(found):,} erasures written to {to}; they name nobody."]


def read_erasures(file: Path) -> list[tuple[bytes, datetime]]:
    """What ``write_erasures`` wrote. Raises InputError."""
    try:
        return [_erasure(line) for line in _lines(file)]
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise InputError(
            f"{file} is no file of erasures; `yike learner erasures --to FILE` writes one."
        ) from None


def _lines(file: Path) -> list[str]:
    first, *lines = file.read_text("ascii").splitlines() or [""]
    if first != FIRST_LINE:
        raise ValueError(first)
    return lines


def _erasure(line: str) -> tuple[bytes, datetime]:
    person, at = line.split(" ")
    return bytes.fromhex(person), datetime.fromisoformat(at).astimezone(UTC)
