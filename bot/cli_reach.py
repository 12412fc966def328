"""`yike reach`: who will be reached and how, before it goes out; and what became of it."""

from typing import Annotated, Any

import typer

from bot.cli_shared import Account, AsJson, Config, with_channels, with_database

app = typer.Typer(
    help="Who is reached, by which way: forecast, month, report.", no_args_is_help=True
)


@app.command("lessons")
def reach_lessons(
    on: Annotated[str | None, typer.Option(help="The day, as 2026-12-01; else today.")] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Count who gets the lessons of a day, by which way, and who does not and why."""
    from bot.allowances import world_of
    from bot.commands_reach import lessons_lines

    async def work(db: Any, clock: Any, settings: Any, channels: Any) -> list[str]:
        world, zone = world_of(settings, channels), settings.learning.zone_info
        return await lessons_lines(db, clock, world, zone, on=on, as_json=as_json)

    with_channels(config, work)


@app.command("competition")
def reach_competition(key: str, as_json: AsJson = False, config: Config = None) -> None:
    """Count whom a competition's announcement and its reminders to come will reach."""
    from bot.allowances import world_of
    from bot.commands_reach import competition_lines

    async def work(db: Any, clock: Any, settings: Any, channels: Any) -> list[str]:
        world, zone = world_of(settings, channels), settings.learning.zone_info
        return await competition_lines(db, clock, world, zone, key, as_json=as_json)

    with_channels(config, work)


@app.command("announcement")
def reach_announcement(key: str, as_json: AsJson = False, config: Config = None) -> None:
    """Count whom an organiser's own announcement will reach."""
    from bot.allowances import world_of
    from bot.commands_reach import announcement_lines

    async def work(db: Any, clock: Any, settings: Any, channels: Any) -> list[str]:
        world, zone = world_of(settings, channels), settings.learning.zone_info
        return await announcement_lines(db, clock, world, zone, key, as_json=as_json)

    with_channels(config, work)


@app.command("month")
def reach_month(
    account: Account = None,
    month: Annotated[str | None, typer.Option(help="As 2026-12; else this month.")] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """The mass messages of a month: gone, to come, and what will not go out and why."""
    from bot.allowances import mass_rules
    from bot.commands_reach import month_lines

    async def work(db: Any, clock: Any, settings: Any, channels: Any) -> list[str]:
        rules = mass_rules(settings, channels)
        return await month_lines(db, clock, rules, account=account, month=month, as_json=as_json)

    with_channels(config, work)


@app.command("report")
def reach_report(
    kind: Annotated[str, typer.Argument(help="lesson, announcement, reminder, news or digest.")],
    subject: Annotated[
        str, typer.Argument(help="A competition's or announcement's id; of lessons the day.")
    ],
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """What became of it, beside what was forecast."""
    from bot.commands_reach import report_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock
        return await report_lines(db, settings.learning.zone_info, kind, subject, as_json=as_json)

    with_database(config, work)
