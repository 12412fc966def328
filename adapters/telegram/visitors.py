"""Who opens a page of ours inside Telegram, as Telegram's signature vouches for it.

Source: Mini Apps, "Validating data received via the Mini App"; aiogram checks the signature, the
age is ours to check.
"""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from aiogram.utils.web_app import WebAppInitData, safe_parse_webapp_init_data

from adapters.telegram.names import shown_name
from bot.chat_ports import Visitor
from bot.domain.errors import CallbackRefusedError

PROOF_BYTES = 8192
"""Far above what Telegram signs: some 600 bytes."""

PROOF_AGE = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(seconds=30)
"""How far ahead of ours Telegram's clock may be."""


def visitor(token: str, proof: str, now: datetime) -> Visitor:
    """Who is named in ``proof`` (a Mini App's ``initData``), signed for the bot of ``token``.

    Raises CallbackRefusedError (403) for words that are forged, unreadable, repeat a field or leave
    one blank, exceed 8 KiB, name nobody, or were signed more than an hour ago or in the future.
    """
    signed = _signed(token, proof)
    if signed is None or signed.user is None or signed.user.is_bot:
        raise CallbackRefusedError(403, "The page was not opened inside Telegram.")
    age = now - signed.auth_date
    if not -CLOCKS_DIFFER <= age <= PROOF_AGE:
        raise CallbackRefusedError(403, "The page was opened too long ago: open it again.")
    user = signed.user
    name = shown_name(user.first_name, user.last_name)
    return Visitor(str(user.id), name, user.language_code or "")


def _signed(token: str, proof: str) -> WebAppInitData | None:
    """What was signed, None for what was not."""
    try:
        if len(proof.encode()) > PROOF_BYTES or _ambiguous(proof):
            return None
        signed = safe_parse_webapp_init_data(token, proof)
    except (ValueError, TypeError, RecursionError):  # bad escapes, a hash that is no ASCII, …
        return None
    return signed if signed.auth_date.tzinfo is not None else None


def _ambiguous(proof: str) -> bool:
    """Whether a field is there twice, of which one reader might see this and another that, or is
    blank, which the signature does not cover.
    """
    pairs = parse_qsl(proof, keep_blank_values=True)
    return len({name for name, _ in pairs}) < len(pairs) or not all(value for _, value in pairs)
