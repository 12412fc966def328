"""What was measured when all deliveries lay in one table (docs/decisions/0007), to compare.

By that version's own `python -m bench.scale`, on the machine of docs/scale.md and in the minutes
before its run, with a database of 200,000 learners too.
"""

from bench.scale.measured import Cost

EARLIER = "then at load 5.7, minutes before now"
ONE_TABLE = {
    "plan": Cost(0.045, 0.002, 2931, 0.002, 1.8, 12_401),
    "held": Cost(0.057, 0.032, 2274, 0.011, 1.0, 9_693),
    "sent": Cost(1.520, 0.992, 12_521, 2.020, 5.9, 413),
    "request": Cost(1.261, 1.502, 2699, 0.950, 5.8, 306),
}
ROW_BYTES = 514
"""A delivery with its share of the indexes."""
STATEMENTS_A_DAY = 17.0e9
"""Bytes that were kept for good each day, statements most of all."""
