"""What was measured here when all deliveries lay in one table (docs/decisions/0007), to compare.

On the same machine (two cores, load 3.8, shared), with a database of 200,000 learners.
"""

from bench.scale.measured import Cost

EARLIER = "then: load 3.8 on the same two cores"
ONE_TABLE = {
    "plan": Cost(0.038, 0.001, 2670, 0.002, 1.8, 26_344),
    "held": Cost(0.053, 0.029, 2230, 0.011, 1.0, 13_762),
    "sent": Cost(1.030, 0.732, 8070, 2.014, 5.9, 929),
    "request": Cost(0.831, 1.009, 2690, 1.018, 6.2, 737),
}
ROW_BYTES = 597
"""A delivery with its share of the indexes."""
STATEMENTS_A_DAY = 17.1e9
"""Bytes that were kept for good each day, statements most of all."""
