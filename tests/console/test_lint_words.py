"""Whatever the check of a course finds is told in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import lint
from bot.texts.console import LANGUAGES, console_texts

FOLDER = Path(lint.__file__).parent
LISTED = Path(__file__).parents[2] / "docs" / "content.md"


def rules() -> Iterator[str]:
    """The names of all rules, as the document lists them; each stands in the code."""
    table = LISTED.read_text("utf-8").split("| rule | severity |")[1]
    for line in table.splitlines()[2:]:
        if not line.startswith("| `"):
            return
        yield line.split("`")[1]


def test_the_document_lists_what_the_code_finds() -> None:
    said = {
        node.value
        for file in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert len(list(rules())) == 16
    assert set(rules()) <= said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", list(rules()))
def test_every_rule_has_its_words(rule: str, language: str) -> None:
    t = console_texts(language)
    assert t(f"courses-rule-{rule}")
    assert t(f"courses-mend-{rule}")
