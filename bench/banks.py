"""Importing 12,000 questions, as the command does it, and reading them beside the bare library."""

import asyncio
import csv
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter

import asyncpg
from openpyxl import Workbook

from bench.bank_reader import largest
from bench.processes import ROOT, BenchFaultError, environment, python
from bench.program import data_folder
from bench.servers import servers
from bench.table import Row, Series

QUESTIONS = 12_000
"""They fill 400 lessons of 30, which is all that a course holds."""

MOST_SECONDS = 20.0
MOST_RATIO = 3.0
ROUNDS = 3
COURSE = "bench-bank"
HEAD = ("编号", "题型", "题目", "选项A", "选项B", "选项C", "选项D", "答案", "解析")

_COURSE_FILE = f"""
id: {COURSE}
title: 题库
track: everyone
language: zh-Hans
level: 1
hours: 4
pass_mark: 0.6
hours_per_credit: 16
version: "1"
source: made up for measuring
licence: none
"""
_LESSON = "---\nid: practice-1\ntitle: 练习\nminutes: 1\n---\n练习从这里开始。\n"


def rows() -> Iterator[tuple[str, ...]]:
    """Questions of the usual length, none like another."""
    yield HEAD
    for n in range(QUESTIONS):
        stem = f"第{n}题：老人收到号码为{13000000000 + n * 7919}的短信，说养老金要重新认证，下面哪种做法最稳妥？"
        options = (
            f"点开链接{n}",
            f"打给社区工作人员{n}",
            f"把验证码{n}发给对方",
            f"先转账{n}元试试",
        )
        why = f"认证只在官方渠道办，社区工作人员能帮您核实（第{n}条）。"
        yield (f"b-{n}", "单选题", stem, *options, "B", why)


def _write(folder: Path) -> dict[str, Path]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    text = StringIO()
    writer = csv.writer(text)
    for row in rows():
        sheet.append(row)
        writer.writerow(row)
    files = {"XLSX": folder / "bank.xlsx", "CSV in GB18030": folder / "bank.csv"}
    book.save(files["XLSX"])
    files["CSV in GB18030"].write_bytes(text.getvalue().encode("gb18030"))
    pack = folder / "pack"
    pack.mkdir()
    (pack / "course.yaml").write_text(_COURSE_FILE, "utf-8")
    (pack / "01.md").write_text(_LESSON, "utf-8")
    return files


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took: seconds, MB at most, and what it said on both sides."""

    seconds: float
    memory: float
    said: str
    bar: str


def _run(folder: Path, database_url: str, *words: str) -> Ran:
    """A command whose stderr is a terminal, so that it draws its bar."""
    ours, its = os.openpty()
    drawn: list[bytes] = []
    begun = perf_counter()
    process = subprocess.Popen(
        python("-m", "bot", *words),
        cwd=folder,
        env=environment({"YIKE_STORAGE__DATABASE_URL": database_url}),
        stdout=subprocess.PIPE,
        stderr=its,
    )
    os.close(its)
    memory: list[float] = []
    watchers = [
        threading.Thread(target=_drain, args=(ours, drawn)),
        threading.Thread(target=_watch, args=(process.pid, memory)),
    ]
    for watcher in watchers:
        watcher.start()
    assert process.stdout is not None
    said = process.stdout.read().decode()
    process.wait()
    seconds = perf_counter() - begun
    process.stdout.close()
    for watcher in watchers:
        watcher.join()
    bar = b"".join(drawn).decode("utf-8", "replace")
    if process.returncode != 0:
        raise BenchFaultError(f"yike {words[0]} {words[1]} ended badly: {bar[-500:]}")
    return Ran(seconds, max(memory), said, bar)


def _watch(process: int, memory: list[float]) -> None:
    """Until a process ends, what it has had resident at most."""
    pause = threading.Event()
    while (now := largest(process)) is not None:
        memory.append(now)
        pause.wait(0.02)


def _drain(terminal: int, drawn: list[bytes]) -> None:
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # the other side has ended
            break
        if not piece:
            break
        drawn.append(piece)
    os.close(terminal)


async def _import(folder: Path, url: str, conn: asyncpg.Connection, file: Path) -> Ran:
    """The whole command, from an empty course to 12,000 questions that wait as a draft."""
    await conn.execute("truncate course, course_version cascade")
    await asyncio.to_thread(_run, folder, url, "pack", "import", "pack")
    words = ("bank", "import", file.name, "--course", COURSE, "--apply")
    ran = await asyncio.to_thread(_run, folder, url, *words)
    stored = await conn.fetchval("select count(*) from question")
    if stored != QUESTIONS or f"{QUESTIONS:,} new" not in ran.said:
        raise BenchFaultError(
            f"{stored} questions were stored, not {QUESTIONS}: {ran.said[-300:]}"
        )
    if "Reading" not in ran.bar:
        raise BenchFaultError("no bar was drawn")
    return ran


def _read(how: str, file: Path) -> dict[str, float]:
    ended = subprocess.run(
        python("-m", "bench.bank_reader", how, str(file)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(ended.stdout)
    if told["questions"] != QUESTIONS:
        raise BenchFaultError(f"{how} read {told['questions']} questions")
    return told


async def measure() -> list[Row]:
    """The rows on importing and on reading."""
    result: list[Row] = []
    async with data_folder() as folder, servers(folder / "var") as at:
        (folder / "yike.toml").write_text("", "utf-8")
        files = await asyncio.to_thread(_write, folder)
        for what, file in files.items():
            seconds, memory = Series(), Series()
            for _ in range(ROUNDS):
                ran = await _import(folder, at.database_url, at.conn, file)
                seconds.add(ran.seconds)
                memory.add(ran.memory)
            name = f"importing 12,000 questions, {what}"
            result += [
                Row(name, "s", seconds, limit=MOST_SECONDS),
                Row(f"{name}: memory at most", "MB", memory),
            ]
        result += await _beside_the_library(files["XLSX"])
    return result


async def _beside_the_library(file: Path) -> list[Row]:
    """Reading to settled questions beside the library's bare walk over the same rows."""
    cpu, memory = (Series(), Series()), (Series(), Series())
    for _ in range(ROUNDS):
        for n, how in enumerate(("ours", "bare")):
            told = await asyncio.to_thread(_read, how, file)
            cpu[n].add(told["cpu"])
            memory[n].add(told["memory"])
    what = "reading 12,000 questions, XLSX"
    return [
        Row(f"{what}: CPU", "s", *cpu, limit=MOST_RATIO),
        Row(f"{what}: memory at most", "MB", *memory),
    ]
