"""Keyed hashes that stand for people where their platform id must not."""

import hmac


def person_hash(key: bytes, account: str, platform_id: str) -> bytes:
    """What a role is granted to: from it nobody gets back to the platform id without the key."""
    return hmac.digest(key, f"person\0{account}\0{platform_id}".encode(), "sha256")


def voter_hash(key: bytes, account: str, platform_id: str) -> bytes:
    """What answers in groups are counted by, so that nobody counts twice; 20 bytes."""
    return hmac.digest(key, f"{account}\0{platform_id}".encode(), "sha256")[:20]


def console_hash(key: bytes, what: str, word: str) -> bytes:
    """What the console keeps of a code, a one-time link, an invitation or a browser's cookie."""
    return hmac.digest(key, f"console {what}\0{word}".encode(errors="replace"), "sha256")
