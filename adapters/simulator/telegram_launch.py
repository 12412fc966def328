"""What Telegram hands to a Mini App when a person opens it (reference/telegram.md section 9).

Source: Bot API, Mini Apps, "Validating data received via the Mini App": the fields but ``hash``,
each as ``name=value``, sorted and joined by line feeds, are signed with HMAC-SHA-256; the key is
the bot's token signed with the key ``WebAppData``. The Ed25519 ``signature`` for third parties is
left out: only Telegram has the key for it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

VERSION = "10.3"
PLATFORM = "ios"


def launch_data(
    token: str, user: Mapping[str, Any], at: datetime, *, start_param: str = ""
) -> str:
    """``initData`` of ``user`` (a User as JSON), signed with the bot's ``token`` at ``at``."""
    person = {key: value for key, value in user.items() if key != "is_bot"}
    fields = {
        "query_id": "AAF" + hashlib.sha256(f"{user['id']}:{at}".encode()).hexdigest()[:20],
        "user": json.dumps(
            person | {"allows_write_to_pm": True}, ensure_ascii=False, separators=(",", ":")
        ),
        "auth_date": str(int(at.timestamp())),
    }
    if start_param:
        fields["start_param"] = start_param
    return urlencode(fields | {"hash": signature(token, fields)}, quote_via=quote)


def signature(token: str, fields: Mapping[str, str]) -> str:
    """The ``hash`` of launch data, in lower-case hexadecimal."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.digest(key, lines.encode(), hashlib.sha256).hex()


def launch_address(url: str, data: str) -> str:
    """``url`` with the launch parameters where clients put them: behind the ``#``."""
    more = {
        "tgWebAppData": data,
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": PLATFORM,
        "tgWebAppThemeParams": "{}",
    }
    return f"{url.partition('#')[0]}#{urlencode(more, quote_via=quote)}"
