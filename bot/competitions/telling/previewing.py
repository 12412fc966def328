"""An announcement as each account will say it: composed and rendered by what sends it later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat_ports import ShownPage, ShowsPages
from bot.competitions.telling.news import words
from bot.domain.announcements import Kept
from bot.domain.delivery import Composed, Filled, Kind, Rung, Template
from bot.domain.events import ChannelKind
from bot.domain.messages import Reply
from bot.ports import Ability, Channel
from bot.texts.catalogue import Texts


@dataclass(frozen=True, slots=True)
class Preview:
    """What one account brings by one way: the ``rungs`` that look alike, and its ``pages``; none: the
    form cannot hold it.
    """

    account: str
    channel: ChannelKind
    rungs: tuple[Rung, ...]
    pages: tuple[ShownPage, ...]


def previews(kept: Kept, channels: Mapping[str, Channel], zone: str, t: Texts) -> list[Preview]:
    """The real messages, account by account, each way once; accounts that are not ours are left
    out. ``t`` is the language of the readers.
    """
    composed = words(kept, zone=zone, t=t)
    accounts = sorted({group.account for group in kept.announcement.groups})
    found: list[Preview] = []
    for account in accounts:
        channel = channels.get(account)
        if channel is not None and isinstance(channel, ShowsPages):
            found += _of(channel, channel, composed)
    return found


def pages_for(channel: Channel, kept: Kept, zone: str, t: Texts, mark: str) -> Sequence[Reply]:
    """The pages that ``channel`` sends of it, with ``mark`` before the first: a copy to try it."""
    composed = words(kept, zone=zone, t=t)
    first, *others = composed.reply.messages
    marked = Reply((replace(first, text=f"{mark}\n{first.text}"), *others))
    return channel.pages(marked)


def _of(channel: Channel, shows: ShowsPages, composed: Composed) -> Iterator[Preview]:
    ability = channel.ability
    plain = _rungs(ability)
    if plain:
        pages = tuple(shows.shown(composed.reply, rung=plain[0]))
        yield Preview(channel.account, channel.kind, plain, pages)
    for form in ability.templates:
        if Kind.NEWS in form.kinds and form.rung in ability.pushes:
            filled = _filled(form, composed)
            pages = tuple(shows.shown(composed.reply, rung=form.rung, filled=filled))
            yield Preview(channel.account, channel.kind, (form.rung,), pages)


def _rungs(ability: Ability) -> tuple[Rung, ...]:
    """The ways that carry the words themselves. A reply does so everywhere."""
    if Rung.SEND in ability.pushes:
        return (Rung.SEND,)
    found = [rung for rung in (Rung.CUSTOMER,) if rung in ability.pushes]
    if ability.mass is not None:
        found.append(Rung.MASS)
    return (*found, Rung.REPLY)


def _filled(form: Template, composed: Composed) -> Filled:
    facts = dict(composed.facts)
    return Filled(form, facts, facts.pop("url", ""))
