"""`yike pack`: courses on disk and in the database, from their files to who received them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_shared import Config, say, with_database

app = typer.Typer(help="Courses: check, import, approve, recall, export.", no_args_is_help=True)
Course = Annotated[str, typer.Argument(metavar="COURSE", help="The id of a course.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]


@app.command("check")
def pack_check(
    path: Path,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
) -> None:
    """Read a pack and say what is in it, what is wrong with it, and what could be better."""
    from bot.commands_pack_check import check_lines

    check_lines(path, say, strict=strict)


@app.command("import")
def pack_import(
    path: Path,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who does it; else the operator.")
    ] = None,
    config: Config = None,
) -> None:
    """Take in a pack, all or nothing. What has reviewed_by is approved by this; where two people are
    asked for, all of it waits for them, and --by is needed.
    """
    from bot.commands_packs import import_pack
    from bot.content.load import load_pack
    from bot.progress import progress
    from bot.running_settings import running_now

    with progress("Reading the pack"):
        courses = load_pack(path).courses

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        two_people = (await running_now(db, settings)).content_two_people
        return await import_pack(db, clock, courses, by, two_people=two_people)

    with_database(config, work)


@app.command("export")
def pack_export(path: Path, config: Config = None) -> None:
    """Write the courses that are taught into an empty folder."""
    from bot.commands_packs import export_to

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock, settings
        return await export_to(db, path)

    with_database(config, work)


@app.command("list")
def pack_list(
    course: Annotated[str | None, typer.Argument(metavar="COURSE")] = None, config: Config = None
) -> None:
    """All courses with their versions: state, hash, who reviewed and approved, what is taught."""
    from bot.commands_packs import list_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock
        return await list_lines(db, settings.learning.zone_info, course)

    with_database(config, work)


@app.command("approve")
def pack_approve(course: Course, by: By, config: Config = None) -> None:
    """Teach the text of a course that waits; with two people asked for, review or approve it."""
    from bot.commands_packs import approve
    from bot.running_settings import running_now

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        two_people = (await running_now(db, settings)).content_two_people
        return await approve(db, clock, course, by, two_people=two_people)

    with_database(config, work)


@app.command("recall")
def pack_recall(
    course: Course,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    version: Annotated[
        str | None, typer.Option("--version", help="Else the one that is taught.")
    ] = None,
    by: By = "operator",
    config: Config = None,
) -> None:
    """Teach a version no more, from this moment on; the one approved before it comes back."""
    from bot.commands_packs import take_back

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del settings
        return await take_back(db, clock, course, version, reason, by)

    with_database(config, work)


@app.command("recalled")
def pack_recalled(config: Config = None) -> None:
    """What was recalled, when, by whom and why."""
    from bot.commands_packs import recalled_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock
        return await recalled_lines(db, settings.learning.zone_info)

    with_database(config, work)


@app.command("receivers")
def pack_receivers(
    course: Course,
    lesson: Annotated[str | None, typer.Option("--lesson", help="Only this lesson.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="Only this version.")] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="A new file for the list, one receipt a line.")
    ] = None,
    config: Config = None,
) -> None:
    """Who was given what of a course: how many, and under pseudonyms who, when and by which way."""
    from bot.commands_receivers import receivers
    from bot.identity import issuer_of
    from bot.store.received import Wanted

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock
        wanted = Wanted(course, lesson, version)
        return await receivers(db, wanted, issuer_of(settings).pseudonym, csv)

    with_database(config, work)
