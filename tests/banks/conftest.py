"""A terminal of our own for the commands."""

from pathlib import Path

import pytest

from tests.commands.terminal import TOWN, Terminal


@pytest.fixture
def terminal(tmp_path: Path, database_url: str, redis_url: str) -> Terminal:
    """`yike` in a folder with settings."""
    (tmp_path / "yike.toml").write_text(TOWN, "utf-8")
    return Terminal(tmp_path, database_url, redis_url)
