"""Settings: read once, from a TOML file and the environment, checked whole before anything starts.

The file is ``--config``, else ``YIKE_CONFIG``, else ``yike.toml``. Each scalar can be
overridden as ``YIKE_SECTION__KEY``; a secret may be written ``env:NAME`` or ``file:PATH``.
"""

import os
import re
import secrets
import tomllib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import time
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, model_validator

from bot.config_accounts import TelegramAccount, WeChatAccount
from bot.config_api import Api
from bot.config_learning import Companion, Content, Learning, Speech
from bot.config_ledger import CreditBankTarget, Institution, Privacy
from bot.config_values import Address, Secret, Section
from bot.domain.errors import SettingsError

_MADE_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
"""32 bytes in base64, as ``_key`` writes them."""


class Server(Section):
    """Where we listen, and how the world reaches us. ``trusted_proxies``: networks of the reverse
    proxies before us, whose X-Forwarded-For is believed.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: Address = "http://127.0.0.1:8080"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()


class Storage(Section):
    """Where data is. Empty addresses mean embedded servers under ``data_dir``."""

    database_url: Secret = SecretStr("")
    redis_url: Secret = SecretStr("")
    data_dir: Path = Path("var")


class Delivering(Section):
    """How deliveries go out. ``seats``: how many one process sends at once for each account.
    ``pace``: how many a second are planned for an account whose platform names no rate.
    ``keep_months``: how long what has ended is kept.
    """

    seats: int = Field(default=40, ge=1, le=100)
    pace: float = Field(default=500, gt=0)
    keep_months: int = Field(default=13, ge=1, le=240)


class Groups(Section):
    """When group chats get what, in their own zone, until their administrators say otherwise.

    ``course_time`` is on Mondays, ``board_time`` on Sundays; ``answer_time`` is the morning
    after a question.
    """

    course_time: time = time(9, 0)
    question_time: time = time(12, 0)
    answer_time: time = time(8, 30)
    board_time: time = time(19, 0)


class Console(Section):
    """The organisers' console. ``two_people``: announcements and competitions are approved by another
    person than the one who wrote them.
    """

    two_people: bool = False


class Security(Section):
    """Keys, made and kept under data_dir when absent; and the root of all published ids.

    ``previous_data_keys`` still open what was encrypted before ``data_key`` was changed.
    """

    pseudonym_key: Secret = SecretStr("")
    data_key: Secret = SecretStr("")
    previous_data_keys: tuple[Secret, ...] = ()
    signing_key: Secret = SecretStr("")
    id_base: Address = "https://yike.example.org"


class Settings(Section):
    """All settings, checked."""

    server: Server = Server()
    storage: Storage = Storage()
    telegram: tuple[TelegramAccount, ...] = ()
    wechat: tuple[WeChatAccount, ...] = ()
    learning: Learning = Learning()
    content: Content = Content()
    speech: Speech = Speech()
    companion: Companion = Companion()
    groups: Groups = Groups()
    console: Console = Console()
    api: Api = Api()
    institution: Institution = Institution()
    privacy: Privacy = Privacy()
    delivery: Delivering = Delivering()
    credit_bank: tuple[CreditBankTarget, ...] = ()
    security: Security = Security()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        names = [bot.name for bot in self.telegram] + [account.name for account in self.wechat]
        banks = [bank.name for bank in self.credit_bank]
        for kind, given in (("account", names), ("credit bank", banks)):
            twice = sorted({name for name in given if given.count(name) > 1})
            if twice:
                raise ValueError(f'two {kind}s are named "{twice[0]}"; names must differ')
        return self

    @model_validator(mode="after")
    def _folders_are_unique(self) -> "Settings":
        owners: dict[Path, str] = {}
        for bank in self.credit_bank:
            if bank.kind != "file" or bank.folder is None:
                continue
            other = owners.setdefault(bank.folder.resolve(), bank.name)
            if other != bank.name:
                raise ValueError(
                    f'the credit banks "{other}" and "{bank.name}" have the same folder; '
                    "each needs one of its own"
                )
        return self


def load_settings(config: Path | None = None) -> Settings:
    """The settings of this process.

    Raises SettingsError with one sentence that names the key and the mend.
    """
    named = config or (Path(os.environ["YIKE_CONFIG"]) if "YIKE_CONFIG" in os.environ else None)
    path = named or Path("yike.toml")
    values: dict[str, Any] = {}
    if named is not None or path.exists():
        values = _read(path)
    _override(values, os.environ)
    return check(values)


def check(values: Mapping[str, Any]) -> Settings:
    """Settings from plain values; raises SettingsError as ``load_settings`` does."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def secret_keys(settings: Settings) -> dict[str, bytes]:
    """The keys of [security], those that are absent made once and kept under data_dir."""
    folder = settings.storage.data_dir
    return {
        name: _key(getattr(settings.security, name).get_secret_value(), folder / "keys" / name)
        for name in ("pseudonym_key", "data_key", "signing_key")
    }


def key_bytes(given: str) -> bytes:
    """A key as it is written in a setting: one that was made here, out of its file under data_dir,
    is the same key there; any other is its own characters.
    """
    if _MADE_KEY.fullmatch(given):
        return urlsafe_b64decode(given)
    return given.encode()


def _key(given: str, file: Path) -> bytes:
    if given:
        return key_bytes(given)
    try:
        return urlsafe_b64decode(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = urlsafe_b64encode(secrets.token_bytes(32))
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(made)
    except FileExistsError:
        pass
    return urlsafe_b64decode(file.read_text(encoding="ascii"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"The settings file {path} does not exist; make it or name another with --config."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {path} cannot be read ({type(error).__name__})."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None


def _override(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    """``YIKE_SECTION__KEY`` over the file; sections that are lists take an index or a name:
    ``YIKE_TELEGRAM__CITY__RATE``.
    """
    for name, value in sorted(environment.items()):
        if not name.startswith("YIKE_") or "__" not in name:
            continue
        section, *path = name.removeprefix("YIKE_").lower().split("__")
        if section not in Settings.model_fields:
            raise SettingsError(
                f"{name} names no section of the settings; known are "
                f"{', '.join(Settings.model_fields)}."
            )
        at = values.setdefault(section, [] if Settings.model_fields[section].default == () else {})
        if isinstance(at, list):
            at = _entry(at, path.pop(0), name)
        if len(path) != 1 or not isinstance(at, dict):
            raise SettingsError(f"{name} must read YIKE_SECTION__KEY; mend the name.")
        at[path[0]] = value


def _entry(entries: list[Any], which: str, name: str) -> dict[str, Any]:
    """The table of a list that an override means: by its index, or by its name."""
    for index, entry in enumerate(entries):
        called = str(entry.get("name", "")).lower().replace("-", "_")
        if which in {str(index), called}:
            return _table(entry)
    raise SettingsError(f"{name} means an entry that is not in the settings file; mend the name.")


def _table(entry: Any) -> dict[str, Any]:
    """``entry`` itself, known to be a table."""
    if not isinstance(entry, dict):
        raise SettingsError("An entry of a list in the settings file is not a table; mend it.")
    return entry


def _sentence(error: ValidationError) -> str:
    """The first fault in one sentence: the key, what is wrong, the mend. Never the value."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the settings"
    more = error.error_count() - 1
    tail = f" ({more} more to mend after this.)" if more else ""
    match first["type"]:
        case "extra_forbidden":
            said = "is not a setting; remove it or mend its name"
        case "missing":
            said = "is missing; add it"
        case "value_error":
            said = "is wrong: " + first["msg"].removeprefix("Value error, ")
        case _:
            said = f"is wrong: {first['msg'][0].lower()}{first['msg'][1:]}"
    return f"Setting {key} {said}.{tail}"
