"""`python -m bench.scale`: measure, live a day of the province, write docs/scale.md.

Exit 0 when the page was written; 1 when a measurement failed; 2 for an option that cannot be.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from bench.processes import ROOT, BenchFaultError
from bench.scale import database_cost, request_cost
from bench.scale.answers import DAY_SAMPLE, answer
from bench.scale.assumptions import Assumptions, option_name
from bench.scale.measured import Measured
from bench.scale.page import write
from bench.scale.plots import draw
from bench.scale.population import Person, people
from bot.domain.errors import InputError, YikeError

RESULT = Path(__file__).parent / "result.json"


class Progress:
    """One line for each step, with the seconds since the start."""

    def __init__(self) -> None:
        """Start the clock."""
        self._begun = perf_counter()

    def say(self, what: str) -> None:
        """What begins now."""
        print(f"{perf_counter() - self._begun:5.0f} s  {what}", file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    """The options: those of the run, and one for each assumption."""
    made = argparse.ArgumentParser(
        prog="python -m bench.scale",
        description="A day of a province on simulated time, with measured costs.",
    )
    made.add_argument("--sample", type=int, default=200_000, help="learners in the database")
    made.add_argument("--seed", type=int, default=20261123)
    made.add_argument("--again", action="store_true", help=f"reuse what {RESULT.name} measured")
    made.add_argument("--result", type=Path, default=RESULT, help="where the figures go")
    made.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    group = made.add_argument_group("assumptions")
    for item in fields(Assumptions):
        group.add_argument(
            option_name(item.name),
            type=float,
            metavar="N",
            default=item.default,
            help=f"{item.default:g} {item.metadata['unit']}: {item.metadata['why']}".replace(
                "%", "%%"
            ),
        )
    return made


async def measure(sample: Sequence[Person], progress: Progress) -> Measured:
    """Everything that is measured, in temporary folders that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yike-scale-") as folder:
        costs = await database_cost.measure(Path(folder), sample, progress.say)
    talk = await request_cost.measure(progress.say)
    return Measured(
        sample=len(sample),
        machine=f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f}",
        plan=costs.plan,
        held=costs.held,
        sent=costs.sent,
        expired=costs.expired,
        paced=costs.paced,
        request=talk.request,
        claims=costs.claims,
        learner_tables=costs.learner_tables,
        delivery_tables=costs.delivery_tables,
        session_tables=talk.session_tables,
        request_tables=talk.request_tables,
        side_by_side=costs.side_by_side,
    )


def earlier(result: Path) -> Measured:
    """What an earlier run measured. Raises InputError when there is none that can be read."""
    try:
        return Measured.from_json(json.loads(result.read_text(encoding="utf-8"))["measured"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{result} holds no measurements: run without --again first") from None


def run(options: argparse.Namespace) -> None:
    """Measure or remember, live the days, write result, pictures and page."""
    names = [item.name for item in fields(Assumptions)]
    a = Assumptions().changed({name: getattr(options, name) for name in names})
    if options.sample < 1000:
        raise InputError("--sample must be at least 1000, or chance rules")
    before = earlier(options.result) if options.again else None
    if find_spec("matplotlib") is None:
        raise InputError("matplotlib draws the pictures: install the dev extra")
    progress = Progress()
    sample = people(a, options.sample, options.seed)
    found = before or asyncio.run(measure(sample, progress))
    answers = answer(sample[:DAY_SAMPLE], a, found, options.seed, progress.say)
    options.result.write_text(json.dumps(answers.to_json(), indent=1), encoding="utf-8")
    progress.say("drawing")
    draw(answers, options.docs / "scale")
    page = write(answers, options.docs)
    progress.say(f"done: {page}")


def main(words: Sequence[str] | None = None) -> int:
    """Run with the options of the command line."""
    options = parser().parse_args(words)
    try:
        run(options)
    except InputError as error:
        print(f"bench.scale: {error}", file=sys.stderr)
        return 2
    except (BenchFaultError, YikeError) as error:
        print(f"bench.scale: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
