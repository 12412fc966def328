"""A folder of secrets as an operator has it before the first start."""

import subprocess
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY

OWN = {
    "city_telegram_token": "42:abc",
    "city_wechat_app_secret": "0123456789abcdef0123456789abcdef",
    "lrs_password": "open-sesame",
}
"""What only the operator has."""


def make_secrets(folder: Path) -> str:
    """Run make-secrets.sh; what it says."""
    return subprocess.run(
        ["sh", str(DEPLOY / "make-secrets.sh"), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """Made by the script, the rest filled in."""
    folder = tmp_path / "secrets"
    make_secrets(folder)
    for name, value in OWN.items():
        (folder / name).write_text(value + "\n", "utf-8")
    return folder
