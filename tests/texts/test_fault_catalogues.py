"""Every kind of fault has its words in each language, and uses nothing that it is not given."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.content
from bot.content.wrong import Located, WrongInputError, wrong
from bot.texts import faults as catalogues
from bot.texts.faults import LANGUAGES, fault_texts

CODE = Path(bot.content.__file__).parent
TEXTS = Path(catalogues.__file__).parent
AS_READ = {"place-column"}
"""What is told as it was read, in every language."""
_ENTRY = re.compile(r"^([a-z][a-z0-9-]*) =(.*(?:\n[ \t]+.*|\n(?=[ \t]))*)", re.MULTILINE)
_USED = re.compile(r"\$([a-z_][a-z0-9_]*)")
FOREIGN = {"problem", "reason"}
"""What a parser or the system says, in English: Chinese leaves it out and says the mend."""


def named() -> Iterator[tuple[str, frozenset[str]]]:
    """Every kind that the code names, with the values that it gives."""
    for file in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "wrong"):
                continue
            kind, *_ = node.args
            if isinstance(kind, ast.Constant):
                yield str(kind.value), frozenset(str(word.arg) for word in node.keywords)


def said(language: str) -> dict[str, frozenset[str]]:
    """Every kind that a language has words for, with the values that they use."""
    return {
        kind: frozenset(_USED.findall(words))
        for file in sorted((TEXTS / language).glob("*.ftl"))
        for kind, words in _ENTRY.findall(file.read_text("utf-8"))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(language: str) -> None:
    has = said(language)
    for kind, given in named():
        assert kind in has, f"{kind} has no words in {language}"
        assert has[kind] <= given, f"{kind} needs {sorted(has[kind] - given)} in {language}"


def test_languages_say_the_same() -> None:
    first, *others = (said(language) for language in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
        assert {kind for kind in first if first[kind] - FOREIGN != other[kind] - FOREIGN} == set()


def test_no_words_are_left_over() -> None:
    """A kind may be named by ``wrong`` or stand in a table whose keys are kinds."""
    strings = {
        node.value
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    enums = {value for value in strings if re.fullmatch(r"[a-z0-9-]+", value)}
    assert {kind for kind in said(LANGUAGES[0]) if kind not in enums} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_kind_is_worded_twice(language: str) -> None:
    """Fluent would take one of them and say nothing."""
    files = sorted((TEXTS / language).glob("*.ftl"))
    kinds = [kind for file in files for kind, _ in _ENTRY.findall(file.read_text("utf-8"))]
    assert sorted(kinds) == sorted(set(kinds))


def test_chinese_is_chinese() -> None:
    t = fault_texts("zh-Hans")
    for kind, used in said("zh-Hans").items():
        if kind in AS_READ:
            continue
        words = t(kind, **dict.fromkeys(used, "x"))
        assert re.search("[\u4e00-\u9fff：。，“]", words), kind


def test_a_fault_is_told_where_it_stands() -> None:
    one = Located(wrong("at-file", file="b", fault="c"), "a.yaml", 3, "title")
    assert str(one) == "a.yaml, line 3, key title: b: c.."
    assert one.told("zh-Hans") == "a.yaml 第 3 行，title：b：c。。"
    assert WrongInputError(one).told("en") == (str(one),)


def test_where_the_reader_has_the_file_in_hand_it_is_not_named() -> None:
    fault = wrong("text-empty")
    places = [(3, "title"), (3, ""), (None, "title"), (None, "")]
    found = [Located(fault, "", line, key) for line, key in places]
    assert list(map(str, found)) == [
        "line 3, key title: is empty; write a text.",
        "line 3: is empty; write a text.",
        "title: is empty; write a text.",
        "is empty; write a text.",
    ]
    assert [one.told("zh-Hans") for one in found] == [
        "第 3 行，title：是空的；请写上文字。",
        "第 3 行：是空的；请写上文字。",
        "title：是空的；请写上文字。",
        "是空的；请写上文字。",
    ]
