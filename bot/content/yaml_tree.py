"""YAML as a tree of nodes that know their lines; nothing that can explode or run is let in."""

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.faults import Faults, Spot

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
    "mapping values are not allowed here": "a text with a colon and a space needs quotes",
    "found character '\\t' that cannot start any token": "use spaces, not tabs",
    "could not find expected ':'": "a key needs a colon after it",
    "found unexpected end of stream": "a quote or bracket is not closed",
    "expected <block end>, but found": "check the indentation and the quotes around this line",
    "expected ',' or ']'": "a list in brackets needs commas and its closing bracket",
    "expected a single document": "only one document is read; remove the line of three dashes",
}

_UNCLOSED = ("found unexpected end of stream", "expected ',' or")


class _RefusedError(Exception):
    def __init__(self, event: yaml.Event, sentence: str) -> None:
        super().__init__(sentence)
        self.line = event.start_mark.line if event.start_mark is not None else 0
        self.sentence = sentence


class _Loader(yaml.SafeLoader):
    """PyYAML's composer without aliases and without deep nesting. Only composes."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # stubs lack it
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(event, "an alias (*) is not allowed; write the text out")
        if getattr(event, "anchor", None) is not None:
            raise _RefusedError(event, "an anchor (&) is not allowed; remove it")
        if self.depth == MOST_DEPTH:
            raise _RefusedError(event, "this is nested too deeply; check the brackets")
        if self.nodes == MOST_NODES:
            raise _RefusedError(event, "this has too many values; divide the file")
        self.nodes += 1
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and node.tag not in _KNOWN_TAGS[type(node)] and not _merge(node):
            raise _RefusedError(event, "a tag (!) is not allowed; remove it")
        return node


def _merge(node: Node) -> bool:
    """``<<`` is taken for a key like any other, and is then refused as unknown."""
    return bool(node.tag == _TAG + "merge")


def compose(text: str, file: str, faults: Faults, first_line: int = 1) -> MappingNode | None:
    """The mapping that ``text`` is, or None with a fault noted.

    ``first_line`` is the number, in the file, of the first line of ``text``.
    """
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except _RefusedError as error:
        faults.add(Spot(file, error.line + first_line), error.sentence)
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        line = mark.line + first_line if mark is not None else None
        faults.add(Spot(file, line), _not_yaml(error.problem or error.context or ""))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        faults.add(
            Spot(file, line),
            f"the invisible character U+{error.character:04X} is not allowed; remove it",
        )
    except (ValueError, OverflowError):  # PyYAML lets chr() of an escape such as "\U00110000" fail
        line = loader.line + first_line if loader is not None else None
        faults.add(Spot(file, line), "an escape (\\) here names no character; write the text out")
    else:
        if isinstance(node, MappingNode):
            return node
        faults.add(Spot(file, first_line), "this must be lines of the form `key: value`")
    finally:
        if loader is not None:
            loader.dispose()
    return None


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Where to look: what was never closed is mended where it was opened."""
    unclosed = (error.problem or "").startswith(_UNCLOSED)
    return (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark


def _not_yaml(problem: str) -> str:
    for words, mend in _MENDS.items():
        if problem.startswith(words):
            return f"this is not valid YAML ({problem}); {mend}"
    return f"this is not valid YAML ({problem}); check quotes, colons and indentation"
