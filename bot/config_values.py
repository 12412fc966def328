"""What a setting's value may be: secrets from elsewhere, addresses, sections without surprises."""

import os
from base64 import b64decode
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr

ACCOUNT_NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"


def _secret(value: Any) -> Any:
    """The secret itself, from where the setting says it is."""
    if not isinstance(value, str):
        return value
    source, _, rest = value.partition(":")
    if source == "env":
        found = os.environ.get(rest)
        if not found:
            raise ValueError(f"the environment variable {rest} is not set; set it and start again")
        return found
    if source == "file":
        try:
            return Path(rest).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(
                f"the file {rest} cannot be read; check its name and rights"
            ) from error
    return value


def _address(value: str) -> str:
    """An http(s) address without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("it must be an address that begins with http:// or https://")
    return value.rstrip("/")


def address_or_none(value: str) -> str:
    """The same, or nothing."""
    return _address(value) if value else ""


def is_aes_key(value: str) -> bool:
    """Whether it is what WeChat's console calls an EncodingAESKey."""
    try:
        return len(value) == 43 and len(b64decode(value + "=")) == 32
    except ValueError:
        return False


Secret = Annotated[SecretStr, BeforeValidator(_secret)]
Address = Annotated[str, BeforeValidator(_address)]


class Section(BaseModel):
    """A table of the settings: read once, never changed, and no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
