"""`yike wishes` and `yike ratings`: what people wish to learn, and what they think of what they learned."""

from typing import Annotated, Any

import typer

from bot.cli_shared import AsJson, Config, with_database

Since = Annotated[
    str, typer.Option("--since", metavar="DAY", help="From this day on, as 2026-11-01.")
]


def wishes(
    since: Since = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Those that were looked at before, too.")
    ] = False,
    seen: Annotated[bool, typer.Option("--seen", help="Mark what is listed as seen.")] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who looks at it, with --seen.")
    ] = "operator",
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """What people wish to learn and what they asked that no lesson answers, most people first."""
    from bot.commands_wishes import Look, wish_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        look = Look(since, everything=everything, seen_by=by if seen else "", as_json=as_json)
        return await wish_lines(db, clock, settings.learning.zone_info, look)

    with_database(config, work)


def ratings(as_json: AsJson = False, config: Config = None) -> None:
    """What people think of the courses they passed, the worst first."""
    from bot.commands_wishes import rating_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:  # noqa: ARG001 - one shape for all
        return await rating_lines(db, as_json=as_json)

    with_database(config, work)
