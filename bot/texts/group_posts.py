"""What groups get by the clock, in a group's language."""

from collections.abc import Mapping

from bot.texts.group_post_words import GroupPosts
from bot.texts.group_posts_en import EN
from bot.texts.group_posts_zh_hans import ZH_HANS
from bot.texts.group_posts_zh_hant import ZH_HANT

GROUP_POSTS: Mapping[str, GroupPosts] = {"zh-Hans": ZH_HANS, "zh-Hant": ZH_HANT, "en": EN}
"""By language, as ``chat_group.language`` names it."""


def group_posts(language: str) -> GroupPosts:
    """The words for ``language``; Simplified Chinese for one that we do not speak."""
    return GROUP_POSTS.get(language, ZH_HANS)
