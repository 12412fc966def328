"""A pack whose courses are learned in a minute: one lesson with one question for each phone."""

from pathlib import Path

SENIOR, COURIER = "扫码先看名", "出门先看灯"
"""The courses' titles: the one that the senior of the WeChat phone takes, and the courier's."""

_COURSE = """id: {key}
title: {title}
track: {track}
language: zh-Hans
level: 1
hours: 2
pass_mark: 0.6
hours_per_credit: 16
version: "2026.1"
source: 公开说明
licence: CC-BY-4.0
reviewed_by: 测试
"""
_LESSON = """---
id: only
title: {lesson}
minutes: 2
source: 公开说明
questions:
  - id: what-first
    kind: single
    stem: {stem}
    options: [先不管, {right}]
    answer: 2
    why: 先看清，才放心。
---
{words}
"""


def make_pack(folder: Path) -> Path:
    """Write it below ``folder``; where it is."""
    pack = folder / "short"
    _write(pack, "scan", SENIOR, "seniors", "看清收款人", "扫码以后先做什么？", "先看收款人的名字")
    _write(pack, "lights", COURIER, "couriers", "看清车灯", "出门以前先做什么？", "先看车灯亮不亮")
    return pack


def _write(
    pack: Path, key: str, title: str, track: str, lesson: str, stem: str, right: str
) -> None:
    course = pack / key
    course.mkdir(parents=True)
    (course / "course.yaml").write_text(_COURSE.format(key=key, title=title, track=track), "utf-8")
    words = f"先停一停，{right}，再做别的。不着急，看清楚了才放心。"
    text = _LESSON.format(lesson=lesson, stem=stem, right=right, words=words)
    (course / "01-only.md").write_text(text, "utf-8")
