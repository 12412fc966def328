"""The page's files obey the strict content policy by themselves; no browser is needed."""

import re
from pathlib import Path

import pytest

from adapters.simulator import phones_files
from tests.phones.conftest import missing

FILES = sorted(phones_files.FOLDER.iterdir())
PAGE = (phones_files.FOLDER / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_served_and_asks_for_nothing_elsewhere(file: Path) -> None:
    assert file.suffix in phones_files.TYPES
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert (
        re.findall(r"(?:https?:)?//[a-z0-9.]+\.[a-z]{2,}|url\((?!#)|@import|[\"'(]data:", text)
        == []
    )


def test_nothing_is_written_inline() -> None:
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", PAGE) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", PAGE) == []


def test_all_that_is_named_is_there() -> None:
    names = {file.name for file in FILES}
    linked = set(re.findall(r'(?:src|href)="([a-z]+\.[a-z]+)"', PAGE))
    imported = {
        name
        for file in FILES
        if file.suffix == ".js"
        for name in re.findall(r'from "\./([a-z]+\.js)"', file.read_text(encoding="utf-8"))
    }
    assert linked | imported == names - {"index.html"}


def test_what_a_machine_lacks_is_named(tmp_path: Path) -> None:
    assert missing(which=lambda _: None) == "chromium"
    assert missing(which=str, fonts=tmp_path) == "font NotoSansCJK"
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert missing(which=str, fonts=tmp_path) == "font NotoColorEmoji"
    (tmp_path / "NotoColorEmoji.ttf").touch()
    assert missing(which=str, fonts=tmp_path) == ""
