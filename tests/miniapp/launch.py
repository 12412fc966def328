"""What Telegram hands to a Mini App, signed as its documents say (Mini Apps, "Validating data
received via the Mini App"), and the address that a client opens.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode


def launch_data(token: str, user: Mapping[str, Any], at: datetime) -> str:
    """``initData`` for a user, signed at ``at``."""
    fields = {
        "auth_date": str(int(at.timestamp())),
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(dict(user), ensure_ascii=False),
    }
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return urlencode({**fields, "hash": hmac.digest(key, lines.encode(), hashlib.sha256).hex()})


def launch_address(url: str, proof: str, ground: str = "#ffffff") -> str:
    """``url`` with what clients put behind its ``#``."""
    given = {
        "tgWebAppData": proof,
        "tgWebAppVersion": "8.0",
        "tgWebAppPlatform": "android",
        "tgWebAppThemeParams": json.dumps({"bg_color": ground}),
    }
    return f"{url}#{urlencode(given, quote_via=quote)}"
