"""`yike` as somebody runs it in a folder."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOWN = """
[[telegram]]
name = "city"
token = "42:abc"
webhook_secret = "x"
[[credit_bank]]
name = "lrs"
kind = "xapi"
url = "http://127.0.0.1:9/xAPI"
username = "bot"
password = "secret"
"""


class Terminal:
    """Runs `yike` in a folder of its own, against the session's servers."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.folder = folder
        self._environment = os.environ | {  # noqa: TID251 - the child gets ours
            "PYTHONPATH": str(ROOT),
            "YIKE_STORAGE__DATABASE_URL": database_url,
            "YIKE_STORAGE__REDIS_URL": redis_url,
        }

    def yike(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    def done(self, *words: str) -> str:
        ended = self.yike(*words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def refused(self, status: int, *words: str) -> str:
        ended = self.yike(*words)
        assert ended.returncode == status, (ended.stdout, ended.stderr)
        assert "Traceback" not in ended.stderr
        return ended.stderr
