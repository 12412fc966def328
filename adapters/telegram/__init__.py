"""Telegram bots: updates in by webhook or long polling; messages, quizzes and files out."""

from adapters.telegram.channel import TelegramChannel
from adapters.telegram.face import BotCommandText, CommandMenu, MenuPage, Profile

__all__ = ["BotCommandText", "CommandMenu", "MenuPage", "Profile", "TelegramChannel"]
