"""`yike backup` and `yike restore` as somebody types them, also on an embedded server."""

import os
import stat
from pathlib import Path

from tests.commands.terminal import TOWN, Terminal


def test_a_folder_of_ones_own_is_backed_up_lost_and_restored(tmp_path: Path) -> None:
    """No servers are given: the embedded ones are used, and no program runs meanwhile."""
    (tmp_path / "yike.toml").write_text(TOWN, "utf-8")
    here = Terminal(tmp_path, "", "")
    here.done("grant", "operator", "city:1001")
    said = here.done("backup")
    [file] = (tmp_path / "var" / "backups").iterdir()
    assert f"var/backups/{file.name}: " in said
    assert "keys are not in it (var/keys)" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    here.done("revoke", "operator", "city:1001")
    assert "not empty" not in here.done("restore", str(file))
    assert "before" in here.done("grant", "operator", "city:1001"), "it is there again"
    assert "not empty" in here.refused(2, "restore", str(file))
    said = here.done("restore", str(file), "--replace")
    assert "The ledger's audit found nothing" in said
    (tmp_path / "var" / "keys" / "data_key").unlink()
    assert "another data_key" in here.refused(2, "restore", str(file), "--replace")


def test_what_cannot_be_done_is_said_in_a_sentence(terminal: Terminal) -> None:
    assert "cannot be read" in terminal.refused(2, "restore", "nowhere.backup")
    os.mkfifo(terminal.folder / "file")
    assert "cannot be written" in terminal.refused(1, "backup", "--to", "file/below")
