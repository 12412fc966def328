"""A course as files: its pack as a .zip, its questions as a workbook or GIFT."""

import asyncio
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.content.banks.export_gift import export_gift
from bot.content.banks.exporting import questions_of
from bot.content.export import export_pack
from bot.domain.content import Course, Pack
from bot.store.content import load_whole
from bot.web.console.courses_common import text_of
from bot.web.console.exporting import XLSX
from bot.web.console.staff import EDITORS
from bot.web.console.visit import File, Visit, unknown
from bot.web.console.ways import look


def packed(course: Course) -> bytes:
    """The course's folder as a .zip, which reads as the same course. Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="yike-pack-") as place:
        folder = Path(place) / "pack"
        export_pack(Pack((course,)), folder)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for file in sorted(one for one in folder.rglob("*") if one.is_file()):
                made.write(file, file.relative_to(folder))
        return out.getvalue()


def _workbook(course: Course) -> bytes:
    with tempfile.TemporaryDirectory(prefix="yike-bank-") as place:
        path = Path(place) / "bank.xlsx"
        from bot.content.banks.export_xlsx import export_xlsx  # noqa: PLC0415 - loads openpyxl

        export_xlsx(questions_of(course), path)
        return path.read_bytes()


def _gift(course: Course) -> bytes:
    with tempfile.TemporaryDirectory(prefix="yike-bank-") as place:
        path = Path(place) / "bank.gift"
        export_gift(questions_of(course), path)
        return path.read_bytes()


FORMATS: dict[str, tuple[str, Callable[[Course], bytes]]] = {
    "zip": ("application/zip", packed),
    "xlsx": (XLSX, _workbook),
    "gift": ("text/plain", _gift),
}
"""By the ending of the file: content type, and what makes it."""


async def export(visit: Visit) -> File:
    """A text of a course as a file to keep, to print or to mend elsewhere."""
    ending = visit.path["ending"]
    if ending not in FORMATS:
        raise unknown()
    async with visit.reading() as conn:
        text, _ = await text_of(visit, conn)
        course = await load_whole(conn, text.row)
    if course is None:
        raise unknown()
    content_type, make = FORMATS[ending]
    return File(
        f"{course.key}-{course.version}.{ending}",
        content_type,
        await asyncio.to_thread(make, course),
    )


WAYS = [look("courses/{course}/{row}/as/{ending}", export, EDITORS)]
