"""Signed JSON: a JWT (RFC 7519) under the deployment's key, with EdDSA (RFC 8037)."""

from datetime import UTC, datetime
from typing import Any

import jwt

from bot.keys.signing import SigningKey
from bot.ledger.proofs.did import Identity, Json


def sign(payload: Json, who: Identity, signing: SigningKey) -> str:
    """A JWT of ``payload`` that names the key by ``who``'s kid."""
    headers: dict[str, Any] = {"typ": "JWT", "kid": who.kid}
    return jwt.encode(payload, signing.private, algorithm="EdDSA", headers=headers)


def instant(at: datetime) -> str:
    """An instant as credentials write it: UTC, whole seconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
