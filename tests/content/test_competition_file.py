"""A competition's file: what a good one becomes, and what is said about others."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.competition_file import load_competition
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.errors import InputError

GOOD = """\
id: legal-literacy-2026
title: 全民法治知识竞赛
category: legal-literacy
organiser: 某某图书馆
link: https://example.org/rules
groups: ["city:-1001234567890", "city-wechat:class-7"]
stages:
  - {id: registration, kind: registration, opens: 2026-12-01T09:00:00+08:00, closes: 2026-12-10T18:00:00+08:00}
  - {id: round-1, kind: quiz, opens: 2026-12-11T09:00:00+08:00, closes: "2026-12-13T10:00Z", draw: 10, seconds: 30, attempts: 1, course: law-basics}
reminders: [PT3H, P7D, P1D]
"""
EXPECTED = Competition(
    key="legal-literacy-2026",
    title="全民法治知识竞赛",
    category=Category.LEGAL_LITERACY,
    organiser="某某图书馆",
    link="https://example.org/rules",
    groups=(GroupName("city", "-1001234567890"), GroupName("city-wechat", "class-7")),
    stages=(
        Stage(
            "registration",
            StageKind.REGISTRATION,
            datetime(2026, 12, 1, 1, tzinfo=UTC),
            datetime(2026, 12, 10, 10, tzinfo=UTC),
        ),
        Stage(
            "round-1",
            StageKind.QUIZ,
            datetime(2026, 12, 11, 1, tzinfo=UTC),
            datetime(2026, 12, 13, 10, tzinfo=UTC),
            draw=10,
            seconds=30,
            attempts=1,
            course="law-basics",
        ),
    ),
    reminders=(timedelta(days=7), timedelta(days=1), timedelta(hours=3)),
)


def lay(folder: Path, text: str) -> Path:
    """``text`` as a file."""
    path = folder / "contest.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    """The lines of the error that loading ``path`` ends with."""
    with pytest.raises(InputError) as caught:
        load_competition(path)
    return str(caught.value).split("\n")


def test_a_competition_is_read_whole(tmp_path: Path) -> None:
    found = load_competition(lay(tmp_path, GOOD))
    assert found == EXPECTED
    assert all(stage.opens.tzinfo is UTC for stage in found.stages)


def test_link_groups_and_reminders_may_be_left_out(tmp_path: Path) -> None:
    text = "".join(
        line
        for line in GOOD.splitlines(keepends=True)
        if not line.startswith(("link", "groups", "reminders"))
    )
    found = load_competition(lay(tmp_path, text))
    assert (found.link, found.groups, found.reminders) == ("", (), ())


CASES = [
    ("category: legal-literacy", "category: cooking", 3, 'read "cooking"; write one of legal-lit'),
    ("organiser: 某某图书馆\n", "", 1, "key organiser: is missing"),
    ("link: https://example.org/rules", "link: example.org", 5, 'read "example.org"; write an'),
    ("link: https://example.org/rules", "link: javascript:alert(1)", 5, "write an address"),
    ("link: https://example.org/rules", "link: https://", 5, "write an address"),
    ("link: https://example.org/rules", "link: 'https://[x'", 5, "write an address"),
    ("city-wechat:class-7", "class-7", 6, 'key groups[2]: read "class-7"; write ACCOUNT:GROUP'),
    ("city-wechat:class-7", "city:", 6, "write ACCOUNT:GROUP"),
    ("city-wechat:class-7", "city:-1001234567890", 6, "is there twice"),
    ("city-wechat:class-7", "city:a b", 6, "write ACCOUNT:GROUP"),
    (
        '["city:-1001234567890", "city-wechat:class-7"]',
        "{city: class}",
        6,
        "write a list of texts",
    ),
    ("kind: registration", "kind: party", 8, 'stages[1].kind: read "party"; write one of'),
    ("2026-12-01T09:00:00+08:00", "2026-12-01T09:00:00", 8, "add its zone, for example"),
    ("2026-12-01T09:00:00+08:00", "2026-12-01", 8, "write a date and time, for example"),
    ("2026-12-01T09:00:00+08:00", "2026-13-01T09:00:00+08:00", 8, "write a date and time"),
    ("2026-12-01T09:00:00+08:00", "tomorrow", 8, 'stages[1].opens: read "tomorrow"'),
    ("2026-12-10T18:00:00+08:00", "2026-12-01T09:00:00+08:00", 8, "closes: is not after opens"),
    ("2026-12-11T09:00:00+08:00", "2026-11-11T09:00:00+08:00", 9, "put stages in the order"),
    ("{id: round-1", "{id: registration", 9, '"registration" is already a stage'),
    ("kind: quiz", "kind: live", 9, "key stages[2].draw: belongs to a quiz only"),
    ("draw: 10", "draw: 0", 9, 'stages[2].draw: read "0"; write a whole number from 1'),
    ("seconds: 30", "seconds: 30s", 9, 'stages[2].seconds: read "30s"'),
    ("course: law-basics", "course: Law", 9, 'stages[2].course: read "Law"; write an id'),
    ("course: law-basics", "corse: law-basics", 9, 'unknown key "corse"'),
    ("[PT3H, P7D, P1D]", "[PT3H, 7 days]", 10, 'key reminders[2]: read "7 days"; write a time'),
    ("[PT3H, P7D, P1D]", "[P0D]", 10, "above zero and at most 60 days"),
    ("[PT3H, P7D, P1D]", "[P61D]", 10, "above zero and at most 60 days"),
    ("[PT3H, P7D, P1D]", "[P1D, PT24H]", 10, "the same length of time"),
    ("[PT3H, P7D, P1D]", "P7D", 10, "write a list of texts"),
    ("id: legal-literacy-2026", "id: 法治", 1, 'read "法治"; write an id'),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), CASES)
def test_faults(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    said = faults(lay(tmp_path, GOOD.replace(old, new, 1)))
    assert re.match(rf"contest.yaml, line {line}[,:] ", said[0])
    assert words in said[0]


def test_no_stages(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("stages:")] + "stages: []\n"
    assert faults(lay(tmp_path, text)) == [
        "contest.yaml, line 7, key stages: has 0 entries; write 1 to 50."
    ]


def test_what_is_no_competition_at_all(tmp_path: Path) -> None:
    assert "there is no such file" in faults(tmp_path / "absent.yaml")[0]
    assert "there is no such file" in faults(tmp_path)[0]
    assert "must be lines of the form" in faults(lay(tmp_path, "- a list"))[0]
    assert "must be lines of the form" in faults(lay(tmp_path, ""))[0]
    (tmp_path / "gbk.yaml").write_bytes("title: 竞赛".encode("gbk"))
    assert "it seems to be GB18030" in faults(tmp_path / "gbk.yaml")[0]
