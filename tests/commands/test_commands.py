"""Commands as a person at the terminal meets them: exit codes, one sentence, no traceback."""

from pathlib import Path

import pytest

from tests.commands.terminal import ROOT, Terminal
from tests.conftest import Servers
from tests.content.packs import COURSE, LESSON

PACK = ROOT / "packs" / "yike-basics"
COMPETITION = """
id: legal-literacy-2030
title: 全民法治知识竞赛
category: legal-literacy
organiser: 某某图书馆
link: https://example.org/rules
groups: ["ACCOUNT:-1001234567890"]
stages:
  - {id: registration, kind: registration, opens: 2030-12-01T09:00:00+08:00, closes: 2030-12-10T18:00:00+08:00}
reminders: [P7D, P1D, PT3H]
"""


def test_a_pack_is_checked_imported_once_and_exported(terminal: Terminal) -> None:
    assert "smart-payments" in terminal.done("pack", "check", str(PACK))
    assert "new" in terminal.done("pack", "import", str(PACK))
    assert "unchanged" in terminal.done("pack", "import", str(PACK))
    terminal.done("pack", "export", "out")
    assert "unchanged" in terminal.done("pack", "import", "out")
    assert "empty" in terminal.refused(2, "pack", "export", "out")


def test_a_pack_of_many_courses_comes_in_whole_or_not_at_all(terminal: Terminal) -> None:
    pack = terminal.folder / "many"
    for number in range(45):
        course = pack / f"course-{number}"
        course.mkdir(parents=True)
        (course / "course.yaml").write_text(
            COURSE.replace("id: small", f"id: small-{number}"), "utf-8"
        )
        (course / "01-first.md").write_text(LESSON, "utf-8")
    last = pack / "course-44" / "course.yaml"
    good = last.read_text("utf-8")
    last.write_text(good.replace("small-44", "small-0"), "utf-8")
    assert "small-0" in terminal.refused(2, "pack", "import", str(pack))
    terminal.done("pack", "export", "nothing")
    assert not (terminal.folder / "nothing").exists() or not list(
        (terminal.folder / "nothing").iterdir()
    )
    last.write_text(good, "utf-8")
    assert terminal.done("pack", "import", str(pack)).count("new") == 45
    assert terminal.done("pack", "import", str(pack)).count("unchanged") == 45


def test_a_malformed_pack_changes_nothing(terminal: Terminal) -> None:
    bad = terminal.folder / "bad" / "course"
    bad.mkdir(parents=True)
    (bad / "course.yaml").write_text("id: course\nlevel: nine\n", "utf-8")
    assert "course.yaml" in terminal.refused(2, "pack", "import", str(bad.parent))
    terminal.done("pack", "export", "out")
    assert list((terminal.folder / "out").glob("*")) == []


def test_a_competition_is_imported_and_updated(terminal: Terminal) -> None:
    file = terminal.folder / "law.yaml"
    file.write_text(COMPETITION.replace("ACCOUNT", "nowhere"), "utf-8")
    assert "1 stages" in terminal.done("competition", "check", str(file))
    assert 'account "nowhere"' in terminal.refused(2, "competition", "import", str(file))
    file.write_text(COMPETITION.replace("ACCOUNT", "city"), "utf-8")
    assert "new" in terminal.done("competition", "import", str(file))
    assert "unchanged" in terminal.done("competition", "import", str(file))


def test_roles_are_granted_and_revoked(terminal: Terminal) -> None:
    assert "granted" in terminal.done("grant", "reviewer", "city:1001")
    assert "before" in terminal.done("grant", "reviewer", "city:1001")
    assert "revoked" in terminal.done("revoke", "reviewer", "city:1001")
    assert "not granted" in terminal.done("revoke", "reviewer", "city:1001")
    assert "ACCOUNT:PLATFORM_ID" in terminal.refused(2, "grant", "reviewer", "1001")
    assert "no account" in terminal.refused(2, "grant", "reviewer", "village:1")
    terminal.refused(2, "grant", "king", "city:1001")


def test_what_is_pushed_can_be_asked(terminal: Terminal) -> None:
    assert "lrs: 0 queued" in terminal.done("credits", "status")
    assert "0 queued again" in terminal.done("credits", "retry")
    assert "no credit bank" in terminal.refused(2, "credits", "retry", "other")


def test_the_doctor_names_what_does_not_answer(terminal: Terminal) -> None:
    ended = terminal.yike("doctor")
    assert ended.returncode == 1
    assert "ok    Settings are read" in ended.stdout
    assert "Redis answers" in ended.stdout
    assert "FAIL  Credit bank lrs" in ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--config", "missing.toml"), "does not exist"),
        (("run", "--role", "cook"), "cook"),
        (("fly",), "fly"),
        (("pack", "check", "nowhere"), "no such folder"),
        (("competition", "check", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_bad_usage_is_told_in_a_sentence(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    assert said in Terminal(tmp_path, "", "").refused(2, *words)


def test_an_external_database_waits_for_migrate(
    servers: Servers, tmp_path: Path, redis_url: str
) -> None:
    empty = Terminal(tmp_path, servers.database_url.replace("/yike?", "/postgres?"), redis_url)
    assert "yike migrate" in empty.refused(1, "credits", "status")


def test_help_is_there(tmp_path: Path) -> None:
    assert "demo" in Terminal(tmp_path, "", "").done("--help")
