"""A certificate per passed course: issued once, with a name and a page as its owner wants them."""

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.domain.errors import YikeError
from bot.keys.vault import CERTIFICATE_NAME, Vault
from bot.ledger.proofs.names import cleaned
from bot.store.db import Connection
from bot.store.ledger import certificates as store
from bot.store.ledger.certificates import Certificate

TOKEN_BYTES = 16
"""128 random bits: nobody finds a page by trying."""


class NoCertificateError(YikeError):
    """There is nothing to certify: no such claim, or one that does not count."""


async def issue(conn: Connection, claim: UUID, now: datetime) -> Certificate:
    """The certificate of a claim, made now if there is none yet; ``claim`` is its key.

    One that was revoked stays revoked. Raises NoCertificateError.
    """
    await store.add(conn, claim, secrets.token_urlsafe(TOKEN_BYTES), now)
    found = await store.of_claim(conn, claim)
    if found is None:
        raise NoCertificateError("There is no claim with that key that stands.")
    return found


async def issue_for_course(
    conn: Connection, learner: int, course: str, now: datetime
) -> Certificate:
    """The certificate of a learner's claim that counts for a course.

    Raises NoCertificateError when the course was not passed, or what was passed was voided.
    """
    claims = await store.claims_of(conn, learner, course)
    if not claims:
        raise NoCertificateError("This course has no claim that stands.")
    return await issue(conn, claims[0], now)


async def issue_all(conn: Connection, learner: int, now: datetime) -> list[Certificate]:
    """All certificates of a learner, the newest first, with those of claims that had none yet;
    revoked ones too.
    """
    for claim in await store.claims_of(conn, learner, bare=True):
        await store.add(conn, claim, secrets.token_urlsafe(TOKEN_BYTES), now)
    return await store.of_learner(conn, learner)


async def set_name(
    conn: Connection, certificate: Certificate, name: str | None, vault: Vault
) -> Certificate:
    """Put a name on the certificate, encrypted at rest; None takes it off.

    Returns the certificate as it is now. Raises UnfitNameError; then nothing was changed.
    """
    sealed = None
    if name is not None:
        # In a thread: the font is read the first time, and chats go on meanwhile.
        clean = await asyncio.to_thread(cleaned, name)
        sealed = vault.seal(CERTIFICATE_NAME, clean)
    await store.set_sealed_name(conn, certificate.row, sealed)
    return replace(certificate, name_sealed=sealed)


async def allow(
    conn: Connection,
    certificate: Certificate,
    *,
    shows_name: bool | None = None,
    is_open: bool | None = None,
) -> Certificate:
    """What whoever has the link may see: the name, and whether anything at all. What is not given
    stays. Returns the certificate as it is now.
    """
    shown = await store.set_shown(conn, certificate.row, shows_name=shows_name, is_open=is_open)
    return replace(certificate, shows_name=shown[0], is_open=shown[1])


def name_on(certificate: Certificate, vault: Vault, *, for_owner: bool) -> str:
    """The name that is shown: to the owner the one on it, to others only if it may be; else "".

    Raises SealedError.
    """
    if certificate.name_sealed is None or not (for_owner or certificate.shows_name):
        return ""
    return vault.open(CERTIFICATE_NAME, certificate.name_sealed)
