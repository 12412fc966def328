"""docs/scale.md, written from the answers; every figure in it comes from them."""

import math
from dataclasses import fields
from pathlib import Path

from bench.scale import needs, page_database, page_morning
from bench.scale.answers import REMINDER_AT, Answers
from bench.scale.assumptions import (
    HABITS,
    MASS_A_MINUTE,
    MORNING,
    SLOWEST_MASS,
    TEMPLATES_A_DAY,
    TRACKS,
    WINDOW_HOURS,
    Assumptions,
    option_name,
)
from bench.scale.day import (
    HANDED_OVER,
    NOT_REACHED,
    PUSHED_CUSTOMER,
    PUSHED_TELEGRAM,
    WAYS,
    Day,
)
from bench.scale.earlier import ONE_TABLE
from bench.scale.formats import clock, percent, short, space, table
from bench.scale.page_morning import GOAL, punctual
from bench.scale.page_words import LIMITS


def write(found: Answers, docs: Path) -> Path:
    """Write the page into ``docs``, beside its folder of pictures; returns its path."""
    parts = (
        _head,
        _short,
        _day,
        page_morning.senders,
        page_morning.punctuality,
        _inbound,
        page_database.costs,
        page_database.database,
        page_database.ceilings,
        page_database.carries,
        _assumed,
    )
    page = docs / "scale.md"
    page.write_text("\n\n".join(part(found).strip() for part in parts) + "\n", encoding="utf-8")
    return page


def _head(found: Answers) -> str:
    a, m = found.assumptions, found.measured
    return f"""
# What a province takes

`python -m bench.scale` wrote this page. It lives one day of {short(a.residents)} residents on simulated time: each lesson gets its turn by the planner's arithmetic (a test holds it to the SQL of `bot/store/planning/pacing.py`), is decided by the program's own ladder and quiet hours (`bot/delivery/deciding.py`), and goes when rates, windows and the day's quota let it; what that costs is measured with the program's own planner, worker, limiter, housekeeping and webhooks on real PostgreSQL and Valkey. People and platforms are played.

Each figure is of one of three kinds. **Measured**: on this machine ({m.machine}, shared with other work), a database of {short(m.sample)} learners. **Assumed**: the table at the end; each line is an option. **From the references**: what the platforms fix. Everything else is arithmetic on these, shown where it matters. A different adoption or another habit changes the answers in step; a guess stays a guess.
"""


def _short(found: Answers) -> str:
    a, day, fleet = found.assumptions, found.smoothed, found.fleet
    minute, peak = found.peak
    reached = day.lessons - day.way(NOT_REACHED)
    roles, servers = found.processes, found.servers(a.learners)
    old, new = ONE_TABLE["sent"], found.measured.sent
    real = needs.both(new, found.measured.paced.more_than(new, found.measured.held))
    return f"""
## In short

With {percent(a.adoption, 1)} of the residents enrolled ({short(a.learners)} learners):

- **{fleet.accounts} official accounts and {fleet.bots} bots.** Districts are a natural way to share them out.
- **{percent(reached, day.lessons)} of {short(day.lessons)} lessons reach somebody that day**: {percent(day.way(PUSHED_CUSTOMER, PUSHED_TELEGRAM), day.lessons)} by a push, the others because the learner came. The rest is held, not lost, and gives way to the next lesson.
- **The lessons of 07:30 are decided by {clock(max(day.last_of_morning.values(), default=MORNING))}**, spread over {_longest(day)} minutes. Decided within 10 s of their turns, of which 99 % are to be: {punctual(day, "wechat")} on WeChat{_bot_in_short(found)}.
- **{_servers(servers)}**, with {a.server_cores:g} cores{"" if servers == 1 else " each"}: the worst minute ({clock(minute)}) takes {peak.database:.1f} cores in all. The disk is what fills: one server's {a.server_disk:g} TB after {short(found.days_until_full)} days if nothing is ever moved away.{_edge(found)}
- **A lesson sent takes {new.database_ms:.2f} ms of PostgreSQL and {new.program_ms:.2f} ms of a worker** in full batches; with all deliveries in one table it was {old.database_ms:.2f} and {old.program_ms:.2f}. In the smaller batches in which turns come it is about {real.database_ms:.2f} and {real.program_ms:.2f}.
- Beside it run {roles["web"]} web processes, {roles["worker"]} {"worker" if roles["worker"] == 1 else "workers"} and {roles["schedules"]} {"planner" if roles["schedules"] == 1 else "planners"}: by their CPU at the busiest minute and by calls on their way; two of each where one must not be missed.
- **What is kept for good grows by {space(sum(found.growth.a_day.values()))} a day**, most of it statements for the credit bank. That, not speed, is what an operator of a province plans for first.{_faults(found)}
"""


def _bot_in_short(found: Answers) -> str:
    if not found.bot:
        return ""
    own, full = found.bot_planned, found.bot_full
    said = f"; on Telegram {punctual(found.bot[own], 'telegram')} with the {own.pace:g} lessons a second that the program plans for a bot"
    if own == full:
        return said
    return f"{said} (with its whole rate planned, {full.pace:g}, it would be {punctual(found.bot[full], 'telegram')})"


def _faults(found: Answers) -> str:
    """What keeps the program from its goals; nothing once the figures reach them."""
    return _claims_fault(found) + _pace_fault(found)


def _pace_fault(found: Answers) -> str:
    day = found.bot.get(found.bot_planned)
    if day is None or day.punctual("telegram") >= GOAL:
        return ""
    return f"""
- **A fault must be mended first**: with the {found.bot_planned.pace:g} lessons a second that the program plans for a bot, {punctual(day, "telegram")} are decided within 10 s of their turns (see the one bot below)."""


def _claims_fault(found: Answers) -> str:
    claims = found.measured.claims
    if not page_database.slowed(claims):
        return ""
    return f"""
- **A fault must be mended first**: with the database's statistics of the night, claiming a hundred of {short(claims.many)} waiting lessons takes {claims.night_ms / 1000:.2f} s (see the warning below)."""


def _servers(count: int) -> str:
    return (
        "One PostgreSQL carries the first year"
        if count == 1
        else f"{count} PostgreSQL servers carry the first year"
    )


EDGE = 0.1
"""So near to a full disk, one run says one server and the next says two."""


def _edge(found: Answers) -> str:
    a = found.assumptions
    size, disk = found.growth.after(needs.YEAR), a.server_disk * needs.TERA
    if abs(size - disk) > EDGE * disk:
        return ""
    return f" That is the edge: {space(size)} after a year, and from run to run it falls on either side. A smaller `delivery.keep_months`, or number 2 below, decides it."


def _longest(day: Day) -> str:
    last = max(day.last_of_morning.values(), default=MORNING)
    return f"{last - MORNING:.1f}"


def _day(found: Answers) -> str:
    day, small, once = found.smoothed, found.smallest, found.at_once
    rows = [
        (
            way,
            short(day.way(way)),
            percent(day.way(way), day.lessons),
            percent(once.way(way), once.lessons),
            percent(small.way(way), small.lessons),
        )
        for way in WAYS
    ]
    reasons = "; ".join(f"{name}: {short(n)}" for name, n in day.reasons.most_common())
    small_reasons = "; ".join(f"{name}: {short(n)}" for name, n in small.reasons.most_common())
    return f"""
## How the lessons get there

![Lessons owed, held and pushed, and requests coming in, over the day](scale/day.png)

{table("| way | lessons | smoothed | all at once | one account, one bot |", rows)}

Reasons the ladder gave for holding: {reasons}. With one account and one bot: {small_reasons}.

![By which way the lessons of each track arrive](scale/reach.png)

A push on WeChat needs a message of the learner's own in the last {WINDOW_HOURS} hours, and each takes one of five places. So a push goes to those who keep talking; it keeps them, and wins nobody back. Couriers with three breaks use up their five places in two silent days. Everything else waits for the menu or a word, free of charge and without a limit: **the daily lesson is pulled**, and whatever makes people open the chat (a poster with the QR code, a grandchild, a competition) reaches more than any sending.

{_others(found)}
"""


def _others(found: Answers) -> str:
    a, day, fleet = found.assumptions, found.smoothed, found.fleet
    missed = day.way(NOT_REACHED)
    templates = fleet.accounts * TEMPLATES_A_DAY
    followers = a.learners * (1 - a.telegram) * (1 - a.gone)
    reminded = sum(found.reminder.values())
    pushed = found.reminder.get(PUSHED_CUSTOMER, 0) + found.reminder.get(PUSHED_TELEGRAM, 0)
    late = found.reminder.get(HANDED_OVER, 0)
    return f"""**What paid or rationed rungs would add** (arithmetic; the day above does not use them). {fleet.accounts} accounts may send {short(templates)} template messages a day: {percent(templates, missed)} of the lessons that reached nobody; for all of them it would take {math.ceil(missed / TEMPLATES_A_DAY)} accounts, and a template must follow something the learner did. A mass message reaches all {short(followers)} followers, four times a month: each account its own, in {short(followers / fleet.accounts / MASS_A_MINUTE)} minutes at the fastest of its speeds and in {short(followers / fleet.accounts / SLOWEST_MASS)} at the slowest. Take the slowest: whoever opens the chat at once is answered by the same machines.

**A reminder** at {clock(REMINDER_AT)} that a competition closes at 21:00, to {short(reminded)} entrants: {percent(pushed, reminded)} are reminded at once, {percent(late, reminded)} with their next word before it closes, {percent(reminded - pushed - late, reminded)} not. This is where the templates and one of the four mass messages belong."""


def _inbound(found: Answers) -> str:
    day, m = found.smoothed, found.measured
    series = day.by_minute["requests"]
    hour = sum(series[210:270])
    peak = max(series[210:270]) / 60
    web = found.processes["web"]
    request = m.request
    return f"""
## The morning's questions

Between 07:30 and 08:30 learners send {short(hour)} messages and clicks, {short(hour / 3600)} a second on average and {short(peak)} at most; over the day {short(sum(series))}. Each costs {request.program_ms:.2f} ms of CPU in our process and {request.database_ms:.2f} ms in PostgreSQL (measured: encrypted WeChat callbacks to the whole program, mixed as people mix them, answers checked). At the peak of the day that is {short(day.peak("requests") * request.program_ms / 1000)} cores for {web} web processes at {percent(needs.PROCESS_BUSY, 1)} of a core each, and {short(day.peak("requests") * request.database_ms / 1000)} cores of PostgreSQL. These people wait for their answer; sending a lesson can be put off by a minute, an answer cannot, so what is spare belongs to them.
"""


def _assumed(found: Answers) -> str:
    a = found.assumptions
    rows = [
        (
            f"`{option_name(item.name)}`",
            f"{getattr(a, item.name):,.10g}",
            item.metadata["unit"],
            item.metadata["why"],
        )
        for item in fields(Assumptions)
    ]
    tracks = [
        (
            track.name,
            f"{100 * track.share:.0f} %",
            ", ".join(f"{100 * part:.0f} % {' and '.join(times)}" for part, times in track.times),
            track.why,
        )
        for track in TRACKS
    ]
    habits = [(h.name, f"{100 * h.share:.0f} %", f"{100 * h.chance:.0f} %") for h in HABITS]
    return f"""
## What is assumed

{table("| option | value | unit | why |", rows)}

{table("| track | of learners | daily times | why |", tracks)}

{table("| habit | of learners | chance to learn on a day |", habits)}

{LIMITS}
"""
