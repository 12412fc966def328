"""Which changes of a competition somebody else has to agree to where two people are asked for."""

from collections.abc import Iterator

from bot.domain.competitions import Competition


def says_more(before: Competition, after: Competition) -> bool:
    """Pure: whether ``after`` says something else than ``before``, or to more groups: its head, its
    rules, and what divisions and stages are called. Dates, places, reminders, fewer groups, and a
    stage or division left out are not.
    """
    more = set(after.groups) - set(before.groups) or set(_titles(after)) - set(_titles(before))
    return bool(more) or _head(before) != _head(after)


def _head(one: Competition) -> tuple[object, ...]:
    return one.title, one.category, one.organiser, one.link, one.rules, one.contact


def _titles(one: Competition) -> Iterator[tuple[str, str]]:
    yield from (("division", part.title) for part in one.divisions)
    yield from (("stage", part.title) for part in one.stages)
