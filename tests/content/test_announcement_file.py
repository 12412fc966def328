"""An announcement's file: what a good one becomes, and what is said about others."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.announcement_file import load_announcement
from bot.domain.announcements import Announcement
from bot.domain.competitions import GroupName
from bot.domain.errors import InputError

GOOD = """\
id: closing-2026-11
title: 闭馆通知
text: |
  周三闭馆一天，做消毒。

  周四照常开放。
organiser: 某某图书馆
link: https://example.org/news
groups: ["city:-1001234567890", "city-wechat:class-7"]
due: 2026-11-23T18:00:00+08:00
expires: 2026-11-26T00:00:00+08:00
urgent: true
"""
EXPECTED = Announcement(
    key="closing-2026-11",
    title="闭馆通知",
    text="周三闭馆一天，做消毒。\n\n周四照常开放。",
    organiser="某某图书馆",
    link="https://example.org/news",
    groups=(GroupName("city", "-1001234567890"), GroupName("city-wechat", "class-7")),
    due=datetime(2026, 11, 23, 10, tzinfo=UTC),
    expires=datetime(2026, 11, 25, 16, tzinfo=UTC),
    urgent=True,
)


def lay(folder: Path, text: str) -> Path:
    """``text`` as a file."""
    path = folder / "news.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    """The lines of the error that loading ``path`` ends with."""
    with pytest.raises(InputError) as caught:
        load_announcement(path)
    return str(caught.value).split("\n")


def test_an_announcement_is_read_whole(tmp_path: Path) -> None:
    found = load_announcement(lay(tmp_path, GOOD))
    assert found == EXPECTED
    assert found.due.tzinfo is UTC


def test_link_and_urgency_may_be_left_out(tmp_path: Path) -> None:
    lines = GOOD.splitlines(keepends=True)
    found = load_announcement(
        lay(tmp_path, "".join(one for one in lines if not one.startswith(("link", "urgent"))))
    )
    assert (found.link, found.urgent) == ("", False)


CASES = [
    ("id: closing-2026-11", "id: 闭馆", 1, 'read "闭馆"; write an id'),
    ("title: 闭馆通知\n", "", 1, "key title: is missing"),
    ("title: 闭馆通知", "title: 转发本文领取红包", 2, "offers something for sharing"),
    ("周四照常开放", "转发到群里就能领积分", 3, "offers something for sharing"),
    ("organiser: 某某图书馆", "organizer: 某某图书馆", 7, 'unknown key "organizer"'),
    ("https://example.org/news", "example.org", 8, "write an address"),
    ('"city-wechat:class-7"', "class-7", 9, "write ACCOUNT:GROUP"),
    ('["city:-1001234567890", "city-wechat:class-7"]', "[]", 9, "names no group"),
    ("2026-11-23T18:00:00+08:00", "2026-11-23", 10, "write a date and time"),
    ("2026-11-23T18:00:00+08:00", "2026-11-23T18:00:00", 10, "add its zone"),
    ("2026-11-26T00", "2026-11-22T00", 11, "key expires: is not after due"),
    ("urgent: true", "urgent: maybe", 12, "write true or false"),
    ("周三闭馆一天", "周" * 599, 3, "characters; write at most 600"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), CASES)
def test_faults(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    said = faults(lay(tmp_path, GOOD.replace(old, new, 1)))
    assert re.match(rf"news.yaml, line {line}[,:] ", said[0])
    assert words in said[0]


def test_it_must_fit_one_message(tmp_path: Path) -> None:
    said = faults(lay(tmp_path, GOOD.replace("周三闭馆一天", "周" * 580, 1)))
    assert len(said) == 1
    assert re.search(r"key text: has with title, organiser and link \d+ bytes, of which", said[0])
    load_announcement(lay(tmp_path, GOOD.replace("周三闭馆一天", "周" * 520, 1)))


def test_what_is_no_announcement_at_all(tmp_path: Path) -> None:
    assert "there is no such file" in faults(tmp_path / "absent.yaml")[0]
    assert "must be lines of the form" in faults(lay(tmp_path, "- a list"))[0]
    assert "must be lines of the form" in faults(lay(tmp_path, ""))[0]
