"""What single YAML values are, and what is wrong with them as texts."""

from dataclasses import dataclass, replace

from yaml.nodes import Node, ScalarNode, SequenceNode

from bot.content.faults import Faults, Spot, quoted
from bot.content.files import hidden_character
from bot.content.wrong import Wrong, wrong

_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Place:
    """Where nodes stand: the file, the line its YAML begins at, the keys above."""

    file: str
    faults: Faults
    first_line: int = 1
    path: str = ""

    def fault(self, node: Node, key: str, fault: Wrong) -> None:
        """Note a fault at ``node``, which is the value of ``key`` (empty: none)."""
        line = node.start_mark.line + self.first_line
        path = f"{self.path}.{key}" if self.path and key else self.path or key
        self.faults.add(Spot(self.file, line, path), fault)

    def inside(self, key: str) -> "Place":
        """The place of what stands under ``key``."""
        return replace(self, path=f"{self.path}.{key}" if self.path else key)


def kind_of(node: Node) -> str:
    """``str``, ``int``, ``float``, ``bool``, ``null``, ``timestamp``, ``seq``, ``map``, …"""
    return str(node.tag).removeprefix(_TAG)


def is_blank(node: ScalarNode) -> bool:
    """Whether a value is empty: nothing after the colon, ``~``, ``null``, or blanks."""
    return kind_of(node) == "null" or not str(node.value).strip()


def text_fault(node: Node, most: int, *, lines: bool) -> Wrong | None:
    """What is wrong with ``node`` as a text, or None."""
    if not isinstance(node, ScalarNode):
        return wrong("not-a-text")
    if kind_of(node) == "bool":
        return wrong("text-read-as-yes-or-no", read=shown(node))
    text = str(node.value).strip()
    if is_blank(node):
        return wrong("text-empty")
    if hidden := hidden_character(text):
        return wrong("invisible-character", char=hidden)
    if "\n" in text and not lines:
        return wrong("text-of-several-lines", read=shown(node))
    if len(text) > most:
        return wrong("text-too-long", count=len(text), most=most)
    return None


def shown(node: Node) -> Wrong:
    """What was read, for a sentence."""
    if isinstance(node, ScalarNode):
        return quoted(str(node.value))
    return wrong("a-list") if isinstance(node, SequenceNode) else wrong("keys-and-values")
