"""Rules for the repository that no linter has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OFFLIMITS = re.compile(
    "|".join(
        ("py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian\.org")
    )
)
SMALL_PYTHON_FILE = 420
"""Lines; only the straight composition root may be longer (docs/decisions tells why)."""


def tracked() -> list[Path]:
    """The files of the repository; all files where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not run: this is no git checkout, so there is no list of its files")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_is_named_and_no_machine_path() -> None:
    for path in tracked():
        if path.suffix in {".png", ".jpg", ".xlsx"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not OFFLIMITS.search(text), path
        assert "/wo" + "rk/" not in text, path


def test_python_files_stay_readable() -> None:
    for path in tracked():
        if path.suffix == ".py" and path.name != "app.py":
            lines = path.read_text("utf-8").count("\n")
            assert lines <= SMALL_PYTHON_FILE, f"{path} has {lines} lines"


def test_adapters_are_imported_only_when_configured() -> None:
    """`yike --help` and small commands must not pay for aiogram or wechatpy."""
    code = "import sys, bot.cli, bot.app; print([m for m in ('aiogram', 'wechatpy') if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_the_lock_files_have_a_hash_for_every_package() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][a-z0-9._\[\]-]*==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
