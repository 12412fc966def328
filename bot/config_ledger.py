"""Settings of the credit banks, of who teaches, and of how long data are kept."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from bot.config_values import ACCOUNT_NAME, Secret, Section, address_or_none


class CreditBankTarget(Section):
    """One credit bank. ``title`` is what learners are asked to consent to by name; without one it
    is ``name``; ``contact`` is how the bank is reached, named with it (PIPL article 23).

    ``kind`` xapi: any LRS; ``url`` ends before /statements, with ``username`` and ``password``.
    bank: a credit bank with the three lists (docs/credit-bank.md); ``url``, and ``key_id`` and
    ``secret`` for the signature. file: a hand-in in ``folder`` for every day.

    Of bank and file: ``record`` is which of the three a passed course goes into, and
    ``account_pattern`` the form of a person's account number there, without which nothing goes.
    ``ask_seconds``: how often it is asked what it decided. ``keep_days``, of file: how long account
    numbers stay in a hand-in that was made, and receipts that were read.
    ``ca_file``: the certificates that are trusted instead of the system's.
    """

    name: str = Field(pattern=ACCOUNT_NAME)
    title: str = ""
    contact: str = Field(default="", max_length=60)
    kind: Literal["xapi", "bank", "file"]
    url: Annotated[str, BeforeValidator(address_or_none)] = ""
    username: str = ""
    password: Secret = SecretStr("")
    key_id: str = ""
    secret: Secret = SecretStr("")
    folder: Path | None = None
    record: Literal["training", "certificate", "credit"] = "training"
    account_pattern: str = r"[A-Za-z0-9]{6,32}"
    ca_file: Path | None = None
    ask_seconds: int = Field(default=600, ge=5, le=86400)
    keep_days: int = Field(default=90, ge=7, le=3650)

    @model_validator(mode="after")
    def _of_its_kind(self) -> "CreditBankTarget":
        needed = {"xapi": ("url", "username"), "bank": ("url", "key_id", "secret")}
        for key in (*needed.get(self.kind, ("folder",)),):
            value = getattr(self, key)
            if not (value.get_secret_value() if isinstance(value, SecretStr) else value):
                raise ValueError(f"kind {self.kind} needs {key}; add it")
        try:
            re.compile(self.account_pattern)
        except re.error:
            raise ValueError("account_pattern is not a regular expression") from None
        return self


class Institution(Section):
    """Who teaches, as it stands on claims and certificates: the name, and the 统一社会信用代码
    (18 characters, GB 32100-2015) where it has one. ``framework`` is the one that the courses'
    levels stand in.
    """

    name: str = "一课"
    uscc: str = Field(default="", pattern=r"^([0-9A-HJ-NPQRTUWXY]{18})?$")
    framework: str = "DB44/T 1988-2017"


class Privacy(Section):
    """How long what we know of people is kept (docs/privacy.md).

    ``events_days``: keys of what came in, with the replies, so that a repeat gets the same one.
    ``copy_hours``: a link to a copy of one's data. ``silent_months``: who has not been heard from
    for so long and claims no credit is erased (0: never). ``backup_days``: older backups are deleted by ``yike backup``.
    """

    events_days: int = Field(default=7, ge=2, le=60)
    copy_hours: int = Field(default=24, ge=1, le=168)
    silent_months: int = Field(default=0, ge=0, le=240)
    backup_days: int = Field(default=30, ge=1, le=3650)
