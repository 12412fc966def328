"""Peaks smoothed by planning (design 4.13): when the turn of each of many deliveries comes.

Thousands are owed at 07:30, and an account sends some thirty a second. So the k-th of an account
is planned ``k / pace`` later, behind what was planned before it (``lane_pace.free_at``), up to a
tolerance. What does not fit is spread evenly over the last third of the tolerance: those come
late, and are counted as late. Turns are whole seconds apart: within one second the limits decide
(``bot.delivery.limiting``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

PACE = 500.0
"""Deliveries a second of an account whose platform names no rate."""
TOLERANCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pacing:
    """``paces``: deliveries a second by account; ``pace``: of all others; ``tolerance``: how much
    later than it is owed a delivery may be planned. ``quiet_from``: the local time at which quiet
    hours begin; no lesson is smoothed into them. None: there are none.
    """

    paces: Mapping[str, float] = field(default_factory=dict)
    pace: float = PACE
    tolerance: timedelta = TOLERANCE
    quiet_from: time | None = None

    def columns(self) -> tuple[list[str], list[float], float, float]:
        """Parameters $2 to $5 of a statement with ``TURNS``."""
        return (
            list(self.paces),
            list(self.paces.values()),
            self.pace,
            self.tolerance.total_seconds(),
        )


LATE = "interval '1 minute'"
"""What is planned so much after its time is planned late: it keeps its ``due``, and its turn
counts from now."""

TURNS = """
queue as materialized (
  select o.queue, max(o.start) as latest, max(o.k) + 1 as many, interval '1 second' / coalesce(c.pace, $4) as step
  from owed o left join unnest($2::text[], $3::float8[]) as c (lane, pace) on c.lane = o.lane
  where o.wanted group by o.queue, c.pace
), turn as (
  insert into lane_pace as p (lane, free_at)
  select queue, latest + many * step from queue order by queue
  on conflict (lane) do update set free_at = least($1::timestamptz + interval '1 day', (
    select greatest(p.free_at, q.latest) + q.many * q.step from queue q where q.queue = p.lane))
  returning lane, free_at
), base as materialized (
  select q.queue, date_part('epoch', q.step) as step, q.latest, t.free_at - q.many * q.step as free
  from turn t join queue q on q.queue = t.lane
), paced as (
  select o.*, o.k * b.step
    + case when b.free > b.latest then date_part('epoch', b.free - o.start) else 0 end as later
  from owed o join base b on b.queue = o.queue where o.wanted
), placed as (
  select *, start + interval '1 second' * floor(case when later <= $5::float8 then later when $5::float8 <= 0 then 0
    else $5::float8 * 2 / 3 + (later - $5::float8) - $5::float8 / 3 * floor((later - $5::float8) / ($5::float8 / 3)) end) as at
  from paced
)
"""
"""Steps of a statement: from ``owed`` to ``placed``, which has a turn ``at`` besides.

``owed`` has ``queue`` (whose turns follow each other: an account, or a cohort of it), ``lane``
(the account, which sets the pace), ``start`` (from when on), ``k`` (its number in the queue, from
0) and ``wanted``. $1 is now, then come ``Pacing.columns``. The queues are locked in the order of
their names, so that planners wait for each other and never in a circle. A queue is never taken
to be full for more than a day.
"""
