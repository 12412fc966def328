"""Telegram bots: updates in by webhook or long polling, messages and buttons out."""

from adapters.telegram.channel import TelegramChannel
from adapters.telegram.setup import BotCommandText

__all__ = ["BotCommandText", "TelegramChannel"]
