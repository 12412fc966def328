"""Buttons in a group that lead into the private chat."""

from collections.abc import Callable

from bot.domain.deep_links import DeepLink, Target
from bot.domain.messages import Link

LinkTo = Callable[[str, DeepLink], str]
"""The address that opens the private chat with an account at something; empty: it has none."""


def button(to: LinkTo, account: str, target: Target, name: str, label: str) -> tuple[Link, ...]:
    """A button that opens the private chat at ``name``; none where no such link can be made."""
    url = to(account, DeepLink(target, name))
    return (Link(label, url),) if url else ()
