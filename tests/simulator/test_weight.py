"""The demo's process must stay light."""

import subprocess
import sys


def test_aiogram_is_not_imported() -> None:
    code = "import sys, adapters.simulator; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
