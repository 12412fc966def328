"""What a caller sent to a Bot API method, whatever body it came in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from adapters.simulator.telegram_errors import TelegramRefusal, bad_request

ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    content: bytes
    filename: str


class Params:
    """Parameters of one call: strings from forms, JSON values from JSON bodies."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """``None`` counts as left out, as an empty form field does."""
        self.values = {k: v for k, v in values.items() if v is not None}

    def has(self, name: str) -> bool:
        """Whether the caller gave ``name``."""
        return name in self.values

    def shown(self) -> dict[str, Any]:
        """The values as they are remembered: of an upload only its name."""
        return {k: v.filename if isinstance(v, Upload) else v for k, v in self.values.items()}

    def upload(self, name: str) -> Upload | None:
        """The file sent as ``name``, or under the part that ``attach://PART`` names; else None.

        Raises TelegramRefusal 400 where the named part is not there.
        """
        value = self.values.get(name)
        if not isinstance(value, str) or not value.startswith(ATTACHED):
            return value if isinstance(value, Upload) else None
        part = self.values.get(value.removeprefix(ATTACHED))
        if not isinstance(part, Upload):
            raise bad_request("wrong file identifier/HTTP URL specified")
        return part

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as they are written."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number. Raises TelegramRefusal 400 for anything else."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"parameter {name} must be an integer") from None

    def flag(self, name: str) -> bool:
        """A yes or no; ``true``, ``yes`` and ``1`` mean yes, as on the real server."""
        return str(self.values.get(name, "")).lower() in ("true", "yes", "1")

    def parsed(self, name: str) -> Any:
        """A JSON value, parsed where it came as a string; None where it was left out."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def chat(self) -> int:
        """``chat_id`` as a number. Raises TelegramRefusal 400 where it is none."""
        raw = self.text("chat_id").strip()
        if not raw:
            raise bad_request("chat_id is empty")
        try:
            return int(raw)
        except ValueError:
            # "@name" of a public chat; the pictured world has none.
            raise bad_request("chat not found") from None


async def read_params(request: web.Request) -> Params:
    """Parameters from the query and a urlencoded, multipart or JSON body."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as request body")
        values |= body
    else:
        try:
            values |= {name: _part(value) for name, value in (await request.post()).items()}
        except web.HTTPRequestEntityTooLarge:
            raise TelegramRefusal(413, "Request Entity Too Large") from None
    return Params(values)


def _part(value: Any) -> Any:
    return Upload(value.file.read(), value.filename) if isinstance(value, FileField) else value
