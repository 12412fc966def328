"""What the staff reads: the same texts in both languages, each that is asked for is there, and each
act of the audit log has words.
"""

import ast as python
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.texts.console import LANGUAGES, console_texts
from bot.web.console.paper import SECTIONS
from bot.web.console.staff import StaffRole
from tests.texts.speech import console_pages, everything, of_console, spoken, spoken_in_pages
from tests.texts.test_catalogues import SIMPLE, places

FOLDER = Path(__file__).parents[2] / "bot" / "texts" / "console"
HAN = re.compile("[\u4e00-\u9fff]")
CHINESE_IN_ENGLISH = {
    "sign-in-word",
    "staff-invite-word",
    "learners-language-zh-Hans",
    "learners-language-zh-Hant",
}
"""What is said in chat in Chinese, also by who reads English; and names of languages."""


def entries(language: str) -> dict[str, ast.Message]:
    """The messages of all files of a language; each name stands once."""
    found: dict[str, ast.Message] = {}
    for file in sorted((FOLDER / language).glob("*.ftl")):
        parsed = FluentParser().parse(file.read_text("utf-8"))
        assert not [one for one in parsed.body if isinstance(one, ast.Junk)], file.name
        for one in parsed.body:
            if isinstance(one, ast.Message):
                assert one.id.name not in found, f"{file.name}: {one.id.name} stands twice"
                found[one.id.name] = one
    return found


CHINESE, ENGLISH = (entries(language) for language in LANGUAGES)


def test_both_languages_have_every_text_and_no_other() -> None:
    assert set(CHINESE) ^ set(ENGLISH) == set()


def test_both_languages_say_the_same_of_the_same_values() -> None:
    for name, one in CHINESE.items():
        here, there = places(one), places(ENGLISH[name])
        free = here.chooses | there.chooses
        assert here.shown - free == there.shown - free, name


def test_every_text_that_is_asked_for_exists() -> None:
    asked = [(said.where, name) for said in spoken(of_console()) for name in said.names]
    asked += list(spoken_in_pages(console_pages()))
    known = set(CHINESE) | set(SIMPLE)  # pictured phones say what learners read
    assert not [(where, name) for where, name in asked if name not in known]
    assert len(asked) > 200, "the code was read"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_and_roles_have_names(language: str) -> None:
    t = console_texts(language)
    assert all(t(f"section-{name}") for name in SECTIONS)
    assert all(t(f"role-{role.value}") for role in StaffRole)


ACT = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")


def acts() -> Iterator[str]:
    """Every act that is noted, by name, wherever it is handed on to the audit log."""
    for _, tree in everything():
        for node in python.walk(tree):
            if isinstance(node, python.Call) and _name(node.func).lstrip("_").startswith("note"):
                for one in [*node.args, *(word.value for word in node.keywords)]:
                    if isinstance(one, python.Constant) and ACT.fullmatch(str(one.value)):
                        yield str(one.value)


def _name(func: python.expr) -> str:
    if isinstance(func, python.Attribute):
        return func.attr
    return func.id if isinstance(func, python.Name) else ""


def test_every_act_has_words() -> None:
    named = {f"act-{act.replace('.', '-')}" for act in acts()}
    assert len(named) > 20, "the code was read"
    assert named <= set(CHINESE)


def test_the_english_console_is_in_english() -> None:
    t = console_texts("en")
    values = {
        name: dict.fromkeys(places(one).shown | places(one).chooses, "1")
        for name, one in ENGLISH.items()
    }
    found = {name for name in ENGLISH if HAN.search(t(name, **values[name]))}
    assert found <= CHINESE_IN_ENGLISH
