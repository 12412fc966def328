"""`yike bank`: question banks from files of many formats, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_shared import AsJson, Config, say, with_transaction
from bot.domain.content import Track
from bot.domain.errors import InputError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.content.banks.model import Bank

app = typer.Typer(
    help="Question banks (XLSX, CSV, text, GIFT, Aiken, Moodle XML, Anki): check, import, export.",
    no_args_is_help=True,
)
All = Annotated[bool, typer.Option("--all", help="Every row, not only the first of each kind.")]
Lesson = Annotated[
    str, typer.Option("--lesson", help="What the keys of its practice lessons begin with.")
]
Title = Annotated[
    str, typer.Option("--title", help="What their titles begin with; else the word for practice.")
]
Partial = Annotated[
    bool, typer.Option("--partial", help="Import what is well, without what is not.")
]


@app.command("check")
def bank_check(file: Path, everything: All = False, as_json: AsJson = False) -> None:
    """Read a bank and say what is doubtful in it; exit 1 when something keeps questions out."""
    from bot.commands_banks import read_with_bar

    bank = read_with_bar(file)
    _report(bank, file, everything=everything, as_json=as_json)
    if bank.fatal:
        raise typer.Exit(1)


def _report(bank: "Bank", file: Path, *, everything: bool, as_json: bool) -> None:
    from bot.commands_banks import report_json, report_lines

    if as_json:
        say(report_json(bank, file, bank.doubts))
        return
    for line in report_lines(bank, bank.doubts, everything=everything):
        say(line)


@app.command("import")
def bank_import(  # noqa: PLR0913, PLR0917 - each is an option
    file: Path,
    course: Annotated[str, typer.Option("--course", help="The key of the course it goes into.")],
    lesson: Lesson = "practice",
    title: Title = "",
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else only say what.")] = False,
    partial: Partial = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take out what the file has no more.")
    ] = False,
    everything: All = False,
    config: Config = None,
) -> None:
    """Say what taking a bank into a course would do; with --apply make a draft of it, which waits
    for approval as any text does. Questions are known again by their ids, or by their words. Exit 1,
    also without --apply, when it cannot be done as it is asked.
    """
    from bot.commands_banks import (
        apply_plan,
        check_plan,
        plan_import,
        plan_lines,
        read_with_bar,
        report_lines,
    )
    from bot.content.banks.practice import Practice

    practice = Practice(lesson, title)
    bank = read_with_bar(file)

    async def work(conn: Any, now: Any, settings: "Settings") -> None:  # noqa: ARG001 - one shape for all
        planned = await plan_import(conn, bank, course, practice, remove=remove)
        doubts = (*bank.doubts, *planned.doubts)
        for line in report_lines(bank, doubts, everything=everything):
            say(line)
        for line in ("", *plan_lines(planned)):
            say(line)
        check_plan(planned, sum(doubt.fatal for doubt in doubts), partial=partial)
        if not apply:
            say("Nothing was imported; --apply does it.")
            return
        for line in await apply_plan(conn, planned, now):
            say(line)

    with_transaction(config, work)


@app.command("to-pack")
def bank_to_pack(  # noqa: PLR0913, PLR0917 - each is an option
    file: Path,
    folder: Path,
    course: Annotated[str, typer.Option("--course", help="The new course's key.")],
    course_title: Annotated[str, typer.Option("--course-title", help="Its title.")],
    source: Annotated[str, typer.Option("--source", help="Where the questions come from.")],
    licence: Annotated[str, typer.Option("--licence", help="On what terms they may be used.")],
    track: Annotated[Track, typer.Option("--track", help="Whom it is for.")] = Track.EVERYONE,
    language: Annotated[
        str, typer.Option("--language", help="zh-Hans, zh-Hant or en.")
    ] = "zh-Hans",
    level: Annotated[int, typer.Option("--level", min=1, max=7, help="On the framework.")] = 1,
    hours_per_credit: Annotated[float, typer.Option("--hours-per-credit", min=0.1)] = 16,
    lesson: Lesson = "practice",
    title: Title = "",
    partial: Partial = False,
    everything: All = False,
) -> None:
    """Write a bank as a course of its own into an empty folder, for a person to go on with."""
    from bot.commands_banks import DoubtfulBankError, read_with_bar, report_lines
    from bot.content.banks.practice import Practice, new_course
    from bot.content.course_file import Language
    from bot.content.export import export_pack
    from bot.content.load import load_pack
    from bot.domain.content import Course, Pack

    if language not in set(Language):
        raise InputError(f'There is no language "{language}"; choose {", ".join(Language)}.')
    head = Course(
        key=course,
        title=course_title,
        track=track,
        language=language,
        level=level,
        hours=1,
        pass_mark=0.6,
        hours_per_credit=hours_per_credit,
        version="1",
        source=source,
        licence=licence,
        reviewed_by="",
        lessons=(),
    )
    practice = Practice(lesson, title)
    bank = read_with_bar(file)
    for line in report_lines(bank, bank.doubts, everything=everything):
        say(line)
    if bank.fatal and not partial:
        raise DoubtfulBankError(
            f"{len(bank.fatal):,} doubts keep questions out; nothing was written. Mend them, or "
            "write the rest with --partial."
        )
    made = new_course(head, bank, practice)
    export_pack(Pack((made,)), folder)
    load_pack(folder)
    say(f"{len(made.lessons):,} lessons, {len(made.questions):,} questions written to {folder}")


@app.command("export")
def bank_export(course: str, file: Path, config: Config = None) -> None:
    """Write a course's questions to a new .xlsx or .gift file; imported again, they update it."""
    from bot.content.banks.export_gift import export_gift
    from bot.content.banks.export_xlsx import export_xlsx
    from bot.content.banks.exporting import questions_of
    from bot.store.latest_course import latest_course

    writers = {".xlsx": export_xlsx, ".gift": export_gift}
    write = writers.get(file.suffix.casefold())
    if write is None:
        raise InputError("Name a file that ends in .xlsx or .gift.")

    async def work(conn: Any, now: Any, settings: "Settings") -> None:  # noqa: ARG001 - one shape for all
        found = await latest_course(conn, course)
        if found is None:
            raise InputError(f'No course "{course}" is taught or waits for approval.')
        write(questions_of(found), file)
        say(f"{len(found.questions):,} questions written to {file}")

    with_transaction(config, work)
