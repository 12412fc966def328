"""The sections of docs/scale.md on PostgreSQL."""

import math
from dataclasses import replace

from bench.scale import needs
from bench.scale.answers import ADOPTIONS, Answers
from bench.scale.earlier import ONE_TABLE, ROW_BYTES, RUN_AGAIN, STATEMENTS_A_DAY
from bench.scale.formats import clock, percent, short, space, table
from bench.scale.measured import SETTINGS, Claims, Cost
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
        return (
            said
            + " These are medians of five looks; from run to run they differ as much. Reading "
            "through all that wait would take many times as long."
        )
    return f"""{said}

> **A warning.** That is {claims.night_ms / claims.fresh_ms:.0f} times as long, and it grows with the backlog: the server, expecting few rows, reads through all that wait for each one. Until autovacuum has analysed `delivery` after the plan was made, a whole morning would be claimed at that speed; the figures above are with fresh statistics."""


def _beside(name: str, old: Cost, new: Cost) -> tuple[str, ...]:
    return (
        name,
        f"{old.database_ms:.3f} → {new.database_ms:.3f}",
        f"{old.program_ms:.3f} → {new.program_ms:.3f}",
        f"{old.commits:.3f} → {new.commits:.3f}",
        f"{old.rows:.1f} → {new.rows:.1f}",
    )


def _again(what: str) -> str:
    said = (
        f"{one[what][0]:.2f} + {one[what][1]:.2f} ms at load {load}"
        for load, one in RUN_AGAIN.items()
    )
    return " and ".join(said)


def costs(found: Answers) -> str:
    """What one thing costs."""
    m = found.measured
    rows = [
        _cost_row("a lesson planned", m.plan),
        _cost_row("a lesson held", m.held),
        _cost_row("a lesson sent", m.sent),
        _cost_row("a held one given up", m.expired),
        _cost_row("a callback answered", m.request),
    ]
    beside = [
        _beside("a lesson planned", ONE_TABLE["plan"], m.plan),
        _beside("a lesson held", ONE_TABLE["held"], m.held),
        _beside("a lesson sent", ONE_TABLE["sent"], m.sent),
        _beside("a callback answered", ONE_TABLE["request"], m.request),
    ]
    return f"""
## What one thing costs (measured)

{table("| | ms in PostgreSQL | ms in our process | log | transactions | rows written | a second |", rows)}

Transactions are also those that only look. "A second" is one process beside its server on these two busy cores: a lower bound. The log is without full-page images, which follow each checkpoint; a vacuum after each stage is included, and so is asking Redis for each batch's turns. These are full batches, as after an outage. **As turns come**, {m.paced.cost.rate:.0f} a second for one account and one bot, batches are smaller: one worker in the program's own rhythm took {m.paced.cost.database_ms:.2f} ms of PostgreSQL and {m.paced.cost.program_ms:.2f} ms of its own for each, {percent(m.paced.sent_share, 1)} of them sent, and decided {int(1000 * m.paced.punctual) / 10:g} % within 10 s of their turns, the last {m.paced.longest:.1f} s after. What that is more is in the loads below. Finding and locking the next hundred deliveries takes {m.claims.few_ms:.1f} ms with {short(m.claims.few)} waiting and {m.claims.fresh_ms:.1f} ms with {short(m.claims.many)}.{_night(m.claims)}

The same work when all deliveries lay in one table ([decision 0007](decisions/0007-deliveries-in-three-tables.md)), then (load 3.8, the lowest figures there are of it) → now. Run again in the minutes before this page was last measured, that version took {_again("sent")} for a lesson sent and {_again("request")} for a callback; why it was more was not looked into. Both versions in full batches. The log is left out: then it held full-page images, now it does not.

{table("| | ms in PostgreSQL | ms in our process | transactions | rows written |", beside)}

A held lesson now leaves one table and enters another, which writes two rows where it was one; a sent one takes its whole batch along instead of two transactions of its own.
"""


def database(found: Answers) -> str:
    """Load and growth."""
    grown = found.growth
    minute, peak = found.peak
    a = found.assumptions
    log_a_day = sum(one.wal * 60 for part in found.parts.values() for one in part)
    short_kept = replace(grown, past_days=4 * needs.DAYS_A_MONTH)
    m = found.measured
    past = m.delivery_tables["delivery_past"]
    writes = sum(one.rows * 60 for part in found.parts.values() for one in part)
    rows = [
        ("learners, addresses, enrolments", space(grown.learners), "with the learners"),
        ("`delivery`: to be sent, at the most", space(grown.hot), "no more; empty at night"),
        ("`delivery_held`: the inboxes", space(grown.held), "with the learners"),
        (
            f"`delivery_past`: {a.keep_months:g} months and the present one",
            space(grown.past),
            f"no more; {space(grown.past_a_day * needs.DAYS_A_MONTH)} a month come and go",
        ),
        (f"event keys of {a.keep_events:g} days", space(grown.events), "no more"),
        *(
            (f"`{name}`", "", f"{space(size)} a day, kept for good")
            for name, size in sorted(grown.a_day.items(), key=lambda item: -item[1])
        ),
    ]
    return f"""
## The database

![Cores of PostgreSQL over the day, by kind of work](scale/load.png)

In the worst minute ({clock(minute)}) PostgreSQL uses {peak.database:.1f} cores, has {short(peak.commits)} transactions, and writes {short(peak.rows)} rows and {space(peak.wal)} of log a second. Over the day it writes {short(writes)} rows and {space(log_a_day)} of log (what an archive or a standby must take; full-page images come on top). Planning and giving up are counted as fast as they must be done. A server with room does them faster: one planner then writes {space(m.plan.wal_bytes * m.planner_rate)} of log a second for {short(found.usual_time / m.planner_rate / 60)} minutes.

{table("| tables with their indexes | size | grows by |", rows)}

An ended delivery takes {past.row_bytes:.0f} bytes with its indexes; in the one table it was {ROW_BYTES}, and had to be searched with all others. After one year {space(grown.after(needs.YEAR))}, after three {space(grown.after(3 * needs.YEAR))}; with `delivery.keep_months = 3` {space(short_kept.after(needs.YEAR))} and {space(short_kept.after(3 * needs.YEAR))}. What is kept for good came to {space(STATEMENTS_A_DAY)} a day then, and comes to {space(sum(grown.a_day.values()))} now.

All lessons of one hour are planned as soon as it strikes, each with its turn: {short(found.usual_time)} rows at 07:30, which one planner writes in {short(found.usual_time / m.planner_rate / 60)} minutes, {_planners(found)}. So the hot table is {space(grown.hot)} at its largest and short again within the tolerance. Unsmoothed, one server of {a.server_cores:g} cores would work on all of them for {found.database_seconds_at_once:.0f} s at its limit, while people wait for answers.

![Tables over three years](scale/growth.png)
"""


def _planners(found: Answers) -> str:
    rate, needed = found.measured.planner_rate, found.smoothed.peak("due")
    if rate >= needed:
        return "faster than their turns come"
    return f"slower than their turns come: it takes {math.ceil(needed / rate)} planners"


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
        fleet = needs.fleets_for(found.endless, a, times).fleet
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
    rows = [
        (
            words,
            short(side.deliver_rate[key]),
            f"{side.deliver_cpu_ms[key]:.2f}",
            short(side.plan_rate[key]) if key in side.plan_rate else "-",
            short(side.commits[key]) if key in side.commits else "-",
        )
        for key, words in SETTINGS.items()
    ]
    head = "| setting | deliveries decided/s | ms of CPU each | rows planned/s | commits/s |"
    alone = side.deliver_cpu_ms["one"]
    second = percent(side.deliver_cpu_ms["two on one"], alone)
    apart = percent(side.deliver_cpu_ms["two on two"], alone)
    three = percent(side.deliver_cpu_ms["three on three"], alone)
    return f"""
## What carries it then

{CARRIES.strip()}

Two and three servers side by side, as far as two cores allow (measured):

{table(head, rows)}

{HOW.strip().format(second=second, apart=apart, three=three)}
"""
