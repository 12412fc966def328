"""The sections of docs/scale.md on PostgreSQL."""

from bench.scale import needs
from bench.scale.answers import ADOPTIONS, Answers
from bench.scale.formats import clock, percent, short, space, table
from bench.scale.measured import Claims, Cost
from bench.scale.page_words import CARRIES, HOW


def _cost_row(name: str, cost: Cost) -> tuple[str, ...]:
    return (
        name,
        f"{cost.database_ms:.3f}",
        f"{cost.program_ms:.3f}",
        space(cost.wal_bytes),
        f"{cost.commits:.3f}",
        f"{cost.rows:.1f}",
        short(cost.rate),
    )


SLOWED = 3
"""So many times slower: what is waiting is read through, not looked up."""


def slowed(claims: Claims) -> bool:
    """Whether claims suffer from statistics that do not know of the morning yet."""
    return claims.night_ms >= SLOWED * claims.fresh_ms


def _night(claims: Claims) -> str:
    """What the claim does before the server's statistics know of the morning."""
    said = f" With {short(claims.many)} waiting but the statistics of the night, when none was, it takes {claims.night_ms:.1f} ms."
    if not slowed(claims):
        return said + " So a morning needs no fresh statistics."
    return f"""{said}

> **A warning.** That is {claims.night_ms / claims.fresh_ms:.0f} times as long, and it grows with the backlog: the server, expecting few rows, reads through all that wait for each one. Until autovacuum has analysed `delivery` after the plan was made, a whole morning would be claimed at that speed; the figures above are with fresh statistics."""


def costs(found: Answers) -> str:
    """What one thing costs."""
    m = found.measured
    rows = [
        _cost_row("a lesson planned", m.plan),
        _cost_row("a lesson held", m.held),
        _cost_row("a lesson sent", m.sent),
        _cost_row("a callback answered", m.request),
    ]
    return f"""
## What one thing costs (measured)

{table("| | ms in PostgreSQL | ms in our process | log | transactions | rows written | a second |", rows)}

Transactions are also those that only look. "A second" is one process beside its server on these two busy cores: a lower bound. The log is without the full-page images that follow a checkpoint; a vacuum after each stage is included. Finding and locking the next hundred deliveries takes {m.claims.few_ms:.1f} ms with {short(m.claims.few)} waiting and {m.claims.fresh_ms:.1f} ms with {short(m.claims.many)}.{_night(m.claims)}
"""


def database(found: Answers) -> str:
    """Load and growth."""
    grown, day = found.growth, found.smoothed
    minute, peak = found.peak
    a = found.assumptions
    log_a_day = sum(one.wal * 60 for part in found.parts.values() for one in part)
    coming = day.lessons * found.measured.delivery_table.row_bytes
    writes = sum(one.rows * 60 for part in found.parts.values() for one in part)
    rows = [
        ("learners, addresses, enrolments", space(grown.learners), "with the learners"),
        (
            f"deliveries of {a.keep_deliveries:g} days",
            space(grown.deliveries),
            f"no more; {space(coming)} a day come and go",
        ),
        (f"event keys of {a.keep_events:g} days", space(grown.events), "no more"),
        *(
            (f"`{name}`", "", f"{space(size)} a day, kept for good")
            for name, size in sorted(grown.a_day.items(), key=lambda item: -item[1])
        ),
    ]
    open_rows = found.usual_time * found.measured.delivery_table.row_bytes
    return f"""
## The database

![Cores of PostgreSQL over the day, by kind of work](scale/load.png)

In the worst minute ({clock(minute)}) PostgreSQL uses {peak.database:.1f} cores, has {short(peak.commits)} transactions and writes {short(peak.rows)} rows and {space(peak.wal)} of log a second. Over the day it writes {short(writes)} rows and {space(log_a_day)} of log (what an archive or a standby must take).

{table("| tables with their indexes | size | grows by |", rows)}

After one year {space(grown.after(needs.YEAR))}, after three {space(grown.after(3 * needs.YEAR))}. The hot part, what workers look for, is small when smoothed: a lesson is planned seconds before it is decided. Unsmoothed, {short(found.usual_time)} rows ({space(open_rows)}) are planned in one go, and one server of {a.server_cores:g} cores works on them for {short(found.database_seconds_at_once / 60)} minutes.

![Tables over three years](scale/growth.png)
"""


def ceilings(found: Answers) -> str:
    """How far one server goes."""
    a, m, peak, grown = found.assumptions, found.measured, found.peak[1], found.growth
    have = {
        "CPU": f"{a.server_cores:g} cores x {a.server_busy:g}",
        "write-ahead log": f"{a.server_wal:g} MB/s",
        "transactions": f"{short(m.side_by_side.commits['one'])}/s (measured here)",
        "disk after one year": f"{a.server_disk:g} TB",
        "disk after three years": f"{a.server_disk:g} TB",
    }
    used = {
        "CPU": f"{peak.database:.1f} cores",
        "write-ahead log": f"{space(peak.wal)}/s",
        "transactions": f"{short(peak.commits)}/s",
        "disk after one year": space(grown.after(needs.YEAR)),
        "disk after three years": space(grown.after(3 * needs.YEAR)),
    }
    rows = [
        (limit, have[limit], used[limit], short(ceiling))
        for limit, ceiling in found.ceilings.items()
    ]
    base = found.smoothed
    order = ", ".join(sorted(found.ceilings, key=lambda limit: found.ceilings[limit]))
    more = []
    for adoption in ADOPTIONS:
        times = adoption / a.adoption
        fleet = needs.fleet_for(found.endless, a, times)
        more.append(
            (
                percent(adoption, 1),
                short(a.residents * adoption),
                str(fleet.accounts),
                str(fleet.bots),
                short(base.peak("requests") * times),
                short(peak.database * times),
                space(grown.after(needs.YEAR) * times),
                str(found.servers(a.residents * adoption)),
            )
        )
    head = "| adoption | learners | accounts | bots | requests/s | cores of PostgreSQL | after a year | servers |"
    return f"""
## When one PostgreSQL is no longer enough

A limit divided by what {short(a.learners)} learners use of it, times {short(a.learners)}:

{table("| limit | one server has | used at the peak | learners it carries |", rows)}

The transactions are one-row updates by 16 clients on this machine's two cores and one disk, a floor: more cores do more, and commits that wait for the same flush share it. In this order the limits are met: {order}. In step with adoption, at the end of the first year:

{table(head, more)}
"""


def carries(found: Answers) -> str:
    """What comes after one server."""
    side = found.measured.side_by_side
    names = {
        "one": "one worker, one server",
        "two on one": "two workers, one server",
        "one each": "two workers, a server each",
    }
    rows = [
        (
            words,
            short(side.deliver_rate[key]),
            f"{side.deliver_cpu_ms[key]:.2f}",
            short(side.plan_rate[key]) if key in side.plan_rate else "-",
            short(side.commits[key]) if key in side.commits else "-",
        )
        for key, words in names.items()
    ]
    head = "| setting | deliveries decided/s | ms of CPU each | rows planned/s | commits/s |"
    alone = side.deliver_cpu_ms["one"]
    second = percent(side.deliver_cpu_ms["two on one"], alone)
    apart = percent(side.deliver_cpu_ms["one each"], alone)
    return f"""
## What carries it then

{CARRIES.strip()}

Two servers side by side, as far as two cores allow (measured):

{table(head, rows)}

{HOW.strip().format(second=second, apart=apart)}
"""
