"""The soak as a picture."""

from collections.abc import Sequence
from pathlib import Path

from bench.soak_reading import Reading


def draw(readings: Sequence[Reading], file: Path) -> None:
    """Sizes and claims over the rows that went through, as a PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    millions = [one.rows / 1e6 for one in readings]
    figure, (sizes, claims) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    sizes.plot(millions, [one.past_bytes / 1e6 for one in readings], label="what has ended")
    sizes.plot(millions, [one.hot_bytes / 1e6 for one in readings], label="hot table, indexes too")
    sizes.plot(millions, [one.heap / 1e6 for one in readings], label="hot table alone")
    sizes.set(xlabel="million rows gone through", ylabel="MB", ylim=(0, None))
    sizes.legend()
    days = readings[1:]
    claims.plot(
        millions[1:], [one.probe.claim_ms for one in days], marker="o", label="a claim of 100"
    )
    label = "the database's CPU for it and its record"
    claims.plot(millions[1:], [one.probe.cpu_ms for one in days], marker="o", label=label)
    claims.set(xlabel="million rows gone through", ylabel="ms", ylim=(0, None))
    claims.legend()
    figure.savefig(file, dpi=110)
