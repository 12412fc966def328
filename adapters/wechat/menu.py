"""The menu below the chat: entries as the app names them, JSON as ``menu/create`` takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry: a ``key`` that comes back in a ``Tap``, or ``children`` (at most 5) under it.

    ``label`` is at most 16 bytes of UTF-8 at the top level, 60 below; a key at most 128 bytes;
    at most 3 entries at the top (the platform's 自定义菜单 limits).
    """

    label: str
    key: str = ""
    children: tuple["MenuEntry", ...] = ()


def menu_json(entries: Sequence[MenuEntry]) -> dict[str, Any]:
    """The body of ``menu/create``."""
    return {"button": [_button(entry) for entry in entries]}


def _button(entry: MenuEntry) -> dict[str, Any]:
    if entry.children:
        return {"name": entry.label, "sub_button": [_button(child) for child in entry.children]}
    return {"type": "click", "name": entry.label, "key": entry.key}
