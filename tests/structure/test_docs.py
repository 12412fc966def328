"""The papers name what there is: settings, commands, metrics, files; their examples can be used."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from pydantic import BaseModel

from bot.cli import app
from bot.config import Settings, check
from bot.content.announcement_file import load_announcement
from bot.content.competition_file import load_competition
from tests.deploy.promql import metrics

ROOT = Path(__file__).parents[2]
PAPERS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
ANCHOR = re.compile(r"[^\w\- ]")
MADE_LATER = ("deploy/secrets/", "bench/scale/result.json")
"""By an operator, or by a command."""
CALLED = re.compile(
    r"\byike ([a-z]+)((?:\\?\|[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*)((?:\\?\|[a-z]+)*))?"
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def fenced(text: str, language: str) -> list[str]:
    """The blocks of ``text`` in ``language``."""
    return [block for found, block in FENCE.findall(text) if found == language]


def keys(model: type[BaseModel], of: str = "") -> Iterator[str]:
    """Every setting below ``model``, as a path: ``server.port``, ``wechat.templates.id``."""
    for name, field in model.model_fields.items():
        kinds = [one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)]
        if kinds:
            yield from keys(kinds[0], f"{of}{name}.")
        else:
            yield f"{of}{name}"


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def commands(group: object, of: str = "") -> Iterator[str]:
    """Every command, ``group create``."""
    below: dict[str, object] = getattr(group, "commands", {})
    if not below:
        yield of.strip()
    for name, one in below.items():
        yield from commands(one, f"{of} {name}")


COMMANDS = set(commands(typer.main.get_command(app)))


def test_every_setting_is_explained_and_no_other() -> None:
    text = read("docs/settings.md")
    named = set[str]()
    for line in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE):
        named |= {word.rpartition(".")[2] for word in re.findall(r"`([\w.]+)`", line)}
    known = {one.rpartition(".")[2] for one in keys(Settings)}
    facts = {"title", "text", "time", "organiser", "name"}
    assert named - facts == known - facts
    assert len(known) > 40


def test_every_default_that_is_named_is_the_default() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| `([^`]+)` \|", read("docs/settings.md"), re.MULTILINE)
    defaults = {
        path.rpartition(".")[2]: field
        for path, field in _defaults(Settings)
        if path.startswith("wechat.") or path.count(".") == 1
    }
    said = {name.rpartition(".")[2]: value for name, value in rows}
    shared = {name for name in said if name in defaults}
    assert {"token_call", "backup_url", "mass_time", "erase_after_days", "zone"} <= shared
    for name in shared:
        assert _as_said(defaults[name]) == said[name], name


def _defaults(model: type[BaseModel], of: str = "") -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        kinds = [one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)]
        if kinds:
            yield from _defaults(kinds[0], f"{of}{name}.")
        elif not field.is_required():
            yield f"{of}{name}", field.default


def _as_said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).removesuffix(":00") if str(value).count(":") == 2 else str(value)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(paper: Path) -> None:
    for called in re.findall(r"`[^`\n]*`", paper.read_text("utf-8")):
        for first, more, second, others in CALLED.findall(called):
            firsts = [first, *_others(more)]
            for name in firsts:
                subs = {one.partition(" ")[2] for one in COMMANDS if one.split()[0] == name}
                assert subs, f"{called}: there is no command {name}"
                if subs != {""} and second:
                    assert {second, *_others(others)} <= subs, called


def _others(alternatives: str) -> list[str]:
    return [one for one in alternatives.replace("\\", "").split("|") if one]


def test_every_command_is_in_the_table_of_operating() -> None:
    text = read("docs/operating.md")
    table = text[text.index("## Commands") : text.index("## A WeChat official account")]
    said = set[str]()
    for line in re.findall(r"^\| (`yike .*?`) \| ", table, re.MULTILINE):
        first = ""
        for called in re.findall(r"`([^`]*)`", line):
            words = called.replace("\\", "").split()
            if words[0] == "yike":
                first, words = words[1], words[2:] or [""]
            for one in first.split("|"):
                said |= {f"{one} {name}".strip() for name in words[0].split("|")} | {one}
    assert {one for one in COMMANDS if one not in said} == {"run", "demo"}


def test_every_metric_is_explained() -> None:
    text = read("docs/operating.md")
    table = text[text.index("## Metrics") :]
    said = set[str]()
    for line in re.findall(r"^\| (`yike_.*?`) \| ", table, re.MULTILINE):
        base = ""
        for name in re.findall(r"`(\w+)", line):
            base = name if name.startswith("yike_") else base
            said |= {name} if name == base else {base.rpartition("_")[0] + name}
    found = {one for name, names in metrics().items() for one in ({name} | names)}
    assert {
        name for name in metrics() if name not in said and f"{name}_total" not in said
    } == set()
    assert said <= found


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_links_lead_somewhere(paper: Path) -> None:
    for link in LINK.findall(paper.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        to = (paper.parent / name).resolve() if name else paper
        assert to.exists(), f"{paper.name}: {link}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", to.read_text("utf-8"), re.MULTILINE)
            assert anchor in {ANCHOR.sub("", one.lower()).replace(" ", "-") for one in heads}, link


def test_files_of_the_program_that_are_named_exist() -> None:
    for paper in PAPERS:
        for name in re.findall(
            r"`((?:bot|handlers|adapters|schedules|deploy|bench|packs)/[\w./-]+)`",
            paper.read_text("utf-8"),
        ):
            assert name.startswith(MADE_LATER) or (ROOT / name).exists(), f"{paper.name}: {name}"


@pytest.mark.parametrize("paper", ["README.md", "docs/settings.md"])
def test_the_examples_of_settings_are_settings(
    paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [tomllib.loads(block) for block in fenced(read(paper), "toml")]
    assert found
    for values in found:
        for name in re.findall(r"env:(\w+)", repr(values)):
            secret = "A" * 43 if name.endswith("AES_KEY") else "42:secret"
            monkeypatch.setenv(name, secret)
        assert check(values).wechat[0].app_id


def test_the_examples_of_files_load(tmp_path: Path) -> None:
    file = tmp_path / "announcement.yaml"
    [example] = fenced(read("docs/announcements.md"), "yaml")
    file.write_text(example, "utf-8")
    found = load_announcement(file)
    assert found.link
    assert not found.urgent
    assert len(found.groups) == 2
    examples = [one for one in fenced(read("docs/packs.md"), "yaml") if "stages:" in one]
    assert examples
    for example in examples:
        file.write_text(example, "utf-8")
        assert load_competition(file).stages
