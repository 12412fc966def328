"""YAML as a tree of nodes that know their lines; nothing that can explode or run is let in."""

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.faults import Faults, Spot
from bot.content.files import hidden_character
from bot.content.wrong import Wrong, wrong

MOST_DEPTH = 12
"""Our files nest four deep; more is a slip or an attack on the parser's stack."""

MOST_NODES = 10_000
"""The largest competition has a tenth of it; more would keep the parser busy for seconds."""

_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = {
    ScalarNode: {
        _TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "value")
    },
    SequenceNode: {_TAG + "seq"},
    MappingNode: {_TAG + "map"},
}
_MENDS = {
    "mapping values are not allowed here": wrong("mend-colon-in-text"),
    "found character '\\t' that cannot start any token": wrong("mend-tabs"),
    "could not find expected ':'": wrong("mend-key-without-colon"),
    "found unexpected end of stream": wrong("mend-not-closed"),
    "expected <block end>, but found": wrong("mend-indentation"),
    "expected ',' or ']'": wrong("mend-list"),
    "expected a single document": wrong("mend-several-documents"),
}

_UNCLOSED = ("found unexpected end of stream", "expected ',' or")


class _RefusedError(Exception):
    """``line`` counts from 0 in the text being read."""

    def __init__(self, line: int, fault: Wrong) -> None:
        super().__init__(fault.kind)
        self.line = line
        self.fault = fault


class _Loader(yaml.SafeLoader):
    """PyYAML's composer without aliases and without deep nesting. Only composes."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # stubs lack it
        line = event.start_mark.line if event.start_mark is not None else 0
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(line, wrong("yaml-alias"))
        if getattr(event, "anchor", None) is not None:
            raise _RefusedError(line, wrong("yaml-anchor"))
        if self.depth == MOST_DEPTH:
            raise _RefusedError(line, wrong("yaml-too-deep"))
        if self.nodes == MOST_NODES:
            raise _RefusedError(line, wrong("yaml-too-many"))
        self.nodes += 1
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and node.tag not in _KNOWN_TAGS[type(node)] and not _merge(node):
            raise _RefusedError(line, wrong("yaml-tag"))
        return node


def _merge(node: Node) -> bool:
    """``<<`` is taken for a key like any other, and is then refused as unknown."""
    return bool(node.tag == _TAG + "merge")


def compose(text: str, file: str, faults: Faults, first_line: int = 1) -> MappingNode | None:
    """The mapping that ``text`` is, or None with a fault noted.

    ``first_line`` is the number, in the file, of the first line of ``text``.
    """
    try:
        _check_visible(text)
        node = _tree(text)
    except _RefusedError as error:
        faults.add(Spot(file, error.line + first_line), error.fault)
        return None
    if isinstance(node, MappingNode):
        return node
    faults.add(Spot(file, first_line), wrong("not-keys"))
    return None


def _check_visible(text: str) -> None:
    """Refuse invisible characters; YAML would count some of them as line ends."""
    for line, words in enumerate(text.split("\n")):
        if hidden := hidden_character(words.replace("\t", " ")):
            raise _RefusedError(line, wrong("invisible-character", char=hidden))


def _tree(text: str) -> Node | None:
    """The tree of nodes; every fault of the text becomes a _RefusedError."""
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        raise _RefusedError(
            text.count("\n", 0, error.position),
            wrong("invisible-character", char=f"U+{error.character:04X}"),
        ) from None
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        line = mark.line if mark is not None else 0
        raise _RefusedError(line, _not_yaml(error.problem or error.context or "")) from None
    except (ValueError, OverflowError):  # PyYAML lets chr() of an escape such as "\U00110000" fail
        raise _RefusedError(loader.line, wrong("yaml-escape")) from None
    finally:
        loader.dispose()


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Where to look: what was never closed is mended where it was opened."""
    unclosed = (error.problem or "").startswith(_UNCLOSED)
    return (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark


def _not_yaml(problem: str) -> Wrong:
    for words, mend in _MENDS.items():
        if problem.startswith(words):
            return wrong("not-yaml", problem=problem, mend=mend)
    return wrong("not-yaml", problem=problem, mend=wrong("mend-anything"))
