"""Buttons in a group that lead into the private chat."""

from collections.abc import Callable

from bot.domain.competitions import Competition
from bot.domain.deep_links import DeepLink, Target, entering_from
from bot.domain.messages import Link
from bot.texts.catalogue import Texts

LinkTo = Callable[[str, DeepLink], str]
"""The address that opens the private chat with an account at something; empty: it has none."""


def button(to: LinkTo, account: str, target: Target, name: str, label: str) -> tuple[Link, ...]:
    """A button that opens the private chat at ``name``; none where no such link can be made."""
    url = to(account, DeepLink(target, name))
    return (Link(label, url),) if url else ()


def no_link(account: str, to: DeepLink) -> str:  # noqa: ARG001 - the shape of LinkTo
    """Leads nowhere: for what is composed without platforms."""
    return ""


def way_in(
    to: LinkTo, account: str, group: int, competition: Competition, t: Texts
) -> tuple[Link, ...]:
    """A button that opens the private chat at a competition's page, for who comes from ``group``; a
    competition whose key has no room in such a link is told to who joins the group by its own.
    """
    url = to(account, entering_from(group, competition.key))
    url = url or to(account, DeepLink(Target.GROUP, str(group)))
    return (Link(t("contest-way-in"), url),) if url else ()
