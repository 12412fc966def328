"""What was measured when all deliveries lay in one table (docs/decisions/0007), to compare.

The figures that docs/scale.md had then, of the same two cores at load 3.8 and with a database of
200,000 learners too. Its log held full-page images. Run again beside the present version, that one
needed more.
"""

from bench.scale.measured import Cost

ONE_TABLE = {
    "plan": Cost(0.038, 0.001, 2670, 0.002, 1.8, 26_344),
    "held": Cost(0.053, 0.029, 2230, 0.011, 1.0, 13_762),
    "sent": Cost(1.030, 0.732, 8070, 2.014, 5.9, 929),
    "request": Cost(0.831, 1.009, 2690, 1.018, 6.2, 737),
}
RUN_AGAIN = {
    5.7: {"sent": (1.520, 0.992), "request": (1.261, 1.502)},
    4.4: {"sent": (1.890, 0.980), "request": (1.064, 1.291)},
}
"""By load of the machine: ms in PostgreSQL and in our process."""
ROW_BYTES = 597
"""A delivery with its share of the indexes."""
STATEMENTS_A_DAY = 17.1e9
"""Bytes that were kept for good each day, statements most of all."""
