"""Courses from their files to who received them, as an operator does it at the terminal."""

import asyncio
import csv

from bot.clock import MovableClock
from bot.domain.running import Changeable
from bot.store import running_settings
from bot.store.db import Database
from tests.commands.terminal import Terminal
from tests.content.packs import COURSE, LESSON, lay

GOOD = LESSON.replace("[这是什么, 怎么做]", "[这是什么, 怎么做, 找谁问]").replace("minutes: 2", "minutes: 1")  # fmt: skip


def write(terminal: Terminal, lesson: str = GOOD, version: str = "2026.1") -> str:
    """The small pack with that lesson; its path."""
    course = COURSE.replace("2026.1", version)
    pack = terminal.folder / "pack"
    if not pack.exists():
        return str(lay(terminal.folder, lesson, course))
    (pack / "small" / "course.yaml").write_text(course, "utf-8")
    (pack / "small" / "01-first.md").write_text(lesson, "utf-8")
    return str(pack)


def two_people(terminal: Terminal) -> None:
    settings = terminal.folder / "yike.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[content]\ntwo_people = true\n", "utf-8")


def test_findings_are_a_table_and_warnings_fail_when_asked(terminal: Terminal) -> None:
    assert terminal.done("pack", "check", write(terminal), "--strict").splitlines() == [
        "small 2026.1: 1 lessons, 4 questions"
    ]
    path = write(terminal, LESSON)
    said = terminal.done("pack", "check", path)
    assert "warning  asks" in said
    assert "small/01-first.md, asks" in said
    assert "1 warnings; mend them" not in said
    assert "The pack has 1 warnings" in terminal.refused(2, "pack", "check", path, "--strict")
    assert "1 warnings" in terminal.done("pack", "import", path)


def test_what_cannot_be_taught_is_not_imported(terminal: Terminal) -> None:
    path = write(terminal, GOOD.replace("[甲, 乙, 丙]", "[甲, 乙, 甲。]"))
    assert "The pack has 2 faults" in terminal.refused(2, "pack", "check", path)
    assert "The pack has 2 faults" in terminal.refused(2, "pack", "import", path)
    assert "There is no course" in terminal.done("pack", "list")


def test_a_second_person_approves(terminal: Terminal) -> None:
    two_people(terminal)
    assert "--by NAME" in terminal.refused(2, "pack", "import", write(terminal))
    said = terminal.done("pack", "import", write(terminal), "--by", "陈馆长")
    assert "a draft that waits for approval" in said
    assert "Have it reviewed, then approved by somebody else: `yike pack approve small" in said
    assert "reviewed, says its file, by 某人" in terminal.done("pack", "list")
    reviewed = terminal.done("pack", "approve", "small", "--by", "李伟")
    assert "waits for the approval of a second person" in reviewed
    for same in ("李伟老师", "陈馆长"):
        refused = terminal.refused(2, "pack", "approve", "small", "--by", same)
        assert "somebody else has to approve it" in refused
    assert "  reviewed; imported" in terminal.done("pack", "list", "small")
    assert "approved" in terminal.done("pack", "approve", "small", "--by", "林老师")
    (line,) = terminal.done("pack", "list").splitlines()
    assert "approved, taught" in line
    assert line.endswith("by 林老师")
    assert "by 李伟" in line
    assert "waits for approval" in terminal.refused(
        2, "pack", "approve", "small", "--by", "林老师"
    )
    assert "--by" in terminal.refused(2, "pack", "approve", "small", "--by", " ")
    assert 'no course "other"' in terminal.refused(2, "pack", "list", "other")


def test_two_people_are_asked_for_as_the_console_has_it(
    terminal: Terminal, database_url: str
) -> None:
    terminal.done("pack", "list")
    asyncio.run(_ask_for_two(database_url))
    assert "--by NAME" in terminal.refused(2, "pack", "import", write(terminal))
    terminal.done("pack", "import", write(terminal), "--by", "陈馆长")
    reviewed = terminal.done("pack", "approve", "small", "--by", "李伟")
    assert "waits for the approval of a second person" in reviewed


async def _ask_for_two(database_url: str) -> None:
    db = await Database.connect(database_url, size=1)
    try:
        async with db.transaction() as conn:
            at, key = MovableClock().now(), Changeable.CONTENT_TWO_PEOPLE
            await running_settings.change(conn, key, False, True, at=at, actor="operator x")
    finally:
        await db.close()


def test_a_version_is_recalled_and_who_had_it_is_listed(terminal: Terminal) -> None:
    terminal.done("pack", "import", write(terminal))
    terminal.done("pack", "import", write(terminal, GOOD.replace("第一段", "新一段"), "2026.2"))
    assert "Nothing was recalled." in terminal.done("pack", "recalled")
    said = terminal.done("pack", "recall", "small", "--reason", "数字写错了", "--by", "陈馆长")
    assert "small 2026.2: recalled; 2026.1 is taught now" in said
    assert "yike pack receivers small --version 2026.2" in said
    newest, oldest = terminal.done("pack", "list").splitlines()
    assert "recalled" in newest
    assert newest.endswith("by 陈馆长: 数字写错了")
    assert "approved, taught" in oldest
    assert newest.split()[2] != oldest.split()[2]
    assert len(newest.split()[2]) == 12
    (line,) = terminal.done("pack", "recalled").splitlines()
    assert line.startswith("small 2026.2: recalled ")
    assert "recalled" in terminal.refused(
        2, "pack", "recall", "small", "--version", "2026.2", "--reason", "还是错的"
    )
    said = terminal.done("pack", "receivers", "small", "--version", "2026.2", "--csv", "who.csv")
    assert said.splitlines()[0] == "0 people, 0 receipts"
    with (terminal.folder / "who.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1
    assert "exists already" in terminal.refused(
        2, "pack", "receivers", "small", "--csv", "who.csv"
    )
    assert "no such version" in terminal.refused(2, "pack", "receivers", "small", "--lesson", "x")
