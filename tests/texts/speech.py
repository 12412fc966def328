"""What the source says, and by which names: every text that is asked for, found by reading it."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "schedules", "adapters")
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9_]+)*")
SPEAKERS = {"t", "_T", "other", "own", "several", "title_of"}


@dataclass(frozen=True, slots=True)
class Said:
    """One ``t("name", x=…)``: where, the names it may have, and the values it gives (None where
    they are passed on as a whole).
    """

    where: str
    names: tuple[str, ...]
    values: frozenset[str] | None


CONSOLE = "bot/web/console/"
"""What the staff reads has catalogues of its own."""


def everything() -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of the program, by its path."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8"))


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every Python file that speaks with learners, by its path."""
    return ((path, tree) for path, tree in everything() if not path.startswith(CONSOLE))


def of_console() -> Iterator[tuple[str, ast.Module]]:
    """Every Python file that speaks with the staff, by its path."""
    return ((path, tree) for path, tree in everything() if path.startswith(CONSOLE))


def console_pages() -> Iterator[tuple[str, str]]:
    """Every page of the console, by its path."""
    for file in sorted((ROOT / "bot/web/templates/console").glob("*.j2")):
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def templates() -> Iterator[tuple[str, str]]:
    """Every page, by its path."""
    for file in sorted((ROOT / "bot/web/templates").glob("*.j2")):
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def spoken(trees: Iterable[tuple[str, ast.Module]] | None = None) -> Iterator[Said]:
    """Every text that Python code asks for by a name that stands there."""
    for path, tree in sources() if trees is None else trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _speaks(node.func) and node.args:
                names = tuple(_names(node.args[0]))
                given = [one.arg for one in node.keywords]
                values = None if None in given else frozenset(filter(None, given))
                if names:
                    yield Said(f"{path}:{node.lineno}", names, values)


def _speaks(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute):
        return func.attr in SPEAKERS
    if isinstance(func, ast.Call):  # texts(language)("name")
        return isinstance(func.func, ast.Name) and func.func.id == "texts"
    return isinstance(func, ast.Name) and func.id in SPEAKERS


def _names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _names(node.body)
        yield from _names(node.orelse)


def words_in_code() -> set[str]:
    """Every string of the program that could be a text's name, those in pages too."""
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and NAME.fullmatch(said):
                found.add(said)
    for _, page in templates():
        found |= {one for one in re.findall(r'"([a-z][a-z0-9-]*)"', page) if NAME.fullmatch(one)}
    return found


def spoken_in_pages(
    pages: Iterable[tuple[str, str]] | None = None,
) -> Iterator[tuple[str, str]]:
    """Every ``t("name")`` of the pages: where, and the name."""
    for path, page in templates() if pages is None else pages:
        for name in re.findall(r'\bt\("([a-z][a-z0-9-]*)"(?! ~)', page):
            yield path, name


def grouped(prefixes: Mapping[str, object]) -> set[str]:
    """All names of texts that are asked for by a prefix and one of its endings."""
    return {
        f"{prefix}{ending}" for prefix, endings in prefixes.items() for ending in _endings(endings)
    }


def _endings(endings: object) -> list[str]:
    return [str(one).replace("_", "-") for one in endings]  # type: ignore[attr-defined]
