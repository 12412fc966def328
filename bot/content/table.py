"""A YAML mapping read key by key: each value checked for type and range, each fault told."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.faults import quoted
from bot.content.values import Place, is_blank, kind_of, shown, text_fault

MOST_ID = 40
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,4})?", re.ASCII)
_Choice = TypeVar("_Choice", bound=StrEnum)
_Item = TypeVar("_Item", str, int)


def is_id(text: str) -> bool:
    """Whether ``text`` is kebab-case ASCII of at most 40 characters."""
    return len(text) <= MOST_ID and _ID.fullmatch(text) is not None


class Table:
    """One mapping. A reading method notes a fault where the value is wrong and then returns a
    stand-in (empty, 0); so it does, without a fault, for an absent key. Whoever reads a file
    ends with ``Faults.stop``, so no stand-in of a wrong value gets further.

    Absent required keys, unknown keys and keys given twice are noted when the table is made.
    """

    def __init__(
        self,
        node: MappingNode,
        place: Place,
        *,
        required: Sequence[str],
        optional: Sequence[str] = (),
    ) -> None:
        """Take ``node`` apart."""
        self.place = place
        self._node = node
        self._values: dict[str, Node] = {}
        self._take((*required, *optional))
        for key in required:
            if key not in self._values:
                place.fault(node, key, "is missing; add it")

    def _take(self, known: Sequence[str]) -> None:
        for key, value in self._node.value:
            if not isinstance(key, ScalarNode):
                self.place.fault(key, "", "a key must be a plain word")
            elif key.value in self._values:
                self.place.fault(key, key.value, "is given twice; keep one")
            elif key.value in known:
                self._values[key.value] = value
            else:
                name = quoted(key.value)
                self.place.fault(key, "", f"unknown key {name}; known here: {', '.join(known)}")

    def __contains__(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def fault(self, key: str, sentence: str) -> None:
        """Note a fault at ``key``, or at the table's first line when the key is absent.

        ``groups[2]`` names the second item of a list.
        """
        name, _, number = key.rstrip("]").partition("[")
        node = self._values.get(name, self._node)
        if number and isinstance(node, SequenceNode):
            node = node.value[int(number) - 1]
        self.place.fault(node, key, sentence)

    def text(self, key: str, most: int, *, lines: bool = False) -> str:
        """A text of 1 to ``most`` characters without surrounding blanks.

        A number or a date is taken as it is spelled. ``lines`` allows line breaks.
        """
        node = self._values.get(key)
        return "" if node is None else self._text(node, key, most, lines=lines)

    def text_or_blank(self, key: str, most: int) -> str:
        """A text as ``text`` reads it, or nothing at all."""
        node = self._values.get(key)
        if node is None or (isinstance(node, ScalarNode) and is_blank(node)):
            return ""
        return self._text(node, key, most)

    def id(self, key: str) -> str:
        """A kebab-case id."""
        text = self.text(key, 200)
        if text and not is_id(text):
            self.fault(
                key,
                f"read {quoted(text)}; write an id of small letters, digits and single hyphens, "
                f"at most {MOST_ID} characters",
            )
            return ""
        return text

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``."""
        node = self._values.get(key)
        return 0 if node is None else self._whole(node, key, least, most)

    def number(self, key: str, most: float, *, zero: bool) -> float:
        """A number from 0 (``zero``: included) to ``most``, of at most 4 decimals."""
        node = self._values.get(key)
        if node is None:
            return 0.0
        if kind_of(node) in {"int", "float"} and _NUMBER.fullmatch(node.value):
            value = float(node.value)
            if value <= most and (zero or value > 0):
                return value
        low = "from 0" if zero else "above 0 and up"
        self.place.fault(
            node,
            key,
            f"read {shown(node)}; write a number {low} to {most:g}, without quotes, with at most "
            "4 decimals",
        )
        return 0.0

    def yes_no(self, key: str) -> bool:
        """``true`` or ``false``."""
        node = self._values.get(key)
        if node is None:
            return False
        if kind_of(node) == "bool":
            return str(node.value).lower() in {"true", "yes", "on"}
        self.fault(key, f"read {shown(node)}; write true or false, without quotes")
        return False

    def choice(self, key: str, among: type[_Choice]) -> _Choice | None:
        """A member of an enumeration, by its value; None where it is absent or wrong."""
        text = self.text(key, 200)
        if text and text not in list(among):
            self.fault(key, f"read {quoted(text)}; write one of {', '.join(among)}")
            return None
        return among(text) if text else None

    def texts(self, key: str, least: int, most: int, width: int) -> tuple[str, ...]:
        """``least`` to ``most`` one-line texts of up to ``width`` characters, all different."""
        return self._list(key, least, most, "texts", lambda n, k: self._text(n, k, width))

    def wholes(self, key: str, least: int, most: int, highest: int) -> tuple[int, ...]:
        """``least`` to ``most`` different whole numbers from 1 to ``highest``."""
        return self._list(key, least, most, "numbers", lambda n, k: self._whole(n, k, 1, highest))

    def tables(
        self,
        key: str,
        least: int,
        most: int,
        *,
        required: Sequence[str],
        optional: Sequence[str] = (),
    ) -> list["Table"]:
        """``least`` to ``most`` mappings, each with its own keys."""
        tables = []
        for number, node in enumerate(self._items(key, least, most, "entries"), 1):
            if isinstance(node, MappingNode):
                place = self.place.inside(f"{key}[{number}]")
                tables.append(Table(node, place, required=required, optional=optional))
            else:
                self.place.fault(
                    node, f"{key}[{number}]", "must be lines of the form `key: value`"
                )
        return tables

    def inside(self, key: str, optional: Sequence[str]) -> "Table | None":
        """One mapping with keys of its own; None where it is absent or something else."""
        node = self._values.get(key)
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            self.fault(key, f"read {shown(node)}; write lines of the form `key: value` under it")
            return None
        return Table(node, self.place.inside(key), required=(), optional=optional)

    def pairs(self, key: str, most: int, width: int) -> dict[str, str]:
        """At most ``most`` texts, each with another beside it, all of up to ``width`` characters."""
        node = self._values.get(key)
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            self.fault(key, f"read {shown(node)}; write lines of the form `word: other` under it")
            return {}
        if len(node.value) > most:
            self.fault(key, f"has {len(node.value)} entries; write at most {most}")
            return {}
        found: dict[str, str] = {}
        for name, value in node.value:
            word = self._text(name, key, width)
            if word and word in found:
                self.place.fault(name, key, f"{shown(name)} is there twice")
            found[word] = self._text(value, key, width)
        return found

    def _items(self, key: str, least: int, most: int, what: str) -> list[Node]:
        node = self._values.get(key)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.fault(key, f"read {shown(node)}; write a list of {what}, as in [a, b]")
        elif not least <= len(node.value) <= most:
            self.fault(key, f"has {len(node.value)} {what}; write {least} to {most}")
        else:
            return list(node.value)
        return []

    def _list(
        self, key: str, least: int, most: int, what: str, read: Callable[[Node, str], _Item]
    ) -> tuple[_Item, ...]:
        found: list[_Item] = []
        for number, node in enumerate(self._items(key, least, most, what), 1):
            item = read(node, f"{key}[{number}]")
            if item and item in found:
                self.place.fault(node, f"{key}[{number}]", f"{shown(node)} is there twice")
            found.append(item)
        return tuple(found)

    def _text(self, node: Node, key: str, most: int, *, lines: bool = False) -> str:
        if fault := text_fault(node, most, lines=lines):
            self.place.fault(node, key, fault)
            return ""
        return str(node.value).strip()

    def _whole(self, node: Node, key: str, least: int, most: int) -> int:
        if kind_of(node) == "int" and _WHOLE.fullmatch(node.value):
            value = int(node.value)
            if least <= value <= most:
                return value
        self.place.fault(
            node,
            key,
            f"read {shown(node)}; write a whole number from {least} to {most}, without quotes",
        )
        return 0
