"""Courses: the shelf, and how far the texts of each one are on their way."""

from bot.store.console.courses import load_shelf_rows
from bot.web.console.courses_common import reviews
from bot.web.console.staff import EDITORS
from bot.web.console.visit import Shown, Visit
from bot.web.console.ways import look


async def show(visit: Visit) -> Shown:
    """All courses; those that wait for somebody come first."""
    async with visit.reading() as conn:
        rows = await load_shelf_rows(conn)
    return Shown("courses", {"rows": rows, "reviews": reviews(visit)})


WAYS = [look("courses", show, EDITORS)]
