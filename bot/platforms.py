"""The adapters, as the settings have them; each is imported only when it is configured."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.chat_ports import GroupChats
from bot.config import Settings
from bot.config_accounts import TelegramAccount, WeChatAccount, WeChatTemplate
from bot.config_learning import Companion, Speech
from bot.config_ledger import CreditBankTarget
from bot.domain.credits import Form, Target
from bot.domain.delivery import Kind, Template
from bot.model_ports import Speaker, Writer
from bot.ports import Channel, Clock, CreditBank, Official
from bot.store import redis as shared
from bot.store.db import Database
from bot.store.media import SharedMedia
from bot.texts.keyboards import COMMAND_MENUS, KEYBOARDS, PAGE_LABEL, PROFILES, Menu
from handlers.group_commands import GROUP_WORDS
from schedules.menus import menu_of

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from adapters.telegram.face import ScopeName
    from adapters.webhook import Targets


def build_channels(
    settings: Settings, redis: "Redis", clock: Clock, db: Database | None = None
) -> dict[str, Channel]:
    """One channel for each account, by name. Without ``db`` no files are sent."""
    channels: dict[str, Channel] = {}
    for bot in settings.telegram:
        channels[bot.name] = _telegram(bot, settings.server.public_url, clock, db)
    for account in settings.wechat:
        channels[account.name] = _wechat(account, redis, clock, db, settings.server.public_url)
    return channels


def build_webhooks(settings: Settings, targets: "Targets", clock: Clock) -> Channel:
    """Who tells the subscribers of the API; ``targets`` knows them."""
    from adapters.webhook import WebhookChannel

    return WebhookChannel(targets, clock, private=settings.api.private_hooks)


def officials(channels: Mapping[str, Channel]) -> dict[str, Official]:
    """Those among them that have followers, by name."""
    return {name: one for name, one in channels.items() if isinstance(one, Official)}


def group_chats(channels: Mapping[str, Channel]) -> dict[str, GroupChats]:
    """Those among them that have group chats, by name."""
    return {name: one for name, one in channels.items() if isinstance(one, GroupChats)}


def page_of(account: WeChatAccount, public_url: str) -> str:
    """Where a follower's own page begins; empty where the account may not ask who somebody is
    (网页授权 is for verified service accounts, reference/wechat.md section 1).
    """
    may = account.kind == "service" and account.verified
    return f"{public_url}/app/wechat/{account.name}" if may else ""


def targets_of(settings: Settings) -> tuple[Target, ...]:
    """The credit banks as the ledger knows them, in the order of the settings."""
    return tuple(_target(bank) for bank in settings.credit_bank)


def account_forms(settings: Settings) -> dict[str, str]:
    """The form of a person's account number at those banks that need one, by name."""
    needing = (bank for bank in settings.credit_bank if _target(bank).needs_account)
    return {bank.name: bank.account_pattern for bank in needing}


def _target(bank: CreditBankTarget) -> Target:
    if bank.kind == "xapi":
        return Target(bank.name)
    return Target(bank.name, Form.RECORD, needs_account=True)


def build_banks(settings: Settings, clock: Clock) -> list[CreditBank]:
    """One target for each credit bank, in the order of the settings."""
    return [_bank(bank, settings, clock) for bank in settings.credit_bank]


def _bank(bank: CreditBankTarget, settings: Settings, clock: Clock) -> CreditBank:
    zone = settings.learning.zone
    match bank.kind:
        case "xapi":
            from adapters.creditbank.xapi import XapiBank

            return XapiBank(
                bank.name,
                bank.url,
                bank.username,
                bank.password.get_secret_value(),
                clock,
                id_base=settings.security.id_base,
                ca_file=bank.ca_file,
            )
        case "bank":
            from adapters.creditbank.bank import BankApi

            return BankApi(
                _target(bank),
                bank.url,
                (bank.key_id, bank.secret.get_secret_value()),
                clock,
                record=bank.record,
                zone=zone,
                ca_file=bank.ca_file,
            )
        case "file":
            from adapters.creditbank.file_bank import FileBank

            return FileBank(
                _target(bank),
                bank.folder or settings.storage.data_dir / bank.name,
                clock,
                institution=settings.institution.name,
                record=bank.record,
                zone=zone,
                keep_days=bank.keep_days,
            )


def build_speaker(speech: Speech) -> Speaker | None:
    """What reads lessons aloud; None where the deployment has nothing."""
    match speech.engine:
        case "command":
            from adapters.speech_command.speaker import CommandSpeaker

            return CommandSpeaker(speech.command, speech.seconds)
        case "http":
            from adapters.openai_compatible.speech import HttpSpeaker

            key = speech.key.get_secret_value()
            return HttpSpeaker(speech.url, key, speech.model, speech.voice, speech.seconds)
        case "none":
            return None


def build_writer(companion: Companion) -> Writer | None:
    """The model that words answers; None where the deployment has none."""
    if not companion.url:
        return None
    from adapters.openai_compatible import ChatWriter

    key = companion.key.get_secret_value()
    return ChatWriter(companion.url, key, companion.model, companion.seconds)


def _telegram(bot: TelegramAccount, public_url: str, clock: Clock, db: Database | None) -> Channel:
    from adapters.telegram import BotCommandText, CommandMenu, MenuPage, Profile, TelegramChannel

    def commands(menu: Menu) -> list[BotCommandText]:
        return [BotCommandText(name, words) for name, words in menu]

    return TelegramChannel(
        account=bot.name,
        token=bot.token.get_secret_value(),
        mode=bot.mode,
        webhook_secret=bot.webhook_secret.get_secret_value(),
        webhook_url=f"{public_url}/telegram/{bot.name}",
        api_url=bot.api_url,
        clock=clock,
        commands=commands(COMMAND_MENUS[""]["private"]),
        menus=[
            CommandMenu(scope, language, commands(menus[ours]))
            for language, menus in COMMAND_MENUS.items()
            for scope, ours in SCOPES.items()
        ],
        profiles=[Profile(language, *said) for language, said in PROFILES.items()],
        page=MenuPage(PAGE_LABEL, f"{public_url}/app/?account={bot.name}"),
        keyboards=KEYBOARDS,
        group_words=GROUP_WORDS,
        media=SharedMedia(db, bot.name) if db is not None else None,
        quizzes=bot.quizzes,
        paid_broadcast=bot.paid_broadcast,
        max_connections=bot.max_connections,
    )


SCOPES: "Mapping[ScopeName, str]" = {
    "private": "private",
    "groups": "group",
    "administrators": "administrators",
}
"""Telegram's scopes, and what the command menus call them."""


def _wechat(
    account: WeChatAccount, redis: "Redis", clock: Clock, db: Database | None, public_url: str
) -> Channel:
    from adapters.wechat import WeChatChannel

    return WeChatChannel(
        account=account.name,
        kind=account.kind,
        verified=account.verified,
        app_id=account.app_id,
        app_secret=account.app_secret.get_secret_value(),
        token=account.token.get_secret_value(),
        aes_key=account.aes_key.get_secret_value(),
        previous_aes_key=account.previous_aes_key.get_secret_value(),
        allow_plaintext=account.allow_plaintext,
        token_call=account.token_call,
        api_url=account.api_url,
        backup_url=account.backup_url,
        clock=clock,
        templates=[_template(one) for one in account.templates],
        tokens=shared.SharedToken(redis, account.name),
        tickets=shared.SharedToken(redis, f"{account.name}:ticket"),
        media=SharedMedia(db, account.name) if db is not None else None,
        authorize_url=account.authorize_url,
        menu=menu_of(None, page_of(account, public_url)),
    )


def _template(one: WeChatTemplate) -> Template:
    kinds = frozenset(Kind(kind) for kind in one.kinds)
    return Template(one.id, one.use, kinds, one.fields, one.long_term)
