"""A YAML mapping read key by key: each value checked for type and range, each fault told."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.faults import quoted
from bot.content.values import Place, is_blank, kind_of, shown, text_fault
from bot.content.wrong import Wrong, wrong

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
                place.fault(node, key, wrong("key-missing"))

    def _take(self, known: Sequence[str]) -> None:
        for key, value in self._node.value:
            if not isinstance(key, ScalarNode):
                self.place.fault(key, "", wrong("key-no-word"))
            elif key.value in self._values:
                self.place.fault(key, key.value, wrong("key-given-twice"))
            elif key.value in known:
                self._values[key.value] = value
            else:
                name, names = quoted(key.value), ", ".join(known)
                self.place.fault(key, "", wrong("key-unknown", name=name, known=names))

    def __contains__(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def fault(self, key: str, fault: Wrong) -> None:
        """Note a fault at ``key``, or at the table's first line when the key is absent.

        ``groups[2]`` names the second item of a list.
        """
        name, _, number = key.rstrip("]").partition("[")
        node = self._values.get(name, self._node)
        if number and isinstance(node, SequenceNode):
            node = node.value[int(number) - 1]
        self.place.fault(node, key, fault)

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
            self.fault(key, wrong("not-an-id", read=quoted(text), most=MOST_ID))
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
        read = shown(node)
        self.place.fault(
            node,
            key,
            wrong("not-a-number-from-zero", read=read, most=f"{most:g}")
            if zero
            else wrong("not-a-number-above-zero", read=read, most=f"{most:g}"),
        )
        return 0.0

    def yes_no(self, key: str) -> bool:
        """``true`` or ``false``."""
        node = self._values.get(key)
        if node is None:
            return False
        if kind_of(node) == "bool":
            return str(node.value).lower() in {"true", "yes", "on"}
        self.fault(key, wrong("not-yes-or-no", read=shown(node)))
        return False

    def choice(self, key: str, among: type[_Choice]) -> _Choice | None:
        """A member of an enumeration, by its value; None where it is absent or wrong."""
        text = self.text(key, 200)
        if text and text not in list(among):
            self.fault(key, wrong("not-among", read=quoted(text), known=", ".join(among)))
            return None
        return among(text) if text else None

    def texts(self, key: str, least: int, most: int, width: int) -> tuple[str, ...]:
        """``least`` to ``most`` one-line texts of up to ``width`` characters, all different."""
        what = wrong("items-texts")
        return self._list(key, least, most, what, lambda n, k: self._text(n, k, width))

    def wholes(self, key: str, least: int, most: int, highest: int) -> tuple[int, ...]:
        """``least`` to ``most`` different whole numbers from 1 to ``highest``."""
        what = wrong("items-numbers")
        return self._list(key, least, most, what, lambda n, k: self._whole(n, k, 1, highest))

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
        for number, node in enumerate(self._items(key, least, most, wrong("items-entries")), 1):
            if isinstance(node, MappingNode):
                place = self.place.inside(f"{key}[{number}]")
                tables.append(Table(node, place, required=required, optional=optional))
            else:
                self.place.fault(node, f"{key}[{number}]", wrong("entry-no-keys"))
        return tables

    def inside(self, key: str, optional: Sequence[str]) -> "Table | None":
        """One mapping with keys of its own; None where it is absent or something else."""
        node = self._values.get(key)
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            self.fault(key, wrong("keys-wanted", read=shown(node)))
            return None
        return Table(node, self.place.inside(key), required=(), optional=optional)

    def pairs(self, key: str, most: int, width: int) -> dict[str, str]:
        """At most ``most`` texts, each with another beside it, all of up to ``width`` characters."""
        node = self._values.get(key)
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            self.fault(key, wrong("pairs-wanted", read=shown(node)))
            return {}
        if len(node.value) > most:
            self.fault(key, wrong("too-many-pairs", count=len(node.value), most=most))
            return {}
        found: dict[str, str] = {}
        for name, value in node.value:
            word = self._text(name, key, width)
            if word and word in found:
                self.place.fault(name, key, wrong("item-twice", item=shown(name)))
            found[word] = self._text(value, key, width)
        return found

    def _items(self, key: str, least: int, most: int, what: Wrong) -> list[Node]:
        node = self._values.get(key)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.fault(key, wrong("list-wanted", read=shown(node), what=what))
        elif not least <= len(node.value) <= most:
            count = len(node.value)
            self.fault(key, wrong("items-count", count=count, what=what, least=least, most=most))
        else:
            return list(node.value)
        return []

    def _list(
        self, key: str, least: int, most: int, what: Wrong, read: Callable[[Node, str], _Item]
    ) -> tuple[_Item, ...]:
        found: list[_Item] = []
        for number, node in enumerate(self._items(key, least, most, what), 1):
            item = read(node, f"{key}[{number}]")
            if item and item in found:
                twice = wrong("item-twice", item=shown(node))
                self.place.fault(node, f"{key}[{number}]", twice)
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
        fault = wrong("not-a-whole-number", read=shown(node), least=least, most=most)
        self.place.fault(node, key, fault)
        return 0
