"""The accounts in the settings: Telegram bots and WeChat official accounts."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from bot.config_values import (
    ACCOUNT_NAME,
    Address,
    Secret,
    Section,
    address_or_none,
    is_aes_key,
)

TELEGRAM = "https://api.telegram.org"
FREE_RATE = 30
"""Messages a second over all chats that cost nothing (Bots FAQ)."""


class TelegramAccount(Section):
    """One Telegram bot; its webhook is at /telegram/NAME.

    ``rate`` is what Telegram takes a second over all chats, ``bulk_rate`` what lessons and
    announcements may take of it, so that replies go first; ``chat_rate`` is for one private chat
    a second, ``group_rate`` for one group a minute (Bots FAQ). 0: no limit of ours.

    ``paid_broadcast``: messages above 30 a second are paid for in Stars (Bots FAQ); without it
    ``rate`` is at most 30. ``quizzes``: questions as Telegram's own quizzes, a message of their
    own each, or as buttons below the lesson. ``max_connections``: webhook calls at once.
    """

    name: str = Field(pattern=ACCOUNT_NAME)
    token: Secret
    mode: Literal["webhook", "polling"] = "webhook"
    webhook_secret: Secret = SecretStr("")
    rate: float = Field(default=30, ge=0, le=10_000)
    bulk_rate: float = Field(default=28, ge=0, le=10_000)
    chat_rate: float = Field(default=1, ge=0, le=1000)
    group_rate: int = Field(default=20, ge=0, le=60_000)
    api_url: Address = TELEGRAM
    paid_broadcast: bool = False
    quizzes: Literal["native", "buttons"] = "native"
    max_connections: int = Field(default=40, ge=1, le=100)

    @model_validator(mode="after")
    def _more_is_paid_for(self) -> "TelegramAccount":
        if not self.paid_broadcast and not 0 < self.rate <= FREE_RATE and self.api_url == TELEGRAM:
            raise ValueError(
                "rate above 30 a second (or 0, no limit) is refused by Telegram unless "
                "paid_broadcast = true, which costs Stars"
            )
        return self

    @field_validator("token")
    @classmethod
    def _token_has_its_form(cls, value: SecretStr) -> SecretStr:
        number, _, rest = value.get_secret_value().partition(":")
        if not number.isdigit() or not rest:
            raise ValueError("a Telegram token reads digits:text, as @BotFather gave it")
        return value

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> "TelegramAccount":
        if self.mode == "webhook" and not self.webhook_secret.get_secret_value():
            raise ValueError("webhook_secret is missing; give 1-256 letters, digits, _ or -")
        return self


class WeChatTemplate(Section):
    """One message form of an account's console: a subscription notice, or a template message.

    ``kinds`` are the deliveries it fits; ``fields`` names for each of the platform's fields what
    fills it: title, text, time, organiser or name.
    """

    id: str = Field(min_length=1, max_length=128)
    use: Literal["notice", "template"]
    long_term: bool = False
    kinds: tuple[
        Literal["lesson", "quiz", "reminder", "announcement", "result", "news", "credit"], ...
    ]
    fields: dict[
        Annotated[str, Field(pattern=r"^[a-z_]+[0-9]+$")],
        Literal["title", "text", "time", "organiser", "name"],
    ]

    @model_validator(mode="after")
    def _says_something(self) -> "WeChatTemplate":
        if not self.kinds or not self.fields:
            raise ValueError("a template needs at least one of kinds and one of fields")
        if self.long_term and self.use != "notice":
            raise ValueError("long_term is for a notice; a template message needs no consent")
        return self


class WeChatAccount(Section):
    """One WeChat official account; its callback is at /wechat/NAME.

    ``previous_aes_key`` is still taken while the console changes to a new ``aes_key``.
    ``token_call``: which interface gives the access token. ``backup_url`` is called while
    ``api_url`` cannot be reached (empty: none). ``script_url`` is the platform's page script, and
    ``authorize_url`` where it says who visits a page.

    ``daily_customer`` and ``daily_template`` are how many customer and template messages the
    platform takes a day (接口调用频次; the console shows the account's own figures); 0: not
    counted. ``mass_time`` is when mass messages go out, in the deployment's zone; ``digest`` the
    weekday of the weekly digest (empty: none). ``erase_after_days``: so long after somebody left
    the address and what the platform gave us are erased.
    """

    name: str = Field(pattern=ACCOUNT_NAME)
    kind: Literal["service", "subscription"]
    verified: bool = False
    app_id: str = Field(min_length=1)
    app_secret: Secret
    token: Secret
    aes_key: Secret = SecretStr("")
    allow_plaintext: bool = False
    previous_aes_key: Secret = SecretStr("")
    token_call: Literal["stable", "classic"] = "stable"  # noqa: S105 - names an interface
    api_url: Address = "https://api.weixin.qq.com"
    backup_url: Annotated[str, BeforeValidator(address_or_none)] = "https://api2.weixin.qq.com"
    script_url: Address = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
    authorize_url: Address = "https://open.weixin.qq.com/connect/oauth2/authorize"
    daily_customer: int = Field(default=500_000, ge=0)
    daily_template: int = Field(default=100_000, ge=0)
    mass_time: time = time(19, 0)
    digest: Literal[
        "", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "sunday"
    erase_after_days: int = Field(default=30, ge=1, le=3650)
    templates: tuple[WeChatTemplate, ...] = ()

    @model_validator(mode="after")
    def _templates_differ(self) -> "WeChatAccount":
        ids = [one.id for one in self.templates]
        if len(set(ids)) < len(ids):
            raise ValueError("two templates have the same id; list each once")
        return self

    @model_validator(mode="after")
    def _safe_mode(self) -> "WeChatAccount":
        key, before = self.aes_key.get_secret_value(), self.previous_aes_key.get_secret_value()
        if before and not is_aes_key(before):
            raise ValueError("previous_aes_key must be the 43 characters of an EncodingAESKey")
        if not is_aes_key(key) and (key or not self.allow_plaintext):
            raise ValueError("aes_key must be the 43 characters of the EncodingAESKey")
        return self
