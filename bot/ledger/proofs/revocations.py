"""Which badges stand no more, as signed lists of bits (W3C Bitstring Status List 1.0).

A badge names its bit when it is made: the certificate's row in the database, a list for every
million. A certificate that was erased with its owner's data counts as revoked.
"""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.keys.signing import SigningKey
from bot.ledger.proofs.did import Identity, Json
from bot.ledger.proofs.signed import instant, sign

SIZE = 1 << 20
"""Bits of one list; at least 131072 (Bitstring Status List 1.0, section 6.1)."""
LASTS = timedelta(days=1)
"""A list older than that proves nothing: nobody brings a revoked badge back with an old copy."""


def number_of(row: int) -> int:
    """In which list a certificate's bit is."""
    return row // SIZE


def rows_of(number: int) -> tuple[int, int]:
    """The first row of a list, and the one after its last."""
    return number * SIZE, (number + 1) * SIZE


def address(public_url: str, row: int, *, web: bool) -> str:
    """Where the list with a certificate's bit is; badges under did:web have lists of their own,
    since a list counts only under its badge's issuer.
    """
    return list_address(public_url, number_of(row), web=web)


def list_address(public_url: str, number: int, *, web: bool) -> str:
    """Where the list of that number is."""
    return f"{public_url}/verify/revocations/{'web' if web else 'key'}/{number}"


def entry(listed: str, row: int) -> Json:
    """The credentialStatus of the badge whose bit is in the list at ``listed``."""
    index = row % SIZE
    return {
        "id": f"{listed}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": listed,
    }


def encoded(indices: Iterable[int]) -> str:
    """The list's bits with those at ``indices`` set, first bit first: gzip, multibase base64url."""
    bits = bytearray(SIZE // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> (index % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + urlsafe_b64encode(packed).rstrip(b"=").decode()


def token(
    listed: str, rows: Iterable[int], who: Identity, signing: SigningKey, now: datetime
) -> str:
    """The list at ``listed`` as a compact JWT; ``rows`` are the revoked certificates of it.

    It says that it holds from the beginning of the hour on, for a day.
    """
    began = now.replace(minute=0, second=0, microsecond=0)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": listed,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": who.did,
        "validFrom": instant(began),
        "validUntil": instant(began + LASTS),
        "credentialSubject": {
            "id": f"{listed}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(row % SIZE for row in rows),
        },
        "iss": who.did,
        "jti": listed,
        "nbf": int(began.timestamp()),
        "exp": int((began + LASTS).timestamp()),
    }
    return sign(credential, who, signing)
