"""What a touched button of the settings panel does. Pure: from the settings and the button's data
to the new settings and what the panel shows then.

A button can be old or forged: what names nothing that could be chosen now changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time

from bot.domain.content import Track
from bot.domain.groups import NEVER_QUIET, GroupSettings
from bot.domain.messages import Message
from bot.texts.catalogue import LANGUAGE_NAMES
from handlers import group_panel
from handlers.group_panel import QUIET_SPANS, Panel

_CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)
_PAGE = re.compile(r"\d{1,3}", re.ASCII)
_SWITCH = {"on": True, "off": False}
_HUSH = {
    "none": NEVER_QUIET,
    "default": "",
    **{span.replace(":", ""): span for span in QUIET_SPANS},
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What comes of a touch: the settings as they are now, what the panel shows, and whether it was
    closed.
    """

    settings: GroupSettings
    shows: Message
    closed: bool = False


def touch(panel: Panel, data: str) -> Touched | None:
    """What the button with ``data`` (behind ``grp:``) does; None for one that is old or forged."""
    verb, _, argument = data.partition(":")
    if verb == "close" and not argument:
        return Touched(panel.settings, group_panel.closed(panel), closed=True)
    if verb in _VIEWS and not argument:
        return Touched(panel.settings, _VIEWS[verb](panel))
    if verb == "track":
        return _shelf(panel, argument)
    changed = _CHANGES[verb](panel, argument) if verb in _CHANGES else None
    if changed is None:
        return None
    return Touched(changed, group_panel.main(replace(panel, settings=changed)))


def _shelf(panel: Panel, argument: str) -> Touched | None:
    track, _, page = argument.partition(":")
    if track not in set(Track) or not _PAGE.fullmatch(page or "0"):
        return None
    return Touched(panel.settings, group_panel.courses(panel, track, int(page or "0")))


def _take(panel: Panel, argument: str) -> GroupSettings | None:
    """A course, by its track's shelf. The first one brings the question of the day with it."""
    track, _, key = argument.partition(":")
    before = panel.settings
    if track not in set(Track) or key not in {one.key for one in panel.library.shelf(track)}:
        return None
    asked = before.question_time if before.course else panel.times.question_time
    return replace(before, track=track, course=key, question_time=before.question_time or asked)


def _drop(panel: Panel, argument: str) -> GroupSettings | None:
    """No course: nor questions, which come from it."""
    return None if argument else replace(panel.settings, course=None, question_time=None)


def _rotate(panel: Panel, argument: str) -> GroupSettings | None:
    return _switched(argument, lambda on: replace(panel.settings, rotates=on))


def _board(panel: Panel, argument: str) -> GroupSettings | None:
    return _switched(argument, lambda on: replace(panel.settings, board=on))


def _ask_at(panel: Panel, argument: str) -> GroupSettings | None:
    clock = _CLOCK.fullmatch(argument)
    if clock is None:
        return replace(panel.settings, question_time=None) if argument == "off" else None
    return replace(panel.settings, question_time=time(int(clock[1]), int(clock[2])))


def _post(panel: Panel, argument: str) -> GroupSettings | None:
    if argument == "here" and panel.here:
        return replace(panel.settings, thread=panel.here)
    return replace(panel.settings, thread="") if argument == "general" else None


def _hush(panel: Panel, argument: str) -> GroupSettings | None:
    span = _HUSH.get(argument)
    return None if span is None else replace(panel.settings, quiet=span)


def _speak(panel: Panel, argument: str) -> GroupSettings | None:
    return replace(panel.settings, language=argument) if argument in LANGUAGE_NAMES else None


def _switched(argument: str, change: Callable[[bool], GroupSettings]) -> GroupSettings | None:
    return change(_SWITCH[argument]) if argument in _SWITCH else None


_VIEWS: Mapping[str, Callable[[Panel], Message]] = {
    "main": group_panel.main,
    "course": group_panel.course,
    "question": group_panel.question,
    "topic": group_panel.topic,
    "quiet": group_panel.quiet,
    "language": group_panel.language,
}
_CHANGES: Mapping[str, Callable[[Panel, str], GroupSettings | None]] = {
    "take": _take,
    "none": _drop,
    "rotate": _rotate,
    "board": _board,
    "at": _ask_at,
    "post": _post,
    "hush": _hush,
    "speak": _speak,
}
