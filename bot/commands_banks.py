"""What ``yike bank`` does; how its commands are called stands in ``bot/cli_banks.py``."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path

from bot.content.banks.model import Advance, Bank, Doubt
from bot.content.banks.practice import BankPlan, Practice, plan
from bot.content.banks.read import read_bank
from bot.content.banks.report import DoubtGroup, as_data, grouped, kinds
from bot.content.files import printable
from bot.domain.errors import InputError, YikeError
from bot.progress import progress
from bot.store.content import import_courses
from bot.store.db import Connection
from bot.store.latest_course import latest_course

ROWS_SHOWN = 5
"""Of each kind of doubt, unless all are asked for."""

WIDTH = 110
_HEADINGS = ("sheet", "row", "column", "read")


class DoubtfulBankError(YikeError):
    """Something in the bank keeps questions out, so nothing was imported."""


def read_with_bar(file: Path) -> Bank:
    """The bank in ``file``, with a bar for as long as it takes. Raises BankRefusedError."""
    with progress(f"Reading {printable(file.name)}", 100) as advance, _percent(advance) as tell:
        return read_bank(file, tell)


@contextmanager
def _percent(advance: object) -> Iterator[Advance]:
    """How much is done of how much, told to a bar of a hundred steps."""
    shown = 0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        percent = min(100, 100 * done // total) if total else 0
        if percent > shown and callable(advance):
            advance(percent - shown)
            shown = percent

    yield tell


def report_lines(bank: Bank, doubts: Sequence[Doubt], *, everything: bool) -> list[str]:
    """The report for a person: what the file holds, and a table for each kind of doubt."""
    held = ", ".join(f"{count:,} {kind}" for kind, count in kinds(bank).items())
    encoding = f" ({bank.encoding})" if bank.encoding else ""
    kinds_held = f" ({held})" if held else ""
    first = f"{bank.format.value}{encoding}: {len(bank.questions):,} questions{kinds_held}"
    lines = [f"{first}, {len(bank.skipped):,} rows without one"]
    for group in grouped(doubts):
        lines += ["", *_group_lines(group, everything=everything)]
    return lines


def _group_lines(group: DoubtGroup, *, everything: bool) -> list[str]:
    # Imported where it is shown: it takes longer than a short command.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.cells import cell_len  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = group.doubts if everything else group.doubts[:ROWS_SHOWN]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    rows = [_cells(doubt) for doubt in shown]
    widest = [max(cell_len(row[n]) for row in rows) for n in range(len(_HEADINGS))]
    left = WIDTH
    for heading, width in zip(_HEADINGS, widest, strict=True):
        # What is read is cut, its place is not.
        fits = max(len(heading), min(width, left))
        if width:
            table.add_column(heading, no_wrap=True, width=fits, overflow="ellipsis")
            left -= fits + 3
    for row in rows:
        table.add_row(*(Text(cell) for cell, width in zip(row, widest, strict=True) if width))
    out = StringIO()
    Console(file=out, width=WIDTH, color_system=None).print(table)
    kind = "NOT IMPORTED" if group.fatal else "note"
    lines = [f"{kind}: {group.says} ({len(group.doubts):,}). Mend: {group.mend}."]
    lines += [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    more = len(group.doubts) - len(shown)
    return [*lines, f"  and {more:,} more; see all with --all or --json"] if more else lines


def _cells(doubt: Doubt) -> tuple[str, str, str, str]:
    place = doubt.place
    return place.sheet, str(place.row) if place.row else "", place.column, doubt.read


def report_json(bank: Bank, file: Path, doubts: Sequence[Doubt]) -> str:
    """The report for a program."""
    return json.dumps(as_data(bank, printable(file.name), doubts), ensure_ascii=False, indent=2)


async def plan_import(
    conn: Connection, bank: Bank, course_key: str, practice: Practice, *, remove: bool
) -> BankPlan:
    """What taking ``bank`` into the course would do, within the caller's transaction.

    Raises InputError when there is no such course, or it would have too many lessons.
    """
    course = await latest_course(conn, course_key)
    if course is None:
        raise InputError(
            f'No course "{course_key}" is taught or waits for approval. Make one of the bank with '
            "yike bank to-pack, then import that."
        )
    return await asyncio.to_thread(plan, course, bank, practice, remove=remove)


def plan_lines(planned: BankPlan) -> list[str]:
    """What an import would do, in words."""
    fate = "are removed" if planned.removed else "stay; --remove takes them away"
    counts = {"new": planned.new, "changed": planned.changed, "unchanged": planned.unchanged}
    said = ", ".join(f"{len(keys):,} {word}" for word, keys in counts.items())
    lines = [f"{planned.course.key}: {said}"]
    if planned.gone:
        lines.append(f"{len(planned.gone):,} of earlier imports are not in the file: they {fate}")
    return lines


def check_plan(planned: BankPlan, fatal: int, *, partial: bool) -> None:
    """Raises DoubtfulBankError when the plan must not be applied: ``fatal`` doubts keep questions
    out and ``partial`` does not say to go on without them, or nobody can tell what is gone.
    """
    if fatal and not partial:
        raise DoubtfulBankError(
            f"{fatal:,} doubts keep questions out; nothing was imported. Mend them, or import the "
            "rest with --partial."
        )
    if planned.removed and planned.gone and planned.unknown:
        raise DoubtfulBankError(
            f"{planned.unknown:,} of the rows kept out can be told neither by an id nor by their "
            "words, so what is gone cannot be told either; nothing was imported. Mend them, or "
            "import without --remove."
        )


async def apply_plan(conn: Connection, planned: BankPlan, at: datetime) -> list[str]:
    """Store the plan's course, which ``check_plan`` let through, as a draft, within the caller's
    transaction.
    """
    if not planned.does_something:
        return ["Nothing is new or changed; the course stays as it is."]
    done = await import_courses(conn, [planned.course], at=at, approver="operator")
    return [str(one) for one in done]
