"""What an uploaded file holds, read in a thread: a pack's courses and findings, or a bank's plan."""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.banks.model import Bank
from bot.content.banks.practice import BankPlan, Practice, plan
from bot.content.banks.read import read_bytes_of_bank
from bot.content.files import printable
from bot.content.lint.check import lint
from bot.content.lint.finding import Finding, Severity
from bot.content.load import FileNames, load_pack_and_names
from bot.content.unpacking import unpack
from bot.domain.content import Course
from bot.store.console.uploads import Held

_WORST = list(Severity)


@dataclass(frozen=True, slots=True)
class PackRead:
    """The courses of a pack, what was found in them (the worst first), and the file of each lesson."""

    courses: tuple[Course, ...]
    findings: tuple[Finding, ...]
    names: FileNames

    @property
    def faults(self) -> int:
        """How many findings keep it from being imported."""
        return sum(one.severity is Severity.FAULT for one in self.findings)

    def file(self, one: Finding) -> str:
        """The file that a finding speaks of."""
        return self.names.get((one.course, one.lesson), one.course)


async def read_pack(data: bytes) -> PackRead:
    """The pack in a .zip. Raises InputError whose lines each name a file, its line, and the mend."""
    return await asyncio.to_thread(_read_pack, data)


def _read_pack(data: bytes) -> PackRead:
    with tempfile.TemporaryDirectory(prefix="yike-pack-") as place:
        pack, names = load_pack_and_names(unpack(data, Path(place)))
    found = [one for course in pack.courses for one in lint(course)]
    found.sort(key=lambda one: _WORST.index(one.severity))
    return PackRead(pack.courses, tuple(found), names)


async def bank_plan(course: Course, held: Held) -> tuple[BankPlan, Bank]:
    """What taking a bank into a course does. Raises InputError, also where it is no bank."""
    return await asyncio.to_thread(_bank_plan, course, held)


def _bank_plan(course: Course, held: Held) -> tuple[BankPlan, Bank]:
    bank = read_bytes_of_bank(held.content, printable(held.name))
    return plan(course, bank, Practice()), bank


def without_review(course: Course) -> Course:
    """The same as a draft: a name in a file is no review at the console."""
    return replace(course, reviewed_by="")
