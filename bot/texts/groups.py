"""A group's words in its language."""

from collections.abc import Mapping

from bot.texts.group_words import LANGUAGE_NAMES, GroupTexts
from bot.texts.groups_en import EN
from bot.texts.groups_zh_hans import ZH_HANS
from bot.texts.groups_zh_hant import ZH_HANT

__all__ = ["GROUP_TEXTS", "LANGUAGE_NAMES", "GroupTexts", "group_texts"]

GROUP_TEXTS: Mapping[str, GroupTexts] = {"zh-Hans": ZH_HANS, "zh-Hant": ZH_HANT, "en": EN}
"""By language, as ``chat_group.language`` names it."""


def group_texts(language: str) -> GroupTexts:
    """The words for ``language``; Simplified Chinese for one that we do not speak."""
    return GROUP_TEXTS.get(language, ZH_HANS)
