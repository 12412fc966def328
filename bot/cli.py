"""The commands. Each imports what it needs, so that the small ones start in under a second."""

import asyncio
import gc
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import (
    cli_announcements,
    cli_backup,
    cli_banks,
    cli_credits,
    cli_deliveries,
    cli_groups,
    cli_hooks,
    cli_keys,
    cli_learner,
    cli_packs,
    cli_reach,
    cli_tokens,
    cli_wishes,
)
from bot.cli_shared import Config, accounts_of, say, settings_of, with_transaction
from bot.domain.errors import InputError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.domain.competitions import Competition

app = typer.Typer(
    name="yike",
    help="One small lesson a day in the chat people already have open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
competitions = typer.Typer(help="Competitions on disk: check, import.", no_args_is_help=True)
app.add_typer(cli_packs.app, name="pack")
app.add_typer(cli_banks.app, name="bank")
app.add_typer(competitions, name="competition")
app.add_typer(cli_credits.app, name="credits")
app.add_typer(cli_keys.app, name="keys")
app.add_typer(cli_deliveries.app, name="deliveries")
app.add_typer(cli_groups.app, name="group")
app.add_typer(cli_announcements.app, name="announcement")
app.add_typer(cli_reach.app, name="reach")
app.add_typer(cli_learner.app, name="learner")
app.add_typer(cli_tokens.app, name="token")
app.add_typer(cli_hooks.app, name="hook")
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)
app.command()(cli_wishes.wishes)
app.command()(cli_wishes.ratings)


class RoleName(StrEnum):
    """What a process does."""

    WEB = "web"
    WORKER = "worker"
    SCHEDULES = "schedules"


class Grantable(StrEnum):
    """What somebody may be."""

    ORGANISER = "organiser"
    REVIEWER = "reviewer"
    OPERATOR = "operator"
    HELPER = "helper"


@app.command()
def run(
    config: Config = None,
    role: Annotated[
        list[RoleName] | None, typer.Option(help="Only this role; may be given more than once.")
    ] = None,
) -> None:
    """Run the bot: all roles when none is named."""
    gc.disable()  # what is read now stays; a sixth of the start went into looking through it
    from bot.app import Role
    from bot.app import run as run_program
    from bot.clock import SystemClock
    from bot.logs import set_up_logs

    settings = settings_of(config)
    set_up_logs()
    roles = [Role(one.value) for one in role or ()]
    if not asyncio.run(run_program(settings, SystemClock(), roles)):
        raise typer.Exit(1)


@app.command()
def demo(config: Config = None) -> None:
    """Try everything on two pictured phones; needs no account anywhere."""
    gc.disable()  # as above
    from bot.demo import demo as run_demo
    from bot.logs import set_up_logs

    settings = settings_of(config)
    set_up_logs(level="warning")
    if not asyncio.run(run_demo(settings, say)):
        raise typer.Exit(1)


@app.command()
def migrate(config: Config = None) -> None:
    """Bring the database up to date."""
    from bot.progress import progress
    from bot.storage import migrate_database

    with progress("Bringing the database up to date"):
        said = asyncio.run(migrate_database(settings_of(config)))
    say(said)


@app.command()
def doctor(config: Config = None) -> None:
    """Check settings, credentials, storage, and what each account may do."""
    from bot.doctor import examine

    healthy = True
    for line in asyncio.run(examine(settings_of(config))):
        healthy = healthy and line.well
        say(f"{'ok  ' if line.well else 'FAIL'}  {line.words}")
    if not healthy:
        raise typer.Exit(1)


@competitions.command("check")
def competition_check(file: Path) -> None:
    """Read a competition's file and say what is in it, or what is wrong with it."""
    from bot.content.competition_file import load_competition, warnings_of

    found = load_competition(file)
    say(f"{found.key}: {len(found.stages)} stages, {len(found.groups)} groups")
    for warning in warnings_of(found):
        say(f"look at this: {warning}")


@competitions.command("import")
def competition_import(file: Path, config: Config = None) -> None:
    """Take in a competition; it is announced to its groups when its first stage opens."""
    from bot.competitions.desk.writing import take_in
    from bot.content.competition_file import load_competition
    from bot.contest_office import command_desk

    competition = load_competition(file)

    async def work(conn: Any, now: Any, settings: "Settings") -> None:
        _known_accounts(competition, settings)
        say(str(await take_in(conn, command_desk(settings, now), competition)))
        for dropped in _moments(competition, now, settings).dropped:
            say(f"no reminder {dropped.rule} for stage {dropped.stage_key}: {dropped.reason}")

    with_transaction(config, work)


def _moments(competition: "Competition", now: Any, settings: "Settings") -> Any:
    from bot.competitions.moments import moments_of

    quiet = settings.learning.quiet
    return moments_of(competition, now, (quiet.begin, quiet.end), settings.learning.zone_info)


def _known_accounts(competition: "Competition", settings: "Settings") -> None:
    """A group of an account that is not configured would never be reached: say so now."""
    known = accounts_of(settings)
    for group in competition.groups:
        if group.account not in known:
            raise InputError(
                f'The group {group} names the account "{group.account}", which the settings do '
                f"not have; known are: {', '.join(sorted(known)) or 'none'}."
            )


def _grant(role: Grantable, address: str, config: Path | None, *, give: bool) -> None:
    from bot.store import grants

    account, colon, platform_id = address.partition(":")
    if not colon or not account or not platform_id:
        raise InputError(f"{role.value} needs an address as ACCOUNT:PLATFORM_ID.")

    async def work(conn: Any, now: Any, settings: "Settings") -> None:
        from bot.config import secret_keys
        from bot.domain.pseudonyms import person_hash

        known = accounts_of(settings)
        if account not in known:
            raise InputError(
                f'The settings have no account "{account}"; known are: '
                f"{', '.join(sorted(known)) or 'none'}."
            )
        person = person_hash(secret_keys(settings)["pseudonym_key"], account, platform_id)
        if give:
            new = await grants.grant(conn, account, person, role.value, now)
            say("granted" if new else "was granted before; nothing changed")
        else:
            gone = await grants.revoke(conn, account, person, role.value)
            say("revoked" if gone else "was not granted; nothing changed")

    with_transaction(config, work)


Group = Annotated[
    str,
    typer.Option(help="For a helper: of which group, as ACCOUNT:GROUP.", metavar="ACCOUNT:GROUP"),
]


@app.command()
def grant(
    role: Grantable,
    address: str,
    config: Config = None,
    group: Group = "",
    name: Annotated[str, typer.Option(help="For a helper: the name that members read.")] = "",
) -> None:
    """Give somebody a role; ADDRESS reads ACCOUNT:PLATFORM_ID."""
    if role is Grantable.HELPER:
        _helper(address, group, name, config)
    else:
        _only_helpers(role, group, name)
        _grant(role, address, config, give=True)


@app.command()
def revoke(role: Grantable, address: str, config: Config = None, group: Group = "") -> None:
    """Take somebody's role; ADDRESS reads ACCOUNT:PLATFORM_ID."""
    if role is Grantable.HELPER:
        _helper(address, group, None, config)
    else:
        _only_helpers(role, group, "")
        _grant(role, address, config, give=False)


def _only_helpers(role: Grantable, group: str, name: str) -> None:
    if group or name:
        raise InputError(
            f"--group and --name belong to a helper, not to {role.value}; leave them out."
        )


def _helper(address: str, group: str, name: str | None, config: Path | None) -> None:
    from bot.commands_helper import helper_command, helper_name, place

    called = None if name is None else helper_name(name)

    async def work(conn: Any, now: Any, settings: "Settings") -> None:
        known = accounts_of(settings)
        at = place(address, known, "an address as ACCOUNT:PLATFORM_ID")
        of = place(group, known, "a group: --group ACCOUNT:GROUP")
        say(await helper_command(conn, at, of, called, now))

    with_transaction(config, work)
