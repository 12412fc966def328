"""One bot's day at full scale: as many learners as it has, behind the program's own limiter."""

from dataclasses import replace

from bench.scale.assumptions import Assumptions
from bench.scale.day import Day, Fleet
from bench.scale.population import people
from bench.scale.simulation import Simulation
from bench.scale.turns import Limited


def one_bot(a: Assumptions, bots: int, seed: int, pace: float) -> Day:
    """The day of one of ``bots``, each learner for himself or herself, with ``pace`` lessons
    planned for it a second.
    """
    count = max(1, round(a.learners * a.telegram / bots))
    own = replace(
        a,
        residents=count / a.adoption,
        telegram=1.0,
        bot_pace=pace,
    )
    sample = people(own, count, seed)
    gate = Limited(a.bulk_rate)
    return Simulation(sample, own, Fleet(1, 1), a.tolerance, seed, gate).run()
