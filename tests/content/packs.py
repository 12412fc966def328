"""A small good pack as text, to be spoilt one thing at a time."""

from pathlib import Path

COURSE = """\
id: small
title: 小课
track: seniors
language: zh-Hans
level: 1
hours: 2
pass_mark: 0.6
hours_per_credit: 16
version: "2026.1"
source: 某法第一条
licence: CC-BY-4.0
reviewed_by: 某人
"""
LESSON = """\
---
id: first
title: 第一课
minutes: 2
asks: [这是什么, 怎么做]
questions:
  - id: one
    kind: single
    stem: 选哪个？
    options: [甲, 乙, 丙]
    answer: 2
    why: 乙对。
  - id: many
    kind: multiple
    stem: 选哪些？
    options: [甲, 乙, 丙]
    answer: [3, 1]
    why: 甲丙对。
  - id: yes-no
    kind: true_false
    stem: 对吗？
    answer: false
    why: 不对。
  - id: number
    kind: short
    stem: 哪个号码？
    answer: [96110, 九六一一零]
    why: 是它。
---
第一段。

第二段。
"""


def lay(folder: Path, lesson: str = LESSON, course: str = COURSE) -> Path:
    """A pack of one course of one lesson in ``folder``; returns the pack's folder."""
    pack = folder / "pack"
    (pack / "small").mkdir(parents=True)
    (pack / "small" / "course.yaml").write_text(course, encoding="utf-8")
    (pack / "small" / "01-first.md").write_text(lesson, encoding="utf-8")
    return pack
